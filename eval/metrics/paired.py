"""Two runs over the same cases: by how much they differ, and whether by more than chance. Pure.

- Difference: the metric after less the metric before.
- Interval: percentile bootstrap, 95 %; a case is drawn with both of its outcomes.
- p, two-sided: a permutation test (Edgington and Onghena 2007; for measures of retrieval Smucker,
  Allan and Carterette 2007). If nothing had changed but chance, each case could as well have had
  its two outcomes the other way round; p is the share of such swaps that differ by at least as
  much. With at most 12 cases that differ all swaps are counted, else 10,000 are drawn and the swap
  seen is counted as one of them, so that p is never 0 (Davison and Hinkley 1997, 4.3; Phipson and
  Smyth 2010). 1.0 when no case differs.

For accuracies with all swaps counted it equals McNemar's exact test, which a test checks. A swap
for which the metric is not defined counts as no smaller: it makes p larger, never smaller.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.metrics.bootstrap import SEED, draw_counts, percentile_interval
from eval.metrics.ratio import Parts, ratio_of_sums
from eval.metrics.weighted import (
    Rows,
    Values,
    WeightedMetric,
    Weights,
    evaluate,
    rows_of,
    value_of,
)

MAX_EXACT = 12
N_SWAPS = 10_000
_BLOCK = 1_000  # swaps weighed at once: a few MB for a thousand cases
_TOLERANCE = 1e-12  # the same sum in another order is the same difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """What a paired test found.

    Attributes:
        difference: The metric after less the metric before, in its unit.
        low: Lower end of the 95 % interval of the difference.
        high: Upper end.
        p: In (0, 1]: how often chance alone would differ as much, either way.
        n: Cases that say something on the metric before or after.
        n_changed: Those of them for which it isn't the same.
    """

    difference: float
    low: float
    high: float
    p: float
    n: int
    n_changed: int


def paired_test(before: Sequence[Parts], after: Sequence[Parts]) -> Paired | None:
    """Compare two ratios of sums over the same cases, in the same order.

    Returns:
        None when one of the ratios is not defined.

    Raises:
        ValueError: They are not as many.
    """
    return paired_metric_test(rows_of(before), rows_of(after), ratio_of_sums)


def paired_metric_test(before: Rows, after: Rows, metric: WeightedMetric) -> Paired | None:
    """Compare a metric of two runs over the same cases, in the same order.

    Args:
        before: float64 (n, m); a row with NaN for a case that says nothing on the metric.
        after: float64 (n, m), likewise.
        metric: The metric, of weighted cases.

    Returns:
        None when the metric is not defined before or after.

    Raises:
        ValueError: They are not as many.
    """
    if before.shape != after.shape:
        raise ValueError(f"cases of shape {before.shape} before and {after.shape} after")
    says = ~(np.isnan(before).any(axis=1) & np.isnan(after).any(axis=1))
    before, after = before[says], after[says]
    one, other = value_of(metric, before), value_of(metric, after)
    if one is None or other is None:
        return None
    difference = other - one
    changed = ~_same(before, after)
    low, high = _interval(before, after, metric, difference)
    return Paired(
        difference=difference,
        low=low,
        high=high,
        p=_p_value(before, after, changed, metric, abs(difference)),
        n=len(before),
        n_changed=int(changed.sum()),
    )


def _same(before: Rows, after: Rows) -> NDArray[np.bool_]:
    return np.asarray(((before == after) | (np.isnan(before) & np.isnan(after))).all(axis=1))


def _interval(
    before: Rows, after: Rows, metric: WeightedMetric, difference: float
) -> tuple[float, float]:
    counts = draw_counts(len(before))
    found = percentile_interval(evaluate(metric, after, counts) - evaluate(metric, before, counts))
    return (found.low, found.high) if found else (difference, difference)


def _p_value(
    before: Rows, after: Rows, changed: NDArray[np.bool_], metric: WeightedMetric, observed: float
) -> float:
    n_changed = int(changed.sum())
    if not n_changed:
        return 1.0
    # Cases that don't differ count the same however they are swapped, so equal ones are pooled.
    kept, n_kept = np.unique(before[~changed], axis=0, return_counts=True)
    rows = np.concatenate([before[changed], after[changed], kept])
    n_extreme = n_all = 0
    for swaps in _swaps(n_changed):
        still = np.broadcast_to(n_kept.astype(np.float64), (len(swaps), len(kept)))
        found = np.abs(_at(rows, metric, swaps, still) - _at(rows, metric, 1 - swaps, still))
        n_extreme += int((np.isnan(found) | (found >= observed - _TOLERANCE)).sum())
        n_all += len(swaps)
    if n_changed <= MAX_EXACT:
        return n_extreme / n_all
    return (n_extreme + 1) / (n_all + 1)


def _at(rows: Rows, metric: WeightedMetric, swaps: Weights, still: Weights) -> Values:
    """Return the metric of the run that holds, of each case, the outcome after where swapped."""
    return evaluate(metric, rows, np.concatenate([1 - swaps, swaps, still], axis=1))


def _swaps(n_changed: int) -> Iterator[Weights]:
    """Yield blocks of swaps, float64 (at most `_BLOCK`, n_changed) of 0 and 1.

    All of them for few cases; half of those will do, since swapping all changes only the sign.
    """
    if n_changed <= MAX_EXACT:
        every = np.arange(2 ** (n_changed - 1))[:, None] >> np.arange(n_changed) & 1
        yield from (every[at : at + _BLOCK].astype(float) for at in range(0, len(every), _BLOCK))
        return
    chance = np.random.default_rng(SEED)
    for _ in range(N_SWAPS // _BLOCK):
        yield chance.integers(0, 2, size=(_BLOCK, n_changed)).astype(np.float64)
