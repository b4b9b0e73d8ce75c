"""The errors of access.

```
BotError
└── AccessError        a password or a key cannot be taken, found or written
```
"""

from __future__ import annotations

from bot.errors import BotError


class AccessError(BotError):
    """Raised when a password or a key cannot be taken, found or written."""
