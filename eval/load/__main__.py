"""`python -m eval.load`: measure what a served Newsproof bears."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from eval.load.names import SCENARIOS, WAYS
from sources.errors import NewsproofError

Row = dict[str, Any]
DOCS = Path(__file__).parents[2] / "docs"
WORK = Path("build/load")

_passages = click.option(
    "--passages", default=50_000, show_default=True, type=click.IntRange(4, 1_000_000)
)
_work = click.option(
    "--work",
    type=click.Path(path_type=Path, file_okay=False),
    default=WORK,
    show_default=True,
    help="Folder of the archive that is asked; it is built once.",
)
_public = click.option("--public", "is_public", is_flag=True, help="Serve as for everybody.")
_write = click.option(
    "--write",
    "out",
    is_flag=False,
    flag_value=DOCS,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="[DIR]",
    help="Put the result into DIR/results/load.json and DIR/load.md.  [DIR: docs]",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Measure what a served Newsproof bears. Nothing leaves this machine."""


@cli.command("build")
@_passages
@_work
def build_command(*, passages: int, work: Path) -> None:
    """Build the archive that is asked; a build that was stopped goes on."""
    click.echo(f"{_archive(work, passages)[1]:,} facts can be asked for", err=True)


@cli.command("run")
@click.argument("scenarios", nargs=-1, type=click.Choice(SCENARIOS))
@click.option(
    "--way",
    "ways",
    multiple=True,
    type=click.Choice(WAYS),
    help="Repeatable.  [default: those of each scenario]",
)
@_public
@click.option("--short", "is_short", is_flag=True, help="Seconds in place of minutes: a trial.")
@click.option("--minutes", default=30.0, show_default=True, type=click.FloatRange(0.1, 600))
@click.option("--answers", default=10_000, show_default=True, type=click.IntRange(1, 1_000_000))
@_passages
@_work
@_write
def run_command(
    *,
    scenarios: tuple[str, ...],
    ways: tuple[str, ...],
    is_public: bool,
    is_short: bool,
    minutes: float,
    answers: int,
    passages: int,
    work: Path,
    out: Path | None,
) -> None:
    """Run scenarios, all without a name; exit 1 when one does not hold.

    --minutes is the length of `flat`, --answers the number of `tokens` over all ways together.
    """
    from eval.load.running import Wanted, run_one

    folder, n_facts = _archive(work, passages)
    held = True
    for name in scenarios or SCENARIOS:
        chosen = ways or SCENARIOS[name]
        for way in chosen:
            wanted = Wanted(
                scenario=name,
                way=way,
                is_public=is_public,
                is_short=is_short,
                minutes=minutes,
                n_answers=-(-answers // len(chosen)),
            )
            with _bar(f"{name}, {way}") as tell:
                row = run_one(folder, n_facts, wanted, tell)
            held = held and row["holds"]
            click.echo(json.dumps(row))
            if out:
                _keep(out, passages, row)
    sys.exit(0 if held else 1)


@cli.command("visit")
@click.option("--visits", default=5, show_default=True, type=click.IntRange(1, 100))
@_public
@_passages
@_work
@_write
def visit_command(
    *, visits: int, is_public: bool, passages: int, work: Path, out: Path | None
) -> None:
    """Open the page in a browser that was never here before, and weigh it."""
    from eval.load.browser import visit
    from eval.load.server import serving

    folder, _ = _archive(work, passages)
    load = round(os.getloadavg()[0], 2)
    with serving(folder, is_public=is_public) as server:
        found = visit(f"{server.url}/", n_visits=visits)
    found |= {"date": date.today().isoformat(), "load": load}
    click.echo(json.dumps(found, indent=1))
    if out:
        _keep(out, passages, page=found)


def _archive(work: Path, passages: int) -> tuple[Path, int]:
    """Return the folder of the archive and the number of its facts, building what is missing."""
    from eval.load.archives import build_archive

    folder = work / f"archive-{passages}"
    with _bar("archive") as move:

        def tell(stage: str, done: int, total: int) -> None:
            move(done, total, f"archive: {stage}")

        return folder, build_archive(folder, passages, tell)


@contextmanager
def _bar(title: str) -> Iterator[Callable[..., None]]:
    """Yield what moves a bar on standard error: called with done, total and, if new, its title."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as progress:
        task = progress.add_task(title, total=None)

        def move(done: int, total: int | None = None, told: str = title) -> None:
            progress.update(task, completed=done, total=total, description=told)

        yield move


def _keep(out: Path, passages: int, row: Row | None = None, *, page: Row | None = None) -> None:
    """Put a row in the place of the one before it, and write the page anew."""
    from eval.json_files import read_text, write_text
    from eval.load.page import render
    from eval.peers.machine import describe_machine

    path = out / "results" / "load.json"
    found: Row = json.loads(read_text(path)) if path.exists() else {"rows": []}
    found["about"] = {"version": version("newsproof"), "n_passages": passages}
    found["machine"] = asdict(describe_machine())
    if row:
        key = ("scenario", "way", "mode")
        rows = [one for one in found["rows"] if [one[k] for k in key] != [row[k] for k in key]]
        order = list(SCENARIOS)
        found["rows"] = sorted(
            [*rows, row], key=lambda r: (r["mode"], order.index(r["scenario"]), r["way"])
        )
    if page:
        found["page"] = page
    write_text(path, json.dumps(found, indent=1) + "\n")
    write_text(out / "load.md", render(found))


def main() -> None:
    """Run it, and turn errors into one line and an exit code."""
    try:
        cli(standalone_mode=False)
    except NewsproofError as exc:
        click.echo(f"error: {exc.what}. {exc.way_out}", err=True)
        sys.exit(exc.exit_code)
    except click.exceptions.Exit as exc:
        sys.exit(exc.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped; the server was ended, and rows that were done are kept", err=True)
        sys.exit(130)
    except click.ClickException as exc:
        click.echo(f"error: {exc.format_message()}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
