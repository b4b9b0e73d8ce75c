"""Calibration: whether what is said with confidence 0.8 is right 8 times of 10. Pure.

Confidence is that of the class chosen, in [0, 1]. Expected calibration error (Naeini et al. 2015;
Guo et al. 2017, equation 3): over bins of equal width, the mean distance between the mean
confidence and the accuracy of a bin, weighted by what is in it; in [0, 1], lower is better. A
confidence of exactly a bin's upper edge belongs to it, as in Guo et al.; 0 belongs to the first.
With few cases a bin it is never near 0, and its bootstrap interval leans upwards, since every draw
adds noise to each bin: two runs are compared by their difference.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.metrics import weighted

N_BINS = 15

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """A bin of the reliability diagram that is not empty.

    Attributes:
        low: Lower edge, not included.
        high: Upper edge, included.
        share: Share of the weight in it, in (0, 1].
        n: Cases in it.
        confidence: Their mean confidence.
        accuracy: The share of them that is right.
    """

    low: float
    high: float
    share: float
    n: int
    confidence: float
    accuracy: float


def reliability(
    confidence: Values, right: Values, weights: Values | None = None, n_bins: int = N_BINS
) -> list[Bin]:
    """Return the bins that are not empty, in order.

    Args:
        confidence: `float64 (n,)` in [0, 1].
        right: `float64 (n,)`, 1 where the class chosen is right, else 0.
        weights: `float64 (n,)`, not negative; None weighs all the same.
        n_bins: How many bins of equal width.
    """
    weights = np.ones(len(confidence)) if weights is None else weights
    place = _places(confidence, n_bins)
    weight, certain, correct = (
        np.bincount(place, weights=weights * values, minlength=n_bins)
        for values in (np.ones(len(confidence)), confidence, right)
    )
    count = np.bincount(place, minlength=n_bins)
    return [
        Bin(
            low=i / n_bins,
            high=(i + 1) / n_bins,
            share=float(weight[i] / weight.sum()),
            n=int(count[i]),
            confidence=float(certain[i] / weight[i]),
            accuracy=float(correct[i] / weight[i]),
        )
        for i in np.flatnonzero(weight > 0)
    ]


def calibration_error(bins: list[Bin]) -> float | None:
    """Return the expected calibration error of a reliability diagram; None when it is empty."""
    if not bins:
        return None
    return sum(one.share * abs(one.confidence - one.accuracy) for one in bins)


def expected_error(rows: weighted.Rows, weights: weighted.Weights) -> weighted.Values:
    """Return the expected calibration error as a metric of weighted cases.

    Rows are (confidence, right). In a bin weight x |mean confidence - accuracy| is the distance
    between the sums, which needs no division.
    """
    confidence, right = rows.T
    place = _places(confidence, N_BINS)
    distance = np.zeros(len(weights))
    for one in np.unique(place):
        inside = place == one
        distance += np.abs(weighted.weighted_sum((confidence - right)[inside], weights[:, inside]))
    return weighted.divided(distance, weights.sum(axis=1))


def _places(confidence: Values, n_bins: int) -> NDArray[np.int64]:
    """Return the number of the bin of each confidence, from 0."""
    return np.clip(np.ceil(confidence * n_bins).astype(np.int64) - 1, 0, n_bins - 1)
