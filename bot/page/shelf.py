"""What the page needs to know of the archive: light rows for its list, coverage, whole articles.

Reads only. Rows are kept between calls, because reading every text for a list is not cheap.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.answer import Citation
from bot.page.markup import article_key
from index.filters import ANYTHING, Filters
from sources.archive import Archive
from sources.article import Article
from sources.errors import NotFoundError


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One article in the list of sources, in its newest version."""

    article_id: str
    version: int
    title: str
    publisher: str
    published: date
    is_sample: bool
    is_retracted: bool
    language: str = ""

    @classmethod
    def of(cls, article: Article) -> Row:
        """Return the row of an article."""
        return cls(
            article_id=article.article_id,
            version=article.version,
            title=article.title,
            publisher=article.publisher or "",
            published=article.published or article.dated,
            is_sample=article.is_sample,
            is_retracted=article.retraction is not None,
            language=article.language or "",
        )

    def holds(self, words: Iterable[str]) -> bool:
        """Say whether every word occurs in title, publisher or date, whatever its case."""
        text = f"{self.title} {self.publisher} {self.published.isoformat()}".casefold()
        return all(word in text for word in words)

    def fits(self, filters: Filters) -> bool:
        """Say whether a search with these filters reads the article."""
        return (
            (not filters.publishers or self.publisher in filters.publishers)
            and (not filters.languages or self.language in filters.languages)
            and (not filters.article_ids or self.article_id in filters.article_ids)
            and (filters.published_from is None or self.published >= filters.published_from)
            and (filters.published_to is None or self.published <= filters.published_to)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much the archive holds, or what a search is narrowed to.

    Attributes:
        n_articles: How many articles.
        publishers: Their publishers, those with most articles first.
        languages: Their languages, ISO 639-1 codes, in the same order.
        first: The first day of publication.
        last: The last.
        is_narrowed: Whether it is only what filters let through.
    """

    n_articles: int
    publishers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    is_narrowed: bool = False

    @classmethod
    def of(
        cls, rows: Iterable[Row], as_of: date | None = None, filters: Filters = ANYTHING
    ) -> Coverage:
        """Sum up the rows published on or before `as_of` that the filters let through."""
        known = [
            row for row in rows if (as_of is None or row.published <= as_of) and row.fits(filters)
        ]
        return cls(
            n_articles=len(known),
            publishers=_by_number(row.publisher for row in known),
            languages=_by_number(row.language for row in known),
            is_narrowed=filters.is_narrowing,
            first=min((row.published for row in known), default=None),
            last=max((row.published for row in known), default=None),
        )


def _by_number(names: Iterable[str]) -> tuple[str, ...]:
    """Return each name once, the most frequent first, ties by name; no name is left out."""
    counts = Counter(name for name in names if name)
    return tuple(sorted(counts, key=lambda name: (-counts[name], name)))


class Shelf:
    """The archive as the page reads it. Safe to use from several threads."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._lock = threading.Lock()
        self._rows: tuple[Row, ...] = ()
        self._n_articles = -1

    def rows(self, *, refresh: bool = False) -> tuple[Row, ...]:
        """Return every article's row, newest first.

        Args:
            refresh: Read them again even if the number of articles is the same as last time.
        """
        with self._lock:
            n_articles = self._archive.n_articles()
            if refresh or n_articles != self._n_articles:
                self._rows = tuple(Row.of(article) for article in self._archive.articles())
                self._n_articles = n_articles
            return self._rows

    def article(self, article_id: str) -> Article:
        """Return an article in its newest version.

        Raises:
            NotFoundError: No such article.
        """
        return self._archive.get(article_id)

    def cited(self, citations: Iterable[Citation]) -> dict[str, Article]:
        """Return the articles that are cited, in the versions cited, by their keys on the page.

        One that is no longer in the archive is left out.
        """
        found: dict[str, Article] = {}
        for citation in citations:
            quote, key = citation.quote, key_of(citation)
            if key not in found:
                try:
                    found[key] = self._archive.get(quote.article_id, quote.version)
                except NotFoundError:
                    continue
        return found


def key_of(citation: Citation) -> str:
    """Return the name under which the page keeps the article of a citation."""
    return article_key(citation.quote.article_id, citation.quote.version)
