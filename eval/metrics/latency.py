"""Quantiles of time: the median and the slow end. Pure.

The p-quantile is the least time that at least a share p of the cases did not exceed (Hyndman and
Fan 1996, definition 1; numpy's "inverted_cdf"): always a time that was measured. In milliseconds,
lower is better. Timings differ from run to run and machine to machine: shown, never gating.
"""

from __future__ import annotations

import numpy as np

from eval.metrics.weighted import Rows, Values, WeightedMetric, Weights

_ROUNDING = 1e-9  # 0.95 x 20 cases is 19 of them, whatever the last digit of the product


def quantile(share: float) -> WeightedMetric:
    """Return the quantile of a share in (0, 1] as a metric of weighted cases; rows are (ms,)."""

    def metric(rows: Rows, weights: Weights) -> Values:
        order = np.argsort(rows[:, 0], kind="stable")
        counted = np.cumsum(weights[:, order], axis=1)
        wanted = share * counted[:, -1:] - _ROUNDING
        found = rows[order, 0][(counted < wanted).sum(axis=1)]
        return np.where(counted[:, -1] > 0, found, np.nan)

    return metric
