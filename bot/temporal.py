"""Dates in running text, absolute and relative, and the days they mean.

Rules for English news. A relative date is resolved against the day of the article: "Monday" is the
last Monday up to that day, or the next one where the words before it speak of the future. A period
("the 1990s", "between 3 and 5 March", "the 2018/19 season", "spring 2020") is one mention from its
first to its last day. What cannot be resolved with certainty is left alone; years before Christ are
outside the calendar and stay numbers.
"""

from __future__ import annotations

import calendar
from bisect import bisect_left, insort
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import regex

from bot.memory import remembered
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
        has_year: Whether the year is known; without it, the days are those of the year 2000.
    """

    span: Span
    text: str
    first: date
    last: date
    is_relative: bool
    has_year: bool = True

    def agrees_with(self, other: DateMention) -> bool:
        """Whether one of the two lies within the other: March 2022 agrees with 21 March 2022."""
        return (self.first <= other.first and other.last <= self.last) or (
            other.first <= self.first and self.last <= other.last
        )


_MOST = 100
_SOME_DAY = date(2000, 7, 1)  # of a leap year: every day of a month exists
_DIGIT = regex.compile(r"\p{Nd}")
Days = tuple[date, date]
_Rule = Callable[["regex.Match[str]", date, str], "tuple[Days, bool] | None"]


def find_dates(text: str, *, on: date | None, yearless: bool = False) -> list[DateMention]:
    """Find the dates of a text, in order, not overlapping; at most the first 100 of a form.

    Args:
        text: Any text.
        on: The day of the article, or None when unknown: then only full dates are found.
        yearless: Whether, without `on`, "21 March" and "in May" are found too, with `has_year`
            False.
    """
    return list(_find(text, on, yearless))


@remembered
def _find(text: str, on: date | None, yearless: bool) -> tuple[DateMention, ...]:
    has_digit = _DIGIT.search(text) is not None
    has_month = _NAMES_MONTH.search(text) is not None
    if not has_digit and not has_month and not _NAMES_DAY.search(text):
        return ()
    found: list[DateMention] = []
    taken: list[tuple[int, int]] = []
    for needs, pattern, rule in _RULES:
        if (needs == "digit" and not has_digit) or (needs == "month" and not has_month):
            continue
        is_yearless = on is None and yearless and rule in _WITHOUT_YEAR
        for n, match in enumerate(pattern.finditer(text)):
            start = match.start()
            end = start + len(match[0].rstrip(" ."))
            at = bisect_left(taken, (start, start))
            if n >= _MOST:
                break
            if (at < len(taken) and taken[at][0] < end) or (at and taken[at - 1][1] > start):
                continue
            try:
                known = rule(match, _SOME_DAY if is_yearless else on or date.min, text)
            except (KeyError, OverflowError, ValueError):
                continue  # "Auguſt" with a long s, or a day outside the calendar
            if known is None or (known[1] and on is None and not is_yearless):
                continue
            (first, last), is_relative = known
            insort(taken, (start, end))
            found.append(
                DateMention(
                    span=Span(start=start, end=end),
                    text=text[start:end],
                    first=first,
                    last=last,
                    is_relative=is_relative,
                    has_year=not (is_yearless and is_relative),
                )
            )
    return tuple(sorted(found, key=lambda mention: mention.span.start))


def in_words(first: date, last: date) -> str:  # noqa: PLR0911 - one return a form
    """Write the days for a reader: "21 March 2022", "14 to 20 March 2022", "March 2022", "2022"."""
    if first == last:
        return f"{first.day} {first:%B %Y}"
    if first == date(first.year, 1, 1) and last == date(first.year, 12, 31):
        return str(first.year)
    if (first.year, first.month) == (last.year, last.month):
        if first.day == 1 and last == _month(first.year, first.month)[1]:
            return f"{first:%B %Y}"
        return f"{first.day} to {last.day} {last:%B %Y}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year} to {last.year}"
    if first.day == 1 and last == _month(last.year, last.month)[1]:
        opens = f"{first:%B}" if first.year == last.year else f"{first:%B} {first.year}"
        return f"{opens} to {last:%B} {last.year}"
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


def _days(match: regex.Match[str], on: date, text: str) -> tuple[Days, bool] | None:
    """Read "between 3 and 5 March", "March 3-5, 2022", "28 February to 3 March"."""
    groups = match.groupdict()
    if match["month"].islower() or (on == date.min and not groups.get("year")):
        return None
    other = groups.get("month2") or match["month"]
    one_month, other_month = _MONTHS[match["month"].lower()], _MONTHS[other.lower()]
    day, other_day = int(match["day"]), int(match["day2"])
    said = groups.get("year")
    year = int(said) if said else _nearest_year(other_month, other_day, on)
    last = _day(year, other_month, other_day)
    first = _day(year - (one_month > other_month), one_month, day)
    if first is None or last is None or first[0] > last[0]:
        return None
    return (first[0], last[0]), not groups.get("year")


def _years(match: regex.Match[str], on: date, text: str) -> tuple[Days, bool] | None:
    """Read "between 2017 and 2019" and, of two years in a row, a season: "2018/19"."""
    first, said = int(match["year"]), match["year2"]
    last = int(said) if len(said) == 4 else first - first % 100 + int(said)
    if len(said) == 2 and last < first:
        last += 100
    if not first < last < first + 200:
        return None
    is_between = match[0].lower().startswith("between")
    if last == first + 1 and not is_between:
        return (date(first, 7, 1), date(last, 6, 30)), False
    if not is_between and len(said) == 4:
        return None  # from one year to another: two mentions
    return (date(first, 1, 1), date(last, 12, 31)), False


def _bare_month(match: regex.Match[str], on: date, text: str) -> tuple[Days, bool] | None:
    """Read "in May": the last one, or the next where the words before speak of the future."""
    if on == date.min or match["month"].islower():
        return None
    month = _MONTHS[match["month"].lower()]
    if on == _SOME_DAY:
        return _month(on.year, month), True
    clause = regex.split(r"[.;!?“”]", text[max(0, match.start() - 60) : match.start()])[-1]
    is_future = bool(_FUTURE.search(clause)) and not _PAST.search(clause)
    if is_future:
        return _month(on.year + (month < on.month), month), True
    return _month(on.year - (month > on.month), month), True


def _decade(match: regex.Match[str], on: date, text: str) -> tuple[Days, bool] | None:
    said = match["decade"].lower()
    if len(said) == 4 and said.endswith("00") and int(said) < 2000:
        return (date(int(said), 1, 1), date(int(said) + 99, 12, 31)), False  # "the 1800s"
    if said.isdigit():
        first = int(said) if len(said) == 4 else (2000 if int(said) < 20 else 1900) + int(said)
    else:
        first = 1900 + _DECADES[said]
    return (date(first, 1, 1), date(first + 9, 12, 31)), False


def _century(match: regex.Match[str], on: date, text: str) -> tuple[Days, bool] | None:
    said = match["nth"].lower()
    n = int(regex.sub(r"\D", "", said)) if said[0].isdigit() else _CENTURIES[said]
    if not 1 <= n <= 22:
        return None
    return (date(100 * n - 99, 1, 1), date(100 * n, 12, 31)), False


def _part_of_year(match: regex.Match[str], on: date, text: str) -> tuple[Days, bool] | None:
    """Read "the first quarter of 2020", "Q1 2020" and "the second half of 2020"."""
    year, said = int(match["year"]), match["nth"].lower()
    n = int(said) if said.isdigit() else _PARTS[said]
    length = 6 if match[0].lower().find("half") >= 0 else 3
    if n * length > 12:
        return None
    return (date(year, (n - 1) * length + 1, 1), _month(year, n * length)[1]), False


def _season(match: regex.Match[str], on: date, text: str) -> tuple[Days, bool] | None:
    """Read "spring 2020" (northern half); the months on its border belong to both seasons."""
    year, said = int(match["year"]), match["season"].lower()
    if said == "winter":
        return (date(year - 1, 11, 1), date(year + 1, 3, 31)), False
    month = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9}[said]
    return (date(year, month, 1), _month(year, month + 3)[1]), False


def _weekend(match: regex.Match[str], on: date, text: str) -> tuple[Days, bool] | None:
    if on == date.min:
        return None
    saturday = on + timedelta(days=5 - on.weekday())
    if match["which"].lower() in ("last", "the", "over the", "at the") and on.weekday() < 5:
        saturday -= timedelta(weeks=1)
    elif match["which"].lower() == "next" and on.weekday() >= 5:
        saturday += timedelta(weeks=1)
    return (saturday, saturday + timedelta(days=1)), True


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
    shift = {"last night": -1, "the day before yesterday": -2, "the day after tomorrow": 2}
    named = next((n for day, n in (("yesterday", -1), ("tomorrow", 1)) if word.startswith(day)), 0)
    day = on + timedelta(days=shift.get(word, named))
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


_DECADES = {
    word: 10 * n
    for n, word in enumerate(
        "twenties thirties forties fifties sixties seventies eighties nineties".split(), 2
    )
}
_CENTURIES = {
    word: n
    for n, word in enumerate(
        "eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth "
        "nineteenth twentieth twenty-first".split(),
        11,
    )
}
_PARTS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_MONTH2 = _MONTH.replace("?P<month>", "?P<month2>")
_DAY2 = _DAY.replace("?P<day>", "?P<day2>")
_TO = r"(?:\s?[-–—‑\ufffd]\s?|\s(?:to|and|through|until|till|&)\s(?:the )?)"
_OPEN = r"(?:between |from )?(?:the )?"
_IN = (
    r"(?<=\b(?:in|since|until|till|by|during|of|from|to|through|before|after|early|mid|late|for|and|"
    r"around|(?:early|mid|late)-|end of|beginning of)[\s\u00a0]|\b(?:mid|early|late)-)"
)
_PLACED = r"(?:in|since|by|until|from|during|before|after|of|the)"
_CASES = (
    r"\s(?:(?:new|more|confirmed|active|positive|total|combined|reported|known)\s)*(?:cases|people|"
    r"deaths|units|tests|patients|copies|seats|votes|soldiers|troops|homes|jobs|shares|students|"
    r"workers|women|men|children|times|recoveries|residents|inhabitants|passengers)\b"
)
_OLD_YEAR = (
    r"(?<=\b(?:in|since|by|until|before|after|around|circa|from|early|late|of|year|born|died|and|"
    r"to)[\s\u00a0])(?P<year>1[0-5]\d\d)"
)

# The first rule that takes a stretch of text keeps it, so the longest forms come first. Each stands
# with what a text must have for it: a digit, the name of a month, or nothing ("").
_RULES: list[tuple[str, regex.Pattern[str], _Rule]] = [
    ("digit", _compile(r"(?P<year>\d{4})-(?P<m>\d\d)-(?P<day>\d\d)"), _iso),
    ("digit", _compile(r"(?P<day>\d\d?)\.(?P<m>\d\d?)\.(?P<year>(?:19|20)\d\d)"), _iso),
    ("month", _compile(rf"{_OPEN}{_DAY}{_TO}{_DAY2} (?:of )?{_MONTH}(?:,? {_YEAR})?"), _days),
    (
        "month",
        _compile(
            rf"{_OPEN}{_MONTH} {_DAY}{_TO}{_DAY2}(?![.,]?\d|[:%])(?:,? {_YEAR})?"
            rf"(?! \p{{L}}+ {_YEAR})(?! {_MONTH2})"
        ),
        _days,
    ),
    (
        "month",
        _compile(rf"{_OPEN}{_DAY} (?:of )?{_MONTH}{_TO}{_DAY2} (?:of )?{_MONTH2},? {_YEAR}"),
        _days,
    ),
    ("month", _compile(rf"{_OPEN}{_MONTH} {_DAY}{_TO}{_MONTH2} {_DAY2},? {_YEAR}"), _days),
    ("month", _compile(rf"between {_DAY} (?:of )?{_MONTH} and {_DAY2} (?:of )?{_MONTH2}"), _days),
    ("month", _compile(rf"between {_MONTH} {_DAY} and {_MONTH2} {_DAY2}"), _days),
    ("month", _compile(rf"{_MONTH} {_DAY},? {_YEAR}"), _full),
    ("month", _compile(rf"{_DAY} (?:of )?{_MONTH},? {_YEAR}"), _full),
    ("month", _compile(rf"(?P<which>last|this|next) {_MONTH}"), _last_month_name),
    ("month", _compile(rf"{_MONTH},? (?:of |in )?{_YEAR}"), _month_year),
    ("month", _compile(rf"(?<!\d\s){_MONTH} {_DAY}(?![.,]?\d|[:%])"), _month_day),
    ("month", _compile(rf"{_DAY} (?:of )?{_MONTH}"), _month_day),
    ("", _compile(rf"(?:(?P<which>last|this|next|coming) )?{_WEEKDAY}"), _weekday),
    (
        "",
        _compile(
            r"(?:the day (?:before yesterday|after tomorrow)|yesterday|last night|today|tomorrow|"
            r"tonight|this (?:morning|afternoon|evening))"
        ),
        _word,
    ),
    (
        "",
        _compile(r"(?:earlier |later )?(?P<which>last|this|next) (?P<unit>week|month|year)"),
        _period,
    ),
    ("", _compile(r"(?P<which>last|this|next|over the|at the) weekend"), _weekend),
    ("", _compile(rf"(?<!\d[.,]){_COUNT} (?P<unit>day|week|month|year)s? ago"), _ago),
    (
        "digit",
        _compile(
            r"(?:(?P<nth>first|second|third|fourth|1st|2nd|3rd|4th) (?:quarter|half)|"
            rf"Q(?P<nth>[1-4]))(?: of|,)? {_YEAR}"
        ),
        _part_of_year,
    ),
    (
        "digit",
        _compile(rf"(?P<season>spring|summer|autumn|fall|winter)(?: of|,)? {_YEAR}"),
        _season,
    ),
    ("digit", _compile(rf"between {_YEAR} and (?P<year2>1[6-9]\d\d|20\d\d)"), _years),
    (
        "digit",
        _compile(
            rf"(?<![-–—/\d]){_YEAR}\s?[-–—‑/\ufffd]\s?(?P<year2>1[6-9]\d\d|20\d\d|\d\d)(?![-–—/.,]?\d)"
        ),
        _years,
    ),
    ("digit", _compile(r"(?:the )?(?P<decade>1[0-9]\d0|20\d0)['’]?s"), _decade),
    (
        "digit",
        _compile(
            r"(?:(?:the|mid|late|early)[ -])(?:(?:mid|late|early)[ -])?"
            r"['’‘]?(?P<decade>[1-9]0)['’]?s"
        ),
        _decade,
    ),
    (
        "",
        _compile(rf"the (?:(?:early|mid|late)[ -])?(?:nineteen )?(?P<decade>{'|'.join(_DECADES)})"),
        _decade,
    ),
    (
        "",
        _compile(
            rf"(?P<nth>\d\d?(?:st|nd|rd|th)|{'|'.join(reversed(_CENTURIES))})[ -]century"
            r"(?!\s(?:BC|B\.C\.))"
        ),
        _century,
    ),
    ("month", _compile(rf"{_IN}{_MONTH}(?! \d)"), _bare_month),
    ("digit", _compile(r"(?:AD (?P<year>\d{2,4})|(?P<year>\d{1,4}) (?:AD|CE))"), _year),
    (
        "digit",
        _compile(
            r"(?<![$€£¥]\s?|(?<!later|earlier|sooner)\sthan\s|"
            rf"\b(?:reached|total(?:ling|ing|ed)?|least|exactly) ){_YEAR}"
            rf"(?!{_COUNTED}|\s?(?:BC|B\.C\.)|(?<!\b{_PLACED} \d{{4}}){_CASES})"
        ),
        _year,
    ),
    ("digit", _compile(rf"{_OLD_YEAR}(?!{_COUNTED}|\s?(?:BC|B\.C\.)|\s\p{{Ll}}+s\b)"), _year),
]
_WITHOUT_YEAR = (_month_day, _bare_month, _days)


_WEEKDAY_ONLY = regex.compile(_WEEKDAY, _I)
_NAMES_MONTH = regex.compile(rf"\b{_MONTH}", _I)
_NAMES_DAY = regex.compile(
    r"day\b|day['’]|night|\btomorrow|\b(?:last|this|next)\b|\bago\b|weekend|ties\b|century", _I
)


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
