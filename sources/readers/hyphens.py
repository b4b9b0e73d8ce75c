"""Words that the end of a printed line cut in two.

A printed hyphen at a line's end is either a cut (`govern-ment`) or part of the word (`well-known`).
What the rest of the text writes decides first; then figures, capitals and words that commonly
stand before a hyphen; what is left is taken for a cut.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑][^\W\d_]+)*")
_LAST = re.compile(r"[\w'’-]+\Z")
_FIRST = re.compile(r"[\w'’]+")

# First parts that English keeps apart from what follows, as a rule.
_KEPT_FIRST = frozenset(
    "all anti bi co counter cross deputy ex far first five four full half hard high ill inter "
    "large left like long low mid multi nine non off old one open post pre pro quasi re right "
    "second self semi seven short six small so south soft still ten third three top two ultra "
    "un under vice well west wide world year north east much short-term twenty thirty forty "
    "fifty sixty seventy eighty ninety then now would decision policy peace law record state "
    "church third-party man part human oil gas".split()
)
# Second parts that stand after a hyphen, as a rule.
_KEPT_SECOND = frozenset(
    "based old led style backed like wide term scale up out in off general elect made born "
    "owned run long standing known called held minister level class quality profile end right "
    "left wing makers maker making related free friendly century person member point strong "
    "proof controlled sponsored speaking looking sized".split()
)


class Words:
    """How a text writes its words, to tell what a cut word was."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._counts: Counter[str] = Counter()
        for line in lines:
            # The ends of a line may be halves of words.
            self._counts.update(word.casefold() for word in _WORD.findall(line)[1:-1])

    def join(self, left: str, right: str) -> str:
        """Join a line that ended with a hyphen, which is left off, with the next line."""
        last, first = _LAST.search(left), _FIRST.match(right)
        if not last or not first:
            return f"{left}-{right}"
        one, other = last[0].casefold(), first[0].casefold()
        return left + right if self._is_cut(one, other, first[0]) else f"{left}-{right}"

    def _is_cut(self, one: str, other: str, printed: str) -> bool:
        if self._counts[one + other]:
            return True
        if self._counts[f"{one}-{other}"]:
            return False
        if not one.isalpha() or not other.isalpha() or printed[0].isupper():
            return False
        if one in _KEPT_FIRST or other in _KEPT_SECOND:
            return False
        return not (self._counts[one] and self._counts[other])
