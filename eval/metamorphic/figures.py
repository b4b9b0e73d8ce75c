"""Rules about how numbers, money and dates are written. None of them changes what a text means.

Pure functions; None is returned where that isn't certain.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import regex

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()

MONTHS = (
    "January February March April May June July August September October November December"
).split()
_SHORT_MONTHS = {"Jan": 1, "Feb": 2, "Aug": 8, "Sept": 9, "Sep": 9, "Oct": 10, "Nov": 11, "Dec": 12}
MONTH = rf"(?:{'|'.join(MONTHS)}|(?:{'|'.join(_SHORT_MONTHS)})\.)"


def in_words(number: int) -> str:
    """Return a whole number from 0 to 99 in words: "twenty-five"."""
    if number < len(_SMALL):
        return _SMALL[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens - 2] + (f"-{_SMALL[ones]}" if ones else "")


NUMBERS = {in_words(number): number for number in range(2, 100)}
_LONGEST_FIRST = "|".join(sorted(NUMBERS, key=len, reverse=True))
# Not in a name, a date, a time, a decimal, an amount of money, or beside another number word.
DIGITS = regex.compile(
    r"(?<![\p{L}\p{N}$€£#§.,:/-])(?<!\p{Lu}[\p{L}\p{M}.’'-]* )(?<!No\. )"
    r"(?P<number>[2-9]|[1-9]\p{Nd})(?![\p{L}\p{N}:/°′″-]|[.,]\p{Nd}|[.,]?\s?\p{Nd})"
    rf"(?!\s(?:{MONTH}|[ap]\.?m\b|o['’]clock|per\s?cent|percent|%|km|kg|cm|mm|m|ft|mph|kph|GB|MW)"
    r"(?![\p{L}]))(?!%)",
)
_IN_WORDS = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}-])(?<!(?:\bin|\bof|\bout|\bper|hundred|thousand|million|and|point) )"
    rf"(?P<number>{_LONGEST_FIRST})(?![\p{{L}}\p{{N}}-])"
    r"(?!\s(?:hundred|thousand|million|billion|trillion|dozen|point|and\sa\s|in\s|out\s|of\sa\s"
    r"|to\s|or\s|p\.m|a\.m|o['’]clock|halves|thirds|quarters|fifths|tenths)|['’])",
    regex.IGNORECASE,
)
_PAIR = regex.compile(
    rf"\b(?:one|{_LONGEST_FIRST})\s(?:to|or|by|and|in)\s(?:one|{_LONGEST_FIRST})\b",
    regex.IGNORECASE,
)
_GROUPED = regex.compile(
    r"(?<![\p{L}\p{N}.,:/-])(?P<sign>[$€£]?)(?P<first>[1-9]\p{Nd}{0,2}),(?P<rest>\p{Nd}{3})"
    r"(?![\p{L}\p{N}]|[,.]\p{Nd})"
)
_PLAIN = regex.compile(
    r"(?<![\p{L}\p{N}.,:/#$€£-])(?P<first>[1-9]\p{Nd}{1,2})(?P<rest>\p{Nd}{3})"
    r"(?=\s\p{Ll}{3,}s\b|\s(?:people|men|women|children)\b)(?![,.]\p{Nd})"
)

_CURRENCY = {"$": "dollars", "€": "euros", "£": "pounds"}
_SIGN = {word: sign for sign, word in _CURRENCY.items()}
_AMOUNT = r"\p{Nd}{1,3}(?:,\p{Nd}{3})*(?:\.\p{Nd}+)?(?:\s(?:million|billion|trillion))?"
_SIGNED = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}])(?P<sign>[$€£])(?P<amount>{_AMOUNT})(?![\p{{N}}\p{{L}}%-]|[.,]\p{{Nd}})"
    r"(?!\s\p{Lu}|\s(?:million|billion|trillion|thousand|dollars|euros|pounds|a|an|per)\b)"
)
_NAMED = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}$€£.,-])(?P<amount>{_AMOUNT})\s(?P<word>dollars|euros|pounds)(?![\p{{L}}])"
)

_DAY = r"(?P<day>[12]\p{Nd}|3[01]|[1-9])"
_DAY_FIRST = regex.compile(
    rf"(?<![\p{{N}}\p{{L}},.])(?<!\p{{N}} ){_DAY} (?P<month>{MONTH})"
    r"(?: (?P<year>\p{Nd}{4}))?(?![\p{N}\p{L}]|,? \p{N})"
)
_MONTH_FIRST = regex.compile(
    rf"\b(?P<month>{MONTH}) {_DAY}"
    r"(?:, (?P<year>\p{Nd}{4}),?)?(?![\p{N}\p{L}]|,? \p{N})"
)
_ISO = regex.compile(
    r"(?<![\p{N}\p{L}/-])(?P<year>\p{Nd}{4})-(?P<month>\p{Nd}{2})-(?P<day>\p{Nd}{2})(?![\p{N}\p{L}/-])"
)


def number_words(text: str) -> str | None:
    """Write whole numbers from 2 to 99 in words, or, when there are none, words in digits.

    Not those of a date, a time, a name, a decimal, a rate or an amount; all others of the text.
    """
    words = _sub(DIGITS, text, lambda m: _as_capital(in_words(int(m["number"])), m.start() == 0))
    if words != text:
        return words
    if _PAIR.search(text):
        return None  # "five to 2" is no way to write it
    digits = _sub(_IN_WORDS, text, _in_digits)
    return digits if digits != text else None


def _in_digits(match: regex.Match[str]) -> str:
    # A capital inside a sentence is part of a name: "the Group of Seven".
    word = match["number"]
    if word[0].isupper() and match.start() > 0:
        return str(match[0])
    return str(NUMBERS[word.lower()])


def _as_capital(word: str, is_first: bool) -> str:
    return word.capitalize() if is_first else word


def thousands(text: str) -> str | None:
    """Write "1,200" as "1200", or, when there is none, "12000 people" as "12,000 people"."""
    together = _sub(_GROUPED, text, lambda m: f"{m['sign']}{m['first']}{m['rest']}")
    if together != text:
        return together
    apart = _sub(_PLAIN, text, lambda m: f"{m['first']},{m['rest']}")
    return apart if apart != text else None


def money(text: str) -> str | None:
    """Write "$2.5 million" as "2.5 million dollars", or, when there is none, the other way."""
    named = _sub(_SIGNED, text, lambda m: f"{m['amount']} {_CURRENCY[m['sign']]}")
    if named != text:
        return named
    signed = _sub(_NAMED, text, lambda m: f"{_SIGN[m['word']]}{m['amount']}")
    return signed if signed != text else None


def date_format(text: str) -> str | None:
    """Write days another way: 21 March 2022, then March 21, 2022, then 2022-03-21, then the first.

    A day without its year changes between "21 March" and "March 21".
    """
    for pattern, written in (
        (_DAY_FIRST, _month_first),
        (_MONTH_FIRST, _iso_or_day_first),
        (_ISO, _day_first),
    ):
        changed = _sub(pattern, text, written)
        if changed != text:
            return changed
    return None


def month_number(name: str) -> int:
    """Return 1 to 12 for a month in full or, with a stop, in short."""
    short = name.removesuffix(".")
    return _SHORT_MONTHS[short] if short in _SHORT_MONTHS else MONTHS.index(short) + 1


def _month_first(match: regex.Match[str]) -> str:
    if not _is_day(match):
        return str(match[0])
    month = MONTHS[month_number(match["month"]) - 1]
    year = match["year"]
    if not year:
        return f"{month} {match['day']}"
    rest = match.string[match.end() :]
    comma = "," if regex.match(r"\s\p{Ll}", rest) else ""  # the American year stands between commas
    return f"{month} {match['day']}, {year}{comma}"


def _iso_or_day_first(match: regex.Match[str]) -> str:
    if not _is_day(match):
        return str(match[0])
    number = month_number(match["month"])
    if not match["year"]:
        return f"{match['day']} {MONTHS[number - 1]}"
    return f"{match['year']}-{number:02d}-{int(match['day']):02d}"


def _day_first(match: regex.Match[str]) -> str:
    if not 1 <= int(match["month"]) <= 12 or not _is_day(match, int(match["month"])):
        return str(match[0])
    return f"{int(match['day'])} {MONTHS[int(match['month']) - 1]} {match['year']}"


def _is_day(match: regex.Match[str], month: int = 0) -> bool:
    year = match["year"]
    try:
        date(int(year) if year else 2000, month or month_number(match["month"]), int(match["day"]))
    except ValueError:
        return False
    return True


def _sub(pattern: regex.Pattern[str], text: str, by: Callable[[regex.Match[str]], str]) -> str:
    return str(pattern.sub(by, text))
