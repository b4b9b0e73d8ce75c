"""The gate: green only on proof, and red for each thing that may not be."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from bot.answer import Status
from bot.verdict import Verdict
from eval.cases.values import DOUBTFUL
from eval.gate.baseline import Baseline
from eval.gate.floors import first_baseline, lower_floor, renew
from eval.gate.judging import GateResult, ReasonKind, floor_reasons, judge
from eval.records import Blame, Run
from eval.summary import Figure
from tests.eval.gate.made_runs import claim, draft, make_run, question, with_claim, with_question

DAY = date(2024, 5, 1)


@pytest.fixture(scope="module")
def baseline() -> Baseline:
    return first_baseline(make_run(), on=DAY)


def kinds(result: GateResult) -> set[ReasonKind]:
    return {reason.kind for reason in result.reasons}


def test_same_run_passes_without_warnings(baseline: Baseline) -> None:
    result = judge(make_run(), baseline)
    assert result.passed
    assert not result.warnings


def test_one_newly_wrong_case_passes_and_is_listed(baseline: Baseline) -> None:
    result = judge(make_run(wrong=("q000", "q001", "c000", "c001", "c007")), baseline)
    assert result.passed
    assert [(one.kind, one.cases) for one in result.warnings] == [
        (ReasonKind.NEWLY_WRONG, ("c007",))
    ]


@pytest.mark.parametrize("n", [1, 2, 5])
def test_of_so_few_cases_that_no_test_can_fail_each_one_counts(n: int) -> None:
    def few(*wrong: int) -> Run:
        # What is shown stays, so that no metric is gone with it.
        questions = tuple(
            replace(question(k), is_right=k not in wrong, accepted=k not in wrong) for k in range(n)
        )
        return make_run(questions=questions, claims=(), drafts=())

    result = judge(few(0), first_baseline(few(), on=DAY))
    assert ReasonKind.LOSS in kinds(result)
    assert result.reasons[0].cases == ("q000",)
    assert judge(few(0), first_baseline(few(0), on=DAY)).passed


def test_real_loss_fails(baseline: Baseline) -> None:
    worse = make_run(wrong={f"q{n:03}" for n in range(8)} | {"c000", "c001"})
    result = judge(worse, baseline)
    assert ReasonKind.LOSS in kinds(result)
    assert "cases_right" in {reason.what for reason in result.reasons}


def test_many_small_steps_end_at_the_floor() -> None:
    """Each step is within noise and is taken over with a reason; the floors stay."""
    baseline = first_baseline(make_run(wrong=()), on=DAY)
    for n_wrong in range(2, 30, 2):
        run = make_run(wrong={f"c{n:03}" for n in range(n_wrong)})
        result = judge(run, baseline)
        if not result.passed:
            assert kinds(result) == {ReasonKind.BELOW_FLOOR}
            return
        baseline = renew(baseline, run, on=DAY, reason="two claims more or less")
    pytest.fail("everything was lost, step by step")


@pytest.mark.parametrize(
    ("run", "kind", "case"),
    [
        (with_question(make_run(), question(9, n_leaks=1)), ReasonKind.LEAK, "q009"),
        (with_claim(make_run(), claim(9, n_leaks=1)), ReasonKind.LEAK, "c009"),
        (with_question(make_run(), question(9, proven=(False,))), ReasonKind.UNPROVEN, "q009"),
        (with_question(make_run(), question(9, proven=())), ReasonKind.UNPROVEN, "q009"),
        (with_question(make_run(), question(9, exact=())), ReasonKind.UNPROVEN, "q009"),
        (with_question(make_run(), question(9, citations=((),))), ReasonKind.UNPROVEN, "q009"),
        (
            with_question(make_run(), question(9, statements=(), proven=(), citations=())),
            ReasonKind.UNPROVEN,
            "q009",
        ),
        (with_claim(make_run(), claim(9, exact=())), ReasonKind.UNPROVEN, "c009"),
        (with_question(make_run(), question(9, exact=(False,))), ReasonKind.NOT_EXACT, "q009"),
        (with_claim(make_run(), claim(9, exact=(True, False))), ReasonKind.NOT_EXACT, "c009"),
        (
            with_claim(
                make_run(),
                claim(0, is_right=False, got=Verdict.NOT_CHECKED, exact=(), blame=Blame.UNKNOWN),
            ),
            ReasonKind.NOT_CHECKED,
            "c000",
        ),
        (
            with_question(make_run(), question(0, is_right=False, blame=Blame.NOT_IN_ARCHIVE)),
            ReasonKind.NOT_IN_ARCHIVE,
            "q000",
        ),
    ],
)
def test_one_case_of_what_may_never_be_fails(
    run: Run, kind: ReasonKind, case: str, baseline: Baseline
) -> None:
    result = judge(run, baseline)
    assert case in {one for reason in result.reasons if reason.kind is kind for one in reason.cases}


def test_doubtful_gold_excuses_no_leak(baseline: Baseline) -> None:
    run = with_question(make_run(), question(9, n_leaks=1, tags=(DOUBTFUL,)))
    assert ReasonKind.LEAK in kinds(judge(run, baseline))


def test_leak_in_a_draft_is_found(baseline: Baseline) -> None:
    whole = draft(1)
    inner = replace(whole.claims[1], n_leaks=1)
    run = make_run(drafts=(draft(0), replace(whole, claims=(whole.claims[0], inner))))
    (reason,) = (one for one in judge(run, baseline).reasons if one.kind is ReasonKind.LEAK)
    assert reason.cases == ("d001#2",)


def test_what_was_not_checked_before_fails_no_more() -> None:
    unchecked = claim(0, is_right=False, got=Verdict.NOT_CHECKED, exact=(), blame=Blame.UNKNOWN)
    run = with_claim(make_run(), unchecked)
    assert judge(run, first_baseline(run, on=DAY)).passed


def test_fewer_cases_fail_though_all_of_them_are_right(baseline: Baseline) -> None:
    whole = make_run(wrong=())
    fewer = replace(whole, questions=whole.questions[2:], digest="cd" * 32)
    result = judge(fewer, baseline)
    assert kinds(result) >= {ReasonKind.FEWER_CASES, ReasonKind.CHANGED_CASES}
    cut = replace(whole, claims=whole.claims[:-1])  # the digest still says that all are there
    assert ReasonKind.FEWER_CASES in kinds(judge(cut, baseline))


def test_changed_cases_fail_until_the_baseline_is_renewed(baseline: Baseline) -> None:
    changed = make_run(digest="cd" * 32)
    assert kinds(judge(changed, baseline)) == {ReasonKind.CHANGED_CASES}
    assert judge(changed, renew(baseline, changed, on=DAY, reason="a typo in q003")).passed
    more = make_run(questions=(*make_run().questions, question(77)))
    assert kinds(judge(more, baseline)) == {ReasonKind.CHANGED_CASES}


def test_nothing_is_never_green(baseline: Baseline) -> None:
    empty = make_run(questions=(), claims=(), drafts=())
    assert ReasonKind.NO_CASES in kinds(judge(empty, baseline))
    nothing = Baseline(run=empty, floors={}, figures={}, changes=())
    assert kinds(judge(empty, nothing)) >= {ReasonKind.NO_CASES, ReasonKind.NO_FLOORS}
    assert ReasonKind.NO_FLOORS in kinds(judge(make_run(), replace(baseline, floors={})))
    others = replace(
        make_run(),
        questions=tuple(replace(q, id=f"x{q.id}") for q in make_run().questions),
        claims=(),
        drafts=(),
    )
    assert ReasonKind.NO_CASES in kinds(judge(others, baseline))
    doubtful = replace(
        make_run(),
        questions=tuple(replace(q, tags=(DOUBTFUL,)) for q in make_run().questions),
        claims=(),
        drafts=(),
    )
    assert ReasonKind.NO_CASES in kinds(judge(doubtful, baseline))


def test_a_single_case_can_pass() -> None:
    run = make_run(wrong=(), questions=(question(0),), claims=(), drafts=())
    assert judge(run, first_baseline(run, on=DAY)).passed
    worse = replace(run, questions=(question(0, is_right=False),))
    assert not judge(worse, first_baseline(run, on=DAY)).passed


def test_runs_of_other_splits_and_systems_do_not_pass(baseline: Baseline) -> None:
    assert kinds(judge(make_run(split="test"), baseline)) == {ReasonKind.OTHER_SPLIT}
    assert kinds(judge(make_run(system="plain"), baseline)) == {ReasonKind.OTHER_SYSTEM}


def test_metric_that_vanished_fails(baseline: Baseline) -> None:
    """Every answer declined: nothing is cited any more, and so nothing of it is wrong."""
    declined = make_run(
        questions=tuple(question(n, is_right=False) for n in range(30)),
    )
    gone = {
        one.what for one in judge(declined, baseline).reasons if one.kind is ReasonKind.METRIC_GONE
    }
    assert gone >= {"citation_precision", "statements_proven"}
    no_floor = lower_floor(baseline, "citation_precision", None, on=DAY, reason="r")
    gone = {
        one.what for one in judge(declined, no_floor).reasons if one.kind is ReasonKind.METRIC_GONE
    }
    assert "citation_precision" in gone


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (float("nan"), ReasonKind.METRIC_GONE),
        (None, ReasonKind.METRIC_GONE),
        (0.4999, ReasonKind.BELOW_FLOOR),
        (0.5 - 1e-12, None),
        (0.5, None),
    ],
)
def test_floor_holds_a_value(value: float | None, kind: ReasonKind | None) -> None:
    figure = Figure(name="rr@10", value=value, n=9, interval=None)
    found = [reason.kind for reason in floor_reasons({"rr@10": figure}, {"rr@10": 0.5})]
    assert found == ([kind] if kind else [])
    unknown = [reason.kind for reason in floor_reasons({"rr@10": figure}, {"mrr": 0.5})]
    assert unknown == [ReasonKind.METRIC_GONE]


def test_ceiling_holds_a_value_that_should_be_low() -> None:
    for value, n_reasons in ((0.2, 0), (0.3, 1)):
        figure = Figure(name="verdict_ece", value=value, n=9, interval=None, higher_is_better=False)
        found = list(floor_reasons({"verdict_ece": figure}, {"verdict_ece": 0.25}))
        assert len(found) == n_reasons


def test_much_better_figures_ask_for_higher_floors(baseline: Baseline) -> None:
    low = lower_floor(baseline, "answer_accuracy", 0.1, on=DAY, reason="r")
    warnings = judge(make_run(), low).warnings
    assert [(one.kind, one.what) for one in warnings] == [
        (ReasonKind.RAISE_FLOOR, "answer_accuracy")
    ]


def test_another_judge_is_named(baseline: Baseline) -> None:
    result = judge(make_run(parts={"judge": "judge-2", "encoder": "encoder-1"}), baseline)
    assert result.passed
    assert [(one.kind, one.what) for one in result.warnings] == [(ReasonKind.OTHER_PARTS, "judge")]


def test_verdict_is_the_same_twice(baseline: Baseline) -> None:
    worse = make_run(wrong={f"q{n:03}" for n in range(12)})
    first, second = (json.dumps(judge(worse, baseline).to_json()) for _ in range(2))
    assert first == second
    assert json.loads(first)["passed"] is False
    assert Status.ABSTAINED in first
