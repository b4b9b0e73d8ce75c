"""The seal of a split: its digest, and every look at it since.

A test split says something about new questions only as long as nobody tunes on it. The seal can't
prevent a look; it keeps count, and says so beside the figures. It lies beside the splits as
`seal.json`. Days are given, never read from the clock.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import ConfigDict, StringConstraints, TypeAdapter

from eval.cases.values import STRICT, CaseSet
from eval.errors import CaseError, EvalError
from eval.json_files import as_value, parse_object, read_text, write_text

FILE_NAME = "seal.json"
FORMAT = 1
TUNED_ON = "dev"
"""The split that is there to be looked at: it needs no seal."""
MAX_BYTES = 4_000_000

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Purpose(StrEnum):
    """What a look was for."""

    REPORT = "report"
    TUNING = "tuning"


class Saw(StrEnum):
    """What a look showed: figures over all cases, or single cases."""

    FIGURES = "figures"
    CASES = "cases"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at the results of a split: on which day, what for, at what, and a note."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    on: date
    purpose: Purpose = Purpose.REPORT
    saw: Saw = Saw.FIGURES
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A seal that was replaced because the cases had changed: what it was, when and why it went."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    digest: Digest
    sealed_on: date
    replaced_on: date
    reason: str
    looks: tuple[Look, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedSplit:
    """The seal of one split.

    Attributes:
        digest: Of its cases on the day of sealing.
        sealed_on: That day.
        looks: Every look since, in order.
        earlier: The seals before this one, in order.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    digest: Digest
    sealed_on: date
    looks: tuple[Look, ...] = ()
    earlier: tuple[Broken, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """The seals of a folder of cases, by split; a split that isn't there is not sealed."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    splits: Mapping[str, SealedSplit] = field(default_factory=dict)


_SEAL = TypeAdapter(Seal)
_JSON: TypeAdapter[dict[str, object]] = TypeAdapter(dict[str, object])


def read_seal(root: Path) -> Seal:
    """Read the seals of a folder of cases; empty when there is no file.

    Raises:
        EvalError: The file cannot be read, or is none of ours.
    """
    path = root / FILE_NAME
    if not path.exists():
        return Seal()
    where = repr(str(path))
    found = parse_object(read_text(path, max_bytes=MAX_BYTES), where)
    version = found.pop("format", None)
    if type(version) is not int or version != FORMAT:
        raise EvalError(
            f"{where} has format {version!r:.60}, and this Newsproof reads format {FORMAT}",
            "restore the file from your repository",
        )
    return as_value(_SEAL, found, where)


def seal_split(root: Path, cases: CaseSet, on: date, *, reason: str = "") -> SealedSplit:
    """Seal a split as it is now, and return its seal; one that hasn't changed is left alone.

    Args:
        root: The folder of the cases.
        cases: All cases of the split.
        on: Today.
        reason: Why a split was changed after it had been sealed.

    Raises:
        CaseError: The split has changed since it was sealed, and no reason is given.
        EvalError: The file cannot be read or written.
    """
    with _held(root):
        seal = read_seal(root)
        before = seal.splits.get(cases.split)
        if before and before.digest == cases.digest:
            return before
        if before and not reason.strip():
            raise CaseError(
                f"the {cases.split} split has changed since it was sealed on {before.sealed_on}",
                "undo the change, or seal it anew with --reason and why; the reason is kept",
            )
        sealed = SealedSplit(digest=cases.digest, sealed_on=on)
        if before:
            broken = Broken(
                digest=before.digest,
                sealed_on=before.sealed_on,
                replaced_on=on,
                reason=" ".join(reason.split()),
                looks=before.looks,
            )
            sealed = replace(sealed, earlier=(*before.earlier, broken))
        _write(root, seal, cases.split, sealed)
    return sealed


def record_look(root: Path, split: str, look: Look) -> bool:
    """Note a look at a sealed split.

    Returns:
        False when nothing was noted: the split is not sealed, or the folder can't be written to.

    Raises:
        EvalError: The file is there and can't be read: a count that is lost is not begun anew.
    """
    with _held(root):
        seal = read_seal(root)
        sealed = seal.splits.get(split)
        if sealed is None:
            return False
        try:
            _write(root, seal, split, replace(sealed, looks=(*sealed.looks, look)))
        except EvalError:
            return False
    return True


def warnings_of(seal: Seal, cases: CaseSet) -> list[str]:
    """Return what a reader of figures about these cases has to know, a sentence each.

    Nothing for the split that is there to be tuned on.
    """
    split = cases.split
    if split == TUNED_ON:
        return []
    sealed = seal.splits.get(split)
    if sealed is None:
        return [f"The {split} split is not sealed: nobody counts who looks at it."]
    found = []
    if sealed.digest != cases.digest:
        found.append(
            f"The {split} split is not the one that was sealed on {sealed.sealed_on}: "
            "its cases have changed."
        )
    found += _of_looks(split, "since it was sealed", sealed.looks)
    for broken in sealed.earlier:
        found.append(
            f"The {split} split was changed and sealed anew on {broken.replaced_on}: "
            f"{broken.reason}"
        )
        found += _of_looks(split, f"before {broken.replaced_on}", broken.looks)
    return found


def _of_looks(split: str, when: str, looks: tuple[Look, ...]) -> Iterator[str]:
    n_tuned = sum(look.purpose is Purpose.TUNING for look in looks)
    n_read = sum(look.saw is Saw.CASES for look in looks)
    if n_tuned:
        yield f"The {split} split was looked at for tuning {_times(n_tuned)} {when}."
    if n_read:
        yield f"Single cases of the {split} split were looked at {_times(n_read)} {when}."
    if len(looks) > 1:
        yield f"The {split} split was looked at {_times(len(looks))} {when}."


def _times(n: int) -> str:
    return "once" if n == 1 else f"{n:,} times"


def _write(root: Path, seal: Seal, split: str, sealed: SealedSplit) -> None:
    splits = {name: asdict(one) for name, one in {**seal.splits, split: sealed}.items()}
    text = _JSON.dump_json({"format": FORMAT, "splits": splits}, indent=2).decode()
    write_text(root / FILE_NAME, text + "\n")


@contextmanager
def _held(root: Path) -> Iterator[None]:
    """Keep other processes from writing in between, where the system has such a lock.

    The folder itself is locked, so that no lock file is left among the cases.
    """
    try:
        import fcntl
    except ImportError:  # Windows: a look that two runs note at the same moment may be counted once
        yield
        return
    try:
        folder = os.open(root, os.O_RDONLY)
    except OSError as exc:
        raise CaseError(
            f"there is no folder of cases {str(root)!r}", "name one with --cases"
        ) from exc
    try:
        with suppress(OSError):  # a network drive may have no locks: as on Windows then
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
