"""Rules for numbers: another number, another magnitude, the same number said less exactly."""

from __future__ import annotations

import random

import regex

from eval.training.contrast.edits import Edit, Material, one_way, two_way
from eval.training.pairs import Label

_I = regex.IGNORECASE
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_WORDS = """zero one two three four five six seven eight nine ten eleven twelve thirteen
fourteen fifteen sixteen seventeen eighteen nineteen twenty""".split()
_TENS = "thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = {w: n for n, w in enumerate(_WORDS)} | {w: 10 * n for n, w in enumerate(_TENS, 3)}
_SPOKEN = {n: w for w, n in _VALUES.items()}
_MAGNITUDE = r"(?:hundred|thousand|million|billion|trillion)"
_OTHER_MAGNITUDE = {
    "million": "billion",
    "billion": "million",
    "thousand": "million",
    "trillion": "billion",
}
_DIGITS = regex.compile(
    r"(?<![\p{L}\p{N}.,:/$€£¥#–-])(?P<sign>[$€£])?(?P<n>\d{1,3}(?:,\d{3})+|\d+)(?P<d>\.\d+)?"
    r"(?![\p{L}\p{N}:/–-]|[.,]\d|['’]s)(?=(?P<after>[^.;:]{0,40}))"
)
_SPELT = regex.compile(
    rf"(?<![\p{{L}}-])(?P<w>{'|'.join(w for w in _VALUES if _VALUES[w] > 1)})"
    r"(?=\s(?-i:\p{Ll}+\s)?(?-i:\p{Ll}{3,}s\b(?<!\bhas|\bwas|\bthis|ous|ss)|"
    rf"people|men|women|children|per cent|percent|{_MAGNITUDE}))",
    _I,
)
# What stands before a number whose place in the sentence a range cannot take.
_VAGUE = regex.compile(
    r"(?:\b(?:about|around|roughly|approximately|some|nearly|almost|over|under|above|below|than|"
    r"least|most|to|exactly|estimated|exceed\w*|excess of|up|between|and|or|from|circa|c\.|no|of|"
    r"is|number|season|episode|chapter|page|highway|route|section|article|top|the|under-|age|aged|"
    r"at|past|last|next|first|total|another|average|a|an)\s*[$€£]?\s*|[$€£]\s)$",
    _I,
)
HEDGED = regex.compile(
    r"\b(?:about|around|roughly|approximately|nearly|almost|over|under|above|below|than|least|most|"
    r"estimated|up to|before|after|by|since|until|between|within|maximum of|from)\s*"
    r"(?:[$€£]|US\$|Rs)?\s*$",
    _I,
)
_ABOUT = regex.compile(r"\b(?:about|around|roughly|approximately)\s*[$€£]?\s*$", _I)
_SPELT_HEDGE = regex.compile(
    r"\b(?:than|least|over|most|up to|or|one of the|last|first|next|past|under|nearly|almost)\s*$",
    _I,
)
# "iPhone 4", "Route 66": part of a name, unless a sentence opens there.
_NUMBERED = regex.compile(
    r"(?<![\p{L}.])(?!(?:The|In|With|About|Of|At|Over|Only|Another|All|These|Those|Rs|For|After|"
    r"From)\b)\p{L}*\p{Lu}[\p{L}.]*\s$"
)
_DATED = regex.compile(rf"(?:{_MONTH}|\bday|\bthe|\bno|\bnumber)\.?\s*$|^$", _I)
_PART_OF_MORE = regex.compile(rf" ?(?:{_MONTH}|,)| \p{{Lu}}")
_PART_OF_RANGE = regex.compile(rf" ?(?:{_MONTH}|,|to \d|or |and \d|[–-]|years old)")
_COUNTED = regex.compile(
    rf"(?:%| (?:{_MAGNITUDE}|\p{{Ll}}+s|people|men|women|children|per cent|percent)\b)"
)
_PER_CENT = regex.compile(r" ?(?:%|per ?cent)")
_FRACTION_OF = {20: "a fifth", 25: "a quarter", 33: "a third", 50: "half", 75: "three quarters"}


def number_edits(text: str, at: Material) -> list[Edit]:
    """Exchange a number that the premise gives in the same words for another."""
    return [*_in_digits(text, at), *_in_words(text, at)]


def _in_digits(text: str, at: Material) -> list[Edit]:
    edits = []
    for match in _DIGITS.finditer(text):
        raw = match["n"] + (match["d"] or "")
        value, before = _value(raw), text[: match.start()]
        is_hedged = HEDGED.search(before) and not _ABOUT.search(before)
        if value < 2 or is_hedged or _is_name(raw, before) or _PART_OF_MORE.match(match["after"]):
            continue
        decimals = len(match["d"] or ".") - 1
        limit = 100.0 if _PER_CENT.match(match["after"]) else float("inf")
        if _ABOUT.search(before):
            new = round(value * at.rng.choice([0.3, 0.4, 0.5, 2, 2.5, 3]), decimals)
        else:
            new = other_number(value, decimals, limit=limit, rng=at.rng)
        shown = _written(new, raw, decimals)
        if not 2 <= new < limit or shown in (raw, *_DIGIT_RUN.findall(at.premise)):
            continue
        edits.append(_with_next("number", text, match.start("n"), raw, shown))
        magnitude = regex.match(rf" ({_MAGNITUDE})\b", match["after"])
        other = _OTHER_MAGNITUDE.get(magnitude[1]) if magnitude else None
        if magnitude and other and at.rng.random() < 0.5:
            edits.append(two_way("magnitude", f"{raw} {magnitude[1]}", f"{raw} {other}"))
    return edits


_DIGIT_RUN = regex.compile(r"\d[\d.,]*\d|\d")


def _in_words(text: str, at: Material) -> list[Edit]:
    edits = []
    for match in _SPELT.finditer(text):
        value = _VALUES[match["w"].lower()]
        new = value + at.rng.choice([-2, -1, 1, 2, 3, 4, 5]) if value <= 15 else value + 10
        word = _SPOKEN.get(new)
        if new < 2 or word is None or word in at.premise.lower():
            continue
        if _SPELT_HEDGE.search(text[: match.start()]):
            continue
        word = word.capitalize() if match["w"][0].isupper() else word
        edits.append(_with_next("number", text, match.start("w"), match["w"], word))
    return edits


def other_number(value: float, decimals: int, *, limit: float, rng: random.Random) -> float:
    """Return another plausible number: near, of the same size, or with its digits exchanged.

    Args:
        value: The number, above 0.
        decimals: How many decimals it is written with.
        limit: What the other one stays below; infinite for none.
        rng: Source of choices.
    """
    whole = round(value * 10**decimals)
    text = str(whole)
    options = [whole * rng.uniform(0.35, 0.8), whole * rng.uniform(1.25, 3.0)]
    if whole < 13:
        options = [whole + rng.choice([-3, -2, -1, 1, 2, 3, 4]), whole + rng.choice([-1, 1])]
    elif text.endswith("00"):
        options = [o - o % 100 for o in options]
    else:
        at = rng.randrange(len(text))
        digit = rng.choice([d for d in "123456789" if d != text[at]])
        options.append(float(text[:at] + digit + text[at + 1 :]))
        if len(text) == 2 and text[1] not in ("0", text[0]):
            options.append(float(text[::-1]))
    chosen = round(rng.choice(options)) / 10**decimals
    return chosen if chosen < limit else round(value * rng.uniform(0.4, 0.8), decimals)


def agreeing_edits(text: str, at: Material) -> list[Edit]:
    """Say a number less exactly: "81" is "about 80" and "more than 75", not "more than 90"."""
    edits = []
    for match in _DIGITS.finditer(text):
        raw, after = match["n"] + (match["d"] or ""), match["after"]
        value, before = _value(raw), text[: match.start()]
        if value < 13 or _VAGUE.search(before) or _is_name(raw, before):
            continue
        if _PART_OF_RANGE.match(after) or not _COUNTED.match(after):
            continue
        is_share = bool(_PER_CENT.match(after))
        true, false = _less_exact(raw, match["sign"] or "", is_share=is_share)
        if not true or not false:
            continue
        tail = regex.match(r"(?: \p{L}[\p{L}-]*|%)", after)
        end = tail[0] if tail else ""
        old = (match["sign"] or "") + raw + end
        edits.append(one_way("number_about", old, at.rng.choice(true) + end, Label.SUPPORT))
        edits.append(one_way("number_about", old, at.rng.choice(false) + end, Label.REFUTE))
    for match in regex.finditer(r"(?<![\p{N}.,–-])(\d\d)(?:%| %| per ?cent) of\b", text):
        share = _FRACTION_OF.get(int(match[1]))
        if share and not _VAGUE.search(text[: match.start()]):
            wrong = at.rng.choice([f for f in _FRACTION_OF.values() if f != share])
            edits.append(one_way("number_about", match[0], f"{share} of", Label.SUPPORT))
            edits.append(one_way("number_about", match[0], f"{wrong} of", Label.REFUTE))
    return edits


def _less_exact(raw: str, sign: str, *, is_share: bool) -> tuple[list[str], list[str]]:
    """Return round ways to say a number that hold, and some that don't."""
    value = _value(raw)
    step = 10.0 ** (len(str(int(value))) - 1)
    step = step / 2 if value / step < 4 else step
    lower = value // step * step
    lower = lower if lower < value else lower - step
    upper = lower + step if lower + step > value else lower + 2 * step
    if is_share and upper >= 100:
        return [], []
    near = lower if value - lower < upper - value else upper
    low, high, about = (
        sign + _written(v, raw, 0 if v == int(v) else 1) for v in (lower, upper, near)
    )
    fewer = "less than" if sign or is_share else "fewer than"
    true = [f"{fewer} {high}"]
    false = [f"more than {high}", f"at least {high}"]
    if lower > 0 and (value - lower) / value < 0.4:
        true += [f"more than {low}", f"over {low}", f"at least {low}"]
        false.append(f"{fewer} {low}")
    if 0 < abs(near - value) / value < 0.05:
        true += [f"about {about}", f"around {about}", f"roughly {about}"]
        far = sign + _written(near * 0.5, raw, 0)
        false += [f"about {far}", f"around {far}"]
    return true, false


def _value(raw: str) -> float:
    return float(raw.replace(",", ""))


def _is_name(raw: str, before: str) -> bool:
    """Say whether digits are a year, a day, or part of a name."""
    is_year = raw.isdigit() and 1000 <= int(raw) <= 2100
    return is_year or bool(_DATED.search(before) or _NUMBERED.search(before))


def _written(value: float, like: str, decimals: int) -> str:
    if decimals:
        return f"{value:,.{decimals}f}" if "," in like else f"{value:.{decimals}f}"
    whole = round(value)
    return f"{whole:,}" if "," in like or whole >= 10_000 else str(whole)


def _with_next(kind: str, text: str, start: int, old: str, new: str) -> Edit:
    """Return an edit that takes the next word along, so that only this number is replaced."""
    after = regex.match(r"(?: (?:%|\p{L}[\p{L}-]*)|%)", text[start + len(old) :])
    tail = after[0] if after else ""
    return two_way(kind, old + tail, new + tail)
