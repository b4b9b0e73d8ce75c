"""What can be evaluated: a small protocol, and Newsproof behind it.

The values are Newsproof's own; a comparison pipeline (`eval.baseline`) answers in the same ones,
so that one set of metrics measures both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from bot.answer import Answer
from bot.verdict import CheckedClaim, Stance, Verdict
from sources.article import Quote

if TYPE_CHECKING:
    from bot.newsproof import Newsproof


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A verdict on one claim and the quotes given for it, best first; neutral ones left out."""

    verdict: Verdict
    evidence: tuple[Quote, ...] = ()


class System(Protocol):
    """Something that finds passages, answers questions and checks claims."""

    @property
    def name(self) -> str:
        """What it is called in a report."""
        ...

    def search(self, question: str, *, k: int, as_of: date | None) -> Sequence[Quote]:
        """Return at most k passages as quotes of their articles, best first."""
        ...

    def ask(self, question: str, *, as_of: date | None) -> Answer:
        """Answer a question, or decline."""
        ...

    def verify(self, claim: str, *, as_of: date | None) -> Judgement:
        """Judge one claim."""
        ...


class NewsproofSystem:
    """Newsproof itself, as it is opened by the caller."""

    name = "newsproof"

    def __init__(self, newsproof: Newsproof) -> None:
        self._newsproof = newsproof

    def search(self, question: str, *, k: int, as_of: date | None) -> list[Quote]:
        """Return the passages of the index."""
        hits = self._newsproof.search(question, k=k, as_of=as_of)
        return [
            Quote(
                article_id=hit.passage.article_id,
                version=hit.passage.version,
                start=hit.passage.start,
                end=hit.passage.end,
                text=hit.passage.text,
            )
            for hit in hits
        ]

    def ask(self, question: str, *, as_of: date | None) -> Answer:
        """Ask Newsproof."""
        return self._newsproof.ask(question, as_of=as_of)

    def verify(self, claim: str, *, as_of: date | None) -> Judgement:
        """Have Newsproof check the claim; what it splits in several is taken together again."""
        return combine(self._newsproof.verify(claim, as_of=as_of).claims)


# A text that says several things is as good as the worst of them; unchecked is worse than unproven.
_WORST_FIRST = (
    Verdict.REFUTED,
    Verdict.CONFLICTING,
    Verdict.NOT_CHECKED,
    Verdict.NOT_ENOUGH_EVIDENCE,
    Verdict.SUPPORTED,
)


def combine(claims: Sequence[CheckedClaim]) -> Judgement:
    """Take the claims found in one text together: all hold, or the text doesn't.

    Returns:
        The worst verdict and the evidence of the claims that have it; NOT_CHECKED without claims.
    """
    seen = {claim.verdict for claim in claims}
    worst = next((verdict for verdict in _WORST_FIRST if verdict in seen), Verdict.NOT_CHECKED)
    evidence = tuple(
        evidence.citation.quote
        for claim in claims
        if claim.verdict is worst
        for evidence in claim.evidence
        if evidence.stance is not Stance.NEUTRAL
    )
    return Judgement(verdict=worst, evidence=evidence)
