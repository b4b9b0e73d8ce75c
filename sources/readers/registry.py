"""Which reader reads what, and the one border where reading can fail.

`read_bytes` never raises: whatever a parser does, one bad file becomes one rejection and the batch
goes on. `read_paths` opens regular files only, and none through a symbolic link.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from datetime import datetime
from importlib import import_module
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from sources.errors import NotFoundError, UnreadableError
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
            return [Rejected(origin, _too_big(len(data)))]
        name, charset = _reader_name(data, origin, media_type)
        results = _reader(name)(data, origin=origin, retrieved=retrieved, charset=charset)
        return results or [Rejected(origin, "has no text")]
    except UnreadableError as exc:
        return [Rejected(origin, reason_of(exc))]
    except Exception as exc:  # noqa: BLE001 - the border: a parser may raise anything
        message = " ".join(str(exc).split())[:200]
        return [Rejected(origin, f"cannot be read: {type(exc).__name__}: {message}")]


def read_paths(paths: Iterable[Path], *, retrieved: datetime) -> Iterator[Read]:
    """Read files, and folders with all that is in them, in the order of their names.

    Hidden files and folders inside a folder are skipped. Symbolic links and what isn't a regular
    file are rejected. Each file is opened, read and closed before the next; results come as they
    are read.

    Raises:
        NotFoundError: At the call, before anything is read, if one of `paths` doesn't exist.
    """
    paths = [Path(path) for path in paths]
    for path in paths:
        if not os.path.lexists(path):
            raise NotFoundError(f"there is no file or folder {_shown(path)!r}", "Check the name")
    return _read_all(paths, retrieved)


def _read_all(paths: list[Path], retrieved: datetime) -> Iterator[Read]:
    for path in paths:
        for found in _files(path):
            if isinstance(found, Rejected):
                yield found
                continue
            data = _bytes_of(found)
            if isinstance(data, Rejected):
                yield data
            else:
                yield from read_bytes(data, origin=_shown(found), retrieved=retrieved)


def _files(top: Path) -> Iterator[Path | Rejected]:
    """Yield the files under `top` in the order of their names, depth first."""
    waiting = [top]
    while waiting:
        path = waiting.pop()
        try:
            if not stat.S_ISDIR(path.lstat().st_mode):
                yield path
                continue
            names = sorted(name for name in os.listdir(path) if not name.startswith("."))  # noqa: PTH208 - names are all it takes
        except OSError as exc:
            yield Rejected(_shown(path), f"cannot be read: {exc.strerror}")
            continue
        waiting.extend(path / name for name in reversed(names))


def _bytes_of(path: Path) -> bytes | Rejected:
    """Return the bytes of a regular file of a known kind and a fair size."""
    origin = _shown(path)
    try:
        status = path.lstat()
        if stat.S_ISLNK(status.st_mode):
            return Rejected(origin, "is a symbolic link; give the file itself")
        if not stat.S_ISREG(status.st_mode):
            return Rejected(origin, "is not a regular file")
        if path.suffix.lower() not in READERS:
            return Rejected(origin, _unknown(path.suffix))
        if status.st_size > MAX_FILE_BYTES:
            return Rejected(origin, _too_big(status.st_size))
        # What stands under the name may have been exchanged since: no link, no waiting for a pipe.
        handle = os.open(path, os.O_RDONLY | _NO_FOLLOW)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return Rejected(origin, "is not a regular file")
            return file.read(MAX_FILE_BYTES + 1)
    except OSError as exc:
        return Rejected(origin, f"cannot be read: {exc.strerror or type(exc).__name__}")


_NO_FOLLOW = (
    getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
)


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
        raise UnreadableError(_unknown(suffix), _way_out())
    start = data[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if name == _PLAIN and start.startswith((b"<!doctype html", b"<html")):
        name = _HTML
    return name, charset.split(";")[0].strip("\"' ") or None


def _reader(name: str) -> Reader:
    module, _, function = name.partition(":")
    reader: Reader = getattr(import_module(module), function)
    return reader


def _unknown(suffix: str) -> str:
    return f"is of a kind that is not read ({suffix[:20]})" if suffix else "has no suffix"


def _way_out() -> str:
    return f"Known are {' '.join(READERS)}"


def _too_big(n_bytes: int) -> str:
    return f"is {n_bytes / 1_000_000:.0f} MB; at most {MAX_FILE_BYTES // 1_000_000} MB"


def _shown(path: Path) -> str:
    """Return a path as text that can be stored: undecodable bytes in its names are written out."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
