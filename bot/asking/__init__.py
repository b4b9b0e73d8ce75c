"""Answering a question: find candidates, choose what answers, prove it, or abstain."""

from bot.asking.asker import ANSWERS, Asker
from bot.asking.taking import MAX_QUESTION, clean_question

__all__ = ["ANSWERS", "MAX_QUESTION", "Asker", "clean_question"]
