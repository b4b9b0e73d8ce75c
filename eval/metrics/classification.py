"""Accuracy, balanced accuracy and F1 of classes numbered from 0, by their confusion table. Pure.

All are in [0, 1], higher is better, and None when there is nothing to measure. Tests compare them
with scikit-learn.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

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
    n_gold, n_got = table.sum(axis=1), table.sum(axis=0)
    occurs = n_gold > 0
    f1 = 2 * np.diag(table) / np.maximum(n_gold + n_got, 1)
    return float(f1[occurs].mean()) if occurs.any() else None


def f1(table: NDArray[np.int64], positive: int) -> float | None:
    """Return the F1 of one class; None when it neither occurs nor is found."""
    n_gold, n_got = int(table[positive].sum()), int(table[:, positive].sum())
    return float(2 * table[positive, positive] / (n_gold + n_got)) if n_gold + n_got else None
