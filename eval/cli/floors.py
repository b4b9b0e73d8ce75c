"""`newsproof eval floors`: show, raise, lower and renew what the gate holds runs against."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.common import Day, json_option, print_json
from eval.cli.common import A_FILE, cases_option
from eval.errors import EvalError

if TYPE_CHECKING:
    from eval.gate.baseline import Baseline
    from eval.records import Run


@click.command("floors")
@click.option(
    "--baseline",
    "path",
    type=A_FILE,
    metavar="FILE",
    help="The baseline. Default: the packaged one; with --cases, DIR/baseline.json.",
)
@cases_option
@click.option(
    "--from",
    "run_file",
    type=A_FILE,
    metavar="RUN.json",
    help="The run that floors or cases are taken from; makes the baseline if there is none.",
)
@click.option(
    "--raise",
    "is_raised",
    is_flag=True,
    help="Raise floors to what the run holds: the worse end of the 95 % interval. Lowers none.",
)
@click.option("--exact", "is_exact", is_flag=True, help="Raise them to the value itself.")
@click.option(
    "--lower",
    nargs=2,
    type=(str, float),
    metavar="METRIC VALUE",
    help="Lower one floor; needs --reason.",
)
@click.option(
    "--drop",
    metavar="METRIC",
    help="Take away the floor of a metric; needs --reason.",
)
@click.option(
    "--renew",
    is_flag=True,
    help="Take over the cases and results of the run; floors stay. Needs --reason.",
)
@click.option("--reason", metavar="TEXT", help="Why; kept in the baseline.")
@click.option("--on", type=Day(), help="Day of the change, as 2022-03-25. Default: today.")
@json_option
def floors_command(
    *,
    path: Path | None,
    root: Path | None,
    run_file: Path | None,
    is_raised: bool,
    is_exact: bool,
    lower: tuple[str, float] | None,
    drop: str | None,
    renew: bool,
    reason: str | None,
    on: datetime.date | None,
    as_json: bool,
) -> None:
    """Show the floors of the gate and the record of their changes, or change them.

    Floors go up by a command and down only with a reason, which is kept.
    """
    from eval.gate import floors
    from eval.gate.baseline import PACKAGED, read_baseline, write_baseline
    from eval.runs import read_run

    is_packaged = path is None and root is None
    path = path or (root / "baseline.json" if root else PACKAGED)
    _check_options(
        run_file,
        needs_run=is_raised or renew,
        needs_reason=bool(lower or drop or renew),
        reason=reason,
        is_exact=is_exact and not is_raised,
    )
    run = read_run(run_file) if run_file else None
    if run and is_packaged:
        _check_packaged(run)
    day = on or datetime.date.today()
    is_first = is_raised and not (lower or drop or renew) and not path.exists()
    if run and is_first:
        baseline = floors.first_baseline(run, on=day, is_exact=is_exact)
        write_baseline(path, baseline)
    elif lower or drop or is_raised or renew:
        baseline = read_baseline(path)
        if run and renew:
            baseline = floors.renew(baseline, run, on=day, reason=reason or "")
        if lower:
            baseline = floors.lower_floor(baseline, *lower, on=day, reason=reason or "")
        if drop:
            baseline = floors.lower_floor(baseline, drop, None, on=day, reason=reason or "")
        if run and is_raised:
            baseline = floors.advance(baseline, run, on=day, is_exact=is_exact)
        write_baseline(path, baseline)
    else:
        baseline = read_baseline(path)
    if as_json:
        print_json(_json(baseline))
    else:
        _print(baseline)


def _check_packaged(run: Run) -> None:
    """Check that a run is over the packaged cases: own ones have a baseline of their own.

    Raises:
        EvalError: It isn't.
    """
    from eval.cases import PACKAGED, load_cases

    if load_cases(PACKAGED, run.split).digest != run.digest:
        raise EvalError(
            "the run is not over the packaged cases, whose baseline this is",
            "name your own baseline: --cases DIR for DIR/baseline.json, or --baseline FILE",
        )


def _check_options(
    run_file: Path | None,
    *,
    needs_run: bool,
    needs_reason: bool,
    reason: str | None,
    is_exact: bool,
) -> None:
    if needs_run and not run_file:
        raise click.UsageError("--raise and --renew need --from RUN.json")
    if run_file and not needs_run:
        raise click.UsageError("--from needs --raise or --renew")
    if needs_reason and not (reason and reason.strip()):
        raise click.UsageError("--lower, --drop and --renew need --reason TEXT")
    if is_exact:
        raise click.UsageError("--exact needs --raise")


def _json(baseline: Baseline) -> dict[str, object]:
    return {
        "split": baseline.run.split,
        "digest": baseline.run.digest,
        "floors": dict(sorted(baseline.floors.items())),
        "changes": [
            {
                "on": change.on.isoformat(),
                "what": str(change.what),
                "metric": change.metric,
                "from": change.before,
                "to": change.after,
                "reason": change.reason,
            }
            for change in baseline.changes
        ],
    }


def _print(baseline: Baseline) -> None:
    """Print a line a floor, then a line a change."""
    run = baseline.run
    click.echo(
        f"{run.system} over {run.split}: {len(run.questions)} questions, {len(run.claims)} claims, "
        f"{len(run.drafts)} drafts, cases {run.digest[:12]}"
    )
    for name, floor in sorted(baseline.floors.items()):
        figure = baseline.figures.get(name)
        value = "–" if figure is None or figure.value is None else f"{figure.value:.4f}"
        click.echo(f"{name:<22} floor {floor:.4f}, baseline {value}")
    for change in baseline.changes:
        before, after = (
            "none" if one is None else f"{one:.4f}" for one in (change.before, change.after)
        )
        of = f"{change.metric} from {before} to {after}" if change.metric else "the cases"
        click.echo(f"{change.on} {change.what} {of}: {change.reason}")
