"""Ranking by score: average precision, reciprocal rank, area under the ROC curve. Pure.

Higher scores come first. Texts of equal score share the lowest of their ranks, so that a constant
score earns nothing by the order of the file. All are in [0, 1], higher is better, and None where
they are not defined. Tests compare them with scikit-learn.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Flags = NDArray[np.bool_]


def average_precision(scores: Scores, relevant: Flags) -> float | None:
    """Return the average precision (Manning, Raghavan and Schütze 2008, 8.4).

    Args:
        scores: `float64 (n,)`.
        relevant: `bool (n,)`; None is returned when none is.
    """
    if not relevant.any():
        return None
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(relevant[order])
    # The place of the last text of the same score: precision is that of the whole group.
    last = np.searchsorted(-scores[order], -scores[order], side="right") - 1
    precision = hits[last] / (last + 1)
    return float(precision[relevant[order]].mean())


def reciprocal_rank(scores: Scores, relevant: Flags) -> float | None:
    """Return 1 / rank of the best relevant text (Voorhees 1999); None when none is relevant."""
    if not relevant.any():
        return None
    return float(1 / np.count_nonzero(scores >= scores[relevant].max()))


def auroc(scores: Scores, relevant: Flags) -> float | None:
    """Return how often a relevant text scores above another, ties counting half.

    The area under the ROC curve by ranks (Hanley and McNeil 1982); None unless both kinds occur.
    """
    n_relevant = int(relevant.sum())
    n_other = len(relevant) - n_relevant
    if not n_relevant or not n_other:
        return None
    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    mean_rank = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    above = mean_rank[relevant].sum() - n_relevant * (n_relevant + 1) / 2
    return float(above / (n_relevant * n_other))
