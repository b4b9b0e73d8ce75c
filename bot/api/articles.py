"""Articles as programs see them: a filtered page of the list, and one whole article."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select

from bot.api.models import (
    ArticleBody,
    ArticleRow,
    ArticlesBody,
    HitBody,
    HitsBody,
    PartBody,
    VersionBody,
)
from bot.api.taking import Listed
from bot.wire.articles import article_facts
from index.search import Hit
from sources.archive import Archive
from sources.article import Article
from sources.selecting import is_current
from sources.tables import articles, versions

_SHOWN_DAY = func.coalesce(versions.c.published, versions.c.dated)
_ROW = (
    *("article_id", "version", "title", "publisher", "published", "updated", "language", "url"),
    "is_sample",
)
_WORDS = 20  # of a search for titles that are looked for


def list_articles(archive: Archive, wanted: Listed) -> ArticlesBody:
    """Return a page of the articles, newest first, ties by id; no text is read.

    Raises:
        ArchiveError: The archive cannot be read.
    """
    conditions = _conditions(wanted)
    count = select(func.count()).select_from(versions).where(*conditions)
    rows = (
        select(*(versions.c[name] for name in _ROW), articles.c.retracted_on.label("retracted"))
        .join_from(versions, articles)
        .where(*conditions)
        .order_by(_SHOWN_DAY.desc(), versions.c.article_id)
        .limit(wanted.limit)
        .offset(wanted.offset)
    )
    return ArticlesBody(
        total=int(archive.read(count)[0][0]),
        offset=wanted.offset,
        limit=wanted.limit,
        articles=[ArticleRow.model_validate(row._asdict()) for row in archive.read(rows)],
    )


def _conditions(wanted: Listed) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [is_current(wanted.as_of)]
    name = func.coalesce(versions.c.publisher, "")
    for word in wanted.q.split()[:_WORDS]:
        in_title = versions.c.title.icontains(word, autoescape=True)
        found.append(in_title | name.icontains(word, autoescape=True))
    if wanted.publisher:
        found.append(versions.c.publisher == wanted.publisher)
    if wanted.language:
        found.append(versions.c.language == wanted.language)
    if wanted.published_from:
        found.append(wanted.published_from.isoformat() <= _SHOWN_DAY)
    if wanted.published_to:
        found.append(wanted.published_to.isoformat() >= _SHOWN_DAY)
    return found


def whole_article(archive: Archive, article_id: str, version: int | None) -> ArticleBody:
    """Return an article with its parts and the list of its versions, oldest first.

    Raises:
        NotFoundError: No such article or version.
    """
    article = archive.get(article_id, version)
    return ArticleBody(
        **article_facts(article),
        text=article.text,
        parts=[
            PartBody(kind=part.kind.value, start=part.span.start, end=part.span.end)
            for part in article.parts
        ],
        history=[
            VersionBody(
                version=one.version,
                title=one.title,
                published=one.published,
                updated=one.updated,
                retrieved=one.retrieved,
                sha256=one.sha256,
            )
            for one in archive.history(article_id)
        ],
    )


def found_passages(archive: Archive, query: str, as_of: date | None, hits: list[Hit]) -> HitsBody:
    """Return what a search found, with the facts of the articles.

    Raises:
        NotFoundError: An article is gone by now.
    """
    known: dict[tuple[str, int], Article] = {}
    bodies = []
    for hit in hits:
        passage = hit.passage
        key = (passage.article_id, passage.version)
        if key not in known:
            known[key] = archive.get(*key)
        bodies.append(
            HitBody(
                **_facts(known[key]),
                rank=hit.rank,
                score=hit.score,
                text=passage.text,
                start=passage.start,
                end=passage.end,
            )
        )
    return HitsBody(query=query, as_of=as_of, hits=bodies)


def _facts(article: Article) -> dict[str, Any]:
    return {
        "article_id": article.article_id,
        "version": article.version,
        "title": article.title,
        "publisher": article.publisher,
        "published": article.published,
        "url": article.url,
    }
