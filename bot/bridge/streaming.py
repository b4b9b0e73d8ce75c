"""The events of an answer as a stream of text: what was given out is never taken back.

A statement is given out when it is proven; at the end come those of the whole answer that were not
given out yet. Leaving the stream early ends the writer's work.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from datetime import date
from typing import TYPE_CHECKING

from bot.answer import Answer, Statement
from bot.writing.quoting import running_text
from bot.writing.values import AnswerEvent, Finished, Quoted, Stated

if TYPE_CHECKING:
    from bot.newsproof import Newsproof

Events = Generator[AnswerEvent, None, None]


def ending(newsproof: Newsproof, question: str, as_of: date | None) -> tuple[Answer, Events]:
    """Return the quoted answer, and the events that come after it."""
    events: Events = newsproof.stream(question, as_of=as_of)
    first = next(events)
    assert isinstance(first, Quoted)  # noqa: S101 - the first event always is
    return first.answer, events


def pieces(events: Events, at_end: Callable[[Answer], object]) -> Generator[str, None, None]:
    """Yield the text of an answer, statement by statement, with their numbers.

    Args:
        events: What comes after the quoted answer.
        at_end: Told the whole answer when all is said.
    """
    said: list[Statement] = []
    try:
        for event in events:
            if isinstance(event, Stated):
                yield _piece(event.statement, is_first=not said)
                said.append(event.statement)
            elif isinstance(event, Finished):
                if not event.answer.statements or not said:
                    yield event.answer.text
                else:
                    for statement in event.answer.statements:
                        if statement not in said:
                            yield _piece(statement, is_first=False)
                at_end(event.answer)
    finally:
        events.close()


def _piece(statement: Statement, *, is_first: bool) -> str:
    return ("" if is_first else " ") + running_text([statement])


async def pieces_async(texts: Generator[str, None, None]) -> AsyncGenerator[str, None]:
    """Yield what a generator yields, without holding up the loop while it waits."""
    done = object()
    try:
        while True:
            text = await asyncio.to_thread(next, texts, done)
            if not isinstance(text, str):
                return
            yield text
    finally:
        await asyncio.to_thread(texts.close)
