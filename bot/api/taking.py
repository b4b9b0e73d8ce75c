"""What a program may send: strict types, nothing unknown, nothing too long."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from bot.asking import MAX_QUESTION, clean_question
from bot.errors import QuestionError
from bot.page.inputs import MAX_TEXT, text_of

MAX_QUERY = 500
MAX_PAGE = 100
MAX_OFFSET = 1_000_000


def _day(value: object) -> object:
    """Read a day; what only looks like one (a number of seconds, a time) is none."""
    if value is None or isinstance(value, date):
        return value
    if not isinstance(value, str) or len(value) != 10:
        raise ValueError("not a day like 2022-03-31")
    return date.fromisoformat(value)


Day = Annotated[
    date | None,
    BeforeValidator(_day),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}),
    Field(description="Only what was known on this day, as 2022-03-31; null for today."),
]
# In an address there is no null.
QueryDay = Annotated[
    date | None, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})
]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Asked(_Strict):
    """A question."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"question": "Why did Russia suspend peace talks with Japan?"},
                {"question": "How many people marched?", "as_of": "2023-06-02"},
            ]
        }
    )

    question: str = Field(min_length=1, max_length=MAX_QUESTION, description="One question.")
    as_of: Day = None


class Given(_Strict):
    """A claim or a draft."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": "Japan froze the assets of 52 Russians."}]}
    )

    text: str = Field(
        min_length=1, max_length=MAX_TEXT, description="A claim or a draft; it is not stored."
    )
    as_of: Day = None


class Listed(BaseModel):
    """What a list of articles is narrowed to. It comes in an address: numbers come as text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: str = Field(
        default="", max_length=MAX_QUERY, description="Words in the title or the publisher's name."
    )
    publisher: str = Field(default="", max_length=200, description="The publisher's name.")
    language: str = Field(default="", max_length=16, description="ISO 639-1 code.")
    published_from: QueryDay = Field(default=None, description="First day of publication.")
    published_to: QueryDay = Field(default=None, description="Last day of publication.")
    as_of: QueryDay = Field(default=None, description="Only versions that were known on this day.")
    offset: int = Field(default=0, ge=0, le=MAX_OFFSET)
    limit: int = Field(default=50, ge=1, le=MAX_PAGE)


class Searched(BaseModel):
    """A search. It comes in an address: numbers come as text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: str = Field(min_length=1, max_length=MAX_QUERY, description="What to find.")
    k: int = Field(default=10, ge=1, le=50, description="Passages at the most.")
    as_of: QueryDay = Field(default=None, description="Only what was known on this day.")


def draft_of(text: str) -> str:
    """Return a draft as it came: places in it are told.

    Raises:
        QuestionError: It is empty, too long, or not text.
    """
    text_of(text)
    return text


def query_of(text: str) -> str:
    """Return a search on one line.

    Raises:
        QuestionError: It is empty, too long, or not text.
    """
    if len(text) > MAX_QUERY:
        raise QuestionError(
            f"the search has {len(text):,} characters, at most {MAX_QUERY:,} are read",
            "search for fewer words",
        )
    return clean_question(text)
