"""Compare two runs case by case: which metrics moved by more than noise, which cases turned. Pure.

Only cases that both runs hold are compared. Cases whose gold is doubtful are left out of the tests
and of the cases that turned: they are shown in a report, and never counted as worse.

Two families of tests, each at 0.05 (`eval.gate.significance`): whether more cases are right over
all questions and claims together, the one question asked first; and each metric that gates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from eval.cases.values import DOUBTFUL
from eval.gate.significance import LEVEL, Outcome, significant
from eval.measures import GATING, MEASURES, compare_metric
from eval.metrics.bootstrap import ratio_interval
from eval.metrics.paired import Paired, paired_test
from eval.metrics.ratio import Parts, mean_part, ratio
from eval.records import Blame, ClaimRecord, DraftRecord, QuestionRecord, Run
from eval.summary import Figure, count_blame, figure_of

CASES_RIGHT = "cases_right"
"""Name of the share of all questions and claims, those of drafts too, that are good (`is_good`)."""

CaseRecord = QuestionRecord | ClaimRecord
AnyRecord = TypeVar("AnyRecord", QuestionRecord, ClaimRecord, DraftRecord)


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricChange:
    """A metric before and after.

    Attributes:
        name: Of the metric, or `CASES_RIGHT`.
        before: Its figure over the cases that both runs hold.
        after: As above.
        paired: Of the paired test; None when no case says anything on the metric in both runs.
        gates: Whether a loss of it fails the gate.
        is_significant: Whether the difference is more than noise, in its family of tests.
    """

    name: str
    before: Figure
    after: Figure
    paired: Paired | None
    gates: bool
    is_significant: bool

    @property
    def is_higher_better(self) -> bool:
        """Whether more of it is better."""
        return self.after.higher_is_better

    @property
    def is_worse(self) -> bool:
        """Whether the paired difference goes the wrong way, by however little."""
        if self.paired is None or not self.paired.difference:
            return False
        return (self.paired.difference < 0) is self.is_higher_better

    @property
    def is_loss(self) -> bool:
        """Whether it got worse by more than noise."""
        return self.is_significant and self.is_worse


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseChange:
    """A case that was right and is wrong, or the other way round; of a baseline without texts."""

    before: CaseRecord
    after: CaseRecord

    @property
    def id(self) -> str:
        """Of the case."""
        return self.after.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two runs side by side.

    Attributes:
        before: The earlier run, whole.
        after: The later run, whole.
        metrics: `CASES_RIGHT` first, then in the order of `eval.measures`.
        newly_wrong: Right before and wrong after, by id; without doubtful ones.
        newly_right: Wrong before and right after, by id.
        blame_before: Number of wrong questions and claims by what they are put down to.
        blame_after: As above.
        n_common: Questions, claims and drafts that both hold.
        only_before: Ids of the cases that only the earlier run holds.
        only_after: Ids of the cases that only the later run holds.
        n_doubtful: Of the common ones, how many are left out as doubtful.
    """

    before: Run
    after: Run
    metrics: tuple[MetricChange, ...]
    newly_wrong: tuple[CaseChange, ...]
    newly_right: tuple[CaseChange, ...]
    blame_before: dict[Blame, int]
    blame_after: dict[Blame, int]
    n_common: int
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    n_doubtful: int

    @property
    def is_same_set(self) -> bool:
        """Whether both runs are over the same cases, word for word."""
        return self.before.digest == self.after.digest

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as JSON values; the texts of cases that did not turn are left out.

        Timings are left out as well, so that equal comparisons give equal JSON.
        """
        return {
            "before": _heading(self.before),
            "after": _heading(self.after),
            "n_common": self.n_common,
            "n_doubtful": self.n_doubtful,
            "only_before": list(self.only_before),
            "only_after": list(self.only_after),
            "metrics": {change.name: _metric_json(change) for change in self.metrics},
            "newly_wrong": [_case_json(change) for change in self.newly_wrong],
            "newly_right": [_case_json(change) for change in self.newly_right],
            "blame_before": {str(blame): n for blame, n in self.blame_before.items()},
            "blame_after": {str(blame): n for blame, n in self.blame_after.items()},
        }


def compare(before: Run, after: Run) -> Comparison:
    """Compare two runs over the cases that both hold; deterministic.

    Whether they may be compared at all (same digest, same split) is for the caller to say.
    """
    ids_before, ids_after = _ids(before), _ids(after)
    common = ids_before & ids_after
    doubtful = {record.id for record in after.records if DOUBTFUL in record.tags}
    one, other = _only(before, common), _only(after, common)
    sure, surely = _only(before, common - doubtful), _only(after, common - doubtful)
    earlier = {record.id: record for record in cases_of(sure)}
    pairs = [
        CaseChange(before=earlier[record.id], after=record)
        for record in sorted(cases_of(surely), key=lambda record: record.id)
        if record.id in earlier
    ]
    return Comparison(
        before=before,
        after=after,
        metrics=_metrics(sure, surely, pairs),
        newly_wrong=tuple(p for p in pairs if is_good(p.before) and not is_good(p.after)),
        newly_right=tuple(p for p in pairs if is_good(p.after) and not is_good(p.before)),
        blame_before=count_blame(one),
        blame_after=count_blame(other),
        n_common=len(common),
        only_before=tuple(sorted(ids_before - common)),
        only_after=tuple(sorted(ids_after - common)),
        n_doubtful=len(common & doubtful),
    )


def without_doubtful(run: Run) -> Run:
    """Return a run without the cases whose gold is doubtful: what floors are held against."""
    return _only(run, {record.id for record in run.records if DOUBTFUL not in record.tags})


def cases_of(run: Run) -> tuple[CaseRecord, ...]:
    """Return every question and claim of a run, those of drafts too."""
    return (*run.questions, *run.all_claims)


def is_good(record: CaseRecord) -> bool:
    """Say whether a case is right in every respect: its words too, where the case says which."""
    if isinstance(record, ClaimRecord):
        return record.is_right
    return record.is_right and record.accepted is not False and not record.forbidden


def asked_of(record: CaseRecord) -> str:
    """Return the question or the claim of a case; empty in a run without words."""
    return record.question if isinstance(record, QuestionRecord) else record.claim


def quotes_of(record: CaseRecord) -> tuple[str, ...]:
    """Return the words that a case was answered or judged with."""
    return record.quotes if isinstance(record, QuestionRecord) else record.evidence


def _ids(run: Run) -> set[str]:
    return {record.id for record in run.records}


def _only(run: Run, ids: set[str]) -> Run:
    """Return a run of these cases alone, by id: the draws of a bootstrap depend on the order."""
    return replace(
        run,
        questions=tuple(_sorted(one for one in run.questions if one.id in ids)),
        claims=tuple(_sorted(one for one in run.claims if one.id in ids)),
        drafts=tuple(_sorted(one for one in run.drafts if one.id in ids)),
    )


def _sorted(records: Iterable[AnyRecord]) -> list[AnyRecord]:
    return sorted(records, key=lambda record: record.id)


def _metrics(before: Run, after: Run, pairs: list[CaseChange]) -> tuple[MetricChange, ...]:
    paired = {name: compare_metric(name, before, after) for name in MEASURES}
    tested = {
        name: Outcome(p=found.p, n_changed=found.n_changed)
        for name in GATING
        if (found := paired[name]) is not None
    }
    real = significant(tested)
    return (
        _cases_right(pairs),
        *(
            MetricChange(
                name=name,
                before=figure_of(before, measure),
                after=figure_of(after, measure),
                paired=paired[name],
                gates=measure.gates,
                is_significant=name in real,
            )
            for name, measure in MEASURES.items()
        ),
    )


def _cases_right(pairs: list[CaseChange]) -> MetricChange:
    before = [mean_part(is_good(pair.before)) for pair in pairs]
    after = [mean_part(is_good(pair.after)) for pair in pairs]
    paired = paired_test(before, after) if pairs else None
    return MetricChange(
        name=CASES_RIGHT,
        before=_figure(before),
        after=_figure(after),
        paired=paired,
        gates=True,
        is_significant=paired is not None and paired.p < LEVEL,
    )


def _figure(parts: list[Parts]) -> Figure:
    return Figure(
        name=CASES_RIGHT, value=ratio(parts), n=len(parts), interval=ratio_interval(parts)
    )


def _heading(run: Run) -> dict[str, Any]:
    return {
        "system": run.system,
        "split": run.split,
        "digest": run.digest,
        "n_questions": len(run.questions),
        "n_claims": len(run.claims),
        "n_drafts": len(run.drafts),
        "parts": dict(run.parts),
    }


def _metric_json(change: MetricChange) -> dict[str, Any]:
    paired = change.paired
    return {
        "before": change.before.to_json(),
        "after": change.after.to_json(),
        "difference": paired.difference if paired else None,
        "low": paired.low if paired else None,
        "high": paired.high if paired else None,
        "p": paired.p if paired else None,
        "n_changed": paired.n_changed if paired else 0,
        "gates": change.gates,
        "is_significant": change.is_significant,
    }


def _case_json(change: CaseChange) -> dict[str, Any]:
    after = change.after
    return {
        "id": change.id,
        "asked": asked_of(after),
        "expected": str(after.expected),
        "before": str(change.before.got),
        "after": str(after.got),
        "blame_before": change.before.blame and str(change.before.blame),
        "blame_after": after.blame and str(after.blame),
        "quotes": list(quotes_of(after)),
        "gold": list(after.gold),
    }
