"""Checking a text: its claims, a verdict for each, and the quotes that decide it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.answer import Check
from bot.asking import Search
from bot.clock import StageClock
from bot.conflict import is_correction
from bot.errors import QuestionError
from bot.evidence import Candidate, gather
from bot.judge.model import Judge, Judgement
from bot.verdict import CheckedClaim, Claim, Evidence, Report, Stance, Verdict
from bot.words import words
from bot.writer import cite
from index.sentences import split_sentences
from sources.archive import Archive

MAX_TEXT = 100_000  # code points
MAX_CLAIMS = 500
# Probabilities from which a quote supports or refutes; tuned on the development claims.
SUPPORTS = 0.50
REFUTES = 0.50
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
                checked.append(self._check(claim, gather(self._archive, hits), as_of))
            on_progress(n, len(claims))
        return Report(
            text=text,
            claims=tuple(checked),
            as_of=as_of,
            backends=self._backends,
            timings_ms=clock.timings_ms(),
        )

    def _check(self, claim: Claim, candidates: list[Candidate], as_of: date | None) -> CheckedClaim:
        judged = [
            Judged(candidate=candidate, judgement=judgement)
            for candidate, judgement in zip(
                candidates,
                self._judge.judge(claim.text, candidates, claimed_on=as_of),
                strict=True,
            )
        ]
        supporting = _best(judged, lambda j: j.supports, SUPPORTS)
        refuting = _best(judged, lambda j: j.refutes, REFUTES)
        supporting, refuting = _after_corrections(supporting, refuting)
        verdict = _verdict(supporting, refuting)
        evidence = self._evidence(supporting, refuting, judged)
        deciding = (supporting or refuting or sorted(judged, key=_nearness))[:1]
        return CheckedClaim(
            claim=claim,
            verdict=verdict,
            confidence=_confidence(verdict, supporting, refuting, judged),
            evidence=tuple(evidence),
            checks=_checks(deciding[0].judgement) if deciding else (),
            reason=_reason(verdict, supporting, refuting, judged),
            settle=_settle(verdict),
        )

    def _evidence(
        self, supporting: list[Judged], refuting: list[Judged], judged: list[Judged]
    ) -> list[Evidence]:
        chosen = [(j, Stance.SUPPORTS, j.judgement.supports) for j in supporting[:N_EVIDENCE]]
        chosen += [(j, Stance.REFUTES, j.judgement.refutes) for j in refuting[:N_EVIDENCE]]
        if not chosen:
            nearest = sorted(judged, key=_nearness)[:N_NEAREST]
            chosen = [(j, Stance.NEUTRAL, j.judgement.neither) for j in nearest]
        evidence = [
            Evidence(
                stance=stance,
                confidence=share,
                citation=cite(j.candidate.article, j.candidate.quote, number),
                reason=_difference(j.judgement) if stance is not Stance.SUPPORTS else "",
            )
            for number, (j, stance, share) in enumerate(chosen, 1)
        ]
        return [e for e in evidence if self._archive.proves(e.citation.quote)]


def find_claims(text: str) -> list[Claim]:
    """Take every sentence of a text as a claim.

    Raises:
        QuestionError: It is empty, too long, or not text.
    """
    if len(text) > MAX_TEXT:
        raise QuestionError(
            f"the text has {len(text):,} characters, at most {MAX_TEXT:,} are checked at once",
            "check it in parts",
        )
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise QuestionError("the text has characters that are no text", "save it as UTF-8 text")
    claims = [
        Claim(text=span.of(text), span=span)
        for span in split_sentences(text)
        if words(span.of(text))
    ]
    if not claims:
        raise QuestionError("there is nothing to check", "write at least one sentence")
    if len(claims) > MAX_CLAIMS:
        raise QuestionError(
            f"the text has {len(claims):,} sentences, at most {MAX_CLAIMS} are checked at once",
            "check it in parts",
        )
    return claims


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


def _verdict(supporting: list[Judged], refuting: list[Judged]) -> Verdict:
    if supporting and refuting:
        return Verdict.CONFLICTING
    if supporting:
        return Verdict.SUPPORTED
    return Verdict.REFUTED if refuting else Verdict.NOT_ENOUGH_EVIDENCE


def _confidence(
    verdict: Verdict, supporting: list[Judged], refuting: list[Judged], judged: list[Judged]
) -> float:
    supports = max((j.judgement.supports for j in supporting), default=0.0)
    refutes = max((j.judgement.refutes for j in refuting), default=0.0)
    match verdict:
        case Verdict.SUPPORTED:
            return supports
        case Verdict.REFUTED:
            return refutes
        case Verdict.CONFLICTING:
            return min(supports, refutes)
        case _:
            strongest = (max(j.judgement.supports, j.judgement.refutes) for j in judged)
            return 1.0 - max(strongest, default=0.0)


def _nearness(judged: Judged) -> float:
    return judged.judgement.neither


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
