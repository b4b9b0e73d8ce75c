"""Errors that readers reported in answers: a file each in the data directory, until looked at.

A report is written only when a person sends it. It holds the question, the answer and its evidence
as a pack, so that a case of the evaluation can be made of it: several of them travel as JSON Lines,
which `newsproof eval new --reports` reads.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.errors import BotError
from bot.packs import Pack, pack_from_json, pack_to_json
from bot.packs.errors import PackError

MAX_NOTE = 1_000  # code points
MAX_REPORTS = 500  # anybody may send one: the folder must not grow without end
_MAX_BYTES = 4 * 1024 * 1024
FORMAT = "newsproof-error-report"
FOLDER = "reports"  # in the data directory
_ID = re.compile(r"[0-9a-f]{12}")


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
    told = _told(wrong, note[:MAX_NOTE], pack)
    identity = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:12]
    told["reported"] = _moment(now)
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
        os.utime(beside, (now.timestamp(), now.timestamp()))  # `ids` goes by it
        beside.replace(path)
    except OSError as exc:
        with suppress(OSError):
            beside.unlink()
        raise ReportError(
            f"the report cannot be kept ({exc.strerror or exc})", "make room in the data directory"
        ) from exc
    return identity


def ids(folder: Path) -> list[str]:
    """Return the names of all reports, newest first, ties by name; none when there is no folder.

    Only their times are looked at: reading five hundred takes seconds. A name may be that of a file
    that is no report.
    """
    found: list[tuple[float, str]] = []
    for path in folder.glob("*.json"):
        with suppress(OSError):  # deleted just now
            found.append((-path.stat().st_mtime, path.stem))
    return [name for _, name in sorted(found)]


def read_report(folder: Path, name: str) -> Reported:
    """Read one report.

    Args:
        folder: The folder of reports.
        name: One of `ids`.

    Raises:
        ReportError: It is not there, or is no report.
    """
    path = folder / f"{name}.json"
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError as exc:
        raise ReportError(
            f"the error report {path.name!r:.80} cannot be read ({exc.strerror or exc})",
            "look whether it is still there",
        ) from exc
    return _parsed(data, name, repr(path.name), "move it out of the folder of reports")


def drop(folder: Path, name: str) -> bool:
    """Delete a report for good; say whether there was one."""
    paths = [path for path in folder.glob("*.json") if path.stem == name]
    for path in paths:
        path.unlink(missing_ok=True)
    return bool(paths)


def to_json_lines(reports: Iterable[Reported]) -> bytes:
    """Return reports as JSON Lines, one a line, each with its id."""
    lines = (
        {**_told(one.wrong, one.note, one.pack), "reported": _moment(one.reported), "id": one.id}
        for one in reports
    )
    return b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines)


def from_json_lines(data: bytes) -> list[Reported]:
    """Read what `to_json_lines` wrote; empty lines are left out.

    Raises:
        ReportError: A line is no report.
    """
    found = []
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line.strip():
            what, way_out = f"line {number}", "save the reports anew on the page, under Check"
            found.append(_parsed(line, None, what, way_out))
    return found


def _told(wrong: Wrong, note: str, pack: Pack) -> dict[str, Any]:
    return {"format": FORMAT, "wrong": wrong.value, "note": note, "pack": pack_to_json(pack)}


def _moment(when: datetime) -> str:
    return when.astimezone(UTC).replace(microsecond=0).isoformat()


def _parsed(data: bytes, name: str | None, what: str, way_out: str) -> Reported:
    try:
        if len(data) > _MAX_BYTES:
            raise ValueError("too large")
        told = json.loads(data)
        if told["format"] != FORMAT or not (name or _ID.fullmatch(told["id"])):
            raise ValueError("of another kind")
        when = datetime.fromisoformat(told["reported"])
        if when.tzinfo is None:
            raise ValueError("no time zone")
        note = told["note"][:MAX_NOTE]
        note.encode()
        return Reported(
            id=name or told["id"],
            wrong=Wrong(told["wrong"]),
            note=note,
            pack=pack_from_json(json.dumps(told["pack"]).encode()),
            reported=when.astimezone(UTC),
        )
    except (
        ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError, PackError
    ) as exc:  # fmt: skip
        raise ReportError(f"{what} is no error report", way_out) from exc
