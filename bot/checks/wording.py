"""Does the quote speak of what the claim says at all, in the same words or near ones?"""

from __future__ import annotations

from collections.abc import Sequence

from bot.checks.finding import MOST_CLAIMED, MOST_QUOTED, Finding, Outcome, shorten
from bot.checks.wordforms import base_of, means_same
from bot.words import Word, words

NAME = "words"
_LEAST_MET = 1 / 3  # share of the claim's plain words below which the quote is about something else
_PREFIX = 5  # letters that two words of one family share: "suspend", "suspension"


def check_words(claim: str, quote: str, context: Sequence[str] = ()) -> Finding:
    """Look for the plain words of a claim (no names, numbers, stop words) in a quote.

    It agrees when every one of them stands there, or a word that means the same. It is missing
    when fewer than a third do: whatever the two share is then no statement. Anything between is a
    matter for the model.

    Args:
        claim: The claim.
        quote: The quote.
        context: What stands around it: title, sentence before.
    """
    wanted = {base_of(w.folded): w for w in words(claim[:MOST_CLAIMED]) if _is_plain(w)}
    if not wanted:
        return Finding(check=NAME, outcome=Outcome.SILENT)
    there = {base_of(w.folded) for text in (quote, *context) for w in words(text[:MOST_QUOTED])}
    starts = {base[:_PREFIX] for base in there if len(base) >= _PREFIX}
    unmet = [
        word
        for base, word in wanted.items()
        if base not in there
        and base[:_PREFIX] not in starts
        and not any(means_same(base, other) for other in there)
    ]
    if not unmet:
        return Finding(check=NAME, outcome=Outcome.AGREES)
    if len(wanted) - len(unmet) >= _LEAST_MET * len(wanted):
        return Finding(check=NAME, outcome=Outcome.SILENT)
    said = " and ".join(repr(shorten(word.text)) for word in unmet[:3])
    return Finding(check=NAME, outcome=Outcome.MISSING, reason=f"the quote says nothing of {said}")


def _is_plain(word: Word) -> bool:
    return not (word.is_stop or word.is_number or word.is_capital)
