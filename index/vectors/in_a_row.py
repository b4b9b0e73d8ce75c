"""The vectors of a generation in a row, for comparing some of them one by one, exactly.

The file is mapped, not read: what is compared comes through the system's cache, and goes again
where memory is short.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors
from index.errors import GenerationError
from index.generation import IDS_FILE, VECTORS_FILE, Generation
from index.words import Ranking

_BLOCK = 8_192  # rows a product: 12 MB at 384 dimensions
_DENSE = 0.25  # above this share of a block, all of it is multiplied rather than some rows copied


class InARow:
    """Passage ids and vectors of one generation."""

    def __init__(self, ids: NDArray[np.int64], vectors: Vectors) -> None:
        """Take ids, ascending, and their vectors: `int64 (n,)` and `float32 (n, dimension)`."""
        self._ids = ids
        self._vectors = vectors

    @classmethod
    def open(cls, generation: Generation) -> InARow | None:
        """Map the files of a generation; None where it was built without them.

        Raises:
            GenerationError: They cannot be read.
        """
        manifest, folder = generation.manifest, generation.folder
        if not manifest.n_passages or VECTORS_FILE not in manifest.files:
            return None
        try:
            return cls(*_mapped(folder, manifest.n_passages, manifest.dimension))
        except (OSError, ValueError) as exc:
            raise GenerationError(
                f"the vectors of the index cannot be read ({exc})", "run `newsproof index rebuild`"
            ) from exc

    def best(self, vector: Vectors, n: int, ids: NDArray[np.int64]) -> Ranking:
        """Return the best `n` of those of the passages that are here: (id, cosine), ties by id."""
        places = np.searchsorted(self._ids, ids)
        places = np.minimum(places, max(len(self._ids) - 1, 0))
        there = self._ids[places] == ids if len(self._ids) else np.zeros(len(ids), dtype=bool)
        cosines = [self._cosines(vector, some) for some in _blocks(places[there])]
        return top(ids[there], np.concatenate([*cosines, np.zeros(0, np.float32)]), n)

    def _cosines(self, vector: Vectors, places: NDArray[np.int64]) -> Vectors:
        first, last = int(places[0]), int(places[-1]) + 1
        if len(places) < _DENSE * (last - first):
            return np.asarray(self._vectors[places] @ vector)
        return np.asarray(self._vectors[first:last] @ vector)[places - first]


def top(ids: NDArray[np.int64], cosines: Vectors, n: int) -> Ranking:
    """Return the `n` best as (id, cosine), best first, ties by id."""
    if n < len(cosines):
        worst = np.partition(cosines, len(cosines) - n)[len(cosines) - n]
        ids, cosines = ids[cosines >= worst], cosines[cosines >= worst]
    order = np.lexsort((ids, -cosines))[:n]
    return list(zip(ids[order].tolist(), cosines[order].astype(float).tolist(), strict=True))


def _blocks(places: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Yield ascending places in pieces that lie within a block."""
    if len(places):
        borders = np.arange(int(places[0]) + _BLOCK, int(places[-1]) + 1, _BLOCK)
        pieces = np.split(places, np.searchsorted(places, borders))
        yield from (piece for piece in pieces if len(piece))


def _mapped(folder: Path, n: int, dimension: int) -> tuple[NDArray[np.int64], Vectors]:
    ids = np.fromfile(folder / IDS_FILE, dtype="<i8", count=n)
    return ids, np.memmap(folder / VECTORS_FILE, "<f4", mode="r", shape=(n, dimension))
