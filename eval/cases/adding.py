"""Add cases to a file of cases: a free id for one, and their lines at the end."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

from eval.cases.entries import read_entries
from eval.cases.loader import load_cases, read_split, shape_of, splits_of
from eval.cases.making import line_of, shape_of_case
from eval.cases.parsing import Shape, parse_case
from eval.cases.values import Case, CaseSet
from eval.errors import CaseError

_NUMBERED = re.compile(r"(.*?)(\d{1,9})")


def free_id(path: Path, shape: Shape) -> str:
    """Return an id that no case of the folder has: the prefix of the file and the next number.

    The prefix is the most frequent in the file; of a new file `town-questions` it is `tq-`.

    Args:
        path: `ROOT/SPLIT/NAME-questions.jsonl`; it need not exist.
        shape: What the case is.
    """
    here = [match[1] for one in _ids_in(path) if (match := _NUMBERED.fullmatch(one))]
    name = path.stem.rpartition("-")[0]
    prefix = Counter(here).most_common(1)[0][0] if here else f"{name[:1] or 'c'}{shape[0]}-"
    taken = [
        int(match[2])
        for one in ids_beside(path)
        if (match := _NUMBERED.fullmatch(one)) and match[1] == prefix
    ]
    return f"{prefix}{max(taken, default=0) + 1:03d}"


def add_case(path: Path, *cases: Case) -> CaseSet:
    """Write cases at the end of a JSON Lines file, and return the split with them.

    Args:
        path: `ROOT/SPLIT/NAME-questions.jsonl`, or `-claims`, `-drafts`; made when missing.
        *cases: The cases.

    Raises:
        CaseError: The file is for other cases, its split holds mistakes, an id is taken, or it
            cannot be written; nothing has been written then.
    """
    path = path.absolute()
    root, split = path.parent.parent, path.parent.name
    if path.suffix != ".jsonl":
        raise CaseError(f"{path.name!r} is no .jsonl file", "name a JSON Lines file with --to")
    for case in cases:
        if shape_of(path) is not shape_of_case(case):
            belongs = shape_of_case(case)
            raise CaseError(
                f"{path.name!r} holds {shape_of(path)}, and the case belongs to {belongs}",
                f"name a file that ends in -{belongs}.jsonl",
            )
    if split in _splits(root):
        taken = {one.id for one in load_cases(root, split).all}
        for case in cases:
            if case.id in taken:
                raise CaseError(
                    f"id {case.id!r:.60} is taken in {split!r}", "give another with --id"
                )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab+") as handle:
            if handle.tell():
                handle.seek(-1, os.SEEK_END)
                is_open = handle.read(1) != b"\n"
            else:
                is_open = False
            lines = "".join(line_of(case) + "\n" for case in cases)
            handle.write((b"\n" if is_open else b"") + lines.encode())
    except OSError as exc:
        raise CaseError(
            f"{str(path)!r} cannot be written ({exc.strerror or exc})", "name another with --to"
        ) from exc
    return load_cases(root, split)


def ids_beside(path: Path) -> set[str]:
    """Return the ids of all cases in the folder of cases that a file belongs to.

    Args:
        path: As for `add_case`.
    """
    root = path.absolute().parent.parent
    return {case.id for split in _splits(root) for case in read_split(root, split)[0].all}


def _splits(root: Path) -> list[str]:
    try:
        return splits_of(root)
    except CaseError:  # the first case of a new folder
        return []


def _ids_in(path: Path) -> list[str]:
    """Return the ids that belong to a file: those of its split whose lines stand in it."""
    if not path.is_file():
        return []
    found = []
    for entry in read_entries(path):
        try:
            found.append(parse_case(entry, shape_of(path)).id)
        except CaseError:  # told when the case is added
            continue
    return found
