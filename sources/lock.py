"""One writer at a time: an operating-system lock on the data directory.

The lock dies with the process that holds it, so a killed writer leaves nothing to clean up. A note
beside it says who is writing; the note is for people and decides nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from sources.errors import ArchiveBusyError, ArchiveError


@contextmanager
def writer_lock(data_dir: Path, *, now: datetime) -> Iterator[None]:
    """Hold the right to write to `data_dir`; fail at once when another holder has it.

    Args:
        data_dir: The data directory; it must exist.
        now: The time noted as the start of writing.

    Raises:
        ArchiveBusyError: Somebody else is writing; the message says who and since when.
        ArchiveError: The lock file cannot be written.
    """
    lock = FileLock(data_dir / "writer.lock", timeout=0)
    note = data_dir / "writer.json"
    try:
        lock.acquire()
    except Timeout:
        raise ArchiveBusyError(
            f"{data_dir.name!r} is being written to {_holder(note)}",
            "wait until it is done and run the same command again",
        ) from None
    except OSError as exc:
        raise ArchiveError(
            f"{str(data_dir)!r} cannot be written to ({exc.strerror or exc})",
            "choose another folder with --data-dir or mend its permissions",
        ) from exc
    try:
        with suppress(OSError):  # on a full disk, removing must still be possible
            said = {"pid": os.getpid(), "since": now.isoformat("T", "seconds")}
            note.write_text(json.dumps(said))
        yield
    finally:
        with suppress(OSError):
            note.unlink(missing_ok=True)
        lock.release()


def _holder(note: Path) -> str:
    try:
        seen = json.loads(note.read_text())
        return f"by process {seen['pid']} since {seen['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "by another process"
