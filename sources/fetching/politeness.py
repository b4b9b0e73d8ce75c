"""Being a good guest: one request at a time to a host, pauses between them, patience after errors.

Clock and sleep are given, so that a test waits for nothing and sees every pause.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How long the fetcher waits.

    Attributes:
        pause_s: Between the end of a request to a host and the next one.
        max_pause_s: The most that a site's `Crawl-delay` makes of it.
        max_tries: Requests for one address at the most, when the fault is a passing one.
        back_off_s: Before the second try; doubled for each one after it.
        max_wait_s: The most that is waited for a `Retry-After`; a server that asks for more is
            left alone until then.
    """

    pause_s: float = 1.0
    max_pause_s: float = 30.0
    max_tries: int = 3
    back_off_s: float = 2.0
    max_wait_s: float = 60.0

    def pause(self, crawl_delay_s: float | None) -> float:
        """Return the seconds between two requests to a site, given what it asks for."""
        return min(max(self.pause_s, crawl_delay_s or 0.0), max(self.max_pause_s, self.pause_s))

    def back_off(self, n_tried: int, jitter: float) -> float:
        """Return the seconds before the next try.

        Args:
            n_tried: Tries so far, 1 and up.
            jitter: In [0, 1): spreads those who failed together over half as long again.
        """
        seconds = self.back_off_s * (1 << min(n_tried - 1, 16)) * (1 + jitter / 2)
        return float(min(seconds, self.max_wait_s))


class HostGates:
    """Lets one request at a time through to each host, and the next after a pause."""

    def __init__(self, monotonic: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._lock = threading.Lock()
        self._gates: dict[str, threading.Lock] = {}
        self._free_at: dict[str, float] = {}

    @contextmanager
    def passing(self, host: str, pause_s: float) -> Iterator[None]:
        """Wait for a host's turn and hold it during the block.

        Args:
            host: In lower case; its ports count as one.
            pause_s: Since the end of the last request to this host.
        """
        with self._lock:
            gate = self._gates.setdefault(host, threading.Lock())
        with gate:
            last = self._free_at.get(host)
            if last is not None and (left := last + pause_s - self._monotonic()) > 0:
                self._sleep(left)
            try:
                yield
            finally:
                self._free_at[host] = self._monotonic()


def parse_retry_after(value: str, *, now: datetime) -> datetime | None:
    """Read a `Retry-After`: seconds or a date of HTTP; None for anything else.

    What lies in the past is now, what lies beyond a year is a year from now.
    """
    value = value.strip()
    latest = now + timedelta(days=365)
    if value.isascii() and value.isdigit():
        return min(now + timedelta(seconds=min(int(value[:12]), 10**9)), latest)
    try:
        named = parsedate_to_datetime(value)
        named = named if named.tzinfo else named.replace(tzinfo=UTC)
        return max(now, min(named, latest))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
