"""Which metrics there are, what the record of a case adds to each, and how two runs compare. Pure.

`MEASURES` is the one table of them, in the order of the reports: a new metric is a new entry, and
the summary, the reports, the gate and the comparison of runs find it there. What is true of a case
is decided by the runner; what a metric makes of it, in `eval.metrics`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from bot.answer import Status
from eval.errors import EvalError
from eval.metrics import (
    abstention,
    calibration,
    citations,
    classification,
    latency,
    retrieval,
    selective,
    statements,
    verdicts,
)
from eval.metrics.citations import StatementScore
from eval.metrics.paired import Paired, paired_metric_test
from eval.metrics.ratio import Parts, mean_part, ratio_of_sums, total
from eval.metrics.weighted import Rows, WeightedMetric
from eval.records import ClaimRecord, DraftRecord, QuestionRecord, Record, Run

MS, MIB, COUNT = "ms", "MiB", "count"

Row = tuple[float, ...]
CaseRows = list[tuple[str, Row]]
"""The id of each case that says something on a metric, and the numbers that it says."""


class Group(StrEnum):
    """The parts of a report, in order."""

    RETRIEVAL = "retrieval"
    ANSWERS = "answers"
    ABSTAINING = "abstaining"
    CITATIONS = "citations"
    VERDICTS = "verdicts"
    CALIBRATION = "calibration"
    DRAFTS = "drafts"
    COST = "cost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A metric of a run.

    Attributes:
        name: As in JSON; stable.
        what: What it is, in one line for a reader.
        group: Where a report shows it.
        rows: The cases that say something on it, in the order of the run.
        of: The metric of those rows.
        unit: "" for a share in [0, 1], else "ms", "MiB" or "count".
        higher_is_better: Which way is better.
        gates: Whether a loss may fail a gate. What it costs differs from run to run and doesn't.
        has_cases: Whether it is measured case by case; else there is no interval and no test.
    """

    name: str
    what: str
    group: Group
    rows: Callable[[Run], CaseRows]
    of: WeightedMetric = ratio_of_sums
    unit: str = ""
    higher_is_better: bool = True
    gates: bool = True
    has_cases: bool = True

    @property
    def is_ratio(self) -> bool:
        """Whether it is a ratio of sums, so that `parts_of` can say what each case adds."""
        return self.of is ratio_of_sums


def answer_accuracy(record: QuestionRecord) -> Parts:
    """Return what a question adds to the accuracy of answers."""
    return mean_part(record.is_right)


def verdict_accuracy(record: ClaimRecord) -> Parts:
    """Return what a claim adds to the accuracy of verdicts."""
    return mean_part(record.is_right)


def _questions(row: Callable[[QuestionRecord], Row | None]) -> Callable[[Run], CaseRows]:
    return lambda run: [(one.id, found) for one in run.questions if (found := row(one)) is not None]


def _claims(row: Callable[[ClaimRecord], Row | None]) -> Callable[[Run], CaseRows]:
    return lambda run: [(one.id, found) for one in run.claims if (found := row(one)) is not None]


def _drafts(row: Callable[[DraftRecord], Row | None]) -> Callable[[Run], CaseRows]:
    return lambda run: [(one.id, found) for one in run.drafts if (found := row(one)) is not None]


def _all(row: Callable[[Record], Row | None]) -> Callable[[Run], CaseRows]:
    return lambda run: [(one.id, found) for one in run.records if (found := row(one)) is not None]


def _ranks(metric: Callable[[retrieval.Ranks, int], float], k: int) -> Callable[[Run], CaseRows]:
    return _questions(
        lambda record: mean_part(metric(record.gold_ranks, k)) if record.gold_ranks else None
    )


def _articles(metric: Callable[[retrieval.Ranks, int], float], k: int) -> Callable[[Run], CaseRows]:
    return _questions(
        lambda record: mean_part(metric(record.article_ranks, k)) if record.article_ranks else None
    )


def _words(n_words: int) -> Callable[[Run], CaseRows]:
    return _questions(
        lambda record: (
            mean_part(retrieval.recall_at(record.gold_words, n_words))
            if record.gold_words
            else None
        )
    )


def _mean_of(value: float | None) -> Parts | None:
    return None if value is None else mean_part(value)


def _scores(record: QuestionRecord) -> list[StatementScore]:
    pairs = zip(record.statements, record.citations, strict=True)
    return [StatementScore(is_supported=one, precise=precise) for one, precise in pairs]


def _should_decline(record: QuestionRecord) -> bool:
    return record.expected is Status.ABSTAINED


def _declined(record: QuestionRecord) -> bool:
    return record.got is Status.ABSTAINED


def _deciding(record: QuestionRecord) -> Row | None:
    if record.confidence is None:
        return None
    return record.confidence, float(record.is_right and not _declined(record))


def _judging(record: ClaimRecord) -> Row | None:
    return None if record.confidence is None else (record.confidence, float(record.is_right))


def _claims_of(record: Record) -> Sequence[ClaimRecord]:
    match record:
        case DraftRecord():
            return record.claims
        case ClaimRecord():
            return (record,)
        case QuestionRecord():
            return ()


def _exact(record: Record) -> Parts | None:
    flags = [flag for claim in _claims_of(record) for flag in claim.exact]
    if isinstance(record, QuestionRecord):
        flags.extend(record.exact)
    return statements.share_parts(flags)


def _leaks(record: Record) -> Parts | None:
    n_leaks = sum(claim.n_leaks for claim in _claims_of(record))
    if isinstance(record, QuestionRecord):
        n_leaks += record.n_leaks
    return statements.leak_parts(n_leaks, has_day=record.as_of is not None)


def _took(record: Record) -> Row | None:
    """Return the time of a case; one that took none was not timed."""
    return (record.ms,) if record.ms > 0 else None


def _peak(run: Run) -> CaseRows:
    return [] if run.peak_mib is None else [("", mean_part(run.peak_mib))]


def _measures() -> Iterator[Measure]:
    yield from _of_retrieval()
    yield from _of_answers()
    yield from _of_claims()
    yield from _of_cost()


def _of_retrieval() -> Iterator[Measure]:
    group = Group.RETRIEVAL
    for name, what, rows in (
        ("success@1", "a gold quote is in the first passage", _ranks(retrieval.success_at, 1)),
        ("recall@5", "gold quotes met in the first 5 passages", _ranks(retrieval.recall_at, 5)),
        ("recall@10", "gold quotes met in the first 10 passages", _ranks(retrieval.recall_at, 10)),
        ("rr@10", "1 / rank of the first gold quote", _ranks(retrieval.reciprocal_rank, 10)),
        ("ndcg@10", "gold quotes met early, over the best order", _ranks(retrieval.ndcg, 10)),
        (
            "article_recall@1",
            "gold quotes whose article is found first",
            _articles(retrieval.recall_at, 1),
        ),
        (
            "article_recall@5",
            "gold quotes whose article is in the first 5",
            _articles(retrieval.recall_at, 5),
        ),
        (
            "article_rr@10",
            "1 / rank of the first article with a gold quote",
            _articles(retrieval.reciprocal_rank, 10),
        ),
        ("recall@100w", "gold quotes met in the first 100 words", _words(100)),
        ("recall@300w", "gold quotes met in the first 300 words", _words(300)),
    ):
        yield Measure(name=name, what=what, group=group, rows=rows)


def _of_answers() -> Iterator[Measure]:
    yield Measure(
        name="answer_accuracy",
        what="ended as it should, and cites a gold quote",
        group=Group.ANSWERS,
        rows=_questions(answer_accuracy),
    )
    yield Measure(
        name="accepted_shown",
        what="shows an accepted answer, where the case has any",
        group=Group.ANSWERS,
        rows=_questions(lambda record: statements.optional_part(flag=record.accepted)),
    )
    yield Measure(
        name="forbidden_free",
        what="shows none of the forbidden words",
        group=Group.ANSWERS,
        rows=_questions(lambda record: statements.forbidden_free_part(record.forbidden)),
    )
    yield Measure(
        name="attribution",
        what="names the source that it should",
        group=Group.ANSWERS,
        rows=_questions(lambda record: statements.optional_part(flag=record.attributed)),
    )
    yield Measure(
        name="as_of_leaks",
        what="quotes cited that were not known yet; must be 0",
        group=Group.ANSWERS,
        rows=_all(_leaks),
        of=total,
        unit=COUNT,
        higher_is_better=False,
    )
    yield Measure(
        name="abstain_precision",
        what="of the questions declined, rightly so",
        group=Group.ABSTAINING,
        rows=_questions(
            lambda one: abstention.precision_parts(should=_should_decline(one), did=_declined(one))
        ),
    )
    yield Measure(
        name="abstain_recall",
        what="of the questions to decline, declined",
        group=Group.ABSTAINING,
        rows=_questions(
            lambda one: abstention.recall_parts(should=_should_decline(one), did=_declined(one))
        ),
    )
    yield Measure(
        name="abstain_f1",
        what="harmonic mean of the two",
        group=Group.ABSTAINING,
        rows=_questions(lambda one: (float(_should_decline(one)), float(_declined(one)))),
        of=abstention.f1,
    )
    yield Measure(
        name="answer_aurc",
        what="mean risk when the most confident are answered first",
        group=Group.ABSTAINING,
        rows=_questions(_deciding),
        of=selective.area_under_curve,
        higher_is_better=False,
    )
    yield Measure(
        name="citation_precision",
        what="citations that help to show their statement (ALCE)",
        group=Group.CITATIONS,
        rows=_questions(lambda record: _mean_of(citations.citation_precision(_scores(record)))),
    )
    yield Measure(
        name="citation_recall",
        what="statements that their citations show (ALCE)",
        group=Group.CITATIONS,
        rows=_questions(lambda record: _mean_of(citations.citation_recall(_scores(record)))),
    )
    yield Measure(
        name="statements_proven",
        what="statements whose proof passed; must be 1",
        group=Group.CITATIONS,
        rows=_questions(lambda record: statements.share_parts(record.proven)),
    )
    yield Measure(
        name="quotes_exact",
        what="quotes that stand in the archive, in whole words; must be 1",
        group=Group.CITATIONS,
        rows=_all(_exact),
    )


def _of_claims() -> Iterator[Measure]:
    yield Measure(
        name="verdict_accuracy",
        what="claims with the right verdict",
        group=Group.VERDICTS,
        rows=_claims(verdict_accuracy),
    )
    yield Measure(
        name="verdict_macro_f1",
        what="mean F1 of the verdicts",
        group=Group.VERDICTS,
        rows=_claims(
            lambda one: (
                float(verdicts.label_number(one.expected)),
                float(verdicts.label_number(one.got)),
            )
        ),
        of=classification.weighted_macro_f1(len(verdicts.SEEN_LABELS)),
    )
    yield Measure(
        name="fever_score",
        what="right verdict with evidence that shows it (FEVER)",
        group=Group.VERDICTS,
        rows=_claims(lambda record: mean_part(record.is_strictly_right)),
    )
    yield Measure(
        name="false_supported",
        what="of the claims not supported, called SUPPORTED",
        group=Group.VERDICTS,
        rows=_claims(
            lambda one: verdicts.false_support_parts(gold_verdict=one.expected, got=one.got)
        ),
        higher_is_better=False,
    )
    yield Measure(
        name="verdict_ece",
        what="distance of confidence from accuracy, 15 bins",
        group=Group.CALIBRATION,
        rows=_claims(_judging),
        of=calibration.expected_error,
        higher_is_better=False,
    )
    yield Measure(
        name="verdict_aurc",
        what="mean risk when the most confident are decided first",
        group=Group.CALIBRATION,
        rows=_claims(_judging),
        of=selective.area_under_curve,
        higher_is_better=False,
    )
    yield Measure(
        name="draft_accuracy",
        what="drafts with every verdict right",
        group=Group.DRAFTS,
        rows=_drafts(lambda record: mean_part(record.is_right)),
    )
    yield Measure(
        name="draft_claim_accuracy",
        what="claims of drafts with the right verdict",
        group=Group.DRAFTS,
        rows=_drafts(lambda record: statements.share_parts([c.is_right for c in record.claims])),
    )


def _of_cost() -> Iterator[Measure]:
    for kind, what, rows in (
        ("ask", "an answer", _questions(_took)),
        ("verify", "the check of a claim", _claims(_took)),
    ):
        for percent in (50, 95):
            yield Measure(
                name=f"{kind}_p{percent}_ms",
                what=f"{percent} % of the times of {what} are at most",
                group=Group.COST,
                rows=rows,
                of=latency.quantile(percent / 100),
                unit=MS,
                higher_is_better=False,
                gates=False,
            )
    yield Measure(
        name="peak_mib",
        what="most memory that one process held",
        group=Group.COST,
        rows=_peak,
        unit=MIB,
        higher_is_better=False,
        gates=False,
        has_cases=False,
    )


MEASURES = {measure.name: measure for measure in _measures()}
METRICS = tuple(MEASURES)
GATING = tuple(name for name, measure in MEASURES.items() if measure.gates)
"""The metrics that may fail a gate; they are the same every time for the same code and data."""


def parts_of(run: Run, name: str) -> dict[str, Parts]:
    """Return what each case adds to a metric that is a ratio of sums, by the id of the case.

    Cases that say nothing on it are left out.

    Raises:
        ValueError: The metric is unknown, or no ratio (`Measure.is_ratio`): no case adds to it by
            itself.
    """
    measure = _measure(name)
    if not measure.is_ratio:
        raise ValueError(f"{name!r} is no ratio of sums over cases")
    return {case_id: (row[0], row[1]) for case_id, row in measure.rows(run)}


def compare_metric(name: str, before: Run, after: Run) -> Paired | None:
    """Compare a metric of two runs over the same cases, case by case.

    A case that says something on it in one run only (an answer where the other abstained) counts
    in that run and adds nothing to the other.

    Returns:
        None where the metric is not defined in both runs, or not measured case by case.

    Raises:
        EvalError: The runs are not over the same cases.
        ValueError: The metric is unknown.
    """
    measure = _measure(name)
    ids = [record.id for record in before.records]
    if sorted(ids) != sorted(record.id for record in after.records):
        raise EvalError("the two runs are not over the same cases", "run both over one set")
    found = [dict(measure.rows(run)) for run in (before, after)]
    says = [one for one in ids if one in found[0] or one in found[1]]
    if not measure.has_cases or not found[0] or not found[1]:
        return None
    width = len(next(iter(found[0].values())))
    one, other = (_aligned(rows, says, width) for rows in found)
    return paired_metric_test(one, other, measure.of)


def _aligned(rows: dict[str, Row], ids: Sequence[str], width: int) -> Rows:
    """Return the rows in the order of the ids, NaN for a case that says nothing."""
    nothing = (np.nan,) * width
    return np.asarray([rows.get(one, nothing) for one in ids], dtype=np.float64)


def _measure(name: str) -> Measure:
    if name not in MEASURES:
        raise ValueError(f"there is no metric {name!r}")
    return MEASURES[name]
