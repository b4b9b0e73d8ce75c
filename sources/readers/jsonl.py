"""JSON: one object a line, or a `.json` file with one object or a list of them.

Every object is an article of its own; a bad one is rejected with its line and the others are read.
An article's text is its title, a blank line, and the text as it stands in the object. By-line and
dates printed at the head of the text stand in for fields that are missing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import NoReturn

from sources.decoding import decode
from sources.errors import UnreadableError
from sources.readers.items import article_of_fields
from sources.readers.reading import Read, Rejected, reason_of

MAX_LINE_BYTES = 5_000_000
MAX_REJECTED = 1_000
"""In one file, where most lines are bad: it is no file of articles, and its report no report."""

_WAY_OUT = "Give one JSON object with title and text a line"


def read(
    data: bytes, *, origin: str, retrieved: datetime, charset: str | None = None
) -> list[Read]:
    """Read the articles of a file with one JSON object a line; blank lines don't count.

    Fields: `title`; `text`, `body` or `content`; `authors` or `author` (a string or a list);
    `publisher` or `source`; `published`, `published_at` or `date`; `updated`; `url` or `link`;
    `language`; `id`. JSON is UTF-8: a line in another encoding is rejected. `charset` isn't used.

    Returns:
        Articles and rejections in the order of their lines, both with the origin `file:line`.
    """
    results: list[Read] = []
    n_rejected = 0
    for number, line in enumerate(_as_utf8(data).split(b"\n"), start=1):
        if not line.strip():
            continue
        result = _read_item(line, origin=f"{origin}:{number}", retrieved=retrieved)
        results.append(result)
        n_rejected += isinstance(result, Rejected)
        if n_rejected > MAX_REJECTED and 2 * n_rejected > len(results):
            reason = f"has more bad lines than articles: {n_rejected:,}; the rest was not read"
            results.append(Rejected(origin, reason))
            break
    return results


def read_json(
    data: bytes, *, origin: str, retrieved: datetime, charset: str | None = None
) -> list[Read]:
    """Read a `.json` file: one object, a list of objects, or one object a line after all.

    Raises:
        UnreadableError: If it is a list that isn't JSON.
    """
    stripped = _as_utf8(data).strip()
    if not stripped:
        return []
    if stripped.startswith(b"["):
        items = list(_list_items(decode(stripped)))
        return [
            _read_item(item, origin=f"{origin}:{line}", retrieved=retrieved) for line, item in items
        ]
    if _is_many(stripped):
        return read(data, origin=origin, retrieved=retrieved, charset=charset)
    return [_read_item(stripped, origin=origin, retrieved=retrieved)]


def items_alone(data: bytes, *, is_json: bool) -> Iterator[bytes]:
    """Yield what each article of a file was read from: its line, or its item of a list.

    Args:
        data: What `read`, or `read_json` where `is_json`, has read.
        is_json: Whether it came from a `.json` file.
    """
    plain = _as_utf8(data)
    stripped = plain.strip()
    if is_json and stripped.startswith(b"["):
        yield from (item for _, item in _list_items(decode(stripped)))
    elif is_json and not _is_many(stripped):
        yield stripped
    else:
        yield from (stripped if is_json else plain).split(b"\n")


def _as_utf8(data: bytes) -> bytes:
    """Return `data` without a byte order mark, in UTF-8 if the mark was that of UTF-16 or 32."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\x00\x00\xfe\xff")):
        return decode(data).encode("utf-8")
    return data


def _is_many(data: bytes) -> bool:
    """Say whether the first line is an object in itself, and there are more."""
    first, _, rest = data.partition(b"\n")
    return bool(rest.strip()) and first.rstrip().endswith(b"}") and rest.lstrip()[:1] == b"{"


def _list_items(text: str) -> Iterator[tuple[int, bytes]]:
    """Yield line and source of each item of a JSON list."""
    decoder = json.JSONDecoder(parse_constant=_refuse_constant)
    at, line, counted = 1, 1, 0
    while True:
        at = _skip_white(text, at)
        if text[at : at + 1] == "]" and not text[at + 1 :].strip():
            return
        line, counted = line + text.count("\n", counted, at), at
        try:
            _, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as exc:
            raise UnreadableError(f"is not JSON, line {line}: {_why(exc)}", _WAY_OUT) from exc
        yield line, text[at:end].encode("utf-8")
        at = _skip_white(text, end)
        if text[at : at + 1] == ",":
            at += 1
        elif text[at : at + 1] != "]":
            raise UnreadableError(f"is not JSON: no comma or ] after line {line}", _WAY_OUT)


def _skip_white(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\t", "\r", "\n"):
        at += 1
    return at


def _read_item(source: bytes, *, origin: str, retrieved: datetime) -> Read:
    try:
        return article_of_fields(_fields(source), data=source, origin=origin, retrieved=retrieved)
    except UnreadableError as exc:
        return Rejected(origin, reason_of(exc))


def _fields(source: bytes) -> dict[str, object]:
    if len(source) > MAX_LINE_BYTES:
        n_mb = len(source) / 1_000_000
        raise UnreadableError(
            f"is {n_mb:.0f} MB; at most {MAX_LINE_BYTES // 1_000_000} MB", _WAY_OUT
        )
    try:
        text = source.decode("utf-8")
        fields = json.loads(text, parse_constant=_refuse_constant)
    except UnicodeDecodeError as exc:
        raise UnreadableError("is not UTF-8", "Save the file as UTF-8") from exc
    except (ValueError, RecursionError) as exc:
        raise UnreadableError(f"is not JSON: {_why(exc)}", _WAY_OUT) from exc
    if not isinstance(fields, dict):
        raise UnreadableError("is not an object", _WAY_OUT)
    return {name.lower(): value for name, value in fields.items()}


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON value")


def _why(exc: Exception) -> str:
    if isinstance(exc, json.JSONDecodeError):
        return f"{exc.msg}, column {exc.colno}"
    return "nested too deeply" if isinstance(exc, RecursionError) else str(exc)[:100]
