"""Sum a run up: each metric with its value, the number of cases behind it and its interval. Pure.

Every figure of a report is computed here, from the records of the cases and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.verdict import Verdict
from eval.cases.values import Kind
from eval.measures import MEASURES, Measure, Row, answer_accuracy, verdict_accuracy
from eval.metrics import verdicts
from eval.metrics.bootstrap import Interval, interval
from eval.metrics.weighted import rows_of, value_of
from eval.records import Blame, ClaimRecord, QuestionRecord, Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A metric of a run.

    Attributes:
        name: Of the metric, as in JSON: "answer_accuracy".
        value: None when there was nothing to measure.
        n: What it is out of: cases; for the precision of abstaining the questions declined, for
            its recall those that should be; for exact quotes the citations, for proven statements
            the statements, for the claims of drafts those claims.
        interval: 95 %, by bootstrap over the cases; None with no value, and for memory.
        higher_is_better: Which way is better.
        unit: "" for a share in [0, 1], else "ms", "MiB" or "count".
    """

    name: str
    value: float | None
    n: int
    interval: Interval | None
    higher_is_better: bool = True
    unit: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the figure as JSON values."""
        return {
            "value": self.value,
            "n": self.n,
            "low": self.interval.low if self.interval else None,
            "high": self.interval.high if self.interval else None,
            "unit": self.unit,
            "higher_is_better": self.higher_is_better,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All figures of a run.

    Attributes:
        figures: One a metric, in the order of `eval.measures.METRICS`. Those that don't gate
            differ from run to run.
        by_kind: Answer accuracy of the questions of each kind that occurs.
        by_verdict: Accuracy of the claims of each gold verdict that occurs.
        confusion: Gold verdict, then verdict given: number of claims.
        blame: What wrong questions, claims and claims of drafts are put down to, and how often;
            every blame in its order, 0 where it doesn't occur.
        cited_words: Mean number of words cited by an answer that shows statements: no measure of
            quality, but who cites whole articles meets gold quotes without effort. None without.
    """

    figures: tuple[Figure, ...]
    by_kind: dict[Kind, Figure]
    by_verdict: dict[Verdict, Figure]
    confusion: dict[Verdict, dict[Verdict, int]]
    blame: dict[Blame, int]
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
            "blame": self.blame,
            "cited_words": self.cited_words,
        }


def summarise(run: Run) -> Summary:
    """Compute every figure of a run; deterministic, given the times in its records."""
    answered = [record for record in run.questions if record.statements]
    return Summary(
        figures=tuple(figure_of(run, measure) for measure in MEASURES.values()),
        by_kind={
            kind: _figure(MEASURES["answer_accuracy"], rows)
            for kind in Kind
            if (rows := [answer_accuracy(one) for one in run.questions if one.kind is kind])
        },
        by_verdict={
            verdict: _figure(MEASURES["verdict_accuracy"], rows)
            for verdict in verdicts.GOLD_LABELS
            if (rows := [verdict_accuracy(one) for one in run.claims if one.expected is verdict])
        },
        confusion=_confusion(run.claims),
        blame=count_blame(run),
        cited_words=(
            sum(record.n_cited_words for record in answered) / len(answered) if answered else None
        ),
    )


def figure_of(run: Run, measure: Measure) -> Figure:
    """Return one figure of a run."""
    return _figure(measure, [row for _, row in measure.rows(run)])


def count_blame(run: Run) -> dict[Blame, int]:
    """Return how many wrong questions and claims, those of drafts too, are put down to what.

    A wrong case without blame is put down to what is unknown; an answer with the right quote that
    shows forbidden words, or none that are accepted, is to blame too.
    """
    every: tuple[QuestionRecord | ClaimRecord, ...] = (*run.questions, *run.all_claims)
    blames = [one.blame or Blame.UNKNOWN for one in every if one.blame or not one.is_right]
    return {blame: blames.count(blame) for blame in Blame}


def _figure(measure: Measure, rows: Sequence[Row]) -> Figure:
    cases = rows_of(rows)
    n = round(cases[:, 1].sum()) if measure.is_ratio and measure.has_cases and rows else len(rows)
    return Figure(
        name=measure.name,
        value=value_of(measure.of, cases),
        n=n,
        interval=interval(cases, measure.of) if measure.has_cases else None,
        higher_is_better=measure.higher_is_better,
        unit=measure.unit,
    )


def _confusion(records: Sequence[ClaimRecord]) -> dict[Verdict, dict[Verdict, int]]:
    table = verdicts.confusion(
        [record.expected for record in records], [record.got for record in records]
    )
    return {
        gold: {got: int(table[row, column]) for column, got in enumerate(verdicts.SEEN_LABELS)}
        for row, gold in enumerate(verdicts.GOLD_LABELS)
    }
