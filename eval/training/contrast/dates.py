"""Rules for dates: another year, month or day, and an event placed before or after a year."""

from __future__ import annotations

import regex

from eval.training.contrast.edits import Edit, Material, one_way, two_way
from eval.training.pairs import Label

_I = regex.IGNORECASE
_MONTHS = """January February March April May June July August September October November
December""".split()
_LONG_MONTHS = "January March May July August October December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTH = "|".join(_MONTHS)
_YEAR = regex.compile(
    rf"(?<=\b(?:in|since|until|by|of|from|during|for|{_MONTH}|,|the|\() ?)(1[0-9]\d\d|20[0-3]\d)"
    r"(?![\d,.%–-]?\d|[-–]| \p{Ll}+s\b(?<! was| is| has))"
)
_DAY = regex.compile(rf"\b({_MONTH}) (\d{{1,2}})\b(?!\d)|\b(\d{{1,2}}) ({_MONTH})\b")
_IN_MONTH = regex.compile(rf"\b[Ii]n ({'|'.join(m for m in _MONTHS if m != 'May')})\b")
_ON_DAY = regex.compile(rf"\b(?:on|On|last|next) ({'|'.join(_DAYS)})\b")
# A date that is a bound ("after 10 July 2015") may be moved and the sentence still hold.
_BOUND = regex.compile(
    r"\b(?:before|after|by|since|until|from|between|prior to|than|over|under|as of|to)\s+"
    rf"(?:(?:{_MONTH})\s*)?(?:\d{{1,2}},?\s*)?(?:(?:{_MONTH}),?\s*)?"
    r"(?:late |early |mid-|the |year |end of )*$",
    _I,
)
_EVENT = regex.compile(
    r"\b(?:born|died|founded|released|published|opened|established|won|built|elected|launched|"
    r"created|signed|killed|arrested|appointed|married|formed|destroyed|premiered|announced|"
    r"discovered|bought|sold|acquired|defeated|joined|captured|completed|introduced|invented|"
    r"retired|resigned|moved|began|became|ended|graduated|named|awarded|purchased|divorced)\b"
)
_ANY_YEAR = regex.compile(r"\b(?:1[0-9]\d\d|20[0-3]\d)\b")
_IN_YEAR = regex.compile(
    r"\bin (?P<y>1[0-9]\d\d|20[0-3]\d)(?=[.,]| (?:by|with|when|and|at|for|after|as|to)\b)"
)
_OTHER_TIME = regex.compile(
    r"\b(?:first|last|until|since|before|after|most|\w+est|again|between|later|not|never|"
    r"someone|stars|has an?)\b",
    _I,
)


def date_edits(text: str, at: Material) -> list[Edit]:
    """Exchange a year, a month, a day of the month or of the week."""
    edits = []
    for match in _YEAR.finditer(text):
        new = str(int(match[1]) + at.rng.choice([-12, -10, -7, -4, -3, -2, -1, 1, 2, 3, 4, 6, 9]))
        if new not in at.premise and not _BOUND.search(text[: match.start()]):
            edits.append(two_way("date", match[1], new))
    for match in _DAY.finditer(text):
        if not _BOUND.search(text[: match.start()]):
            edits += _day_edits(match, at)
    for pattern, names in ((_IN_MONTH, [m for m in _MONTHS if m != "May"]), (_ON_DAY, _DAYS)):
        for match in pattern.finditer(text):
            others = [name for name in names if name not in at.premise]
            if others:
                edits.append(two_way("date", match[1], at.rng.choice(others)))
    return edits


def _day_edits(match: regex.Match[str], at: Material) -> list[Edit]:
    month, day = match[1] or match[4], match[2] or match[3]
    months = [m for m in (_MONTHS if int(day) < 29 else _LONG_MONTHS) if m not in at.premise]
    news = [match[0].replace(month, at.rng.choice(months))] if months else []
    if int(day) <= 31:
        other = at.rng.choice([str(d) for d in range(1, 29) if str(d) != day])
        news.append(match[0].replace(day, other))
    return [two_way("date", match[0], new) for new in news if new not in at.premise]


def period_edits(text: str, at: Material) -> list[Edit]:
    """Place an event before or after another year: "in 2010" is "before 2012", not "after 2012"."""
    match = _IN_YEAR.search(text)
    if not match or len(_ANY_YEAR.findall(text)) != 1 or _OTHER_TIME.search(text):
        return []
    if not _EVENT.search(text[: match.start()]):
        return []
    year = int(match["y"])
    gap = at.rng.choice([1, 2, 3, 5, 8, 10])
    true = at.rng.choice([f"before {year + gap}", f"after {year - gap}"])
    false = at.rng.choice([f"after {year + gap}", f"before {year - gap}"])
    return [
        one_way("period", match[0], true, Label.SUPPORT),
        one_way("period", match[0], false, Label.REFUTE),
    ]
