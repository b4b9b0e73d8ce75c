"""Do two passages say the same in nearly the same words, so that one of them is enough?

Numbers and negations decide more than their share of the words tells: passages that differ in one
are two, whatever else they share. Pure functions.
"""

from __future__ import annotations

from functools import lru_cache

from index.variants import plain_words

# Share of the words of both that both have. Of one report, only what an editor changes is left.
SAME_REPORT = 0.7
ANY_REPORT = 0.9
_NEGATIONS = frozenset(
    """no not never none nor neither nobody nothing nowhere without cannot t deny denies denied
    refuse refused false untrue hardly""".split()
)

_NUMBERS = frozenset(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    hundred hundreds thousand thousands million millions billion billions trillion trillions dozen
    dozens half third thirds quarter quarters once twice thrice double triple""".split()
)


def says_the_same(one: str, other: str, *, same_report: bool) -> bool:
    """Say whether a passage is a copy of another one.

    Args:
        one: A passage.
        other: Another one.
        same_report: Their articles are known to be copies of one report.
    """
    if one == other:
        return True
    words, deciding = _read(one)
    other_words, other_deciding = _read(other)
    if deciding != other_deciding or not words:
        return False
    n_shared = len(words & other_words)
    share = n_shared / (len(words) + len(other_words) - n_shared)
    return share >= (SAME_REPORT if same_report else ANY_REPORT)


@lru_cache(maxsize=2_000)
def _read(text: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the words of a text, and those of them that decide, in order."""
    words = plain_words(text)
    deciding = [
        word
        for word in words
        if word in _NEGATIONS or word in _NUMBERS or any(map(str.isdigit, word))
    ]
    return frozenset(words), tuple(deciding)
