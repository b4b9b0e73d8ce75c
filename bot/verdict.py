"""The values of a check: stance, evidence, verdict, checked claim, report. No I/O."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bot.answer import Check, Citation, Considered
from bot.quotations.values import CheckedQuotation
from sources.article import Span


class Stance(StrEnum):
    """What a quote does to a claim."""

    SUPPORTS = "supports"
    REFUTES = "refutes"
    NEUTRAL = "neutral"


class Verdict(StrEnum):
    """The four verdicts of AVeriTeC (Schlichtkrull et al., 2023), and the fifth that is none.

    `NOT_CHECKED` means that a check failed to run: an error is never a verdict.
    """

    SUPPORTED = "SUPPORTED"
    REFUTED = "REFUTED"
    CONFLICTING = "CONFLICTING"
    NOT_ENOUGH_EVIDENCE = "NOT_ENOUGH_EVIDENCE"
    NOT_CHECKED = "NOT_CHECKED"


# A text that says several things is as good as the worst of them; unchecked is worse than unproven.
WORST_FIRST = (
    Verdict.REFUTED,
    Verdict.CONFLICTING,
    Verdict.NOT_CHECKED,
    Verdict.NOT_ENOUGH_EVIDENCE,
    Verdict.SUPPORTED,
)


class Worth(StrEnum):
    """Whether a claim is worth checking, and if not, what it is instead."""

    CHECK = "check"
    OPINION = "opinion"
    QUESTION = "question"
    PREDICTION = "prediction"
    INSTRUCTION = "instruction"
    FIRST_PERSON = "first_person"
    GREETING = "greeting"
    VAGUE = "vague"
    HEADING = "heading"
    QUOTATION = "quotation"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """Words of the text given that stand in a claim in place of others: "He" is "Joris Aldane".

    Attributes:
        span: What they replace; empty where they are only put in ("… and [the board] left").
        name: The words put in; `given[source.start:source.end] == name`.
        source: Where they stand in the text given.
        ending: What grammar adds to them: "’s" for "his", else empty.
    """

    span: Span
    name: str
    source: Span
    ending: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One statement that can be checked, as it stands in the text given.

    Attributes:
        text: The words of the claim; `given[span.start:span.end] == text`.
        span: Where it stands in the text given, in code points.
        parts: Its stretches, in order, where other claims stand between them; empty for one piece.
        worth: Whether it is worth checking.
        worth_reason: Why not, in plain words; empty when it is.
        judged_text: What is judged: its own words, those of `resolved` put in; empty means `text`.
        search_text: What is searched: the same with names in full; empty means `judged`.
        resolved: Every substitution of `judged_text`, in order.
    """

    text: str
    span: Span
    parts: tuple[Span, ...] = ()
    worth: Worth = Worth.CHECK
    worth_reason: str = ""
    judged_text: str = ""
    search_text: str = ""
    resolved: tuple[Resolved, ...] = ()

    @property
    def judged(self) -> str:
        """The words that are judged."""
        return self.judged_text or self.text

    @property
    def search(self) -> str:
        """The words that are searched for."""
        return self.search_text or self.judged

    @property
    def spans(self) -> tuple[Span, ...]:
        """Its stretches in the text given; at least one."""
        return self.parts or (self.span,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A quote with its stance towards a claim.

    Attributes:
        stance: Supports, refutes or neutral (the nearest there is, when nothing decides).
        confidence: In [0, 1]; how sure the judge is of the stance.
        citation: The quote and its article.
        reason: The difference or agreement in plain words: "the article says 25, the claim 52".
        labels: What the rules of the house tell beside it: "opinion", "publisher not vetted".
        report: The independent report it belongs to, by the article published first; copies of
            one agency report share it.
    """

    stance: Stance
    confidence: float
    citation: Citation
    reason: str = ""
    labels: tuple[str, ...] = ()
    report: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedClaim:
    """A claim with its verdict.

    Attributes:
        claim: The claim.
        verdict: One of the four, or NOT_CHECKED.
        confidence: In [0, 1]; 0 when not checked.
        evidence: Deciding quotes first, best first; for NOT_ENOUGH_EVIDENCE the nearest, neutral.
        checks: The deterministic checks of the best quote against the claim.
        reason: The verdict in one sentence.
        settle: What would settle the claim; empty when it is settled.
        notes: What a careful editor would add, a sentence each: that it rests on one report.
        today: The verdict by what is known now, where an earlier day was asked for; else None.
        considered: Every sentence looked at, the most decided first; not part of the JSON.
    """

    claim: Claim
    verdict: Verdict
    confidence: float
    evidence: tuple[Evidence, ...] = ()
    checks: tuple[Check, ...] = ()
    reason: str = ""
    settle: str = ""
    notes: tuple[str, ...] = ()
    today: Verdict | None = None
    considered: tuple[Considered, ...] = field(default=(), repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The verdicts for every claim of a text, in the order of the text.

    Attributes:
        text: The text that was checked; it is not stored anywhere.
        claims: One entry a claim.
        as_of: The day whose knowledge was asked for, or None for today's.
        backends: Which parts judged.
        timings_ms: Milliseconds by stage and "total".
        quotations: What the archive has of each quotation, in the order of the text.
    """

    text: str
    claims: tuple[CheckedClaim, ...]
    as_of: date | None = None
    backends: dict[str, str] = field(default_factory=dict)
    timings_ms: dict[str, float] = field(default_factory=dict)
    quotations: tuple[CheckedQuotation, ...] = ()


def overall(claims: Iterable[CheckedClaim]) -> Verdict:
    """Return the verdict on a text of several claims, which is that on the worst of them.

    Returns:
        NOT_CHECKED for a text without claims.
    """
    seen = {claim.verdict for claim in claims}
    return next((verdict for verdict in WORST_FIRST if verdict in seen), Verdict.NOT_CHECKED)
