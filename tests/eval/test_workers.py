"""Real processes over a real archive: the same figures whatever their number, and a real kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from toy import CASES, write_toys

from bot.newsproof import Newsproof
from bot.settings import Settings
from eval.errors import EvalError
from eval.gold import Gold, locate_gold
from eval.workers import Worked, run_cases

Located = tuple[Settings, dict[str, tuple[Gold, ...]]]


@pytest.fixture(scope="module")
def located(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Located]:
    folder = write_toys(tmp_path_factory.mktemp("toy"))
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    with Newsproof.open(settings, create=True) as newsproof:
        assert not newsproof.ingest([folder]).rejected
        yield settings, dict(locate_gold(CASES, newsproof.archive))


def run(located: Located, jobs: int, cache: Path | None = None) -> Worked:
    settings, gold = located
    return run_cases(settings, CASES.all, gold, jobs=jobs, cache=cache)


def test_the_records_are_the_same_on_one_core_and_on_two(located: Located, tmp_path: Path) -> None:
    if hasattr(os, "sched_setaffinity"):
        allowed = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {min(allowed)})
        try:
            alone = run(located, 1, tmp_path)
        finally:
            os.sched_setaffinity(0, allowed)
    else:
        alone = run(located, 1, tmp_path)
    assert [record.id for record in alone.records] == [case.id for case in CASES.all]
    assert any(record.is_right for record in alone.records)
    assert alone.parts["judge"].startswith("newsproof-judge@")
    assert alone.peak_mib > 100
    many = run(located, 2)
    remembered = run(located, 2, tmp_path)
    assert many.records == alone.records == remembered.records
    assert many.parts == alone.parts


def test_a_process_that_is_killed_is_an_error_and_no_figure(located: Located) -> None:
    def kill() -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            found = subprocess.run(
                ["pgrep", "-P", str(os.getpid()), "-f", "spawn_main"],
                capture_output=True,
                text=True,
                check=False,
            ).stdout.split()
            if found:
                time.sleep(1)
                for pid in found:
                    os.kill(int(pid), signal.SIGKILL)
                return
            time.sleep(0.05)

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(EvalError, match="ended by itself"):
        run(located, 1)
    killer.join()


WAITING = """
import time
from multiprocessing import get_context
from eval.workers import _begin
if __name__ == "__main__":
    from concurrent.futures import ProcessPoolExecutor
    pool = ProcessPoolExecutor(
        1, mp_context=get_context("spawn"), initializer=_begin, initargs=(None, None)
    )
    pool.submit(int).result()
    print(next(iter(pool._processes)), flush=True)
    time.sleep(60)
"""


def test_no_process_outlives_the_one_that_started_it(tmp_path: Path) -> None:
    script = tmp_path / "waiting.py"
    script.write_text(WAITING)
    started = subprocess.Popen(
        [sys.executable, str(script)], cwd=Path(__file__).parents[2], stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert started.stdout is not None
    worker = int(started.stdout.readline())
    started.kill()
    started.wait()
    end = time.monotonic() + 30
    while is_running(worker):
        assert time.monotonic() < end
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")  # one that has ended may wait for its parent to notice
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")


def test_an_error_of_the_judge_ends_the_run_with_its_way_out(located: Located) -> None:
    settings, gold = located
    without = settings.model_copy(update={"judge": "hub:nobody/no-such-model"})
    with pytest.raises(EvalError):
        run_cases(without, CASES.all[:1], gold, jobs=1)


def test_nothing_to_do_starts_nothing(located: Located) -> None:
    assert run_cases(located[0], (), {}, jobs=2).records == ()
    assert sys.modules["eval.workers"]
