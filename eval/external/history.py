"""The figures of a measurement on public sets as an entry of the history. Pure."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from eval.external.systems import BOTH, MODEL
from eval.history import HistoryEntry


def entry_of_sets(
    result: Mapping[str, Any], *, day: datetime.date, version: str, sample: int | None
) -> HistoryEntry:
    """Return the figures of the judge by "set.metric".

    Args:
        result: As `eval.external.measuring.measure_judge` returns it.
        day: Of the measurement.
        version: Of the code.
        sample: How many pairs of a set were taken at the most; None for all.
    """
    measured = [
        (one, one["systems"].get(BOTH) or one["systems"].get(MODEL) or {})
        for part in ("stance", "questions", "contrast")
        for one in result[part]
    ]
    sizes = json.dumps([[one["set"], one["n"]] for one, _ in measured])
    return HistoryEntry(
        date=day,
        version=version,
        digest=hashlib.sha256(sizes.encode()).hexdigest(),
        system=str(result["about"]["entailment"]),
        split="public" if sample is None else f"public-{sample}",
        figures={
            f"{one['set']}.{name}": figure["value"]
            for one, figures in measured
            for name, figure in figures.items()
        },
    )


def entry_of_search(
    part: str, measured: Mapping[str, Any], *, day: datetime.date, version: str
) -> HistoryEntry:
    """Return the figures of finding or answering by "part.system.metric".

    Args:
        part: "search", "reading" or "disagreeing".
        measured: `{"about": …, "figures": …}`.
        day: Of the measurement.
        version: Of the code.
    """
    about = measured["about"]
    asked = about.get("part") if about.get("part") != "all" else None
    split = "-".join(str(word) for word in (part, asked, about["sample"]) if word)
    return HistoryEntry(
        date=day,
        version=version,
        digest=str(about["digest"]),
        system=str(about["judge"]),
        split=split,
        figures=dict(_leaves(measured["figures"], "")),
    )


def _leaves(figures: Mapping[str, Any], name: str) -> Iterator[tuple[str, float | None]]:
    """Yield every figure below with its place in it; "systems" says nothing and is left out."""
    for key, one in figures.items():
        if not isinstance(one, Mapping):
            continue
        inner = ".".join(word for word in (name, "" if key == "systems" else key) if word)
        if "value" in one:
            yield inner, one["value"]
        else:
            yield from _leaves(one, inner)
