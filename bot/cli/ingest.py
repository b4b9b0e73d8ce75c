"""`newsproof ingest`: read articles into the archive and bring the index up to date."""

from __future__ import annotations

from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.common import json_option, opened, print_json, progress_bars
from bot.errors import BotError

if TYPE_CHECKING:
    from bot.ingesting import IngestReport


@click.command(
    epilog="""\b
Examples:
  newsproof ingest --samples
  newsproof ingest articles/ story.html export.jsonl
"""
)
@click.argument("paths", nargs=-1, metavar="PATH…")
@click.option("--samples", is_flag=True, help="Read the packaged sample archive.")
@json_option
@click.pass_context
def ingest(ctx: click.Context, paths: tuple[str, ...], samples: bool, as_json: bool) -> None:
    """Read files and folders into the archive, and index them.

    Plain text, Markdown with front matter, HTML and JSON Lines. What can't be read is listed with
    the reason and never stops the rest. The same article again changes nothing.
    """
    chosen = [_local(path) for path in paths]
    if samples:
        chosen.append(Path(str(files("sources") / "samples")))
    if not chosen:
        raise click.UsageError("give at least one PATH, or --samples")
    with (
        opened(ctx, create=True) as newsproof,
        progress_bars(shown=not as_json) as on_progress,
    ):
        report = newsproof.ingest(chosen, on_progress=on_progress)
    if as_json:
        print_json(asdict(report))
    else:
        _print(report)
    if report.rejected and not (report.added or report.updated or report.unchanged):
        ctx.exit(2)


def _local(path: str) -> Path:
    if path.startswith(("http://", "https://")):
        raise BotError(
            f"{path!r} is a web address, and this version reads files only",
            "save the page and ingest the file",
        )
    return Path(path)


def _print(report: IngestReport) -> None:
    click.echo(
        f"{len(report.added)} added, {len(report.updated)} updated, "
        f"{len(report.unchanged)} unchanged, {len(report.rejected)} rejected"
    )
    for item in (*report.added, *report.updated):
        click.echo(f"  {item.outcome:<8} {item.article_id}  {item.title}")
    for rejected in report.rejected:
        click.echo(f"  rejected {rejected.origin}: {rejected.reason}")
