"""`newsproof keys` and `newsproof password`: what opens a served Newsproof to others."""

from __future__ import annotations

import sys

import click

from bot.access.folder import access_folder
from bot.access.keys import Keys
from bot.access.passwords import MAX_LENGTH, Password
from bot.cli.common import json_option, print_json, settings_of


@click.group(epilog="\b\nExample:\n  newsproof keys new archive-bot")
def keys() -> None:
    """Make, list and revoke the keys that programs need for /api."""


@keys.command("new")
@click.argument("name")
@json_option
@click.pass_context
def new(ctx: click.Context, name: str, as_json: bool) -> None:
    """Make a key and show it, this once; only its digest is kept."""
    from bot.newsproof import system_clock

    token = Keys(access_folder(settings_of(ctx))).new(name, now=system_clock())
    if as_json:
        print_json({"name": name, "key": token})
        return
    click.echo(token)
    click.echo("Keep it: it is not shown again. Send it as `Authorization: Bearer …`.", err=True)


@keys.command("list")
@json_option
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """List the keys, oldest first."""
    found = Keys(access_folder(settings_of(ctx))).all()
    if as_json:
        print_json([{"name": key.name, "created": key.created} for key in found])
        return
    for key in found:
        click.echo(f"{key.created}  {key.name}")
    click.echo(f"{len(found)} keys", err=True)


@keys.command("revoke")
@click.argument("name")
@json_option
@click.pass_context
def revoke(ctx: click.Context, name: str, as_json: bool) -> None:
    """Revoke a key; it is refused from the next request on."""
    Keys(access_folder(settings_of(ctx))).revoke(name)
    if as_json:
        print_json({"name": name, "revoked": True})
    else:
        click.echo(f"revoked {name}")


@click.group(epilog="\b\nExample:\n  newsproof password set")
def password() -> None:
    """Set or remove the password of the desk, for a page that others can reach."""


@password.command("set")
@json_option
@click.pass_context
def set_(ctx: click.Context, as_json: bool) -> None:
    """Set the password, typed twice, or read from standard input when that is no terminal.

    Only its Argon2 hash is kept. Whoever is logged in has to log in again.
    """
    if sys.stdin.isatty():
        given = click.prompt("Password", hide_input=True, confirmation_prompt=True, type=str)
    else:
        given = sys.stdin.readline(MAX_LENGTH + 2).rstrip("\r\n")
    Password(access_folder(settings_of(ctx))).set(given)
    _tell(True, as_json)


@password.command("remove")
@json_option
@click.pass_context
def remove(ctx: click.Context, as_json: bool) -> None:
    """Remove the password, and with it the desk for others."""
    Password(access_folder(settings_of(ctx))).remove()
    _tell(False, as_json)


def _tell(is_set: bool, as_json: bool) -> None:
    if as_json:
        print_json({"is_set": is_set})
    else:
        click.echo("the password is set" if is_set else "there is no password")
