"""The words of passages in PostgreSQL: its full text search, with frequent words counting less.

PostgreSQL's own ranking knows nothing of how rare a word is. Here each term of a query is ranked
alone, by `ts_rank`, and counts by its rarity, which the database's statistics tell; the passages
that are ranked are those with the rarest terms. Words are cut and folded by `index.variants`, and
stemmed by a configuration of ours that knows no stop words, so that both databases find the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

from sqlalchemy import ColumnClause, Connection, Float, column, func, literal_column, table, text

from index.filters import Findable, joined
from index.tables import passages
from index.variants import Term, plain_words
from index.words import Ranking, Worded, rarest
from sources.archive import Archive

_CREATE = """
CREATE TEXT SEARCH DICTIONARY newsproof_stem (TEMPLATE = snowball, LANGUAGE = english);
CREATE TEXT SEARCH CONFIGURATION newsproof (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION newsproof
    ALTER MAPPING REPLACE pg_catalog.simple WITH newsproof_stem;
CREATE TABLE passages_text (
    id    BIGINT PRIMARY KEY REFERENCES passages ON DELETE CASCADE,
    words TSVECTOR NOT NULL
);
CREATE INDEX passages_text_by_word ON passages_text USING gin (words) WITH (fastupdate = off)
"""
_HAS_TABLE = text("SELECT to_regclass('passages_text') IS NOT NULL")
_INSERT = text(
    "INSERT INTO passages_text (id, words) VALUES (:id, "
    "setweight(to_tsvector('newsproof', :title), 'A') || to_tsvector('newsproof', :text))"
)
# How large a share of the passages holds a word, of the words that are frequent.
_SHARES = text("""
WITH frequent AS MATERIALIZED (
    SELECT e.lexeme, e.share FROM pg_stats AS s, unnest(
        CAST(CAST(s.most_common_elems AS text) AS text[]), s.most_common_elem_freqs
    ) AS e (lexeme, share)
    WHERE s.schemaname = current_schema() AND s.tablename = 'passages_text'
      AND s.attname = 'words' AND e.lexeme IS NOT NULL
)
SELECT w.word, max(f.share) AS share, (
    SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = CAST('passages_text' AS regclass)
) AS n
FROM unnest(CAST(:words AS text[])) AS w (word)
LEFT JOIN frequent AS f ON f.lexeme = ANY (ts_lexize('newsproof_stem', w.word))
GROUP BY w.word
""")
_table = table("passages_text", column("id"), column("words"))
_WORDS = _table.c.words
_CONFIG: ColumnClause[Any] = literal_column("'newsproof'::regconfig")
_WEIGHTS: ColumnClause[Any] = literal_column(
    "'{1.0, 1.0, 1.0, 0.6}'::real[]"
)  # of D, C, B and A: A is the title
_RARE = 0.0005  # share of a word that the statistics don't list: 1,000 words are listed
_MOST_RANKED = 6_000  # passages that are ranked, as far as the statistics tell


class PostgresWords:
    """The words of one archive in a PostgreSQL database."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def create(self, connection: Connection) -> None:
        """Create the table, and the configuration that stems."""
        if connection.execute(_HAS_TABLE).scalar_one():
            return
        for statement in _CREATE.split(";"):
            connection.execute(text(statement))

    def add(self, connection: Connection, passages: Sequence[Worded]) -> None:
        """Keep the words of passages."""
        rows = [
            {
                "id": one.id,
                "title": " ".join(plain_words(one.title)),
                "text": " ".join(plain_words(one.text)),
            }
            for one in passages
        ]
        connection.execute(_INSERT, rows)

    def ranked(self, terms: Sequence[Term], n: int, what: Findable) -> Ranking:
        """Return up to `n` passages that hold some of the terms; best first, ties by id."""
        if not terms or what.is_nothing:
            return []
        shares, n_passages = self._shares(terms)
        queries = [
            [func.phraseto_tsquery(_CONFIG, " ".join(way)) for way in term.ways] for term in terms
        ]
        ranks = [
            func.greatest(*(func.ts_rank(_WEIGHTS, _WORDS, way) for way in ways))
            for ways in queries
        ]
        score = sum(
            (math.log(1.0 / share) * rank for share, rank in zip(shares, ranks, strict=True)),
            start=literal_column("0.0", Float),
        ).label("score")
        # Of few passages, all that hold any of the terms are ranked.
        most = _MOST_RANKED if what.ids is None else math.inf
        chosen = rarest([share * n_passages for share in shares], most)
        ways = [way for at in chosen for way in queries[at]]
        query = (
            joined(passages.c.id, score)
            .join(_table, _table.c.id == passages.c.id)
            .where(_WORDS.op("@@")(reduce(func.tsquery_or, ways)))
            .where(passages.c.id.in_(what.ids.tolist()) if what.ids is not None else what.condition)
            .order_by(score.desc(), passages.c.id)
            .limit(n)
        )
        return [(row.id, float(row.score)) for row in self._archive.read(query)]

    def settle(self) -> None:
        """Let deleted words go, and count how frequent words are."""
        self._archive.connection.exec_driver_sql("VACUUM ANALYZE passages_text")

    def _shares(self, terms: Sequence[Term]) -> tuple[list[float], float]:
        """Return the share of the passages that holds each term, and the number of passages."""
        words = sorted({word for term in terms for way in term.ways for word in way})
        rows = self._archive.read(_SHARES, {"words": words})
        share_of: Mapping[str, float] = {row.word: row.share or _RARE for row in rows}
        return [
            min(0.99, max(min(share_of[word] for word in way) for way in term.ways))
            for term in terms
        ], max(row.n for row in rows)
