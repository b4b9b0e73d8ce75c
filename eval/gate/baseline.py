"""The baseline file: what a run is held against, made to be read in the diff of a pull request.

It keeps the run without its texts, one case a line, so that the paired tests can be done again;
the floors; the figures, for the reader; and a record of every change. Floors and cases are only
what that record says: one edited by hand is an error. The file is written by `newsproof eval
floors` alone.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from eval.errors import EvalError
from eval.json_files import (
    FORMAT,
    KIND,
    as_value,
    parse_object,
    read_text,
    take_header,
    write_text,
)
from eval.records import ClaimRecord, DraftRecord, QuestionRecord, Run
from eval.runs import check_run, without_words

VERSION = 1
PACKAGED = Path(__file__).parent / "baseline.json"
"""The baseline of the packaged development cases."""
_LISTS = {"questions": QuestionRecord, "claims": ClaimRecord, "drafts": DraftRecord}
_WORDS = {"question", "claim"}


class What(StrEnum):
    """What a change did."""

    RAISED = "raised"
    LOWERED = "lowered"
    DROPPED = "dropped"
    RENEWED = "renewed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One entry of the record, of a floor or of the cases.

    Attributes:
        on: The day, given by the caller.
        what: Whether a floor was raised, lowered or dropped, or the cases were taken over.
        reason: Why; never empty for what was lowered, dropped or renewed.
        metric: Whose floor; empty for `RENEWED`.
        before: The floor before; None when there was none.
        after: The floor after; None when there is none any more.
        results: SHA-256 of the results taken over; empty but for `RENEWED`.
    """

    on: datetime.date
    what: What
    reason: str
    metric: str = ""
    before: float | None = None
    after: float | None = None
    results: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A figure as a reader of the file sees it; comparisons compute theirs from the cases."""

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """What a run is held against.

    Attributes:
        run: The results of every case, without texts and timings.
        floors: Metric to the worst value that passes: for one that should be high a least value,
            for one that should be low a greatest.
        figures: Every figure of `run` when it was taken over.
        changes: Every change of floors and cases, oldest first.
    """

    run: Run
    floors: Mapping[str, float]
    figures: Mapping[str, Shown]
    changes: tuple[Change, ...]


_BASELINE = TypeAdapter(Baseline)


def read_baseline(path: Path) -> Baseline:
    """Return the baseline of a file.

    Raises:
        EvalError: It cannot be read, is no baseline, is of another version, holds a number that is
            none, or was edited by hand.
    """
    where = repr(str(path))
    if not path.exists():
        raise EvalError(
            f"there is no baseline {where}",
            "make one: newsproof eval run --no-baseline --out RUN.json, then "
            "newsproof eval floors --from RUN.json --raise",
        )
    found = take_header(
        parse_object(read_text(path), where), where, kind="baseline", version=VERSION
    )
    baseline = as_value(_BASELINE, _with_ids(found, where), where)
    try:
        check_run(baseline.run)
        _check(baseline)
    except ValueError as exc:
        raise EvalError(
            f"{where}: {exc}", "restore the file, and change it with newsproof eval floors"
        ) from exc
    return baseline


def write_baseline(path: Path, baseline: Baseline) -> None:
    """Write a baseline whole or not at all: keys sorted, one case, floor or change on a line.

    Raises:
        EvalError: It cannot be written, or could not be read again.
    """
    try:
        check_run(baseline.run)
        _check(baseline)
        text = _text(baseline)
    except ValueError as exc:
        raise EvalError(f"this baseline cannot be kept: {exc}", "report this as a bug") from exc
    write_text(path, text)


def results_of(run: Run) -> str:
    """Return the SHA-256 of the results of a run, whatever its texts and timings."""
    return hashlib.sha256(_json(_run_json(without_words(run))).encode()).hexdigest()


def _check(baseline: Baseline) -> None:
    """Check that floors and cases are what the record of changes says.

    Raises:
        ValueError: They are not.
    """
    floors: dict[str, float | None] = {}
    results = ""
    for number, change in enumerate(baseline.changes, start=1):
        if change.what is not What.RAISED and not change.reason.strip():
            raise ValueError(f"change {number} {change.what} without a reason")
        if change.what is What.RENEWED:
            results = change.results
            continue
        if change.before != floors.get(change.metric):
            raise ValueError(f"change {number} starts from another floor than there was")
        if (change.after is None) is not (change.what is What.DROPPED):
            raise ValueError(f"change {number} {change.what} the floor to {change.after}")
        floors[change.metric] = change.after
    recorded = {name: floor for name, floor in floors.items() if floor is not None}
    for name in sorted(recorded.keys() | baseline.floors.keys()):
        if recorded.get(name) != baseline.floors.get(name):
            raise ValueError(
                f"the floor of {name!r:.60} is {baseline.floors.get(name)}, "
                f"and the record of changes says {recorded.get(name)}"
            )
    if not all(0 <= floor < math.inf for floor in recorded.values()):
        raise ValueError("a floor is no number from 0 on")
    if results != results_of(baseline.run):
        raise ValueError("the cases are not those of the record of changes")


def _text(baseline: Baseline) -> str:
    figures = {name: asdict(one) for name, one in baseline.figures.items()}
    changes = [_change_json(change) for change in baseline.changes]
    whole = _run_json(baseline.run)
    head = {key: value for key, value in whole.items() if key not in _LISTS}
    run = [f"  {_json(key)}: {_json(value)}" for key, value in sorted(head.items())]
    run += [f"  {_json(key)}: {_block(whole[key], 2)}" for key in sorted(_LISTS)]
    sections = {
        FORMAT: str(VERSION),
        KIND: '"baseline"',
        "floors": _block(dict(baseline.floors), 1),
        "figures": _block(figures, 1),
        "changes": _block(changes, 1),
        "run": "{\n" + ",\n".join(run) + "\n }",
    }
    return "{\n" + ",\n".join(f" {_json(k)}: {text}" for k, text in sections.items()) + "\n}\n"


def _block(found: dict[str, Any] | list[Any], depth: int) -> str:
    """Return JSON with one entry a line, keys sorted."""
    if isinstance(found, dict):
        lines = [f"{_json(key)}: {_json(value)}" for key, value in sorted(found.items())]
        first, last = "{", "}"
    else:
        lines, (first, last) = [_json(value) for value in found], "[]"
    if not lines:
        return first + last
    step = "\n" + " " * (depth + 1)
    return first + step + ("," + step).join(lines) + "\n" + " " * depth + last


def _json(value: object) -> str:
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )


def _change_json(change: Change) -> dict[str, Any]:
    return {**_short(change), "on": change.on.isoformat()}


def _run_json(run: Run) -> dict[str, Any]:
    """Return a run as JSON: cases by id, and of each only the fields that say something."""
    head = {
        key: value
        for key, value in run.to_json().items()
        if key not in _LISTS and key != "peak_mib"
    }
    return {
        **head,
        "questions": {record.id: _record_json(record) for record in run.questions},
        "claims": {record.id: _record_json(record) for record in run.claims},
        "drafts": {record.id: _record_json(record) for record in run.drafts},
    }


def _record_json(record: QuestionRecord | ClaimRecord | DraftRecord) -> dict[str, Any]:
    found = _short(record)
    del found["id"]
    for name in _WORDS:
        found.pop(name, None)
    if record.as_of:
        found["as_of"] = record.as_of.isoformat()
    if isinstance(record, DraftRecord):
        found["claims"] = [_record_json(claim) for claim in record.claims]
    return found


def _short(value: Change | QuestionRecord | ClaimRecord | DraftRecord) -> dict[str, Any]:
    """Return the fields that are not what they are when nothing is said."""
    return {
        field.name: given
        for field in fields(value)
        if (given := getattr(value, field.name)) != field.default or field.default is MISSING
    }


def _with_ids(found: dict[str, Any], where: str) -> dict[str, Any]:
    """Turn the cases by id back into lists of records.

    Raises:
        EvalError: They are no cases by id.
    """

    def wrong(what: str) -> EvalError:
        return EvalError(f"{where}: {what}", "restore the file")

    def records(key: str, by_id: object) -> Iterator[dict[str, Any]]:
        if not isinstance(by_id, dict):
            raise wrong(f"run.{key} are no cases by id")
        for case_id, record in by_id.items():
            if not isinstance(record, dict) or record.keys() & {"id", *_WORDS}:
                raise wrong(f"run.{key}.{case_id!r:.60} is no case of a baseline")
            inner = dict(record)
            if key == "drafts":
                claims = record.get("claims")
                if not isinstance(claims, list):
                    raise wrong(f"run.drafts.{case_id!r:.60} has no claims")
                numbered = {f"{case_id}#{n}": one for n, one in enumerate(claims, start=1)}
                inner["claims"] = list(records("claims", numbered))
            word = {"questions": {"question": ""}, "claims": {"claim": ""}}.get(key, {})
            yield {"id": case_id, **word, **inner}

    run = found.get("run")
    if not isinstance(run, dict):
        raise wrong("it holds no run")
    lists = {key: list(records(key, run.get(key, {}))) for key in _LISTS}
    return {**found, "run": {**run, **lists}}
