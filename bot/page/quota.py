"""How much a visitor may upload: so many files a minute, so many bytes an hour."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque

from bot.access.limits import Clock

MAX_BYTES = 100 * 1024 * 1024
BYTES_SPAN_S = 3_600.0
MAX_FILES = 100
FILES_SPAN_S = 60.0
_N_STEPS = 12  # a span is looked at in steps, so that a visitor costs 13 numbers at the most
_MOST_PEERS = 10_000


class Quota:
    """So much of something in any stretch of time, for each visitor. For several threads."""

    def __init__(self, most: int, span_s: float, *, clock: Clock = time.monotonic) -> None:
        """Begin with nothing used.

        Args:
            most: What a visitor may use in `span_s` seconds, wherever these begin.
            span_s: Seconds; what was used counts for a twelfth longer at the most.
            clock: Seconds that only go forward.
        """
        self.most = most
        self._step_s = span_s / _N_STEPS
        self._clock = clock
        self._used: OrderedDict[str, deque[list[int]]] = OrderedDict()  # step, amount
        self._lock = threading.Lock()

    def take(self, peer: str, n: int = 1) -> float:
        """Use `n`, and return 0; or use nothing and return the seconds until there is room."""
        with self._lock:
            now_s = self._clock()
            now = int(now_s / self._step_s)
            used = self._used.pop(peer, deque())
            self._used[peer] = used
            while used and used[0][0] < now - _N_STEPS:
                used.popleft()
            if len(self._used) > _MOST_PEERS:
                self._used.popitem(last=False)
            over = sum(amount for _, amount in used) + n - self.most
            if over <= 0:
                if not used or used[-1][0] != now:
                    used.append([now, 0])
                used[-1][1] += n
                return 0.0
            for step, amount in used:
                over -= amount
                if over <= 0:
                    return (step + _N_STEPS + 1) * self._step_s - now_s
            return _N_STEPS * self._step_s  # more than anybody may use at once
