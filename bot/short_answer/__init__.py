"""The words of a quote that answer a question, to be emphasised."""

from bot.short_answer.answering import short_answer

__all__ = ["short_answer"]
