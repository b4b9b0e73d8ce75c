"""Precision, recall and F1 of abstaining. Pure.

The positive class is "should abstain". Precision: of the questions declined, the share that should
have been. Recall: of those that should have been, the share that was. F1: their harmonic mean, as
2 x both / (should + did). All are in [0, 1], over all questions, higher is better, and have no
figure when there is nothing to divide by. Tests compare them with scikit-learn.
"""

from __future__ import annotations

from eval.metrics.ratio import Parts
from eval.metrics.weighted import Rows, Values, Weights, divided, weighted_sum


def precision_parts(*, should: bool, did: bool) -> Parts:
    """Return what one question adds to the precision of abstaining."""
    return float(should and did), float(did)


def recall_parts(*, should: bool, did: bool) -> Parts:
    """Return what one question adds to the recall of abstaining."""
    return float(should and did), float(should)


def f1(rows: Rows, weights: Weights) -> Values:
    """Return the F1 of abstaining; rows are (should, did), each 0 or 1."""
    should, did = rows.T
    both = weighted_sum(should * did, weights)
    return divided(2 * both, weighted_sum(should, weights) + weighted_sum(did, weights))
