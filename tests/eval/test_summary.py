"""The figures of a run and the comparison of two, from records made by hand."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from bot.answer import Status
from bot.verdict import Verdict
from eval.cases.values import Kind
from eval.errors import EvalError
from eval.measures import GATING, MEASURES, METRICS, compare_metric, parts_of
from eval.records import Blame, ClaimRecord, DraftRecord, QuestionRecord, Run
from eval.summary import Figure, summarise

DAY = date(2024, 5, 3)

RIGHT = QuestionRecord(
    id="q1",
    question="How high?",
    kind=Kind.ANSWERABLE,
    expected=Status.ANSWERED,
    got=Status.ANSWERED,
    is_right=True,
    confidence=0.9,
    gold_ranks=(1,),
    article_ranks=(1,),
    gold_words=(40,),
    statements=(True,),
    proven=(True,),
    citations=((True,),),
    exact=(True,),
    accepted=True,
    attributed=True,
    n_cited_words=12,
    ms=10.0,
)
WRONG = replace(
    RIGHT,
    id="q2",
    as_of=DAY,
    is_right=False,
    blame=Blame.NOT_RETRIEVED,
    confidence=0.6,
    gold_ranks=(None, 4),
    article_ranks=(None, 2),
    gold_words=(None, 250),
    statements=(True, False),
    proven=(True, False),
    citations=((True, False), ()),
    exact=(True, False),
    n_leaks=2,
    accepted=False,
    forbidden=("war",),
    attributed=None,
    ms=30.0,
)
DECLINED = QuestionRecord(
    id="q3",
    question="Who won?",
    kind=Kind.NEAR_MISS,
    expected=Status.ABSTAINED,
    got=Status.ABSTAINED,
    is_right=True,
    confidence=0.3,
    ms=20.0,
)
LOST = replace(
    DECLINED, id="q4", expected=Status.ANSWERED, is_right=False, kind=Kind.AS_OF, confidence=0.5
)


def claim(case_id: str, expected: Verdict, got: Verdict, confidence: float) -> ClaimRecord:
    return ClaimRecord(
        id=case_id,
        claim="It rose.",
        expected=expected,
        got=got,
        is_right=got is expected,
        is_strictly_right=False,
        confidence=confidence,
    )


S, F, N = Verdict.SUPPORTED, Verdict.REFUTED, Verdict.NOT_ENOUGH_EVIDENCE
CLAIMS = (
    replace(claim("c1", S, S, 0.9), is_strictly_right=True, exact=(True, True), ms=5.0),
    replace(claim("c2", F, S, 0.7), blame=Blame.JUDGED_WRONG),
    claim("c3", N, N, 0.5),
)
INNER = (claim("d1#1", S, S, 0.9), replace(claim("d1#2", F, S, 0.9), as_of=DAY, n_leaks=1))
RUN = Run(
    system="ours",
    split="dev",
    digest="0" * 64,
    questions=(RIGHT, WRONG, DECLINED, LOST),
    claims=CLAIMS,
    drafts=(
        DraftRecord(id="d1", claims=INNER, is_right=False),
        DraftRecord(id="d2", claims=(claim("d2#1", S, S, 1.0),), is_right=True),
    ),
    peak_mib=512.0,
)

BY_HAND = {
    "success@1": (1 / 2, 2),
    "recall@5": (3 / 4, 2),
    "recall@10": (3 / 4, 2),
    "rr@10": ((1 + 1 / 4) / 2, 2),
    "ndcg@10": ((1 + (1 / math.log2(5)) / (1 + 1 / math.log2(3))) / 2, 2),
    "article_recall@1": (1 / 2, 2),
    "article_recall@5": (3 / 4, 2),
    "article_rr@10": (3 / 4, 2),
    "recall@100w": (1 / 2, 2),
    "recall@300w": (3 / 4, 2),
    "answer_accuracy": (2 / 4, 4),
    "accepted_shown": (1 / 2, 2),
    "forbidden_free": (3 / 4, 4),
    "attribution": (1, 1),
    "as_of_leaks": (3, 2),
    "abstain_precision": (1 / 2, 2),
    "abstain_recall": (1, 1),
    "abstain_f1": (2 / 3, 4),
    # Risks of 0, 1/2, 2/3, 3/4: what was declined counts as wrong were it answered.
    "answer_aurc": ((0 + 1 / 2 + 2 / 3 + 3 / 4) / 4, 4),
    "citation_precision": ((1 + 1 / 2) / 2, 2),
    "citation_recall": ((1 + 1 / 2) / 2, 2),
    "statements_proven": (2 / 3, 3),
    "quotes_exact": (4 / 5, 5),
    "verdict_accuracy": (2 / 3, 3),
    "verdict_macro_f1": ((2 / 3 + 0 + 1) / 3, 3),
    "fever_score": (1 / 3, 3),
    "false_supported": (1 / 2, 2),
    "verdict_ece": ((0.1 + 0.7 + 0.5) / 3, 3),
    "verdict_aurc": ((0 + 1 / 2 + 1 / 3) / 3, 3),
    "draft_accuracy": (1 / 2, 2),
    "draft_claim_accuracy": (2 / 3, 3),
    "ask_p50_ms": (20, 4),
    "ask_p95_ms": (30, 4),
    "verify_p50_ms": (5, 1),
    "verify_p95_ms": (5, 1),
    "peak_mib": (512, 1),
}


def figures(run: Run) -> dict[str, Figure]:
    return {figure.name: figure for figure in summarise(run).figures}


@pytest.mark.parametrize("name", METRICS)
def test_a_figure_by_hand(name: str) -> None:
    found = figures(RUN)[name]
    value, n = BY_HAND[name]
    assert found.value == pytest.approx(value)
    assert found.n == n
    assert (found.interval is None) is (name == "peak_mib")
    if found.interval and name != "verdict_ece":
        assert found.interval.low - 1e-9 <= value <= found.interval.high + 1e-9


def test_every_metric_has_a_line_for_a_reader_and_a_direction() -> None:
    assert set(BY_HAND) == set(METRICS)
    lower = {name for name, one in MEASURES.items() if not one.higher_is_better and one.gates}
    assert lower == {
        "as_of_leaks",
        "answer_aurc",
        "false_supported",
        "verdict_ece",
        "verdict_aurc",
    }
    assert {name for name in METRICS if name not in GATING} == {
        "ask_p50_ms",
        "ask_p95_ms",
        "verify_p50_ms",
        "verify_p95_ms",
        "peak_mib",
    }
    assert all(0 < len(one.what) <= 60 for one in MEASURES.values())
    groups = [one.group for one in MEASURES.values()]
    assert list(dict.fromkeys(groups)) == sorted(set(groups), key=groups.index)
    assert sum(a is not b for a, b in pairwise(groups)) == 7


def test_a_run_without_cases_has_no_figures() -> None:
    empty = Run(system="x", split="dev", digest="0" * 64)
    for figure in figures(empty).values():
        assert (figure.value, figure.n, figure.interval) == (None, 0, None)


def test_a_system_that_tells_no_confidence_has_no_figure_for_it() -> None:
    silent = replace(
        RUN,
        questions=tuple(replace(one, confidence=None) for one in RUN.questions),
        claims=tuple(replace(one, confidence=None) for one in RUN.claims),
    )
    for name in ("answer_aurc", "verdict_ece", "verdict_aurc"):
        assert figures(silent)[name].value is None


def test_the_figures_that_gate_do_not_know_the_time() -> None:
    slower = replace(RUN, questions=tuple(replace(one, ms=99.0) for one in RUN.questions))
    assert figures(slower)["ask_p50_ms"] != figures(RUN)["ask_p50_ms"]
    assert [figures(slower)[name] for name in GATING] == [figures(RUN)[name] for name in GATING]


def test_blame_adds_up_to_all_that_is_wrong() -> None:
    blame = summarise(RUN).blame
    assert list(blame) == list(Blame)
    assert blame[Blame.NOT_RETRIEVED] == blame[Blame.JUDGED_WRONG] == 1
    assert blame[Blame.UNKNOWN] == 2  # one question and one claim of a draft say no blame
    assert sum(blame.values()) == 4


def test_a_summary_is_json() -> None:
    found = json.loads(json.dumps(summarise(RUN).to_json(), allow_nan=False))
    assert found["figures"]["as_of_leaks"]["unit"] == "count"
    assert found["figures"]["false_supported"]["higher_is_better"] is False
    assert found["figures"].keys() == set(METRICS)


# Two runs


def test_parts_add_up_to_the_figure() -> None:
    for name, measure in MEASURES.items():
        if not measure.is_ratio or not measure.has_cases:
            continue
        parts = parts_of(RUN, name).values()
        assert sum(a for a, _ in parts) / sum(b for _, b in parts) == pytest.approx(
            BY_HAND[name][0]
        )
    assert parts_of(RUN, "draft_claim_accuracy") == {"d1": (1, 2), "d2": (1, 1)}
    assert parts_of(RUN, "attribution") == {"q1": (1, 1)}


@pytest.mark.parametrize("name", ["verdict_macro_f1", "answer_aurc", "as_of_leaks", "no_such"])
def test_what_is_no_ratio_has_no_parts(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        parts_of(RUN, name)


@pytest.mark.parametrize("name", METRICS)
def test_a_run_does_not_differ_from_itself(name: str) -> None:
    found = compare_metric(name, RUN, RUN)
    if name == "peak_mib":
        assert found is None
        return
    assert found is not None
    assert (found.difference, found.low, found.high, found.p) == (0, 0, 0, 1)


@pytest.mark.parametrize("name", METRICS)
def test_a_difference_is_that_of_the_figures(name: str) -> None:
    other = replace(
        RUN,
        questions=(RIGHT, replace(RIGHT, id="q2", n_leaks=1), DECLINED, replace(RIGHT, id="q4")),
        claims=(CLAIMS[0], claim("c2", F, F, 0.8), claim("c3", N, S, 0.4)),
        drafts=(replace(RUN.drafts[0], is_right=True), RUN.drafts[1]),
    )
    found = compare_metric(name, RUN, other)
    if name == "peak_mib":
        assert found is None
        return
    before, after = figures(RUN)[name].value, figures(other)[name].value
    assert found is not None
    assert before is not None
    assert after is not None
    assert found.difference == pytest.approx(after - before)


def test_runs_are_compared_by_id_whatever_their_order() -> None:
    turned = replace(RUN, questions=RUN.questions[::-1], claims=RUN.claims[::-1])
    for name in GATING:
        found = compare_metric(name, RUN, turned)
        assert found is not None
        assert found.n_changed == 0


def test_runs_over_other_cases_are_not_compared() -> None:
    fewer = replace(RUN, questions=RUN.questions[1:])
    for before, after in ((RUN, fewer), (fewer, RUN)):
        with pytest.raises(EvalError, match="not over the same cases"):
            compare_metric("answer_accuracy", before, after)


def test_what_is_measured_in_one_run_only_is_not_compared() -> None:
    nothing = replace(
        RUN, questions=tuple(replace(one, statements=(), citations=()) for one in RUN.questions)
    )
    assert compare_metric("citation_recall", RUN, nothing) is None
    with pytest.raises(ValueError, match="no_such"):
        compare_metric("no_such", RUN, RUN)


def test_swapping_what_is_wrong_for_what_is_right_is_seen() -> None:
    wrong = tuple(claim(f"c{i}", S, F, 0.9) for i in range(10))
    right = tuple(claim(f"c{i}", S, S, 0.9) for i in range(10))
    empty = Run(system="x", split="dev", digest="0" * 64)
    found = compare_metric(
        "verdict_macro_f1", replace(empty, claims=right), replace(empty, claims=wrong)
    )
    assert found is not None
    assert (found.difference, found.p) == (-1, 2 / 2**10)
