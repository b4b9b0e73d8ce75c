"""Finding passages by their words: one protocol, and a side of it for each kind of database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection

from index.filters import Findable
from index.variants import Term
from sources.archive import Archive

Ranking = list[tuple[int, float]]  # (passage id, score), best first


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """A passage as its words are kept."""

    id: int
    title: str
    text: str


class WordSide(Protocol):
    """What keeps the words of passages and finds them; they go with their passage."""

    def create(self, connection: Connection) -> None:
        """Create what is missing; call it in a transaction."""

    def add(self, connection: Connection, passages: Sequence[Worded]) -> None:
        """Keep the words of passages."""

    def ranked(self, terms: Sequence[Term], n: int, what: Findable) -> Ranking:
        """Return up to `n` passages that hold some of the terms; best first, ties by id."""

    def settle(self) -> None:
        """Let nothing of deleted passages stay, and know how frequent words are."""


def rarest(counts: Sequence[float], most: float) -> list[int]:
    """Return the places of the lowest counts, as many as add up to `most`; one at least."""
    chosen: list[int] = []
    total = 0.0
    for at in sorted(range(len(counts)), key=lambda at: counts[at]):
        total += counts[at]
        if chosen and total > most:
            break
        chosen.append(at)
    return chosen


def open_words(archive: Archive) -> WordSide:
    """Return the side that fits the archive's database."""
    if archive.database.kind == "postgresql":
        from index.words.postgres import PostgresWords

        return PostgresWords(archive)
    from index.words.fts5 import Fts5Words

    return Fts5Words(archive)
