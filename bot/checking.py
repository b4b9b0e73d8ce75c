"""Checking a text: its claims, a verdict for each, and the quotes that decide it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from bot.answer import Check, Considered, Stage
from bot.asking import Search
from bot.claims import find_claims
from bot.clock import StageClock
from bot.conflict import is_correction
from bot.errors import CheckFailedError, JudgeUnavailableError
from bot.evidence import Candidate, gather
from bot.judge.combining import Judgement
from bot.judge.model import Judge
from bot.verdict import CheckedClaim, Claim, Evidence, Report, Stance, Verdict
from bot.writer import cite
from index.search import Hit
from sources.archive import Archive

N_EVIDENCE = 3  # quotes shown for a stance
N_NEAREST = 2
N_JOINED = 4  # nearest sentences whose pairs are read together when no single one supports


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """When quotes decide a claim.

    Chosen on the 212 development claims of the samples on 23 November 2026: 102 of them right, 18
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
        thresholds: Thresholds = THRESHOLDS,
    ) -> None:
        self._archive = archive
        self._search = search
        self._judge = judge
        self._n_passages = n_passages
        self._backends = backends
        self._thresholds = thresholds

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
        except (CheckFailedError, JudgeUnavailableError) as exc:
            return _not_checked(claim, f"{exc.what[:1].upper()}{exc.what[1:]}.", f"{exc.way_out}.")
        except Exception as exc:  # noqa: BLE001 - whatever it was, the claim was not checked
            # Its message may hold text of the claim: only its kind is shown.
            reason = f"Checking this claim failed ({type(exc).__name__})."
            return _not_checked(claim, reason, "Check it again; if it fails again, report it.")

    def _check(self, claim: Claim, candidates: list[Candidate], as_of: date | None) -> CheckedClaim:
        judged = self.judged(claim.text, candidates, as_of)
        joined: list[Judged] = []
        if not _best(judged, lambda j: j.supports, self._thresholds.supports):
            joined = self.joined(claim.text, judged, as_of)
        supporting, refuting = decide(judged, joined, self._thresholds)
        verdict = verdict_of(supporting, refuting)
        deciding = (supporting or refuting or sorted(judged, key=_nearness))[:1]
        return CheckedClaim(
            claim=claim,
            verdict=verdict,
            confidence=_confidence(verdict, supporting, refuting, judged),
            evidence=tuple(self._evidence(supporting, refuting, judged)),
            checks=_checks(deciding[0].judgement) if deciding else (),
            reason=_reason(verdict, supporting, refuting, judged),
            settle=_settle(verdict),
            considered=_considered(judged, [*supporting, *refuting]),
        )

    def judged(self, claim: str, candidates: list[Candidate], as_of: date | None) -> list[Judged]:
        """Judge every candidate. What is gone from the archive by now decides nothing."""
        judgements = self._judge.judge(claim, candidates, claimed_on=as_of)
        judged = [
            Judged(candidate=candidate, judgement=judgement)
            for candidate, judgement in zip(candidates, judgements, strict=True)
        ]
        return [j for j in judged if self._archive.proves(j.candidate.quote)]

    def joined(self, claim: str, judged: list[Judged], as_of: date | None) -> list[Judged]:
        """Return the two sentences of one article that support a claim best together; or none."""
        by_article: dict[str, list[Judged]] = {}
        for j in sorted(judged, key=_nearness)[:N_JOINED]:
            by_article.setdefault(j.candidate.article.article_id, []).append(j)
        best: list[Judged] = []
        for same in by_article.values():
            for pair in combinations(sorted(same, key=lambda j: j.candidate.span.start), 2):
                first, second = (j.candidate for j in pair)
                judgement = self._judge.entails(
                    f"{first.text} {second.text}",
                    claim,
                    near=first.near[:1],
                    published=first.article.published,
                    claimed_on=as_of,
                )
                if not best or judgement.supports > best[0].judgement.supports:
                    best = [replace(j, judgement=judgement) for j in pair]
        return best

    def _evidence(
        self, supporting: list[Judged], refuting: list[Judged], judged: list[Judged]
    ) -> list[Evidence]:
        chosen = [(j, Stance.SUPPORTS, j.judgement.supports) for j in supporting[:N_EVIDENCE]]
        # Where a check names the contradiction, a quote without one is only a guess beside it.
        named = [j for j in refuting if j.judgement.is_contradicted] or refuting
        chosen += [(j, Stance.REFUTES, j.judgement.refutes) for j in named[:N_EVIDENCE]]
        if not chosen:
            nearest = sorted(judged, key=_nearness)[:N_NEAREST]
            chosen = [(j, Stance.NEUTRAL, j.judgement.neither) for j in nearest]
        return [
            Evidence(
                stance=stance,
                confidence=round(share, 4),
                citation=cite(j.candidate.article, j.candidate.quote, number),
                reason=j.judgement.difference if stance is not Stance.SUPPORTS else "",
            )
            for number, (j, stance, share) in enumerate(chosen, 1)
        ]


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
    refuting = _best(judged, lambda j: j.refutes, thresholds.refutes)
    supporting, refuting = _after_corrections(supporting, refuting)
    return _dominant(supporting, refuting, thresholds.dominates)


def _not_checked(claim: Claim, reason: str, settle: str) -> CheckedClaim:
    return CheckedClaim(
        claim=claim,
        verdict=Verdict.NOT_CHECKED,
        confidence=0.0,
        reason=reason,
        settle=f"{settle[:1].upper()}{settle[1:]}",
    )


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


def _confidence(
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


def _considered(judged: list[Judged], deciding: list[Judged]) -> tuple[Considered, ...]:
    shown = {id(j.candidate) for j in deciding}
    return tuple(
        Considered(
            quote=j.candidate.quote,
            score=round(j.judgement.decides, 4),
            stage=Stage.SHOWN if id(j.candidate) in shown else Stage.READ,
        )
        for j in sorted(judged, key=_nearness)
    )


def _nearness(judged: Judged) -> float:
    return -judged.judgement.decides


def _checks(judgement: Judgement) -> tuple[Check, ...]:
    return tuple(
        Check(name=f.check, passed=f.passed, reason=f.reason) for f in judgement.findings.values()
    )


def _reason(
    verdict: Verdict,
    supporting: Sequence[Judged],
    refuting: Sequence[Judged],
    judged: Sequence[Judged],
) -> str:
    difference = refuting[0].judgement.difference if refuting else ""
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
