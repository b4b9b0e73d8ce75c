"""Logistic regression over the judge's features, as numbers that `bot.judge.model` reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Features `float32 (n, n_features)` and labels `int (n,)`, 0 or 1."""

    values: NDArray[np.float32]
    labels: NDArray[np.int64]


def fit(examples: Examples, features: tuple[str, ...], *, strength: float) -> dict[str, Any]:
    """Fit and return {"features", "mean", "scale", "weights", "bias"}.

    Args:
        examples: What to fit on.
        features: Their names, kept with the weights.
        strength: Inverse of the L2 penalty on standardised features.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(examples.values)
    model = LogisticRegression(C=strength, max_iter=3_000)
    model.fit(scaler.transform(examples.values), examples.labels)
    return {
        "features": list(features),
        "mean": _rounded(scaler.mean_),
        "scale": _rounded(np.where(scaler.scale_ == 0, 1.0, scaler.scale_)),
        "weights": [_rounded(row) for row in model.coef_],
        "bias": _rounded(model.intercept_),
    }


def _rounded(values: NDArray[np.floating]) -> list[float]:
    return [float(f"{value:.6g}") for value in values]
