"""What is taken as a question: one line of plain text, not too long."""

from __future__ import annotations

import regex

from bot.errors import QuestionError
from bot.words import words

MAX_QUESTION = 2_000  # code points
_CONTROL = regex.compile(r"[\p{Cc}--[\t\n\r]]|\p{Cs}|\p{Co}", regex.V1)


def clean_question(text: str) -> str:
    """Return a question on one line.

    Raises:
        QuestionError: It is empty, too long, or not text.
    """
    if len(text) > MAX_QUESTION:
        raise QuestionError(
            f"the question has {len(text):,} characters, at most {MAX_QUESTION:,} are read",
            "ask something shorter; check a longer text with `newsproof verify`",
        )
    if _CONTROL.search(text):
        raise QuestionError("the question has characters that are no text", "type it as plain text")
    line = " ".join(text.split())
    if not words(line):
        raise QuestionError("the question is empty", "ask something, for instance who did what")
    return line
