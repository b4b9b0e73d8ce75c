"""`newsproof verify`: a verdict for every claim of a text."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from bot.cli.common import as_of_option, json_option, opened, print_json, progress_bars
from bot.cli.show import show_report
from bot.errors import QuestionError

_LONGEST_NAME = 255  # a longer argument is no file name


@click.command(
    epilog="""\b
Examples:
  newsproof verify "Japan froze the assets of 52 Russians."
  newsproof verify draft.txt --json
  cat draft.txt | newsproof verify -
"""
)
@click.argument("text")
@as_of_option
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text")
@json_option
@click.pass_context
def verify(ctx: click.Context, text: str, as_of: date | None, shape: str, as_json: bool) -> None:
    """Give a verdict for every sentence of TEXT: a claim, a file, or `-` for standard input.

    SUPPORTED, REFUTED, CONFLICTING or NOT_ENOUGH_EVIDENCE, with the quotes. Nothing is stored.
    """
    from bot.claims import find_claims

    draft = _read(text)
    find_claims(draft)
    as_json = as_json or shape == "json"
    with opened(ctx) as newsproof, progress_bars(shown=not as_json) as show:
        from bot.ingesting import Progress

        report = newsproof.verify(
            draft,
            as_of=as_of,
            on_progress=lambda done, total: show(
                Progress(stage="checking", done=done, total=total)
            ),
        )
    if as_json:
        from bot.wire import report_to_json

        print_json(report_to_json(report))
    else:
        show_report(report)


def _read(text: str) -> str:
    if text == "-":
        return _decode(sys.stdin.buffer.read(), "standard input")
    path = Path(text)
    if len(text) <= _LONGEST_NAME and "\x00" not in text and path.is_file():
        return _decode(path.read_bytes(), path.name)
    return text


def _decode(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise QuestionError(f"{name} is not UTF-8 text", "save it as UTF-8 text") from exc
