"""Answering only where confidence is high: accuracy against coverage. Pure.

Coverage is the share of cases decided when all below a confidence are declined, risk the share of
wrong ones among the decided. The area under the risk-coverage curve (AURC; El-Yaniv and Wiener
2010, Geifman and El-Yaniv 2017) is the mean risk over all coverages; in [0, 1], lower is better.
Cases of equal confidence come in together: the curve has one point a different confidence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Curve:
    """A risk-coverage curve, from the most confident cases to all.

    Attributes:
        threshold: `float64 (k,)`, the confidence from which a case is decided, falling.
        coverage: `float64 (k,)` in (0, 1], rising to 1.
        accuracy: `float64 (k,)`, 1 - risk, of the decided cases.
    """

    threshold: Values
    coverage: Values
    accuracy: Values

    @property
    def area(self) -> float:
        """The area under the risk-coverage curve, each case with the risk at its own coverage."""
        steps = np.diff(self.coverage, prepend=0.0)
        return float((steps * (1 - self.accuracy)).sum())

    def accuracy_at(self, coverage: float) -> float:
        """Return the accuracy when at least this share of the cases, in (0, 1], is decided."""
        place = int(np.searchsorted(self.coverage, coverage - 1e-12))
        return float(self.accuracy[min(place, len(self.accuracy) - 1)])


def risk_coverage(confidence: Values, right: Values, weights: Values | None = None) -> Curve | None:
    """Return the curve; None without cases.

    Args:
        confidence: `float64 (n,)`.
        right: `float64 (n,)`, 1 where the class chosen is right, else 0.
        weights: `float64 (n,)`, not negative; None weighs all the same.
    """
    if not len(confidence):
        return None
    weights = np.ones(len(confidence)) if weights is None else weights
    order = np.argsort(-confidence, kind="stable")
    falling = confidence[order]
    ends = np.flatnonzero(np.diff(falling, append=-np.inf) != 0)
    decided, correct = np.cumsum(weights[order])[ends], np.cumsum((weights * right)[order])[ends]
    kept = decided > 0
    return Curve(
        threshold=falling[ends][kept],
        coverage=decided[kept] / decided[-1],
        accuracy=correct[kept] / decided[kept],
    )
