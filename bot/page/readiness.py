"""Whether the first visitor can be answered: the archive is read, the models are loaded."""

from __future__ import annotations

import gc
import threading
import time

from bot.api.service import Service
from bot.page.trouble import notice_of
from sources.errors import NewsproofError, UnavailableError

_AGAIN_S = 30.0  # after a failed attempt


class NotReadyError(UnavailableError):
    """Raised when the first question could not be answered yet."""


class Readiness:
    """Opens the index and the models once, ahead of the first visitor. For several threads."""

    def __init__(self, newsproof: Service) -> None:
        self._newsproof = newsproof
        self._lock = threading.Lock()
        self._is_warm = False
        self._problem: NewsproofError | None = None
        self._tried = 0.0

    def warm_up(self) -> None:
        """Ask once, so that nobody waits for the models."""
        with self._lock:
            if self._is_warm:
                return
            # Once it is there, the models use it: a server answers many questions.
            import torch  # noqa: F401

            self._tried = time.monotonic()
            try:
                if self._newsproof.archive.n_articles():
                    self._newsproof.ask("What is reported here?")
                    # What is loaded now stays: Python's collector, which would look through all
                    # of it, stops everybody for a quarter of a second every now and then.
                    gc.collect()
                    gc.freeze()
                self._is_warm, self._problem = True, None
            except Exception as exc:  # noqa: BLE001 - it is told by `check`, whatever it was
                notice = notice_of(exc, "warm up")
                self._problem = NotReadyError(notice.what, notice.way_out)

    def check(self) -> None:
        """Return when a question can be answered.

        Raises:
            NewsproofError: It cannot yet, or not at all; the message says why.
        """
        self._newsproof.archive.n_articles()
        if self._is_warm:
            return
        if self._problem and time.monotonic() - self._tried > _AGAIN_S:
            threading.Thread(target=self.warm_up, daemon=True).start()
        raise self._problem or NotReadyError("the models are being loaded", "try again in 5 s")
