"""The errors of `bot`.

```
NewsproofError
└── BotError
    ├── QuestionError           the question or the claim cannot be taken: empty, too long, not text
    ├── SettingsError           a setting is unknown or has a value that cannot be
    ├── CheckFailedError        a deterministic check could not be run: nothing is decided
    └── JudgeUnavailableError   the model of the judge is not here, or gave no verdict: exit 3
```
"""

from __future__ import annotations

from sources.errors import NewsproofError, UnavailableError


class BotError(NewsproofError):
    """Root of the errors of `bot`."""


class QuestionError(BotError):
    """Raised when a question, a claim or a draft cannot be taken."""


class SettingsError(BotError):
    """Raised when a setting is unknown or has a value that cannot be."""


class CheckFailedError(BotError):
    """Raised when a deterministic check could not be run.

    It is never a verdict: a claim that meets it is NOT_CHECKED, a statement is not proven.
    """

    def __init__(self, check: str, what: str, way_out: str) -> None:
        """Name the check as well.

        Args:
            check: Name of the check.
            what: What happened; nothing of the text that was checked.
            way_out: What the reader of the message can do about it.
        """
        self.check = check
        super().__init__(what, way_out)


class JudgeUnavailableError(UnavailableError, BotError):
    """Raised when a model of the judge cannot be had, or did not give a verdict that can be used.

    It is never a verdict: a claim that meets it is NOT_CHECKED.
    """
