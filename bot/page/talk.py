"""The conversation of one visitor, as the page keeps it in memory: values only."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.answer import Answer, Citation
from bot.conversation import Turn as EarlierTurn
from bot.conversation import Understood
from bot.page.keeping import Since
from bot.page.narrowing import EVERYTHING, Narrowed
from bot.page.notices_html import Notice
from bot.page.shelf import Coverage

MAX_TURNS = 20


@dataclass(slots=True)
class Work:
    """Whether the work at an answer is over; all copies of a turn share it."""

    is_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One question and what became of it: an answer, a notice, or neither yet.

    Attributes:
        number: From 1, never used twice in a conversation.
        question: As it was asked.
        understood: The self-contained question it was taken as; empty when that is the same.
        unresolved: Words of it that lean on what came before and whose meaning is not known.
        answer: The answer, or None.
        is_writing: Whether a language model is still at work on the answer.
        left_out: Why sentences of a language model are not shown, one a sentence.
        stopped: Why the language model stopped before it was done; else empty.
        notice: What went wrong, or None.
        coverage: What the archive covers, set when the answer abstains.
        pack: The evidence pack as a file of JSON, or None.
        is_reported: Whether the visitor has reported an error in it.
        narrowed: What the search was narrowed to.
        kept: The id under which it is kept; empty when it is not.
        since: What has become of its quotes, where it was opened again; else None.
        work: Whether somebody is still at work on it.
    """

    number: int
    question: str
    understood: str = ""
    unresolved: tuple[str, ...] = ()
    answer: Answer | None = None
    is_writing: bool = False
    left_out: tuple[str, ...] = ()
    stopped: str = ""
    notice: Notice | None = None
    coverage: Coverage | None = None
    pack: bytes | None = None
    is_reported: bool = False
    narrowed: Narrowed = EVERYTHING
    kept: str = ""
    since: Since | None = None
    work: Work = field(default_factory=Work, compare=False)

    @property
    def is_pending(self) -> bool:
        """Whether the turn still waits for its answer."""
        return self.answer is None and self.notice is None

    @property
    def is_open(self) -> bool:
        """Whether its answer is not there yet, or not all of it, and will be."""
        return (self.is_pending or self.is_writing) and not self.work.is_over

    def marks(self) -> dict[str, Citation]:
        """Return the citations of this turn under the names of their highlights."""
        if self.answer is None:
            return {}
        return {
            mark_name(self.number, citation): citation
            for citation in (*self.answer.citations, *self.answer.nearest)
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A conversation.

    Attributes:
        turns: Its turns, oldest first.
        has_reports: Whether errors can be reported and answers kept: not by strangers.
    """

    turns: tuple[Turn, ...] = ()
    has_reports: bool = True

    def ask(
        self,
        question: str,
        understood: Understood | None = None,
        narrowed: Narrowed = EVERYTHING,
    ) -> Talk:
        """Return the conversation with one more open question; the oldest turns fall away."""
        turn = Turn(number=self.next_number, question=question, narrowed=narrowed)
        if understood is not None:
            text = understood.text if understood.changes else ""
            turn = replace(turn, understood=text, unresolved=understood.unresolved)
        return self.add(turn)

    @property
    def next_number(self) -> int:
        """The number of the next turn."""
        return self.turns[-1].number + 1 if self.turns else 1

    def add(self, turn: Turn) -> Talk:
        """Return the conversation with one more turn; the oldest turns fall away."""
        return replace(self, turns=(*self.turns, turn)[-MAX_TURNS:])

    def close(self, turn: Turn) -> Talk:
        """Return the conversation with its last turn replaced by `turn`."""
        return replace(self, turns=(*self.turns[:-1], turn))

    def earlier(self) -> tuple[EarlierTurn, ...]:
        """Return what was asked and shown so far, oldest first: what a follow-up leans on."""
        return tuple(EarlierTurn.of(turn.answer) for turn in self.turns if turn.answer is not None)

    def turn(self, number: int) -> Turn | None:
        """Return the turn of a number, or None."""
        return next((turn for turn in self.turns if turn.number == number), None)

    def mend(self, changed: Turn) -> Talk:
        """Return the conversation with the turn of the same number replaced."""
        turns = (changed if turn.number == changed.number else turn for turn in self.turns)
        return replace(self, turns=tuple(turns))

    def marks(self) -> dict[str, Citation]:
        """Return every citation under the name of its highlight."""
        return {name: cited for turn in self.turns for name, cited in turn.marks().items()}


def mark_name(turn: int, citation: Citation) -> str:
    """Return the name of a citation's highlight, one word, unique in the conversation."""
    return f"t{turn}-c{int(citation.number)}"
