"""The error of a writer that cannot be had: `NewsproofError → … → WriterUnavailableError`."""

from __future__ import annotations

from bot.errors import BotError
from sources.errors import UnavailableError


class WriterUnavailableError(UnavailableError, BotError):
    """Raised when a writer that was asked for is not on this machine: exit 3.

    One that fails while it writes raises nothing: the quoted answer is there already.
    """
