"""`newsproof eval lint` and `newsproof eval seal`: parse, call, print. They decide nothing."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.common import json_option, print_json, settings_of
from eval.cli.common import cases_option

if TYPE_CHECKING:
    from eval.cases.lint import Problem


@click.command("lint", epilog="\b\nExamples:\n  newsproof eval lint --cases my-cases --strict")
@cases_option
@click.option(
    "--no-archive", is_flag=True, help="Look at the cases alone, and not at the articles."
)
@click.option("--strict", is_flag=True, help="Let warnings count as errors.")
@json_option
@click.pass_context
def lint_command(
    ctx: click.Context, *, root: Path | None, no_archive: bool, strict: bool, as_json: bool
) -> None:
    """Look for mistakes in cases: twins, leaks, gold quotes that no article has, and more.

    Own cases are held against the archive in --data-dir, the packaged ones against the packaged
    samples. Exit 1 when there are errors.
    """
    from bot.newsproof import system_clock
    from eval.cases.lint import Problem, lint
    from eval.cases.loader import PACKAGED, read_split, splits_of
    from eval.cases.samples import samples_archive
    from sources.archive import Archive

    folder = root or PACKAGED
    read = {split: read_split(folder, split) for split in splits_of(folder)}
    problems = [
        Problem(
            where="",
            split=split,
            rule="unreadable",
            what=mistake.what,
            way_out=mistake.way_out,
            is_error=True,
        )
        for split, (_, mistakes) in read.items()
        for mistake in mistakes
    ]
    with ExitStack() as stack:
        archive = None
        if not no_archive and root is None:
            archive = stack.enter_context(samples_archive(now=system_clock()))
        elif not no_archive:
            archive = Archive.open(settings_of(ctx).data_dir)
            stack.callback(archive.close)
        problems += lint({split: cases for split, (cases, _) in read.items()}, archive)
    n_cases = sum(len(cases.all) for cases, _ in read.values())
    n_errors = sum(problem.is_error for problem in problems)
    if as_json:
        counts = {"n_cases": n_cases, "n_errors": n_errors, "n_warnings": len(problems) - n_errors}
        print_json({**counts, "problems": [asdict(problem) for problem in problems]})
    else:
        _print_problems(problems)
        click.echo(f"{n_cases} cases: {n_errors} errors, {len(problems) - n_errors} warnings")
    if n_errors or (strict and problems):
        ctx.exit(1)


def _print_problems(problems: list[Problem]) -> None:
    from eval.cases.lint import by_rule

    for rule, found in by_rule(problems).items():
        colour = "red" if found[0].is_error else "yellow"
        click.secho(f"{rule} ({len(found)})", fg=colour, bold=True)
        for one in found:
            name = " ".join(part for part in (one.split, repr(one.where)[1:-1]) if part)
            click.echo(f"  {name}: {one.what}. {one.way_out}.")


@click.command(
    "seal", epilog="\b\nExamples:\n  newsproof eval seal\n  newsproof eval seal --split test"
)
@cases_option
@click.option("--split", metavar="NAME", help="Seal this split as it is now.")
@click.option("--reason", default="", help="Why a sealed split was changed; it is kept.")
@json_option
@click.pass_context
def seal_command(
    ctx: click.Context, *, root: Path | None, split: str | None, reason: str, as_json: bool
) -> None:
    """Seal a split, so that every later look and change is told; or print the seals.

    Without --split it prints the seals. Exit 1 when a sealed split has changed.
    """
    from bot.newsproof import system_clock
    from eval.cases.loader import PACKAGED, load_cases, splits_of
    from eval.cases.seal import read_seal, seal_split, warnings_of

    folder = root or PACKAGED
    if split:
        seal_split(folder, load_cases(folder, split), system_clock().date(), reason=reason)
    elif reason:
        raise click.UsageError("--reason belongs to --split")
    seal = read_seal(folder)
    names = [split] if split else sorted({*splits_of(folder), *seal.splits})
    states: list[dict[str, Any]] = []
    for name in names:
        sealed = seal.splits.get(name)
        cases = load_cases(folder, name) if name in splits_of(folder) else None
        states.append(
            {
                "split": name,
                "sealed_on": sealed.sealed_on.isoformat() if sealed else None,
                "digest": sealed.digest if sealed else None,
                "is_intact": bool(cases and sealed.digest == cases.digest) if sealed else None,
                "n_looks": len(sealed.looks) if sealed else 0,
                "warnings": warnings_of(seal, cases) if cases else ["The split is gone."],
            }
        )
    if as_json:
        print_json({"splits": states})
    for state in () if as_json else states:
        digest = f"sealed on {state['sealed_on']}, {str(state['digest'])[:12]}"
        how = {None: "not sealed", True: f"{digest}, intact", False: f"{digest}, BROKEN"}
        click.echo(f"{state['split']}: {how[state['is_intact']]}, {state['n_looks']} looks")
        for warning in state["warnings"]:
            click.echo(f"  {warning}")
    if any(state["is_intact"] is False for state in states):
        ctx.exit(1)
