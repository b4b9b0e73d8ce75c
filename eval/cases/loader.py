"""Read a split of cases from its files, or say in which file and line the mistake is.

`ROOT/SPLIT/*-questions`, `-claims` and `-drafts` in JSON Lines (`.jsonl`) or YAML (`.yaml`,
`.yml`); nothing is guessed or left out. Cases in a folder below a split are a mistake, not ignored.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from eval.cases.entries import MAX_LINE_BYTES, read_entries
from eval.cases.parsing import Shape, parse_case
from eval.cases.values import Case, CaseSet, ClaimCase, DraftCase, Question
from eval.errors import CaseError

__all__ = ["MAX_LINE_BYTES", "PACKAGED", "load_cases", "read_split", "shape_of", "splits_of"]

PACKAGED = Path(__file__).parent
SUFFIXES = (".jsonl", ".yaml", ".yml")
_SPLIT = re.compile(r"[\w-][\w.-]*")


def load_cases(root: Path, split: str) -> CaseSet:
    """Read every case of a split.

    Args:
        root: The folder that holds the splits; `PACKAGED` for those shipped with Newsproof.
        split: Name of the folder in it: "dev", "test".

    Raises:
        CaseError: The folder or a file cannot be read, holds no case, or holds a wrong one.
    """
    cases, mistakes = read_split(root, split)
    if mistakes:
        raise mistakes[0]
    return cases


def read_split(root: Path, split: str) -> tuple[CaseSet, tuple[CaseError, ...]]:
    """Read the cases of a split that can be read, and the mistakes in the others, in file order.

    Raises:
        CaseError: There is no such split, or it holds no file of cases.
    """
    reading = _Reading()
    folder = _folder(root, split)
    for path in _files(folder):
        reading.read(path)
    for inner in _folders_with_cases(folder):
        reading.mistakes.append(
            CaseError(
                f"{inner}: cases in a folder below a split are not read",
                f"move its files to {folder}, or make it a split of its own beside it",
            )
        )
    cases = sorted(reading.cases, key=lambda case: case.id)
    return (
        CaseSet(
            split=split,
            questions=tuple(case for case in cases if isinstance(case, Question)),
            claims=tuple(case for case in cases if isinstance(case, ClaimCase)),
            drafts=tuple(case for case in cases if isinstance(case, DraftCase)),
        ),
        tuple(reading.mistakes),
    )


def splits_of(root: Path) -> list[str]:
    """Return the names of the splits in a folder, those that hold a file of cases, in order.

    Raises:
        CaseError: There is none, or the folder cannot be read.
    """
    try:
        names = [
            folder.name
            for folder in sorted(root.iterdir())
            if folder.is_dir() and _SPLIT.fullmatch(folder.name) and _case_files(folder)
        ]
    except OSError as exc:
        raise CaseError(
            f"{str(root)!r} cannot be read ({exc.strerror or exc})",
            "name a folder with --cases that holds dev/ and test/",
        ) from exc
    if not names:
        raise CaseError(
            f"{str(root)!r} holds no split with cases",
            "put a NAME-questions.jsonl into its folder dev/",
        )
    return names


def shape_of(path: Path) -> Shape:
    """Say by its name what a file of cases holds.

    Raises:
        CaseError: The name doesn't say.
    """
    ending = path.stem.rpartition("-")[2]
    if "-" not in path.stem or ending not in list(Shape):
        raise CaseError(
            f"{path}: neither questions nor claims nor drafts by its name",
            "end the name in -questions.jsonl, -claims.jsonl or -drafts.jsonl",
        )
    return Shape(ending)


@dataclass(slots=True)
class _Reading:
    """What has been read so far, and by which ids it is known."""

    cases: list[Case] = field(default_factory=list)
    mistakes: list[CaseError] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)

    def read(self, path: Path) -> None:
        n_entries = 0
        try:
            shape = shape_of(path)
            if path.suffix.lower() not in SUFFIXES:
                raise CaseError(
                    f"{path}: cases are not read from {path.suffix or 'a file without suffix'}",
                    "write them as .jsonl or .yaml, or rename a file that holds none",
                )
            for entry in read_entries(path):
                n_entries += 1
                try:
                    self._add(parse_case(entry, shape), entry.where())
                except CaseError as exc:
                    self.mistakes.append(exc)
            if not n_entries:
                raise CaseError(f"{path} holds no cases", "add some, or delete the file")
        except CaseError as exc:
            self.mistakes.append(exc)

    def _add(self, case: Case, where: str) -> None:
        if case.id in self.seen:
            raise CaseError(
                f"{where}: id {case.id!r:.60} is taken, see {self.seen[case.id]}",
                "give it its own id",
            )
        self.seen[case.id] = where
        self.cases.append(case)


def _folder(root: Path, split: str) -> Path:
    if not _SPLIT.fullmatch(split) or ".." in split:
        raise CaseError(
            f"{split!r:.60} is no name of a split", "name a folder of cases, such as dev or test"
        )
    folder = root / split
    if not folder.is_dir():
        there: list[str] = []
        with suppress(CaseError):
            there = splits_of(root)
        raise CaseError(
            f"there is no folder of cases {str(folder)!r}",
            f"name one that is there: {', '.join(there)}"
            if there
            else "name a folder with --cases that holds dev/ and test/",
        )
    return folder


def _files(folder: Path) -> list[Path]:
    paths = _case_files(folder)
    if not paths and not _folders_with_cases(folder):
        raise CaseError(
            f"{str(folder)!r} holds no cases",
            "put NAME-questions.jsonl, NAME-claims.jsonl or NAME-drafts.jsonl there",
        )
    return paths


def _folders_with_cases(folder: Path) -> list[Path]:
    """Return the folders below a split that hold files of cases, at any depth."""
    try:
        inner = sorted(
            path
            for path in folder.iterdir()
            if path.is_dir() and not path.is_symlink() and not path.name.startswith(".")
        )
    except OSError as exc:
        raise CaseError(
            f"{str(folder)!r} cannot be read ({exc.strerror or exc})", "mend its permissions"
        ) from exc
    return [one for path in inner for one in (path, *_folders_with_cases(path)) if _case_files(one)]


def _case_files(folder: Path) -> list[Path]:
    """Return what is a file of cases by its suffix or by its name, so that a typo is no loss."""
    try:
        return sorted(
            path
            for path in folder.iterdir()
            if not path.name.startswith(".")
            and (
                path.suffix.lower() in SUFFIXES or path.stem.endswith(tuple(f"-{s}" for s in Shape))
            )
        )
    except OSError as exc:
        raise CaseError(
            f"{str(folder)!r} cannot be read ({exc.strerror or exc})", "mend its permissions"
        ) from exc
