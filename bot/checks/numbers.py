"""Do the numbers of a claim stand in the quote, for the same thing?"""

from __future__ import annotations

from bot.checks.finding import Finding, Outcome, worst
from bot.checks.quantities import Quantity, find_quantities
from bot.words import stem

NAME = "numbers"

_MEASURES = {
    stem(word): name
    for name, spellings in {
        "metre": "metre metres meter meters",
        "kilometre": "kilometre kilometres kilometer kilometers km",
        "foot": "foot feet",
        "mile": "mile miles",
        "tonne": "tonne tonnes ton tons",
        "kilogram": "kilogram kilograms kilo kilos kg",
        "pound": "pound pounds",
        "second": "second seconds",
        "minute": "minute minutes",
        "hour": "hour hours",
        "day": "day days",
        "week": "week weeks",
        "month": "month months",
        "year": "year years",
    }.items()
    for word in spellings.split()
}


def check_numbers(claim: str, quote: str) -> Finding:
    """Compare every number of the claim with the numbers of the quote.

    A number agrees when the quote has one of its kind whose meaning lies within it ("more than 80"
    agrees with 81). It conflicts when the quote counts the same thing, or has the same currency,
    and the two cannot both be right. Otherwise it is missing.
    """
    there = find_quantities(quote)
    return worst(NAME, [_compare(number, there) for number in find_quantities(claim)])


def _compare(number: Quantity, there: list[Quantity]) -> Finding:
    equal = [other for other in there if other.is_within(number)]
    if not number.is_denied and equal and all(other.is_denied for other in equal):
        return Finding(
            check=NAME,
            outcome=Outcome.CONFLICTS,
            reason=f"the article says that it is not {number.text!r}",
        )
    alike = [other for other in there if _is_comparable(number, other)]
    within = [other for other in alike if other.is_within(number)]
    other_unit = [other for other in within if _other_measure(number, other)]
    if other_unit and len(other_unit) == len(within):
        return Finding(
            check=NAME,
            outcome=Outcome.CONFLICTS,
            reason=f"the article measures {other_unit[0].text!r} in another unit",
        )
    if within:
        return Finding(check=NAME, outcome=Outcome.AGREES)
    same_thing = [other for other in alike if _is_same_thing(number, other)]
    if any(other.overlaps(number) for other in same_thing):
        return Finding(
            check=NAME,
            outcome=Outcome.MISSING,
            reason=f"the quote is less exact than {number.text!r}",
        )
    if same_thing:
        said = " and ".join(repr(other.text) for other in same_thing)
        return Finding(
            check=NAME,
            outcome=Outcome.CONFLICTS,
            reason=f"the article says {said}, the claim says {number.text!r}",
        )
    return Finding(
        check=NAME, outcome=Outcome.MISSING, reason=f"the quote does not say {number.text!r}"
    )


def _is_comparable(number: Quantity, other: Quantity) -> bool:
    if {number.kind, other.kind} == {"percent", "fraction"}:
        return False
    if "ordinal" in (number.kind, other.kind) and number.kind != other.kind:
        return False
    return not (number.kind == other.kind == "money" and number.currency != other.currency) and {
        number.kind,
        other.kind,
    } != {"money", "percent"}


def _other_measure(number: Quantity, other: Quantity) -> bool:
    """Say whether both are lengths, times or weights, in different units."""
    ours, theirs = (
        {m for stem in q.unit[:1] if (m := _MEASURES.get(stem))} for q in (number, other)
    )
    return bool(ours) and bool(theirs) and ours != theirs


def _is_same_thing(number: Quantity, other: Quantity) -> bool:
    if number.kind != other.kind:
        return False
    if number.kind in ("money", "percent"):
        return number.currency == other.currency
    return bool(set(number.unit[:2]) & set(other.unit)) or bool(
        set(other.unit[:2]) & set(number.unit)
    )
