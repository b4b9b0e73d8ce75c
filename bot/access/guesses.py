"""How often a password may be guessed: a wait that grows for each visitor, and a bound for all."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import Any

from bot.access.limits import Clock, Limiter, Rate

N_FREE = 5  # failures before the first wait
FIRST_WAIT_S = 15.0
LONGEST_WAIT_S = 900.0
_EVERYBODY = Rate(burst=10, per_minute=6)
_MOST = 10_000  # visitors that are remembered


class Guesses:
    """Says whether a guess may be looked at. Safe to use from several threads."""

    def __init__(self, *, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._failed: OrderedDict[str, tuple[int, float]] = OrderedDict()  # how often, until when
        self._known: OrderedDict[str, None] = OrderedDict()
        self._all = Limiter(_EVERYBODY, clock=clock, n_slots=1)
        self._lock = threading.Lock()

    def take(self, peer: str) -> float:
        """Take one guess, and return 0; or return the seconds to wait: it must not be looked at.

        Whoever has logged in before is not held up by the guesses of others.
        """
        with self._lock:
            _, until = self._failed.get(peer, (0, 0.0))
            if (wait_s := until - self._clock()) > 0:
                return wait_s
            return 0.0 if peer in self._known else self._all.take("")

    def failed(self, peer: str) -> None:
        """Note a wrong guess: from the fifth on, the wait doubles."""
        with self._lock:
            n_failed = self._failed.pop(peer, (0, 0.0))[0] + 1
            wait_s = FIRST_WAIT_S * 2.0 ** min(n_failed - N_FREE, 16) if n_failed >= N_FREE else 0.0
            self._failed[peer] = n_failed, self._clock() + min(wait_s, LONGEST_WAIT_S)
            _shorten(self._failed)

    def succeeded(self, peer: str) -> None:
        """Note a right one: the visitor starts anew."""
        with self._lock:
            self._failed.pop(peer, None)
            self._known[peer] = None
            _shorten(self._known)


def _shorten(remembered: OrderedDict[str, Any]) -> None:
    while len(remembered) > _MOST:
        remembered.popitem(last=False)
