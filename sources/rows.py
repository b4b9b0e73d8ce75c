"""How an article becomes a row of `versions` and a row an article. No queries of its own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sources.article import Article, Part, PartKind, Retraction, Span


def content_digest(article: Article) -> str:
    """Return the SHA-256 of what makes a version another: title, text and metadata.

    Where and when it was read, how its parts were labelled and its pages lie, do not count.
    """
    content = [
        article.title,
        article.text,
        list(article.authors),
        article.publisher,
        _day(article.published),
        _day(article.updated),
        article.url,
        article.language,
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=True).encode()).hexdigest()


class CameBy(StrEnum):
    """How an article came in."""

    FILE = "file"
    URL = "url"
    FEED = "feed"
    PASTED = "pasted"
    SAMPLE = "sample"


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def version_row(article: Article, version: int, digest: str) -> dict[str, object]:
    """Return the values of a row of `versions`, by name."""
    return {
        "article_id": article.article_id,
        "version": version,
        "digest": digest,
        "sha256": article.sha256,
        "title": article.title,
        "text": article.text,
        "parts": json.dumps([[p.kind, p.span.start, p.span.end] for p in article.parts]),
        "authors": json.dumps(article.authors, ensure_ascii=False),
        "publisher": article.publisher,
        "published": _day(article.published),
        "updated": _day(article.updated),
        "dated": article.dated.isoformat(),
        "url": article.url,
        "language": article.language,
        "origin": article.origin,
        "retrieved": article.retrieved.astimezone(UTC).isoformat("T", "seconds"),
        "is_sample": int(article.is_sample),
        "page_starts": json.dumps(article.page_starts),
    }


def article_of(row: Mapping[str, Any]) -> Article:
    """Return the article of a row of `rows_of_articles`, as a mapping by name."""

    def day(name: str) -> date | None:
        return date.fromisoformat(row[name]) if row[name] else None

    retracted_on = day("retracted_on")
    return Article(
        article_id=row["article_id"],
        version=row["version"],
        title=row["title"],
        text=row["text"],
        parts=tuple(
            Part(kind=PartKind(kind), span=Span(start=start, end=end))
            for kind, start, end in json.loads(row["parts"])
        ),
        authors=tuple(json.loads(row["authors"])),
        publisher=row["publisher"],
        published=day("published"),
        updated=day("updated"),
        url=row["url"],
        language=row["language"],
        sha256=row["sha256"],
        origin=row["origin"],
        retrieved=datetime.fromisoformat(row["retrieved"]),
        is_sample=bool(row["is_sample"]),
        page_starts=tuple(json.loads(row["page_starts"])),
        retraction=(
            Retraction(on=retracted_on, reason=row["retraction_reason"]) if retracted_on else None
        ),
    )
