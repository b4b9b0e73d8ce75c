"""CSV and its kin: an export of a CMS, a row an article.

The first row names the columns; which is what, `columns` finds out or is told. Values stay as they
are written: a formula is its text, a number its digits. Separator and encoding are found out; what
can't be told is refused.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sources.decoding import decode
from sources.errors import UnreadableError
from sources.readers.columns import (
    DAY_FIRST,
    Columns,
    find_columns,
    is_day_first,
    known_columns,
    renamed,
)
from sources.readers.items import article_of_fields
from sources.readers.reading import Read, Rejected, reason_of

MAX_FIELD_CHARS = 5_000_000
MAX_REJECTED = 1_000
"""In one file, where most rows are bad: it is no file of articles."""

_SEPARATORS = ",;\t|"
_SLASHED = re.compile(r"\s*(?P<one>[0-9]{1,2})/(?P<two>[0-9]{1,2})/(?P<year>[0-9]{4})(?![0-9])")
_MONTHS = 12
_DATES = ("published", "updated")

csv.field_size_limit(MAX_FIELD_CHARS)  # Python's own is 131,072; there is one for the process


def read(
    data: bytes,
    *,
    origin: str,
    retrieved: datetime,
    charset: str | None = None,
    columns: Columns | None = None,
) -> list[Read]:
    """Read the articles of a table; blank rows don't count.

    Dates with slashes are the day first where a date of their column can't be otherwise and none
    is the month first.

    Args:
        data: The table.
        origin: What it is called.
        retrieved: When.
        charset: As declared.
        columns: What is known of its columns; the others are recognised by their names.

    Returns:
        Articles and rejections in the order of their rows, both with the origin `file:line`, where
        the line is the first of the row.

    Raises:
        UnreadableError: If it isn't text, no column holds the text of an article, or one that was
            told is not there.
    """
    text = decode(data, charset=charset)
    rows = _rows(text, columns or {})
    _, _, header = next(rows, (1, "", []))
    places = find_columns(header, columns or {})
    turned = _day_first(text, header, places, columns or {})
    results: list[Read] = []
    n_rejected = 0
    for line, source, row in rows:
        where = f"{origin}:{line}"
        if not any(value.strip() for value in row):
            continue
        try:
            _check_row(row, source, len(header))
            fields = {name: row[at] for name, at in places.items() if row[at].strip()}
            fields |= {name: _turned(fields[name]) for name in turned if name in fields}
            results.append(
                article_of_fields(
                    fields, data=source.encode("utf-8"), origin=where, retrieved=retrieved
                )
            )
        except UnreadableError as exc:
            results.append(Rejected(where, reason_of(exc)))
            n_rejected += 1
        if n_rejected > MAX_REJECTED and 2 * n_rejected > len(results):
            reason = f"has more bad rows than articles: {n_rejected:,}; the rest was not read"
            results.append(Rejected(origin, reason))
            break
    return results


def rows_alone(
    data: bytes, *, charset: str | None = None, columns: Columns | None = None
) -> tuple[str, Iterator[bytes]]:
    """Return the header of a table, and what each of its articles was read from: a row in UTF-8.

    The header says what was told and found out of the whole table, so that a row can be read again
    alone: it has the names of the fields, and which dates begin with the day.
    """
    text = decode(data, charset=charset)
    rows = _rows(text, columns or {})
    _, written, header = next(rows, (1, "", []))
    places = find_columns(header, columns or {})
    turned = _day_first(text, header, places, columns or {})
    if columns or turned:
        names = renamed(header, places)
        for name in turned:
            names[places[name]] += f" {DAY_FIRST}"
        file = io.StringIO()
        csv.writer(file, delimiter=_separator(text, columns or {})).writerow(names)
        written = file.getvalue()
    return written, (source.encode("utf-8") for _, source, _ in rows)


def _day_first(
    text: str, header: Sequence[str], places: Mapping[str, int], columns: Columns
) -> list[str]:
    """Return the date fields whose dates with slashes begin with the day."""
    dates = {name: places[name] for name in _DATES if name in places}
    turned = {name for name, at in dates.items() if is_day_first(header[at])}
    months: set[str] = set()
    rows = _rows(text, columns) if "/" in text and dates.keys() - turned else iter(())
    for _, _, row in rows:
        for name, at in dates.items():
            found = _SLASHED.match(row[at]) if at < len(row) else None
            if found and int(found["one"]) > _MONTHS:
                turned.add(name)
            elif found and int(found["two"]) > _MONTHS:
                months.add(name)
    return [name for name in _DATES if name in turned - months]


def _turned(printed: str) -> str:
    """Write a date that begins with the day with full stops, which is how it is then read."""
    return _SLASHED.sub(r"\g<one>.\g<two>.\g<year>", printed, count=1)


def _check_row(row: list[str], source: str, n_columns: int) -> None:
    if source.count('"') % 2 and "\n" in source.rstrip():
        raise UnreadableError(
            "has a quotation mark that is never closed", "Close it, or write it twice"
        )
    if len(row) != n_columns:
        raise UnreadableError(
            f"has {len(row)} columns instead of {n_columns}", "Put quotation marks around the text"
        )


def _rows(text: str, columns: Columns) -> Iterator[tuple[int, str, list[str]]]:
    """Yield line number, source and values of each row.

    Raises:
        UnreadableError: If a value never ends or is too long.
    """
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for line in _lines(text):
            taken.append(line)
            yield line

    # `strict` would refuse quotation marks inside an unquoted value, which exports do write.
    reader = csv.reader(lines(), delimiter=_separator(text, columns))
    line = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as exc:
            raise UnreadableError(
                f"is no table, line {line}: {exc}", "Save it again as CSV in UTF-8"
            ) from exc
        source = "".join(taken)
        taken.clear()
        yield line, source, row
        line = reader.line_num + 1


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a text with their ends: line feeds, or carriage returns where none is."""
    mark = "\n" if "\n" in text else "\r"
    start = 0
    while start < len(text):
        end = text.find(mark, start) + 1 or len(text)
        yield text[start:end]
        start = end


def _separator(text: str, columns: Columns) -> str:
    """Return the separator under which the first row names most columns that are known."""
    first = next(_lines(text), "")[:100_000]

    def n_known(separator: str) -> tuple[int, int]:
        names = next(csv.reader([first], delimiter=separator), [])
        return len(known_columns(names, columns)), len(names)

    return max(_SEPARATORS, key=n_known)
