"""`newsproof chat`: questions one after the other, where "and Sweden?" is a question too."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import click

from bot.cli.common import as_of_option, json_option, opened, print_json
from bot.cli.show import printable, show_answer
from bot.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.conversation import Turn, Understood
    from bot.newsproof import Newsproof


@click.command(
    epilog="\b\nExample:\n  printf 'when did Finland join NATO?\\nand Sweden?\\n' | newsproof chat"
)
@as_of_option
@json_option
@click.pass_context
def chat(ctx: click.Context, as_of: date | None, as_json: bool) -> None:
    """Answer questions one after the other, a line each, until the input ends.

    A follow-up is shown as it was understood; what is wrong is corrected by asking in full.
    Nothing of the conversation is stored.
    """
    turns: list[Turn] = []
    with opened(ctx) as newsproof:
        for line in _lines(shows_prompt=not as_json):
            try:
                turns.append(_turn(newsproof, line, turns, as_of, as_json=as_json))
            except QuestionError as exc:
                click.echo(f"error: {exc}", err=True)


def _turn(
    newsproof: Newsproof, line: str, turns: list[Turn], as_of: date | None, *, as_json: bool
) -> Turn:
    from bot.asking import clean_question
    from bot.conversation import Turn, understand
    from bot.wire import answer_to_json

    understood = understand(clean_question(line), turns)
    answer = newsproof.ask(
        line, as_of=as_of, understood=understood.text if understood.changes else ""
    )
    if as_json:
        print_json(answer_to_json(answer) | {"conversation": understood_to_json(understood)})
    else:
        if understood.shown:
            click.secho(printable(understood.shown), dim=True)
        elif understood.unresolved:
            words = ", ".join(f"“{printable(one)}”" for one in understood.unresolved)
            click.secho(f"Who or what is meant by {words}? Ask in full.", dim=True)
        show_answer(answer)
        click.echo()
    return Turn.of(answer)


def understood_to_json(understood: Understood) -> dict[str, object]:
    """Return what was understood, for `chat --json`."""
    return {
        "text": understood.text,
        "is_follow_up": understood.is_follow_up,
        "changes": [
            {"kind": one.kind.value, "words": one.words, "meaning": one.meaning}
            for one in understood.changes
        ],
        "unresolved": list(understood.unresolved),
    }


def _lines(*, shows_prompt: bool) -> Iterator[str]:
    """Yield the lines of standard input that hold something."""
    is_terminal = sys.stdin.isatty() and shows_prompt
    while True:
        if is_terminal:
            click.echo("? ", nl=False)
        try:
            line = sys.stdin.readline()
        except UnicodeDecodeError as exc:
            raise QuestionError("standard input is not UTF-8 text", "save it as UTF-8") from exc
        if not line:
            return
        if line.strip():
            yield line.strip()
