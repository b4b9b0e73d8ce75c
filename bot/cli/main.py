"""The command `newsproof`: its group, its exit codes, and how an error looks.

Exit codes: 0 done, 1 a gate or a check failed, 2 wrong usage or bad input, 3 a backend is not
available. An error is one line on stderr: `error: what. how to mend it`.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.metadata import entry_points, version
from pathlib import Path
from typing import Any, NoReturn

import click

from sources.errors import NewsproofError
from sources.schema import SCHEMES

# name: (module, attribute, what `--help` says), so that help loads none of them.
_COMMANDS = {
    "ingest": ("bot.cli.ingest", "ingest", "Read articles into the archive, and index them."),
    "ask": ("bot.cli.ask", "ask", "Answer a question with cited quotes, or say that it can't."),
    "verify": ("bot.cli.verify", "verify", "Give a verdict for every claim of a text."),
    "chat": (
        "bot.cli.chat",
        "chat",
        "Ask one question after the other; follow-ups are understood.",
    ),
    "recheck": ("bot.cli.recheck", "recheck", "Prove the quotes of an evidence pack again."),
    "saved": ("bot.cli.saved", "saved", "List, show, remove and check what was saved."),
    "watch": ("bot.cli.watch", "watch", "Watch claims; say when their verdict changes."),
    "sources": ("bot.cli.sources", "sources", "List, show, retract and remove articles."),
    "index": ("bot.cli.index", "index", "Show, check and rebuild the index."),
    "doctor": (
        "bot.cli.doctor",
        "doctor",
        "Look whether everything is whole; exit 1 where it isn't.",
    ),
    "backup": ("bot.cli.backup", "backup", "Write the archive to one new file."),
    "restore": ("bot.cli.restore", "restore", "Bring a backup back into an empty data directory."),
    "serve": ("bot.cli.serve", "serve", "Open the page, with its API."),
    "password": ("bot.cli.keys", "password", "Set or remove the password of the desk."),
    "keys": ("bot.cli.keys", "keys", "Make, list and revoke API keys."),
    "mcp": ("bot.cli.serve", "mcp", "Speak MCP on standard input and output."),
}
# What these have done stays done when they are stopped. Others say so in `obj["is_kept"]`.
_KEEPING = ("ingest", "index", "sources")
_PLUGGED = {"eval": "Measure answers and verdicts."}

EPILOG = """\b
Examples:
  newsproof ingest --samples
  newsproof ask "why did Russia suspend peace talks?"
  newsproof verify "Japan froze the assets of 52 Russians."
  newsproof serve

\b
Shell completion (bash, zsh or fish):
  eval "$(_NEWSPROOF_COMPLETE=bash_source newsproof)"
"""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of use."""
        return [*_COMMANDS, *_PLUGGED]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command by name."""
        if cmd_name in _COMMANDS:
            module, attribute, _ = _COMMANDS[cmd_name]
            command: click.Command = getattr(import_module(module), attribute)
            return command
        for plugged in entry_points(group="newsproof.commands", name=cmd_name):
            loaded: click.Command = plugged.load()
            return loaded
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        rows = [(name, text) for name, (_, _, text) in _COMMANDS.items()]
        with formatter.section("Commands"):
            formatter.write_dl([*rows, *_PLUGGED.items()])


class Place(click.Path):
    """A folder, or the address of a PostgreSQL database, which is left as it is."""

    def convert(
        self,
        value: Any,  # noqa: ANN401 - click's signature
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Any:  # noqa: ANN401
        """Read either."""
        return value if str(value).startswith(SCHEMES) else super().convert(value, param, ctx)


@click.group(cls=LazyGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--data-dir",
    type=Place(path_type=Path, file_okay=False),
    help="Folder or postgresql:// address of the archive  [default: newsproof-data, or "
    "NEWSPROOF_DATA_DIR].",
)
@click.option(
    "--encoder", help="embedded:, hub:org/name, the path of a model folder, openai:… or ollama:…"
)
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.version_option(version("newsproof"), prog_name="newsproof")
@click.pass_context
def cli(ctx: click.Context, data_dir: Path | str | None, encoder: str | None, debug: bool) -> None:
    """Answer questions and check claims against an archive of news, every sentence proven."""
    # Settings are read by the commands, so that `--help` of each works without them.
    is_kept = ctx.invoked_subcommand in _KEEPING
    ctx.ensure_object(dict).update(
        {"data_dir": data_dir, "encoder": encoder, "debug": debug, "is_kept": is_kept}
    )


def main() -> None:
    """Run the command line and turn errors into one line and an exit code."""
    debug, stdout = "--debug" in sys.argv, sys.stdout
    told: dict[str, object] = {}
    try:
        code = cli.main(standalone_mode=False, obj=told)
    except NewsproofError as exc:
        if debug:
            raise
        _fail(str(exc), exc.exit_code)
    except click.exceptions.Exit as exc:
        sys.exit(exc.exit_code)
    except (click.Abort, KeyboardInterrupt):
        kept = "What was done is kept; run the same command again to go on"
        _fail(f"stopped. {kept if told.get('is_kept') else 'Run the same command again'}.", 130)
    except click.ClickException as exc:
        usage = (
            exc.ctx.command_path if isinstance(exc, click.UsageError) and exc.ctx else "newsproof"
        )
        message = " ".join(exc.format_message().split()).rstrip(".")
        _fail(f"{message}. See `{usage} --help`.", 2)
    except SystemExit:
        # click replaces stdout, and exits with 1, when nobody reads it any more: that is no error.
        sys.exit(1 if sys.stdout is stdout else 0)
    except Exception as exc:
        if debug:
            raise
        kind = type(exc).__name__
        _fail(f"something unexpected happened ({kind}). Run again with --debug and report it.", 2)
    sys.exit(code if isinstance(code, int) else 0)


def _fail(message: str, code: int) -> NoReturn:
    click.echo(f"error: {message}", err=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
