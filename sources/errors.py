"""The project's exception tree, from the root down to the errors of `sources`.

```
NewsproofError                 what happened, and the way out
├── UnavailableError           a backend (weights, a service, a lock) cannot be had: exit 3
└── SourcesError
    ├── UnreadableError        these bytes are no article: rejected, the batch goes on
    ├── NotFoundError          no such article, version or file
    └── ArchiveError           the archive itself cannot be used
        ├── ArchiveVersionError
        └── ArchiveFullError   there is no room on its disk: exit 3
```

Rooms above add their own branch (`index/errors.py`, `bot/errors.py`, `eval/errors.py`).
Abstaining, "nothing found" and "not checked" are values, never exceptions.
"""

from __future__ import annotations

from typing import ClassVar


class NewsproofError(Exception):
    """Say what happened and how to mend it, in a line that a person can act on.

    Attributes:
        what: What happened, to what; no trailing full stop.
        way_out: What the reader of the message can do about it; no trailing full stop.
        exit_code: The process exit code of the command line (2 bad input, 3 unavailable).
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, what: str, way_out: str) -> None:
        self.what = " ".join(what.split())
        self.way_out = " ".join(way_out.split())
        super().__init__(f"{self.what}. {self.way_out}.")


class UnavailableError(NewsproofError):
    """Raised when something that was asked for cannot be had; nothing replaces it silently."""

    exit_code = 3


class SourcesError(NewsproofError):
    """Root of the errors of `sources`."""


class UnreadableError(SourcesError):
    """Raised when bytes cannot be read as an article; the message is the reason shown."""


class NotFoundError(SourcesError):
    """Raised when an article, a version or a file does not exist."""


class ArchiveError(SourcesError):
    """Raised when the archive cannot be opened, read or written."""


class ArchiveVersionError(ArchiveError):
    """Raised when the archive was written by another schema version of Newsproof."""


class ArchiveFullError(UnavailableError, ArchiveError):
    """Raised when there is no room on the archive's disk; with room, everything works again."""


class ArchiveBusyError(UnavailableError, ArchiveError):
    """Raised when another process is writing to the archive."""
