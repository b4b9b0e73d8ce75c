"""Conversation: a follow-up question made self-contained by rules, and shown as understood."""

from bot.conversation.understanding import keeps_demands, understand
from bot.conversation.values import Change, ChangeKind, Turn, Understood

__all__ = ["Change", "ChangeKind", "Turn", "Understood", "keeps_demands", "understand"]
