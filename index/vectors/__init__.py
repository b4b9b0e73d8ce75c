"""Finding passages by their vectors: one protocol, and a side of it for each kind of database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from index.encoder import Encoder, Vectors
from index.filters import Findable
from index.words import Ranking
from sources.archive import Archive

OnCount = Callable[[int, int], None]  # done, total


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorState:
    """In what state the vectors are.

    Attributes:
        n_indexed: Passages in the published index.
        built: When it was built, ISO 8601; empty when there is none or it is always up to date.
        problem: What is wrong with it; empty when nothing is.
    """

    n_indexed: int
    built: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltBy:
    """The encoder of a published index.

    Attributes:
        identity: Its identity.
        spec: What opens it; empty when that is not known.
    """

    identity: str
    spec: str


class Nearest(Protocol):
    """A published index of vectors, open for searching."""

    def nearest(self, vector: Vectors, n: int, what: Findable) -> Ranking:
        """Return up to `n` passages: (passage id, cosine), best first, ties by id."""

    def close(self) -> None:
        """Let go of it."""


class VectorSide(Protocol):
    """What makes the stored embeddings of one encoder searchable."""

    def current_name(self) -> str:
        """Return the name of the published index, or the empty string when there is none."""

    def built_by(self) -> BuiltBy | None:
        """Return the encoder of the one index that is published, or None where each has its own."""

    def is_stale(self) -> bool:
        """Say whether it pays to publish anew."""

    def publish(self, *, now: datetime, on_progress: OnCount) -> None:
        """Make all stored embeddings searchable; call it while holding `Archive.writing()`.

        Raises:
            GenerationError: It did not pass its check; the old one stays in use.
        """

    def delete_old(self) -> None:
        """Delete every published index but the current one."""

    def state(self) -> VectorState:
        """Say in what state it is."""

    def check(self) -> None:
        """Make sure that it holds what the archive holds.

        Raises:
            GenerationError: It is missing, damaged, or does not.
        """

    def open(self) -> Nearest:
        """Open it for searching.

        Raises:
            GenerationError: There is none, it is damaged, or it is of another encoder.
        """


def open_vectors(archive: Archive, encoder: Encoder, *, spec: str = "") -> VectorSide:
    """Return the side that fits the archive's database.

    Args:
        archive: The archive.
        encoder: The encoder.
        spec: What opens the encoder in another process; empty for nothing.
    """
    if archive.database.kind == "postgresql":
        from index.vectors.pgvector import PgVectors

        return PgVectors(archive, encoder)
    from index.vectors.chroma import ChromaVectors

    return ChromaVectors(archive, encoder, spec=spec)
