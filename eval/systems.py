"""What can be evaluated: a small protocol, and Newsproof behind it.

The values are Newsproof's own; a comparison pipeline (`eval.baseline`) answers in the same ones,
so that one set of metrics measures both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from bot.answer import Answer, Considered
from bot.claims import find_claims
from bot.verdict import CheckedClaim, Stance, Verdict, overall
from sources.article import Quote, Span

if TYPE_CHECKING:
    from bot.newsproof import Newsproof


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A verdict on one claim.

    Attributes:
        verdict: The verdict.
        evidence: The quotes given for it, best first.
        nearest: The other quotes shown beside it, which decide nothing.
        confidence: In [0, 1]; None when the system doesn't tell.
        considered: Every sentence looked at; empty when the system doesn't tell.
    """

    verdict: Verdict
    evidence: tuple[Quote, ...] = ()
    nearest: tuple[Quote, ...] = ()
    confidence: float | None = None
    considered: tuple[Considered, ...] = ()


class System(Protocol):
    """Something that finds passages, answers questions and checks claims and drafts."""

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

    def check(self, draft: str, *, as_of: date | None) -> Sequence[tuple[Span, Judgement]]:
        """Judge every claim found in a draft, each with its place, in the order of the text."""
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

    def check(self, draft: str, *, as_of: date | None) -> list[tuple[Span, Judgement]]:
        """Have Newsproof check the draft."""
        claims = self._newsproof.verify(draft, as_of=as_of).claims
        return [(claim.claim.span, combine([claim])) for claim in claims]


def check_each(system: System, draft: str, *, as_of: date | None) -> list[tuple[Span, Judgement]]:
    """Judge a draft sentence by sentence, for a system that only knows single claims."""
    return [(claim.span, system.verify(claim.text, as_of=as_of)) for claim in find_claims(draft)]


def combine(claims: Sequence[CheckedClaim]) -> Judgement:
    """Take the claims found in one text together: all hold, or the text doesn't.

    Returns:
        The worst verdict with the evidence of the claims that have it and the lowest of their
        confidences, and beside it every other quote shown; NOT_CHECKED without claims.
    """
    worst = overall(claims)
    evidence: list[Quote] = []
    nearest: list[Quote] = []
    for claim in claims:
        for one in claim.evidence:
            decides = claim.verdict is worst and one.stance is not Stance.NEUTRAL
            (evidence if decides else nearest).append(one.citation.quote)
    return Judgement(
        verdict=worst,
        evidence=tuple(evidence),
        nearest=tuple(nearest),
        confidence=min((c.confidence for c in claims if c.verdict is worst), default=None),
        considered=tuple(considered for claim in claims for considered in claim.considered),
    )
