"""The errors of `bot`.

```
NewsproofError
└── BotError
    ├── QuestionError     the question or the claim cannot be taken: empty, too long, not text
    └── SettingsError     a setting is unknown or has a value that cannot be
```
"""

from __future__ import annotations

from sources.errors import NewsproofError


class BotError(NewsproofError):
    """Root of the errors of `bot`."""


class QuestionError(BotError):
    """Raised when a question, a claim or a draft cannot be taken."""


class SettingsError(BotError):
    """Raised when a setting is unknown or has a value that cannot be."""
