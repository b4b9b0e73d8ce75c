"""A parser that hangs, swells, crashes or reaches out loses its own file and nothing else."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from sources.article import Article
from sources.errors import UnreadableError
from sources.readers import READERS, Rejected, apart, read_bytes, read_paths, registry
from sources.readers.apart import Limits, Worker, ask_worker, end_worker
from sources.readers.containers import Member, unpack
from tests.sources.conftest import BODY, RETRIEVED

GOOD = f"Grain Pier Shut\n\n{BODY}"
HOSTILE = "tests.sources.hostile_readers:"
SHORT = Limits(wall_s=60.0, cpu_s=1, memory_bytes=700_000_000)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch):
    """Read bytes with one of the hostile readers, in a child with short limits."""
    names = frozenset(HOSTILE + name for name in "spin sleep swell crash leave connect write run "
                      "chatter recurse refuse pid".split())  # fmt: skip
    monkeypatch.setattr(registry, "_APART", registry._APART | names)
    monkeypatch.setattr(apart.Worker.__init__, "__kwdefaults__", {"limits": SHORT, "handles": ()})
    end_worker()

    def read(name: str, data: bytes = GOOD.encode()) -> list[Article | Rejected]:
        monkeypatch.setitem(READERS, f".{name}", HOSTILE + name)
        return read_bytes(data, origin=f"file.{name}", retrieved=RETRIEVED)

    yield read
    end_worker()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("spin", "is too complex to read: more than 1 s of computing"),
        ("swell", "is too complex to read: more than 700 MB of memory"),
        ("crash", "is broken: its parser crashed (SIGSEGV)"),
        ("leave", "is broken: its parser crashed (exit 3)"),
        ("connect", "a reader tried socket.getaddrinfo, which none may"),
        ("write", "No usable temporary directory"),
        ("run", "a reader tried os.system, which none may"),
        ("recurse", "RecursionError"),
        ("refuse", "is not to its taste; give it another"),
    ],
)
def test_bad_parser_loses_its_file_in_time_and_the_next_is_read(
    name: str, reason: str, read
) -> None:
    start = time.monotonic()
    (result,) = read(name)
    assert isinstance(result, Rejected)
    assert reason in result.reason
    assert time.monotonic() - start < 60  # 0.1 to 3 s on an idle machine, 2026-11
    (good,) = read("chatter")
    assert isinstance(good, Article)


def test_parser_that_waits_is_ended_by_the_clock() -> None:
    worker = Worker(limits=Limits(wall_s=2.0))
    request = {
        "reader": HOSTILE + "sleep",
        "origin": "x",
        "retrieved": RETRIEVED.isoformat(),
        "charset": None,
    }
    with pytest.raises(UnreadableError, match="is too complex to read: more than 2 s"):
        list(worker.ask(request))
    assert not worker.is_alive


def test_what_a_parser_prints_is_not_taken_for_an_answer(read) -> None:
    (article,) = read("chatter")
    assert isinstance(article, Article)
    assert article.text == GOOD
    assert article.retrieved == RETRIEVED


def test_one_child_reads_many_files_and_a_killed_one_is_replaced(read) -> None:
    first, second = (read("pid")[0].reason for _ in range(2))
    assert first == second != str(os.getpid())
    os.kill(int(first), signal.SIGKILL)
    (third,) = read("pid")
    assert third.reason != first
    assert not Path(f"/proc/{first}").exists()  # no zombie either


def test_threads_take_turns(read) -> None:
    found: list[list[Article | Rejected]] = []
    threads = [threading.Thread(target=lambda: found.append(read("chatter"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(one) for (one,) in found] == [Article] * 8


def test_child_ends_with_its_parent() -> None:
    worker = Worker()
    list(worker.ask({"reader": HOSTILE + "pid", "origin": "x", "retrieved": RETRIEVED.isoformat(),
                     "charset": None}))  # fmt: skip
    worker._process.stdin.close()
    assert worker._process.wait(timeout=10) == 0
    worker.close()


def test_reading_files_leaves_no_child(tmp_path: Path, retrieved: datetime) -> None:
    (tmp_path / "page.html").write_text(f"<html><body><p>{BODY}</p></body></html>")
    list(read_paths([tmp_path], retrieved=retrieved))
    assert apart._BENCH._worker is None


def test_parts_before_a_crash_are_kept(tmp_path: Path) -> None:
    (tmp_path / "news.box").write_text(GOOD)
    with (tmp_path / "news.box").open("rb") as file:
        found = list(unpack(HOSTILE + "unpack_then_crash", file, origin="news.box"))
    assert [type(one) for one in found] == [Member, Rejected]
    assert found[0].data.decode() == GOOD
    assert found[1].reason.endswith("what comes after was not read")


def test_clock_starts_anew_with_each_part() -> None:
    limits = Limits(wall_s=2.0)
    found = list(unpack(HOSTILE + "unpack_slowly", GOOD.encode(), origin="news.box", limits=limits))
    assert [type(one) for one in found] == [Member]


def test_container_that_is_left_early_leaves_no_child() -> None:
    parts = unpack(HOSTILE + "unpack_slowly", GOOD.encode(), origin="news.box")
    assert isinstance(parts, Iterator)
    next(parts)
    parts.close()
    assert ask_worker  # the other child is untouched


def test_article_comes_back_from_the_child_as_it_was(read_one) -> None:
    from sources.readers import html

    page = f"<html lang=en><head><title>Grain Pier Shut</title></head><body><p>{BODY}</p></body>"
    (here,) = html.read(page.encode(), origin="p.html", retrieved=RETRIEVED)
    assert read_one(page, "p.html") == here
