"""Find texts that are the same, or nearly, among many. Pure; knows nothing of cases.

Two texts are nearly the same when the stems of their words overlap: Jaccard's coefficient, the
share of common words among all words of both, is at least `NEAR`. Candidates come from prefix
filtering (Chaudhuri, Ganti and Kaushik, 2006; Bayardo, Ma and Srikant, 2007): sets that overlap
that much must share one of their rarest words, so that not every pair is looked at.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.words import words

NEAR = 0.8
"""At 0.8 one word in ten may differ. The closest pair of the packaged cases that ask for different
things has 0.8, the next 0.44 (2026-11-23)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Two texts that are alike, by their places in the sequence given; `first < second`.

    Attributes:
        first: Place of the one.
        second: Place of the other.
        overlap: Jaccard's coefficient of their words, in [`NEAR`, 1].
        is_same: Whether they have the same words in the same order, whatever case and marks.
        has_same_numbers: Whether they hold the same numbers.
    """

    first: int
    second: int
    overlap: float
    is_same: bool
    has_same_numbers: bool


def find_alike(texts: Sequence[str]) -> list[Alike]:
    """Return every pair that is nearly the same, in the order of the texts."""
    read = [_Read.of(text) for text in texts]
    return sorted(
        (pair for pair in _pairs(read) if pair.overlap >= NEAR),
        key=lambda pair: (pair.first, pair.second),
    )


@dataclass(frozen=True, slots=True)
class _Read:
    folded: tuple[str, ...]
    stems: frozenset[str]
    numbers: frozenset[str]

    @classmethod
    def of(cls, text: str) -> _Read:
        found = words(text)
        # A text without a word, such as "?!", is compared as it stands.
        return cls(
            folded=tuple(word.folded for word in found) or (text.strip(),),
            stems=frozenset(word.stem for word in found) or frozenset({text.strip()}),
            numbers=frozenset(word.folded for word in found if word.is_number),
        )


def _pairs(read: Sequence[_Read]) -> Iterator[Alike]:
    n_with = Counter(stem for one in read for stem in one.stems)
    holders: dict[str, list[int]] = defaultdict(list)
    for second, one in enumerate(read):
        rarest = sorted(one.stems, key=lambda stem: (n_with[stem], stem))
        prefix = rarest[: len(rarest) - _least(len(rarest)) + 1]
        for first in sorted({place for stem in prefix for place in holders[stem]}):
            other = read[first]
            yield Alike(
                first=first,
                second=second,
                overlap=len(one.stems & other.stems) / len(one.stems | other.stems),
                is_same=one.folded == other.folded,
                has_same_numbers=one.numbers == other.numbers,
            )
        for stem in prefix:
            holders[stem].append(second)


def _least(n: int) -> int:
    """Return how many of `n` words a set that is near must share; rounding must not add one."""
    return math.ceil(NEAR * n - 1e-9)
