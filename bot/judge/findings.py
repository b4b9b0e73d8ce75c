"""Every deterministic check of a claim against a quote, in one place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

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
from bot.checks.finding import Finding
from bot.errors import CheckFailedError


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
    pair = _Pair(claim=claim, quote=quote, near=near, published=published, claimed_on=claimed_on)
    found = {}
    for name, run in _RUN.items():
        try:
            found[name] = run(pair)
        except Exception as exc:
            raise CheckFailedError(
                name, f"the check of {name} failed ({type(exc).__name__})", "report it as an error"
            ) from exc
    return found
