"""Which reader reads what, and the one border where reading can fail.

`read_bytes` never raises: whatever a parser does, one bad file becomes one rejection and the batch
goes on.
"""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from sources.errors import UnreadableError
from sources.readers.reading import Read, Reader, Rejected, reason_of

MAX_FILE_BYTES = 20_000_000

# A format's module and function; modules are imported when a file needs them.
_PLAIN = "sources.readers.plain:read"
_MARKDOWN = "sources.readers.markdown:read"
_HTML = "sources.readers.html:read"
_JSONL = "sources.readers.jsonl:read"
_JSON = "sources.readers.jsonl:read_json"

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
}
"""The reader of each media type that a server may declare."""


def read_bytes(
    data: bytes, *, origin: str, retrieved: datetime, media_type: str | None = None
) -> list[Read]:
    """Read the articles in `data`, in their order. Never raises; deterministic; no I/O.

    The reader is that of `media_type`, else of the suffix of `origin`; an address without a known
    suffix is read as HTML, and so is a text file that begins with an HTML document.

    Args:
        data: The bytes of a file or of an answer, decompressed.
        origin: A file name or a URL; it names the results.
        retrieved: When the bytes were read, with time zone.
        media_type: The `Content-Type` that a server declared, parameters included.

    Returns:
        Articles of version 0 and rejections; at least one of either.
    """
    try:
        if not data:
            return [Rejected(origin, "is empty")]
        if len(data) > MAX_FILE_BYTES:
            return [Rejected(origin, too_big(len(data)))]
        name, charset = _reader_name(data, origin, media_type)
        results = _reader(name)(data, origin=origin, retrieved=retrieved, charset=charset)
        return results or [Rejected(origin, "has no text")]
    except UnreadableError as exc:
        return [Rejected(origin, reason_of(exc))]
    except Exception as exc:  # noqa: BLE001 - the border: a parser may raise anything
        message = " ".join(str(exc).split())[:200]
        return [Rejected(origin, f"cannot be read: {type(exc).__name__}: {message}")]


def unknown_kind(suffix: str) -> str:
    """Return the reason for rejecting a file by its suffix."""
    return f"is of a kind that is not read ({suffix[:20]})" if suffix else "has no suffix"


def too_big(n_bytes: int) -> str:
    """Return the reason for rejecting a file by its size."""
    return f"is {n_bytes / 1_000_000:.0f} MB; at most {MAX_FILE_BYTES // 1_000_000} MB"


def _reader_name(data: bytes, origin: str, media_type: str | None) -> tuple[str, str | None]:
    """Return the reader of some bytes as `module:function`, and the declared charset."""
    kind, _, parameters = (media_type or "").partition(";")
    _, _, charset = parameters.partition("charset=")
    is_address = origin.lower().startswith(("http://", "https://"))
    suffix = PurePosixPath(urlsplit(origin).path if is_address else origin).suffix.lower()
    name = MEDIA_TYPES.get(kind.strip().lower()) or READERS.get(suffix)
    if name is None and kind.strip():
        raise UnreadableError(f"is {kind.strip()[:80]}, which is not read", _way_out())
    if name is None and is_address:
        name = _HTML
    if name is None:
        raise UnreadableError(unknown_kind(suffix), _way_out())
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
