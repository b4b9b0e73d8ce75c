"""What the page needs of Newsproof: the facade's face, so that a test can stand in for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from bot.answer import Answer
from bot.page.sources_html import IngestOutcome
from bot.verdict import Report
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

    def ask(self, question: str, *, as_of: date | None = None) -> Answer:
        """Answer a question."""

    def verify(self, text: str, *, as_of: date | None = None) -> Report:
        """Check the claims in a text."""

    def ingest(
        self, paths: Sequence[Path], *, on_progress: Callable[[Step], None] = ...
    ) -> IngestOutcome:
        """Read files into the archive."""
