"""Search: dense and lexical hits, fused by reciprocal rank, without copies of one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from index import store
from index.alike import says_the_same
from index.encoder import Encoder
from index.facts import open_finder
from index.filters import ANYTHING, Filters, Findable
from index.lexical import query_terms
from index.passages import Passage
from index.recency import newer_first
from index.vectors import Nearest
from index.words import Ranking, WordSide
from sources.archive import Archive

# Reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009), with the authors' constant.
RRF_K = 60
DEPTH = 50  # hits taken from each side before fusion


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
    """Searches a published index and whatever the archive has taken in since."""

    def __init__(
        self, archive: Archive, encoder: Encoder, vectors: Nearest, words: WordSide
    ) -> None:
        self._archive = archive
        self._encoder = encoder
        self._vectors = vectors
        self._words = words
        self._find_out = open_finder(archive)

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        as_of: date | None = None,
        filters: Filters = ANYTHING,
    ) -> list[Hit]:
        """Return the `k` best passages, best first, ties by passage id.

        Only passages of the version of an article that was known on `as_of` are found, none of a
        retracted article, and only what the filters let through. Of passages that say the same in
        nearly the same words, the best is found. As of a day, what was published shortly before
        it counts more (`index.recency`).
        """
        what = self._find_out(as_of, filters)
        vector = self._encoder.encode_query(query)
        rankings = [
            self._vectors.nearest(vector, DEPTH, what),
            self._words.ranked(query_terms(query), DEPTH, what),
        ]
        fused = fuse([[i for i, _ in ranking] for ranking in rankings])
        if as_of:
            fused = newer_first(self._archive, fused, as_of)
        return [
            Hit(passage=passage, score=score, rank=rank)
            for rank, (passage, score) in enumerate(self._different(fused, k, what), start=1)
        ]

    def close(self) -> None:
        """Let go of the index."""
        self._vectors.close()

    def _different(self, fused: Ranking, k: int, what: Findable) -> list[tuple[Passage, float]]:
        """Return the first `k` of which none says the same as one before it.

        What may be found is asked once more, with the text: nothing else is ever shown.
        """
        kept: list[tuple[Passage, str, float]] = []
        n_more = k + k // 2
        for first in range(0, len(fused), max(1, n_more)):
            some = fused[first : first + n_more]
            found = store.current_passages(self._archive, [i for i, _ in some], what)
            for i, score in some:
                if len(kept) == k:
                    break
                if i not in found:
                    continue
                passage, report = found[i]
                if not any(
                    says_the_same(passage.text, one.text, same_report=bool(report) and report == of)
                    for one, of, _ in kept
                ):
                    kept.append((passage, report, score))
            if len(kept) == k:
                break
        return [(passage, score) for passage, _, score in kept]


def fuse(rankings: Iterable[list[int]]) -> Ranking:
    """Fuse rankings of passage ids by reciprocal rank; best first, ties by id."""
    scores: dict[int, float] = defaultdict(float)
    for ranking in rankings:
        for rank, i in enumerate(ranking, start=1):
            scores[i] += 1.0 / (RRF_K + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))
