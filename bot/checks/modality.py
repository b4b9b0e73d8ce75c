"""Is what the claim states as done only possible, planned or asked for in the quote?"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from bot.checks.finding import Finding, Outcome
from bot.words import Word, words

NAME = "modality"

_OPEN = frozenset(
    """may might could would will shall should can plans plan planned planning wants want wanted
    hopes hope expects expect expected proposes propose proposed considers considering threatens
    threatened seeks seeking aims intends intend intended need needs needed must requires asked
    urged called demanded""".split()
)
_BREAK = regex.compile(r"[;:.!?]")
_REACH = 3  # words between the modal word and what it makes open


def check_modality(claim: str, quote: str, same: Sequence[tuple[Word, Word]]) -> Finding:
    """Compare whether shared words stand as fact in the claim and as open in the quote.

    Args:
        claim: The claim, or a question.
        quote: The quote.
        same: Pairs (word of the claim, word of the quote) that stand for each other.
    """
    ours, theirs = words(claim), words(quote)
    is_met = False
    for mine, yours in same:
        here, there = _opened_by(claim, ours, mine), _opened_by(quote, theirs, yours)
        if there and not here and not any(w.folded in _OPEN for w in ours):
            return Finding(
                check=NAME,
                outcome=Outcome.MISSING,
                reason=f"in the article it is open: “{there.text} … {yours.text}”",
            )
        is_met = is_met or bool(here and there)
    return Finding(check=NAME, outcome=Outcome.AGREES if is_met else Outcome.SILENT)


def _opened_by(text: str, found: Sequence[Word], word: Word) -> Word | None:
    """Return the modal word that stands shortly before a word in its clause, or None."""
    place = next((i for i, w in enumerate(found) if w.span == word.span), 0)
    before = found[max(0, place - _REACH) : place]
    return next(
        (
            w
            for w in reversed(before)
            if w.folded in _OPEN and not _BREAK.search(text, w.span.end, word.span.start)
        ),
        None,
    )
