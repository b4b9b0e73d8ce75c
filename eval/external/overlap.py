"""Rows of a test set that the network may have seen: left out, and counted.

Training leaves out what stands in a test set to the word. Sets share claims in which one word
differs, though; a test pair whose claim or premise is within one word of a training text says
little of what was learned, so it is not measured on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

import numpy as np
import regex

from eval.external.sets import StanceSet
from eval.training.public import is_development, public_pairs

_WORD = regex.compile(r"\w+")
# Longer texts with one word changed share most runs of six words: training leaves them out itself.
_LONGEST = 24


class Near:
    """Finds texts again in which one word was changed, put in or left out."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._keys = {key for text in texts for key in _keys(text)}

    def has(self, text: str) -> bool:
        """Say whether a text is within one word of one of those given."""
        return any(key in self._keys for key in _keys(text))


def without_seen(read: StanceSet, learned: Near) -> StanceSet:
    """Return a set without the pairs whose premise or claim was learned from, or nearly."""
    seen: dict[str, bool] = {}
    for pair in read.pairs:
        for text in pair:
            if text not in seen:
                seen[text] = learned.has(text)
    kept = [place for place, pair in enumerate(read.pairs) if not any(seen[t] for t in pair)]
    found = read.take(np.array(kept, dtype=np.int64))
    return replace(found, left_out=len(read.pairs) - len(kept))


@cache
def learned() -> Near:
    """Return what finds the texts of the training parts again."""
    return Near(
        text
        for pair in public_pairs(complete=False)
        if not is_development(pair.group)
        for text in (pair.premise, pair.hypothesis)
    )


def _keys(text: str) -> Iterator[int]:
    """Yield what two texts within one word have in common: the whole, and each word left out."""
    found = [word.lower() for word in _WORD.findall(text)]
    if not 2 < len(found) <= _LONGEST:
        return
    yield hash(tuple(found))
    for place in range(len(found)):
        yield hash((*found[:place], *found[place + 1 :]))
