"""How often somebody may ask: the generic cell rate algorithm (ITU-T I.371) over a fixed table.

The table never grows: a key falls into one of its slots by a keyed digest, so that 10^6 addresses
cost what one costs, and nobody can aim at another's slot. The clock is monotonic: setting the
machine's time locks nobody out.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from array import array
from collections.abc import Callable
from dataclasses import dataclass

_SLOTS = 1 << 16  # of 8 bytes

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How much is let through.

    Attributes:
        burst: At once.
        per_minute: In the long run.
    """

    burst: int
    per_minute: float


# A reader asks a question every few seconds at most; 100 requests in 10 s: 25 are served.
VISITOR = Rate(burst=20, per_minute=30)
HOLDER = Rate(burst=60, per_minute=240)


class Limiter:
    """Lets each key through at a rate. Safe to use from several threads."""

    def __init__(self, rate: Rate, *, clock: Clock = time.monotonic, n_slots: int = _SLOTS) -> None:
        self._interval_s = 60.0 / rate.per_minute
        self._ahead_s = (rate.burst - 1) * self._interval_s
        self._clock = clock
        self._secret = secrets.token_bytes(16)
        # When each slot would be idle again if nothing more came.
        self._idle_at = array("d", [clock()]) * n_slots
        self._lock = threading.Lock()

    def take(self, key: str) -> float:
        """Let a key through once, and return 0; or return the seconds that it has to wait."""
        digest = hashlib.blake2b(key.encode(), digest_size=8, key=self._secret).digest()
        slot = int.from_bytes(digest) % len(self._idle_at)
        with self._lock:
            now = self._clock()
            idle_at = max(self._idle_at[slot], now)
            wait_s = idle_at - now - self._ahead_s
            if wait_s > 1e-9:
                return wait_s
            self._idle_at[slot] = idle_at + self._interval_s
            return 0.0
