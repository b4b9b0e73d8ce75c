"""Answering only where confidence is high: accuracy against coverage. Pure.

Coverage is the share of cases decided when all below a confidence are declined, risk the share of
wrong ones among the decided. The area under the risk-coverage curve (AURC; El-Yaniv and Wiener
2010, Geifman and El-Yaniv 2017) is the mean risk over all coverages; in [0, 1], lower is better.
Cases of equal confidence come in together: the curve has one point a different confidence.

For questions (Kamath, Jia and Liang 2020, who rank answerable and unanswerable ones together) a
case is right when it was answered, and rightly: a question declined counts as wrong were it decided
after all. For one that should be declined that is so; for another it is the worst case, since what
would have been answered is not known. So nothing is won by declining everything, a higher threshold
never makes the area smaller, and the least area that can be had is above 0 as soon as some
questions should be declined. Confidence is that of deciding, not of the answer's words.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.metrics import weighted

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


def area_under_curve(rows: weighted.Rows, weights: weighted.Weights) -> weighted.Values:
    """Return the area under the risk-coverage curve as a metric of weighted cases.

    Rows are (confidence, right). The same as `Curve.area`, for many weightings at once.
    """
    order = np.argsort(-rows[:, 0], kind="stable")
    confidence, right = rows[order].T
    ends = np.flatnonzero(np.diff(confidence, append=-np.inf) != 0)
    drawn = weights[:, order]
    decided = np.cumsum(drawn, axis=1)[:, ends]
    wrong = np.cumsum(drawn * (1 - right), axis=1)[:, ends]
    # A group that no draw holds has no step, so its risk does not matter.
    risk = wrong / np.where(decided > 0, decided, 1)
    steps = np.diff(decided, axis=1, prepend=0.0)
    return weighted.divided(weighted.weighted_sum(risk, steps), decided[:, -1])
