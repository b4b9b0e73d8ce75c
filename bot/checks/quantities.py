"""Numbers in running text with their magnitude, their unit and how exact they are.

Pure rules for English news: "25", "1.5 billion", "$100 million", "about 80", "more than 1,000",
"a quarter", "25 %", "one in five", "300,000 to 450,000 euros", "dozens", "a couple", "2-1", "-5
degrees", "20-year-old". Numbers that are part of a date are left to
`bot.temporal`; numbers that are part of a name ("Apollo 11") are marked as labels.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import date

import regex

from bot.checks.compounds import join_atoms
from bot.checks.numerals import Atom, find_atoms
from bot.checks.units import Unit, read_currency, read_unit
from bot.memory import remembered
from bot.temporal import find_dates
from bot.words import Word, fold, stem, words
from index.lexical import STOP_WORDS
from sources.article import Span

_I = regex.IGNORECASE
_ABOUT = (
    r"about|around|roughly|approximately|approx\.?|some|an estimated|estimated(?: at)?|circa|ca?\.|"
    r"~|≈|more or less|in the region of|or so"
)
_NEARLY = (
    r"nearly|almost|(?:just|slightly|a little) (?:under|below|short of)|close to|approaching|"
    r"not quite|(?:just|slightly|a little) (?:less|fewer) than"
)
_BIGGER = (
    r"more|greater|higher|larger|bigger|longer|older|taller|heavier|later|farther|further|better"
)
_SMALLER = r"less|lesser|fewer|lower|smaller|shorter|younger|lighter|earlier|worse|sooner"
_AT_LEAST = (
    rf"at (?:the )?(?:very )?least|minimum of|(?:no|not) (?:{_SMALLER}) than|upwards? of|from"
)
_OVER = (
    rf"(?:{_BIGGER}) (?:\p{{L}}+ )?than|(?<!\baverag\p{{L}}+ |\bbased )(?:over|above)|"
    r"exceed(?:s|ed|ing)?|"
    r"in excess of|north of|beyond|surpass(?:es|ed|ing)?|topp?(?:ed|ing)|passed|"
    r"(?<!\b(?:the|these|those) )past"
)
_UNDER = rf"(?:{_SMALLER}) (?:\p{{L}}+ )?than|(?:well )?(?:under|below|short of)|south of"
_AT_MOST = (
    rf"up to|at (?:the )?(?:very )?most|(?:no|not) (?:{_BIGGER}) than|maximum of|within|"
    r"as (?:many|much|high|low|few|little) as|not exceed(?:ing)?"
)
_LEADS = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}])(?:(?P<atleast>{_AT_LEAST})|(?P<atmost>{_AT_MOST})|"
    rf"(?P<nearly>{_NEARLY})|(?P<over>{_OVER})|(?P<under>{_UNDER})|(?P<about>{_ABOUT})"
    r"|(?P<after>after|since)|(?P<before>before|until|till))"
    r"(?:\s(?:a|the|its|his|her|their|total(?: of)?|about|number|no\.?|score of|age of|"
    r"US|mere|whopping)){0,2}\s*$",
    _I,
)
_TRAILS = regex.compile(
    r"\s(?:\p{L}+\s){0,2}?(?:or|and) (?:(?P<atleast>more|above|over|higher|greater|older|longer|"
    r"up)|(?P<atmost>less|fewer|below|under|younger|lower)|(?P<about>so|thereabouts))\b(?! than)",
    _I,
)
_SPELL = regex.compile(r"\s(?:minute|round|week|day|month|hour|lap|inning|over|game)", _I)
_DENIED = regex.compile(r"\b(?:not|instead of|rather than)\s*(?:the|about|some)?\s*$", _I)
_RANK = regex.compile(r"(?:\b(?:number|no|nos|rank(?:ed)?|ranking)\b\.?|№|#)\s?$", _I)
_NOT_UNIT = frozenset("more other additional further new total people's than per".split())
_SKIPPED = _NOT_UNIT | frozenset("of the its their our his her all these those such any".split())
_CAPITAL_BEFORE = regex.compile(r"(?P<word>\p{Lu}[\p{L}\p{M}'’.-]*) $")
_UNIT_WORD = regex.compile(r"\p{L}[\p{L}\p{M}\p{N}]*+(?:['’]\p{L}++)*+|\p{N}++")
_ABOUT_SHARE = 0.1
_N_UNIT_WORDS = 4
_BELOW_ZERO = regex.compile(r"\s(?:below\szero|below\s0)\b", _I)
_CLAUSE_END = regex.compile(r"[.;!?,]\s")
_UNIT_REACH = 80  # characters
_N_NEAR = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number in a text.

    Attributes:
        span: Where the number stands, with currency sign and magnitude.
        text: As printed.
        low: Least value meant.
        high: Greatest value meant; `inf` for "more than".
        kind: "money", "percent", "ordinal", "fraction", "score", "time" (of day, minutes after
            midnight), "label" (part of a name) or "count".
        currency: "$", "€", … for money, else empty.
        unit: Stems of the words that follow, nearest first: what is counted.
        is_denied: Whether the text says that it is not this number ("not 14", "instead of 12").
        value: The number as written, without "about" or "more than".
        step: The size of a unit in its last digit that counts: 1e5 for "1.5 million".
        bound: "" for a number, "over", "under", "least", "most", "about", "nearly", "vague" or
            "range".
        measure: The unit of measure, when it is one.
        out_of: What a share is taken of ("3 out of 5": 5), or the other side of a score; else 0.
        near: Stems of the content words before and after it, up to the next number.
        before: Stems of the content words before it, nearest first.
    """

    span: Span
    text: str
    low: float
    high: float
    kind: str
    currency: str
    unit: tuple[str, ...]
    is_denied: bool = False
    value: float = 0.0
    step: float = 0.0
    bound: str = ""
    measure: Unit | None = None
    out_of: float = 0.0
    near: frozenset[str] = frozenset()
    before: tuple[str, ...] = ()

    @property
    def is_points(self) -> bool:
        """Whether these are percentage points, the difference of two percentages."""
        return self.kind == "percent" and "point" in self.text

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
    """Find the numbers of a text that are not part of a date, in order; at most the first 200."""
    return list(_find(text))


@remembered
def _find(text: str) -> tuple[Quantity, ...]:
    dates = [
        (m.span.start, m.span.end)
        for m in find_dates(text, on=date(2000, 1, 1))
        if any(map(str.isdigit, m.text)) or " of " in m.text or " century" in m.text.lower()
    ]
    atoms = find_atoms(text, dates)
    if not atoms:
        return ()
    joined = join_atoms(atoms, text)
    all_words = words(text[: joined[-1].end + _UNIT_REACH])
    starts = [word.span.start for word in all_words]
    found = []
    for n, atom in enumerate(joined):
        behind = joined[n - 1].end if n else 0
        ahead = joined[n + 1].start if n + 1 < len(joined) else len(text)
        quantity = _quantity(atom, text, all_words, starts, behind=behind, ahead=ahead)
        if quantity is not None:
            found.append(quantity)
    return tuple(found)


def _quantity(
    atom: Atom, text: str, all_words: list[Word], starts: list[int], *, behind: int, ahead: int
) -> Quantity | None:
    unit_at, measure, currency = atom.end, None, atom.currency
    if atom.measure is not None:
        measure = atom.measure
    elif atom.kind in ("count", "fraction"):
        measure, unit_at = read_unit(text, atom.end)
        if not currency and (measure is None or measure.dimension != "mass"):
            currency, money_at = read_currency(text, atom.end, is_large=atom.magnitude > 1)
            unit_at = max(unit_at, money_at)
            measure = None if currency else measure
    lead = text[max(0, atom.start - 40) : atom.start]
    kind = "money" if currency else atom.kind
    unit = _unit(text, atom.end, ahead)
    if text[atom.start : atom.end].lower() in ("twice", "thrice"):
        unit = ("time", *unit)
    if measure is not None and _BELOW_ZERO.match(text, unit_at):
        atom.value = -atom.value
    is_one = atom.in_words and atom.value in (0.0, 1.0) and atom.magnitude == 1.0
    if kind == "count" and _RANK.search(lead) and not atom.bound:
        kind = "ordinal"
    elif is_one and kind == "count" and atom.bound == "" and measure is None:
        return None  # "one" is seldom a count
    elif kind == "count" and measure is None and _is_label(atom, text, lead, all_words, starts):
        kind = "label"
    bound = atom.bound
    if bound in ("", "about"):
        bound = _bound(lead, text, atom) or bound
    low, high = _limits(atom, bound, kind)
    if measure is not None and measure.dimension == "age" and not unit:
        unit = ("year",)
    return Quantity(
        span=Span(start=atom.start, end=atom.end),
        text=text[atom.start : atom.end],
        low=low,
        high=high,
        kind=kind,
        currency=currency,
        unit=() if currency or kind in ("score", "time") else unit,
        is_denied=bool(_DENIED.search(lead[-24:])),
        value=atom.value,
        step=atom.step,
        bound=bound,
        measure=measure,
        out_of=atom.out_of,
        near=_near(text, atom, all_words, starts, behind=behind, ahead=ahead, unit=unit),
        before=_before(text, atom, all_words, starts, behind),
    )


def _is_label(atom: Atom, text: str, lead: str, all_words: list[Word], starts: list[int]) -> bool:
    """Say whether the number is part of a name: "Apollo 11", "Xbox 360", "Flight 93"."""
    printed = text[atom.start : atom.end]
    if not printed.isdigit() or len(printed) > 4 or atom.bound:
        return False
    match = _CAPITAL_BEFORE.search(lead)
    if match is None:
        return False
    at = bisect_left(starts, atom.start) - 1
    return (
        at >= 0
        and not all_words[at].is_stop
        and not (all_words[at].opens and all_words[at].folded in _SENTENCE_OPENERS)
    )


_SENTENCE_OPENERS = frozenset(
    "nearly almost around roughly approximately exactly just least another only".split()
)


def _bound(lead: str, text: str, atom: Atom) -> str:
    match = _LEADS.search(lead)
    if match:
        named = {
            "atleast": "least", "atmost": "most", "nearly": "nearly", "over": "over",
            "under": "under", "about": "about",
        }  # fmt: skip
        for group, bound in named.items():
            if match[group]:
                is_rank = atom.kind == "ordinal" and bound in ("over", "under")
                return "" if is_rank or match[group].lower() == "from" else bound
        if atom.kind == "time" or (atom.kind == "ordinal" and _SPELL.match(text, atom.end)):
            return "over" if match["after"] else "under"
    trail = _TRAILS.match(text, atom.end, min(len(text), atom.end + 40))
    if trail:
        return "least" if trail["atleast"] else "most" if trail["atmost"] else "about"
    return ""


def _limits(atom: Atom, bound: str, kind: str) -> tuple[float, float]:
    """Return the least and the greatest value meant."""
    value = atom.value
    slack = _ABOUT_SHARE * abs(value)
    match bound:
        case "over" | "least":
            return value, math.inf
        case "under" | "most":
            return (-math.inf if value < 0 else 0.0), value
        case "about":
            return value - slack, value + slack
        case "nearly":
            return value - slack, value
        case "vague" | "range":
            return atom.low, atom.high
    rounded = min(atom.step / 2, slack) if atom.magnitude > 100 else 0.0
    return value - rounded, value + rounded


def _unit(text: str, at: int, ahead: int) -> tuple[str, ...]:
    """Return the stems of what is counted: the words that follow, up to punctuation."""
    unit: list[str] = []
    end = at
    for match in _UNIT_WORD.finditer(text, at, min(len(text), at + _UNIT_REACH)):
        between, end = text[end : match.start()], match.end()
        if between.strip(" \u00a0\n\t-‑") or match.start() >= ahead or len(unit) >= _N_UNIT_WORDS:
            break
        folded = fold(match[0])
        if folded in _SKIPPED:
            if unit:
                break
        elif folded in STOP_WORDS or folded[:1].isdigit():
            break
        else:
            unit.append(stem(folded))
    return tuple(unit)


def _near(
    text: str, atom: Atom, all_words: list[Word], starts: list[int], *,
    behind: int, ahead: int,
    unit: tuple[str, ...],
) -> frozenset[str]:  # fmt: skip
    found = [*unit, *_before(text, atom, all_words, starts, behind)]
    end, n = atom.end, 0
    for word in all_words[bisect_left(starts, atom.end) :]:
        between, end = text[end : word.span.start], word.span.end
        if word.span.start >= ahead or n >= _N_NEAR or _CLAUSE_END.search(between):
            break
        if not word.is_stop:
            found.extend(stem(part) for part in word.folded.split("-"))
            n += 1
    return frozenset(found)


def _before(
    text: str, atom: Atom, all_words: list[Word], starts: list[int], behind: int
) -> tuple[str, ...]:
    found: list[str] = []
    start = atom.start
    at = bisect_left(starts, atom.start) - 1
    while at >= 0 and len(found) < _N_NEAR:
        word = all_words[at]
        between, start = text[word.span.end : start], word.span.start
        if word.span.start < behind or _CLAUSE_END.search(between) or word.folded == "and":
            break
        if not word.is_stop:
            found.append(word.stem)
        at -= 1
    return tuple(found)


def in_base_units(quantity: Quantity) -> Quantity:
    """Return the quantity with its limits in the base unit of its dimension, shares as fractions.

    A percentage becomes a fraction of one; a quantity without a unit of measure stays as it is.
    """
    if quantity.kind == "percent":
        return _scaled(quantity, 0.01, 0.0)
    if quantity.measure is None or quantity.kind != "count":
        return quantity
    return _scaled(quantity, quantity.measure.factor, quantity.measure.offset)


def _scaled(quantity: Quantity, factor: float, offset: float) -> Quantity:
    return replace(
        quantity,
        low=quantity.low * factor + offset,
        high=quantity.high * factor + offset,
        value=quantity.value * factor + offset,
        step=quantity.step * factor,
    )
