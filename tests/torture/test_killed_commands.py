"""kill -9 of the real command at random points, and what the next start finds and mends.

Most commands are forked from a process that has imported everything, some are started afresh; both
run the whole command, with the installed encoder. A point is a moment after a mark: the start, the
first sign of writing, the first sign of a new generation. How long a command goes on after each is
measured first, so that the points lie all over it on a slow machine too.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pytest

from index import generation, leftovers
from index.encoder import Encoder, open_encoder
from tests.fakes import NOW
from tests.torture.nursery import (
    IS_FULL,
    N_ARTICLES,
    ROOT,
    Nursery,
    id_of,
    open_small,
    write_notes,
)
from tests.torture.test_kills import assert_whole, edition_of

SEED = 20261123
N_LANES = 2  # data directories at once: a core each
N_KILLS = (1_000 if IS_FULL else 100) // N_LANES  # of a lane
AFRESH = 5  # one command in so many pays for its own imports
AGAIN = 5  # one killed command in so many is run again, to its end
N_SEARCHES = 4

pytestmark = [pytest.mark.crash, pytest.mark.timeout(4 * 3_600 if IS_FULL else 900)]


class Mark(StrEnum):
    """What can be seen of a command from outside."""

    START = "start"
    WRITING = "writing"
    BUILDING = "building"


class Phase(StrEnum):
    """What a killed command was doing, told by what it left behind."""

    STARTING = "starting"
    INGESTING = "ingesting"
    EMBEDDING = "embedding"
    PUBLISHING = "publishing"
    ENDING = "ending"


WORK = (Phase.INGESTING, Phase.EMBEDDING, Phase.PUBLISHING)
MARKS = {
    "ingest": [Mark.START, Mark.WRITING, Mark.WRITING],
    "rebuild": [Mark.WRITING, Mark.BUILDING],
    "remove": [Mark.WRITING, Mark.BUILDING],
    "retract": [Mark.START],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A command that was started: how to see that it is over, and to wait for its exit code."""

    pid: int
    is_over: Callable[[], bool]
    wait: Callable[[], int]

    def kill(self) -> int:
        """Kill it; return its exit code, which is 0 where it was done before."""
        if not self.is_over():
            os.kill(self.pid, signal.SIGKILL)
        return self.wait()


class Lane:
    """One data directory, commands that are killed in it, and what it must hold by now."""

    def __init__(self, folder: Path, *, seed: int, encoder: Encoder) -> None:
        folder.mkdir()
        self.data = folder / "data"
        self.seed = seed
        self.phases: Counter[Phase] = Counter()
        self.n_killed = self.n_afresh = self.n_done = 0
        self.slowest_start_s = 0.0
        self._notes = folder / "notes.jsonl"
        self._encoder = encoder
        self._chance = random.Random(seed)  # noqa: S311 - moments, not secrets
        self._nursery = Nursery()
        self._n_commands = 0
        self._lasting: dict[tuple[str, bool, Mark], float] = {}  # seconds to the end
        self._known: dict[int, int | None] = {}
        self._retracted: set[int] = set()

    def run(self, n_kills: int) -> None:
        """Kill that many commands; look at everything after each."""
        try:
            self._measure()
            while self.n_killed < n_kills:
                self._kill_one(is_fresh=self._n_commands % AFRESH == 0)
        finally:
            self._nursery.close()

    def _measure(self) -> None:
        """Fill the archive; see how long commands go on after each mark."""
        for action, ks in [("ingest", range(N_ARTICLES)), ("ingest", range(4)), ("rebuild", ())]:
            for is_fresh in (False, True) if len(ks) < N_ARTICLES else (False,):
                self._n_commands += 1
                arguments, begun = self._order(action, list(ks))
                seen = {Mark.START: time.monotonic()}
                running = self._start(arguments, is_fresh=is_fresh)
                for mark in (Mark.WRITING, Mark.BUILDING):
                    if self._wait_for(mark, running):
                        seen[mark] = time.monotonic()
                assert running.wait() == 0, arguments
                end = time.monotonic()
                self._lasting |= {(action, is_fresh, m): end - at for m, at in seen.items()}
                self._known |= begun
        for is_fresh in (False, True):
            for mark in Mark:
                for like in ("remove", "retract"):
                    last = self._lasting["rebuild", is_fresh, mark]
                    self._lasting[like, is_fresh, mark] = last
        self._look({})

    def _kill_one(self, *, is_fresh: bool) -> None:
        self._n_commands += 1
        where = f"command {self._n_commands} of seed {self.seed}"
        there = [k for k, edition in self._known.items() if edition is not None]
        action = self._chance.choice([*["ingest"] * 6, *["rebuild"] * 2, "remove", "retract"])
        some = self._chance.sample(range(N_ARTICLES) if action == "ingest" else there, 4)
        arguments, begun = self._order(action, some)
        mark = self._chance.choice(MARKS[action])
        after_s = self._chance.uniform(0.0, self._lasting[action, is_fresh, mark])

        before = generation.current_name(self.data / "index")
        running = self._start(arguments, is_fresh=is_fresh)
        self._wait_for(mark, running)
        time.sleep(after_s)
        code = running.kill()
        assert code in (0, -signal.SIGKILL), where
        if code == 0:
            self._acknowledge(action, some, begun)
            begun = {}
        else:
            self.n_killed += 1
            self.n_afresh += is_fresh
            self.phases[self._phase(begun, before)] += 1
        self._look(begun, where=where)
        if code != 0 and self._chance.randrange(AGAIN) == 0 and action in ("ingest", "rebuild"):
            assert self._start(arguments, is_fresh=False).wait() == 0, where
            self._acknowledge(action, some, dict.fromkeys(begun, self._n_commands))
            self._look({}, where=f"{where}, again")

    def _order(self, action: str, some: list[int]) -> tuple[list[str], dict[int, int | None]]:
        """Return the arguments of a command, and the editions after it."""
        if action == "ingest":
            editions = dict.fromkeys(some, self._n_commands)
            write_notes(self._notes, editions)
            return ["ingest", str(self._notes)], dict(editions)
        if action == "rebuild":
            return ["index", "rebuild"], {}
        if action == "remove":
            return ["sources", "remove", "--yes", id_of(some[0])], {some[0]: None}
        return ["sources", "retract", id_of(some[0]), "--reason", "withdrawn"], {}

    def _acknowledge(self, action: str, some: list[int], begun: dict[int, int | None]) -> None:
        self.n_done += 1
        self._known |= begun
        if action == "retract":
            self._retracted.add(some[0])

    def _start(self, arguments: list[str], *, is_fresh: bool) -> Running:
        (self.data / "writer.json").unlink(missing_ok=True)  # a note, of one that was killed
        given = ["--data-dir", str(self.data), *arguments]
        self._generations = self._names()
        if not is_fresh:
            pid = self._nursery.start(work="command", arguments=given)
            return Running(pid=pid, is_over=lambda: _is_gone(pid), wait=self._nursery.wait)
        environment = {k: v for k, v in os.environ.items() if not k.startswith("NEWSPROOF_")}
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.cli.main", *given],
            cwd=ROOT,
            env=environment | {"OMP_NUM_THREADS": "1"},
            stdout=subprocess.DEVNULL,
        )
        return Running(
            pid=process.pid, is_over=lambda: process.poll() is not None, wait=process.wait
        )

    def _names(self) -> set[str]:
        return {folder.name for folder in (self.data / "index").glob("gen-*")}

    def _wait_for(self, mark: Mark, running: Running) -> bool:
        """Wait until a mark is seen; say whether it was before the end."""
        while not running.is_over():
            if (
                mark is Mark.START
                or (mark is Mark.WRITING and (self.data / "writer.json").exists())
                or (mark is Mark.BUILDING and self._names() - self._generations)
            ):
                return True
            time.sleep(0.002)
        return False

    def _phase(self, begun: dict[int, int | None], before: str) -> Phase:
        """Tell from what is left behind what a killed command was doing."""
        current = generation.current_name(self.data / "index")
        if self._names() - self._generations - {current} or current != before:
            return Phase.PUBLISHING
        with open_small(self.data, self._encoder) as newsproof:
            if leftovers.is_behind(newsproof.archive, self._encoder.identity):
                return Phase.EMBEDDING
            is_done = all(edition_of(newsproof.archive, k) == e for k, e in begun.items())
        if not (self.data / "writer.json").exists():
            return Phase.STARTING
        return Phase.ENDING if is_done else Phase.INGESTING

    def _look(self, begun: dict[int, int | None], *, where: str = "at the beginning") -> None:
        """Make sure that nothing is lost, and that a start brings the index in step by itself."""
        with open_small(self.data, self._encoder) as newsproof:
            archive, keeper = newsproof.archive, newsproof.keeper
            assert_whole(archive)
            for k in range(N_ARTICLES):
                found = edition_of(archive, k)
                assert found in {self._known[k], begun.get(k, self._known[k])}, f"{k}, {where}"
                self._known[k] = found
            self._retracted -= {k for k, edition in self._known.items() if edition is None}
            for k in self._retracted:
                assert archive.get(id_of(k)).retraction, where
            withdrawn = {a.article_id for a in archive.articles() if a.retraction}
            for is_in_step in (False, True):
                began = time.monotonic()
                searcher = keeper.open_in_step(now=NOW) if is_in_step else keeper.open_searcher()
                if is_in_step:
                    self.slowest_start_s = max(self.slowest_start_s, time.monotonic() - began)
                    assert keeper.status().is_in_step, where
                    assert not leftovers.keeps_removed(archive), where
                    assert not leftovers.generations_with_removed(archive), where
                for k in self._chance.sample(range(N_ARTICLES), N_SEARCHES):
                    hits = searcher.search(f"barge{k}x3 coal{k}x3", k=10)
                    for hit in hits:
                        newest = archive.get(hit.passage.article_id).version
                        assert hit.passage.version == newest, where
                    is_found = id_of(k) in {hit.passage.article_id for hit in hits}
                    if self._known[k] is None or id_of(k) in withdrawn:
                        assert not is_found, where
                    elif is_in_step:
                        assert is_found, f"note {k}, {where}"
                searcher.close()


def _is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    """The installed encoder, loaded once for both lanes."""
    found = open_encoder("embedded:")
    assert found.dimension
    return found


def test_killed_commands_lose_nothing_and_the_next_start_is_in_step(
    tmp_path: Path, encoder: Encoder, capsys: pytest.CaptureFixture[str]
) -> None:
    lanes = [Lane(tmp_path / f"{n}", seed=SEED + n, encoder=encoder) for n in range(N_LANES)]
    with ThreadPoolExecutor(N_LANES) as pool:
        for running in [pool.submit(lane.run, N_KILLS) for lane in lanes]:
            running.result()
    phases = sum((lane.phases for lane in lanes), start=Counter())
    told = {
        "seeds": [lane.seed for lane in lanes],
        "killed": sum(lane.n_killed for lane in lanes),
        "of them afresh": sum(lane.n_afresh for lane in lanes),
        "ended before": sum(lane.n_done for lane in lanes),
        "slowest start, s": round(max(lane.slowest_start_s for lane in lanes), 1),
        "killed while": {phase: phases[phase] for phase in Phase},
    }
    with capsys.disabled():
        print(f"\n{json.dumps(told)}")
    assert min(phases[phase] for phase in WORK) > 0, told
    assert told["killed"] == N_LANES * N_KILLS
    assert sum(lane.n_afresh for lane in lanes) >= N_KILLS * N_LANES // (2 * AFRESH), told
