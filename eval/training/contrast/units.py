"""Rules for units and currencies."""

from __future__ import annotations

import regex

from eval.training.contrast.edits import Edit, Material, two_way
from eval.training.contrast.numbers import HEDGED

_UNITS = [
    ("kilometres", "miles"), ("kilometers", "miles"), ("km", "miles"), ("kilometer", "mile"),
    ("metres", "feet"), ("meters", "feet"), ("centimetres", "inches"),
    ("tonnes", "kilograms"), ("tons", "pounds"), ("kilograms", "grams"), ("acres", "hectares"),
    ("seconds", "minutes"), ("minutes", "hours"), ("hours", "days"), ("days", "weeks"),
    ("weeks", "months"), ("months", "years"), ("dollars", "euros"),
    ("pounds", "euros"), ("yen", "dollars"), ("degrees Celsius", "degrees Fahrenheit"),
    ("percentage points", "per cent"), ("bushels", "tonnes"),
]  # fmt: skip
_COUNT = (
    r"(?:\d[\d,.]*\d|\d|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|fifty"
    r"|million|billion)"
)
_SWAPS = [
    (
        old,
        new,
        regex.compile(
            r"(?<![\p{L}\p{N}.,$€£(])"
            rf"((?:\d[\d.,]* )?{_COUNT}) {old}\b(?! of age| old|['’]| \()"
        ),
    )
    for one, other in _UNITS
    for old, new in ((one, other), (other, one))
]
_PRICE = regex.compile(r"(?<!\p{L})([$€£])(\d[\d,.]*\d|\d)")


def unit_edits(text: str, at: Material) -> list[Edit]:
    """Exchange a unit or a currency; not where the number is a bound, which may hold in both."""
    edits = []
    for old, new, pattern in _SWAPS:
        if f" {old}" not in text or new in at.premise:
            continue
        found = pattern.search(text)
        if found and not HEDGED.search(text[: found.start()]):
            edits.append(two_way("unit", found[0], f"{found[1]} {new}"))
    for found in _PRICE.finditer(text):
        sign = at.rng.choice([s for s in "$€£" if s != found[1]])
        if sign not in at.premise and not HEDGED.search(text[: found.start()]):
            edits.append(two_way("unit", found[0], sign + found[2]))
    return edits
