"""Publication dates as they are printed.

Own rules, not python-dateutil: its parser fills missing parts from today and reads fragments of
prose as dates, while a wrong date here makes an old report prove something about today. What this
module doesn't know in full, it doesn't return. The day is the day as printed: times and zones are
recognised and dropped, never converted.
"""

from __future__ import annotations

import re
from datetime import date

MIN_YEAR = 1600
MAX_YEAR = 2100
MAX_DATE_CHARS = 120
"""What is longer is prose that holds a date, not a date."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun",
            "july jul", "august aug", "september sept sep", "october oct", "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?P<day>[0-9]{1,2})"
_YEAR = r"(?P<year>[0-9]{4})"
_WEEKDAY = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?\s*,?\s*(?:the\s+)?)?"
)
_ZONE = r"(?:z|\(?[a-z]{2,5}\)?|(?:gmt|utc)?\s*[+-][0-9]{2}:?[0-9]{2})"
_CLOCK = (
    rf"[0-9]{{1,2}}[:.][0-9]{{2}}(?::[0-9]{{2}}(?:\.[0-9]{{1,9}})?)?\s*(?:[ap]\.?m\.?)?\s*{_ZONE}?"
)
_HOUR = rf"[0-9]{{1,2}}\s*[ap]\.?m\.?\s*{_ZONE}?"
_TIME = rf"(?:{_CLOCK}|{_HOUR})"

_LABEL = re.compile(
    r"(?:(?:first|last|originally)\s+)?"
    r"(?P<label>published|posted|issued|created|released|date(?:line)?|updated|modified|upd\.)"
    r"(?:\s+(?:on|at|online))?\s*[:,]?\s*",
    re.IGNORECASE | re.ASCII,
)
_UPDATE_LABELS = frozenset({"updated", "modified", "upd."})

_FORMS = tuple(
    re.compile(
        rf"(?:{_TIME}\s*[,|]?\s*(?:on\s+)?)?{_WEEKDAY}{form}(?:\s*[,|tT-]?\s*(?:at\s+)?{_TIME})?",
        re.IGNORECASE | re.ASCII,
    )
    for form in (
        rf"{_YEAR}(?P<mark>[-/.])(?P<month_number>[0-9]{{1,2}})(?P=mark){_DAY}",
        rf"(?P<first>[0-9]{{1,2}})(?P<mark>[-/.])(?P<second>[0-9]{{1,2}})(?P=mark){_YEAR}",
        rf"{_MONTH}\s*{_DAY}(?:st|nd|rd|th)?\s*,?\s+{_YEAR}",
        rf"{_DAY}(?:st|nd|rd|th)?\.?[\s-]+(?:of\s+)?{_MONTH}[\s,-]+{_YEAR}",
    )
)


def parse_date(printed: str) -> date | None:
    """Read a date that is all of `printed`, but for a label, a weekday, a time and a zone.

    Numeric dates are month first, as in American print (`3/4/2022` is 4 March), unless only the
    other order is a date (`25/3/2022`) or the parts are joined by full stops, which is how the
    day-first countries write (`3.4.2022` is 3 April).

    Returns:
        The day, or None when `printed` is no full date with a four-digit year of 1600 to 2100.
    """
    _, rest = split_label(printed)
    if not rest:
        return None
    for form in _FORMS:
        match = form.fullmatch(rest)
        if match:
            return _day_of(match.groupdict())
    return None


def split_label(line: str) -> tuple[str | None, str]:
    """Split a leading "Published:" or "Last updated on" from what follows it.

    Returns:
        `"published"`, `"updated"` or None, and the rest, which may be empty.
    """
    line = " ".join(line[: MAX_DATE_CHARS + 1].split())
    if len(line) > MAX_DATE_CHARS:
        return None, ""
    match = _LABEL.match(line)
    if not match:
        return None, line
    label = "updated" if match["label"].lower() in _UPDATE_LABELS else "published"
    return label, line[match.end() :]


def _day_of(found: dict[str, str | None]) -> date | None:
    year, mark = int(found["year"] or 0), found.get("mark")
    if not MIN_YEAR <= year <= MAX_YEAR:
        return None
    orders: tuple[tuple[int, int], ...]
    if found.get("first"):
        first, second = int(found["first"] or 0), int(found["second"] or 0)
        us, european = (first, second), (second, first)
        orders = (european, us) if mark == "." else (us, european)
    elif found.get("month_number"):
        orders = ((int(found["month_number"] or 0), int(found["day"] or 0)),)
    else:
        orders = ((_MONTHS[(found["month"] or "").lower()], int(found["day"] or 0)),)
    for month, day in orders:
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return None
