"""What a visitor may send, checked on the server: the browser's limits bind nobody."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path

from bot.page.told import ToldError

MAX_QUESTION = 2_000
MAX_TEXT = 20_000
MAX_FILES = 50
FIELDS = {
    "question": "shell.field_question",
    "text": "shell.field_text",
    "filter": "shell.field_filter",
    "publisher": "shell.field_publisher",
    "address": "shell.field_address",
    "reason": "shell.field_reason",
    "choice": "shell.field_choice",
    "note": "shell.field_note",
}
"""What can be sent, each with the text that names it."""


def question_of(value: object) -> str:
    """Return a question, stripped.

    Raises:
        ToldError: It is empty, too long, or no text.
    """
    return _text_of(
        value, "question", MAX_QUESTION, "shell.type_question", shorten="shell.shorter_question"
    )


def text_of(value: object) -> str:
    """Return a text to check, stripped.

    Raises:
        ToldError: It is empty, too long, or no text.
    """
    return _text_of(value, "text", MAX_TEXT, "shell.type_text", shorten="shell.shorter_text")


def day_of(value: object) -> date | None:
    """Return the day that `value` writes in ISO 8601, or None when it is empty.

    Raises:
        ToldError: It is no such day.
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
    raise ToldError("shell.no_day", "shell.write_day")


def line_of(value: object, name: str, limit: int) -> str:
    """Return an optional text, stripped; empty for none.

    Args:
        value: What was sent.
        name: What it is called, one of `FIELDS`.
        limit: Characters it may have.

    Raises:
        ToldError: It is too long, or holds what is no text.
    """
    if not isinstance(value, str) or not value.strip():
        return ""
    return _text_of(value, name, limit, "shell.leave_out", shorten="shell.shorter")


def files_of(value: object) -> list[Path]:
    """Return the uploaded files.

    Raises:
        ToldError: There is none, or too many.
    """
    found = value if isinstance(value, list) else [value]
    paths = [Path(item) for item in found if isinstance(item, str) and item]
    if not paths:
        raise ToldError("shell.no_file", "shell.choose_files")
    if len(paths) > MAX_FILES:
        raise ToldError("shell.too_many_files", "shell.fewer_files", n=len(paths), most=MAX_FILES)
    return paths


def _text_of(value: object, name: str, limit: int, way_out: str, *, shorten: str) -> str:
    field = FIELDS[name]
    if not isinstance(value, str):
        raise ToldError("shell.not_text", way_out, field=field)
    if len(value) > limit:
        raise ToldError("shell.too_long", shorten, field=field, n=len(value), most=limit)
    text = value.strip()
    if not any(unicodedata.category(char)[0] in "LN" for char in text):
        raise ToldError("shell.empty", way_out, field=field)
    if any(unicodedata.category(char) in {"Cc", "Cs"} and char not in "\t\n\r" for char in text):
        raise ToldError("shell.control_characters", "shell.plain_text", field=field)
    return text
