"""What a visitor may send, checked on the server: the browser's limits bind nobody."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path

from bot.errors import QuestionError

MAX_QUESTION = 2_000
MAX_TEXT = 20_000
MAX_FILES = 50


def question_of(value: object) -> str:
    """Return a question, stripped.

    Raises:
        QuestionError: It is empty, too long, or no text.
    """
    way_out = "type a question, or choose an example"
    return _text_of(value, "question", MAX_QUESTION, way_out, shorten="ask something shorter")


def text_of(value: object) -> str:
    """Return a text to check, stripped.

    Raises:
        QuestionError: It is empty, too long, or no text.
    """
    way_out = "type or paste a claim or a draft"
    shorten = "check it in parts, or use `newsproof verify FILE`"
    return _text_of(value, "text", MAX_TEXT, way_out, shorten=shorten)


def day_of(value: object) -> date | None:
    """Return the day that `value` writes in ISO 8601, or None when it is empty.

    Raises:
        QuestionError: It is no such day.
    """
    if value is None or value == "":
        return None
    if isinstance(value, str) and len(value) <= 40:
        if not value.strip():
            return None
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    raise QuestionError(
        "the as-of date is not a date", "write it as year-month-day, like 2022-03-31"
    )


def line_of(value: object, name: str, limit: int) -> str:
    """Return an optional text, stripped; empty for none.

    Args:
        value: What was sent.
        name: What it is called.
        limit: Characters it may have.

    Raises:
        QuestionError: It is too long, or holds what is no text.
    """
    if not isinstance(value, str) or not value.strip():
        return ""
    return _text_of(value, name, limit, "leave it out", shorten="make it shorter")


def files_of(value: object) -> list[Path]:
    """Return the uploaded files.

    Raises:
        QuestionError: There is none, or too many.
    """
    found = value if isinstance(value, list) else [value]
    paths = [Path(item) for item in found if isinstance(item, str) and item]
    if not paths:
        raise QuestionError("no file was chosen", "choose files of articles: text, HTML, PDF, …")
    if len(paths) > MAX_FILES:
        raise QuestionError(
            f"{len(paths)} files are too many at once",
            f"choose at most {MAX_FILES}, or use `newsproof ingest PATH` for a folder",
        )
    return paths


def _text_of(value: object, name: str, limit: int, way_out: str, *, shorten: str) -> str:
    if not isinstance(value, str):
        raise QuestionError(f"the {name} is not text", way_out)
    if len(value) > limit:
        raise QuestionError(
            f"the {name} has {len(value):,} characters; at most {limit:,} are read", shorten
        )
    text = value.strip()
    if not any(unicodedata.category(char)[0] in "LN" for char in text):
        raise QuestionError(f"the {name} is empty", way_out)
    if any(unicodedata.category(char) in {"Cc", "Cs"} and char not in "\t\n\r" for char in text):
        raise QuestionError(f"the {name} holds control characters", "send it as plain text")
    return text
