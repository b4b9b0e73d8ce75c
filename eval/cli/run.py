"""`newsproof eval run`: parse, run, print. Decides nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.common import json_option, opened, print_json, settings_of
from eval.errors import EvalError

if TYPE_CHECKING:
    from rich.console import Console

    from eval.evaluation import Tell
    from eval.reports.terminal import Reported


@click.command("run")
@click.option(
    "--split",
    type=click.Choice(["dev", "test"]),
    default="dev",
    show_default=True,
    help="Tune and look at dev; report test.",
)
@click.option(
    "--cases",
    "root",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Your own cases, DIR/dev/*.jsonl and DIR/test/*.jsonl, about the archive in --data-dir. "
    "Default: the packaged cases, about the packaged samples.",
)
@click.option(
    "--baseline/--no-baseline",
    "with_baseline",
    default=True,
    show_default=True,
    help="Compare with the plain pipeline (LlamaIndex, MiniLM, Chroma) on the same archive.",
)
@json_option
@click.option("--wrong", "with_wrong", is_flag=True, help="List the cases that went wrong.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Also write the JSON, with a record of every case, to FILE.",
)
@click.pass_context
def run_command(
    ctx: click.Context,
    *,
    split: str,
    root: Path | None,
    with_baseline: bool,
    as_json: bool,
    with_wrong: bool,
    out: Path | None,
) -> None:
    """Ask every question and check every claim of a split, and print what came of it."""
    from eval.cases import PACKAGED
    from eval.evaluation import evaluate, packaged_archive
    from eval.reports.terminal import print_report, report_json

    with ExitStack() as stack:
        if root is None:
            newsproof = stack.enter_context(packaged_archive(settings_of(ctx)))
        else:
            newsproof = stack.enter_context(opened(ctx))
        reported = evaluate(
            newsproof,
            root=root or PACKAGED,
            split=split,
            with_baseline=with_baseline,
            tell=stack.enter_context(_progress()),
        )
    if out:
        _write(out, reported)
    if as_json:
        print_json(report_json(reported, with_wrong=with_wrong))
    else:
        print_report(_console(), reported, with_wrong=with_wrong)


def _write(out: Path, reported: Reported) -> None:
    from eval.reports.terminal import report_json

    text = json.dumps(report_json(reported, with_records=True), ensure_ascii=False, indent=2)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text + "\n", encoding="utf-8")
    except OSError as exc:
        raise EvalError(
            f"{str(out)!r} cannot be written ({exc.strerror or exc})",
            "name another file with --out",
        ) from exc


def _console() -> Console:
    """Return standard output; in a file or a pipe wide enough for three systems."""
    from rich.console import Console

    return Console() if Console().is_terminal else Console(width=120)


@contextmanager
def _progress() -> Iterator[Tell]:
    """Draw a bar a system on standard error, when that is a terminal."""
    from rich.console import Console
    from rich.progress import Progress, TaskID

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        bars: dict[str, TaskID] = {}

        def tell(system: str, done: int, n_all: int) -> None:
            if system not in bars:
                bars[system] = progress.add_task(system, total=n_all)
            progress.update(bars[system], completed=done)

        yield tell
