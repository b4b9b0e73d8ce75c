"""Do the dates of a claim stand in the quote, resolved against the day of the article?"""

from __future__ import annotations

from datetime import date

from bot.checks.finding import Finding, Outcome, worst
from bot.temporal import DateMention, find_dates, in_words

NAME = "dates"
# News reports what happened in the days before it is published.
_FRESH_DAYS = 3


def check_dates(
    claim: str, quote: str, *, claimed_on: date | None, published: date | None
) -> Finding:
    """Compare every date of the claim with the dates of the quote.

    A date agrees when one of the two lies within the other, or when the quote has no date of its
    own and the article appeared within a few days after the day claimed, or in the period claimed.
    It conflicts when the quote has dates as exact as the claim's, and none agrees.

    Args:
        claim: The claim.
        quote: The quote.
        claimed_on: The day against which the claim's relative dates count, or None.
        published: The day of the quote's article, or None.
    """
    there = find_dates(quote, on=published)
    return worst(
        NAME,
        [_compare(day, there, published) for day in find_dates(claim, on=claimed_on or published)],
    )


def _compare(day: DateMention, there: list[DateMention], published: date | None) -> Finding:
    if any(day.agrees_with(other) for other in there):
        return Finding(check=NAME, outcome=Outcome.AGREES)
    if not there and published is not None and _is_fresh(day, published):
        return Finding(check=NAME, outcome=Outcome.AGREES)
    exact = [other for other in there if _length(other) <= max(_length(day), 31)]
    if exact:
        said = " and ".join(in_words(other.first, other.last) for other in exact)
        return Finding(
            check=NAME,
            outcome=Outcome.CONFLICTS,
            reason=f"the article says {said}, the claim says {in_words(day.first, day.last)}",
        )
    return Finding(
        check=NAME,
        outcome=Outcome.MISSING,
        reason=f"the quote does not say {in_words(day.first, day.last)}",
    )


def _is_fresh(day: DateMention, published: date) -> bool:
    return (day.first - published).days <= 1 and (published - day.last).days <= _FRESH_DAYS


def _length(mention: DateMention) -> int:
    return (mention.last - mention.first).days + 1
