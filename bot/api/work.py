"""Room for work: so many answers at once in threads, so many that wait, and then "busy"."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import anyio
import anyio.to_thread

from bot.access.refusing import BusyError

_T = TypeVar("_T")

N_AT_ONCE = 4
N_WAITING = 64
_LEARNING = 0.2  # share of the last call in the mean of how long one takes


class Work:
    """Runs calls in threads, a few at once. For one event loop."""

    def __init__(self, *, n_at_once: int = N_AT_ONCE, n_waiting: int = N_WAITING) -> None:
        self._room = anyio.CapacityLimiter(n_at_once)
        self._n_at_once, self._n_waiting = n_at_once, n_waiting
        self._mean_s = 1.0

    def admit(self) -> None:
        """Return when there is room for one more.

        Raises:
            BusyError: Too many are waiting.
        """
        waiting = self._room.statistics().tasks_waiting
        if waiting >= self._n_waiting:
            raise BusyError(min(60.0, self._mean_s * waiting / self._n_at_once))

    async def run(self, call: Callable[..., _T], *arguments: object, **named: object) -> _T:
        """Run a call in a thread, when it is its turn; what is begun is ended.

        Raises:
            BusyError: Too many are waiting.
        """
        self.admit()
        async with self._room:
            began = time.monotonic()
            try:
                # Our own limit is `_room`; the threads that anyio lends are shared with the page.
                return await anyio.to_thread.run_sync(
                    partial(call, *arguments, **named), limiter=anyio.CapacityLimiter(1)
                )
            finally:
                took_s = time.monotonic() - began
                self._mean_s += _LEARNING * (took_s - self._mean_s)
