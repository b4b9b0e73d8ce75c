"""Do the numbers of a claim stand in the quote, for the same thing?

A number of the claim is held against the numbers of the quote that count or measure the same: it
agrees when the quote's lies within what it says, it conflicts when the two cannot both be true.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import regex

from bot.checks.finding import MOST_CLAIMED, MOST_QUOTED, Finding, Outcome, unread, worst
from bot.checks.quantities import Quantity, find_quantities, in_base_units
from bot.checks.twins import other_figure
from bot.memory import remembered

NAME = "numbers"
# How far apart two figures in different units may lie ("10 miles", "16 km").
_CONVERSION = 0.02
# How far from "about 80" or from a quarter a figure must be before it contradicts it.
_FAR = 2.0
_SHARE_SLACK = 0.01
# How near a bound lies to the figure that it bounds, as a share of the larger.
_CLOSE = 0.2
# What a word shared by their surroundings counts beside a distance in value.
_SHARED = 0.01
_BOUNDS = ("over", "under", "least", "most")
# A quote that speaks of "another" may mean one more than it counts.
_MORE = regex.compile(r"\b(?:one|another|other|also|plus)\b", regex.IGNORECASE)
_FEW = 12
_MOST_SUMMED = 12
_MOST = 50  # numbers of a claim that are compared


@dataclass(frozen=True, slots=True, kw_only=True)
class _Values:
    """The values that a number may have: an interval that may be open at either end."""

    low: float
    high: float
    opens_low: bool = False
    opens_high: bool = False

    def holds(self, other: _Values) -> bool:
        """Whether all values of the other are among these."""
        low = other.low > self.low or (
            other.low == self.low and (other.opens_low or not self.opens_low)
        )
        high = other.high < self.high or (
            other.high == self.high and (other.opens_high or not self.opens_high)
        )
        return low and high

    def meets(self, other: _Values) -> bool:
        """Whether some value is among both."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        if low < high:
            return True
        return low == high and not (
            (self.low == low and self.opens_low)
            or (other.low == low and other.opens_low)
            or (self.high == high and self.opens_high)
            or (other.high == high and other.opens_high)
        )


def check_numbers(claim: str, quote: str) -> Finding:
    """Compare every number of the claim with the numbers of the quote.

    A number agrees when the quote has one of its kind whose meaning lies within it ("more than 80"
    agrees with 81, "10 miles" with 16 km). It conflicts when the quote counts or measures the same
    thing, and the two cannot both be right. Otherwise it is missing.
    """
    ours, there = _read(claim[:MOST_CLAIMED]), _read(quote[:MOST_QUOTED])
    closest = _assigned(ours[:_MOST], there)
    more = _MORE.search(quote[:MOST_QUOTED]) is not None
    findings = [
        _compare(number, there, closest.get(n), has_more=more)
        for n, number in enumerate(ours[:_MOST])
    ]
    if len(ours) > _MOST:
        findings.append(_missing(f"the claim has more than {_MOST} numbers"))
    found = worst(NAME, [*findings, *unread(NAME, claim)])
    if found.outcome is Outcome.MISSING and (reason := other_figure(claim, quote)):
        return _conflict(reason)
    return found


def _assigned(ours: Sequence[Quantity], there: Sequence[Quantity]) -> dict[int, Quantity]:
    """Give each bound of the claim the number of the quote that it bounds.

    A bound is set near the figure that it bounds, and one figure has one bound: pairs are made
    greedily, the closest in value and surroundings first. A bound without a near figure gets none.
    """
    bounds = [n for n, number in enumerate(ours) if number.bound in _BOUNDS]
    if not bounds:
        return {}
    pairs = sorted(
        (not is_same, _cost(ours[n], other), n, m)
        for n in bounds
        for m, other in enumerate(there)
        if _is_comparable(ours[n], other) and _distance(ours[n], other) <= _CLOSE
        for is_same in [_is_same_thing(ours[n], other)]
        if is_same or _may_be_same(ours[n], other)
    )
    given: dict[int, Quantity] = {}
    used: set[int] = set()
    for _, _, n, m in pairs:
        if n not in given and m not in used:
            given[n] = there[m]
            used.add(m)
    return given


@remembered
def _read(text: str) -> tuple[Quantity, ...]:
    """Return the numbers of a text, each different one once."""
    found = {
        (q.low, q.high, q.kind, q.currency, q.unit, q.bound, q.is_denied, q.before): q
        for q in reversed(find_quantities(text))
    }
    return tuple(reversed(found.values()))


def _compare(  # noqa: PLR0911 - one return for each kind of number
    number: Quantity, there: Sequence[Quantity], closest: Quantity | None, *, has_more: bool
) -> Finding:
    equal = [other for other in there if other.is_within(number)]
    if not number.is_denied and equal and all(other.is_denied for other in equal):
        return _conflict(f"the article says that it is not {number.text!r}")
    if number.kind == "label":
        return _agrees() if equal else _missing(f"the quote does not say {number.text!r}")
    if number.bound in _BOUNDS:
        return _compare_bound(number, there, closest)
    alike = [other for other in there if _is_comparable(number, other)]
    if any(_fits(other, number) for other in alike):
        return _agrees()
    same = [other for other in alike if _is_same_thing(number, other)]
    paid = [o for o in there if o.kind == number.kind == "money" and o.value == number.value]
    if paid and not alike:
        return _conflict(f"the article gives {paid[0].text!r}, another currency")
    if same and _may_be_derived(number, alike, has_more=has_more):
        return _missing(f"{number.text!r} may follow from numbers of the quote")
    return _judged(number, same)


def _may_be_derived(number: Quantity, alike: Sequence[Quantity], *, has_more: bool) -> bool:
    """Say whether the number is a sum or a difference of the quote's, or counts one more."""
    if number.kind not in ("count", "money", "percent") or number.bound not in ("", "about"):
        return False
    values = [other.value for other in alike[:_MOST_SUMMED] if other.kind == number.kind]
    made = {sum(values)} if len(values) > 1 else set()
    for one, other in combinations(values, 2):
        made |= {one + other, abs(one - other)}
    if any(math.isclose(number.value, value, rel_tol=1e-6) for value in made):
        return True
    return has_more and number.value <= _FEW and any(0 < number.value - v <= 2 for v in values)


def _judged(number: Quantity, same: Sequence[Quantity]) -> Finding:
    if any(_may_be(other, number) for other in same):
        return _missing(f"the quote is less exact than {number.text!r}")
    if same:
        return _conflict(_difference(number, same))
    return _missing(f"the quote does not say {number.text!r}")


def _compare_bound(
    number: Quantity, there: Sequence[Quantity], closest: Quantity | None
) -> Finding:
    """Compare "more than 80", which many numbers would fit, with those for the same thing only."""
    if closest is not None:
        return _agrees() if _fits(closest, number) else _judged(number, [closest])
    same = [o for o in there if _is_comparable(number, o) and _is_same_thing(number, o)]
    if any(_fits(other, number) for other in same):
        return _agrees()
    return _judged(number, same)


def _distance(number: Quantity, other: Quantity) -> float:
    number, other = _in_one_unit(number, other)
    larger = max(abs(number.value), abs(other.value))
    return abs(number.value - other.value) / larger if larger else 0.0


def _cost(number: Quantity, other: Quantity) -> float:
    """Return how far two numbers are from speaking of one thing: by value and by surroundings."""
    return _distance(number, other) - _SHARED * _shared(number, other)


def _lacks_magnitude(number: Quantity, other: Quantity) -> bool:
    """Say whether a sum seems to have lost its "million": "$437.5" beside "$400-475 million"."""
    if number.kind != "money" or number.value >= 1_000 or other.step < 1_000:
        return False
    return any(
        abs(number.value * lost - other.value) < 0.2 * other.value for lost in (1e3, 1e6, 1e9)
    )


def _shared(number: Quantity, other: Quantity) -> int:
    in_unit = len(set(number.unit[:2]) & set(other.unit[:3]))
    return 2 * in_unit + len(number.near & other.near) + (number.kind == other.kind)


def _may_be_same(number: Quantity, other: Quantity) -> bool:
    """Say whether two numbers may speak of one thing under two names ("critics", "reviews")."""
    if {number.kind, other.kind} == {"percent", "fraction"}:
        return True
    return number.kind == other.kind == "count" and _dimension(number) == _dimension(other)


def _difference(number: Quantity, same: Sequence[Quantity]) -> str:
    said = " and ".join(dict.fromkeys(repr(_shown(other)) for other in same[:3]))
    return f"the article says {said}, the claim says {_shown(number)!r}"


def _shown(quantity: Quantity) -> str:
    named = {"over": "more than ", "least": "at least ", "under": "less than ", "most": "up to "}
    return named.get(quantity.bound, "") + quantity.text


def _agrees() -> Finding:
    return Finding(check=NAME, outcome=Outcome.AGREES)


def _missing(reason: str) -> Finding:
    return Finding(check=NAME, outcome=Outcome.MISSING, reason=reason)


def _conflict(reason: str) -> Finding:
    return Finding(check=NAME, outcome=Outcome.CONFLICTS, reason=reason)


def _is_comparable(number: Quantity, other: Quantity) -> bool:
    """Say whether the two can be equal: the same kind, currency and dimension."""
    kinds = {number.kind, other.kind}
    if number.is_points != other.is_points:
        return False
    if kinds == {"percent", "fraction"}:
        return True
    if len(kinds) > 1:
        return kinds == {"label", "count"}
    if number.kind == "money":
        return number.currency == other.currency
    ours, theirs = _dimension(number), _dimension(other)
    return ours == theirs or not ours or not theirs


def _dimension(quantity: Quantity) -> str:
    return quantity.measure.dimension if quantity.measure else ""


def _is_same_thing(number: Quantity, other: Quantity) -> bool:
    if {number.kind, other.kind} <= {"percent", "fraction"}:
        return number.kind == other.kind
    if number.kind != other.kind:
        return False
    if number.kind in ("money", "time", "score") or (number.measure and other.measure):
        return True
    if set(number.unit[:2]) & set(other.unit) or set(other.unit[:2]) & set(number.unit):
        return True
    if number.kind == "ordinal":
        return False
    ours, theirs = (set(q.unit[:1] or q.before[:3]) for q in (number, other))
    return not (number.unit and other.unit) and bool(ours & theirs)


def _in_one_unit(number: Quantity, other: Quantity) -> tuple[Quantity, Quantity]:
    """Convert two measures in different units, or a percentage and a fraction."""
    if number.measure == other.measure and number.kind == other.kind:
        return number, other
    if number.kind != other.kind or (number.measure and other.measure):
        return in_base_units(number), in_base_units(other)
    return number, other


def _values(quantity: Quantity) -> _Values:
    is_rounded = quantity.bound == "" and quantity.low < quantity.high
    return _Values(
        low=quantity.low,
        high=quantity.high,
        opens_low=quantity.bound == "over",
        opens_high=quantity.bound in ("under", "nearly") or is_rounded,
    )


def _slack(number: Quantity, other: Quantity) -> float:
    """Return how far apart two equal figures may lie because of their units."""
    if {number.kind, other.kind} == {"percent", "fraction"} or (
        number.kind == "fraction" and not number.out_of
    ):
        return _SHARE_SLACK
    if number.measure and other.measure and number.measure != other.measure:
        steps = max(number.step, other.step) / 2
        if number.measure.dimension == "temperature":
            return steps
        return max(steps, _CONVERSION * abs(number.value))
    if other.step < number.step <= 1:
        return 0.501 * number.step
    return 1e-9 * abs(number.value) if math.isfinite(number.value) else 0.0


def _widened(values: _Values, slack: float) -> _Values:
    return _Values(
        low=values.low - slack,
        high=values.high + slack,
        opens_low=values.opens_low,
        opens_high=values.opens_high,
    )


def _fits(other: Quantity, number: Quantity) -> bool:
    """Say whether what the quote says makes the claim's number right."""
    if number.kind == "score":
        return {number.value, number.out_of} == {other.value, other.out_of}
    if number.kind == "time" and number.bound == other.bound == "":
        return (number.value - other.value) % 720 == 0
    number, other = _in_one_unit(number, other)
    slack = _slack(number, other)
    ours = _values(number)
    if number.bound not in _BOUNDS or number.measure != other.measure:
        ours = _widened(ours, slack)
    elif other.bound == "":
        return ours.holds(_point(other))
    if ours.holds(_values(other)):
        return True
    return "about" in (number.bound, other.bound) and ours.holds(_point(other))


def _point(quantity: Quantity) -> _Values:
    return _Values(low=quantity.value, high=quantity.value)


def _may_be(other: Quantity, number: Quantity) -> bool:
    """Say whether the quote leaves room for the claim's number."""
    if number.kind == "score":
        return False
    if number.kind == "time" and number.bound not in _BOUNDS:
        loose = bool(number.bound or other.bound)
        return loose and abs(number.value - other.value) <= 60
    if _lacks_magnitude(number, other):
        return True
    number, other = _in_one_unit(number, other)
    slack = _FAR * _slack(number, other)
    ours = _values(number)
    if number.bound in _BOUNDS:
        return ours.meets(_point(other) if other.bound == "" else _values(other))
    ours = _widened(ours, slack)
    if number.bound == "about":
        ours = _widened(ours, (number.high - number.low) / 2)
    return ours.meets(_values(other))
