"""Figures of earlier runs, one JSON object a line, oldest first: what the plots over time read.

Figures only: no text of a case or of an article. A line that is wrong is an error, never skipped:
a plot with a hole in it looks like a plot.
"""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from eval.errors import EvalError
from eval.json_files import as_value, parse_object, read_text
from eval.records import Run
from eval.summary import Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """The figures of one run.

    Attributes:
        date: The day of the run, given by the caller.
        version: Of the code: a release, or a commit.
        digest: Of the cases (`CaseSet.digest`); figures of different cases are no one line.
        system: Name of the system.
        split: Name of the split.
        figures: Metric to value; None when there was nothing to measure.
    """

    date: datetime.date
    version: str
    digest: str
    system: str
    split: str
    figures: Mapping[str, float | None]


_ENTRY = TypeAdapter(HistoryEntry)


def entry_of(run: Run, summary: Summary, *, day: datetime.date, version: str) -> HistoryEntry:
    """Return the entry of a run."""
    return HistoryEntry(
        date=day,
        version=version,
        digest=run.digest,
        system=run.system,
        split=run.split,
        figures={figure.name: figure.value for figure in summary.figures},
    )


def read_history(path: Path) -> list[HistoryEntry]:
    """Return the entries of a file in its order.

    Raises:
        EvalError: It cannot be read, or a line of it is wrong; the message names the line.
    """
    text = read_text(path)
    if text and not text.endswith("\n"):
        n = text.count("\n") + 1
        raise EvalError(f"'{path}':{n} is cut off", "take the last line out, or restore it")
    # Not splitlines(): a line may hold U+2028, which ends no line of JSON Lines.
    lines = text.split("\n")[:-1]
    return [_entry(line, f"'{path}':{number}") for number, line in enumerate(lines, start=1)]


def append_history(path: Path, entry: HistoryEntry) -> None:
    """Add an entry at the end of a file, which is made if it isn't there.

    Raises:
        EvalError: The file is wrong already, or cannot be written, or the entry is wrong.
    """
    if path.exists():
        read_history(path)
    try:
        line = json.dumps(_json(entry), ensure_ascii=False, allow_nan=False)
    except ValueError as exc:
        raise EvalError(f"an entry of history: {exc}", "report this as a bug") from exc
    _entry(line, "an entry of history")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as handle:
            handle.write(line.encode() + b"\n")
            handle.flush()
            os.fsync(handle.fileno())
    except (OSError, ValueError) as exc:
        raise EvalError(f"{str(path)!r} cannot be written ({exc})", "name another file") from exc


def _json(entry: HistoryEntry) -> dict[str, object]:
    return {
        "date": entry.date.isoformat(),
        "version": entry.version,
        "digest": entry.digest,
        "system": entry.system,
        "split": entry.split,
        "figures": dict(entry.figures),
    }


def _entry(line: str, where: str) -> HistoryEntry:
    entry = as_value(_ENTRY, parse_object(line, where), where)
    if len(entry.digest) != 64 or set(entry.digest) - set("0123456789abcdef"):
        raise EvalError(f"{where}: digest {entry.digest!r:.80} is no SHA-256", "mend the line")
    return entry
