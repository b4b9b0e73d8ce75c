"""An answer while it is written: the events of `Newsproof.stream` as turns, and not too many."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import TypeVar

from bot.answer import Answer, Statement
from bot.page.talk import Turn
from bot.writing.values import AnswerEvent, Ending, Finished, Quoted, Stated

LEAST_S = 0.125  # seconds between two updates: at most eight a second
_T = TypeVar("_T")


def turns_of(turn: Turn, events: Generator[AnswerEvent, None, None]) -> Iterator[Turn]:
    """Yield the turn as its answer grows; the last one is not being written any more.

    Whoever stops asking stops the writer.
    """
    said: list[Statement] = []
    left_out: list[str] = []
    quoted: Answer | None = None
    with closing(events):
        for event in events:
            if isinstance(event, Finished):
                record = event.record
                is_whole = record.ending in (Ending.DONE, Ending.NOT_ASKED)
                yield replace(
                    turn,
                    answer=event.answer,
                    left_out=tuple(left_out),
                    stopped="" if is_whole else record.detail or record.ending.value,
                )
                return
            if isinstance(event, Quoted):
                quoted = event.answer
            elif isinstance(event, Stated):
                said.append(event.statement)
                left_out += [event.instead] if event.instead else []
            else:
                left_out.append(event.reason)
            if quoted is not None:
                yield replace(
                    turn,
                    answer=_so_far(quoted, said),
                    left_out=tuple(left_out),
                    is_writing=True,
                )


def _so_far(quoted: Answer, said: list[Statement]) -> Answer:
    """Return what is proven of the writing, then the quotes that none of it cites."""
    used = {number for statement in said for number in statement.citations}
    rest = [s for s in quoted.statements if not used & set(s.citations)]
    return replace(quoted, statements=(*said, *rest))


def paced(
    values: Iterable[_T],
    least_s: Callable[[_T], float] = lambda _: LEAST_S,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[_T]:
    """Yield the first value, the last, and of those between what comes not too soon after another.

    Args:
        values: What comes.
        least_s: Seconds that must have passed since the one before.
        clock: Where the time comes from, in seconds.
    """
    last_s, kept = float("-inf"), False
    value: _T
    for value in values:
        now_s = clock()
        kept = now_s - last_s < least_s(value)
        if not kept:
            yield value
            last_s = clock()
    if kept:
        yield value
