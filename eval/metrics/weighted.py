"""Metrics as functions of weighted cases, the one form that they all have. Pure.

A case is a row of numbers, and a weight says how often it counts. A figure weighs every case 1; a
draw of the bootstrap weighs it by how often it was drawn; a swap of a paired test moves the weight
from one run to the other. Many weightings are computed at once, without matrix products: those
of BLAS add up in an order that depends on the number of cores, and figures must not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float64]
"""float64 (n, m): a case a row. A row with NaN in it says nothing on the metric."""
Weights = NDArray[np.float64]
"""float64 (b, n), not negative: a weighting of the cases a row."""
Values = NDArray[np.float64]
"""float64 (b,): NaN where the metric is not defined."""
WeightedMetric = Callable[[Rows, Weights], Values]


def rows_of(cases: Sequence[Sequence[float]]) -> Rows:
    """Return cases as rows; (0, 1) for none."""
    return np.asarray(cases, dtype=np.float64) if len(cases) else np.empty((0, 1))


def evaluate(metric: WeightedMetric, rows: Rows, weights: Weights) -> Values:
    """Return the metric of the cases that say something on it."""
    says = ~np.isnan(rows).any(axis=1)
    if not says.any():
        return np.full(len(weights), np.nan)
    return metric(rows[says], weights[:, says])


def value_of(metric: WeightedMetric, rows: Rows) -> float | None:
    """Return the metric with every case counting once; None where it is not defined."""
    value = float(evaluate(metric, rows, np.ones((1, len(rows))))[0])
    return None if np.isnan(value) else value


def weighted_sum(values: NDArray[np.float64], weights: Weights) -> Values:
    """Return the weighted sum of values, float64 (n,) or (b, n), for each weighting.

    Laid out row by row, numpy adds up each row by itself and always in the same order; a choice of
    columns would else be added up in an order that depends on how many rows there are.
    """
    return np.asarray(np.multiply(weights, values, order="C").sum(axis=1))


def divided(numerators: NDArray[np.float64], denominators: NDArray[np.float64]) -> Values:
    """Return the quotients, NaN where there is nothing to divide by."""
    whole = np.full(numerators.shape, np.nan)
    np.divide(numerators, denominators, out=whole, where=denominators > 0)
    return whole
