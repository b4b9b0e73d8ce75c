"""Floors go up by a command, and down only with a reason that is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from eval.cases.values import DOUBTFUL
from eval.errors import EvalError
from eval.gate.baseline import Baseline, What
from eval.gate.floors import (
    NEVER,
    NOWHERE_WORSE,
    advance,
    first_baseline,
    floor_of,
    gating_figures,
    is_better,
    is_worst,
    lower_floor,
    raise_floors,
    renew,
)
from eval.measures import GATING
from eval.metrics.bootstrap import Interval
from eval.runs import without_words
from eval.summary import Figure
from tests.eval.gate.made_runs import make_run, question, with_question

DAY, NEXT = date(2024, 5, 1), date(2024, 5, 2)
BETTER, WORSE = ("q000",), ("q000", "q001", "q002", "q003", "c000", "c001")


@pytest.fixture(scope="module")
def baseline() -> Baseline:
    return first_baseline(make_run(), on=DAY)


def test_first_baseline_has_a_floor_for_all_that_was_measured(baseline: Baseline) -> None:
    measured = {
        one.name
        for one in gating_figures(make_run())
        if one.value is not None and not is_worst(one)
    }
    assert set(baseline.floors) == measured
    assert "answer_accuracy" in measured
    assert baseline.run == without_words(make_run())
    assert [change.what for change in baseline.changes].count(What.RENEWED) == 1


def test_floors_are_never_above_what_the_run_holds(baseline: Baseline) -> None:
    for figure in gating_figures(make_run()):
        if figure.name in baseline.floors:
            assert figure.value is not None
            assert not is_better(figure.name, baseline.floors[figure.name], figure.value)
            assert floor_of(figure, is_exact=True) == figure.value


def figure(
    value: float, *, low: float, high: float, name: str = "rr@10", up: bool = True
) -> Figure:
    return Figure(
        name=name, value=value, n=100, interval=Interval(low=low, high=high), higher_is_better=up
    )


def test_floor_is_the_worse_end_of_the_interval() -> None:
    assert floor_of(figure(0.8, low=0.71239, high=0.9)) == 0.7123
    assert floor_of(figure(0.2, low=0.1, high=0.27121, up=False)) == 0.2713
    assert floor_of(figure(0.9, low=0.8125, high=1.0)) == 0.8125


def test_perfect_figure_leaves_room_but_for_what_may_never_be() -> None:
    assert floor_of(figure(1.0, low=1.0, high=1.0)) == 0.97
    assert floor_of(figure(0.0, low=0.0, high=0.0, up=False)) == 0.03
    for name in NEVER:
        assert floor_of(figure(1.0, low=1.0, high=1.0, name=name)) == 1.0
    assert set(GATING) >= NEVER


def test_raising_never_lowers(baseline: Baseline) -> None:
    same = raise_floors(baseline, make_run(wrong=WORSE), on=NEXT)
    assert same == baseline
    better = raise_floors(baseline, make_run(wrong=BETTER), on=NEXT)
    assert better.floors["answer_accuracy"] > baseline.floors["answer_accuracy"]
    for name, floor in baseline.floors.items():
        assert not is_better(name, floor, better.floors[name])
    new = better.changes[len(baseline.changes) :]
    assert {change.what for change in new} == {What.RAISED}
    assert {change.on for change in new} == {NEXT}
    exact = raise_floors(baseline, make_run(), on=NEXT, is_exact=True)
    assert exact.floors["answer_accuracy"] == pytest.approx(28 / 30)


def test_floors_are_not_raised_over_other_cases(baseline: Baseline) -> None:
    for other in (make_run(digest="cd" * 32), make_run(split="test")):
        with pytest.raises(EvalError, match="other cases"):
            raise_floors(baseline, other, on=NEXT)
    with pytest.raises(EvalError, match="no case"):
        raise_floors(baseline, make_run(questions=(), claims=(), drafts=()), on=NEXT)


def test_better_results_are_taken_over_and_worse_ones_are_not(baseline: Baseline) -> None:
    better = make_run(wrong=())
    taken = advance(baseline, better, on=NEXT)
    assert taken.run == without_words(better)
    assert taken.changes[-1].reason == NOWHERE_WORSE
    # Claims got better and answers worse: no reason to forget how good the answers were.
    mixed = advance(baseline, make_run(wrong=("q000", "q009", "q010")), on=NEXT)
    assert mixed.run == baseline.run
    assert advance(baseline, make_run(wrong=WORSE), on=NEXT) == baseline
    assert advance(baseline, make_run(), on=NEXT) == baseline


def test_lowering_keeps_the_reason(baseline: Baseline) -> None:
    lowered = lower_floor(baseline, "answer_accuracy", 0.5, on=NEXT, reason="harder cases")
    change = lowered.changes[-1]
    assert (change.what, change.metric, change.reason) == (
        What.LOWERED,
        "answer_accuracy",
        "harder cases",
    )
    assert (change.before, change.after) == (baseline.floors["answer_accuracy"], 0.5)
    assert lowered.floors["answer_accuracy"] == 0.5
    dropped = lower_floor(baseline, "rr@10", None, on=NEXT, reason="renamed")
    assert "rr@10" not in dropped.floors
    assert dropped.changes[-1].what is What.DROPPED
    # A ceiling is lowered by a larger number.
    loose = lower_floor(baseline, "verdict_ece", 0.99, on=NEXT, reason="r")
    assert loose.floors["verdict_ece"] == 0.99


@pytest.mark.parametrize(
    ("metric", "value", "reason", "says"),
    [
        ("answer_accuracy", 0.5, " ", "no reason"),
        ("answer_acuracy", 0.5, "r", "no floor of"),
        ("answer_accuracy", 1.0, "r", "does not lower"),
        ("answer_accuracy", float("nan"), "r", "is no floor"),
        ("answer_accuracy", float("inf"), "r", "is no floor"),
        ("answer_accuracy", -0.1, "r", "is no floor"),
        ("verdict_ece", 1.5, "r", "is no floor"),
        ("verdict_ece", 0.0, "r", "does not lower"),
    ],
)
def test_what_lowers_no_floor_is_refused(
    metric: str, value: float, reason: str, says: str, baseline: Baseline
) -> None:
    with pytest.raises(EvalError, match=says):
        lower_floor(baseline, metric, value, on=NEXT, reason=reason)


def test_renewing_says_what_it_marks_as_doubtful(baseline: Baseline) -> None:
    marked = with_question(make_run(), question(7, is_right=False, tags=(DOUBTFUL,)))
    renewed = renew(baseline, replace(marked, digest="cd" * 32), on=NEXT, reason="r")
    assert renewed.changes[-1].reason == "r [cases: 1 marked doubtful]"
    again = renew(renewed, marked, on=NEXT, reason="s")
    assert again.changes[-1].reason == "s"


def test_renewing_takes_over_cases_and_keeps_floors(baseline: Baseline) -> None:
    run = make_run(wrong=WORSE)
    other = replace(run, digest="cd" * 32, questions=run.questions[:20])
    renewed = renew(baseline, other, on=NEXT, reason="ten cases were wrong")
    assert renewed.run == without_words(other)
    assert renewed.floors == baseline.floors
    given_up = "[cases: 2 newly wrong, 10 taken out]"
    assert renewed.changes[-1].reason == f"ten cases were wrong {given_up}"
    for reason in ("", " \n"):
        with pytest.raises(EvalError, match="no reason"):
            renew(baseline, other, on=NEXT, reason=reason)
