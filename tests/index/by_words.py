"""Search by words alone, as the fused search asks for it."""

from __future__ import annotations

from index.facts import open_finder
from index.filters import ANYTHING, Findable
from index.lexical import query_terms
from index.words import Ranking, open_words
from sources.archive import Archive


def search_words(archive: Archive, query: str, n: int, what: Findable | None = None) -> Ranking:
    """Return up to `n` passages that share words with the query, among `what` or all."""
    found = what or open_finder(archive)(None, ANYTHING)
    return open_words(archive).ranked(query_terms(query), n, found)
