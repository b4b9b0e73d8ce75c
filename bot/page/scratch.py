"""The folder of what visitors upload while it is read, and what killed servers left of theirs."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

PREFIX = "newsproof-served-"
_LOCK, _FILES = "lock", "files"
_USER = os.getuid() if hasattr(os, "getuid") else 0  # 0 owns every file on Windows


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Make a folder that nobody else can read, and delete it at the end.

    A server that is killed cannot delete its own: the next one does. As long as a server lives it
    holds a lock, which the system takes from it whatever it dies of.
    """
    sweep()
    with tempfile.TemporaryDirectory(prefix=PREFIX) as name:
        folder = Path(name)
        with FileLock(folder / _LOCK):
            files = folder / _FILES
            files.mkdir(mode=0o700)
            yield files


def sweep() -> None:
    """Delete the folders of servers that are no more; those of other users are not touched."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError, Timeout):
            is_ours = not folder.is_symlink() and folder.stat().st_uid == _USER
            # One without a lock is just being made.
            if is_ours and (folder / _LOCK).is_file():
                with FileLock(folder / _LOCK, timeout=0):
                    shutil.rmtree(folder)
