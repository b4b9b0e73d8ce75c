"""Two sentences that are the same but for a figure: whatever it counts, both cannot be right.

What a number counts is often not said in so many words ("of the 40 passengers, 22 were Cuban"), and
comparing numbers by what they count then says nothing. The same words around another figure say it.
"""

from __future__ import annotations

from bot.checks.quantities import Quantity, find_quantities
from bot.words import words

# Words besides the figures from which two sentences are the same by more than chance.
_LEAST_WORDS = 4
_HOLE = "#"


def other_figure(claim: str, quote: str) -> str:
    """Say which figure differs where all else is the same, word by word; else empty.

    Dates are no figures here: `bot.checks.dates` compares them. "Eleven" and "11" are the same.
    """
    ours, theirs = find_quantities(claim), find_quantities(quote)
    if not ours or len(ours) != len(theirs):
        return ""
    pattern = _without(claim, ours)
    if pattern.count(_HOLE) != len(ours) or len(pattern) - len(ours) < _LEAST_WORDS:
        return ""
    if pattern != _without(quote, theirs):
        return ""
    for one, other in zip(ours, theirs, strict=True):
        if "label" in (one.kind, other.kind):
            continue  # part of a name: Apollo 11 and Apollo 13 are two things
        if (one.low, one.high, one.unit) != (other.low, other.high, other.unit):
            return f"the article says '{other.text.strip()}', the claim says '{one.text.strip()}'"
    return ""


def _without(text: str, figures: list[Quantity]) -> list[str]:
    """Return the folded words of a text with a hole for each figure."""
    found: list[str] = []
    waiting = sorted(figures, key=lambda figure: figure.span.start)
    is_inside = False
    for word in words(text):
        while waiting and waiting[0].span.end <= word.span.start:
            waiting.pop(0)
            is_inside = False
        if not (waiting and word.span.overlaps(waiting[0].span)):
            found.append(word.folded)
        elif not is_inside:
            found.append(_HOLE)
            is_inside = True
    return found
