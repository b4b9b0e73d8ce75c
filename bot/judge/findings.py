"""Every deterministic check of a claim against a quote, in one place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import regex

from bot.checks import (
    antonyms,
    attribution,
    dates,
    modality,
    names,
    negation,
    numbers,
    quotation,
    roles,
    wording,
)
from bot.checks.finding import MOST_QUOTED, Finding, Outcome
from bot.errors import CheckFailedError
from index.sentences import split_sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    claim: str
    quote: str
    near: Sequence[str]
    published: date | None
    claimed_on: date | None


_RUN: dict[str, Callable[[_Pair], Finding]] = {
    numbers.NAME: lambda p: numbers.check_numbers(p.claim, p.quote),
    dates.NAME: lambda p: dates.check_dates(
        p.claim, p.quote, claimed_on=p.claimed_on, published=p.published
    ),
    names.NAME: lambda p: names.check_names(p.claim, p.quote, p.near),
    negation.NAME: lambda p: negation.check_negation(p.claim, p.quote),
    antonyms.NAME: lambda p: antonyms.check_antonyms(p.claim, p.quote),
    roles.NAME: lambda p: roles.check_roles(p.claim, p.quote),
    modality.NAME: lambda p: modality.check_modality(p.claim, p.quote),
    attribution.NAME: lambda p: attribution.check_attribution(p.claim, p.quote),
    wording.NAME: lambda p: wording.check_words(p.claim, p.quote, p.near),
    quotation.NAME: lambda p: quotation.check_quotation(p.claim, p.quote, p.near),
}
CHECKS = tuple(_RUN)
_ASKS = regex.compile(r"\?[”\"'’)\]]*\s*$")


def find(
    claim: str,
    quote: str,
    *,
    near: Sequence[str] = (),
    published: date | None = None,
    claimed_on: date | None = None,
) -> dict[str, Finding]:
    """Run every check; what they found, by name.

    Args:
        claim: The claim.
        quote: The quote.
        near: What stands around the quote: title, sentence before.
        published: Day of the quote's article, or None.
        claimed_on: Day against which the claim's relative dates count, or None.

    Raises:
        CheckFailedError: A check could not be run: what it would have said is not known, so the
            claim is not checked.
    """
    stated = _stated(quote)
    pair = _Pair(claim=claim, quote=stated, near=near, published=published, claimed_on=claimed_on)
    found = {}
    for name, run in _RUN.items():
        try:
            found[name] = run(pair)
        except Exception as exc:
            raise CheckFailedError(
                name, f"the check of {name} failed ({type(exc).__name__})", "report it as an error"
            ) from exc
    if quote.strip() and not stated.strip():
        reason = "the article only asks"
        found[wording.NAME] = Finding(check=wording.NAME, outcome=Outcome.MISSING, reason=reason)
    return _without_cancelled(found)


def _stated(quote: str) -> str:
    """Return a quote without its questions: who asks states nothing.

    One too long to be read whole is left as it is.
    """
    if "?" not in quote or len(quote) > MOST_QUOTED:
        return quote
    return " ".join(
        span.of(quote) for span in split_sentences(quote) if not _ASKS.search(span.of(quote))
    )


def _without_cancelled(found: dict[str, Finding]) -> dict[str, Finding]:
    """Silence a negation beside another number or day: both cancel each other.

    "It did not open in 1999" and "it opened in 2001" agree.
    """
    is_negated = found[negation.NAME].outcome is Outcome.CONFLICTS
    others = [n for n in (numbers.NAME, dates.NAME) if found[n].outcome is Outcome.CONFLICTS]
    if not (is_negated and others):
        return found
    silent = {n: Finding(check=n, outcome=Outcome.SILENT) for n in (negation.NAME, *others)}
    return {**found, **silent}
