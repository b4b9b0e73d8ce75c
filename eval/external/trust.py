"""Calibration, and accuracy against coverage, over the three-way sets together. Pure.

Each set weighs the same, however many pairs it has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.external.measured import Measured, Places, measure, rounded
from eval.external.sets import StanceSet
from eval.external.stances import Decided
from eval.metrics.bootstrap import N_RESAMPLES
from eval.metrics.calibration import calibration_error, reliability
from eval.metrics.selective import risk_coverage

COVERAGES = (0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
N_POINTS = 100  # of the curve that is drawn

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trust:
    """How far confidence can be trusted.

    Attributes:
        error: Expected calibration error, 15 bins; its interval leans upwards, as every draw adds
            noise to each bin.
        by_set: The same of each set, without interval.
        bins: The reliability diagram, as JSON values.
        area: Area under the risk-coverage curve.
        accuracy_at: Accuracy by coverage.
        curve: (coverage, accuracy, threshold), at most `N_POINTS`.
    """

    error: Measured
    by_set: dict[str, float | None]
    bins: list[dict[str, Any]]
    area: Measured
    accuracy_at: dict[float, float]
    curve: list[tuple[float, float, float]]

    def to_json(self) -> dict[str, Any]:
        """Return everything as JSON values."""
        return {
            "error": self.error.to_json(),
            "by_set": {name: rounded(value) for name, value in self.by_set.items()},
            "bins": self.bins,
            "area": self.area.to_json(),
            "accuracy_at": {str(at): rounded(value) for at, value in self.accuracy_at.items()},
            "curve": [[rounded(value) for value in point] for point in self.curve],
        }


def trust(
    decided: Sequence[tuple[StanceSet, Decided]], *, n_resamples: int = N_RESAMPLES
) -> Trust | None:
    """Return the calibration of a system on some sets; None without sets."""
    if not decided:
        return None
    confidence = np.concatenate([one.confidence for _, one in decided])
    right = np.concatenate([(one.got == read.gold).astype(np.float64) for read, one in decided])
    weights = np.concatenate([np.full(len(read.gold), 1 / len(read.gold)) for read, _ in decided])
    shift, clusters = 0, []
    for read, _ in decided:
        clusters.append(read.clusters + shift)
        shift += int(read.clusters.max()) + 1
    together = np.concatenate(clusters)

    def error(places: Places) -> float | None:
        return calibration_error(reliability(confidence[places], right[places], weights[places]))

    def area(places: Places) -> float | None:
        curve = risk_coverage(confidence[places], right[places], weights[places])
        return curve.area if curve else None

    whole = risk_coverage(confidence, right, weights)
    if whole is None:
        return None
    shown = np.unique(np.linspace(0, len(whole.coverage) - 1, N_POINTS).astype(np.int64))
    return Trust(
        error=measure(together, error, n_resamples=n_resamples),
        by_set={read.spec.name: _error_of(read, one) for read, one in decided},
        bins=[
            {name: rounded(value) if name != "n" else value for name, value in asdict(one).items()}
            for one in reliability(confidence, right, weights)
        ],
        area=measure(together, area, n_resamples=n_resamples),
        accuracy_at={at: whole.accuracy_at(at) for at in COVERAGES},
        curve=[
            (float(whole.coverage[i]), float(whole.accuracy[i]), float(whole.threshold[i]))
            for i in shown
        ],
    )


def _error_of(read: StanceSet, decided: Decided) -> float | None:
    right = (decided.got == read.gold).astype(np.float64)
    return calibration_error(reliability(decided.confidence, right))
