"""`newsproof doctor`: is everything whole, and what to do where it isn't."""

from __future__ import annotations

from dataclasses import asdict

import click

from bot.cli.common import json_option, print_json, settings_of


@click.command(epilog="\b\nExamples:\n  newsproof doctor\n  newsproof doctor --json")
@json_option
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Look at the archive, the index, the models, the disk and the clock; exit 1 on a failure.

    Nothing is mended and nothing leaves this machine. What is wrong is shown with a way out.
    """
    from bot.doctor import Check, State, examine
    from bot.errors import SettingsError
    from bot.newsproof import system_clock

    found: list[Check] = []
    try:
        settings = settings_of(ctx)
    except SettingsError as exc:
        found.append(Check(name="settings", state=State.FAIL, said=exc.what, way_out=exc.way_out))
        _show(found[0], as_json)
    else:
        for check in examine(settings, now=system_clock()):
            found.append(check)
            _show(check, as_json)
    is_well = all(check.state is not State.FAIL for check in found)
    if as_json:
        print_json({"ok": is_well, "checks": [asdict(check) for check in found]})
    if not is_well:
        ctx.exit(1)


def _show(check: object, as_json: bool) -> None:
    from bot.doctor import Check

    assert isinstance(check, Check)  # noqa: S101 - imported where it is used
    if as_json:
        return
    click.echo(f"{check.state:<5} {check.name:<12} {check.said}")
    if check.way_out:
        click.echo(f"      {'':<12} {check.way_out}")
