"""`newsproof eval compare`: read two runs, print what differs. Decides nothing."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.common import json_option, print_json
from eval.cli.common import A_FILE, console, reports_option
from eval.errors import EvalError


@click.command("compare")
@click.argument("before_file", metavar="BEFORE.json", type=A_FILE)
@click.argument("after_file", metavar="AFTER.json", type=A_FILE)
@click.option(
    "--common",
    "only_common",
    is_flag=True,
    help="Compare the cases that both hold, though the sets differ.",
)
@reports_option
@json_option
def compare_command(
    *,
    before_file: Path,
    after_file: Path,
    only_common: bool,
    outs: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Show what differs between two runs, case by case; it never fails on a loss."""
    from eval.gate.comparing import compare
    from eval.reports.changes import print_comparison
    from eval.reports.files import check_suffix, write_reports
    from eval.runs import read_run

    for path in outs:
        check_suffix(path)
    before, after = read_run(before_file), read_run(after_file)
    if before.digest != after.digest and not only_common:
        raise EvalError(
            f"the runs are over different cases (digest {before.digest[:12]} and "
            f"{after.digest[:12]})",
            "run both over the same cases, or compare what both hold with --common",
        )
    comparison = compare(before, after)
    if not comparison.n_common:
        raise EvalError("the runs have no case in common", "name two runs over the same cases")
    write_reports(outs, comparison, title="Newsproof: two runs compared")
    if as_json:
        print_json(comparison.to_json())
        return
    n_before, n_after = len(comparison.only_before), len(comparison.only_after)
    if n_before or n_after:
        click.echo(f"left out: {n_before} cases only before, {n_after} only now", err=True)
    if not comparison.is_same_set:
        click.echo("the cases are not the same, word for word", err=True)
    print_comparison(console(), comparison)
