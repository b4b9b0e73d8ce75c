"""What the commands share: settings, the open Newsproof, dates, JSON and progress bars."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from bot.settings import Settings, read_settings

if TYPE_CHECKING:
    from bot.following import Following
    from bot.ingesting import Progress
    from bot.newsproof import Newsproof
    from index.filters import Filters


class Day(click.ParamType[date]):
    """A day, as `2022-03-25`."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Read ISO 8601."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a day like 2022-03-25", param, ctx)


as_of_option = click.option(
    "--as-of", type=Day(), help="Use only what was known on this day, as 2022-03-25."
)


def filter_options(command: Any) -> Any:  # noqa: ANN401 - whatever click decorates
    """Add the options that say which articles are searched; `filters_of` reads them."""
    for option in (
        click.option("--to", "published_to", type=Day(), help="Only articles up to this day."),
        click.option("--from", "published_from", type=Day(), help="Only articles from this day."),
        click.option(
            "--publisher",
            "publishers",
            multiple=True,
            metavar="NAME",
            help="Only articles of this publisher. May be repeated.",
        ),
    ):
        command = option(command)
    return command


def filters_of(
    publishers: tuple[str, ...], published_from: date | None, published_to: date | None
) -> Filters:
    """Return the filters of a command."""
    from index.filters import Filters

    return Filters(publishers=publishers, published_from=published_from, published_to=published_to)


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def settings_of(ctx: click.Context) -> Settings:
    """Return the settings of this run: the command line goes before the environment."""
    return read_settings(dict(os.environ), data_dir=ctx.obj["data_dir"], encoder=ctx.obj["encoder"])


@contextmanager
def opened(ctx: click.Context, *, create: bool = False) -> Iterator[Newsproof]:
    """Open Newsproof on the data directory of this run."""
    from bot.newsproof import Newsproof

    with Newsproof.open(settings_of(ctx), create=create) as newsproof:
        yield newsproof


def print_json(value: object) -> None:
    """Print one JSON object on one line."""
    click.echo(json.dumps(value, ensure_ascii=False, default=_plain))


def _plain(value: object) -> str:
    """Write a time as ISO 8601; nothing else is left to write."""
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON")


@contextmanager
def progress_bars(*, shown: bool = True) -> Iterator[Callable[[Progress], None]]:
    """Show a bar a stage on stderr, where stderr is a terminal."""
    if not shown or not sys.stderr.isatty():
        yield lambda progress: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}

        def show(progress: Progress) -> None:
            if progress.stage not in tasks:
                tasks[progress.stage] = bars.add_task(progress.stage, total=progress.total)
            task = tasks[progress.stage]
            bars.update(task, completed=progress.done, total=progress.total)

        yield show


@contextmanager
def following(ctx: click.Context, *, create: bool = False) -> Iterator[Following]:
    """Open what fetches into the archive of this run."""
    from bot.following import Following, open_fetcher
    from bot.newsproof import system_clock

    settings = settings_of(ctx)
    fetcher = open_fetcher(settings, now=system_clock)
    with opened(ctx, create=create) as newsproof:
        yield Following(newsproof.archive, newsproof.keeper, fetcher, clock=system_clock)
