"""The commands `newsproof eval …`, one module each: parse, run, print. They decide nothing."""

from __future__ import annotations

import click

from eval.cli.cases import lint_command, seal_command
from eval.cli.compare import compare_command
from eval.cli.floors import floors_command
from eval.cli.gate import gate_command
from eval.cli.importing import import_command
from eval.cli.metamorphic import metamorphic_command
from eval.cli.new_case import new_command
from eval.cli.run import run_command


@click.group(
    "eval",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="\b\nExamples:\n  newsproof eval run\n  newsproof eval run --split test --json",
)
def eval_group() -> None:
    """Measure Newsproof on cases with gold quotes."""


eval_group.add_command(run_command)
eval_group.add_command(import_command)
eval_group.add_command(compare_command)
eval_group.add_command(floors_command)
eval_group.add_command(gate_command)
eval_group.add_command(lint_command)
eval_group.add_command(new_command)
eval_group.add_command(seal_command)
eval_group.add_command(metamorphic_command)
