"""The paired test: by hand, against scipy, and what must always hold."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, kstest, permutation_test

from eval.metrics.classification import weighted_macro_f1
from eval.metrics.paired import MAX_EXACT, paired_metric_test, paired_test
from eval.metrics.ratio import Parts, ratio, ratio_of_sums
from eval.metrics.selective import area_under_curve
from eval.metrics.weighted import WeightedMetric, rows_of, value_of

PARTS = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(
    lambda pair: (float(min(pair)), float(max(pair)))
)
PAIRS = st.lists(st.tuples(PARTS, PARTS), min_size=1, max_size=20)


def flags(right: int, wrong: int) -> list[Parts]:
    return [(1.0, 1.0)] * right + [(0.0, 1.0)] * wrong


def test_a_difference_by_hand() -> None:
    """Of 4 cases that differ 4 got better: 2 of the 16 swaps differ as much."""
    found = paired_test(flags(2, 4), flags(6, 0))
    assert found is not None
    assert found.difference == pytest.approx(4 / 6)
    assert found.p == 2 / 16
    assert (found.n, found.n_changed) == (6, 4)
    assert found.low < found.difference < found.high


def test_runs_that_are_the_same_differ_by_nothing() -> None:
    found = paired_test(flags(5, 5), flags(5, 5))
    assert found is not None
    assert (found.difference, found.low, found.high, found.p, found.n_changed) == (0, 0, 0, 1, 0)


def test_nothing_is_compared_with_nothing() -> None:
    assert paired_test([], []) is None
    assert paired_test([(0, 0)], [(1, 1)]) is None
    assert paired_test([(1, 1)], [(0, 0)]) is None
    one = paired_test([(1, 1)], [(0, 1)])
    assert one is not None
    assert (one.difference, one.p, one.n) == (-1, 1, 1)


def test_runs_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="before"):
        paired_test(flags(1, 1), flags(1, 0))


@given(PAIRS, st.randoms(use_true_random=False))
def test_what_always_holds(pairs: list[tuple[Parts, Parts]], chance: object) -> None:
    before, after = map(list, zip(*pairs, strict=True))
    found, back = paired_test(before, after), paired_test(after, before)
    if ratio(before) is None or ratio(after) is None:
        assert found is back is None
        return
    assert found is not None
    assert back is not None
    assert found == paired_test(before, after)
    assert 0 < found.p <= 1
    assert -1 <= found.low <= found.high <= 1
    assert back.difference == -found.difference
    assert (back.low, back.high) == pytest.approx((-found.high, -found.low))
    assert back.p == pytest.approx(found.p)
    assert found.n_changed <= found.n == len(pairs)


@given(st.integers(0, 7), st.integers(0, 5), st.integers(0, 9))
def test_accuracies_agree_with_the_exact_test_of_mcnemar(n_up: int, n_down: int, n: int) -> None:
    before = flags(n_down, n_up) + flags(n, 3)
    after = flags(0, n_down) + flags(n_up, 0) + flags(n, 3)
    found = paired_test(before, after)
    assert found is not None
    expected = binomtest(n_up, n_up + n_down).pvalue if n_up + n_down else 1.0
    assert found.p == pytest.approx(expected)


@given(st.lists(st.tuples(PARTS, PARTS), min_size=2, max_size=7))
def test_ratios_agree_with_the_exact_permutation_test_of_scipy(
    pairs: list[tuple[Parts, Parts]],
) -> None:
    before, after = map(list, zip(*pairs, strict=True))
    found = paired_test(before, after)
    if found is None:
        return

    def difference(one: np.ndarray, other: np.ndarray) -> float:
        rows = [rows_of([pairs[place // 2][place % 2] for place in side]) for side in (one, other)]
        values = [value_of(ratio_of_sums, side) for side in rows]
        # A swap without a value counts as one that differs more.
        return math.inf if None in values else abs(round(values[1] - values[0], 9))

    expected = permutation_test(
        (2 * np.arange(len(pairs)), 2 * np.arange(len(pairs)) + 1),
        difference,
        permutation_type="samples",
        alternative="greater",
        n_resamples=np.inf,
    )
    assert found.p == pytest.approx(expected.pvalue)


def test_many_cases_are_swapped_at_random_and_agree_with_all_swaps() -> None:
    n_up, n_down = 30, 14
    found = paired_test(flags(n_down, n_up), flags(0, n_down) + flags(n_up, 0))
    assert found is not None
    assert found.n_changed == n_up + n_down > MAX_EXACT
    expected = binomtest(n_up, n_up + n_down).pvalue
    assert found.p == pytest.approx(expected, abs=4 * math.sqrt(expected / 10_000))


def test_p_is_never_0() -> None:
    found = paired_test(flags(0, 200), flags(200, 0))
    assert found is not None
    assert found.p == pytest.approx(1 / 10_001)


def test_the_interval_agrees_with_the_standard_error_of_paired_differences() -> None:
    before, after = flags(60, 40), flags(50, 0) + flags(0, 10) + flags(25, 15)
    found = paired_test(before, after)
    assert found is not None
    differences = np.array([b[0] - a[0] for a, b in zip(before, after, strict=True)])
    assert found.difference == pytest.approx(differences.mean())
    half = 1.96 * differences.std() / math.sqrt(100)
    assert (found.low, found.high) == pytest.approx(
        (differences.mean() - half, differences.mean() + half), abs=0.02
    )


MACRO_F1 = weighted_macro_f1(3)


@pytest.mark.parametrize("metric", [MACRO_F1, area_under_curve], ids=["macro-F1", "risk-coverage"])
@given(
    cases=st.lists(
        st.tuples(*[st.tuples(st.integers(0, 2), st.integers(0, 1))] * 2), min_size=1, max_size=5
    )
)
def test_any_metric_is_tested_over_every_swap(
    metric: WeightedMetric, cases: list[tuple[tuple[int, int], tuple[int, int]]]
) -> None:
    """Against the plain way to do it: a metric of each of the 2^n pairs of runs."""
    before, after = (rows_of([pair[side] for pair in cases]) for side in (0, 1))
    found = paired_metric_test(before, after, metric)
    assert found is not None
    differences = []
    for swapped in itertools.product([False, True], repeat=len(cases)):
        mask = np.array(swapped)[:, None]
        one = value_of(metric, np.where(mask, after, before))
        other = value_of(metric, np.where(mask, before, after))
        assert one is not None
        assert other is not None
        differences.append(abs(other - one))
    is_extreme = [one >= abs(found.difference) - 1e-9 for one in differences]
    assert found.difference == pytest.approx(
        (value_of(metric, after) or 0) - (value_of(metric, before) or 0)
    )
    assert found.p == pytest.approx(sum(is_extreme) / len(is_extreme))


def test_a_case_that_says_something_in_one_run_only_is_swapped_too() -> None:
    nothing = (math.nan, math.nan)
    before = rows_of([(1, 1), nothing, nothing, (0, 1)])
    after = rows_of([(1, 1), (0, 1), nothing, nothing])
    found = paired_metric_test(before, after, ratio_of_sums)
    assert found is not None
    assert (found.n, found.n_changed, found.difference) == (3, 2, 0)
    assert found.p == 1


@pytest.mark.parametrize(("metric", "n_cases"), [("ratio", 60), ("risk-coverage", MAX_EXACT)])
def test_p_is_about_uniform_when_only_chance_differs(metric: str, n_cases: int) -> None:
    """P(p <= a) <= a for any a: a gate at 0.05 is wrong 1 time of 20 at most."""
    chance = np.random.default_rng(7)
    found = []
    for _ in range(150):
        before, after = chance.random((2, n_cases, 2))
        if metric == "ratio":
            tested = paired_test(
                [(float(a), 1 + float(b)) for a, b in before],
                [(float(a), 1 + float(b)) for a, b in after],
            )
        else:
            before[:, 1], after[:, 1] = before[:, 1] < 0.6, after[:, 1] < 0.6
            tested = paired_metric_test(before, after, area_under_curve)
        assert tested is not None
        found.append(tested.p)
    assert kstest(found, "uniform").pvalue > 0.01
    assert np.mean(np.array(found) <= 0.05) < 0.12
