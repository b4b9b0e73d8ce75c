"""Every scenario in its short form, on a real server with a small archive."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.errors import EvalError
from eval.load import corpus
from eval.load.archives import build_archive
from eval.load.names import SCENARIOS, WAYS
from eval.load.running import Wanted, run_on
from eval.load.server import Server, serving

N_PASSAGES = 160
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    folder = tmp_path_factory.mktemp("load") / "archive"
    return folder, build_archive(folder, N_PASSAGES)


@pytest.fixture(scope="module")
def server(archive: tuple[Path, int]) -> Iterator[Server]:
    with serving(archive[0]) as served:
        yield served


@pytest.mark.parametrize(
    ("scenario", "way"),
    [
        *(("ten", way) for way in WAYS),
        ("fifty", "api"),
        ("three-hundred", "api"),
        ("three-hundred", "stream"),
        ("tokens", "api"),
        ("tokens", "page"),
        ("leaving", "stream"),
        ("leaving", "page"),
        ("flat", "page"),
    ],
)
def test_scenario_holds_on_a_real_server(
    server: Server, archive: tuple[Path, int], scenario: str, way: str
) -> None:
    wanted = Wanted(scenario=scenario, way=way, is_short=True)
    row = asyncio.run(run_on(server, archive[1], wanted))
    assert row["holds"], row
    assert row["demand"]
    json.dumps(row, allow_nan=False)


def test_crowd_is_served_where_everybody_may_come(archive: tuple[Path, int]) -> None:
    with serving(archive[0], is_public=True, n_keys=3) as public:
        for way in WAYS:
            wanted = Wanted(scenario="ten", way=way, is_short=True, is_public=True)
            row = asyncio.run(run_on(public, archive[1], wanted))
            assert row["holds"], row
            assert (row["busy"], row["abstained"]) == (0, 0)


def test_build_goes_on_where_it_was_stopped_and_makes_no_second(tmp_path: Path) -> None:
    assert build_archive(tmp_path, 8) == 2
    told: list[str] = []
    assert build_archive(tmp_path, 16, lambda stage, *_: told.append(stage)) == 4
    assert "adding" in told
    told.clear()
    assert build_archive(tmp_path, 16, lambda stage, *_: told.append(stage)) == 4
    assert told == []
    with pytest.raises(EvalError, match="more than 2"):
        build_archive(tmp_path, 8)


def test_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    program = (sys.executable, "-c", "raise SystemExit('error: no such thing')")
    with pytest.raises(EvalError, match="error: no such thing"), serving(tmp_path, program=program):
        pass


def test_server_ends_with_the_block(archive: tuple[Path, int]) -> None:
    with serving(archive[0]) as served:
        pid = served.pid
        assert served.vitals().rss_mib > 50
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with pytest.raises(EvalError, match="ended"):
        served.vitals()


def test_ctrl_c_ends_the_run_and_its_server(archive: tuple[Path, int], tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (work / f"archive-{N_PASSAGES}").symlink_to(archive[0])
    command = [sys.executable, "-m", "eval.load", "run", "flat", "--way", "api"]
    command += ["--passages", str(N_PASSAGES), "--work", str(work)]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # A shell that starts tests in the background has them ignore it, and their children too.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    try:
        server_pid = _wait_for_child(process.pid)
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=90)
    finally:
        process.kill()
    assert process.returncode == 130
    assert "stopped" in said
    assert "Traceback" not in said
    assert not Path(f"/proc/{server_pid}").exists()


def _wait_for_child(pid: int, timeout_s: float = 90) -> int:
    """Return the process of the server that a run has started."""
    end = time.monotonic() + timeout_s
    while time.monotonic() < end:
        children = Path(f"/proc/{pid}/task/{pid}/children")
        found = children.read_text().split() if children.exists() else []
        for child in map(int, found):
            if b"serve" in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0"):
                return child
        time.sleep(0.2)
    raise AssertionError("no server was started")


def test_names_fit_the_scenarios() -> None:
    from eval.load import scenarios, visitors

    assert tuple(scenarios.SCENARIOS) == tuple(SCENARIOS)
    assert tuple(way.value for way in visitors.Way) == WAYS
    assert corpus.MAX_FACTS > 12_500
