"""Numbers that belong together: ranges, sums, shares, scores, and measures in two units.

"20 to 25", "three thousand five hundred", "3 out of 5", "2-1", "six feet two inches".
"""

from __future__ import annotations

import regex

from bot.checks.numerals import Atom
from bot.checks.units import read_unit

_I = regex.IGNORECASE


def join_atoms(atoms: list[Atom], text: str) -> list[Atom]:
    """Join ranges, sums, shares and scores: what stands in two numbers and means one thing."""
    joined: list[Atom] = []
    for atom in atoms:
        before = joined[-1] if joined else None
        if before is None or atom.start - before.end > 12 or not _join(before, atom, text):
            joined.append(atom)
    return joined


_RANGE = ("to", "-", "–", "—", "‑", "\ufffd", "through")
_NO_SHARES = ((24.0, 7.0), (9.0, 11.0))
_OUT_OF = ("out of", "out of every", "in", "in every", "of", "of every", "out of the", "/")
_WIN = regex.compile(
    r"\s?(?:-?\s?(?:win|victory|defeat|loss|draw|lead|triumph|rout|upset|advantage|vote|decision|"
    r"ruling|record|aggregate|thrashing|series|against|over|away|at\shome|on|in|to)\b)",
    _I,
)
_WON = regex.compile(
    r"\b(?:won|win|wins|lost|lose|beat|beats|beaten|drew|draw|defeat\w*|led|leads?|ahead|score\w*|"
    r"victory|result|tied|tie|trail\w*|down|up|match|game|voted)\b",
    _I,
)


def _join(before: Atom, atom: Atom, text: str) -> bool:  # noqa: PLR0911 - one a form
    """Take `atom` into `before` where the two belong together; say whether they do."""
    between = " ".join(text[before.end : atom.start].lower().split())
    plain = not before.bound and not atom.bound
    if before.kind == atom.kind == "count" and _adds_smaller_unit(before, atom, text):
        return True
    if before.kind == "time" or atom.kind == "time" or "ordinal" in (before.kind, atom.kind):
        nth = atom.kind == "ordinal" and before.in_words and before.value >= 100
        if nth and before.kind == "count" and between in ("", "and", "-"):  # hundred and fourth
            return _into(before, atom, before.value + atom.value, kind="ordinal")
        return False
    opened = text[: before.start].rstrip()[-8:].lower()
    if between in ("and a", "and") and atom.kind == "fraction":  # "three and a half"
        return _into(before, atom, before.value + atom.value * before.magnitude, kind=before.kind)
    if _is_score(before, atom, between, text):
        before.out_of, before.kind = atom.value, "score"
        return _into(before, atom, before.value, kind="score")
    if _is_share(before, atom, between, text):
        before.out_of = atom.value
        return _into(before, atom, before.value / atom.value, kind="fraction")
    is_range = between in _RANGE or (between == "and" and opened.endswith("between"))
    if is_range and plain and before.kind in (atom.kind, "count") and before.value >= 0:
        value = before.value
        if before.magnitude == 1.0 and atom.magnitude > 1 and value < 1_000 <= atom.value:
            value *= atom.magnitude
        if value > atom.value:
            return False
        before.bound, before.low, before.high = "range", value, atom.value
        return _into(before, atom, value, kind=atom.kind)
    goes_on = between in ("", "and", "-") and before.kind == atom.kind == "count"
    if goes_on and before.magnitude > 1 and before.in_words and atom.in_words and plain:
        if atom.value < before.magnitude:
            return _into(before, atom, before.value + atom.value, kind="count")
        if atom.value >= 1_000 > before.value and between == "":  # never "five hundred thousand"
            return _into(before, atom, before.value * atom.value, kind="count")
    return False


_LINK = regex.compile(r"[\s,]*(?:and )?")


def _adds_smaller_unit(before: Atom, atom: Atom, text: str) -> bool:
    """Join "six feet, two inches" and "2 hours 30 minutes"; the unit is the first one."""
    first, end = read_unit(text, before.end)
    if first is None or first.dimension not in ("length", "mass", "time"):
        return False
    link = _LINK.match(text, end)
    second, second_end = read_unit(text, atom.end)
    if link is None or link.end() != atom.start or second is None:
        return False
    if second.dimension != first.dimension or second.factor >= first.factor:
        return False
    before.measure = first
    value = before.value + atom.value * second.factor / first.factor
    atom.end = second_end
    before.step = atom.step * second.factor / first.factor
    return _into(before, atom, value, kind="count")


def _into(before: Atom, atom: Atom, value: float, *, kind: str) -> bool:
    before.end, before.value, before.kind = atom.end, value, kind
    if before.measure is None:
        before.step = atom.step
    before.magnitude = max(before.magnitude, atom.magnitude)
    before.currency = before.currency or atom.currency
    return True


def _is_score(before: Atom, atom: Atom, between: str, text: str) -> bool:
    if between not in ("-", "–", "‑", "to", "\ufffd") or {before.kind, atom.kind} != {"count"}:
        return False
    small = 0 <= before.value < 250 and 0 <= atom.value < 250
    if not small or before.magnitude > 1 or before.currency or (before.step, atom.step) != (1, 1):
        return False
    is_won = _WON.search(text, max(0, before.start - 30), before.start) is not None
    if between == "to":
        return is_won and before.value < 20 > atom.value and not _unit_follows(text, atom.end)
    if _WIN.match(text, atom.end) or (is_won and not _unit_follows(text, atom.end)):
        return True
    return before.value >= atom.value and not before.in_words


def _unit_follows(text: str, at: int) -> bool:
    return (
        regex.match(
            r"\s?-?(?!in\b|on\b|at\b|to\b|by\b|and\b|as\b|over\b)\p{Ll}|%", text[at : at + 9]
        )
        is not None
    )


def _is_share(before: Atom, atom: Atom, between: str, text: str) -> bool:
    if between not in _OUT_OF or {before.kind, atom.kind} - {"count"} or atom.value <= 0:
        return False
    if before.currency or atom.currency or not 0 <= before.value <= atom.value:
        return False
    if atom.magnitude > 1 and before.magnitude > 1:
        return False
    if between == "/":
        return atom.start - before.end <= 3 and (before.value, atom.value) not in _NO_SHARES
    if between in ("in", "in every"):
        is_unit = read_unit(text, atom.end)[0] is not None
        return not is_unit and before.value < 10 and before.step == 1 and atom.value < 1e7
    return (
        between.startswith("out")
        or between == "of every"
        or (before.value < atom.value and atom.value <= 1_000 and between == "of")
    )
