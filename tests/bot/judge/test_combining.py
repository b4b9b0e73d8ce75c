"""Model and checks together: probabilities always, and no model talks a conflict away."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.checks.finding import Finding, Outcome
from bot.errors import JudgeUnavailableError
from bot.judge import combining
from bot.judge.combining import DECIDING, TOLD, Moves, combine

CHECKS = ("numbers", "names", "negation")
CONFIDENT = np.array([0.98, 0.01, 0.01], dtype=np.float32)


def finding(check: str, outcome: Outcome, reason: str = "") -> Finding:
    return Finding(check=check, outcome=outcome, reason=reason)


def fitted(seed: int | None = None) -> Moves:
    """Return moves that are all zero or, with a seed, large and at random."""
    rng = np.random.default_rng(seed)
    size = 0 if seed is None else 40
    return {check: {told: rng.normal(0, 1, 3) * size for told in TOLD} for check in CHECKS}


@pytest.fixture(scope="module", autouse=True)
def _at_its_word() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(combining, "_fitted", fitted)
        yield


shares_of_a_model = st.tuples(*[st.floats(0, 1)] * 3).map(
    lambda row: np.array(row, dtype=np.float32)
)
some_findings = st.dictionaries(
    st.sampled_from([*CHECKS, *DECIDING, "unknown"]), st.sampled_from(list(Outcome))
).map(lambda found: {name: finding(name, outcome) for name, outcome in found.items()})
many_moves = st.integers(0, 2**32 - 1).map(fitted)


def test_without_findings_the_model_is_taken_at_its_word():
    judged = combine(np.array([0.7, 0.2, 0.1], dtype=np.float32), {})
    assert (judged.supports, judged.refutes, judged.neither) == pytest.approx((0.7, 0.2, 0.1))
    assert judged.decides == pytest.approx(0.9)


@given(shares_of_a_model, some_findings, many_moves)
def test_probabilities_sum_to_one(shares, findings, moves):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(combining, "_fitted", lambda: moves)
        judged = combine(shares, findings)
    three = (judged.supports, judged.refutes, judged.neither)
    assert sum(three) == pytest.approx(1)
    assert all(0 <= value <= 1 for value in three)
    assert 0 <= judged.decides <= 1


@given(shares_of_a_model, some_findings, many_moves, st.sampled_from(DECIDING))
def test_conflict_in_a_deciding_check_forbids_support_whatever_the_model_says(
    shares, findings, moves, name
):
    findings[name] = finding(name, Outcome.CONFLICTS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(combining, "_fitted", lambda: moves)
        judged = combine(shares, findings)
    assert judged.supports == 0.0
    assert judged.refutes + judged.neither == pytest.approx(1)


@given(shares_of_a_model, some_findings)
def test_only_a_conflict_forbids_support(shares, findings):
    assume(shares[0] > 0.01)
    quiet = {n: f for n, f in findings.items() if f.outcome is not Outcome.CONFLICTS}
    assert combine(shares, quiet).supports > 0


def test_conflict_in_another_check_is_a_matter_of_the_weights():
    assert "names" not in DECIDING
    found = {"names": finding("names", Outcome.CONFLICTS)}
    assert combine(CONFIDENT, found).supports == pytest.approx(0.98, abs=0.01)


def test_forbidden_support_goes_where_the_rest_stands():
    found = {"numbers": finding("numbers", Outcome.CONFLICTS)}
    judged = combine(np.array([0.8, 0.15, 0.05], dtype=np.float32), found)
    assert (judged.refutes, judged.neither) == pytest.approx((0.75, 0.25))


def test_weight_of_a_finding_counts_once_and_in_its_place():
    moves = {"names": {told: np.zeros(3) for told in TOLD}}
    moves["names"][Outcome.MISSING][1] = 5.0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(combining, "_fitted", lambda: moves)
        even = np.full(3, 1 / 3, dtype=np.float32)
        with_it = combine(even, {"names": finding("names", Outcome.MISSING)})
        without = combine(even, {"names": finding("names", Outcome.AGREES)})
    assert with_it.refutes > 0.9
    assert without.refutes == pytest.approx(1 / 3)


def test_a_model_that_is_certain_can_still_be_moved():
    with pytest.MonkeyPatch.context() as patch:
        moves = {"names": {told: np.array([0.0, 0.0, 20.0]) for told in TOLD}}
        patch.setattr(combining, "_fitted", lambda: moves)
        sure = np.array([1.0, 0.0, 0.0], dtype=np.float32)
        assert combine(sure, {"names": finding("names", Outcome.MISSING)}).neither > 0.9


def test_difference_names_what_does_not_pass():
    found = {
        "numbers": finding("numbers", Outcome.CONFLICTS, "the quote says 3, not 5"),
        "names": finding("names", Outcome.AGREES, "all names are there"),
        "negation": finding("negation", Outcome.MISSING, "nothing is denied"),
        "dates": finding("dates", Outcome.SILENT),
    }
    assert combine(CONFIDENT, found).difference == "the quote says 3, not 5; nothing is denied"
    assert combine(CONFIDENT, {}).difference == ""


def stored(**changes: object) -> dict[str, object]:
    moves = {told.value: [0.0, 1.0, 2.0] for told in TOLD}
    return {check: {**moves, **changes} for check in CHECKS}


def test_what_was_fitted_is_read():
    found = combining._read(json.loads(json.dumps(stored())))
    assert tuple(found) == CHECKS
    assert found["names"][Outcome.AGREES].tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    "damaged",
    [
        stored(agrees=[0.0, 1.0]),
        stored(agrees=[0.0, 1.0, float("nan")]),
        stored(agrees="none"),
        stored(agrees=None),
        stored(perhaps=[0.0, 1.0, 2.0]),
        stored(silent=[0.0, 1.0, 2.0]),
        {"numbers": {"agrees": [0.0, 1.0, 2.0]}},
        {"numbers": []},
        [],
    ],
)
def test_what_does_not_belong_together_is_refused(damaged):
    with pytest.raises((ValueError, AttributeError, TypeError)):
        combining._read(damaged)


def test_missing_combination_is_unavailable(monkeypatch: pytest.MonkeyPatch, tmp_path):
    monkeypatch.undo()
    monkeypatch.setattr(combining, "files", lambda package: tmp_path)
    with pytest.raises(JudgeUnavailableError) as caught:
        REAL()
    assert caught.value.exit_code == 3
    (tmp_path / "combination.json").write_text("{", encoding="utf-8")
    with pytest.raises(JudgeUnavailableError, match="cannot be read"):
        REAL()
    (tmp_path / "combination.json").write_text(json.dumps(stored()), encoding="utf-8")
    assert tuple(REAL()) == CHECKS


REAL = combining._fitted.__wrapped__  # without its cache, taken before it is replaced
