"""`newsproof index`: the state of the index, its check, its rebuilding."""

from __future__ import annotations

from dataclasses import asdict

import click

from bot.cli.common import json_option, opened, print_json, progress_bars
from index.errors import GenerationError


@click.group(epilog="\b\nExamples:\n  newsproof index status\n  newsproof index rebuild")
def index() -> None:
    """Show, check and rebuild the index. It holds nothing that the archive doesn't."""


@index.command()
@json_option
@click.pass_context
def status(ctx: click.Context, as_json: bool) -> None:
    """Show what is indexed, by which encoder, and whether it is in step with the archive."""
    with opened(ctx) as newsproof:
        found = newsproof.keeper.status()
    if as_json:
        print_json(asdict(found) | {"is_in_step": found.is_in_step})
        return
    click.echo(f"articles   {found.n_articles:,}")
    click.echo(f"passages   {found.n_passages:,}, embedded {found.n_embedded:,}")
    click.echo(f"indexed    {found.n_indexed:,}" + (f", {found.built}" if found.built else ""))
    click.echo(f"encoder    {found.encoder}")
    in_step = "in step with the archive" if found.is_in_step else "behind the archive"
    click.echo(f"state      {found.problem or in_step}")


@index.command()
@json_option
@click.pass_context
def rebuild(ctx: click.Context, as_json: bool) -> None:
    """Build the index again from the archive; what is embedded is not embedded again."""
    with opened(ctx) as newsproof, progress_bars(shown=not as_json) as on_progress:
        newsproof.rebuild(on_progress=on_progress)
        found = newsproof.keeper.status()
    if as_json:
        print_json(asdict(found))
    else:
        click.echo(f"indexed {found.n_indexed:,} passages of {found.n_articles:,} articles")


@index.command()
@json_option
@click.pass_context
def check(ctx: click.Context, as_json: bool) -> None:
    """Check the index in a process of its own; exit 1 when something is wrong."""
    problem = ""
    with opened(ctx) as newsproof:
        try:
            newsproof.keeper.check()
        except GenerationError as exc:
            problem = str(exc)
    if as_json:
        print_json({"ok": not problem, "problem": problem})
    else:
        click.echo(problem or "the index is whole and in step with its manifest")
    if problem:
        ctx.exit(1)
