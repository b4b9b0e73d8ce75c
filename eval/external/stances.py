"""Figures on the sets of pairs (premise, claim): accuracy, macro-F1, balanced accuracy. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.judge.scorer import Probabilities
from eval.external.measured import Measured, Places, measure
from eval.external.sets import StanceSet, Task
from eval.metrics import classification
from eval.metrics.bootstrap import N_RESAMPLES

ACCURACY, MACRO_F1, BALANCED = "accuracy", "macro_f1", "balanced_accuracy"
_METRICS: dict[str, Callable[[NDArray[np.int64]], float | None]] = {
    ACCURACY: classification.accuracy,
    MACRO_F1: classification.macro_f1,
    BALANCED: classification.balanced_accuracy,
}


@dataclass(frozen=True, slots=True)
class Decided:
    """What a system says of each pair.

    Attributes:
        got: int64 (n,), places in the labels of the task.
        confidence: float64 (n,) in [0, 1], of the class chosen.
    """

    got: NDArray[np.int64]
    confidence: NDArray[np.float64]


def metrics_of(task: Task) -> tuple[str, ...]:
    """Return the metrics of a task, the first that matters most."""
    return {
        Task.THREE_WAY: (ACCURACY, MACRO_F1),
        Task.TWO_WAY: (ACCURACY,),
        Task.SUPPORTED: (BALANCED,),
    }[task]


def decide(task: Task, probabilities: Probabilities, *, supported_at: float) -> Decided:
    """Turn P(supports, refutes, neither) into classes of a task.

    Three-way: the most probable. Two-way: the more probable of supports and refutes, supports when
    they are equal, with confidence as if there were no third. Supported or not: whether P(supports)
    reaches a threshold.

    Args:
        task: What is asked.
        probabilities: `float32 (n, 3)`.
        supported_at: The threshold, in [0, 1].
    """
    found = probabilities.astype(np.float64)
    if task is Task.SUPPORTED:
        is_not = found[:, 0] < supported_at
        return Decided(is_not.astype(np.int64), np.where(is_not, 1 - found[:, 0], found[:, 0]))
    found = found[:, : len(task.labels)]
    got = found.argmax(axis=1).astype(np.int64)
    whole = found.sum(axis=1)
    chosen = found[np.arange(len(found)), got]
    even = 1 / len(task.labels)
    return Decided(got, np.divide(chosen, whole, out=np.full(len(found), even), where=whole > 0))


def figures(
    read: StanceSet, got: NDArray[np.int64], *, n_resamples: int = N_RESAMPLES
) -> dict[str, Measured]:
    """Return the metrics of the set's task, by name.

    Args:
        read: The set.
        got: int64 (n,), places in the labels of its task.
        n_resamples: Draws of the bootstrap.
    """
    return {
        name: measure(read.clusters, _metric_at(read, got, _METRICS[name]), n_resamples=n_resamples)
        for name in metrics_of(read.spec.task)
    }


def gain(
    read: StanceSet,
    got: NDArray[np.int64],
    other: NDArray[np.int64],
    *,
    n_resamples: int = N_RESAMPLES,
) -> Measured:
    """Return by how much `got` is ahead of `other` in the metric that matters most, paired."""
    metric = _METRICS[metrics_of(read.spec.task)[0]]
    ours, theirs = _metric_at(read, got, metric), _metric_at(read, other, metric)

    def difference(places: Places) -> float | None:
        one, two = ours(places), theirs(places)
        return None if one is None or two is None else one - two

    return measure(read.clusters, difference, n_resamples=n_resamples)


def _metric_at(
    read: StanceSet,
    got: NDArray[np.int64],
    metric: Callable[[NDArray[np.int64]], float | None],
) -> Callable[[Places], float | None]:
    n_classes = len(read.spec.task.labels)
    return lambda places: metric(
        classification.confusion(read.gold[places], got[places], n_classes)
    )
