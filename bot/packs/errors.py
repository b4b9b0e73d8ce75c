"""The error of evidence packs: bad input, never a verdict."""

from __future__ import annotations

from bot.errors import BotError


class PackError(BotError):
    """Raised when something is no evidence pack that can be read."""
