"""Lexical search: BM25 over the stemmed words of title and text, in SQLite's FTS5."""

from __future__ import annotations

import sqlite3

import regex

# Words so frequent in any English text that they find everything and mean nothing.
STOP_WORDS = frozenset(
    """a about after all also an and any are as at be been before being between both but by can
    could did do does doing during each for from further had has have having he her here hers him
    his how i if in into is it its itself just me more most my no nor not now of off on once only
    or other our out over own said same say says she should so some such than that the their them
    then there these they this those through to too under until up very was we were what when
    where which while who whom whose why will with would you your""".split()
)
_WORD = regex.compile(r"[\p{L}\p{N}]+")
_TITLE_WEIGHT, _TEXT_WEIGHT = 0.6, 1.0
_MAX_WORDS = 64


def search_words(connection: sqlite3.Connection, query: str, n: int) -> list[tuple[int, float]]:
    """Return up to `n` passages that share words with the query.

    Args:
        connection: A connection of the archive.
        query: Any text; it is taken as words, never as FTS5 syntax.
        n: How many at the most.

    Returns:
        (passage id, score), best first, ties by id; a higher score is better.
    """
    words = dict.fromkeys(word for word in _WORD.findall(query.lower()))
    chosen = [word for word in words if word not in STOP_WORDS] or list(words)
    if not chosen:
        return []
    match = " OR ".join(f'"{word}"' for word in chosen[:_MAX_WORDS])
    rows = connection.execute(
        "SELECT rowid, -bm25(passages_text, ?, ?) AS score FROM passages_text "
        "WHERE passages_text MATCH ? ORDER BY score DESC, rowid LIMIT ?",
        [_TITLE_WEIGHT, _TEXT_WEIGHT, match, n],
    )
    return [(row["rowid"], row["score"]) for row in rows]
