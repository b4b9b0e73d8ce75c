"""A child process that misbehaves in every way it can: always a clear error, never a hang."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.peers.child import Child
from eval.peers.errors import PeerError

TOY = Path(__file__).with_name("toy_peer.py")
OPEN = {"do": "open", "encoder": "", "threads": 1}
ENVIRON = {"PATH": os.environ["PATH"]}
TIMEOUT_S = 30.0


def start(habit: str) -> Child:
    return Child("toy", [sys.executable, "-I", str(TOY), habit], environ=ENVIRON)


@pytest.fixture
def good() -> Iterator[Child]:
    with start("good") as child:
        yield child


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_requests_are_answered_one_by_one(good: Child) -> None:
    for _ in range(3):
        assert good.ask(OPEN, timeout_s=TIMEOUT_S) == {"versions": {"toy": "1.0"}}


def test_a_request_larger_than_any_pipe_arrives_whole(good: Child) -> None:
    text = "€" * 2_000_000
    articles = [{"id": "a", "title": "t", "text": text, "published": 0}]
    assert good.ask({"do": "index", "articles": articles}, timeout_s=TIMEOUT_S)["n_passages"] == 1
    query = {"do": "search", "query": "x", "k": 1, "until": None}
    assert good.ask(query, timeout_s=TIMEOUT_S)["hits"][0]["text"] == text


@pytest.mark.parametrize(
    ("habit", "says"),
    [
        ("exits", r"toy ended with exit code 3 \(MemoryError: no room \[31mleft\)"),
        ("half a line", "toy ended with exit code 0"),
        ("garbage", "toy answered with no JSON: 'Loading weights: 100%'"),
        ("not utf-8", "toy answered with no JSON"),
        ("nan", "toy answered with no JSON"),
        ("nested", "toy answered with no JSON"),
        ("a huge number", "toy answered with no JSON"),
        ("a list", r"toy answered with no JSON object: \[1, 2\]"),
        ("endless line", "toy answered with a line longer than 16,777,216 bytes"),
    ],
)
def test_a_child_that_speaks_wrongly_is_ended_with_a_clear_error(habit: str, says: str) -> None:
    child = start(habit)
    with pytest.raises(PeerError, match=says):
        child.ask(OPEN, timeout_s=TIMEOUT_S)
    assert not is_running(child.pid)
    with pytest.raises(PeerError, match="toy has ended before"):
        child.ask(OPEN, timeout_s=TIMEOUT_S)


def test_a_child_that_hangs_is_ended_in_time_with_all_that_it_started() -> None:
    child = start("hangs")
    started = time.monotonic()
    with pytest.raises(PeerError, match=r"did not answer within 3 s \(about to hang\)"):
        child.ask(OPEN, timeout_s=3)
    assert time.monotonic() - started < 20
    deadline = time.monotonic() + 10
    while in_group(child.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not in_group(child.pid)


def in_group(group: int) -> list[int]:
    """Return the running processes of a process group."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def test_a_child_that_never_reads_is_ended_in_time() -> None:
    with start("deaf") as child, pytest.raises(PeerError, match="did not answer within 2 s"):
        child.ask({"do": "index", "articles": ["x" * 1_000_000]}, timeout_s=2)


def test_a_child_that_closes_its_output_is_ended() -> None:
    with start("closes") as child, pytest.raises(PeerError, match="closed its output"):
        child.ask(OPEN, timeout_s=TIMEOUT_S)


@pytest.mark.crash
def test_a_child_that_is_killed_between_requests_is_reported_as_killed(good: Child) -> None:
    good.ask(OPEN, timeout_s=TIMEOUT_S)
    os.kill(good.pid, signal.SIGKILL)
    with pytest.raises(PeerError, match="toy was killed by SIGKILL"):
        good.ask(OPEN, timeout_s=TIMEOUT_S)


def test_a_second_answer_to_one_request_is_not_taken_for_the_next() -> None:
    with start("says it twice") as child:
        child.ask(OPEN, timeout_s=TIMEOUT_S)
        with pytest.raises(PeerError, match="spoke without being asked"):
            child.ask(OPEN, timeout_s=TIMEOUT_S)


def test_an_error_that_a_child_tells_is_passed_on_and_does_not_end_it() -> None:
    with start("error") as child:
        with pytest.raises(PeerError, match="toy: ValueError: out of tune"):
            child.ask(OPEN, timeout_s=TIMEOUT_S)
        assert is_running(child.pid)


def test_a_program_that_is_not_there_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(PeerError, match="toy cannot be started"):
        Child("toy", [str(tmp_path / "python")], environ=ENVIRON)


def test_closing_twice_does_no_harm(good: Child) -> None:
    good.close()
    good.close()
    assert not is_running(good.pid)
