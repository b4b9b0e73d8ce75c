"""The number of a quote that a question asks for, with its unit."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from bot.checks.quantities import Quantity, find_quantities
from bot.checks.scope import Reading
from bot.checks.wordforms import base_of, means_same
from bot.question import Question
from bot.words import stem
from sources.article import Span

_LEADS = regex.compile(
    r"(?:\b(?:about|around|roughly|approximately|nearly|almost|some|over|under|up to|at least|"
    r"at most|more than|less than|fewer than|close to|only|an estimated|between)\s)+$",
    regex.IGNORECASE,
)
_PEOPLE = frozenset(map(base_of, "people person resident inhabitant man woman citizen".split()))
_UNIT_WORDS = 4
_CLEARLY = 2  # words of the question more around one number than around the next
_CURRENCY = regex.compile(
    r"\s(?:(?:US|U\.S\.|\p{Lu}\p{Ll}+)\s)?(?:euros?|dollars?|pounds?|yen|roubles?|rubles?|francs?|"
    r"crowns?|krone[rn]?|rupees?|yuan|pesos?|cents?)\b",
    regex.IGNORECASE,
)
_NOT_UNIT = regex.compile(r"[^\p{Ll}\s’'-]")
_TIME_UNITS = frozenset(map(base_of, "second minute hour day week month year decade".split()))
_LENGTHS = frozenset(
    map(base_of, "kilometre kilometer km metre meter mile foot feet inch centimetre".split())
)
_SPEEDS = frozenset(map(base_of, "mph kilometre kilometer km knot mile".split()))
_MASSES = frozenset(map(base_of, "kilogram kilo kg tonne ton pound gram".split()))
_UNITS = {
    "time": _TIME_UNITS,
    "length": _LENGTHS,
    "time or length": _TIME_UNITS | _LENGTHS,
    "speed": _SPEEDS,
    "mass": _MASSES,
}
_MONEYLIKE = frozenset(map(base_of, "price cost amount tag money fare budget fine".split()))
_SCORES = frozenset(map(base_of, "score result margin vote".split()))
_SIZES = frozenset(
    map(base_of, "number quantity toll figure population crowd size amount price tag".split())
)


def quantity_asked(question: Question, reading: Reading) -> Span | None:
    """Return the number that a question asks for, with its unit; None when not sure."""
    text = reading.text
    asked = {q.text.casefold() for q in find_quantities(question.text)}
    found = [
        q
        for q in find_quantities(text)
        if q.text.casefold() not in asked and q.kind != "label" and _fits(question, q)
    ]
    best = _nearest(question, found)
    return None if best is None else _with_unit(text, best, question)


def _fits(question: Question, quantity: Quantity) -> bool:
    """Say whether a number measures or counts what is asked for."""
    units = set(map(base_of, quantity.unit[:2]))
    match question.measure:
        case "money":
            return quantity.kind == "money"
        case "share":
            return quantity.kind in ("percent", "fraction")
        case "":
            if quantity.kind in ("time", "ordinal"):
                return False
            return not question.focus or _counts(question, quantity)
        case measure:
            return bool(units & _UNITS[measure])


def _counts(question: Question, quantity: Quantity) -> bool:
    focus = base_of(question.focus)
    if quantity.kind in ("money", "percent", "fraction") and focus not in _MONEYLIKE:
        return False
    if quantity.kind == "score":
        return focus in _SCORES
    units = set(map(base_of, quantity.unit[:_UNIT_WORDS]))
    is_met = any(means_same(unit, focus) for unit in units)
    return is_met or focus in _SIZES or (focus in _PEOPLE and bool(units & _PEOPLE))


def _nearest(question: Question, found: Sequence[Quantity]) -> Quantity | None:
    """Return the only number, or the one with clearly more words of the question around it."""
    if len(found) <= 1:
        return found[0] if found else None
    stems = {w.stem for w in question.content}
    ranked = sorted(found, key=lambda q: (-len(stems & (q.near | set(q.unit))), q.span.start))
    first, second = (len(stems & (q.near | set(q.unit))) for q in ranked[:2])
    is_clear = first >= second + _CLEARLY or (first >= _CLEARLY and not second)
    return ranked[0] if is_clear else None


def _with_unit(text: str, quantity: Quantity, question: Question) -> Span:
    """Take in "about" before a number, and the unit behind it."""
    start, end = quantity.span.start, quantity.span.end
    lead = _LEADS.search(text[max(0, start - 40) : start])
    start -= len(lead[0]) if lead else 0
    is_sign = quantity.kind == "money" and quantity.currency and quantity.currency in quantity.text
    if quantity.unit and not is_sign and quantity.kind not in ("percent", "score"):
        focus = base_of(question.focus) if question.focus else ""
        for n, match in enumerate(regex.finditer(r"[\p{L}\p{M}’'-]+", text[end : end + 60])):
            between = text[end : end + match.start()]
            if n >= _UNIT_WORDS or _NOT_UNIT.search(between):
                break
            base = base_of(match[0].casefold())
            is_unit = n == 0 and stem(match[0].casefold()) == quantity.unit[0]
            if is_unit or (focus and means_same(base, focus)):
                return Span(start=start, end=end + match.end())
    named = _CURRENCY.match(text, end) if quantity.kind == "money" else None
    return Span(start=start, end=named.end() if named else end)
