"""The values of a check: stance, evidence, verdict, checked claim, report. No I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bot.answer import Check, Citation, Considered
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One statement that can be checked, as it stands in the text given.

    Attributes:
        text: The words of the claim; `given[span.start:span.end] == text`.
        span: Where it stands in the text given, in code points.
    """

    text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A quote with its stance towards a claim.

    Attributes:
        stance: Supports, refutes or neutral (the nearest there is, when nothing decides).
        confidence: In [0, 1]; how sure the judge is of the stance.
        citation: The quote and its article.
        reason: The difference or agreement in plain words: "the article says 25, the claim 52".
    """

    stance: Stance
    confidence: float
    citation: Citation
    reason: str = ""


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
        considered: Every sentence looked at, the most decided first; not part of the JSON.
    """

    claim: Claim
    verdict: Verdict
    confidence: float
    evidence: tuple[Evidence, ...] = ()
    checks: tuple[Check, ...] = ()
    reason: str = ""
    settle: str = ""
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
    """

    text: str
    claims: tuple[CheckedClaim, ...]
    as_of: date | None = None
    backends: dict[str, str] = field(default_factory=dict)
    timings_ms: dict[str, float] = field(default_factory=dict)
