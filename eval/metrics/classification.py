"""Accuracy, balanced accuracy and F1 of classes numbered from 0, by their confusion table. Pure.

All are in [0, 1], higher is better, and None when there is nothing to measure. Tests compare them
with scikit-learn.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from eval.metrics.weighted import Rows, Values, WeightedMetric, Weights, divided

Labels = NDArray[np.int64]


def confusion(gold: Labels, got: Labels, n_classes: int) -> NDArray[np.int64]:
    """Return the confusion table, int64 (n_classes, n_classes): gold by row, got by column."""
    cells = np.bincount(gold * n_classes + got, minlength=n_classes * n_classes)
    return cells.reshape(n_classes, n_classes)


def accuracy(table: NDArray[np.int64]) -> float | None:
    """Return the share of right cases."""
    return float(np.trace(table) / table.sum()) if table.sum() else None


def balanced_accuracy(table: NDArray[np.int64]) -> float | None:
    """Return the mean recall of the classes that occur (Brodersen et al. 2010, two classes)."""
    n_gold = table.sum(axis=1)
    occurs = n_gold > 0
    return float((np.diag(table)[occurs] / n_gold[occurs]).mean()) if occurs.any() else None


def macro_f1(table: NDArray[np.int64]) -> float | None:
    """Return the mean F1 of the classes that occur; F1 is 0 where nothing was found."""
    found = float(_macro_f1(table[None].astype(np.float64))[0])
    return None if np.isnan(found) else found


def weighted_macro_f1(n_classes: int) -> WeightedMetric:
    """Return macro-F1 as a metric of weighted cases; rows are (gold, got), numbers of classes."""

    def metric(rows: Rows, weights: Weights) -> Values:
        cells = (rows[:, 0] * n_classes + rows[:, 1]).astype(np.int64)
        tables = np.zeros((len(weights), n_classes**2))
        for cell in np.unique(cells):
            tables[:, cell] = weights[:, cells == cell].sum(axis=1)
        return _macro_f1(tables.reshape(len(weights), n_classes, n_classes))

    return metric


def _macro_f1(tables: NDArray[np.float64]) -> Values:
    """Return the macro-F1 of each table of float64 (b, n_classes, n_classes)."""
    n_gold, n_got = tables.sum(axis=2), tables.sum(axis=1)
    found = 2 * np.diagonal(tables, axis1=1, axis2=2)
    # A class that occurs has n_gold > 0, so that only classes left out are divided by 1.
    scores = np.where(n_gold > 0, found / np.where(n_gold + n_got > 0, n_gold + n_got, 1), 0)
    return divided(scores.sum(axis=1), (n_gold > 0).sum(axis=1).astype(np.float64))


def f1(table: NDArray[np.int64], positive: int) -> float | None:
    """Return the F1 of one class; None when it neither occurs nor is found."""
    n_gold, n_got = int(table[positive].sum()), int(table[:, positive].sum())
    return float(2 * table[positive, positive] / (n_gold + n_got)) if n_gold + n_got else None
