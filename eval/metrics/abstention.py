"""Precision and recall of abstaining. Pure.

The positive class is "should abstain". Precision: of the questions declined, the share that should
have been. Recall: of those that should have been, the share that was. Both are in [0, 1], over all
questions, and have no figure when nothing was declined, or nothing should have been.
"""

from __future__ import annotations

from eval.metrics.ratio import Parts


def precision_parts(*, should: bool, did: bool) -> Parts:
    """Return what one question adds to the precision of abstaining."""
    return float(should and did), float(did)


def recall_parts(*, should: bool, did: bool) -> Parts:
    """Return what one question adds to the recall of abstaining."""
    return float(should and did), float(should)
