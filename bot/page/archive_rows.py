"""The list of articles: light rows, read without the texts, and which of them are wanted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from textwrap import shorten

from sqlalchemy import func, select

from bot.page.inputs import day_of, line_of
from bot.page.service import Service
from bot.page.shelf import Row
from index.filters import Filters
from sources.archive import Archive
from sources.selecting import is_current
from sources.tables import articles, versions

MAX_FILTER = 200  # characters
MAX_HITS = 50  # passages that are looked at in a search of the texts
MAX_PASSAGE = 240  # characters that are shown of one


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a reader looks for in the list of articles.

    Attributes:
        words: Each has to stand in title, publisher or day.
        publisher: Has to stand in the name of the publisher.
        first: The first day of publication that counts, or None.
        last: The last one.
    """

    words: str = ""
    publisher: str = ""
    first: date | None = None
    last: date | None = None

    @classmethod
    def of(cls, words: object, publisher: object, first: object, last: object) -> Wanted:
        """Read what was sent.

        Raises:
            ToldError: A text is too long or no text, or a day is none.
        """
        return cls(
            words=line_of(words, "filter", MAX_FILTER),
            publisher=line_of(publisher, "publisher", MAX_FILTER),
            first=day_of(first),
            last=day_of(last),
        )

    @property
    def is_all(self) -> bool:
        """Whether every article is wanted."""
        return self == Wanted()

    def chosen(self, rows: Iterable[Row]) -> list[Row]:
        """Return the rows that are wanted, in their order; case doesn't count."""
        words, publisher = self.words.casefold().split(), self.publisher.casefold()
        return [
            row
            for row in rows
            if (self.first is None or row.published >= self.first)
            and (self.last is None or row.published <= self.last)
            and publisher in row.publisher.casefold()
            and row.holds(words)
        ]


def search_texts(newsproof: Service, wanted: Wanted, rows: Iterable[Row]) -> list[tuple[Row, str]]:
    """Return the articles whose texts fit the words, best first, each with its best passage.

    They are found as an answer's passages are: by meaning and by words. Publisher and days narrow
    them; at most `MAX_HITS` passages are looked at.

    Raises:
        NewsproofError: The index cannot be used now.
    """
    narrowed = {row.article_id: row for row in replace(wanted, words="").chosen(rows)}
    if not narrowed:
        return []
    publishers = {row.publisher for row in narrowed.values()} if wanted.publisher else ()
    filters = Filters(
        published_from=wanted.first,
        published_to=wanted.last,
        publishers=tuple(sorted(publishers)),
    )
    best: dict[str, str] = {}
    for hit in newsproof.retrieve(wanted.words, MAX_HITS, None, filters):
        if hit.passage.article_id in narrowed:
            best.setdefault(hit.passage.article_id, hit.passage.text)
    return [
        (narrowed[name], shorten(text, MAX_PASSAGE, placeholder=" …"))
        for name, text in best.items()
    ]


def read_rows(archive: Archive) -> tuple[Row, ...]:
    """Return the row of every article, newest first, ties by id: what `Row.of` makes of it."""
    shown = func.coalesce(versions.c.published, versions.c.dated).label("shown")
    query = (
        select(
            *(versions.c.article_id, versions.c.version, versions.c.title, versions.c.publisher),
            *(versions.c.is_sample, versions.c.language, articles.c.retracted_on, shown),
        )
        .join(articles, articles.c.article_id == versions.c.article_id)
        .where(is_current(None))
        .order_by(shown.desc(), versions.c.article_id)
    )
    return tuple(
        Row(
            article_id=row.article_id,
            version=row.version,
            title=row.title,
            publisher=row.publisher or "",
            published=date.fromisoformat(row.shown),
            is_sample=bool(row.is_sample),
            is_retracted=row.retracted_on is not None,
            language=row.language or "",
        )
        for row in archive.read(query)
    )
