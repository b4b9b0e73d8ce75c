"""The index's own tables in the archive's file: passages, embeddings, full text.

They hold nothing that could not be computed again from the articles. Passages go with their
version by foreign key, and the full text goes with its passage by trigger.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import numpy as np

from index.encoder import Vectors
from index.passages import SPLITTER, Passage, encoder_input, input_digest, split_article
from sources.archive import CURRENT_VERSION, END_OF_TIME, Archive
from sources.article import Article

_TABLES = """
CREATE TABLE IF NOT EXISTS passages (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,   -- never used twice: generations rely on it
    article_id TEXT NOT NULL,
    version    INTEGER NOT NULL,
    start      INTEGER NOT NULL,
    end        INTEGER NOT NULL,
    digest     TEXT NOT NULL,                       -- of the encoder input
    splitter   TEXT NOT NULL,
    UNIQUE (article_id, version, start),
    FOREIGN KEY (article_id, version) REFERENCES versions ON DELETE CASCADE
) STRICT;

CREATE TABLE IF NOT EXISTS embeddings (
    digest  TEXT NOT NULL,
    encoder TEXT NOT NULL,
    vector  BLOB NOT NULL,                          -- little-endian float32
    PRIMARY KEY (digest, encoder)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE IF NOT EXISTS passages_text USING fts5 (
    title, text, tokenize = "porter unicode61 remove_diacritics 2"
);

CREATE TRIGGER IF NOT EXISTS passages_text_goes AFTER DELETE ON passages BEGIN
    DELETE FROM passages_text WHERE rowid = old.id;
END;
"""
_PASSAGE = "p.id, p.article_id, p.version, p.start, p.end, v.text, v.title, v.published"
_SQL_VARIABLES = 900  # SQLite's old limit of bound values is 999


def create_tables(connection: sqlite3.Connection) -> None:
    """Create the tables where they are missing."""
    connection.executescript(_TABLES)


def has_tables(connection: sqlite3.Connection) -> bool:
    """Say whether the index has ever been built in this archive."""
    row = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'passages'").fetchone()
    return row is not None


def drop_old_splits(connection: sqlite3.Connection) -> int:
    """Delete the passages that another splitter cut; return how many."""
    return connection.execute("DELETE FROM passages WHERE splitter != ?", [SPLITTER]).rowcount


def unsplit_versions(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """Return (article_id, version) of every version that has no passages yet."""
    rows = connection.execute(
        "SELECT article_id, version FROM versions AS v WHERE NOT EXISTS (SELECT 1 FROM passages "
        "AS p WHERE p.article_id = v.article_id AND p.version = v.version) ORDER BY v.rowid"
    )
    return [(row["article_id"], row["version"]) for row in rows]


def add_passages(connection: sqlite3.Connection, article: Article) -> int:
    """Split an article and store its passages and their full text; return how many."""
    passages = split_article(article)
    for passage in passages:
        digest = input_digest(encoder_input(passage.text, article.title, article.published))
        cursor = connection.execute(
            "INSERT INTO passages (article_id, version, start, end, digest, splitter) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            [passage.article_id, passage.version, passage.start, passage.end, digest, SPLITTER],
        )
        connection.execute(
            "INSERT INTO passages_text (rowid, title, text) VALUES (?, ?, ?)",
            [cursor.lastrowid, article.title, passage.text],
        )
    return len(passages)


def inputs_without_embedding(connection: sqlite3.Connection, encoder: str) -> dict[str, str]:
    """Return {digest: encoder input} of the passages that `encoder` has not embedded yet."""
    rows = connection.execute(
        f"SELECT p.digest, {_PASSAGE} FROM passages AS p JOIN versions AS v "
        "USING (article_id, version) WHERE NOT EXISTS (SELECT 1 FROM embeddings AS e "
        "WHERE e.digest = p.digest AND e.encoder = ?) GROUP BY p.digest ORDER BY p.id",
        [encoder],
    )
    return {
        row["digest"]: encoder_input(
            row["text"][row["start"] : row["end"]],
            row["title"],
            date.fromisoformat(row["published"]) if row["published"] else None,
        )
        for row in rows
    }


def add_embeddings(
    connection: sqlite3.Connection, encoder: str, digests: Sequence[str], vectors: Vectors
) -> None:
    """Store one vector a digest; a stored one is kept."""
    connection.executemany(
        "INSERT OR IGNORE INTO embeddings (digest, encoder, vector) VALUES (?, ?, ?)",
        [
            (digest, encoder, vector.astype("<f4").tobytes())
            for digest, vector in zip(digests, vectors, strict=True)
        ],
    )


def drop_unused_embeddings(connection: sqlite3.Connection) -> int:
    """Delete the embeddings that belong to no passage any more; return how many."""
    return connection.execute(
        "DELETE FROM embeddings WHERE digest NOT IN (SELECT digest FROM passages)"
    ).rowcount


def forget_words(connection: sqlite3.Connection) -> None:
    """Write the full-text index anew: deleted words stay in its old segments until then."""
    connection.execute("INSERT INTO passages_text (passages_text) VALUES ('optimize')")


def vectors_after(
    connection: sqlite3.Connection, encoder: str, after: int = 0, page: int = 2_000
) -> Iterator[tuple[list[int], Vectors]]:
    """Yield passage ids greater than `after` with their vectors, ascending, in pages."""
    while True:
        rows = connection.execute(
            "SELECT p.id, e.vector FROM passages AS p JOIN embeddings AS e ON e.digest = p.digest "
            "WHERE e.encoder = ? AND p.id > ? ORDER BY p.id LIMIT ?",
            [encoder, after, page],
        ).fetchall()
        if not rows:
            return
        ids = [int(row["id"]) for row in rows]
        vectors = np.stack([np.frombuffer(row["vector"], dtype="<f4") for row in rows])
        yield ids, vectors.astype(np.float32)
        after = ids[-1]


def current_passages(
    archive: Archive, ids: Iterable[int], day: str = END_OF_TIME
) -> dict[int, Passage]:
    """Return those of the passages that may be found on a day.

    These belong to the version of their article that was known on that day, and their article has
    not been retracted.

    Args:
        archive: The archive.
        ids: Passage ids.
        day: ISO 8601 day; the end of time for what is known today.
    """
    wanted = list(ids)
    found: dict[int, Passage] = {}
    for first in range(0, len(wanted), _SQL_VARIABLES):
        some = wanted[first : first + _SQL_VARIABLES]
        marks = ", ".join(f":id{i}" for i in range(len(some)))
        rows = archive.connection.execute(
            f"SELECT {_PASSAGE} FROM passages AS p JOIN versions AS v USING (article_id, version) "
            f"JOIN articles AS a USING (article_id) WHERE p.id IN ({marks}) "
            f"AND a.retracted_on IS NULL AND {CURRENT_VERSION}",
            {"day": day, **{f"id{i}": value for i, value in enumerate(some)}},
        )
        found |= {row["id"]: _passage(row) for row in rows}
    return found


def n_passages(connection: sqlite3.Connection) -> int:
    """Return the number of passages of all versions."""
    return int(connection.execute("SELECT count(*) FROM passages").fetchone()[0])


def n_embedded(connection: sqlite3.Connection, encoder: str) -> int:
    """Return the number of passages that `encoder` has embedded."""
    return int(
        connection.execute(
            "SELECT count(*) FROM passages AS p JOIN embeddings AS e ON e.digest = p.digest "
            "WHERE e.encoder = ?",
            [encoder],
        ).fetchone()[0]
    )


def _passage(row: sqlite3.Row) -> Passage:
    return Passage(
        article_id=row["article_id"],
        version=row["version"],
        start=row["start"],
        end=row["end"],
        text=row["text"][row["start"] : row["end"]],
    )
