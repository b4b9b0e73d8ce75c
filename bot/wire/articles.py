"""What is told of an article in JSON: by `--json`, as the lines of `show`, by the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sources.article import Article
    from sources.provenance import Provenance


def article_facts(article: Article) -> dict[str, Any]:
    """Return what is known of an article, but for its text."""
    return {
        "article_id": article.article_id,
        "version": article.version,
        "title": article.title,
        "authors": list(article.authors),
        "publisher": article.publisher,
        "published": article.published.isoformat() if article.published else None,
        "updated": article.updated.isoformat() if article.updated else None,
        "url": article.url,
        "language": article.language,
        "origin": article.origin,
        "retrieved": article.retrieved.isoformat(),
        "sha256": article.sha256,
        "pages": len(article.page_starts) or None,
        "is_sample": article.is_sample,
        "retracted": article.retraction.on.isoformat() if article.retraction else None,
        "retraction_reason": article.retraction.reason if article.retraction else "",
    }


def provenance_facts(came: Provenance) -> dict[str, Any]:
    """Return how a version came in."""
    return {
        "dated": came.dated.isoformat(),
        "came_by": came.came_by,
        "reader": came.reader,
        "original_bytes": came.n_bytes,
        "original_stored": came.n_stored,
    }
