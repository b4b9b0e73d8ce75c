"""Write a comparison, or the verdict of the gate, to files: the suffix says in which format."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from eval.errors import EvalError
from eval.gate.comparing import Comparison
from eval.gate.judging import GateResult
from eval.history import HistoryEntry
from eval.json_files import FORMAT, KIND, write_text

SUFFIXES = (".json", ".md", ".html", ".xml")
VERSION = 1


def check_suffix(path: Path) -> None:
    """Check that the format of a file is known.

    Raises:
        EvalError: It isn't.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise EvalError(
            f"{str(path)!r:.200} has no known format", f"end its name in {', '.join(SUFFIXES)}"
        )


def write_reports(
    paths: Sequence[Path],
    found: Comparison | GateResult,
    *,
    title: str,
    history: Sequence[HistoryEntry] = (),
) -> None:
    """Write one report a path: JSON, Markdown, one HTML page or JUnit XML.

    Args:
        paths: Each ends in one of `SUFFIXES`.
        found: What to report.
        title: Of the HTML page; how a gate ended is added.
        history: For the plots over time of the HTML page.

    Raises:
        EvalError: A suffix is not known, or a file cannot be written.
    """
    for path in paths:
        check_suffix(path)
    writers: dict[str, Callable[[], str]] = {
        ".json": lambda: _json(found),
        ".md": lambda: _markdown(found),
        ".html": lambda: _html(found, title, history),
        ".xml": lambda: _junit(found),
    }
    for path in paths:
        write_text(path, writers[path.suffix.lower()]())


def _json(found: Comparison | GateResult) -> str:
    kind = "gate" if isinstance(found, GateResult) else "comparison"
    whole = {FORMAT: VERSION, KIND: kind, **found.to_json()}
    return json.dumps(whole, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _markdown(found: Comparison | GateResult) -> str:
    from eval.reports.markdown import comparison_markdown, gate_markdown

    return gate_markdown(found) if isinstance(found, GateResult) else comparison_markdown(found)


def _junit(found: Comparison | GateResult) -> str:
    from eval.reports.junit import comparison_junit, gate_junit

    return gate_junit(found) if isinstance(found, GateResult) else comparison_junit(found)


def _html(found: Comparison | GateResult, title: str, history: Sequence[HistoryEntry]) -> str:
    from eval.reports.page import render_page

    comparison = found.comparison if isinstance(found, GateResult) else found
    notes = []
    if isinstance(found, GateResult):
        title = f"{title} {'passed' if found.passed else 'failed'}"
        notes = [*found.notes, *(one.detail for one in (*found.reasons, *found.warnings))]
    return render_page(
        [comparison.after], history=history, comparison=comparison, title=title, notes=notes
    )
