"""`newsproof saved`: answers and reports that a person has chosen to save."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bot.cli.common import json_option, opened, print_json
from bot.cli.recheck import recheck_to_json, show_recheck
from bot.cli.show import printable, show_answer, show_report

if TYPE_CHECKING:
    from bot.saved import Saved


@click.group(
    epilog="""\b
Examples:
  newsproof ask "how long is the bridge?" --save
  newsproof saved list
  newsproof saved check
"""
)
def saved() -> None:
    """List, show and remove what was saved, and find what must be looked at again."""


@saved.command("list")
@json_option
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """List what was saved, newest first."""
    from bot.saved import listed

    with opened(ctx) as newsproof:
        found = listed(newsproof.archive)
    if as_json:
        print_json([_facts(one) for one in found])
        return
    for one in found:
        click.echo(f"{one.id}  {one.saved:%Y-%m-%d %H:%M}  {one.kind:<6}  {_line(one.text)}")
    click.echo(f"{len(found)} saved", err=True)


@saved.command()
@click.argument("saved_id")
@json_option
@click.pass_context
def show(ctx: click.Context, saved_id: str, as_json: bool) -> None:
    """Show something that was saved, as it was then; with --json, its evidence pack."""
    from bot.answer import Answer
    from bot.packs import pack_to_json
    from bot.saved import get

    with opened(ctx) as newsproof:
        one = get(newsproof.archive, saved_id)
    if as_json:
        print_json(_facts(one) | {"pack": pack_to_json(one.pack)})
        return
    click.echo(f"{_line(one.text)}  (saved {one.saved:%Y-%m-%d %H:%M %Z})")
    if isinstance(one.pack.result, Answer):
        show_answer(one.pack.result)
    else:
        show_report(one.pack.result)


@saved.command()
@click.argument("saved_id")
@json_option
@click.pass_context
def remove(ctx: click.Context, saved_id: str, as_json: bool) -> None:
    """Delete something that was saved, for good."""
    from bot.newsproof import system_clock
    from bot.saved import remove as remove_saved

    with opened(ctx) as newsproof:
        remove_saved(newsproof.archive, saved_id, now=system_clock())
    if as_json:
        print_json({"id": saved_id, "removed": True})
    else:
        click.echo(f"removed {saved_id}")


@saved.command()
@json_option
@click.pass_context
def check(ctx: click.Context, as_json: bool) -> None:
    """List what rests on quotes that have changed since. Exit 1 if there is any."""
    from bot.saved import to_look_at_again

    with opened(ctx) as newsproof:
        found = to_look_at_again(newsproof.archive)
    if as_json:
        print_json([_facts(one) | {"recheck": recheck_to_json(result)} for one, result in found])
    else:
        for one, result in found:
            click.echo(f"{one.id}  to be looked at again:")
            show_recheck(result)
        click.echo(f"{len(found)} to be looked at again", err=True)
    if found:
        ctx.exit(1)


def _facts(one: Saved) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "text": one.text,
        "saved": one.saved.isoformat(),
        "saved_by": one.saved_by,
    }


def _line(text: str) -> str:
    return " ".join(printable(text).split())[:100]
