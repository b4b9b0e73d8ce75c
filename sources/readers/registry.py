"""Which reader reads what, and the one border where reading can fail.

`read_bytes` never raises: whatever a parser does, one bad file becomes one rejection and the batch
goes on. Formats whose parsers are large or written in C are read in a process of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import PurePosixPath
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from sources.errors import UnreadableError
from sources.readers.apart import ask_worker
from sources.readers.columns import Columns
from sources.readers.containers import ReadBytes, read_member, unpack
from sources.readers.originals import Originals
from sources.readers.reading import Read, Reader, Rejected, reason_of
from sources.rows import article_of

MAX_FILE_BYTES = 20_000_000
MAX_PRINTED_BYTES = 100_000_000
"""Of a PDF, DOCX or EPUB, most of which is pictures."""
MAX_CONTAINER_BYTES = 4_000_000_000
"""Of a ZIP or WARC, which is never in memory as a whole."""
PASTED = "pasted text"
"""The origin of what came without a file or an address."""

# A format's module and function; modules are imported when a file needs them.
_PLAIN = "sources.readers.plain:read"
_MARKDOWN = "sources.readers.markdown:read"
_HTML = "sources.readers.html:read"
_JSONL = "sources.readers.jsonl:read"
_JSON = "sources.readers.jsonl:read_json"
_CSV = "sources.readers.table:read"
_PDF = "sources.readers.pdf:read"
_DOCX = "sources.readers.docx:read"
_EPUB = "sources.readers.epub:read"
_ZIP = "sources.readers.zipped:unpack"
_WARC = "sources.readers.warc:unpack"

_APART = frozenset({_HTML, _PDF, _DOCX, _EPUB})
_CONTAINERS = frozenset({_ZIP, _WARC})
_MAX_BYTES = {_PDF: MAX_PRINTED_BYTES, _DOCX: MAX_PRINTED_BYTES, _EPUB: MAX_PRINTED_BYTES,
              _ZIP: MAX_CONTAINER_BYTES, _WARC: MAX_CONTAINER_BYTES}  # fmt: skip

READERS = {
    ".txt": _PLAIN,
    ".text": _PLAIN,
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".html": _HTML,
    ".htm": _HTML,
    ".xhtml": _HTML,
    ".jsonl": _JSONL,
    ".ndjson": _JSONL,
    ".json": _JSON,
    ".csv": _CSV,
    ".tsv": _CSV,
    ".pdf": _PDF,
    ".docx": _DOCX,
    ".epub": _EPUB,
    ".zip": _ZIP,
    ".warc": _WARC,
    ".warc.gz": _WARC,
}
"""The reader of each file suffix, as `module:function`."""

MEDIA_TYPES = {
    "text/plain": _PLAIN,
    "text/markdown": _MARKDOWN,
    "text/html": _HTML,
    "application/xhtml+xml": _HTML,
    "application/jsonl": _JSONL,
    "application/x-ndjson": _JSONL,
    "application/json": _JSON,
    "text/csv": _CSV,
    "text/tab-separated-values": _CSV,
    "application/pdf": _PDF,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _DOCX,
    "application/epub+zip": _EPUB,
    "application/zip": _ZIP,
    "application/warc": _WARC,
}
"""The reader of each media type that a server may declare."""


def read_bytes(
    data: bytes,
    *,
    origin: str,
    retrieved: datetime,
    media_type: str | None = None,
    originals: Originals | None = None,
    columns: Columns | None = None,
) -> list[Read]:
    """Read the articles in `data`, in their order. Never raises; deterministic.

    The reader is that of `media_type`, else of the suffix of `origin`; an address without a known
    suffix is read as HTML, and so is a text file that begins with an HTML document. What begins
    as a PDF is read as one, whatever it is called.

    Args:
        data: The bytes of a file or of an answer, decompressed.
        origin: A file name or a URL; it names the results.
        retrieved: When the bytes were read, with time zone.
        media_type: The `Content-Type` that a server declared, parameters included.
        originals: Takes in the bytes of what is read, if they are to be kept.
        columns: Which column of a table is what, see `sources.readers.columns`.

    Returns:
        Articles of version 0 and rejections; at least one of either.
    """
    try:
        if not data:
            return [Rejected(origin, "is empty")]
        name, charset = _reader_name(data, origin, media_type)
        if len(data) > (limit := _MAX_BYTES.get(name, MAX_FILE_BYTES)):
            return [Rejected(origin, too_big(len(data), limit))]
        if name in _CONTAINERS:
            read = partial(read_bytes, originals=originals, columns=columns)
            results = list(_read_members(name, data, origin, retrieved, read))
        elif name in _APART:
            results = _read_apart(name, data, origin, retrieved, charset)
        else:
            known: dict[str, Any] = {"columns": columns} if name == _CSV else {}
            results = _reader(name)(
                data, origin=origin, retrieved=retrieved, charset=charset, **known
            )
        if originals is not None and name not in _CONTAINERS:
            originals.take(name, data, results, media_type, columns=columns)
        return results or [Rejected(origin, "has no text")]
    except UnreadableError as exc:
        return [Rejected(origin, reason_of(exc))]
    except Exception as exc:  # noqa: BLE001 - the border: a parser may raise anything
        message = " ".join(str(exc).split())[:200]
        return [Rejected(origin, f"cannot be read: {type(exc).__name__}: {message}")]


def read_pasted(
    data: bytes, *, retrieved: datetime, originals: Originals | None = None
) -> list[Read]:
    """Read the text of a page that somebody copied, or the HTML of one; see `read_bytes`."""
    return read_bytes(
        data, origin=PASTED, retrieved=retrieved, media_type="text/plain", originals=originals
    )


def read_container(
    file: BinaryIO,
    *,
    origin: str,
    retrieved: datetime,
    originals: Originals | None = None,
    columns: Columns | None = None,
) -> Iterator[Read]:
    """Read the files in an open container one after another; it is never in memory as a whole."""
    name = READERS[suffix_of(origin)]
    is_empty = True
    read = partial(read_bytes, originals=originals, columns=columns)
    for result in _read_members(name, file, origin, retrieved, read):
        is_empty = False
        yield result
    if is_empty:
        yield Rejected(origin, "holds no articles")


def suffix_of(name: str) -> str:
    """Return the suffix of a file name in lower case; `.warc.gz` is one."""
    suffixes = [suffix.lower() for suffix in PurePosixPath(name).suffixes[-2:]]
    return "".join(suffixes) if suffixes == [".warc", ".gz"] else "".join(suffixes[-1:])


def is_container(suffix: str) -> bool:
    """Say whether files of this kind hold files."""
    return READERS.get(suffix) in _CONTAINERS


def max_bytes(suffix: str) -> int:
    """Return how large a file of this kind may be."""
    return _MAX_BYTES.get(READERS.get(suffix, ""), MAX_FILE_BYTES)


def unknown_kind(suffix: str) -> str:
    """Return the reason for rejecting a file by its suffix."""
    return f"is of a kind that is not read ({suffix[:20]})" if suffix else "has no suffix"


def too_big(n_bytes: int, limit: int) -> str:
    """Return the reason for rejecting a file by its size."""
    return f"is {n_bytes / 1_000_000:,.0f} MB; at most {limit // 1_000_000:,} MB"


def _read_members(
    name: str,
    file: BinaryIO | bytes,
    origin: str,
    retrieved: datetime,
    read: ReadBytes,
) -> Iterator[Read]:
    for member in unpack(name, file, origin=origin):
        if isinstance(member, Rejected):
            yield member
        else:
            yield from read_member(member, read, retrieved=retrieved)


def _read_apart(
    name: str, data: bytes, origin: str, retrieved: datetime, charset: str | None
) -> list[Read]:
    request = {
        "reader": name,
        "origin": origin,
        "retrieved": retrieved.isoformat(),
        "charset": charset,
    }
    results: list[Read] = []
    for head, _ in ask_worker(request, data):
        if "article" in head:
            results.append(replace(article_of(head["article"]), retrieved=retrieved))
        elif "rejected" in head:
            results.append(Rejected(*head["rejected"]))
        else:
            results.append(Rejected(origin, head["reason"]))
    return results


def _reader_name(data: bytes, origin: str, media_type: str | None) -> tuple[str, str | None]:
    """Return the reader of some bytes as `module:function`, and the declared charset."""
    kind, _, parameters = (media_type or "").partition(";")
    _, _, charset = parameters.partition("charset=")
    is_address = origin.lower().startswith(("http://", "https://"))
    suffix = suffix_of(urlsplit(origin).path if is_address else origin)
    name = MEDIA_TYPES.get(kind.strip().lower()) or READERS.get(suffix)
    if name is None and kind.strip():
        raise UnreadableError(f"is {kind.strip()[:80]}, which is not read", _way_out())
    if name is None and is_address:
        name = _HTML
    if name is None:
        raise UnreadableError(unknown_kind(suffix), _way_out())
    if data.startswith(b"%PDF-"):
        name = _PDF
    start = data[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if name == _PLAIN and start.startswith((b"<!doctype html", b"<html")):
        name = _HTML
    return name, charset.split(";")[0].strip("\"' ") or None


def _reader(name: str) -> Reader:
    module, _, function = name.partition(":")
    reader: Reader = getattr(import_module(module), function)
    return reader


def _way_out() -> str:
    return f"Known are {' '.join(READERS)}"
