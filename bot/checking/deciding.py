"""From what the judge says of each sentence to a verdict: thresholds, corrections, dominance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.checks import dates
from bot.checks.finding import Outcome
from bot.conflict import is_correction
from bot.evidence import Candidate
from bot.judge.combining import Judgement
from bot.verdict import Verdict
from bot.words import content_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """When quotes decide a claim.

    Chosen on the 212 development claims of the samples on 23 November 2026: 106 of them right, 20
    falsely supported, which counted twice (`make fit ARGS='--only thresholds'`).

    Attributes:
        supports: P(supports) in [0, 1] from which a quote supports.
        refutes: P(refutes) in [0, 1] from which a quote refutes.
        dominates: How many times stronger one side must be to stand alone.
    """

    supports: float = 0.7
    refutes: float = 0.75
    dominates: float = 2.0


THRESHOLDS = Thresholds()
# Shares of the content words of a claim that a sentence must have to refute it by the word of the
# model alone: in itself, and with what stands around it. Chosen with the thresholds above.
SHARES_WORDS = 0.2
SAME_EVENT = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A candidate with its judgement.

    Attributes:
        candidate: The sentence.
        judgement: What the judge says of it.
        shared: Share of the content words of the claim that stand in it, in [0, 1].
        shared_near: The same, with title and sentence before.
    """

    candidate: Candidate
    judgement: Judgement
    shared: float = 1.0
    shared_near: float = 1.0

    @property
    def may_refute(self) -> bool:
        """Whether it speaks of what the claim speaks of, so that its saying otherwise counts.

        A model takes many sentences about something else for contradictions, above all where the
        claim names a day. Where a check names the contradiction, other than another day, its word
        is enough. On the 212 development claims this took wrong refutations from 25 to 7.
        """
        named = {
            name
            for name, found in self.judgement.findings.items()
            if found.outcome is Outcome.CONFLICTS
        }
        if self.judgement.is_contradicted and (named != {dates.NAME} or self.shared >= SAME_EVENT):
            return True
        return self.shared >= SHARES_WORDS and self.shared_near >= SAME_EVENT


def judged_of(claim: str, candidate: Candidate, judgement: Judgement) -> Judged:
    """Return a candidate with its judgement, and how much of the claim it speaks of."""
    wanted = {w.stem for w in content_words(claim)}
    own = {w.stem for w in content_words(candidate.text)}
    near = own.union(*({w.stem for w in content_words(text)} for text in candidate.near))
    n = max(1, len(wanted))
    return Judged(
        candidate=candidate,
        judgement=judgement,
        shared=len(wanted & own) / n,
        shared_near=len(wanted & near) / n,
    )


def decide(
    judged: list[Judged], joined: list[Judged], thresholds: Thresholds
) -> tuple[list[Judged], list[Judged]]:
    """Return the sentences that support and those that refute, best first.

    Args:
        judged: Every sentence that was looked at.
        joined: Two that were read together: they count where none supports by itself.
        thresholds: When a sentence decides.
    """
    supporting = _best(judged, lambda j: j.supports, thresholds.supports) or _best(
        joined, lambda j: j.supports, thresholds.supports
    )
    refuting = _best([j for j in judged if j.may_refute], lambda j: j.refutes, thresholds.refutes)
    supporting, refuting = _after_corrections(supporting, refuting)
    return _dominant(supporting, refuting, thresholds.dominates)


def _best(judged: list[Judged], share: Callable[[Judgement], float], least: float) -> list[Judged]:
    kept = [j for j in judged if share(j.judgement) >= least]
    return sorted(kept, key=lambda j: -share(j.judgement))


def _after_corrections(
    supporting: list[Judged], refuting: list[Judged]
) -> tuple[list[Judged], list[Judged]]:
    """Where one side is a later correction, the other side no longer counts."""
    if supporting and refuting:
        for ours, theirs in ((supporting, refuting), (refuting, supporting)):
            if any(is_correction(j.candidate) for j in ours) and not any(
                is_correction(j.candidate) for j in theirs
            ):
                return (supporting, []) if ours is supporting else ([], refuting)
    return supporting, refuting


def _dominant(
    supporting: list[Judged], refuting: list[Judged], dominates: float
) -> tuple[list[Judged], list[Judged]]:
    """Drop the side that is much weaker than the other: it is likely about something else.

    A weaker refutation stands beside support only where a check names the contradiction.
    """
    if supporting and refuting:
        least = supporting[0].judgement.supports
        refuting = [
            j for j in refuting if j.judgement.refutes >= least or j.judgement.is_contradicted
        ]
    if supporting and refuting:
        for_it, against = supporting[0].judgement.supports, refuting[0].judgement.refutes
        if for_it > dominates * against:
            return supporting, []
        if against > dominates * for_it:
            return [], refuting
    return supporting, refuting


def verdict_of(supporting: list[Judged], refuting: list[Judged]) -> Verdict:
    """Return the verdict of what supports and what refutes."""
    if supporting and refuting:
        return Verdict.CONFLICTING
    if supporting:
        return Verdict.SUPPORTED
    return Verdict.REFUTED if refuting else Verdict.NOT_ENOUGH_EVIDENCE


def confidence_of(
    verdict: Verdict, supporting: list[Judged], refuting: list[Judged], judged: list[Judged]
) -> float:
    """Return how sure the verdict is, in [0, 1], by the judgement that decides it."""
    supports = max((j.judgement.supports for j in supporting), default=0.0)
    refutes = max((j.judgement.refutes for j in refuting), default=0.0)
    match verdict:
        case Verdict.SUPPORTED:
            sure = supports
        case Verdict.REFUTED:
            sure = refutes
        case Verdict.CONFLICTING:
            sure = min(supports, refutes)
        case _:
            sure = min((j.judgement.neither for j in judged), default=1.0)
    return round(sure, 4)


def nearness(judged: Judged) -> float:
    """Return a key that sorts what says most about the claim first."""
    return -judged.judgement.decides
