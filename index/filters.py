"""What may be found: the day that counts, and what a search is narrowed to. No query runs here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Select, and_, func, select

from index.tables import passages
from sources.selecting import is_current
from sources.tables import articles, versions


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a search is narrowed to. Empty means anything; days are included.

    Attributes:
        published_from: First day; an article without a day of publication goes by the day from
            which it counts as known.
        published_to: Last day.
        publishers: Names, as the archive has them.
        languages: ISO 639-1 codes.
        article_ids: Articles.
    """

    published_from: date | None = None
    published_to: date | None = None
    publishers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    article_ids: tuple[str, ...] = ()

    @property
    def is_narrowing(self) -> bool:
        """Whether anything is left out."""
        return self != ANYTHING


ANYTHING = Filters()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Findable:
    """The passages that a search may find.

    They belong to the version of their article that was known on the day, their article has not
    been retracted, and the filters let it through.

    Attributes:
        day: The day; None for what is known today.
        filters: The filters.
        ids: Their ids, ascending: `int64 (n,)`; None where the database has to tell, as for very
            many in PostgreSQL.
    """

    day: date | None = None
    filters: Filters = ANYTHING
    ids: NDArray[np.int64] | None = None

    @property
    def is_all(self) -> bool:
        """Whether nothing narrows it but what is current today."""
        return self.day is None and not self.filters.is_narrowing

    @property
    def is_nothing(self) -> bool:
        """Whether it is known that there is no such passage."""
        return self.ids is not None and not len(self.ids)

    @property
    def condition(self) -> ColumnElement[bool]:
        """The condition on rows of `joined`."""
        chosen = self.filters
        shown_day = func.coalesce(versions.c.published, versions.c.dated)
        conditions: list[ColumnElement[bool]] = [
            is_standing(),
            is_current(self.day),
        ]
        if chosen.published_from:
            conditions.append(shown_day >= chosen.published_from.isoformat())
        if chosen.published_to:
            conditions.append(shown_day <= chosen.published_to.isoformat())
        if chosen.publishers:
            conditions.append(versions.c.publisher.in_(chosen.publishers))
        if chosen.languages:
            conditions.append(versions.c.language.in_(chosen.languages))
        if chosen.article_ids:
            conditions.append(versions.c.article_id.in_(chosen.article_ids))
        return and_(*conditions)


def is_standing() -> ColumnElement[bool]:
    """Return the condition that an article has not been retracted."""
    return articles.c.retracted_on.is_(None)


def joined(*columns: Any) -> Select[Any]:  # noqa: ANN401 - columns of several types
    """Return a query over passages with their versions and articles."""
    same_version = (passages.c.article_id == versions.c.article_id) & (
        passages.c.version == versions.c.version
    )
    return select(*columns).select_from(passages.join(versions, same_version).join(articles))
