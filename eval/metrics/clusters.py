"""Percentile bootstrap over groups of cases that belong together (Davison and Hinkley 1997, 2.4).

Pairs about one page, claim or passage are alike; drawing them one by one would make the interval
too narrow. Groups are drawn whole, as many as there are. The same groups give the same draws for
every system, so that differences are paired. Otherwise as `eval.metrics.bootstrap`. Pure, seeded.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from eval.metrics.bootstrap import LEVEL, N_RESAMPLES, SEED, Interval

Places = NDArray[np.int64]


def cluster_interval(
    clusters: Places,
    metric: Callable[[Places], float | None],
    *,
    n_resamples: int = N_RESAMPLES,
) -> Interval | None:
    """Return the interval of a metric, or None when it is defined for no draw.

    Args:
        clusters: int64 (n,), the number of the group of each case.
        metric: The metric of the cases at the given places (int64; a place may come often).
        n_resamples: How many draws.
    """
    if not len(clusters):
        return None
    members = np.argsort(clusters, kind="stable").astype(np.int64)
    _, starts, sizes = np.unique(clusters[members], return_index=True, return_counts=True)
    chance = np.random.default_rng(SEED)
    values = []
    for _ in range(n_resamples):
        drawn = chance.integers(0, len(starts), size=len(starts))
        value = metric(members[_ranges(starts[drawn], sizes[drawn])])
        if value is not None:
            values.append(value)
    if not values:
        return None
    tail = 100 * (1 - LEVEL) / 2
    low, high = np.percentile(values, [tail, 100 - tail])
    return Interval(low=float(low), high=float(high))


def _ranges(starts: Places, sizes: Places) -> Places:
    """Return `starts[0], starts[0] + 1, …` (sizes[0] of them), then those of the next."""
    ends = np.cumsum(sizes)
    return np.repeat(starts - (ends - sizes), sizes) + np.arange(ends[-1], dtype=np.int64)
