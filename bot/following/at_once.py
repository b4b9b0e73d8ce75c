"""Several feeds at the same time: those of one host one after another, those of others beside it.

A newsroom follows dozens of sites, and most of a refresh is the pause that each of them is owed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from typing import Final, TypeVar

from bot.ingesting import Progress

AT_ONCE: Final = 4
"""Hosts that are asked at the same time."""

Job = TypeVar("Job")
Result = TypeVar("Result")
OnProgress = Callable[[Progress], None]


class _Stopped(Exception):  # noqa: N818 - no error: the run was ended for another reason
    """Raised in a thread whose run was ended from outside."""


class Told:
    """Adds up what several feeds tell of their pages, and ends their threads when it is over.

    The caller is told from one thread at a time, though not always from its own.
    """

    def __init__(self, on_progress: OnProgress) -> None:
        self._on_progress = on_progress
        self._lock = threading.Lock()
        self._pages: list[Progress] = []
        self._is_over = False

    def of_one_feed(self) -> OnProgress:
        """Return what one feed tells its progress to."""
        place = len(self._pages)
        self._pages.append(Progress(stage="pages", done=0, total=0))

        def tell(progress: Progress) -> None:
            with self._lock:
                if self._is_over:
                    raise _Stopped
                self._pages[place] = progress
                done = sum(one.done for one in self._pages)
                total = sum(one.total or 0 for one in self._pages)
                self._on_progress(Progress(stage=progress.stage, done=done, total=total))

        return tell

    def feeds(self, done: int, total: int) -> None:
        """Tell how many feeds are done."""
        with self._lock:
            if not self._is_over:
                self._on_progress(Progress(stage="feeds", done=done, total=total))

    def end(self) -> None:
        """Let every feed end at its next page."""
        with self._lock:
            self._is_over = True


def at_once(
    jobs: Sequence[Job], *, by: Callable[[Job], str], run: Callable[[Job], Result], told: Told
) -> list[Result]:
    """Run jobs in threads, at most `AT_ONCE`; those of one key one after another, in their order.

    Args:
        jobs: What is to be done.
        by: What a job may not be done beside: its host.
        run: Does it.
        told: Told how many are done; ends the others when one fails.

    Returns:
        What came of each, in the order of `jobs`.

    Raises:
        BaseException: What the first job that failed raised; the others have ended by then.
    """
    lines: dict[str, list[int]] = {}
    for place, job in enumerate(jobs):
        lines.setdefault(by(job), []).append(place)
    results: dict[int, Result] = {}
    lock = threading.Lock()

    def run_line(places: Sequence[int]) -> None:
        for place in places:
            result = run(jobs[place])
            with lock:
                results[place] = result
                n_done = len(results)
            told.feeds(n_done, len(jobs))

    told.feeds(0, len(jobs))
    with ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="newsproof-feed") as pool:
        try:
            futures = [pool.submit(run_line, places) for places in lines.values()]
            done, _ = wait(futures, return_when=FIRST_EXCEPTION)
            for future in done:
                future.result()
        except BaseException:
            told.end()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [results[place] for place in range(len(jobs))]
