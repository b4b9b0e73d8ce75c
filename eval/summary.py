"""Sum a run up: each metric with its value, the number of cases behind it and its interval. Pure.

Every figure of a report is computed here, from the records of the cases and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.verdict import Verdict
from eval.cases.values import Kind
from eval.measures import OF_CLAIMS, OF_QUESTIONS, answer_accuracy, verdict_accuracy
from eval.metrics import verdicts
from eval.metrics.bootstrap import Interval, interval, ratio_interval
from eval.metrics.ratio import Parts, ratio
from eval.records import ClaimRecord, Run

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A metric of a run, in [0, 1], higher is better.

    Attributes:
        name: Of the metric, as in JSON: "answer_accuracy".
        value: None when there was nothing to measure.
        n: What it is out of: cases; for the precision of abstaining the questions declined, for
            its recall those that should be, for exact quotes the citations.
        interval: 95 %, by bootstrap over the cases; None with no value.
    """

    name: str
    value: float | None
    n: int
    interval: Interval | None

    def to_json(self) -> dict[str, Any]:
        """Return the figure as JSON values."""
        return {
            "value": self.value,
            "n": self.n,
            "low": self.interval.low if self.interval else None,
            "high": self.interval.high if self.interval else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All figures of a run.

    Attributes:
        figures: One a metric, in the order of `eval.measures.METRICS`.
        by_kind: Answer accuracy of the questions of each kind that occurs.
        by_verdict: Accuracy of the claims of each gold verdict that occurs.
        confusion: Gold verdict, then verdict given: number of claims.
        cited_words: Mean number of words cited by an answer that shows statements: no measure of
            quality, but who cites whole articles meets gold quotes without effort. None without.
    """

    figures: tuple[Figure, ...]
    by_kind: dict[Kind, Figure]
    by_verdict: dict[Verdict, Figure]
    confusion: dict[Verdict, dict[Verdict, int]]
    cited_words: float | None

    def to_json(self) -> dict[str, Any]:
        """Return the summary as JSON values."""
        return {
            "figures": {figure.name: figure.to_json() for figure in self.figures},
            "answer_accuracy_by_kind": {k: figure.to_json() for k, figure in self.by_kind.items()},
            "verdict_accuracy_by_gold": {
                k: figure.to_json() for k, figure in self.by_verdict.items()
            },
            "confusion": self.confusion,
            "cited_words": self.cited_words,
        }


def summarise(run: Run) -> Summary:
    """Compute every figure of a run; deterministic."""
    answered = [record for record in run.questions if record.statements]
    return Summary(
        figures=(
            *(_figure(name, run.questions, parts) for name, parts in OF_QUESTIONS.items()),
            *(_figure(name, run.claims, parts) for name, parts in OF_CLAIMS.items()),
            _macro_f1(run.claims),
        ),
        by_kind={
            kind: _figure("answer_accuracy", records, answer_accuracy)
            for kind in Kind
            if (records := [one for one in run.questions if one.kind is kind])
        },
        by_verdict={
            verdict: _figure("verdict_accuracy", claims, verdict_accuracy)
            for verdict in verdicts.GOLD_LABELS
            if (claims := [one for one in run.claims if one.expected is verdict])
        },
        confusion=_confusion(run.claims),
        cited_words=(
            sum(record.n_cited_words for record in answered) / len(answered) if answered else None
        ),
    )


def _figure(name: str, records: Sequence[T], parts: Callable[[T], Parts | None]) -> Figure:
    found = [part for record in records if (part := parts(record)) is not None]
    n = round(sum(denominator for _, denominator in found))
    return Figure(name=name, value=ratio(found), n=n, interval=ratio_interval(found))


def _macro_f1(records: Sequence[ClaimRecord]) -> Figure:
    gold = [record.expected for record in records]
    got = [record.got for record in records]

    def metric(places: NDArray[np.int64]) -> float | None:
        return verdicts.macro_f1(
            verdicts.confusion([gold[place] for place in places], [got[place] for place in places])
        )

    return Figure(
        name="verdict_macro_f1",
        value=verdicts.macro_f1(verdicts.confusion(gold, got)),
        n=len(records),
        interval=interval(len(records), metric),
    )


def _confusion(records: Sequence[ClaimRecord]) -> dict[Verdict, dict[Verdict, int]]:
    table = verdicts.confusion(
        [record.expected for record in records], [record.got for record in records]
    )
    return {
        gold: {got: int(table[row, column]) for column, got in enumerate(verdicts.SEEN_LABELS)}
        for row, gold in enumerate(verdicts.GOLD_LABELS)
    }
