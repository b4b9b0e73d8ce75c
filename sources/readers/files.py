"""Files and folders: what is opened, and what is refused before it is.

Regular files of a known kind and a fair size only, none through a symbolic link, one at a time.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple

from sources.errors import NotFoundError
from sources.readers.apart import end_worker
from sources.readers.columns import Columns
from sources.readers.originals import Originals
from sources.readers.reading import Read, Rejected
from sources.readers.registry import (
    READERS,
    is_container,
    max_bytes,
    read_bytes,
    read_container,
    suffix_of,
    too_big,
    unknown_kind,
)
from sources.schema import ARCHIVE_FILE

_SAFELY = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

IsKnown = Callable[[str, str], bool]
"""Told the origin of a file and the SHA-256 of its bytes: whether it needn't be read."""


def read_paths(
    paths: Iterable[Path],
    *,
    retrieved: datetime,
    originals: Originals | None = None,
    is_known: IsKnown = lambda origin, sha256: False,
    columns: Columns | None = None,
) -> Iterator[Read]:
    """Read files, and folders with all that is in them, in the order of their names.

    Hidden files and folders inside a folder are skipped, and so is the data directory of an
    archive, which holds no articles to read. Symbolic links and what isn't a regular
    file are rejected. Each file is opened, read and closed before the next; results come as they
    are read.

    Args:
        paths: Files and folders.
        retrieved: When.
        originals: Takes in the bytes of what is read, if they are to be kept.
        is_known: Says of a file, which is no container, that nothing shall come of it: whoever
            asks has all that it holds.
        columns: Which column of a table is what, see `sources.readers.columns`.

    Raises:
        NotFoundError: At the call, before anything is read, if one of `paths` doesn't exist.
    """
    paths = [Path(path) for path in paths]
    for path in paths:
        if not os.path.lexists(path):
            raise NotFoundError(f"there is no file or folder {_shown(path)!r}", "Check the name")
    options = _Options(retrieved, originals, columns)
    return _read_all(paths, options, is_known)


class _Options(NamedTuple):
    """What holds for every file."""

    retrieved: datetime
    originals: Originals | None
    columns: Columns | None


def _read_all(paths: list[Path], options: _Options, is_known: IsKnown) -> Iterator[Read]:
    try:
        for path in paths:
            for found in _files(path):
                if isinstance(found, Rejected):
                    yield found
                else:
                    yield from _read_file(found, options, is_known)
    finally:
        end_worker()


def _read_file(path: Path, options: _Options, is_known: IsKnown) -> Iterator[Read]:
    origin = _shown(path)
    opened = _opened(path)
    if isinstance(opened, Rejected):
        yield opened
        return
    with opened:
        if is_container(suffix_of(path.name)):
            yield from read_container(opened, origin=origin, **options._asdict())
            return
        try:
            data = opened.read(max_bytes(suffix_of(path.name)) + 1)
        except OSError as exc:
            yield Rejected(origin, f"cannot be read: {exc.strerror or type(exc).__name__}")
            return
    if is_known(origin, hashlib.sha256(data).hexdigest()):
        return
    yield from read_bytes(data, origin=origin, **options._asdict())


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
        if ARCHIVE_FILE not in names:
            waiting.extend(path / name for name in reversed(names))


def _opened(path: Path) -> BinaryIO | Rejected:
    """Open a regular file of a known kind and a fair size."""
    origin = _shown(path)
    try:
        reason = _refused(path, path.lstat())
        if reason:
            return Rejected(origin, reason)
        # What stands under the name may have been exchanged since: no link, no waiting for a pipe.
        handle = os.open(path, os.O_RDONLY | _SAFELY)
        reason = _refused(path, os.fstat(handle))
        if reason:
            os.close(handle)
            return Rejected(origin, reason)
        return os.fdopen(handle, "rb")
    except OSError as exc:
        return Rejected(origin, f"cannot be read: {exc.strerror or type(exc).__name__}")


def _refused(path: Path, status: os.stat_result) -> str:
    """Return why a file is not opened, or nothing."""
    if stat.S_ISLNK(status.st_mode):
        return "is a symbolic link; give the file itself"
    if not stat.S_ISREG(status.st_mode):
        return "is not a regular file"
    suffix = suffix_of(path.name)
    if suffix not in READERS:
        return unknown_kind(suffix)
    limit = max_bytes(suffix)
    return too_big(status.st_size, limit) if status.st_size > limit else ""


def _shown(path: Path) -> str:
    """Return a path as text that can be stored: undecodable bytes in its names are written out."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
