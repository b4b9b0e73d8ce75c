"""A bound on what a language model writes in a day: what it costs is bounded with it.

Every request to a writer is bounded in length, so it is enough to count them. When there is nothing
left, the quoted answer stands, as it does whenever a writer fails.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Sequence

from bot.access.limits import Limiter, Rate
from bot.answer import Citation
from bot.writing.values import Cost, Ended, Ending, Writer, WrittenEvent

_MINUTES_OF_A_DAY = 24 * 60


class BudgetedWriter:
    """Asks a writer so often in 24 hours and no more. Safe to use from several threads.

    Half may be spent at once; the other half comes back evenly over the day, so that a visitor who
    spends all of it takes the wording from the others for minutes, not until midnight. It is
    counted in memory, by a clock that nobody can set: a restart begins anew.
    """

    def __init__(
        self, writer: Writer, *, per_day: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Bound a writer.

        Args:
            writer: What writes.
            per_day: Answers in any 24 hours at the most, 2 or more.
            clock: Seconds that only go forward.
        """
        self._writer = writer
        self._per_day = per_day
        at_once = per_day // 2
        rate = Rate(burst=at_once, per_minute=(per_day - at_once) / _MINUTES_OF_A_DAY)
        self._limiter = Limiter(rate, clock=clock, n_slots=1)

    @property
    def identity(self) -> str:
        """The writer's."""
        return self._writer.identity

    def write(
        self, question: str, evidence: Sequence[Citation]
    ) -> Generator[WrittenEvent, None, None]:
        """Yield what the writer yields, or only that it may not be asked now, and until when."""
        if wait_s := self._limiter.take(""):
            yield Ended(ending=Ending.LEFT_ALONE, detail=self._refusal(wait_s), cost=Cost())
            return
        yield from self._writer.write(question, evidence)

    def _refusal(self, wait_s: float) -> str:
        name = self.identity.partition("#")[0]
        return (
            f"{name} has written as much as it may: {self._per_day:,} answers a day; "
            f"try again in {math.ceil(wait_s / 60)} min"
        )
