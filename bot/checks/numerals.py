"""Single numbers in running text: digits and number words with magnitude, sign and currency.

The first of three steps from a text to its quantities: here the numbers one by one, in
`bot.checks.compounds` those that belong together, in `bot.checks.quantities` what they count.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from bot.checks.units import SIGNS, Unit, currency_of

_I = regex.IGNORECASE
MOST = 200  # numbers of a text that are read: a longer list is no sentence
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
_NTH = {
    word: n
    for n, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
        "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth".split(),
        1,
    )
}
_NTH_TENS = {
    word: 10 * n
    for n, word in enumerate(
        "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth".split(), 2
    )
} | {"hundredth": 100}
_FRACTIONS = {"half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5} | {
    word: n for n, word in enumerate("sixth seventh eighth ninth tenth".split(), 6)
}
_SIGNS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅕": 0.2, "⅛": 0.125}
_MAGNITUDES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "k": 1e3,
    "lakh": 1e5,
    "million": 1e6,
    "mln": 1e6,
    "mn": 1e6,
    "m": 1e6,
    "crore": 1e7,
    "billion": 1e9,
    "bln": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
    "dozen": 12.0,
    "score": 20.0,
}
# What a plural without a number may mean: "dozens" is two dozen up to a hundred or so.
_VAGUE = {
    "dozens": (24, 144),
    "scores": (40, 200),
    "hundreds": (100, 1e3),
    "thousands": (1e3, 1e5),
    "millions": (1e6, 1e9),
    "billions": (1e9, 1e12),
    "trillions": (1e12, 1e15),
}
_UNITS = "|".join(list(_SMALL)[1:10])
_TEN = "|".join(_TENS)
_WORD_NUMBER = rf"(?:(?:{_TEN})(?:[- ](?:{_UNITS}))?|{'|'.join(_SMALL)})"
_NTH_WORD = rf"(?:(?:{_TEN})-(?:{'|'.join(list(_NTH)[:9])})|{'|'.join(_NTH | _NTH_TENS)})"
_BIG = "hundred|thousand|million|billion|trillion|dozen|lakh|crore"
_SHORT = "mln|bln|mn|bn|tn|m|b|k"
_NUMBER = regex.compile(
    rf"""(?<![\p{{L}}\p{{N}}.,]|(?<!\p{{N}})[-‑])(?<!\p{{L}}['’])
    (?P<sign>(?<![^\s(])[-−]|(?:minus|negative)\s)?(?P<before>{SIGNS})?\s?
    (?: (?P<digits>\p{{Nd}}{{1,3}}+(?:(?:,\p{{Nd}}{{3}})++|(?:[\ \u00a0\u202f]\p{{Nd}}{{3}})++
            (?!\p{{Nd}})|(?:\.\p{{Nd}}{{3}}){{2,}}+|(?:\.000)++(?!\p{{Nd}}))(?:\.\p{{Nd}}++)?
            |\p{{Nd}}++(?:[.,]\p{{Nd}}++)?)
        (?P<half>\ ?[½¼¾⅓⅔⅕⅛]|\ [123]/[2345](?!\p{{N}}))? (?P<ordinal>st|nd|rd|th)?
      | (?P<signed>[½¼¾⅓⅔⅕⅛])
      | (?P<vague>(?:(?:tens|hundreds|dozens)\ of\ (?:thousands|millions|billions)
            |dozens|scores(?=\ of)|hundreds|thousands|millions|billions|trillions))
      | (?P<pair>a\ couple(?:\ of)?(?=\s(?!who)\p{{Ll}}{{3,}}s\b|\s(?:hundred|thousand|million))
            |twice|thrice)
      | (?P<bare>half\ an?|half|an?|several|some|a\ few|many)(?=[\s-](?:{_BIG})\b)
      | (?P<fraction>(?:an?|one|two|three|four|five|six|seven|eight|nine)[\ -]
            (?:half|halves|(?:third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth)s?)\b
            (?!\s(?:man|woman|person|time|place|day|year|week|round|grade|largest|biggest|highest
            |term|goal|title|child|son|daughter|season|album|single|wave|dose|floor|party|case))
            |half(?!-)(?=\s(?:of|the|its|his|her|their|all|a|an|\p{{Ll}}+s)\b)|three-quarters)
      | (?P<nth>{_NTH_WORD})(?!\p{{L}})
      | (?P<words>{_WORD_NUMBER}(?!\p{{L}})) )
    (?:[ \u00a0-]?(?P<magnitude>(?:{_BIG})s?
        |(?(before)|(?!(?<=[\ \u00a0])[mkb]\b))(?:{_SHORT}))\b
        (?!\s?[²³]|\s(?:long|tall|high|wide|deep|race|sprint|freestyle|hurdles|away|away)\b))?
    (?:\s(?P<again>thousand|million|billion|trillion)\b)?
    (?P<percent>\s?(?:%|percent\b|per\ cent\b|pct\b|percentage\ points?\b)|-percent\b)?
    (?P<plus>\+|[- ]plus\b(?=\s\p{{Ll}}))?(?P<odd>-odd\b)?
    (?!(?!(?:kms?|kgs?|cm|mm|mph|ft|lbs?|kph|m|mg|ml|am|pm|hrs?|mins?|secs?|s|kw|mw|gw|kwh|mwh|gwh
    |gb|mb|tb|oz|yds?|ha|in|g|°)\b)[\p{{L}}\p{{N}}]|\.\p{{Nd}})""",
    _I | regex.VERBOSE,
)
_TIME = regex.compile(
    r"(?<![\p{L}\p{N}.:,–-])(?:(?P<h>[01]?\d|2[0-3])(?:[:.](?P<m>[0-5]\d))?\s?"
    r"(?P<half>[ap])\.?m\b\.?|(?P<h2>[01]?\d|2[0-3]):(?P<m2>[0-5]\d)(?![:\d])"
    r"|(?P<h3>[01]\d|2[0-3])(?P<m3>[0-5]\d)\s(?:hours|hrs)\b"
    r"|(?P<word>(?<=\b(?:at|by|before|after|until|around) )(?:noon|midnight))\b)",
    _I,
)
_LONGEST = 40  # characters of a number


@dataclass(slots=True, kw_only=True)
class Atom:
    """A single number before it is joined with its neighbours."""

    start: int
    end: int
    value: float
    step: float
    kind: str = "count"
    currency: str = ""
    magnitude: float = 1.0
    in_words: bool = False
    bound: str = ""
    low: float = 0.0
    high: float = 0.0
    out_of: float = 0.0
    measure: Unit | None = None


def _times(text: str) -> list[Atom]:
    atoms = []
    for match in _TIME.finditer(text):
        hour = int(match["h"] or match["h2"] or match["h3"] or 12)
        minute = int(match["m"] or match["m2"] or match["m3"] or 0)
        half = (match["half"] or "").lower()
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        if (match["word"] or "").lower() == "midnight":
            hour = 0
        value = float(60 * hour + minute)
        atoms.append(Atom(start=match.start(), end=match.end(), value=value, step=0.0, kind="time"))
    return atoms[:MOST]


def _atom(  # noqa: PLR0911, PLR0912 - one branch for each form of number
    match: regex.Match[str], start: int
) -> Atom | None:
    """Return what a match means; None when it is too long to be a number."""
    if match.end() - start > _LONGEST:
        return None
    word = (match["magnitude"] or "").lower()
    magnitude = _MAGNITUDES.get(word, _MAGNITUDES.get(word.rstrip("s"), 1.0))
    magnitude *= _MAGNITUDES.get((match["again"] or "").lower(), 1.0)
    atom = Atom(start=start, end=match.end(), value=0.0, step=0.0, in_words=not match["digits"])
    atom.currency = currency_of(match["before"]) if match["before"] else ""
    if word in ("k", "m", "b", "tn") and not atom.currency and match["ordinal"]:
        return None
    if match["digits"]:
        atom.value, atom.step = _digits(match["digits"], has_magnitude=magnitude > 1)
        if match["half"]:
            atom.value += _part(match["half"].strip())
    elif match["words"]:
        first, _, second = match["words"].lower().replace(" ", "-").partition("-")
        atom.value = float(_TENS.get(first, _SMALL.get(first, 0)) + _SMALL.get(second, 0))
        atom.step = 1.0
    elif match["fraction"] or match["signed"]:
        share = _part((match["fraction"] or match["signed"]).lower())
        return _finished(atom, share, "fraction")
    elif match["nth"]:
        return _finished(atom, _ordinal(match["nth"].lower()), "ordinal")
    elif match["vague"]:
        return _vague(atom, match["vague"].lower().split())
    elif match["pair"]:
        return _pair(atom, match["pair"].lower(), magnitude)
    else:
        bare = match["bare"].lower()
        atom.value = 0.5 if bare.startswith("half") else 1.0
        if bare in ("several", "a few", "many"):
            low = 2 if bare != "many" else 1
            atom.bound, atom.low, atom.high = "vague", low * magnitude, 10 * magnitude
        elif bare in ("some", "a", "an") and word != "dozen":
            atom.bound = "about"
    if match["ordinal"]:
        return _finished(atom, atom.value, "ordinal")
    atom.kind = "percent" if match["percent"] else "count"
    atom.magnitude = magnitude
    atom.value *= magnitude
    atom.step *= magnitude
    if match["plus"]:
        atom.bound = "least"
    if match["odd"]:
        atom.bound = "about"
    if match["sign"] and not match["before"]:
        atom.value = -atom.value
    return atom if math.isfinite(atom.value) else None


def _finished(atom: Atom, value: float, kind: str) -> Atom:
    atom.value, atom.kind = value, kind
    return atom


def _vague(atom: Atom, said: list[str]) -> Atom:
    low, high = _VAGUE[said[-1]]
    if len(said) > 1:
        times = {"tens": 10, "dozens": 24, "hundreds": 100}[said[0]]
        low, high = low * times, low * times * 10
    atom.bound, atom.low, atom.high, atom.value = "vague", float(low), float(high), float(low)
    return atom


def _pair(atom: Atom, said: str, magnitude: float) -> Atom:
    atom.value = (3.0 if said == "thrice" else 2.0) * magnitude
    atom.magnitude = magnitude
    if said.startswith("a couple"):
        atom.bound, atom.low, atom.high = "vague", 2 * magnitude, 3 * magnitude
    return atom


def _digits(said: str, *, has_magnitude: bool) -> tuple[float, float]:
    """Return the value of digits and the unit of their last place."""
    plain = regex.sub(r"[ \u00a0\u202f]", "", said)
    if regex.search(r",\p{Nd}{3}(?:[,.]|$)", plain):
        plain = plain.replace(",", "")
    elif regex.search(r"\.\p{Nd}{3}\.", plain) or (plain.endswith(".000") and not has_magnitude):
        plain = plain.replace(".", "")
    else:
        plain = plain.replace(",", ".") if plain.count(",") == 1 else plain.replace(",", "")
    return float(plain), 10.0 ** -len(plain.partition(".")[2])


def _part(said: str) -> float:
    """Return the value of a fraction: "two-thirds", "1/2", "¾", "half"."""
    if said in _SIGNS:
        return _SIGNS[said]
    if "/" in said:
        over, _, under = said.partition("/")
        return int(over) / int(under)
    head, _, tail = said.replace("-", " ").rpartition(" ")
    share = 1 / _FRACTIONS[tail.removesuffix("s") if tail != "halves" else "half"]
    return _SMALL.get(head.strip(), 1) * share


def _ordinal(said: str) -> float:
    first, _, second = said.partition("-")
    return float(_NTH.get(first, _NTH_TENS.get(first, _TENS.get(first, 0))) + _NTH.get(second, 0))


def find_atoms(text: str, dates: Sequence[tuple[int, int]]) -> list[Atom]:
    """Find the single numbers of a text in order, at most the first 200.

    Args:
        text: Any text.
        dates: The places of its dates, first and last code point, whose numbers are left out.
    """
    atoms = _times(text)
    taken = sorted([*dates, *((a.start, a.end) for a in atoms)])
    for match in _NUMBER.finditer(text):
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        at = bisect_left(taken, (match.end(), 0))
        if at and taken[at - 1][1] > start:
            continue
        atom = _atom(match, start)
        if atom is not None:
            atoms.append(atom)
        if len(atoms) >= MOST:
            break
    return sorted(atoms, key=lambda atom: atom.start)
