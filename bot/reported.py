"""Errors that readers reported in answers: a file each in the data directory, until looked at.

A report is written only when a person sends it. It holds the question, the answer and its evidence
as a pack, so that it can be read as a case of the evaluation.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from bot.errors import BotError
from bot.packs import Pack, pack_from_json, pack_to_json
from bot.packs.errors import PackError

MAX_NOTE = 1_000  # code points
MAX_REPORTS = 500  # anybody may send one: the folder must not grow without end
_MAX_BYTES = 4 * 1024 * 1024
FORMAT = "newsproof-error-report"


class Wrong(StrEnum):
    """What is wrong with an answer, as its reader says."""

    ANSWER = "wrong answer"
    QUOTE = "wrong quote"
    SHOULD_ANSWER = "should have answered"
    OTHER = "other"


class ReportError(BotError):
    """An error report could not be kept or read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """One reported error.

    Attributes:
        id: 12 hexadecimal digits.
        wrong: What is wrong.
        note: What the reader wrote; may be empty.
        pack: The answer with its evidence.
        reported: When, in UTC.
    """

    id: str
    wrong: Wrong
    note: str
    pack: Pack
    reported: datetime


def report_error(folder: Path, pack: Pack, wrong: Wrong, note: str, *, now: datetime) -> str:
    """Keep a report and return its id; the same one again is kept once.

    Args:
        folder: The folder of reports; it is made when it isn't there.
        pack: The answer with its evidence.
        wrong: What is wrong with it.
        note: At most `MAX_NOTE` code points.
        now: The time, with time zone.

    Raises:
        ReportError: There are too many, or it cannot be written.
    """
    told = {
        "format": FORMAT,
        "wrong": wrong.value,
        "note": note[:MAX_NOTE],
        "pack": pack_to_json(pack),
    }
    identity = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:12]
    told["reported"] = now.astimezone(UTC).replace(microsecond=0).isoformat()
    data = json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8", "replace")
    path = folder / f"{identity}.json"
    beside = folder / f".{identity}.{os.getpid()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if path.exists():
            return identity
        if sum(1 for _ in folder.glob("*.json")) >= MAX_REPORTS or len(data) > _MAX_BYTES:
            raise ReportError(
                "no more error reports are taken here", "tell those who look after the archive"
            )
        beside.write_bytes(data + b"\n")
        beside.replace(path)
    except OSError as exc:
        with suppress(OSError):
            beside.unlink()
        raise ReportError(
            f"the report cannot be kept ({exc.strerror or exc})", "make room in the data directory"
        ) from exc
    return identity


def reported(folder: Path) -> list[Reported]:
    """Return every report, newest first, ties by id; none when there is no folder.

    Raises:
        ReportError: A file in it is no report.
    """
    found = [_read(path) for path in sorted(folder.glob("*.json"))]
    return sorted(found, key=lambda one: one.reported, reverse=True)


def drop(folder: Path, report_id: str) -> bool:
    """Delete a report for good; say whether there was one."""
    paths = [path for path in folder.glob("*.json") if path.stem == report_id]
    for path in paths:
        path.unlink()
    return bool(paths)


def _read(path: Path) -> Reported:
    try:
        told = json.loads(path.read_bytes()[: _MAX_BYTES + 1])
        if told["format"] != FORMAT:
            raise KeyError("format")
        return Reported(
            id=path.stem,
            wrong=Wrong(told["wrong"]),
            note=str(told["note"])[:MAX_NOTE],
            pack=pack_from_json(json.dumps(told["pack"]).encode()),
            reported=datetime.fromisoformat(told["reported"]),
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError, PackError) as exc:
        raise ReportError(
            f"{path.name!r} is no error report", "move it out of the folder of reports"
        ) from exc
