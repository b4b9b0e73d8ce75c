"""Watched claims: kept by a person's act, checked again when the archive has taken something in."""

from bot.watching.running import check_again, compare
from bot.watching.store import add, listed, note, remove
from bot.watching.values import Looked, Watched

__all__ = ["Looked", "Watched", "add", "check_again", "compare", "listed", "note", "remove"]
