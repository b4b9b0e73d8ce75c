"""Sessions of people who have logged in: random tokens in a cookie, digests in memory, no file."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

from bot.access.limits import Clock

LONGEST_S = 12 * 3600
IDLE_S = 2 * 3600
_MOST = 1_000


@dataclass(slots=True)
class _Session:
    """When a session ends, when it was last used, and by which password it began."""

    ends: float
    used: float
    mark: str


class Sessions:
    """The open sessions of a server. Safe to use from several threads.

    A token is only ever made here, at a login: one that a visitor brings along opens nothing.
    """

    def __init__(self, *, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._open: OrderedDict[str, _Session] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, mark: str) -> str:
        """Begin a session and return its token.

        Args:
            mark: The mark of the password; with another password the session is over.
        """
        token = secrets.token_urlsafe(32)
        now = self._clock()
        with self._lock:
            self._open[_digest(token)] = _Session(ends=now + LONGEST_S, used=now, mark=mark)
            while len(self._open) > _MOST:
                self._open.popitem(last=False)
        return token

    def is_open(self, token: str, mark: str) -> bool:
        """Say whether a session is open, and count this as its use."""
        if not token or not mark:
            return False
        now, digest = self._clock(), _digest(token)
        with self._lock:
            session = self._open.get(digest)
            if session is None:
                return False
            is_over = now >= session.ends or now - session.used >= IDLE_S
            if is_over or not secrets.compare_digest(session.mark, mark):
                del self._open[digest]
                return False
            session.used = now
            return True

    def end(self, token: str) -> None:
        """End a session; one that there is not is none."""
        with self._lock:
            self._open.pop(_digest(token), None)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
