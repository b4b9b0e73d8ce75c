"""The values of a conversation: a turn, a change, what was understood. No I/O, no decisions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.answer import Answer, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A question that was asked before and what was shown for it.

    Attributes:
        question: As it was asked.
        understood: Self-contained; equals `question` where nothing was missing.
        answer_status: How it ended.
        quotes: The words of the quotes shown, in the order of reading; of an abstention none,
            since what is nearest answers nothing.
    """

    question: str
    understood: str
    answer_status: Status
    quotes: tuple[str, ...] = ()

    @classmethod
    def of(cls, answer: Answer) -> Turn:
        """Take the turn that an answer was."""
        return cls(
            question=answer.question,
            understood=answer.understood or answer.question,
            answer_status=answer.status,
            quotes=tuple(citation.quote.text for citation in answer.citations),
        )


class ChangeKind(StrEnum):
    """What was done to make a question self-contained."""

    REFERENCE = "reference"  # a pronoun, or "that bridge", was given its name
    ELLIPSIS = "ellipsis"  # "and Sweden?", "why?": the rest is the question before
    TOPIC = "topic"  # what the question is about was added


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that was filled in.

    Attributes:
        kind: What was done.
        words: The words of the question that leaned on what came before.
        meaning: What they were taken to mean.
    """

    kind: ChangeKind
    words: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A question as it was understood.

    Attributes:
        text: The self-contained question; the question itself where nothing is missing or where
            what is missing is not known.
        changes: What was filled in, in the order of the question; empty when nothing was.
        is_follow_up: Whether the question leans on what came before.
        unresolved: Words that lean on what came before and whose meaning is not known.
    """

    text: str
    changes: tuple[Change, ...] = ()
    is_follow_up: bool = False
    unresolved: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """What a reader is told: "Understood as: …"; empty when nothing was filled in."""
        return f"Understood as: {self.text}" if self.changes else ""
