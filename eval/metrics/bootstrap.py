"""Percentile bootstrap intervals (Efron and Tibshirani 1993, 13.3), over cases. Pure, seeded.

Cases are drawn with replacement, as many as there are, and the metric is computed anew from each
draw: for a precision numerator and denominator both vary. A draw for which the metric is undefined
is left out. The interval is the central 95 % of 2,000 draws. The same input gives the same
interval.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.metrics.ratio import Parts

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
    if not parts:
        return None
    numerators, denominators = np.asarray(parts, dtype=np.float64).T
    draws = _draws(len(parts))
    sums = denominators[draws].sum(axis=1)
    defined = sums > 0
    if not defined.any():
        return None
    return _interval(numerators[draws].sum(axis=1)[defined] / sums[defined])


def interval(n_cases: int, metric: Callable[[NDArray[np.int64]], float | None]) -> Interval | None:
    """Return the interval of any metric.

    Args:
        n_cases: How many cases there are.
        metric: The metric of the cases at the given places (int64, `n_cases` of them).
    """
    if not n_cases:
        return None
    values = [value for draw in _draws(n_cases) if (value := metric(draw)) is not None]
    return _interval(np.asarray(values)) if values else None


def _draws(n_cases: int) -> NDArray[np.int64]:
    """Return the places drawn, int64 (N_RESAMPLES, n_cases)."""
    return np.random.default_rng(SEED).integers(0, n_cases, size=(N_RESAMPLES, n_cases))


def _interval(values: NDArray[np.float64]) -> Interval:
    tail = 100 * (1 - LEVEL) / 2
    low, high = np.percentile(values, [tail, 100 - tail])
    return Interval(low=float(low), high=float(high))
