"""Metrics as ratios of sums over cases, the one form that all but macro-F1 have.

A case contributes `(numerator, denominator)`. A mean over cases has the denominator 1; precision
has the number of times that something was claimed. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence

Parts = tuple[float, float]


def ratio(parts: Sequence[Parts]) -> float | None:
    """Return the sum of the numerators over the sum of the denominators.

    Returns:
        In [0, 1] when no numerator exceeds its denominator; None when the denominators sum to 0:
        there was nothing to measure.
    """
    denominator = sum(part[1] for part in parts)
    return sum(part[0] for part in parts) / denominator if denominator else None


def mean_part(value: float) -> Parts:
    """Return the parts of a case in a plain mean over cases."""
    return float(value), 1.0
