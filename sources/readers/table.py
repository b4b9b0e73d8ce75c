"""CSV and its kin: an export of a CMS, a row an article.

The first row names the columns. Values stay as they are written: a formula is its text, a number
its digits. Separator and encoding are found out; what can't be told is refused.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import datetime

from sources.decoding import decode
from sources.errors import UnreadableError
from sources.readers.items import TEXT_FIELDS, article_of_fields
from sources.readers.reading import Read, Rejected, reason_of

MAX_COLUMNS = 500
MAX_FIELD_CHARS = 5_000_000
MAX_REJECTED = 1_000
"""In one file, where most rows are bad: it is no file of articles."""

_SEPARATORS = ",;\t|"

# How exports call the fields of `sources.readers.fields`; the first column that is there counts.
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article", "article text", "article body", "full text",
             "fulltext", "body text", "content text", "maintext", "main text", "story",
             "article content", "post content", "plain text", "cleaned text"),
    "title": ("title", "headline", "heading", "article title", "post title", "name"),
    "authors": ("authors", "author", "byline", "by", "writer", "creator", "author name"),
    "publisher": ("publisher", "source", "publication", "outlet", "newspaper", "site", "site name",
                  "source name", "media"),
    "published": ("published", "published at", "publish date", "published date", "publication date",
                  "date published", "date", "pub date", "pubdate", "post date", "created",
                  "created at", "publishedat"),
    "updated": ("updated", "updated at", "last updated", "date modified", "modified", "updatedat"),
    "url": ("url", "link", "article url", "source url", "permalink", "web url", "address"),
    "language": ("language", "lang"),
    "id": ("id", "article id", "guid", "uuid", "post id", "articleid"),
    "retracted": ("retracted",),
    "retraction_reason": ("retraction reason",),
}  # fmt: skip

csv.field_size_limit(MAX_FIELD_CHARS)  # Python's own is 131,072; there is one for the process


def read(
    data: bytes, *, origin: str, retrieved: datetime, charset: str | None = None
) -> list[Read]:
    """Read the articles of a table; blank rows don't count.

    Returns:
        Articles and rejections in the order of their rows, both with the origin `file:line`, where
        the line is the first of the row.

    Raises:
        UnreadableError: If it isn't text, or no column holds the text of an article.
    """
    rows = _rows(decode(data, charset=charset))
    _, _, header = next(rows, (1, "", []))
    columns = _columns(header)
    results: list[Read] = []
    n_rejected = 0
    for line, source, row in rows:
        where = f"{origin}:{line}"
        if not any(value.strip() for value in row):
            continue
        try:
            _check_row(row, source, len(header))
            fields = {name: row[at] for name, at in columns.items() if row[at].strip()}
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


def rows_alone(data: bytes, *, charset: str | None = None) -> tuple[str, Iterator[bytes]]:
    """Return the header of a table, and what each of its articles was read from: a row in UTF-8."""
    rows = _rows(decode(data, charset=charset))
    _, header, _ = next(rows, (1, "", []))
    return header, (source.encode("utf-8") for _, source, _ in rows)


def _check_row(row: list[str], source: str, n_columns: int) -> None:
    if source.count('"') % 2 and "\n" in source.rstrip():
        raise UnreadableError(
            "has a quotation mark that is never closed", "Close it, or write it twice"
        )
    if len(row) != n_columns:
        raise UnreadableError(
            f"has {len(row)} columns instead of {n_columns}", "Put quotation marks around the text"
        )


def _rows(text: str) -> Iterator[tuple[int, str, list[str]]]:
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
    reader = csv.reader(lines(), delimiter=_separator(text))
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


def _separator(text: str) -> str:
    """Return the separator under which the first row names most columns that are known."""
    first = next(_lines(text), "")[:100_000]

    def n_known(separator: str) -> tuple[int, int]:
        names = next(csv.reader([first], delimiter=separator), [])
        found = _known(names)
        return len(found), len(names)

    return max(_SEPARATORS, key=n_known)


def _known(header: list[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, name in enumerate(header):
        places.setdefault(" ".join(name.replace("_", " ").replace("-", " ").lower().split()), place)
    found = {}
    for field, names in _COLUMNS.items():
        for name in names:
            if name in places:
                found[field] = places[name]
                break
    return found


def _columns(header: list[str]) -> dict[str, int]:
    if len(header) > MAX_COLUMNS:
        raise UnreadableError(f"has more than {MAX_COLUMNS} columns", "Export fewer")
    columns = _known(header)
    if "text" not in columns:
        named = ", ".join(repr(name.strip()[:30]) for name in header[:8] if name.strip())
        raise UnreadableError(
            f"has no column for the text of an article, only {named or 'blank ones'}",
            f"Name one {', '.join(TEXT_FIELDS[:-1])} or {TEXT_FIELDS[-1]}, in the first row",
        )
    return columns
