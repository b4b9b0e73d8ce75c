"""The metrics of the judge: against scikit-learn, by hand, and what must always hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as sk

from eval.metrics import calibration, classification, ranking, selective
from eval.metrics.bootstrap import ratio_interval
from eval.metrics.clusters import cluster_interval

LABELS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=40)
SCORED = st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=1, max_size=40)
CERTAIN = st.lists(
    st.tuples(st.floats(0, 1), st.booleans(), st.floats(0.1, 3)), min_size=1, max_size=40
)


@pytest.mark.filterwarnings("ignore::UserWarning")
@given(LABELS)
def test_classification_agrees_with_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    gold, got = np.array(pairs, dtype=np.int64).T
    table = classification.confusion(gold, got, 3)
    assert (table == sk.confusion_matrix(gold, got, labels=[0, 1, 2])).all()
    assert classification.accuracy(table) == pytest.approx(sk.accuracy_score(gold, got))
    occurring = sorted(set(gold))
    expected = sk.f1_score(gold, got, labels=occurring, average="macro", zero_division=0)
    assert classification.macro_f1(table) == pytest.approx(expected)
    recall = sk.recall_score(gold, got, labels=occurring, average="macro", zero_division=0)
    assert classification.balanced_accuracy(table) == pytest.approx(recall)
    if 1 in gold or 1 in got:
        expected = sk.f1_score(gold == 1, got == 1, zero_division=0)
        assert classification.f1(table, 1) == pytest.approx(expected)
    else:
        assert classification.f1(table, 1) is None


@given(SCORED)
def test_ranking_agrees_with_scikit_learn(cases: list[tuple[int, bool]]) -> None:
    scores = np.array([score for score, _ in cases], dtype=np.float64)
    relevant = np.array([one for _, one in cases])
    if not relevant.any():
        assert ranking.average_precision(scores, relevant) is None
        assert ranking.reciprocal_rank(scores, relevant) is None
        return
    expected = sk.average_precision_score(relevant, scores)
    assert ranking.average_precision(scores, relevant) == pytest.approx(expected)
    if relevant.all():
        assert ranking.auroc(scores, relevant) is None
    else:
        expected = sk.roc_auc_score(relevant, scores)
        assert ranking.auroc(scores, relevant) == pytest.approx(expected)


def test_a_tie_counts_against_the_relevant_text() -> None:
    scores = np.array([0.5, 0.5, 0.1])
    assert ranking.reciprocal_rank(scores, np.array([True, False, False])) == 1 / 2
    assert ranking.reciprocal_rank(scores, np.array([False, False, True])) == 1 / 3
    assert ranking.average_precision(scores, np.array([True, False, True])) == (1 / 2 + 2 / 3) / 2


@given(SCORED)
def test_ranking_does_not_depend_on_the_order_of_the_file(cases: list[tuple[int, bool]]) -> None:
    scores = np.array([score for score, _ in cases], dtype=np.float64)
    relevant = np.array([one for _, one in cases])
    for metric in (ranking.average_precision, ranking.reciprocal_rank, ranking.auroc):
        one, other = metric(scores, relevant), metric(scores[::-1], relevant[::-1])
        assert (one is None and other is None) or one == pytest.approx(other)


def test_calibration_by_hand() -> None:
    confidence = np.array([0.95, 0.95, 0.55, 0.5])
    right = np.array([1.0, 0.0, 1.0, 1.0])
    bins = calibration.reliability(confidence, right, n_bins=10)
    assert [(one.low, one.n, one.accuracy) for one in bins] == [
        (0.4, 1, 1.0),
        (0.5, 1, 1.0),
        (0.9, 2, 0.5),
    ]
    expected = (0.5 + 0.45 + 2 * 0.45) / 4
    assert calibration.calibration_error(bins) == pytest.approx(expected)
    assert calibration.calibration_error([]) is None


@given(CERTAIN)
def test_calibration_is_bounded_and_loses_no_case(cases: list[tuple[float, bool, float]]) -> None:
    confidence, right, weights = np.array(cases, dtype=np.float64).T
    bins = calibration.reliability(confidence, right, weights)
    assert sum(one.n for one in bins) == len(cases)
    assert sum(one.share for one in bins) == pytest.approx(1)
    assert all(one.low - 1e-9 <= one.confidence <= one.high + 1e-9 for one in bins)
    error = calibration.calibration_error(bins)
    assert error is not None
    assert 0 <= error <= 1


def test_calibration_agrees_with_the_calibration_curve_of_scikit_learn() -> None:
    from sklearn.calibration import calibration_curve

    chance = np.random.default_rng(1)
    confidence = chance.uniform(size=500)
    right = (chance.uniform(size=500) < confidence).astype(np.float64)
    accuracy, mean = calibration_curve(right, confidence, n_bins=15)
    bins = calibration.reliability(confidence, right)
    assert [one.accuracy for one in bins] == pytest.approx(accuracy)
    assert [one.confidence for one in bins] == pytest.approx(mean)


def test_integer_weights_are_repetitions() -> None:
    confidence, right = np.array([0.9, 0.6, 0.3]), np.array([1.0, 0.0, 1.0])
    weights = np.array([1.0, 2.0, 3.0])
    places = np.repeat(np.arange(3), [1, 2, 3])
    weighted = calibration.reliability(confidence, right, weights)
    repeated = calibration.reliability(confidence[places], right[places])
    assert calibration.calibration_error(weighted) == pytest.approx(
        calibration.calibration_error(repeated)
    )
    one = selective.risk_coverage(confidence, right, weights)
    other = selective.risk_coverage(confidence[places], right[places])
    assert one is not None
    assert other is not None
    assert one.area == pytest.approx(other.area)
    assert one.coverage == pytest.approx(other.coverage)


def test_risk_and_coverage_by_hand() -> None:
    curve = selective.risk_coverage(np.array([0.9, 0.8, 0.8, 0.1]), np.array([1.0, 0.0, 1.0, 0.0]))
    assert curve is not None
    assert curve.threshold.tolist() == [0.9, 0.8, 0.1]
    assert curve.coverage.tolist() == [0.25, 0.75, 1.0]
    assert curve.accuracy == pytest.approx([1, 2 / 3, 1 / 2])
    assert curve.area == pytest.approx(0.5 * (1 / 3) + 0.25 * 0.5)
    assert [curve.accuracy_at(share) for share in (0.2, 0.25, 0.5, 1)] == pytest.approx(
        [1, 1, 2 / 3, 1 / 2]
    )
    assert selective.risk_coverage(np.array([]), np.array([])) is None


@given(CERTAIN)
def test_full_coverage_has_the_plain_accuracy(cases: list[tuple[float, bool, float]]) -> None:
    confidence, right, weights = np.array(cases, dtype=np.float64).T
    curve = selective.risk_coverage(confidence, right, weights)
    assert curve is not None
    assert curve.coverage[-1] == pytest.approx(1)
    assert curve.accuracy[-1] == pytest.approx((weights * right).sum() / weights.sum())
    assert -1e-9 <= curve.area <= 1 + 1e-9


def test_groups_of_one_give_the_plain_bootstrap() -> None:
    right = np.array([1.0, 0.0] * 30)
    found = cluster_interval(np.arange(60), lambda places: float(right[places].mean()))
    plain = ratio_interval([(one, 1.0) for one in right])
    assert found is not None
    assert plain is not None
    assert (found.low, found.high) == pytest.approx((plain.low, plain.high))


def test_groups_are_drawn_whole_and_widen_the_interval() -> None:
    right = np.repeat(np.array([1.0, 0.0] * 5), 10)
    clusters = np.repeat(np.arange(10), 10)[::-1].copy()
    seen: list[int] = []

    def metric(places: np.ndarray) -> float:
        counts = np.bincount(places, minlength=100).reshape(10, 10)
        seen.append(int((counts == counts[:, :1]).all()))
        return float(right[places].mean())

    grouped = cluster_interval(clusters, metric)
    alone = cluster_interval(np.arange(100), lambda places: float(right[places].mean()))
    assert set(seen) == {1}
    assert grouped is not None
    assert alone is not None
    assert grouped.high - grouped.low > 2 * (alone.high - alone.low)
    assert cluster_interval(np.array([], dtype=np.int64), lambda _: 1.0) is None
    assert cluster_interval(np.arange(3), lambda _: None, n_resamples=3) is None
