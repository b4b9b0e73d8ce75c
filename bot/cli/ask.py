"""`newsproof ask`: a cited answer, or an honest no."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.common import (
    as_of_option,
    filter_options,
    filters_of,
    json_option,
    opened,
    print_json,
)
from bot.cli.keeping import keep, pack_option, save_option
from bot.cli.show import show_answer
from bot.errors import QuestionError

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.newsproof import Newsproof
    from index.filters import Filters


@click.command(
    epilog="""\b
Examples:
  newsproof ask "why did Russia suspend peace talks?"
  newsproof ask --as-of 2022-03-22 "how many sanctions has Japan imposed?"
  newsproof ask --json - < questions.txt
"""
)
@click.argument("question")
@as_of_option
@filter_options
@json_option
@pack_option
@save_option
@click.pass_context
def ask(
    ctx: click.Context,
    *,
    question: str,
    as_of: date | None,
    publishers: tuple[str, ...],
    published_from: date | None,
    published_to: date | None,
    as_json: bool,
    pack_file: Path | None,
    is_saved: bool,
) -> None:
    """Answer QUESTION with quotes from the archive, or say that the archive doesn't say.

    With `-`, one question is read from each line of standard input; with --json, one object is
    printed for each.
    """
    from bot.asking import clean_question

    if question != "-":
        clean_question(question)
    elif pack_file:
        raise click.UsageError("--pack holds one question; give it instead of -")
    filters = filters_of(publishers, published_from, published_to)
    with opened(ctx) as newsproof:
        if question != "-":
            answer = _answer(newsproof, question, as_of, filters, as_json=as_json)
            keep(newsproof, answer, pack_file=pack_file, is_saved=is_saved)
            return
        for number, line in _lines():
            try:
                answer = _answer(newsproof, line, as_of, filters, as_json=as_json)
                keep(newsproof, answer, pack_file=None, is_saved=is_saved)
            except QuestionError as exc:
                raise QuestionError(f"line {number}: {exc.what}", exc.way_out) from exc


def _answer(
    newsproof: Newsproof, question: str, as_of: date | None, filters: Filters, *, as_json: bool
) -> Answer:
    answer = newsproof.ask(question, as_of=as_of, filters=filters)
    if as_json:
        from bot.wire import answer_to_json

        print_json(answer_to_json(answer))
    else:
        show_answer(answer)
    return answer


def _lines() -> list[tuple[int, str]]:
    """Return the questions of standard input with the numbers of their lines."""
    try:
        text = sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as exc:
        raise QuestionError("standard input is not UTF-8 text", "save it as UTF-8") from exc
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        raise QuestionError("standard input is empty", "write one question a line")
    return lines
