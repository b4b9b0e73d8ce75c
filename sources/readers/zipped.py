"""ZIP files: an export, a mail attachment, a folder that somebody packed.

Nothing is written to disk and no name in the file is ever a path here; a bad entry is rejected and
the others are read.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from sources.errors import UnreadableError
from sources.readers.containers import Member
from sources.readers.reading import Rejected
from sources.readers.registry import READERS, is_container, suffix_of, unknown_kind

MAX_ENTRIES = 100_000
MAX_ENTRY_BYTES = 100_000_000
MAX_TOTAL_BYTES = 4_000_000_000
MAX_RATIO = 200
"""Of an entry of more than a megabyte. Text is packed 3 to 10 times, a bomb 1,000 times."""

_BIG = 1_000_000
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def unpack(file: BinaryIO, *, origin: str) -> Iterator[Member | Rejected]:
    """Take the files out, in the order of their names; folders and hidden files are passed over.

    Raises:
        UnreadableError: If it is no ZIP, or holds too much.
    """
    way_out = "Unpack it and read the folder"
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as exc:
        raise UnreadableError("is no ZIP, or damaged", "Pack it again") from exc
    with archive:
        entries = sorted(archive.infolist(), key=lambda entry: entry.filename)
        if len(entries) > MAX_ENTRIES:
            raise UnreadableError(f"holds more than {MAX_ENTRIES:,} files", way_out)
        n_bytes = sum(entry.file_size for entry in entries)
        if n_bytes > MAX_TOTAL_BYTES:
            raise UnreadableError(
                f"unpacks to {n_bytes / 1_000_000:,.0f} MB; at most "
                f"{MAX_TOTAL_BYTES // 1_000_000:,} MB",
                way_out,
            )
        seen: set[str] = set()
        for entry in entries:
            if entry.is_dir() or _is_passed_over(entry.filename):
                continue
            yield _member(archive, entry, f"{origin}/{_shown(entry.filename)}", seen)


def _member(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, seen: set[str]
) -> Member | Rejected:
    if reason := _refused(entry, seen):
        return Rejected(name, reason)
    seen.add(entry.filename)
    try:
        with archive.open(entry) as file:
            data = file.read(entry.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
        return Rejected(name, "is damaged inside the ZIP")
    return Member(name=name, data=data)


def _refused(entry: zipfile.ZipInfo, seen: set[str]) -> str:  # noqa: PLR0911 - a list of reasons
    """Return why an entry is not taken out, or nothing."""
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return "has a name that leads out of the ZIP"
    if is_container(suffix := suffix_of(path.name)):
        return "is a container inside a container; unpack it first"
    if suffix not in READERS:
        return unknown_kind(suffix)
    if entry.filename in seen:
        return "stands in the ZIP twice"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "is a symbolic link; pack the file itself"
    if entry.flag_bits & _ENCRYPTED:
        return "is encrypted; pack it without a password"
    if entry.compress_type not in _METHODS:
        return "is packed in a way that is not read; pack it as usual (deflate)"
    if entry.file_size > MAX_ENTRY_BYTES:
        return (
            f"is {entry.file_size / 1_000_000:,.0f} MB; at most {MAX_ENTRY_BYTES // 1_000_000} MB"
        )
    if entry.file_size > _BIG and entry.file_size > MAX_RATIO * entry.compress_size:
        return f"unpacks to more than {MAX_RATIO} times its size"
    return ""


def _is_passed_over(name: str) -> bool:
    """Say whether a name is hidden, as in a folder, or what macOS adds."""
    parts = name.replace("\\", "/").split("/")
    return any(part.startswith(".") and part not in (".", "..") for part in parts) or (
        parts[0] == "__MACOSX"
    )


def _shown(name: str) -> str:
    """Return a name on one line, as text that can be stored."""
    return "".join(c if c.isprintable() else "?" for c in name)[:500]
