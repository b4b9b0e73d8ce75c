"""`newsproof recheck`: prove every quote of an evidence pack again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.common import json_option, opened, print_json
from bot.cli.show import printable

if TYPE_CHECKING:
    from bot.packs import Again, Recheck
    from bot.packs.values import QuoteNow
    from bot.wire import Json

_COLOURS = {"unchanged": "green", "superseded": "yellow", "corrected": "yellow"}


@click.command(
    epilog="""\b
Examples:
  newsproof recheck evidence.json
  newsproof recheck evidence.json --again --json
"""
)
@click.argument("pack", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--again", is_flag=True, help="Ask or check again, and compare how it ends.")
@json_option
@click.pass_context
def recheck(ctx: click.Context, pack: Path, again: bool, as_json: bool) -> None:
    """Prove every quote of the evidence pack PACK again, and say what has changed since.

    Each quote is unchanged, superseded (a newer version still has it), corrected, retracted, gone,
    or a mismatch (the pack was changed, or is of another archive). Exit 1 if anything changed.
    """
    from bot.packs import ask_again, read_pack
    from bot.packs import recheck as recheck_pack

    read = read_pack(pack)
    with opened(ctx) as newsproof:
        result = recheck_pack(read, newsproof.archive)
        repeated = ask_again(read, newsproof) if again else None
    if as_json:
        print_json(recheck_to_json(result, repeated))
    else:
        show_recheck(result, repeated)
    if not result.is_unchanged or (repeated and not repeated.is_same):
        ctx.exit(1)


def recheck_to_json(result: Recheck, repeated: Again | None = None) -> Json:
    """Return the object that `recheck --json` prints."""
    return {
        "text": result.pack.text,
        "made": result.pack.made.isoformat(),
        "unchanged": result.is_unchanged,
        "quotes": [
            {
                "article_id": one.packed.quote.article_id,
                "version": one.packed.quote.version,
                "start": one.packed.quote.start,
                "end": one.packed.quote.end,
                "text": one.packed.quote.text,
                "title": one.packed.title,
                "state": one.state.value,
                "reason": one.reason,
                "now": {
                    "version": one.now.version,
                    "start": one.now.start,
                    "end": one.now.end,
                    "text": one.now.text,
                }
                if one.now
                else None,
                "notices": list(one.notices),
            }
            for one in result.quotes
        ],
        "again": {"same": repeated.is_same, "differences": list(repeated.differences)}
        if repeated
        else None,
    }


def show_recheck(result: Recheck, repeated: Again | None = None) -> None:
    """Print what has become of every quote."""
    click.echo(
        f"{printable(result.pack.text[:200])}  (packed {result.pack.made:%Y-%m-%d %H:%M %Z})"
    )
    for one in result.quotes:
        _show(one)
    if not result.quotes:
        click.echo("It rests on no quote.")
    if repeated:
        click.echo("again: the same" if repeated.is_same else "again: it is different now")
        for difference in repeated.differences:
            click.echo(f"  {printable(difference)}")


def _show(one: QuoteNow) -> None:
    state = click.style(f"{one.state.value:<10}", fg=_COLOURS.get(one.state.value, "red"))
    click.echo(f"{state} “{_line(one.packed.quote.text)}”  {printable(one.packed.title)}")
    if one.reason:
        click.echo(f"           {printable(one.reason)}")
    if one.now and one.now.text != one.packed.quote.text:
        click.echo(f"           now: “{_line(one.now.text)}”")
    for title in one.notices:
        click.echo(f"           correction: {printable(title)}")


def _line(text: str) -> str:
    return " ".join(printable(text).split())
