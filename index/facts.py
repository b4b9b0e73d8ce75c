"""Which passages may be found, from facts of all versions kept in memory: no query a search.

A passage costs 12 bytes, a version about 60 and its article's id. What is kept is brought up to
date when the archive has changed: passages and versions never change, so that only new ones are
read, and everything anew where some were removed. What a search shows is checked against the
archive itself once more (`store.current_passages`); these facts decide what it looks through.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Row, select, text

from index import store
from index.filters import Filters, Findable
from sources.archive import Archive
from sources.tables import articles

Finder = Callable[[date | None, Filters], Findable]
"""Tells what may be found on a day (None for today) through filters."""

_KEPT = 16  # answers; each takes 8 bytes a passage that may be found
_NEVER = np.iinfo(np.int32).max
# One row of two long texts: a row a passage would take ten times as long.
_PASSAGES = text("""
SELECT json_group_array(p.id) AS ids, json_group_array(v.rowid) AS versions FROM passages AS p
JOIN versions AS v ON v.article_id = p.article_id AND v.version = p.version WHERE p.id > :after
""")
_VERSIONS = text("""
SELECT rowid AS place, article_id, version, dated, coalesce(published, dated) AS shown,
    publisher, language FROM versions WHERE rowid > :after ORDER BY rowid
""")
# The plus lets SQLite count in a small index: the table holds the texts.
_SAME = text("""
SELECT count(*) AS n, (
    SELECT article_id || ' ' || version FROM versions WHERE rowid = :last
) AS last FROM versions WHERE +rowid <= :last
""")


def open_finder(archive: Archive) -> Finder:
    """Return what tells what may be found; in PostgreSQL the database itself decides."""
    if archive.database.kind == "postgresql":
        return lambda day, filters: store.findable(archive, day, filters)
    return Facts(archive).findable


class _Codes(dict[str | None, int]):
    """Texts to numbers, counted as they come."""

    def __missing__(self, key: str | None) -> int:
        self[key] = len(self)
        return self[key]

    def known(self, keys: Sequence[str]) -> list[int]:
        return [self[key] for key in keys if key in self]


class Facts:
    """The facts of one SQLite archive. Safe to use from several threads."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._lock = threading.Lock()
        self._seen = threading.local()  # each connection has a count of changes of its own
        self._forget()

    def findable(self, day: date | None, filters: Filters) -> Findable:
        """Return what may be found, with the ids.

        Raises:
            ArchiveError: The archive cannot be read.
        """
        changes = self._archive.database.changes()
        with self._lock:
            if getattr(self._seen, "changes", None) != changes:
                self._read_changes()
                self._seen.changes = changes
            ids = self._found.pop((day, filters), None)
            if ids is None:
                ids = self._ids[self._may_be_found(day, filters)[self._version_of]]
            self._found[day, filters] = ids
            if len(self._found) > _KEPT:
                self._found.popitem(last=False)
        return Findable(day=day, filters=filters, ids=ids)

    def _may_be_found(self, day: date | None, filters: Filters) -> NDArray[np.bool_]:
        """Return for each version whether it may be: `bool (n_versions,)`."""
        article, dated, shown, publisher, language = self._facts
        if day is None:
            known = self._until == _NEVER
        else:
            known = (dated <= day.toordinal()) & (self._until > day.toordinal())
        known &= ~np.isin(article, self._retracted)
        if filters.published_from:
            known &= shown >= filters.published_from.toordinal()
        if filters.published_to:
            known &= shown <= filters.published_to.toordinal()
        for column, codes, wanted in (
            (publisher, self._publishers, filters.publishers),
            (language, self._languages, filters.languages),
            (article, self._articles, filters.article_ids),
        ):
            if wanted:
                known &= np.isin(column, codes.known(wanted))
        return np.asarray(known)

    def _forget(self) -> None:
        self._articles, self._publishers, self._languages = _Codes(), _Codes(), _Codes()
        self._facts = np.zeros((5, 0), dtype=np.int32)
        self._numbers = np.zeros(0, dtype=np.int32)  # of the versions
        self._until = np.zeros(0, dtype=np.int32)  # the day on which a later version is known
        self._places = np.zeros(0, dtype=np.int64)
        self._last = ""
        self._ids = np.zeros(0, dtype=np.int64)
        self._version_of = np.zeros(0, dtype=np.int32)
        self._retracted: list[int] = []
        self._found: OrderedDict[tuple[date | None, Filters], NDArray[np.int64]] = OrderedDict()

    def _read_changes(self) -> None:
        self._found.clear()
        if self._have_gone():
            self._forget()
        # Passages first: their versions are then among those that are read after them.
        after = int(self._ids[-1]) if len(self._ids) else 0
        (new,) = self._archive.read(_PASSAGES, {"after": after})
        last = int(self._places[-1]) if len(self._places) else 0
        if rows := self._archive.read(_VERSIONS, {"after": last}):
            self._add_versions(rows)
        self._add_passages(np.asarray(json.loads(new.ids)), np.asarray(json.loads(new.versions)))
        withdrawn = select(articles.c.article_id).where(articles.c.retracted_on.is_not(None))
        self._retracted = self._articles.known(
            [row.article_id for row in self._archive.read(withdrawn)]
        )

    def _have_gone(self) -> bool:
        """Say whether a version that is known here is no longer in the archive."""
        if not len(self._places):
            return False
        (row,) = self._archive.read(_SAME, {"last": int(self._places[-1])})
        return (row.n, row.last) != (len(self._places), self._last)

    def _add_versions(self, rows: Sequence[Row[Any]]) -> None:
        columns = [
            [self._articles[row.article_id] for row in rows],
            [date.fromisoformat(row.dated).toordinal() for row in rows],
            [date.fromisoformat(row.shown).toordinal() for row in rows],
            [self._publishers[row.publisher] for row in rows],
            [self._languages[row.language] for row in rows],
        ]
        self._facts = np.hstack([self._facts, np.asarray(columns, dtype=np.int32)])
        numbers = np.asarray([row.version for row in rows], dtype=np.int32)
        self._numbers = np.concatenate([self._numbers, numbers])
        self._places = np.concatenate([self._places, np.asarray([row.place for row in rows])])
        self._last = f"{rows[-1].article_id} {rows[-1].version}"
        article, dated = self._facts[:2]
        order = np.lexsort((self._numbers, dated, article))
        has_later = article[order[:-1]] == article[order[1:]]
        self._until = np.full(len(article), _NEVER, dtype=np.int32)
        self._until[order[:-1][has_later]] = dated[order[1:][has_later]]

    def _add_passages(self, ids: NDArray[np.int64], places: NDArray[np.int64]) -> None:
        if not len(ids) or not len(self._places):
            return
        order = np.argsort(ids)
        at = np.searchsorted(self._places, places[order])
        is_there = self._places[np.minimum(at, len(self._places) - 1)] == places[order]
        self._ids = np.concatenate([self._ids, ids[order][is_there]])
        self._version_of = np.concatenate([self._version_of, at[is_there].astype(np.int32)])
