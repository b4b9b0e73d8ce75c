"""Read a split of cases from JSON Lines, or say in which file and line the mistake is.

`ROOT/SPLIT/*-questions.jsonl` and `ROOT/SPLIT/*-claims.jsonl`; nothing is guessed or left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from eval.cases.values import CaseSet, ClaimCase, Question
from eval.errors import CaseError

PACKAGED = Path(__file__).parent
MAX_LINE_BYTES = 1_000_000

_QUESTION = TypeAdapter(Question)
_CLAIM = TypeAdapter(ClaimCase)


def load_cases(root: Path, split: str) -> CaseSet:
    """Read every case of a split.

    Args:
        root: The folder that holds the splits; `PACKAGED` for those shipped with Newsproof.
        split: Name of the folder in it: "dev", "test".

    Raises:
        CaseError: The folder or a file cannot be read, holds no case, or holds a wrong one.
    """
    questions: list[Question] = []
    claims: list[ClaimCase] = []
    seen: dict[str, str] = {}
    for path in _files(root / split):
        n_before = len(seen)
        is_questions = path.stem.endswith("-questions")
        for where, line in _lines(path):
            case = _parse(_QUESTION if is_questions else _CLAIM, line, where)
            if case.id in seen:
                raise CaseError(
                    f"{where}: id {case.id!r} is taken, see {seen[case.id]}", "give it its own id"
                )
            seen[case.id] = where
            if isinstance(case, Question):
                questions.append(case)
            else:
                claims.append(case)
        if len(seen) == n_before:
            raise CaseError(f"{path} holds no cases", "add some, or delete the file")
    return CaseSet(
        split=split,
        questions=tuple(sorted(questions, key=lambda case: case.id)),
        claims=tuple(sorted(claims, key=lambda case: case.id)),
    )


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise CaseError(
            f"there is no folder of cases {str(folder)!r}",
            "name a folder with --cases that holds dev/ and test/",
        )
    paths = sorted(folder.glob("*.jsonl"))
    if not paths:
        raise CaseError(
            f"{str(folder)!r} holds no cases", "put NAME-questions.jsonl or NAME-claims.jsonl there"
        )
    for path in paths:
        if not path.stem.endswith(("-questions", "-claims")):
            raise CaseError(
                f"{path}: neither questions nor claims by its name",
                "end the name in -questions.jsonl or -claims.jsonl",
            )
    return paths


def _lines(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield "file:line" and the bytes of each line that is not blank; no line is read whole first.

    Raises:
        CaseError: The file cannot be read, or a line is too long.
    """
    try:
        with path.open("rb") as handle:
            number = 0
            while line := handle.readline(MAX_LINE_BYTES + 1):
                number += 1
                if len(line) > MAX_LINE_BYTES:
                    raise CaseError(
                        f"{path}:{number}: longer than {MAX_LINE_BYTES:,} bytes",
                        "put one case on a line, and quotes of a sentence or two",
                    )
                if line.strip():
                    yield f"{path}:{number}", line.rstrip(b"\r\n")
    except OSError as exc:
        raise CaseError(
            f"{path} cannot be read ({exc.strerror or exc})", "mend its permissions"
        ) from exc


def _parse(
    adapter: TypeAdapter[Question] | TypeAdapter[ClaimCase], line: bytes, where: str
) -> Question | ClaimCase:
    """Return the case on a line.

    Raises:
        CaseError: It is no JSON, or no case.
    """
    try:
        case = adapter.validate_json(line)
        json.loads(line, object_pairs_hook=_without_duplicates)
    except ValidationError as exc:
        raise CaseError(f"{where}: {_first_mistake(exc)}", "mend the line") from exc
    except ValueError as exc:
        raise CaseError(f"{where}: {exc}", "mend the line") from exc
    return case


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"key {key!r} stands there twice")
    return dict(pairs)


def _first_mistake(exc: ValidationError) -> str:
    first = exc.errors(include_url=False, include_context=False)[0]
    place = ".".join(str(step) for step in first["loc"])
    message = first["msg"].removeprefix("Value error, ").rstrip(".")
    shown = f" ({first['input']!r:.60})" if place and first["type"] != "missing" else ""
    return f"{place}: {message}{shown}" if place else message
