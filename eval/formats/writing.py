"""Write a set that was read: cases for `eval run`, articles for `ingest`. All of it, or nothing.

Files are written under hidden names first, which neither reader looks at, and renamed when all of
them are on the disk: articles before cases, so that cases never stand there without their texts.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from eval.cases import load_cases
from eval.errors import CaseError
from eval.formats.gathering import article_line, case_line
from eval.formats.values import Imported

MAX_ARTICLES_BYTES = 15_000_000
"""Of one file of articles; `ingest` takes files of 20 MB."""


def write_set(
    found: Imported, *, name: str, cases: Path, split: str, articles: Path | None
) -> tuple[Path, ...]:
    """Write `CASES/SPLIT/NAME-questions.jsonl`, `…-claims.jsonl`, `ARTICLES/NAME-001.jsonl` ….

    Args:
        found: The set.
        name: The name of the set, in lower case, digits and hyphens.
        cases: The folder that holds the splits; made when it is missing.
        split: Name of the folder in it.
        articles: The folder for the articles, or None to write none.

    Returns:
        The files written, articles first.

    Raises:
        CaseError: The split is no name, a file is there already, an id is taken in the split, or
            the disk refuses; nothing has been written then.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}", split):
        raise CaseError(f"{split!r:.60} is no name of a split", "use letters, digits, - and _")
    folder = cases / split
    if articles is not None and articles.resolve() == folder.resolve():
        raise CaseError("cases and articles in one folder", "name another one with --articles")
    _check_ids(found, cases, split)
    planned = [
        *(_articles(found, articles, name) if articles is not None else ()),
        *_cases(found, folder, name),
    ]
    for path, _ in planned:
        if os.path.lexists(path):
            raise CaseError(f"{path} is there already", "delete it, or give the set another --name")
    return _write_all(planned)


def _check_ids(found: Imported, cases: Path, split: str) -> None:
    if not any((cases / split).glob("[!.]*")):
        return
    taken = {case.id for case in load_cases(cases, split).all}
    for case in found.cases:
        if case.id in taken:
            raise CaseError(
                f"id {case.id!r:.80} is taken in {cases / split}", "give the set another --name"
            )


def _cases(found: Imported, folder: Path, name: str) -> Iterator[tuple[Path, list[str]]]:
    if found.questions:
        yield folder / f"{name}-questions.jsonl", [case_line(case) for case in found.questions]
    if found.claims:
        yield folder / f"{name}-claims.jsonl", [case_line(case) for case in found.claims]


def _articles(found: Imported, folder: Path, name: str) -> Iterator[tuple[Path, list[str]]]:
    held: list[str] = []
    n_files = n_bytes = 0
    for article in found.articles:
        line = article_line(article)
        size = len(line.encode("utf-8")) + 1
        if held and n_bytes + size > MAX_ARTICLES_BYTES:
            n_files += 1
            yield folder / f"{name}-{n_files:03}.jsonl", held
            held, n_bytes = [], 0
        held.append(line)
        n_bytes += size
    if held:
        yield folder / f"{name}-{n_files + 1:03}.jsonl", held


def _write_all(planned: Iterable[tuple[Path, list[str]]]) -> tuple[Path, ...]:
    waiting: list[tuple[Path, Path]] = []
    done: list[Path] = []
    try:
        for path, lines in planned:
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_name(f".{path.name}.part")
            waiting.append((part, path))
            with part.open("w", encoding="utf-8", newline="\n") as handle:
                handle.writelines(line + "\n" for line in lines)
        for part, path in waiting:
            part.replace(path)
            done.append(path)
    except OSError as exc:
        for path in done:
            path.unlink(missing_ok=True)
        for part, _ in waiting:
            part.unlink(missing_ok=True)
        raise CaseError(
            f"{exc.filename or 'a file'} cannot be written ({exc.strerror or exc})",
            "check the folders named with --cases and --articles",
        ) from exc
    return tuple(done)
