"""The words of passages in SQLite's FTS5: BM25 over the stemmed words of title and text."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from index import store
from index.filters import Findable
from index.variants import Term
from index.words import Ranking, Worded, rarest
from sources.archive import Archive

_TABLE = """
CREATE VIRTUAL TABLE IF NOT EXISTS passages_text USING fts5 (
    title, text, tokenize = "porter unicode61 remove_diacritics 2"
)
"""
_TRIGGER = """
CREATE TRIGGER IF NOT EXISTS passages_text_goes AFTER DELETE ON passages BEGIN
    DELETE FROM passages_text WHERE rowid = old.id;
END
"""
_INSERT = text("INSERT INTO passages_text (rowid, title, text) VALUES (:id, :title, :text)")
_MATCHING = (
    "SELECT rowid AS id, -bm25(passages_text, :title_weight, :text_weight) AS score "
    "FROM passages_text WHERE passages_text MATCH :match "
)
_BEST = "ORDER BY score DESC, rowid LIMIT :n"
# The plus keeps SQLite from asking FTS5 for one row after the other.
_RANKED = text(_MATCHING + "AND +rowid IN (SELECT value FROM json_each(:ids)) " + _BEST)
_IDS = text(
    "SELECT json_group_array(rowid) AS ids FROM passages_text WHERE passages_text MATCH :match"
)
_COUNT = text("SELECT count(*) AS n FROM passages_text WHERE passages_text MATCH :match")
_OPTIMIZE = "INSERT INTO passages_text (passages_text) VALUES ('optimize')"
_WEIGHTS = {"title_weight": 0.6, "text_weight": 1.0}
_MOST_RANKED = 8_000  # passages whose words are weighed: about 10 ms at five words


class Fts5Words:
    """The words of one archive in a SQLite file."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def create(self, connection: Connection) -> None:
        """Create the full-text table, and what makes a row go with its passage."""
        connection.exec_driver_sql(_TABLE)
        connection.exec_driver_sql(_TRIGGER)

    def add(self, connection: Connection, passages: Sequence[Worded]) -> None:
        """Keep the words of passages."""
        connection.execute(
            _INSERT, [{"id": one.id, "title": one.title, "text": one.text} for one in passages]
        )

    def ranked(self, terms: Sequence[Term], n: int, what: Findable) -> Ranking:
        """Return up to `n` passages that hold some of the terms; best first, ties by id."""
        if not terms or what.is_nothing:
            return []
        if what.ids is not None and len(what.ids) <= _MOST_RANKED:
            return self._ranked(terms, what.ids, n)
        # Finding rows is cheap, weighing their words is not: what may not be found is left out
        # before, and what has none of the rarer words.
        rarer = self._rarest(terms)
        ranking = self._ranked(terms, self._holding(rarer, what), n)
        if len(ranking) == n or len(rarer) == len(terms):
            return ranking
        return self._ranked(terms, self._holding(terms, what), n)

    def _holding(self, terms: Sequence[Term], what: Findable) -> NDArray[np.int64]:
        """Return the passages that hold some of the terms, of those that may be found."""
        found = self._archive.read(_IDS, {"match": _match(terms)})[0].ids
        ids = np.asarray(json.loads(found), dtype=np.int64)
        return ids[store.may_be_found(self._archive, ids, what)]

    def _ranked(self, terms: Sequence[Term], ids: NDArray[np.int64], n: int) -> Ranking:
        asked = {"match": _match(terms), "ids": json.dumps(ids.tolist()), "n": n, **_WEIGHTS}
        return [(row.id, row.score) for row in self._archive.read(_RANKED, asked)]

    def _rarest(self, terms: Sequence[Term]) -> list[Term]:
        """Return the rarest terms, as many as there is time to weigh; one at least."""
        counts = [self._archive.read(_COUNT, {"match": _match([term])})[0].n for term in terms]
        return [terms[at] for at in rarest(counts, _MOST_RANKED)]

    def settle(self) -> None:
        """Write the full text anew: deleted words stay in its old segments until then."""
        with self._archive.transaction() as connection:
            connection.exec_driver_sql(_OPTIMIZE)


def _match(terms: Sequence[Term]) -> str:
    """Return the terms as FTS5 reads them; words are letters and digits, so that none is syntax."""
    return " OR ".join(f'"{" ".join(way)}"' for term in terms for way in term.ways)
