"""How often each deterministic check is right, on the public sets of pairs. Pure.

What a check says is held against the label of the pair: "conflicts" is right when the pair is
labelled refuted, "missing" when it is not labelled supported, "agrees" when it is. Sets that only
say "not supported" count for "missing" and "agrees" alone. Precision is the share of right ones
among what the check said, recall the share of the pairs with that label on which it said so: low,
as a check sees only its own kind of error. A check is worth switching on when its precision is
above one half and above the share that the label has anyway (`base`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.checks.finding import Finding, Outcome
from eval.external.measured import Measured, Places, measure, rounded
from eval.external.sets import StanceSet, Task
from eval.metrics.bootstrap import N_RESAMPLES

Findings = Mapping[str, Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """How often one check is right when it says one thing.

    Attributes:
        check: Name of the check.
        outcome: What it says.
        precision: Of its sayings, with n of them.
        recall: Of the pairs with the label, with n of them.
        base: Share of the label among all pairs: the precision of saying it of every pair.
        by_set: Precision and number of sayings by set.
    """

    check: str
    outcome: Outcome
    precision: Measured
    recall: Measured
    base: float
    by_set: dict[str, tuple[float | None, int]]

    def to_json(self) -> dict[str, Any]:
        """Return the row as JSON values."""
        return {
            "check": self.check,
            "outcome": self.outcome.value,
            "precision": self.precision.to_json(),
            "recall": self.recall.to_json(),
            "base": rounded(self.base),
            "by_set": {
                name: {"precision": rounded(value), "n": n}
                for name, (value, n) in self.by_set.items()
            },
        }


def check_rows(
    found: Sequence[tuple[StanceSet, Sequence[Findings]]], *, n_resamples: int = N_RESAMPLES
) -> list[CheckRow]:
    """Return a row for every check and outcome that occurs, by name of the check.

    Args:
        found: Each set, with the findings of its pairs.
        n_resamples: Draws of the bootstrap.
    """
    names = sorted({name for _, rows in found for findings in rows for name in findings})
    rows = [
        _row(name, outcome, found, n_resamples)
        for name in names
        for outcome in (Outcome.CONFLICTS, Outcome.MISSING, Outcome.AGREES)
    ]
    return [row for row in rows if row is not None]


def _row(
    name: str,
    outcome: Outcome,
    found: Sequence[tuple[StanceSet, Sequence[Findings]]],
    n_resamples: int,
) -> CheckRow | None:
    used = [
        (read, rows)
        for read, rows in found
        if outcome is not Outcome.CONFLICTS or read.spec.task is not Task.SUPPORTED
    ]
    saids = [np.array([_says(one, name, outcome) for one in rows], dtype=bool) for _, rows in used]
    if not any(said.any() for said in saids):
        return None
    golds = [_gold(read, outcome) for read, _ in used]
    clusters = [f"{number} {one}" for number, (read, _) in enumerate(used) for one in read.clusters]
    _, together = np.unique(clusters, return_inverse=True)
    said, gold = np.concatenate(saids), np.concatenate(golds)
    return CheckRow(
        check=name,
        outcome=outcome,
        precision=_share(gold, said, together, n_resamples),
        recall=_share(said, gold, together, n_resamples),
        base=float(gold.mean()),
        by_set={
            read.spec.name: (float(one[at].mean()) if at.any() else None, int(at.sum()))
            for (read, _), one, at in zip(used, golds, saids, strict=True)
        },
    )


def _share(
    hit: NDArray[np.bool_], among: NDArray[np.bool_], clusters: Places, n_resamples: int
) -> Measured:
    """Return the share of `hit` where `among` holds."""
    places = np.flatnonzero(among)
    chosen = hit[places]
    return measure(
        clusters[places], lambda drawn: float(chosen[drawn].mean()), n_resamples=n_resamples
    )


def _says(findings: Findings, name: str, outcome: Outcome) -> bool:
    return name in findings and findings[name].outcome is outcome


def _gold(read: StanceSet, outcome: Outcome) -> NDArray[np.bool_]:
    match outcome:
        case Outcome.CONFLICTS:
            return np.asarray(read.gold == 1)
        case Outcome.MISSING:
            return np.asarray(read.gold != 0)
        case _:
            return np.asarray(read.gold == 0)
