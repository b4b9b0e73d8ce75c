"""Checking a text: its claims, a verdict for each, and the quotes that decide it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.answer import Check
from bot.asking import Search
from bot.claims import find_claims
from bot.clock import StageClock
from bot.conflict import is_correction
from bot.evidence import Candidate, gather
from bot.judge.model import Judge, Judgement
from bot.verdict import CheckedClaim, Claim, Evidence, Report, Stance, Verdict
from bot.writer import cite
from index.search import Hit
from sources.archive import Archive

# P(decides) from which a quote supports or refutes, and how many times stronger one side must be to
# stand alone; tuned on the development claims of the samples, cross-validated (November 2026).
SUPPORTS = 0.12
REFUTES = 0.15
DOMINATES = 1.3
N_EVIDENCE = 3  # quotes shown for a stance
N_NEAREST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A candidate with its judgement."""

    candidate: Candidate
    judgement: Judgement


class Checker:
    """Checks claims against one archive, with one search and one judge."""

    def __init__(
        self,
        archive: Archive,
        search: Search,
        judge: Judge,
        *,
        n_passages: int,
        backends: dict[str, str],
    ) -> None:
        self._archive = archive
        self._search = search
        self._judge = judge
        self._n_passages = n_passages
        self._backends = backends

    def verify(
        self,
        text: str,
        *,
        as_of: date | None = None,
        on_progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> Report:
        """Give a verdict for every sentence of a text.

        Args:
            text: A claim or a draft. It is not stored.
            as_of: Only what was known on that day counts; None for today.
            on_progress: Called with the number of claims done and their total.

        Raises:
            QuestionError: The text cannot be taken.
        """
        clock = StageClock()
        claims = find_claims(text)
        checked = []
        for n, claim in enumerate(claims, 1):
            with clock.stage("search"):
                hits = self._search(claim.text, self._n_passages, as_of)
            with clock.stage("judge"):
                checked.append(self._check_or_say_why(claim, hits, as_of))
            on_progress(n, len(claims))
        return Report(
            text=text,
            claims=tuple(checked),
            as_of=as_of,
            backends=self._backends,
            timings_ms=clock.timings_ms(),
        )

    def _check_or_say_why(self, claim: Claim, hits: list[Hit], as_of: date | None) -> CheckedClaim:
        """Check a claim; an error in judging it is never a verdict, and never stops the others."""
        try:
            return self._check(claim, gather(self._archive, hits), as_of)
        except Exception as exc:  # noqa: BLE001 - whatever it was, the claim was not checked
            return CheckedClaim(
                claim=claim,
                verdict=Verdict.NOT_CHECKED,
                confidence=0.0,
                reason=f"Checking this claim failed ({type(exc).__name__}).",
                settle="Check it again; if it fails again, report it.",
            )

    def _check(self, claim: Claim, candidates: list[Candidate], as_of: date | None) -> CheckedClaim:
        judgements = self._judge.judge(claim.text, candidates, claimed_on=as_of)
        judged = [
            Judged(candidate=candidate, judgement=judgement)
            for candidate, judgement in zip(candidates, judgements, strict=True)
        ]
        # Read again in the archive, now: what is gone decides nothing.
        judged = [j for j in judged if self._archive.proves(j.candidate.quote)]
        supporting = _best(judged, lambda j: j.supports, SUPPORTS)
        refuting = _best(judged, lambda j: j.refutes, REFUTES)
        supporting, refuting = _dominant(*_after_corrections(supporting, refuting))
        verdict = _verdict(supporting, refuting)
        deciding = (supporting or refuting or sorted(judged, key=_nearness))[:1]
        return CheckedClaim(
            claim=claim,
            verdict=verdict,
            confidence=_confidence(verdict, supporting, refuting, judged),
            evidence=tuple(self._evidence(supporting, refuting, judged)),
            checks=_checks(deciding[0].judgement) if deciding else (),
            reason=_reason(verdict, supporting, refuting, judged),
            settle=_settle(verdict),
        )

    def _evidence(
        self, supporting: list[Judged], refuting: list[Judged], judged: list[Judged]
    ) -> list[Evidence]:
        chosen = [(j, Stance.SUPPORTS, _sure(j, SUPPORTS)) for j in supporting[:N_EVIDENCE]]
        chosen += [(j, Stance.REFUTES, _sure(j, REFUTES)) for j in refuting[:N_EVIDENCE]]
        if not chosen:
            nearest = sorted(judged, key=_nearness)[:N_NEAREST]
            chosen = [(j, Stance.NEUTRAL, 1.0 - _sure(j, SUPPORTS)) for j in nearest]
        return [
            Evidence(
                stance=stance,
                confidence=share,
                citation=cite(j.candidate.article, j.candidate.quote, number),
                reason=_difference(j.judgement) if stance is not Stance.SUPPORTS else "",
            )
            for number, (j, stance, share) in enumerate(chosen, 1)
        ]


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
    supporting: list[Judged], refuting: list[Judged]
) -> tuple[list[Judged], list[Judged]]:
    """Drop the side that is much weaker than the other: it is likely about something else."""
    if supporting and refuting:
        for_it, against = supporting[0].judgement.supports, refuting[0].judgement.refutes
        if for_it > DOMINATES * against:
            return supporting, []
        if against > DOMINATES * for_it:
            return [], refuting
    return supporting, refuting


def _verdict(supporting: list[Judged], refuting: list[Judged]) -> Verdict:
    if supporting and refuting:
        return Verdict.CONFLICTING
    if supporting:
        return Verdict.SUPPORTED
    return Verdict.REFUTED if refuting else Verdict.NOT_ENOUGH_EVIDENCE


def _sure(judged: Judged, threshold: float) -> float:
    """Return the confidence in a stance: 0.5 at its threshold, by the odds above and below it."""
    share = judged.judgement.decides
    odds = share / max(1e-9, 1.0 - share) * (1.0 - threshold) / threshold
    return round(odds / (1.0 + odds), 4)


def _confidence(
    verdict: Verdict, supporting: list[Judged], refuting: list[Judged], judged: list[Judged]
) -> float:
    supports = max((_sure(j, SUPPORTS) for j in supporting), default=0.0)
    refutes = max((_sure(j, REFUTES) for j in refuting), default=0.0)
    match verdict:
        case Verdict.SUPPORTED:
            return supports
        case Verdict.REFUTED:
            return refutes
        case Verdict.CONFLICTING:
            return min(supports, refutes)
        case _:
            deciding = (j for j in judged if j.judgement.supports or j.judgement.refutes)
            return 1.0 - max((_sure(j, SUPPORTS) for j in deciding), default=0.0)


def _nearness(judged: Judged) -> float:
    return -judged.judgement.decides


def _checks(judgement: Judgement) -> tuple[Check, ...]:
    return tuple(
        Check(name=f.check, passed=f.passed, reason=f.reason) for f in judgement.findings.values()
    )


def _difference(judgement: Judgement) -> str:
    reasons = [f.reason for f in judgement.findings.values() if f.reason and not f.passed]
    return "; ".join(reasons)


def _reason(
    verdict: Verdict,
    supporting: Sequence[Judged],
    refuting: Sequence[Judged],
    judged: Sequence[Judged],
) -> str:
    difference = _difference(refuting[0].judgement) if refuting else ""
    match verdict:
        case Verdict.SUPPORTED:
            n = len({j.candidate.article.article_id for j in supporting})
            return f"{n} article{'s say' if n > 1 else ' says'} so."
        case Verdict.REFUTED:
            return (difference or "an article says otherwise").capitalize() + "."
        case Verdict.CONFLICTING:
            return f"Articles contradict each other{': ' if difference else ''}{difference}."
        case _:
            return (
                "The closest sentences say neither that it is so nor that it isn't."
                if judged
                else "The archive holds nothing on this."
            )


def _settle(verdict: Verdict) -> str:
    match verdict:
        case Verdict.NOT_ENOUGH_EVIDENCE:
            return "An article that states it, or its opposite, in the archive."
        case Verdict.CONFLICTING:
            return "A later or better placed source on the point where the articles differ."
        case _:
            return ""
