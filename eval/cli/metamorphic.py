"""`newsproof eval metamorphic`: parse, run, print. Decides nothing."""

from __future__ import annotations

import json
from pathlib import Path

import click

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
    split_option,
)


@click.command(
    "metamorphic",
    epilog="""\b
Examples:
  newsproof eval metamorphic --wrong
  newsproof eval metamorphic --relation typo --relation negated --per-relation 40
""",
)
@split_option
@cases_option
@click.option(
    "--relation",
    "names",
    multiple=True,
    metavar="NAME",
    help="Only this relation; may be repeated. Default: all.",
)
@click.option(
    "--per-relation",
    type=click.IntRange(1, 10_000),
    default=12,
    show_default=True,
    metavar="N",
    help="Variants of each relation at most, the same ones each time.",
)
@click.option("--wrong", "with_wrong", is_flag=True, help="List those that did not come out.")
@json_option
@jobs_option
@cache_option
@click.option(
    "--out",
    type=A_FILE,
    metavar="FILE",
    help="Also write the JSON to FILE.",
)
@click.pass_context
def metamorphic_command(
    ctx: click.Context,
    *,
    split: str,
    root: Path | None,
    names: tuple[str, ...],
    per_relation: int,
    with_wrong: bool,
    as_json: bool,
    jobs: int | None,
    cache: Path | None,
    out: Path | None,
) -> None:
    """Change cases by rule: the outcome has to stay where it must, and to change where it must.

    INV: the variant says the same, so the same has to come of it. DIR: it says something else.
    """
    from eval.cases import PACKAGED, load_cases
    from eval.json_files import write_text
    from eval.metamorphic.measuring import measure_relations, relations_of
    from eval.metamorphic.report import print_report, report_json

    relations_of(names)  # a name that isn't known is told before anything is opened
    check_before(ctx, root, split, files=(out,), cache=cache)
    digest = load_cases(root or PACKAGED, split).digest
    with archive_of(ctx, root) as newsproof, progress() as tell:
        tested = measure_relations(
            newsproof,
            root=root or PACKAGED,
            split=split,
            names=names,
            per_relation=per_relation,
            jobs=jobs,
            cache=cache,
            tell=tell,
        )
    notes = note_look(
        root or PACKAGED, split, tuning=False, shows_cases=with_wrong or out is not None
    )
    found = {**report_json(tested, split=split, digest=digest), "notes": notes}
    if out:
        write_text(out, json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    if as_json:
        print_json(found)
    else:
        print_report(console(), tested, split=split, with_wrong=with_wrong)
    for note in notes:
        click.echo(note, err=True)
