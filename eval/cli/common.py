"""What the commands of `newsproof eval` share: options, checks, the console, progress bars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.common import opened, settings_of

if TYPE_CHECKING:
    from rich.console import Console

    from bot.newsproof import Newsproof
    from eval.evaluation import Tell

A_FILE = click.Path(path_type=Path, dir_okay=False)

cases_option = click.option(
    "--cases",
    "root",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Your own cases, DIR/dev/*.jsonl and DIR/test/*.jsonl, about the archive in --data-dir. "
    "Default: the packaged cases, about the packaged samples.",
)
split_option = click.option(
    "--split",
    default="dev",
    show_default=True,
    metavar="NAME",
    help="Folder of the cases: tune and look at dev; report test.",
)
reports_option = click.option(
    "--out",
    "outs",
    multiple=True,
    type=A_FILE,
    metavar="FILE",
    help="Also write a report: .json, .md for a pull request, .html, .xml for JUnit. May be "
    "repeated.",
)
jobs_option = click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Processes to run in; the figures don't depend on it. Default: one a core.",
)
cache_option = click.option(
    "--cache",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Remember in DIR what the models said, by digest of the texts: what didn't change is not "
    "computed again, and a run that was cut off goes on from there. Times are not measured then.",
)


def check_before(
    ctx: click.Context,
    root: Path | None,
    split: str,
    *,
    files: Iterable[Path | None],
    cache: Path | None,
) -> None:
    """Tell what would stop a run before it takes minutes, and note whether it can go on later.

    Args:
        ctx: Of the command.
        root: The folder of the cases; None for the packaged ones.
        split: The split to run.
        files: What will be written; None for what isn't.
        cache: The folder in which to remember, or None.

    Raises:
        EvalError: The cases cannot be read, or a file or the folder cannot be written.
    """
    from eval.cases import PACKAGED, load_cases
    from eval.json_files import check_writable
    from eval.remembering import FILE

    load_cases(root or PACKAGED, split)
    for path in files:
        if path:
            check_writable(path)
    if cache:
        check_writable(cache / FILE)
    ctx.obj["is_kept"] = cache is not None


def console() -> Console:
    """Return standard output; in a file or a pipe wide enough for three systems."""
    from rich.console import Console

    return Console() if Console().is_terminal else Console(width=120)


@contextmanager
def progress() -> Iterator[Tell]:
    """Draw a bar a system on standard error, when that is a terminal."""
    from rich.console import Console
    from rich.progress import Progress, TaskID

    screen = Console(stderr=True)
    with Progress(console=screen, transient=True, disable=not screen.is_terminal) as shown:
        bars: dict[str, TaskID] = {}

        def tell(system: str, done: int, n_all: int) -> None:
            if system not in bars:
                bars[system] = shown.add_task(system, total=n_all)
            shown.update(bars[system], completed=done)

        yield tell


@contextmanager
def archive_of(ctx: click.Context, root: Path | None) -> Iterator[Newsproof]:
    """Open what cases are about: the archive of the data directory, else the packaged samples."""
    from eval.evaluation import packaged_archive

    with opened(ctx) if root else packaged_archive(settings_of(ctx)) as newsproof:
        yield newsproof


def note_look(root: Path, split: str, *, tuning: bool, shows_cases: bool) -> list[str]:
    """Count this look at a sealed split; return what a reader of its figures has to know."""
    from eval.cases import load_cases
    from eval.cases.seal import Look, Purpose, Saw, read_seal, record_look, warnings_of

    look = Look(
        on=datetime.now(UTC).date(),
        purpose=Purpose.TUNING if tuning else Purpose.REPORT,
        saw=Saw.CASES if shows_cases else Saw.FIGURES,
    )
    is_noted = record_look(root, split, look)
    seal = read_seal(root)
    notes = warnings_of(seal, load_cases(root, split))
    if split in seal.splits and not is_noted:
        notes.append("This look could not be noted: the folder of the cases can't be written to.")
    return notes
