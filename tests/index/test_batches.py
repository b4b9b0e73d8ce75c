"""Batches one a core: all are computed, as many at once as there are cores, also after a fork."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from index.encoding import batches
from index.encoding.batches import each_on_a_core


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(batches, "n_cores", lambda: 2)
    batches._cores.cache_clear()
    yield
    batches._cores.cache_clear()


class Watch:
    """Computes batches slowly and sees how many are computed at once."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.done: list[list[int]] = []
        self.now = self.most = 0

    def __call__(self, batch: list[int]) -> None:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.005)
        with self.lock:
            self.now -= 1
            self.done.append(batch)


def test_every_batch_is_computed_once_the_last_first() -> None:
    watch = Watch()
    each_on_a_core(watch, [[0], [1, 2], [3, 4, 5]])
    assert sorted(watch.done) == [[0], [1, 2], [3, 4, 5]]
    assert watch.done[-1] == [0]


def test_callers_at_once_share_the_cores() -> None:
    watch = Watch()
    with ThreadPoolExecutor(6) as callers:
        list(callers.map(lambda n: each_on_a_core(watch, [[n, i] for i in range(5)]), range(6)))
    assert len(watch.done) == 30
    assert watch.most == 2


def test_what_fails_is_told_and_gives_its_core_back() -> None:
    def fail(batch: list[int]) -> None:
        raise ValueError(batch)

    for _ in range(4):  # more often than there are cores
        with pytest.raises(ValueError, match="7"):
            each_on_a_core(fail, [[7]])
    watch = Watch()
    each_on_a_core(watch, [[1]])
    assert watch.done == [[1]]


_FORKING = """
import os, threading, time
from index.encoding import batches
batches.n_cores = lambda: 1
begun = threading.Event()
def hold(batch): begun.set(); time.sleep(30)
threading.Thread(target=batches.each_on_a_core, args=(hold, [[1]]), daemon=True).start()
begun.wait(10)
child = os.fork()
if not child:
    done = []
    batches.each_on_a_core(done.append, [[1], [2]])
    os._exit(0 if len(done) == 2 else 1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
os._exit(0)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_fork_does_not_wait_for_the_cores_of_its_parent() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FORKING], capture_output=True, text=True, timeout=25, check=True
    )
    assert done.stdout.strip() == "0"
