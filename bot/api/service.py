"""What programs need of Newsproof: the facade's face, so that a test can stand in for it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import date
from typing import Protocol

from bot.answer import Answer
from bot.checking import Checker
from bot.verdict import Report
from bot.writing.values import AnswerEvent
from index.filters import ANYTHING, Filters
from index.search import Hit
from sources.archive import Archive


class Service(Protocol):
    """The part of `bot.newsproof.Newsproof` that the API and the MCP server use."""

    @property
    def archive(self) -> Archive:
        """The archive."""

    def ask(self, question: str, *, as_of: date | None = None) -> Answer:
        """Answer a question."""

    def stream(
        self,
        question: str,
        *,
        as_of: date | None = None,
        understood: str = "",
        filters: Filters = ANYTHING,
    ) -> Generator[AnswerEvent, None, None]:
        """Yield the answer in quotes, then what the writer makes of it, then all of it."""

    def verify(
        self,
        text: str,
        *,
        as_of: date | None = None,
        on_progress: Callable[[int, int], None] = ...,
    ) -> Report:
        """Check the claims in a text."""

    def search(self, query: str, *, k: int = 10, as_of: date | None = None) -> list[Hit]:
        """Return the passages that fit best."""

    def checker(self) -> Checker:
        """Return what checks claims one by one."""
