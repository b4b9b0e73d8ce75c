"""The values of writing: what a writer yields, and what a reader is told. No I/O, no decisions."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.answer import Answer, Citation, Statement


class Ending(StrEnum):
    """Why a writer stopped."""

    DONE = "done"
    NOT_ASKED = "not asked"
    LEFT_ALONE = "left alone"
    FAILED = "failed"
    TIMED_OUT = "timed out"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What an answer took of a language model; nothing of its text.

    Attributes:
        seconds: From the request to the end of the reply.
        n_chars_sent: Characters of the prompt.
        n_chars_read: Characters of the reply.
        n_tokens_sent: Tokens of the prompt as its server counts them, or None.
        n_tokens_read: Tokens of the reply as its server counts them, or None.
    """

    seconds: float = 0.0
    n_chars_sent: int = 0
    n_chars_read: int = 0
    n_tokens_sent: int | None = None
    n_tokens_read: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A sentence that a writer would have shown. Nothing of it is proven.

    Attributes:
        text: The sentence without its citation marks.
        citations: The numbers it cites, ascending; whether they exist is not known here.
        is_whole: False when the writer broke off in it.
    """

    text: str
    citations: tuple[int, ...]
    is_whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The last event of a writer: why it stopped, in words for a reader, and what it cost."""

    ending: Ending
    detail: str = ""
    cost: Cost


WrittenEvent = Draft | Ended


class Writer(Protocol):
    """Writes sentences from numbered quotes."""

    @property
    def identity(self) -> str:
        """Name and version, for the record of an answer."""

    def write(
        self, question: str, evidence: Sequence[Citation]
    ) -> Generator[WrittenEvent, None, None]:
        """Yield sentences as they come, then `Ended`, within a bounded time.

        Closing the generator ends all work on it. It raises nothing of its own: a writer that
        fails yields `Ended`.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What became of the sentences of a writer, for the record of an answer.

    Attributes:
        writer: Its identity.
        ending: Why it stopped.
        detail: The same in words for a reader; may be empty.
        n_proven: Sentences that were proven and shown.
        n_replaced: Sentences that failed and gave way to the quote.
        n_withheld: Sentences that failed and left nothing behind.
        cost: What it took.
    """

    writer: str
    ending: Ending
    detail: str = ""
    n_proven: int = 0
    n_replaced: int = 0
    n_withheld: int = 0
    cost: Cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """The first event of an answer: the whole answer in quotes, proven."""

    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A proven statement.

    Attributes:
        statement: It.
        instead: Empty for a sentence of the writer; else it is the quote, and this says why the
            sentence that cited it is not shown.
    """

    statement: Statement
    instead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """A sentence of the writer is not shown, and why; the sentence itself is nowhere in it."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The last event of an answer: the whole answer, and what became of the writing."""

    answer: Answer
    record: Record


AnswerEvent = Quoted | Stated | Withheld | Finished
