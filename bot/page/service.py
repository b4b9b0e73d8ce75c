"""What the page needs of Newsproof: the facade's face, so that a test can stand in for it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from bot.answer import Answer
from bot.checking import Checker
from bot.house import Rules
from bot.page.sources_html import IngestOutcome
from bot.settings import Settings
from bot.writing.values import AnswerEvent
from index.filters import ANYTHING, Filters
from index.search import Hit
from sources.archive import Archive


class Step(Protocol):
    """How far an upload has come; `bot.newsproof.Progress` is one."""

    @property
    def stage(self) -> str:
        """What is being done."""

    @property
    def done(self) -> int:
        """How many are done."""

    @property
    def total(self) -> int | None:
        """How many there are, or None when that is not known."""


class Service(Protocol):
    """The part of `bot.newsproof.Newsproof` that the page uses."""

    @property
    def archive(self) -> Archive:
        """The archive."""

    @property
    def settings(self) -> Settings:
        """The settings: they are told in an evidence pack."""

    @property
    def rules(self) -> Rules:
        """The rules of the house: an export follows its scale."""

    @property
    def writer(self) -> str:
        """The identity of what writes answers; nothing is loaded for it."""

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
        """Yield the answer in quotes, then what a language model makes of it, then all of it."""

    def suggestions(self, answer: Answer, *, filters: Filters = ANYTHING) -> tuple[str, ...]:
        """Return questions that the archive answers, for one that it declined."""

    def checker(self) -> Checker:
        """Return what checks claims one by one."""

    def retrieve(
        self, query: str, k: int, as_of: date | None, filters: Filters = ANYTHING
    ) -> list[Hit]:
        """Return the passages that retrieval finds."""

    def ingest(
        self, paths: Sequence[Path], *, on_progress: Callable[[Step], None] = ...
    ) -> IngestOutcome:
        """Read files into the archive."""
