"""The conversation of one visitor, as the page keeps it in memory: values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.answer import Answer, Citation
from bot.page.notices_html import Notice
from bot.page.shelf import Coverage
from sources.article import Article

MAX_TURNS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One question and what became of it: an answer, a notice, or neither yet.

    Attributes:
        number: From 1, never used twice in a conversation.
        question: As it was asked.
        answer: The answer, or None.
        notice: What went wrong, or None.
        coverage: What the archive covers, set when the answer abstains.
    """

    number: int
    question: str
    answer: Answer | None = None
    notice: Notice | None = None
    coverage: Coverage | None = None

    @property
    def is_pending(self) -> bool:
        """Whether the turn still waits for its answer."""
        return self.answer is None and self.notice is None

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
    """A conversation: its turns, oldest first, and the articles that they cite, by key."""

    turns: tuple[Turn, ...] = ()
    articles: Mapping[str, Article] = field(default_factory=dict)

    def ask(self, question: str) -> Talk:
        """Return the conversation with one more open question; the oldest turns fall away."""
        number = self.turns[-1].number + 1 if self.turns else 1
        turns = (*self.turns, Turn(number=number, question=question))
        return replace(self, turns=turns[-MAX_TURNS:])

    def close(self, turn: Turn, articles: Mapping[str, Article] | None = None) -> Talk:
        """Return the conversation with its last turn replaced by `turn`."""
        return replace(
            self,
            turns=(*self.turns[:-1], turn),
            articles={**self.articles, **(articles or {})},
        )

    def marks(self) -> dict[str, Citation]:
        """Return every citation under the name of its highlight."""
        return {name: cited for turn in self.turns for name, cited in turn.marks().items()}


def mark_name(turn: int, citation: Citation) -> str:
    """Return the name of a citation's highlight, one word, unique in the conversation."""
    return f"t{turn}-c{int(citation.number)}"
