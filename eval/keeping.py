"""Runs that are kept for the page: JSON files in the folder `evaluation/` of the data directory.

`newsproof eval run --keep` writes them, the tab Evaluation of the page lists them. The folder is a
border like any other: what is no run, or a damaged one, is told and left out, links are not
followed, and nothing is read by a name that did not come from the listing.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from eval.errors import EvalError
from eval.gate.comparing import Comparison, compare
from eval.history import HistoryEntry, append_history, entry_of, read_history
from eval.json_files import check_writable
from eval.records import Run
from eval.runs import read_run, write_run
from eval.summary import Summary, summarise

FOLDER = "evaluation"
HISTORY = "history.jsonl"
MAX_RUNS = 50
MAX_BYTES = 24 * 1024 * 1024  # a run of 10,000 cases with all its texts takes about 20 MiB
MAX_NAMES = 2_000
_STAMP = "%Y%m%dT%H%M%SZ"
_N_STAMP = 16  # letters of a day and time in a name

T = TypeVar("T")


class Why(StrEnum):
    """Why a file of the folder is left out."""

    LINK = "link"
    FOLDER = "folder"
    NO_JSON = "no_json"
    LARGE = "large"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A run of the folder.

    Attributes:
        name: Of its file.
        taken: When, UTC: as its name says, else when the file was written.
        system: Name of the system.
        split: Name of the split.
        digest: Of the cases.
    """

    name: str
    taken: datetime
    system: str
    split: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A file of the folder that is no run of ours: its name, why, and what reading it said."""

    name: str
    why: Why
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What lies in the folder: runs, newest first, at most `MAX_RUNS`; and what is left out."""

    runs: tuple[Kept, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    n_older: int = 0


@dataclass(frozen=True, slots=True)
class _Stamp:
    """A file as it was when it was listed; another time or size is another file."""

    path: Path
    mtime_ns: int
    n_bytes: int


def check_keepable(folder: Path) -> None:
    """Check that a run can be kept, before it takes minutes.

    Raises:
        EvalError: The folder cannot be written, or its history is damaged.
    """
    check_writable(folder / HISTORY)
    if (folder / HISTORY).exists():
        read_history(folder / HISTORY)


def keep_run(folder: Path, run: Run, summary: Summary, *, now: datetime, version: str) -> Path:
    """Write a run into the folder and its figures into the history there; return the file.

    Raises:
        EvalError: Either cannot be written.
    """
    at = now.astimezone(UTC)
    stem = f"{at.strftime(_STAMP)}-{run.split}"
    path, n = folder / f"{stem}.json", 1
    while path.exists():
        n += 1
        path = folder / f"{stem}-{n}.json"
    write_run(path, run)
    append_history(folder / HISTORY, entry_of(run, summary, day=at.date(), version=version))
    return path


class KeptRuns:
    """Reads the folder; what did not change is not read or computed again."""

    def __init__(self, folder: Path | None) -> None:
        """Read from this folder; None, or one that isn't there, holds nothing."""
        self._folder = folder
        self._known: dict[_Stamp, Kept | Skipped] = {}
        self._read = _remembered(4, _read)
        self._summarise = _remembered(4, lambda stamp: summarise(self._read(stamp)))

    def listing(self) -> Listing:
        """Return what lies there now."""
        skipped: list[Skipped] = []
        stamps: list[_Stamp] = []
        for one in self._files():
            if isinstance(one, Skipped):
                skipped.append(one)
            else:
                stamps.append(one)
        stamps.sort(key=lambda stamp: (_taken(stamp), stamp.path.name), reverse=True)
        runs = []
        newest = stamps[:MAX_RUNS]
        self._known = {
            stamp: self._known[stamp] if stamp in self._known else self._look(stamp)
            for stamp in newest
        }
        for found in self._known.values():
            if isinstance(found, Skipped):
                skipped.append(found)
            else:
                runs.append(found)
        return Listing(
            runs=tuple(runs),
            skipped=tuple(sorted(skipped, key=lambda one: one.name)),
            n_older=len(stamps) - len(newest),
        )

    def run(self, name: str) -> tuple[Run, Summary]:
        """Return a run of the listing, and its figures.

        Raises:
            EvalError: It is not there any more, or was damaged since.
        """
        stamp = self._stamp(name)
        return self._read(stamp), self._summarise(stamp)

    def history(self) -> list[HistoryEntry]:
        """Return the figures of the runs that were kept, oldest first.

        Raises:
            EvalError: The file is damaged or too large.
        """
        path = self._folder / HISTORY if self._folder else None
        if path is None or not path.exists():
            return []
        if not stat.S_ISREG(path.lstat().st_mode):
            raise EvalError(f"{HISTORY} is no plain file", "take it out of the folder")
        return read_history(path)

    def _files(self) -> Iterator[_Stamp | Skipped]:
        """Yield what may be a run, and what is none by its looks; nothing is opened."""
        if self._folder is None or not self._folder.is_dir():
            return
        for number, path in enumerate(self._folder.iterdir()):
            if number >= MAX_NAMES:
                return
            if path.name == HISTORY or path.name.startswith("."):
                continue
            try:
                status = path.lstat()
            except OSError:  # gone meanwhile
                continue
            why = _looks(path, status.st_mode, status.st_size)
            if why:
                yield Skipped(name=path.name, why=why)
            else:
                yield _Stamp(path, status.st_mtime_ns, status.st_size)

    def _look(self, stamp: _Stamp) -> Kept | Skipped:
        try:
            run = read_run(stamp.path)
        except EvalError as exc:
            said = exc.what.replace(f"{stamp.path.parent}/", "")
            return Skipped(name=stamp.path.name, why=Why.WRONG, said=said)
        return Kept(
            name=stamp.path.name,
            taken=_taken(stamp),
            system=run.system,
            split=run.split,
            digest=run.digest,
        )

    def _stamp(self, name: str) -> _Stamp:
        for one in self._files():
            if isinstance(one, _Stamp) and one.path.name == name:
                return one
        raise EvalError("this run is not there any more", "choose another")


def compared(n: int) -> Callable[[Run, Run], Comparison]:
    """Return `compare` with a memory of the last `n` pairs: a paired test of all takes a second."""
    memory: list[tuple[Run, Run, Comparison]] = []

    def compare_once(before: Run, after: Run) -> Comparison:
        for one, other, found in memory:
            if one is before and other is after:
                return found
        found = compare(before, after)
        memory.append((before, after, found))
        del memory[:-n]
        return found

    return compare_once


def _read(stamp: _Stamp) -> Run:
    return read_run(stamp.path)


def _remembered(n: int, work: Callable[[_Stamp], T]) -> Callable[[_Stamp], T]:
    return lru_cache(maxsize=n)(work)


def _looks(path: Path, mode: int, n_bytes: int) -> Why | None:
    if stat.S_ISLNK(mode):
        return Why.LINK
    if not stat.S_ISREG(mode):
        return Why.FOLDER
    if path.suffix != ".json":
        return Why.NO_JSON
    return Why.LARGE if n_bytes > MAX_BYTES else None


def _taken(stamp: _Stamp) -> datetime:
    try:
        said = datetime.strptime(stamp.path.name[:_N_STAMP], _STAMP)
    except ValueError:
        return datetime.fromtimestamp(stamp.mtime_ns / 1e9, tz=UTC)
    return said.replace(tzinfo=UTC)
