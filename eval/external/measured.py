"""A figure with its interval, and how every figure of this package is made. Pure, seeded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.metrics.bootstrap import N_RESAMPLES
from eval.metrics.clusters import cluster_interval

Places = NDArray[np.int64]
DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A figure.

    Attributes:
        value: In [0, 1]; None when there was nothing to measure.
        low: Lower end of the 95 % interval, or None.
        high: Upper end, or None.
        n: The cases that it is out of.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int

    def to_json(self) -> dict[str, Any]:
        """Return the figure as JSON values, rounded."""
        return {
            "value": rounded(self.value),
            "low": rounded(self.low),
            "high": rounded(self.high),
            "n": self.n,
        }


def measure(
    clusters: Places,
    metric: Callable[[Places], float | None],
    *,
    n_resamples: int = N_RESAMPLES,
) -> Measured:
    """Return a metric of all cases, with its interval by bootstrap over groups.

    Args:
        clusters: int64 (n,), the group of each case.
        metric: The metric of the cases at the given places.
        n_resamples: How many draws.
    """
    interval = cluster_interval(clusters, metric, n_resamples=n_resamples)
    return Measured(
        value=metric(np.arange(len(clusters), dtype=np.int64)) if len(clusters) else None,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        n=len(clusters),
    )


def rounded(value: float | None) -> float | None:
    """Return a value as it is written: four digits."""
    return None if value is None else round(float(value), DIGITS)
