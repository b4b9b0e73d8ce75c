"""Dates in running text, absolute and relative, and the days they mean.

Rules for English news. A relative date is resolved against the day of the article: "Monday" is the
last Monday up to that day, or the next one where the words before it speak of the future. What
cannot be resolved with certainty is left alone.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import regex

from sources.article import Span

_I = regex.IGNORECASE
_MONTHS = {
    name.lower(): number
    for number in range(1, 13)
    for name in (calendar.month_name[number], calendar.month_abbr[number])
} | {"sept": 9}
_WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_MONTH = (
    r"(?P<month>(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|"
    r"july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|"
    r"dec(?:ember)?))\b\.?"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>1[6-9]\d\d|20\d\d)"
_WEEKDAY = r"(?P<weekday>monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_NUMBER_WORDS = {
    word: n
    for n, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
} | {"a": 1, "an": 1}
_COUNT = r"(?P<count>\d{1,3}|an?|" + "|".join(list(_NUMBER_WORDS)[1:13]) + ")"
# What makes four digits a number and not a year: "1800 euros"; "in 2022 home prices" is a year.
_COUNTED = (
    r"\s?(?:%|(?:per\s?cent|dollars|euros|pounds|(?:kilo)?met(?:re|er)s|miles|feet|tons|tonnes|"
    r"km)\b)"
)
_FUTURE = regex.compile(
    r"\b(?:will|would|shall|next|coming|until|till|by|scheduled|planned|due|expected|plans?|from|"
    r"to (?:meet|vote|open|start|begin|resume|decide|arrive|leave|be)|starting|set to|on the)\b",
    _I,
)
_PAST = regex.compile(r"\b(?:said|was|were|had|did|told|reported|announced|\w+ed)\b", _I)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention:
    """A date in a text.

    Attributes:
        span: Where it stands.
        text: As printed.
        first: The first day meant.
        last: The last day meant; equals `first` for a single day.
        is_relative: Whether the article's day was needed to know the day or the week.
    """

    span: Span
    text: str
    first: date
    last: date
    is_relative: bool

    def agrees_with(self, other: DateMention) -> bool:
        """Whether one of the two lies within the other: March 2022 agrees with 21 March 2022."""
        return (self.first <= other.first and other.last <= self.last) or (
            other.first <= self.first and self.last <= other.last
        )


Days = tuple[date, date]
_Rule = Callable[["regex.Match[str]", date, str], "tuple[Days, bool] | None"]


def find_dates(text: str, *, on: date | None) -> list[DateMention]:
    """Find the dates of a text, in order, not overlapping.

    Args:
        text: Any text.
        on: The day of the article, or None when unknown: then only full dates are found.
    """
    found: list[DateMention] = []
    taken: list[tuple[int, int]] = []
    for pattern, rule in _RULES:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < e and s < end for s, e in taken):
                continue
            try:
                known = rule(match, on or date.min, text)
            except (KeyError, OverflowError, ValueError):
                continue  # "Auguſt" with a long s, or a day outside the calendar
            if known is None or (known[1] and on is None):
                continue
            (first, last), is_relative = known
            end = start + len(match[0].rstrip(" ."))
            taken.append((start, end))
            found.append(
                DateMention(
                    span=Span(start=start, end=end),
                    text=text[start:end],
                    first=first,
                    last=last,
                    is_relative=is_relative,
                )
            )
    return sorted(found, key=lambda mention: mention.span.start)


def in_words(first: date, last: date) -> str:
    """Write the days for a reader: "21 March 2022", "14 to 20 March 2022", "March 2022", "2022"."""
    if first == last:
        return f"{first.day} {first:%B %Y}"
    if first == date(first.year, 1, 1) and last == date(first.year, 12, 31):
        return str(first.year)
    if (first.year, first.month) == (last.year, last.month):
        if first.day == 1 and last == _month(first.year, first.month)[1]:
            return f"{first:%B %Y}"
        return f"{first.day} to {last.day} {last:%B %Y}"
    if first.year == last.year:
        return f"{first.day} {first:%B} to {last.day} {last:%B %Y}"
    return f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"


def _month(year: int, month: int) -> Days:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _day(year: int, month: int, day: int) -> Days | None:
    try:
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None


def _nearest_year(month: int, day: int, on: date) -> int:
    """Return the year that puts the day closest to the article's, the past preferred on a tie."""
    years = (on.year, on.year - 1, on.year + 1)
    days = [
        (abs((known[0] - on).days), i, y)
        for i, y in enumerate(years)
        if (known := _day(y, month, day))
    ]
    return min(days)[2] if days else on.year


def _full(match: regex.Match[str], on: date, text: str) -> tuple[Days, bool] | None:
    days = _day(int(match["year"]), _MONTHS[match["month"].lower()], int(match["day"]))
    return (days, False) if days else None


def _iso(match: regex.Match[str], on: date, text: str) -> tuple[Days, bool] | None:
    days = _day(int(match["year"]), int(match["m"]), int(match["day"]))
    return (days, False) if days else None


def _month_day(match: regex.Match[str], on: date, text: str) -> tuple[Days, bool] | None:
    if match["month"].islower():
        return None  # "may 5", "march 3": a verb
    month, day = _MONTHS[match["month"].lower()], int(match["day"])
    days = _day(_nearest_year(month, day, on), month, day) if on != date.min else None
    return (days, True) if days else None


def _month_year(match: regex.Match[str], on: date, text: str) -> tuple[Days, bool] | None:
    return _month(int(match["year"]), _MONTHS[match["month"].lower()]), False


def _year(match: regex.Match[str], on: date, text: str) -> tuple[Days, bool] | None:
    year = int(match["year"])
    return (date(year, 1, 1), date(year, 12, 31)), False


def _weekday(match: regex.Match[str], on: date, text: str) -> tuple[Days, bool] | None:
    if on == date.min:
        return None
    wanted = _WEEKDAYS[match["weekday"].lower()]
    which = (match["which"] or "").lower()
    back = (on.weekday() - wanted) % 7
    before = text[max(0, match.start() - 60) : match.start()]
    clause = regex.split(r"[.;!?“”]|\bsaid\b|\bsays\b", before)[-1]
    is_future = which in ("next", "coming") or (
        which != "last" and bool(_FUTURE.search(clause)) and not _PAST.search(clause)
    )
    if which == "last" and back == 0:
        back = 7
    day = on + timedelta(days=(-back) % 7 or 7) if is_future else on - timedelta(days=back)
    if is_future and which not in ("next", "coming") and back == 0:
        day = on
    return (day, day), True


def _word(match: regex.Match[str], on: date, text: str) -> tuple[Days, bool] | None:
    if on == date.min:
        return None
    word = " ".join(match[0].lower().split())
    shift = {"yesterday": -1, "last night": -1, "tomorrow": 1, "the day before yesterday": -2}
    day = on + timedelta(days=shift.get(word, 0))
    return (day, day), True


def _period(match: regex.Match[str], on: date, text: str) -> tuple[Days, bool] | None:
    if on == date.min:
        return None
    shift = {"last": -1, "next": 1, "previous": -1}.get(match["which"].lower(), 0)
    unit = match["unit"].lower()
    if unit == "week":
        monday = on - timedelta(days=on.weekday()) + timedelta(weeks=shift)
        return (monday, monday + timedelta(days=6)), True
    if unit == "month":
        month = on.year * 12 + on.month - 1 + shift
        return _month(month // 12, month % 12 + 1), True
    return (date(on.year + shift, 1, 1), date(on.year + shift, 12, 31)), True


def _last_month_name(match: regex.Match[str], on: date, text: str) -> tuple[Days, bool] | None:
    if on == date.min or match["month"].islower():
        return None
    month = _MONTHS[match["month"].lower()]
    which = match["which"].lower()
    year = on.year
    if which == "last" and month >= on.month:
        year -= 1
    if which == "next" and month <= on.month:
        year += 1
    return _month(year, month), True


def _ago(match: regex.Match[str], on: date, text: str) -> tuple[Days, bool] | None:
    if on == date.min:
        return None
    count = match["count"].lower()
    n = int(count) if count.isdigit() else _NUMBER_WORDS[count]
    unit = match["unit"].lower()
    if unit == "day":
        day = on - timedelta(days=n)
        return (day, day), True
    if unit == "week":
        middle = on - timedelta(weeks=n)
        monday = middle - timedelta(days=middle.weekday())
        return (monday, monday + timedelta(days=6)), True
    if unit == "month":
        month = on.year * 12 + on.month - 1 - n
        return _month(month // 12, month % 12 + 1), True
    if on.year - n < 1:
        return None
    return (date(on.year - n, 1, 1), date(on.year - n, 12, 31)), True


def _compile(pattern: str) -> regex.Pattern[str]:
    spaced = pattern.replace(" ", r"\s+")  # no-break spaces and line ends too
    return regex.compile(rf"(?<![\p{{L}}\p{{N}}]){spaced}(?![\p{{L}}\p{{N}}])", _I)


# The first rule that takes a stretch of text keeps it, so the longest forms come first.
_RULES: list[tuple[regex.Pattern[str], _Rule]] = [
    (_compile(r"(?P<year>\d{4})-(?P<m>\d\d)-(?P<day>\d\d)"), _iso),
    (_compile(rf"{_MONTH} {_DAY},? {_YEAR}"), _full),
    (_compile(rf"{_DAY} (?:of )?{_MONTH},? {_YEAR}"), _full),
    (_compile(rf"(?P<which>last|this|next) {_MONTH}"), _last_month_name),
    (_compile(rf"{_MONTH},? (?:of )?{_YEAR}"), _month_year),
    (_compile(rf"{_MONTH} {_DAY}(?![.,]?\d|[:%])"), _month_day),
    (_compile(rf"{_DAY} (?:of )?{_MONTH}"), _month_day),
    (_compile(rf"(?:(?P<which>last|this|next|coming) )?{_WEEKDAY}"), _weekday),
    (_compile(r"(?:the day before yesterday|yesterday|last night|today|tomorrow|tonight)"), _word),
    (_compile(r"(?:earlier |later )?(?P<which>last|this|next) (?P<unit>week|month|year)"), _period),
    (_compile(rf"(?<!\d[.,]){_COUNT} (?P<unit>day|week|month|year)s? ago"), _ago),
    (_compile(rf"(?<![$€£¥]\s?){_YEAR}(?!{_COUNTED})"), _year),
]


_WEEKDAY_ONLY = regex.compile(_WEEKDAY, _I)
_NAMES_MONTH = regex.compile(rf"\b{_MONTH}", _I)


def resolve_relative(text: str, *, on: date | None) -> list[DateMention]:
    """Return the relative dates of a text that a reader cannot place without the article's day.

    A weekday that stands beside its own date ("Monday, March 21") needs no explanation.
    """
    mentions = find_dates(text, on=on)
    dated = {
        one.span
        for one, other in pairwise(mentions)
        if _WEEKDAY_ONLY.fullmatch(one.text) and other.span.start - one.span.end <= 2
    }
    return [
        mention
        for mention in mentions
        if mention.is_relative
        and mention.span not in dated
        and not _NAMES_MONTH.search(mention.text)
    ]
