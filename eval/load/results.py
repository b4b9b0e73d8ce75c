"""What a scenario found, as plain values for the JSON file. No I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from eval.load.crowd import Crowd
from eval.load.health import Health
from eval.load.replies import Ending, Reply

Row = dict[str, Any]
_SHOWN = 5  # faults and failures that are told
_KEPT = 31  # values of a series that are kept


def crowd_row(
    crowd: Crowd, replies: Sequence[Reply], health: Health, *, took_s: float, p95_s: float | None
) -> Row:
    """Return what came of a crowd, and whether it is right.

    Right is: some were answered, none hung, failed or held another's name, the health route
    answered always, and 95 of 100 answers came in time.

    Args:
        crowd: How it asked.
        replies: What it got.
        health: What the health route did meanwhile.
        took_s: Seconds from the first question to the last answer.
        p95_s: Seconds in which 95 of 100 answers have to be there; None for no bound.
    """
    n = Counter(reply.ending for reply in replies)
    answers = [r for r in replies if r.ending in {Ending.ANSWERED, Ending.ABSTAINED}]
    took = [reply.seconds for reply in answers]
    faults = [reply.fault for reply in answers if reply.fault]
    failures = [r.detail for r in replies if r.ending in {Ending.FAILED, Ending.HUNG}]
    row: Row = {
        "users": crowd.n_users,
        "pause_s": crowd.pause_s,
        "seconds": round(took_s, 1),
        "n": len(replies),
        **{ending.value: n[ending] for ending in Ending},
        "faults": len(faults),
        "answers_a_second": round(len(answers) / took_s, 2) if took_s else 0.0,
        "p50_s": percentile(took, 50),
        "p95_s": percentile(took, 95),
        "first_p95_s": percentile([r.first_s for r in answers if r.first_s], 95),
        "busy_p95_s": percentile([r.seconds for r in replies if r.ending is Ending.BUSY], 95),
        "slowest_s": round(max((r.seconds for r in replies), default=0.0), 2),
        "health": {
            "n": len(health.seconds) + health.n_failed,
            "failed": health.n_failed,
            "p99_s": percentile(health.seconds, 99),
        },
        "wrong": sorted(set(faults))[:_SHOWN] + sorted(set(failures))[:_SHOWN],
    }
    in_time = p95_s is None or (row["p95_s"] is not None and row["p95_s"] <= p95_s)
    is_right = not faults and not failures and not health.n_failed
    row["demand"] = "" if p95_s is None else f"p95 at most {p95_s:g} s"
    row["holds"] = bool(answers) and is_right and in_time
    return row


def memory_row(rss_mib: Sequence[float]) -> Row:
    """Return a series of resident memory, thinned out; the first and the last are kept."""
    step = max(1, -(-(len(rss_mib) - 1) // (_KEPT - 1))) if len(rss_mib) > 1 else 1
    kept = [*rss_mib[:-1:step], rss_mib[-1]]
    return {"rss_mib": kept, "rss_grew_mib": round(kept[-1] - kept[0], 1)}


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Return by how much y grows with each x, by least squares; 0 of fewer than two points."""
    if len({x for x, _ in points}) < 2:
        return 0.0
    x, y = zip(*points, strict=True)
    return round(float(np.polyfit(x, y, 1)[0]), 2)


def percentile(values: Sequence[float], q: float) -> float | None:
    """Return the q-th percentile in seconds; None of nothing."""
    return round(float(np.percentile(values, q)), 3) if values else None
