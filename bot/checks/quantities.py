"""Numbers in running text with their magnitude, their unit and how exact they are.

Pure rules for English news: "25", "1.5 billion", "$100 million", "about 80", "more than 1,000",
"a quarter", "25 %", "300,000 to 450,000 euros", "twenty-five". Numbers that are part of a date are
left to `bot.temporal`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date

import regex

from bot.temporal import find_dates
from bot.words import Word, words
from sources.article import Span

_I = regex.IGNORECASE
_SMALL = {
    word: n
    for n, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * n
    for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_ORDINALS = {
    word: n
    for n, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1
    )
}
_FRACTIONS = {"half": 0.5, "third": 1 / 3, "quarter": 0.25, "fifth": 0.2, "tenth": 0.1}
_MAGNITUDES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "mn": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
    "dozen": 12.0,
}
_WORD_NUMBER = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(list(_SMALL)[1:10])}))?|{'|'.join(_SMALL)})"
)
_NUMBER = regex.compile(
    rf"""(?<![\p{{L}}\p{{N}}.]|(?<!\p{{N}})-)(?P<before>[$€£¥]|US\$)?\s?
    (?: (?P<digits>\p{{Nd}}{{1,3}}(?:,\p{{Nd}}{{3}})+(?:\.\p{{Nd}}+)?|\p{{Nd}}+(?:\.\p{{Nd}}+)?)
        (?P<ordinal>st|nd|rd|th)?
      | (?P<bare>half\ an?|an?|several|some)(?=\s(?:hundred|thousand|million|billion|dozen)\b)
      | (?P<fraction>(?:an?|one|two|three)[ ]?-?(?:half|thirds?|quarters?|fifths?|tenths?)|half)
      | (?P<words>{_WORD_NUMBER})
      | (?P<nth>{"|".join(_ORDINALS)}) )
    (?:[ \u00a0-]?(?P<magnitude>hundred|thousand|million|billion|trillion|dozen|mn|bn|m|b)\b)?
    (?P<percent>\s?(?:%|percent\b|per\ cent\b|percentage\ points?\b))?
    (?!(?!(?:km|kg|cm|mm|mph|ft)\b)[\p{{L}}\p{{N}}]|\.\p{{Nd}})""",
    _I | regex.VERBOSE,
)
_ABOUT = regex.compile(
    (
        r"\b(?:about|around|roughly|approximately|some|nearly|almost|close to|"
        r"an estimated|estimated|circa|or so|more or less)\s*$"
    ),
    _I,
)
_ABOVE = regex.compile(
    (
        r"\b(?:(?<!\bnot? )more than|over|above|at least|exceed(?:s|ed|ing)?|in excess of|"
        r"not? (?:fewer|less) than|upwards? of)\s*$"
    ),
    _I,
)
_BELOW = regex.compile(
    (
        r"\b(?:(?<!\bnot? )(?:less|fewer) than|under|below|up to|at most|not? more than|"
        r"a maximum of|within)\s*$"
    ),
    _I,
)
_DENIED = regex.compile(r"\b(?:not|instead of|rather than)\s*(?:the|about|some)?\s*$", _I)
_NOT_UNIT = frozenset("more other additional further new total people's than per".split())
_ABOUT_SHARE = 0.1
_N_UNIT_WORDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number in a text.

    Attributes:
        span: Where the number stands, with currency sign and magnitude.
        text: As printed.
        low: Least value meant.
        high: Greatest value meant; `inf` for "more than".
        kind: "money", "percent", "ordinal", "fraction" or "count".
        currency: "$", "€", … for money, else empty.
        unit: Stems of the words that follow, nearest first: what is counted.
        is_denied: Whether the text says that it is not this number ("not 14", "instead of 12").
    """

    span: Span
    text: str
    low: float
    high: float
    kind: str
    currency: str
    unit: tuple[str, ...]
    is_denied: bool = False

    def is_within(self, other: Quantity) -> bool:
        """Whether every value meant here is meant there."""
        return other.low <= self.low and self.high <= other.high

    @property
    def text_value(self) -> float:
        """The middle of what is meant: the number as written."""
        return self.low if math.isinf(self.high) else (self.low + self.high) / 2

    def overlaps(self, other: Quantity) -> bool:
        """Whether some value is meant by both."""
        return self.low <= other.high and other.low <= self.high


def find_quantities(text: str) -> list[Quantity]:
    """Find the numbers of a text that are not part of a date, in order."""
    dates = [m.span for m in find_dates(text, on=date(2000, 1, 1)) if any(map(str.isdigit, m.text))]
    all_words = words(text)
    found = []
    for match in _NUMBER.finditer(text):
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        span = Span(start=start, end=match.end())
        if any(span.overlaps(taken) for taken in dates):
            continue
        quantity = _quantity(match, span, text, all_words)
        if quantity is not None:
            found.append(quantity)
    return _ranges(found, text)


def _quantity(
    match: regex.Match[str], span: Span, text: str, all_words: list[Word]
) -> Quantity | None:
    value, step = _value(match)
    if value is None:
        return None
    kind, currency, unit = _unit(match, span, text, all_words)
    before = text[max(0, span.start - 24) : span.start]
    low, high = value - step / 2 if step > 1 else value, value + step / 2 if step > 1 else value
    if _ABOVE.search(before):
        low, high = value, math.inf
    elif _BELOW.search(before):
        low, high = 0.0, value
    elif (match["bare"] or "").lower() == "several":
        low, high = value * 2, value * 10
    elif _ABOUT.search(before) or match["bare"]:
        low, high = value * (1 - _ABOUT_SHARE), value * (1 + _ABOUT_SHARE)
    return Quantity(
        span=span,
        text=span.of(text),
        low=low,
        high=high,
        kind=kind,
        currency=currency,
        unit=unit,
        is_denied=bool(_DENIED.search(before)),
    )


def _value(match: regex.Match[str]) -> tuple[float | None, float]:
    """Return the value and the size of a unit in its last digit (how exact it is)."""
    magnitude = _MAGNITUDES.get((match["magnitude"] or "").lower(), 1.0)
    step = 1.0
    if match["digits"]:
        digits = match["digits"].replace(",", "")
        value = float(digits)
        decimals = len(digits.partition(".")[2])
        step = 10.0**-decimals
    elif match["words"]:
        first, _, second = match["words"].lower().replace(" ", "-").partition("-")
        value = float(_TENS.get(first, _SMALL.get(first, 0)) + _SMALL.get(second, 0))
        if value in (0.0, 1.0) and magnitude == 1.0 and not match["percent"]:
            return None, step  # "one" is seldom a count
    elif match["fraction"]:
        return _fraction(match["fraction"].lower()), 0.0
    elif match["nth"]:
        return _ORDINALS.get(match["nth"].lower()), 0.0
    else:
        value = 0.5 if match["bare"].lower().startswith("half") else 1.0
    return value * magnitude, (step * magnitude if magnitude > 100 else 0.0)


def _fraction(text: str) -> float | None:
    counts = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}
    head, _, tail = text.replace("-", " ").rpartition(" ")
    share = _FRACTIONS.get(tail.rstrip("s") if tail != "half" else tail)
    return None if share is None else counts.get(head.strip(), 1) * share


def _unit(
    match: regex.Match[str], span: Span, text: str, all_words: list[Word]
) -> tuple[str, str, tuple[str, ...]]:
    after = [w for w in all_words if w.span.start >= span.end][: _N_UNIT_WORDS + 3]
    unit: list[str] = []
    end = span.end
    for word in after:
        between, end = text[end : word.span.start], word.span.end
        if between.strip() or word.is_number or len(unit) == _N_UNIT_WORDS:
            break
        if word.is_stop and word.folded not in _NOT_UNIT and unit:
            break
        if not word.is_stop and word.folded not in _NOT_UNIT:
            unit.append(word.stem)
    currency = (match["before"] or "").replace("US$", "$")
    named = {"dollar": "$", "euro": "€", "pound": "£", "yen": "¥"}
    spoken = next((named[stem] for stem in unit[:2] if stem in named), "")
    if currency or spoken:
        return "money", currency or spoken, ()
    if match["percent"]:
        return "percent", "", tuple(unit)
    if match["nth"] or match["ordinal"]:
        return "ordinal", "", tuple(unit)
    return ("fraction" if match["fraction"] else "count"), "", tuple(unit)


def _ranges(found: list[Quantity], text: str) -> list[Quantity]:
    """Join "300,000 to 450,000 euros", "between 3 and 5" and "three thousand five hundred"."""
    joined: list[Quantity] = []
    for quantity in found:
        before = joined[-1] if joined else None
        if before is None:
            joined.append(quantity)
            continue
        between = text[before.span.end : quantity.span.start].strip().lower()
        opened = text[: before.span.start].rstrip().lower().endswith("between")
        is_range = between in ("to", "-", "–") or (opened and between == "and")
        is_sum = between in ("", "and") and quantity.kind == before.kind and _adds(before, quantity)
        if is_range and before.high <= quantity.low:
            joined[-1] = _join(before, quantity, text, before.low, quantity.high)
        elif is_sum:
            value = before.text_value + quantity.text_value
            joined[-1] = _join(before, quantity, text, value, value)
        else:
            joined.append(quantity)
    return joined


def _adds(before: Quantity, quantity: Quantity) -> bool:
    """Say whether the second number goes on with the first: "three thousand" "five hundred"."""
    has_magnitude = any(word in _MAGNITUDES for word in before.text.lower().split())
    is_in_words = not any(map(str.isdigit, before.text + quantity.text))
    return has_magnitude and is_in_words and quantity.text_value < before.text_value


def _join(first: Quantity, second: Quantity, text: str, low: float, high: float) -> Quantity:
    span = Span(start=first.span.start, end=second.span.end)
    return replace(
        second, span=span, text=span.of(text), low=low, high=high, is_denied=first.is_denied
    )
