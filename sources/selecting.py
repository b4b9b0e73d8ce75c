"""The queries that more than one part asks: whole articles, and which version of one counts."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, exists, select, tuple_

from sources.tables import articles, versions


def rows_of_articles() -> Select[Any]:
    """Return the query of whole articles: what `article_of` reads, of every version."""
    return select(versions, articles.c.retracted_on, articles.c.retraction_reason).join_from(
        versions, articles
    )


def is_current(day: date | None, of: FromClause = versions) -> ColumnElement[bool]:
    """Return the condition that a version counts on a day: it was known, and no later one was.

    Args:
        day: The day; None for what is known today.
        of: The table `versions`, or an alias of it.
    """
    later = versions.alias("later")
    is_newer = tuple_(later.c.dated, later.c.version) > tuple_(of.c.dated, of.c.version)
    newer = select(1).where(later.c.article_id == of.c.article_id, is_newer)
    if day is None:
        return ~exists(newer)
    known = day.isoformat()
    return (of.c.dated <= known) & ~exists(newer.where(later.c.dated <= known))
