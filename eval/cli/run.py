"""`newsproof eval run`: parse, run, print. Decides nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.common import json_option, print_json, settings_of
from eval.cli.common import (
    A_FILE,
    archive_of,
    cache_option,
    cases_option,
    check_before,
    console,
    jobs_option,
    note_look,
    progress,
    split_option,
)
from eval.errors import EvalError

if TYPE_CHECKING:
    from eval.history import HistoryEntry
    from eval.reports.terminal import Reported

SUFFIXES = (".json", ".html")


@click.command("run")
@split_option
@cases_option
@click.option(
    "--baseline/--no-baseline",
    "with_baseline",
    default=True,
    show_default=True,
    help="Compare with the plain pipeline (LlamaIndex, MiniLM, Chroma) on the same archive.",
)
@json_option
@jobs_option
@cache_option
@click.option(
    "--sample",
    type=click.IntRange(1),
    metavar="N",
    help="A quick look: only about N cases, the same ones each time.",
)
@click.option(
    "--allow-missing",
    is_flag=True,
    help="Count a case whose article is not in the archive as wrong, instead of refusing.",
)
@click.option("--wrong", "with_wrong", is_flag=True, help="List the cases that went wrong.")
@click.option(
    "--tuning",
    is_flag=True,
    help="Say that you look at a sealed split to tune on it: the seal keeps count.",
)
@click.option(
    "--out",
    "outs",
    multiple=True,
    type=A_FILE,
    metavar="FILE",
    help="Also write FILE: .json keeps the run for eval compare and eval gate, .html is a page "
    "with plots. May be repeated.",
)
@click.option(
    "--history",
    type=A_FILE,
    metavar="FILE",
    help="Add the figures to FILE (JSON Lines), and plot those that stand there over time.",
)
@click.option(
    "--keep",
    "is_kept",
    is_flag=True,
    help="Keep the run in evaluation/ of the data directory, for the page: figures, what changed, "
    "and its history.",
)
@click.pass_context
def run_command(
    ctx: click.Context,
    *,
    split: str,
    root: Path | None,
    with_baseline: bool,
    jobs: int | None,
    cache: Path | None,
    sample: int | None,
    allow_missing: bool,
    as_json: bool,
    with_wrong: bool,
    tuning: bool,
    outs: tuple[Path, ...],
    history: Path | None,
    is_kept: bool,
) -> None:
    """Ask every question, check every claim and draft of a split; print what came of it."""
    from eval.cases import PACKAGED
    from eval.evaluation import evaluate
    from eval.history import read_history
    from eval.keeping import keep_run
    from eval.reports.terminal import print_report, report_json
    from eval.summary import summarise

    _check(outs)
    check_before(ctx, root, split, files=(*outs, history), cache=cache)
    folder = _folder_of(ctx) if is_kept else None
    earlier = read_history(history) if history and history.exists() else []
    with archive_of(ctx, root) as newsproof, progress() as tell:
        runs = evaluate(
            newsproof,
            root=root or PACKAGED,
            split=split,
            with_baseline=with_baseline,
            jobs=jobs,
            cache=cache,
            sample=sample,
            allow_missing=allow_missing,
            tell=tell,
        )
    shows_cases = with_wrong or bool(outs) or is_kept
    notes = note_look(root or PACKAGED, split, tuning=tuning, shows_cases=shows_cases)
    reported = [(run, summarise(run)) for run in runs]
    _write(outs, reported, history, earlier, notes)
    if folder:
        kept = keep_run(folder, *reported[0], now=datetime.now(UTC), version=version("newsproof"))
        click.echo(f"kept as {kept}", err=True)
    if as_json:
        print_json(report_json(reported, with_wrong=with_wrong) | {"notes": notes})
        return
    print_report(console(), reported, with_wrong=with_wrong)
    for note in notes:
        click.echo(note, err=True)


def _check(outs: tuple[Path, ...]) -> None:
    """Refuse a file of another format before anything is run."""
    for path in outs:
        if path.suffix.lower() not in SUFFIXES:
            raise EvalError(
                f"{str(path)!r:.200} has no known format", f"end its name in {', '.join(SUFFIXES)}"
            )


def _folder_of(ctx: click.Context) -> Path:
    """Return the folder of the runs that are kept, once it can be written to."""
    from eval.keeping import FOLDER, check_keepable

    place = settings_of(ctx).data_dir
    if not isinstance(place, Path):
        raise EvalError(
            "an archive on a database server has no folder to keep a run in",
            "write it to a file with --out RUN.json",
        )
    check_keepable(place / FOLDER)
    return place / FOLDER


def _write(
    outs: tuple[Path, ...],
    reported: Reported,
    history: Path | None,
    earlier: list[HistoryEntry],
    notes: list[str],
) -> None:
    """Write the files, the history last: an entry stands for reports that are there."""
    from eval.history import append_history, entry_of
    from eval.json_files import write_text
    from eval.reports.page import render_page
    from eval.runs import write_run

    run, summary = reported[0]
    day = datetime.now(UTC).date()
    entry = entry_of(run, summary, day=day, version=version("newsproof"))
    for path in outs:
        if path.suffix.lower() == ".json":
            write_run(path, run)
        else:
            page = render_page(
                [run for run, _ in reported],
                history=[*earlier, entry] if history else (),
                title=f"Newsproof: {run.split}",
                notes=notes,
                summaries=[summary for _, summary in reported],
            )
            write_text(path, page)
    if history:
        append_history(history, entry)
