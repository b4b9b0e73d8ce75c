"""`newsproof eval gate`: run or read, hold against the baseline, print, exit. Decides nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from bot.cli.common import json_option, print_json
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
    reports_option,
    split_option,
)
from eval.errors import EvalError

if TYPE_CHECKING:
    from eval.records import Run

FAILED = 1
"""Exit code of a gate that fails."""


@click.command("gate")
@click.option(
    "--baseline",
    type=A_FILE,
    metavar="FILE",
    help="What to hold the run against. Default: the packaged one; with --cases, "
    "DIR/baseline.json.",
)
@split_option
@cases_option
@click.option(
    "--run",
    "run_file",
    type=A_FILE,
    metavar="FILE",
    help="Take a finished run instead of running the cases.",
)
@click.option(
    "--save-run",
    type=A_FILE,
    metavar="FILE",
    help="Keep the run, for eval compare and eval floors.",
)
@reports_option
@click.option(
    "--history",
    "history_file",
    type=A_FILE,
    metavar="FILE",
    help="Figures of earlier runs, for the plots of the HTML report.",
)
@json_option
@jobs_option
@cache_option
@click.pass_context
def gate_command(
    ctx: click.Context,
    *,
    baseline: Path | None,
    split: str,
    root: Path | None,
    run_file: Path | None,
    save_run: Path | None,
    outs: tuple[Path, ...],
    history_file: Path | None,
    as_json: bool,
    jobs: int | None,
    cache: Path | None,
) -> None:
    r"""Fail (exit 1) when answers or verdicts got worse than the baseline allows.

    \b
    It fails on
      a loss that is more than noise (paired test over the same cases),
      a figure below its floor, or one that is gone,
      any quote that isn't exact, statement without proof or word not known yet,
      a check that didn't run, cases that are fewer, changed, or not in the archive.
    """
    from eval.cases import PACKAGED as CASES
    from eval.gate.baseline import PACKAGED, read_baseline
    from eval.gate.judging import judge
    from eval.history import read_history
    from eval.reports.changes import print_gate
    from eval.reports.files import check_suffix, write_reports
    from eval.runs import read_run, write_run

    for path in outs:
        check_suffix(path)
    if run_file:
        _refuse_beside_run(ctx)
    # Before the run, which takes minutes: a mistake in a file is told at once.
    against = read_baseline(baseline or (root / "baseline.json" if root else PACKAGED))
    history = read_history(history_file) if history_file else []
    if not run_file:
        check_before(ctx, root, split, files=(*outs, save_run), cache=cache)
    run = read_run(run_file) if run_file else _run(ctx, root, split, jobs, cache)
    if save_run:
        write_run(save_run, run)
    # The gate names single cases, so that a run of a sealed split is a look at them.
    notes = [] if run_file else note_look(root or CASES, split, tuning=False, shows_cases=True)
    result = judge(run, against, notes=notes)
    write_reports(outs, result, title="Newsproof gate", history=history)
    if as_json:
        print_json(result.to_json())
    else:
        print_gate(console(), result)
    for note in notes:
        click.echo(note, err=True)
    if not result.passed:
        ctx.exit(FAILED)


def _refuse_beside_run(ctx: click.Context) -> None:
    """Refuse what says how cases are run, beside a run that is finished.

    Raises:
        UsageError: It was given.
    """
    named = {"root": "--cases", "split": "--split", "jobs": "--jobs", "cache": "--cache"}
    for name, option in named.items():
        if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise click.UsageError(f"--run takes a finished run: leave {option} out")


def _run(
    ctx: click.Context, root: Path | None, split: str, jobs: int | None, cache: Path | None
) -> Run:
    """Return the run of Newsproof over a split.

    Raises:
        EvalError: Nothing was run.
    """
    from eval.cases import PACKAGED
    from eval.evaluation import evaluate

    with archive_of(ctx, root) as newsproof, progress() as tell:
        runs = evaluate(
            newsproof,
            root=root or PACKAGED,
            split=split,
            with_baseline=False,
            jobs=jobs,
            cache=cache,
            allow_missing=True,
            tell=tell,
        )
    if not runs:
        raise EvalError("nothing was run", "give --cases a folder that holds cases")
    return runs[0]
