"""Percentile bootstrap intervals (Efron and Tibshirani 1993, 13.3), over cases. Pure, seeded.

Cases are drawn with replacement, as many as there are, and the metric is computed anew from each
draw: for a precision numerator and denominator both vary. A draw for which the metric is undefined
is left out. The interval is the central 95 % of 2,000 draws. The same input gives the same
interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.metrics.ratio import Parts, ratio_of_sums
from eval.metrics.weighted import Rows, Values, WeightedMetric, Weights, evaluate, rows_of

N_RESAMPLES = 2_000
LEVEL = 0.95
SEED = 20_261_101


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A confidence interval, `low <= high`."""

    low: float
    high: float


def ratio_interval(parts: Sequence[Parts]) -> Interval | None:
    """Return the interval of a ratio of sums over cases, or None when it is never defined."""
    return interval(rows_of(parts), ratio_of_sums)


def interval(rows: Rows, metric: WeightedMetric) -> Interval | None:
    """Return the interval of any metric, or None when it is defined for no draw.

    Args:
        rows: float64 (n, m), the cases.
        metric: The metric, of weighted cases.
    """
    if not len(rows):
        return None
    return percentile_interval(evaluate(metric, rows, draw_counts(len(rows))))


def draw_counts(n_cases: int) -> Weights:
    """Return how often each draw holds each case, float64 (N_RESAMPLES, n_cases)."""
    drawn = np.random.default_rng(SEED).integers(0, n_cases, size=(N_RESAMPLES, n_cases))
    drawn += n_cases * np.arange(N_RESAMPLES)[:, None]
    counts: NDArray[np.intp] = np.bincount(drawn.ravel(), minlength=N_RESAMPLES * n_cases)
    return counts.reshape(N_RESAMPLES, n_cases).astype(np.float64)


def percentile_interval(values: Values) -> Interval | None:
    """Return the central share of the values that are defined; None when none is."""
    defined = values[~np.isnan(values)]
    if not len(defined):
        return None
    tail = 100 * (1 - LEVEL) / 2
    low, high = np.percentile(defined, [tail, 100 - tail])
    return Interval(low=float(low), high=float(high))
