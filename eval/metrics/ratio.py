"""Metrics as ratios of sums over cases, the form that most of them have. Pure.

A case contributes `(numerator, denominator)`. A mean over cases has the denominator 1; precision
has the number of times that something was claimed.
"""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.weighted import Rows, Values, Weights, divided, rows_of, value_of, weighted_sum

Parts = tuple[float, float]


def ratio(parts: Sequence[Parts]) -> float | None:
    """Return the sum of the numerators over the sum of the denominators.

    Returns:
        In [0, 1] when no numerator exceeds its denominator; None when the denominators sum to 0:
        there was nothing to measure.
    """
    return value_of(ratio_of_sums, rows_of(parts))


def ratio_of_sums(rows: Rows, weights: Weights) -> Values:
    """Return the ratio for each weighting; rows are (numerator, denominator)."""
    return divided(weighted_sum(rows[:, 0], weights), weighted_sum(rows[:, 1], weights))


def total(rows: Rows, weights: Weights) -> Values:
    """Return the sum of the first column: a count of what must not happen, 0 at best."""
    return weighted_sum(rows[:, 0], weights)


def mean_part(value: float) -> Parts:
    """Return the parts of a case in a plain mean over cases."""
    return float(value), 1.0
