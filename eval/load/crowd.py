"""A crowd: so many visitors who ask for so long."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from eval.load.replies import Ending, Reply
from eval.load.visitors import Visitor

IMPATIENT_S = 1.0  # after which one who was told "busy" asks again, whatever was said

Tell = Callable[[int], None]  # questions that have ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """How a crowd asks.

    Attributes:
        n_users: Visitors.
        pause_s: Seconds between an answer and the next question, on average; 0 for none.
        seconds: For how long they ask; what is asked by then is waited for.
        n_questions: After how many questions they stop; None for as many as there is time for.
    """

    n_users: int
    pause_s: float = 0.0
    seconds: float
    n_questions: int | None = None


async def run_crowd(
    crowd: Crowd, visitors: Sequence[Visitor], numbers: Iterator[int], tell: Tell = lambda _: None
) -> list[Reply]:
    """Have every visitor ask until the time or the questions are over; return what came.

    Args:
        crowd: How they ask.
        visitors: One for each user.
        numbers: Facts to ask for, each once.
        tell: Told how many questions have ended.
    """
    end = time.monotonic() + crowd.seconds
    replies: list[Reply] = []
    n_left = crowd.n_questions if crowd.n_questions is not None else -1

    async def user(place: int) -> None:
        nonlocal n_left
        draw = random.Random(place)  # noqa: S311 - not secret
        await asyncio.sleep(draw.uniform(0, crowd.pause_s))  # else all would come at one moment
        while time.monotonic() < end and n_left != 0:
            n_left -= 1
            reply = await visitors[place].ask(next(numbers))
            replies.append(reply)
            tell(len(replies))
            # Half to one and a half times the pause, so that a crowd does not fall into step.
            pause_s = crowd.pause_s * draw.uniform(0.5, 1.5)
            if reply.ending in {Ending.BUSY, Ending.FAILED}:
                pause_s = max(pause_s, IMPATIENT_S)
            await asyncio.sleep(min(pause_s, max(0.0, end - time.monotonic())))

    try:
        async with asyncio.TaskGroup() as group:
            for place in range(crowd.n_users):
                group.create_task(user(place))
    finally:
        await asyncio.gather(*(visitor.leave() for visitor in visitors))
    return replies
