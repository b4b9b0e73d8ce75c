"""Everything the judge learns from, and what it is developed on, read in one place."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from eval.training.asked import asked_examples, sentences_of
from eval.training.contrast import contrast_pairs, contrast_sentences
from eval.training.made_questions import made_questions, sentences_in
from eval.training.negatives import hard_negatives, long_premises, other_sentences
from eval.training.pairs import Asked, Pair
from eval.training.public import is_development, public_pairs, split

N_NEGATIVES = 20_000
N_SENTENCES = 8_000  # negatives from one article
N_LONG = 12_000
N_CONTRAST = 7_000  # of each rule
_RUNNING = ("vitaminc", "fever")  # sets whose premises are sentences of articles


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpora:
    """Examples to learn from and examples to develop on; no page is in both."""

    pairs: Sequence[Pair]
    asked: Sequence[Asked]
    dev_pairs: Sequence[Pair]
    dev_asked: Sequence[Asked]

    def counts(self) -> dict[str, Counter[str]]:
        """Return how many examples of each kind there are, by part."""
        return {
            "pairs": Counter(p.kind for p in self.pairs),
            "asked": Counter(a.kind for a in self.asked),
            "dev_pairs": Counter(p.kind for p in self.dev_pairs),
            "dev_asked": Counter(a.kind for a in self.dev_asked),
        }


def read_corpora(*, seed: int) -> Corpora:
    """Read the public sets and make more from them; the same for the same seed."""
    learned, developed = split(public_pairs())
    sentences = sentences_of()
    ours = [s for s in sentences if not is_development(s[0])]
    kept = [s for s in sentences if is_development(s[0])]
    pairs, dev_pairs = (
        [
            *found,
            *_some([*contrast_pairs(found, seed=seed), *contrast_sentences(run, seed=seed)], n),
            *hard_negatives(found, seed=seed, n=N_NEGATIVES if n else N_NEGATIVES // 20),
            *other_sentences(run, seed=seed, n=N_SENTENCES if n else N_SENTENCES // 20),
            *long_premises(found, seed=seed, n=N_LONG if n else N_LONG // 20),
        ]
        for found, run, n in ((learned, ours, N_CONTRAST), (developed, kept, 0))
    )
    evidence = sentences_in([p for p in (*learned, *developed) if p.kind in _RUNNING])
    asked = [*asked_examples(seed=seed), *made_questions([*sentences, *evidence], seed=seed)]
    return Corpora(
        pairs=pairs,
        asked=[a for a in asked if not is_development(a.group)],
        dev_pairs=dev_pairs,
        dev_asked=[a for a in asked if is_development(a.group)],
    )


def _some(pairs: list[Pair], n: int) -> list[Pair]:
    """Keep about `n` pairs of each kind, whole groups, the same on every machine; all for 0."""
    if not n:
        return pairs
    found = Counter(pair.kind for pair in pairs)
    return [p for p in pairs if _draw(p.group) * found[p.kind] < n]


def _draw(group: str) -> float:
    """Return a number in [0, 1) that belongs to a group."""
    digest = hashlib.sha256(f"some {group}".encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32
