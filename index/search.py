"""Search: dense and lexical hits, fused by reciprocal rank, filtered by what may be found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from index import store
from index.encoder import Encoder, Vectors
from index.generation import Generation
from index.lexical import search_words
from index.passages import Passage
from sources.archive import END_OF_TIME, Archive

# Reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009), with the authors' constant.
RRF_K = 60
DEPTH = 50  # hits taken from each side before fusion

Ranking = list[tuple[int, float]]  # (passage id, score), best first


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that was found.

    Attributes:
        passage: The passage.
        score: Sum of reciprocal ranks; higher is better.
        rank: From 1.
    """

    passage: Passage
    score: float
    rank: int


class Searcher:
    """Searches one generation and whatever the archive has taken in since."""

    def __init__(self, archive: Archive, encoder: Encoder, generation: Generation) -> None:
        self._archive = archive
        self._encoder = encoder
        self._generation = generation

    def search(self, query: str, *, k: int = 10, as_of: date | None = None) -> list[Hit]:
        """Return the `k` best passages, best first, ties by passage id.

        Only passages of the version of an article that was known on `as_of` are found, and none of
        a retracted article.
        """
        day = as_of.isoformat() if as_of else END_OF_TIME
        vector = self._encoder.encode_query(query)
        connection = self._archive.connection
        rankings = [
            self._deepen(lambda n: self._nearest(vector, n), day),
            self._deepen(lambda n: search_words(connection, query, n), day),
        ]
        fused = fuse([[i for i, _ in ranking] for ranking in rankings])[:k]
        passages = store.current_passages(self._archive, [i for i, _ in fused], day)
        return [
            Hit(passage=passages[i], score=score, rank=rank)
            for rank, (i, score) in enumerate(fused, start=1)
        ]

    def close(self) -> None:
        """Let go of the generation."""
        self._generation.close()

    def _nearest(self, vector: Vectors, n: int) -> Ranking:
        """Return the nearest of the generation and of the passages that came after it."""
        found = self._generation.search(vector, n)
        newer = store.vectors_after(
            self._archive.connection, self._encoder.identity, self._generation.manifest.last_id
        )
        for ids, vectors in newer:
            found += list(zip(ids, np.asarray(vectors @ vector, dtype=float).tolist(), strict=True))
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:n]

    def _deepen(self, rank: Callable[[int], Ranking], day: str) -> Ranking:
        """Ask for more until `DEPTH` passages that may be found are there, or all are seen."""
        n = DEPTH
        while True:
            ranking = rank(n)
            allowed = store.current_passages(self._archive, [i for i, _ in ranking], day)
            kept = [(i, score) for i, score in ranking if i in allowed]
            if len(kept) >= DEPTH or len(ranking) < n:
                return kept[:DEPTH]
            n *= 4


def fuse(rankings: Iterable[list[int]]) -> Ranking:
    """Fuse rankings of passage ids by reciprocal rank; best first, ties by id."""
    scores: dict[int, float] = defaultdict(float)
    for ranking in rankings:
        for rank, i in enumerate(ranking, start=1):
            scores[i] += 1.0 / (RRF_K + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))
