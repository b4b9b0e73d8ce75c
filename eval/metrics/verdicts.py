"""Verdicts: confusion table, macro-F1 and the strict score of FEVER. Pure.

- Accuracy: the share of claims with the right verdict (`ClaimRecord.is_right`).
- Macro-F1: the plain mean of the F1 of each verdict that occurs among the gold verdicts; it equals
  scikit-learn's `f1_score(average="macro", labels=<those>, zero_division=0)`, which a test checks.
- FEVER score (Thorne et al. 2018): the share of claims with the right verdict *and* evidence that
  shows it. Here: SUPPORTED and REFUTED, one of the first five quotes overlaps a gold quote;
  CONFLICTING, one that supports and one that refutes; NOT_ENOUGH_EVIDENCE needs none.

All are in [0, 1]. NOT_CHECKED is never right: a check that failed to run counts as an error.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.verdict import Verdict
from eval.gold import Gold, covers_groups
from sources.article import Quote

GOLD_LABELS = (
    Verdict.SUPPORTED,
    Verdict.REFUTED,
    Verdict.CONFLICTING,
    Verdict.NOT_ENOUGH_EVIDENCE,
)
SEEN_LABELS = (*GOLD_LABELS, Verdict.NOT_CHECKED)
MAX_EVIDENCE = 5  # FEVER counts no more than five pieces of evidence


def confusion(gold: Sequence[Verdict], got: Sequence[Verdict]) -> NDArray[np.int64]:
    """Return the confusion table, int64 (4, 5): gold by row, verdict by column, in label order."""
    table = np.zeros((len(GOLD_LABELS), len(SEEN_LABELS)), dtype=np.int64)
    for one, other in zip(gold, got, strict=True):
        table[GOLD_LABELS.index(one), SEEN_LABELS.index(other)] += 1
    return table


def macro_f1(table: NDArray[np.int64]) -> float | None:
    """Return the macro-F1 of a confusion table, or None when it is empty."""
    n_gold = table.sum(axis=1)
    n_got = table.sum(axis=0)[: len(GOLD_LABELS)]
    occurs = n_gold > 0
    if not occurs.any():
        return None
    f1 = 2 * np.diag(table) / np.maximum(n_gold + n_got, 1)
    return float(f1[occurs].mean())


def is_strictly_right(
    *, gold_verdict: Verdict, got: Verdict, evidence: Sequence[Quote], gold: Sequence[Gold]
) -> bool:
    """Say whether a verdict is right by FEVER's strict score.

    Args:
        gold_verdict: The right verdict.
        got: The verdict given.
        evidence: The quotes given for it, best first; neutral ones left out.
        gold: The gold quotes of the claim, grouped by stance.
    """
    if got is not gold_verdict:
        return False
    if gold_verdict is Verdict.NOT_ENOUGH_EVIDENCE:
        return True
    return covers_groups(evidence[:MAX_EVIDENCE], gold)
