"""Verdicts: confusion table, false support and the strict score of FEVER. Pure.

- Accuracy: the share of claims with the right verdict (`ClaimRecord.is_right`).
- Macro-F1: the plain mean of the F1 of each verdict that occurs among the gold verdicts
  (`eval.metrics.classification`); it equals scikit-learn's
  `f1_score(average="macro", labels=<those>, zero_division=0)`, which a test checks.
- False support: of the claims that the archive does not support, the share called SUPPORTED (the
  false positive rate of that class). The worst error a reader can be shown: lower is better. Out
  of the gold verdicts, so that two systems share the denominator.
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
from eval.metrics import classification
from eval.metrics.ratio import Parts
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
    """Return the confusion table, int64 (5, 5): gold by row, verdict by column, in label order.

    The last row is empty: no case has NOT_CHECKED as its right verdict.
    """
    numbers = np.array([[label_number(one) for one in side] for side in (gold, got)], np.int64)
    return classification.confusion(numbers[0], numbers[1], len(SEEN_LABELS))


def label_number(verdict: Verdict) -> int:
    """Return the place of a verdict in `SEEN_LABELS`."""
    return SEEN_LABELS.index(verdict)


def false_support_parts(*, gold_verdict: Verdict, got: Verdict) -> Parts:
    """Return what one claim adds to the share of false support."""
    may_fail = gold_verdict is not Verdict.SUPPORTED
    return float(may_fail and got is Verdict.SUPPORTED), float(may_fail)


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
