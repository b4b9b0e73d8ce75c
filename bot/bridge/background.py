"""What the judge and the writer on a language model share: a loop, a fuse, and words for failures.

Vendor errors end here: each becomes two short sentences that repeat neither the request nor what a
server said.
"""

from __future__ import annotations

import asyncio
import math
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

_N_FAILURES = 3  # in a row, after which the model is left alone …
_PAUSE_S = 60.0  # … for so long: a draft of 200 claims must not wait for 200 timeouts
_SAID = {
    401: ("refused the key", "correct NEWSPROOF_LLM_KEY"),
    403: ("refused the key", "correct NEWSPROOF_LLM_KEY"),
    404: ("is not known to its server", "correct its name or address"),
    429: ("is asked too often", "wait, or raise the limit at its host"),
}

_T = TypeVar("_T")


class Loop:
    """An event loop of its own in a thread of its own, started when first needed."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._running: asyncio.AbstractEventLoop | None = None

    def submit(self, work: Coroutine[Any, Any, _T]) -> Future[_T]:
        """Start work on the loop; cancelling what is returned cancels the work."""
        with self._lock:
            if self._running is None:
                self._running = asyncio.new_event_loop()
                run = self._running.run_forever
                threading.Thread(target=run, name=self._name, daemon=True).start()
            return asyncio.run_coroutine_threadsafe(work, self._running)


class Fuse:
    """Leaves a model that keeps failing alone for a while. Safe to use from several threads."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Start whole; `clock` gives seconds that only go forward."""
        self._clock = clock
        self._lock = threading.Lock()
        self._n_failures = 0
        self._closed_until = -math.inf

    def left_alone(self) -> tuple[str, str] | None:
        """Return why the model is not asked now and when it will be, or None."""
        left_s = self._closed_until - self._clock()
        if left_s <= 0:
            return None
        return (
            f"failed {_N_FAILURES} times in a row and is left alone",
            f"try again in {math.ceil(left_s)} s",
        )

    def failed(self) -> None:
        """Count a failure."""
        with self._lock:
            self._n_failures += 1
            if self._n_failures >= _N_FAILURES:
                self._closed_until = self._clock() + _PAUSE_S

    def worked(self) -> None:
        """Forget the failures."""
        with self._lock:
            self._n_failures = 0
            self._closed_until = -math.inf


def explain(exc: BaseException, *, timeout_s: float, setting: str) -> tuple[str, str]:
    """Return what a model did and the way out, as "NAME …" and "…".

    Args:
        exc: What its vendor's package raised.
        timeout_s: Seconds that it had.
        setting: Name of the setting of those seconds.
    """
    status = getattr(exc, "status_code", None)
    if isinstance(exc, TimeoutError) or "Timeout" in type(exc).__name__:
        return f"did not answer within {timeout_s:g} s", f"see whether it runs, or raise {setting}"
    if status in _SAID:
        what, way_out = _SAID[status]
        return f"{what} (HTTP {status})", way_out
    if isinstance(status, int):
        return f"could not be asked (HTTP {status})", "see the log of its server"
    if "Connection" in type(exc).__name__ or "ReadError" in type(exc).__name__:
        return "cannot be reached, or broke off", "see whether its server runs"
    return (
        f"gave a reply that cannot be read ({type(exc).__name__})",
        "see whether its address is that of the API, usually ending in /v1",
    )
