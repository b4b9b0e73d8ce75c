"""Small JSON files that only their owner can read, replaced in one step."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from bot.access.errors import AccessError


def read_private(path: Path) -> dict[str, Any]:
    """Return the object in a file; empty when there is no file.

    Raises:
        AccessError: It cannot be read, or holds something else.
    """
    try:
        stored = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as exc:
        raise _unusable(path) from exc
    if not isinstance(stored, dict):
        raise _unusable(path)
    return stored


def write_private(path: Path, stored: dict[str, Any]) -> None:
    """Replace a file; nobody but its owner can read it, at no moment.

    Raises:
        AccessError: It cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # A temporary file is born with mode 0600.
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(stored, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as exc:
        raise AccessError(
            f"{str(path)!r} cannot be written ({exc.strerror or exc})",
            "mend the permissions of the data directory",
        ) from exc


def _unusable(path: Path) -> AccessError:
    return AccessError(
        f"{str(path)!r} cannot be read", "mend its permissions, or delete it and set it up again"
    )
