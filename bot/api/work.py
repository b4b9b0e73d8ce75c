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
MAX_WAIT_S = 30.0  # on a slow machine 64 would wait for minutes
_LEARNING = 0.2  # share of the last call in the mean of how long one takes


class Work:
    """Runs calls in threads, a few at once. For one event loop."""

    def __init__(
        self,
        *,
        n_at_once: int = N_AT_ONCE,
        n_waiting: int = N_WAITING,
        max_wait_s: float = MAX_WAIT_S,
    ) -> None:
        self._room = anyio.CapacityLimiter(n_at_once)
        self._further = anyio.CapacityLimiter(n_at_once)
        self._n_at_once, self._n_waiting, self._max_wait_s = n_at_once, n_waiting, max_wait_s
        self._mean_s = 1.0

    def admit(self) -> None:
        """Return when there is room for one more.

        Raises:
            BusyError: Too many are waiting.
        """
        if self._room.statistics().tasks_waiting >= self._n_waiting:
            raise self._busy()

    async def run(self, call: Callable[..., _T], *arguments: object, **named: object) -> _T:
        """Run a call in a thread, when it is its turn; what is begun is ended.

        Raises:
            BusyError: Too many are waiting, or its turn did not come in time.
        """
        self.admit()
        try:
            with anyio.fail_after(self._max_wait_s):
                await self._room.acquire()
        except TimeoutError:
            raise self._busy() from None
        began = time.monotonic()
        try:
            return await _in_thread(call, *arguments, **named)
        finally:
            self._room.release()
            took_s = time.monotonic() - began
            self._mean_s += _LEARNING * (took_s - self._mean_s)

    async def run_on(self, call: Callable[..., _T], *arguments: object, **named: object) -> _T:
        """Run a further step of what has begun: it is never refused, and waits for its like only.

        Behind all who have just come, a stream would stop in the middle of an answer, or end in
        "busy" after its first half was shown.
        """
        async with self._further:
            return await _in_thread(call, *arguments, **named)

    def _busy(self) -> BusyError:
        waiting = self._room.statistics().tasks_waiting
        return BusyError(min(60.0, self._mean_s * waiting / self._n_at_once))


async def _in_thread(call: Callable[..., _T], *arguments: object, **named: object) -> _T:
    # Our own limits are those of `Work`; the threads that anyio lends are shared with the page.
    return await anyio.to_thread.run_sync(
        partial(call, *arguments, **named), limiter=anyio.CapacityLimiter(1)
    )
