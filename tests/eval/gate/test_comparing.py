"""Two runs case by case: what turned, what moved by more than noise."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.answer import Status
from eval.cases.values import DOUBTFUL
from eval.gate.comparing import CASES_RIGHT, Comparison, MetricChange, compare
from eval.records import Blame
from tests.eval.gate.made_runs import make_run, question, with_question


def change_of(comparison: Comparison, name: str) -> MetricChange:
    return next(change for change in comparison.metrics if change.name == name)


def test_run_does_not_differ_from_itself() -> None:
    comparison = compare(make_run(), make_run())
    assert not comparison.newly_wrong
    assert not comparison.newly_right
    assert comparison.blame_before == comparison.blame_after
    assert comparison.n_common == 62
    for change in comparison.metrics:
        assert not change.is_significant
        assert change.paired is None or (change.paired.difference, change.paired.p) == (0, 1)


def test_cases_that_turned_are_listed_by_id() -> None:
    comparison = compare(
        make_run(wrong=("q004", "c009", "d001")), make_run(wrong=("c002", "q004", "q001", "d000"))
    )
    assert [one.id for one in comparison.newly_wrong] == ["c002", "d000#2", "q001"]
    assert [one.id for one in comparison.newly_right] == ["c009", "d001#2"]
    assert comparison.blame_before[Blame.JUDGED_WRONG] == 2
    assert comparison.blame_after[Blame.NOT_CHOSEN] == 2


def test_forbidden_words_make_a_right_answer_wrong() -> None:
    before = make_run()
    shown = question(7, forbidden=("Bert",), blame=Blame.BADLY_WRITTEN)
    comparison = compare(before, with_question(before, shown))
    assert [one.id for one in comparison.newly_wrong] == ["q007"]


@pytest.mark.parametrize(("n_worse", "is_loss"), [(1, False), (5, False), (6, True), (12, True)])
def test_loss_is_called_one_when_it_is_more_than_noise(n_worse: int, is_loss: bool) -> None:
    worse = make_run(wrong={f"q{n:03}" for n in range(n_worse)})
    right = change_of(compare(make_run(wrong=()), worse), CASES_RIGHT)
    assert right.is_worse
    assert right.is_loss is is_loss
    back = change_of(compare(worse, make_run(wrong=())), CASES_RIGHT)
    assert back.is_significant is is_loss
    assert not back.is_loss


def test_cases_that_got_better_weigh_against_those_that_got_worse() -> None:
    before = make_run(wrong={f"q{n:03}" for n in range(8)})
    after = make_run(wrong={f"q{n:03}" for n in range(8, 16)})
    comparison = compare(before, after)
    assert len(comparison.newly_wrong) == len(comparison.newly_right) == 8
    assert not change_of(comparison, CASES_RIGHT).is_significant


def test_more_false_support_is_worse_though_the_figure_rises() -> None:
    worse = make_run(wrong={f"c{n:03}" for n in range(20)})
    change = change_of(compare(make_run(wrong=()), worse), "false_supported")
    assert change.paired is not None
    assert change.paired.difference > 0
    assert change.is_loss


def test_doubtful_case_is_never_counted_as_worse() -> None:
    before = make_run(wrong=())
    after = make_run(wrong={f"q{n:03}" for n in range(12)})
    marked = replace(after, questions=tuple(replace(q, tags=(DOUBTFUL,)) for q in after.questions))
    comparison = compare(before, marked)
    assert not comparison.newly_wrong
    assert comparison.n_doubtful == 30
    assert not any(change.is_loss for change in comparison.metrics)
    # Shown all the same: what is wrong is wrong.
    assert comparison.blame_after[Blame.NOT_CHOSEN] == 12


def test_only_cases_of_both_are_compared() -> None:
    before, after = make_run(), make_run()
    before = replace(before, questions=before.questions[:-1], digest="cd" * 32)
    after = replace(after, claims=after.claims[1:])
    comparison = compare(before, after)
    assert comparison.only_before == ("c000",)
    assert comparison.only_after == ("q029",)
    assert not comparison.is_same_set
    assert comparison.n_common == 60
    assert change_of(comparison, "verdict_accuracy").after.n == 29


def test_runs_without_a_common_case_compare_to_nothing() -> None:
    empty = make_run(questions=(), claims=(), drafts=())
    comparison = compare(make_run(), empty)
    assert comparison.n_common == 0
    assert all(change.paired is None for change in comparison.metrics)


def test_order_of_records_and_timings_change_nothing() -> None:
    before, after = make_run(), make_run(wrong=("q003",))
    turned = replace(
        after,
        questions=tuple(replace(q, ms=q.ms * 9) for q in reversed(after.questions)),
        claims=after.claims[::-1],
    )
    first, second = compare(before, after).to_json(), compare(before, turned).to_json()
    for found in (first, second):
        for name in ("ask_p50_ms", "ask_p95_ms"):
            del found["metrics"][name]
    assert json.dumps(first) == json.dumps(second)


def test_json_says_what_was_cited_and_what_is_gold() -> None:
    comparison = compare(make_run(wrong=()), make_run(wrong=("q003",)))
    (case,) = comparison.to_json()["newly_wrong"]
    assert case["asked"] == "Who wrote letter 3?"
    assert (case["before"], case["after"]) == (Status.ANSWERED, Status.ABSTAINED)
    assert case["gold"] == ["Ada wrote it on Monday."]
    assert json.loads(json.dumps(comparison.to_json())) == comparison.to_json()
