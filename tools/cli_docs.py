"""Write `docs/cli.md`: the help of every command, as the command line prints it.

`python -m tools.cli_docs`. A test compares the file with what this module would write.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from bot.cli.main import cli

PAGE = Path(__file__).resolve().parents[1] / "docs" / "cli.md"
_HEAD = """\
# The command line

Written by `make docs` from the commands themselves. Exit codes: 0 done, 1 a check failed, 2 wrong
usage or bad input, 3 a backend is not available. An error is one line on standard error:
`error: what. how to mend it`. `--data-dir`, `--encoder` and `--debug` stand before the command.
"""


def commands(
    command: click.Command = cli, parent: click.Context | None = None
) -> Iterator[tuple[click.Command, click.Context]]:
    """Yield a command and all commands under it, with a context each, in the order of help."""
    name = command.name if parent else "newsproof"
    context = click.Context(
        command, info_name=name, parent=parent, terminal_width=80, **command.context_settings
    )
    yield command, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            if found := command.get_command(context, name):
                yield from commands(found, context)


def page() -> str:
    """Return the text of the page."""
    sections = [
        f"## {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"
        for command, context in commands()
    ]
    return "\n".join([_HEAD, *sections])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
