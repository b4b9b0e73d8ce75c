"""Raise and lower floors, and take over new results: every change ends in the record. Pure.

A floor is the worse end of a metric's 95 % interval. The value itself would fail
the first change that loses one case and wins three elsewhere; the paired test against the kept
cases finds what got worse since, and floors hold what many small steps, each within noise, would
lose together.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from eval.cases.values import DOUBTFUL
from eval.errors import EvalError
from eval.gate.baseline import Baseline, Change, Shown, What, results_of
from eval.gate.comparing import MetricChange, compare, without_doubtful
from eval.measures import GATING, MEASURES
from eval.records import Run
from eval.runs import without_words
from eval.summary import Figure, figure_of, summarise

RAISED = "to what a run holds"
FIRST = "the first baseline"
NOWHERE_WORSE = "better, and no metric that gates got worse"
NEVER = frozenset({"statements_proven", "quotes_exact", "as_of_leaks", "forbidden_free"})
"""Metrics of what may never be shown: their floor is their value, to the last case."""
_TINY = 1e-6  # 0.8125 times 10,000 may come out below 8125


def first_baseline(run: Run, *, on: date, is_exact: bool = False) -> Baseline:
    """Return a baseline made of a run, with its floors.

    Raises:
        EvalError: The run holds no case.
    """
    empty = Baseline(run=run, floors={}, figures={}, changes=())
    return raise_floors(renew(empty, run, on=on, reason=FIRST), run, on=on, is_exact=is_exact)


def raise_floors(baseline: Baseline, run: Run, *, on: date, is_exact: bool = False) -> Baseline:
    """Return the baseline with each floor raised to what a run holds; none is lowered.

    Args:
        baseline: What holds now.
        run: Over the same cases.
        on: The day of the change.
        is_exact: Raise to the value itself, not to the worse end of its interval.

    Raises:
        EvalError: The run is over other cases, or holds none.
    """
    _check_cases(run)
    if (run.digest, run.split) != (baseline.run.digest, baseline.run.split):
        raise EvalError(
            "the run is over other cases than the baseline",
            "take them over first: newsproof eval floors --from RUN.json --renew --reason TEXT",
        )
    floors, changes = dict(baseline.floors), list(baseline.changes)
    for figure in gating_figures(run):
        floor = floor_of(figure, is_exact=is_exact)
        before = floors.get(figure.name)
        if floor is not None and (before is None or is_better(figure.name, floor, before)):
            floors[figure.name] = floor
            changes.append(
                Change(
                    on=on,
                    what=What.RAISED,
                    reason=RAISED,
                    metric=figure.name,
                    before=before,
                    after=floor,
                )
            )
    return replace(baseline, floors=floors, changes=tuple(changes))


def advance(baseline: Baseline, run: Run, *, on: date, is_exact: bool = False) -> Baseline:
    """Return the baseline with its floors raised, and the results taken over if none is worse.

    Results are taken over without a reason only when no metric that gates got worse, by however
    little: step by step nothing can be lost that way. The arguments and errors are those of
    `raise_floors`.
    """
    raised = raise_floors(baseline, run, on=on, is_exact=is_exact)
    if results_of(run) == results_of(baseline.run) or not _is_nowhere_worse(baseline.run, run):
        return raised
    return renew(raised, run, on=on, reason=NOWHERE_WORSE)


def _is_nowhere_worse(before: Run, after: Run) -> bool:
    comparison = compare(before, after)
    if comparison.only_before or comparison.only_after:
        return False
    return not any(
        change.gates and (change.is_worse or has_vanished(change)) for change in comparison.metrics
    )


def lower_floor(
    baseline: Baseline, metric: str, value: float | None, *, on: date, reason: str
) -> Baseline:
    """Return the baseline with one floor lowered, or dropped, and the reason kept.

    Args:
        baseline: What holds now.
        metric: Whose floor; it need not be a metric any more.
        value: The new floor; None to drop it.
        on: The day of the change.
        reason: Why, in words.

    Raises:
        EvalError: There is no such floor, no reason, or the value would raise it or is no number.
    """
    _check_reason(reason)
    before = baseline.floors.get(metric)
    if before is None:
        known = ", ".join(sorted(baseline.floors)) or "none"
        raise EvalError(f"there is no floor of {metric!r:.60}", f"name one of: {known}")
    floors = {name: floor for name, floor in baseline.floors.items() if name != metric}
    if value is not None:
        unit = MEASURES[metric].unit if metric in MEASURES else ""
        if not 0 <= value < float("inf") or (not unit and value > 1):
            raise EvalError(f"{value} is no floor of {metric!r}", "give a number from 0 to 1")
        if not is_better(metric, before, value):
            raise EvalError(
                f"{value} does not lower the floor of {metric!r}, which is {before}",
                "give a worse value, or raise it with --from RUN.json --raise",
            )
        floors[metric] = value
    change = Change(
        on=on,
        what=What.DROPPED if value is None else What.LOWERED,
        reason=_plain(reason),
        metric=metric,
        before=before,
        after=value,
    )
    return replace(baseline, floors=floors, changes=(*baseline.changes, change))


def renew(baseline: Baseline, run: Run, *, on: date, reason: str) -> Baseline:
    """Return the baseline with the cases and results of a run; its floors stay what they were.

    What the gate will not see any more is added to the reason: cases that got worse, were taken out
    or marked as doubtful.

    Raises:
        EvalError: The run holds no case, or there is no reason.
    """
    _check_cases(run)
    _check_reason(reason)
    change = Change(
        on=on,
        what=What.RENEWED,
        reason=_plain(f"{reason} {_given_up(baseline.run, run)}"),
        results=results_of(run),
    )
    return replace(
        baseline,
        run=without_words(run),
        figures={
            figure.name: _shown(figure)
            for figure in summarise(run).figures
            if MEASURES[figure.name].gates
        },
        changes=(*baseline.changes, change),
    )


def _given_up(before: Run, after: Run) -> str:
    """Return how many cases got worse, are gone or newly doubtful, in brackets, or nothing."""
    comparison = compare(before, after)
    marked = _doubtful(after) - _doubtful(before)
    n_marked = len(marked & {record.id for record in before.records})
    counts = {
        "newly wrong": len(comparison.newly_wrong),
        "taken out": len(comparison.only_before),
        "marked doubtful": n_marked,
    }
    told = ", ".join(f"{n} {what}" for what, n in counts.items() if n)
    return f"[cases: {told}]" if told else ""


def _doubtful(run: Run) -> set[str]:
    return {record.id for record in run.records if DOUBTFUL in record.tags}


def gating_figures(run: Run) -> Iterator[Figure]:
    """Yield the figure of every metric that gates, over the cases whose gold is sure."""
    sure = without_doubtful(run)
    for name in GATING:
        yield figure_of(sure, MEASURES[name])


def floor_of(figure: Figure, *, is_exact: bool = False) -> float | None:
    """Return the floor that a figure gives; None when there is nothing to hold.

    It is the worse end of the interval, rounded to four digits so that it is no harder. Where every
    case is alike the bootstrap knows no spread; then n cases without an exception leave room for
    3 / n of them (the rule of three, Hanley and Lippman-Hand 1983), but for what may never be.
    """
    if figure.value is None or is_worst(figure):
        return None
    if is_exact or figure.interval is None or figure.name in NEVER:
        return figure.value
    low, high = figure.interval.low, figure.interval.high
    if low == high and not figure.unit:
        low, high = max(0.0, low - 3 / figure.n), min(1.0, high + 3 / figure.n)
    if figure.higher_is_better:
        return math.floor(low * 10_000 + _TINY) / 10_000
    return math.ceil(high * 10_000 - _TINY) / 10_000


def is_worst(figure: Figure) -> bool:
    """Say whether a share is as bad as it can be, so that nothing of it can be lost."""
    return not figure.unit and figure.value == (0.0 if figure.higher_is_better else 1.0)


def has_vanished(change: MetricChange) -> bool:
    """Say whether a metric had a value worth keeping, and has none any more."""
    before, after = change.before.value, change.after.value
    if before is None or is_worst(change.before):
        return False
    return after is None or not math.isfinite(after)


def is_better(metric: str, one: float, other: float) -> bool:
    """Say whether a value of a metric is better than another one, by however little."""
    is_higher_better = metric not in MEASURES or MEASURES[metric].higher_is_better
    return one > other if is_higher_better else one < other


def _shown(figure: Figure) -> Shown:
    def brief(value: float | None) -> float | None:
        return None if value is None else round(value, 6)

    low = figure.interval.low if figure.interval else None
    high = figure.interval.high if figure.interval else None
    return Shown(value=brief(figure.value), n=figure.n, low=brief(low), high=brief(high))


def _check_cases(run: Run) -> None:
    if not run.records:
        raise EvalError("the run holds no case", "run the evaluation over some cases")


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise EvalError("there is no reason", "say why with --reason")


def _plain(reason: str) -> str:
    return " ".join(reason.split())
