"""Checking claims against one archive: search, judge, decide, and say why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations

from bot.answer import Check, Considered, Stage
from bot.checking.deciding import (
    THRESHOLDS,
    Judged,
    Thresholds,
    confidence_of,
    decide,
    judged_of,
    nearness,
    verdict_of,
)
from bot.checking.searching import Search, find_passages
from bot.checking.wording import NOT_WORTH, reason_of, settle_of
from bot.claims import find_claims, pronouns_left
from bot.clock import StageClock
from bot.errors import CheckFailedError, JudgeUnavailableError
from bot.evidence import Candidate, gather
from bot.house import Label, Rules, may_decide
from bot.judge.combining import Judgement
from bot.judge.model import Judge
from bot.quotations.checking import check_quotations
from bot.verdict import CheckedClaim, Claim, Evidence, Report, Stance, Verdict, Worth
from bot.writing.quoting import cite
from index.search import Hit
from sources.archive import Archive

N_EVIDENCE = 3  # quotes shown for a stance
N_NEAREST = 2
LOUD = 0.5  # share of a stance from which what may not decide is shown all the same
N_JOINED = 4  # nearest sentences whose pairs are read together when no single one supports

_ALONE = frozenset(Worth) - {Worth.QUESTION, Worth.GREETING, Worth.LANGUAGE}

# {article_id: the independent report it belongs to}; copies share one.
Reports = Callable[[Iterable[str]], Mapping[str, str]]


def each_its_own(article_ids: Iterable[str]) -> dict[str, str]:
    """Take every article as a report of its own."""
    return {article_id: article_id for article_id in article_ids}


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
        today: date,
        thresholds: Thresholds = THRESHOLDS,
        rules: Rules | None = None,
        reports: Reports = each_its_own,
        before: Callable[[str], tuple[str, ...]] = lambda claim: (),
    ) -> None:
        """Put the parts together.

        Args:
            archive: Where every quote must stand.
            search: Returns passages for a query.
            judge: What weighs sentences.
            n_passages: Passages read for the words of a claim.
            backends: Names of the parts, for the report.
            today: The day from which the age of a source counts.
            thresholds: When sentences decide.
            rules: The rules of the house; None for the defaults.
            reports: Which articles are copies of one report.
            before: Says when a claim was checked before, a sentence each.
        """
        self._archive = archive
        self._search = search
        self._judge = judge
        self._n_passages = n_passages
        self._backends = backends
        self._today = today
        self._thresholds = thresholds
        self._rules = rules or Rules()
        self._reports = reports
        self._before = before

    def verify(
        self,
        text: str,
        *,
        as_of: date | None = None,
        on_progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> Report:
        """Give a verdict for every claim of a text.

        Args:
            text: A claim or a draft. It is not stored.
            as_of: Only what was known on that day counts; None for today.
            on_progress: Called with the number of claims done and their total.

        Raises:
            QuestionError: The text cannot be taken.
        """
        clock = StageClock()
        claims = find_claims(text)
        checked: list[CheckedClaim] = []
        for one in self.check_each(claims, as_of=as_of, clock=clock):
            checked.append(one)
            on_progress(len(checked), len(claims))
        return self.report(text, checked, as_of=as_of, clock=clock)

    def check_each(
        self, claims: Sequence[Claim], *, as_of: date | None = None, clock: StageClock
    ) -> Iterator[CheckedClaim]:
        """Check claims one after another; whoever stops asking stops the work."""
        # Whoever gives one claim alone wants it checked, be it a headline or a forecast.
        wanted = _ALONE if len(claims) == 1 else {Worth.CHECK}
        for claim in claims:
            if claim.worth not in wanted:
                reason = f"Not worth checking: {claim.worth_reason}."
                yield _not_checked(claim, reason, NOT_WORTH[claim.worth])
                continue
            with clock.stage("search"):
                hits = find_passages(self._search, claim.search, self._n_passages, as_of)
            with clock.stage("judge"):
                checked = self._check_or_say_why(claim, hits, as_of)
            if as_of is not None and checked.verdict is not Verdict.NOT_CHECKED:
                checked = replace(checked, today=self._verdict_today(claim, clock))
            notes = (*checked.notes, *_leaning(claim), *self._before(claim.judged))
            yield replace(checked, notes=notes)

    def report(
        self, text: str, checked: Sequence[CheckedClaim], *, as_of: date | None, clock: StageClock
    ) -> Report:
        """Put checked claims together, and look up what the text quotes."""
        with clock.stage("quotations"):
            quotations = check_quotations(self._archive, self._search, text, as_of=as_of)
        return Report(
            text=text,
            claims=tuple(checked),
            quotations=quotations,
            as_of=as_of,
            backends=self._backends,
            timings_ms=clock.timings_ms(),
        )

    def _verdict_today(self, claim: Claim, clock: StageClock) -> Verdict:
        """Return the verdict by what is known now, beside that of an earlier day."""
        with clock.stage("today"):
            hits = find_passages(self._search, claim.search, self._n_passages, None)
            return self._check_or_say_why(claim, hits, None).verdict

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
        every = self.judged(claim.judged, candidates, as_of)
        judged = [j for j in every if may_decide(self._labels(j.candidate, as_of))]
        joined: list[Judged] = []
        if not any(j.judgement.supports >= self._thresholds.supports for j in judged):
            joined = self.joined(claim.judged, judged, as_of)
        supporting, refuting = decide(judged, joined, self._thresholds)
        verdict = verdict_of(supporting, refuting)
        n_reports = len(set(self._reports({_id(j) for j in supporting}).values()))
        min_reports = self._rules.evidence.min_reports
        is_short = verdict is Verdict.SUPPORTED and n_reports < min_reports
        if is_short:
            verdict = Verdict.NOT_ENOUGH_EVIDENCE
        aside = [j for j in every if j not in judged]
        deciding = (supporting or refuting or sorted(judged, key=nearness))[:1]
        return CheckedClaim(
            claim=claim,
            verdict=verdict,
            confidence=confidence_of(verdict, supporting, refuting, judged),
            evidence=tuple(self._evidence(supporting, refuting, judged, aside, as_of)),
            checks=_checks(deciding[0].judgement) if deciding else (),
            reason=reason_of(
                verdict,
                supporting,
                refuting,
                judged,
                n_reports=n_reports,
                min_reports=min_reports,
            ),
            settle=settle_of(verdict, is_short=is_short),
            notes=self._notes(verdict, supporting, refuting),
            considered=_considered(every, [*supporting, *refuting]),
        )

    def judged(self, claim: str, candidates: list[Candidate], as_of: date | None) -> list[Judged]:
        """Judge every candidate. What is gone from the archive by now decides nothing."""
        judgements = self._judge.judge(claim, candidates, claimed_on=as_of)
        judged = [
            judged_of(claim, candidate, judgement)
            for candidate, judgement in zip(candidates, judgements, strict=True)
        ]
        return [j for j in judged if self._archive.proves(j.candidate.quote)]

    def joined(self, claim: str, judged: list[Judged], as_of: date | None) -> list[Judged]:
        """Return the two sentences of one article that support a claim best together; or none."""
        by_article: dict[str, list[Judged]] = {}
        for j in sorted(judged, key=nearness)[:N_JOINED]:
            by_article.setdefault(_id(j), []).append(j)
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

    def _labels(self, candidate: Candidate, as_of: date | None) -> tuple[Label, ...]:
        return self._rules.labels(candidate.article, as_of or self._today)

    def _evidence(
        self,
        supporting: list[Judged],
        refuting: list[Judged],
        judged: list[Judged],
        aside: list[Judged],
        as_of: date | None,
    ) -> list[Evidence]:
        """Return the quotes to show; what the house does not let decide comes last, as neutral."""
        chosen = [(j, Stance.SUPPORTS, j.judgement.supports) for j in supporting[:N_EVIDENCE]]
        # Where a check names the contradiction, a quote without one is only a guess beside it.
        named = [j for j in refuting if j.judgement.is_contradicted] or refuting
        chosen += [(j, Stance.REFUTES, j.judgement.refutes) for j in named[:N_EVIDENCE]]
        if not chosen:
            nearest = sorted(judged, key=nearness)[:N_NEAREST]
            chosen = [(j, Stance.NEUTRAL, j.judgement.neither) for j in nearest]
        loud = [j for j in sorted(aside, key=nearness) if j.judgement.decides >= LOUD]
        chosen += [(j, Stance.NEUTRAL, j.judgement.neither) for j in loud[:N_NEAREST]]
        reports = self._reports({_id(j) for j, _, _ in chosen})
        return [
            Evidence(
                stance=stance,
                confidence=round(share, 4),
                citation=cite(j.candidate.article, j.candidate.quote, number),
                reason=j.judgement.difference if stance is not Stance.SUPPORTS else "",
                labels=self._labels(j.candidate, as_of),
                report=reports.get(_id(j), _id(j)),
            )
            for number, (j, stance, share) in enumerate(chosen, 1)
        ]

    def _notes(
        self, verdict: Verdict, supporting: Sequence[Judged], refuting: Sequence[Judged]
    ) -> tuple[str, ...]:
        deciding = [*supporting, *refuting]
        if not deciding or verdict is Verdict.CONFLICTING:
            return ()
        reports = set(self._reports({_id(j) for j in deciding}).values())
        if len(reports) > 1 or not self._rules.evidence.flag_single_source:
            return ()
        who = deciding[0].candidate.article.publisher or "its publisher is unknown"
        return (f"Rests on one report alone ({who}).",)


def _id(judged: Judged) -> str:
    return judged.candidate.article.article_id


def _leaning(claim: Claim) -> tuple[str, ...]:
    """Say which words of a claim only its draft explains."""
    left = ", ".join(f"“{word}”" for word in dict.fromkeys(pronouns_left(claim.judged)))
    return (f"Not self-contained: it is not plain whom or what {left} means.",) if left else ()


def _not_checked(claim: Claim, reason: str, settle: str) -> CheckedClaim:
    return CheckedClaim(
        claim=claim,
        verdict=Verdict.NOT_CHECKED,
        confidence=0.0,
        reason=reason,
        settle=f"{settle[:1].upper()}{settle[1:]}",
    )


def _considered(judged: list[Judged], deciding: list[Judged]) -> tuple[Considered, ...]:
    shown = {id(j.candidate) for j in deciding}
    return tuple(
        Considered(
            quote=j.candidate.quote,
            score=round(j.judgement.decides, 4),
            stage=Stage.SHOWN if id(j.candidate) in shown else Stage.READ,
        )
        for j in sorted(judged, key=nearness)
    )


def _checks(judgement: Judgement) -> tuple[Check, ...]:
    return tuple(
        Check(name=f.check, passed=f.passed, reason=f.reason) for f in judgement.findings.values()
    )
