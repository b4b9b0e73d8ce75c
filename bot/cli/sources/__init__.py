"""`newsproof sources`: the articles of the archive."""

from __future__ import annotations

import click

from bot.cli.sources.articles import list_, rejected, remove, retract, show
from bot.cli.sources.feeds import feeds, follow, refresh, unfollow
from bot.cli.sources.versions import history, reread


@click.group(
    epilog="\b\nExamples:\n  newsproof sources list\n  newsproof sources history 0123456789abcdef"
)
def sources() -> None:
    """Articles: list, show, compare versions, retract, remove, read again; follow feeds."""


for command in (
    *(list_, show, history, retract, remove, reread, rejected),
    *(follow, unfollow, feeds, refresh),
):
    sources.add_command(command)
