"""Where results are kept, and reading them back; the only module here that writes files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.external import search_page
from eval.external.errors import SetError
from eval.external.page import END, START, generated_part, put_between
from eval.external.plots import plots

DOCS = Path("docs")
FRAME = f"# The judge, measured\n\n{START}\n{END}\n"
PAGES = {"retrieval": ("search",), "answers": ("reading", "disagreeing")}
"""Pages about articles by name, each with the measurements that stand on it."""
_TITLES = {"retrieval": "Finding, measured", "answers": "Answers, measured"}


@dataclass(frozen=True, slots=True)
class Kept:
    """What the page is written from: results, learning curve, ablation."""

    judge: Mapping[str, Any]
    training: Sequence[Mapping[str, Any]]
    ablation: Sequence[Mapping[str, Any]]


def read_kept(folder: Path, judge: Mapping[str, Any] | None = None) -> Kept:
    """Read the results in a folder; what is not there is empty.

    Args:
        folder: `docs`, or another that has `results/`.
        judge: Results to use in place of `judge.json`.

    Raises:
        SetError: A file is not JSON of the expected form.
    """
    results = folder / "results"
    return Kept(
        judge=judge if judge is not None else _object(results / "judge.json"),
        training=[
            row for row in _list(results / "training.json") if {"pairs", "dev"} <= row.keys()
        ],
        ablation=[
            row for row in _list(results / "ablation.json") if {"left_out", "figures"} <= row.keys()
        ],
    )


def write_all(folder: Path, kept: Kept) -> list[Path]:
    """Write judge.json, the figures and the page; return what was written.

    Raises:
        SetError: It cannot be written, or the page has lost its marks.
    """
    drawn = plots(kept.judge, kept.training)
    page = folder / "judge.md"
    text = page.read_text(encoding="utf-8") if page.exists() else FRAME
    generated = generated_part(kept.judge, kept.training, kept.ablation, drawn)
    files = {folder / "images" / name: svg for name, svg in drawn.items()}
    files[folder / "results" / "judge.json"] = json.dumps(kept.judge, indent=1) + "\n"
    files[page] = put_between(text, generated)
    return _write(folder, files)


def write_search(folder: Path, found: Mapping[str, Any]) -> list[Path]:
    """Write the pages of what was measured, and their results beside; the rest stays as it was.

    Args:
        folder: `docs`, or another.
        found: "search", "reading", "disagreeing", those that were measured.

    Raises:
        SetError: It cannot be written, or a page has lost its marks.
    """
    files = {}
    for name, parts in PAGES.items():
        if not (now := {part: found[part] for part in parts if part in found}):
            continue
        results, page = folder / "results" / f"{name}.json", folder / f"{name}.md"
        kept = {**_object(results), **now}
        frame = f"# {_TITLES[name]}\n\n{START}\n{END}\n"
        text = page.read_text(encoding="utf-8") if page.exists() else frame
        files[results] = json.dumps(kept, indent=1) + "\n"
        files[page] = put_between(text, search_page.generated_part(kept), page=str(page))
    return _write(folder, files)


def _write(folder: Path, files: Mapping[Path, str]) -> list[Path]:
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
    except OSError as exc:
        raise SetError(
            f"{str(folder)!r} cannot be written ({exc.strerror or exc})", "name another --out"
        ) from exc
    return list(files)


def _object(path: Path) -> Mapping[str, Any]:
    found = _load(path)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise SetError(f"{path.name!r} holds no JSON object", "measure again with --write")
    return found


def _list(path: Path) -> list[dict[str, Any]]:
    found = _load(path)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise SetError(
            f"{path.name!r} holds no list of JSON objects", "write it again, or delete it"
        )
    return found


def _load(path: Path) -> object:
    if not path.exists():
        return None
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise SetError(
            f"{path.name!r} is not JSON ({exc})", "write it again, or delete it"
        ) from exc
