"""Writing files so that they are on the disk when a function returns."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_ROOM = 64 * 1024  # bytes; Chroma needs 16 KiB to open a folder


def write_durably(path: Path, text: str) -> None:
    """Replace a small file, all of it or nothing, also where the power goes.

    Raises:
        OSError: It cannot be written; the old one is as it was.
    """
    beside = path.with_name(path.name + ".new")
    with beside.open("w") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)
    _fsync(path.parent)


def has_room(folder: Path) -> bool:
    """Say whether a small file can be written in a folder: not on a full or a read-only disk."""
    beside = folder / ".room"
    try:
        with beside.open("wb", buffering=0) as stream:
            return stream.write(bytes(_ROOM)) == _ROOM
    except OSError:
        return False
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def sync_tree(folder: Path) -> None:
    """Bring a folder with all that is in it to the disk."""
    for path in _walk(folder):
        _fsync(path)


def _walk(folder: Path) -> Iterator[Path]:
    yield from folder.rglob("*")
    yield folder


def _fsync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # Windows has no way to sync a folder
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
