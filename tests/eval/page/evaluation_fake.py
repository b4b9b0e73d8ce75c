"""The fake page with runs that were kept: `python -m tests.eval.page.evaluation_fake` serves it."""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.page.app import serve
from eval.history import append_history
from eval.keeping import FOLDER, HISTORY, keep_run
from eval.records import Run
from eval.summary import summarise
from tests.bot.page.fake import HOSTILE, FakeNewsproof
from tests.eval.reports.page_runs import before, make_history, make_run

LATER = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
EARLIER = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def hostile(run: Run) -> Run:
    """Return a run whose texts would be markup, were they taken for it."""
    foreign = HOSTILE + "</style>{{value}}${alert(1)}"
    return replace(
        run,
        system=foreign,
        questions=tuple(
            replace(one, question=foreign, shown=foreign, quotes=(foreign,), tags=(foreign,))
            for one in run.questions
        ),
        claims=tuple(
            replace(one, claim=foreign, evidence=(foreign,), gold=(foreign,)) for one in run.claims
        ),
        parts={foreign: foreign},
    )


def fill(folder: Path, run: Run) -> None:
    """Keep a run and an earlier one over the same cases, with a history and a damaged file."""
    for entry in make_history():
        append_history(folder / HISTORY, entry)
    for one, now in ((before(run), EARLIER), (run, LATER)):
        keep_run(folder, one, summarise(one), now=now, version="0.1.0")
    (folder / "broken.json").write_text('{"format": 1, "kind": "run", "system": NaN}')


def main() -> None:
    """Serve the page until it is killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--language", default="en")
    parser.add_argument("--runs", choices=("none", "two", "hostile"), default="two")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as data_dir:
        made = FakeNewsproof(Path(data_dir))
        made.settings = made.settings.model_copy(update={"language": given.language})
        if given.runs != "none":
            run = make_run(90)
            fill(made.settings.data_dir / FOLDER, hostile(run) if given.runs == "hostile" else run)
        serve(made, port=0, on_ready=lambda url: print(url, flush=True))  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
