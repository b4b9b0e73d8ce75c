"""The commands `newsproof eval …`, one module each: parse, run, print. They decide nothing."""

from __future__ import annotations

import click

from eval.cli.run import run_command


@click.group(
    "eval",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="\b\nExamples:\n  newsproof eval run\n  newsproof eval run --split test --json",
)
def eval_group() -> None:
    """Measure Newsproof on cases with gold quotes."""


eval_group.add_command(run_command)
