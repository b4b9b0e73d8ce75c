"""kill -9 at random moments: nothing acknowledged is lost, and the next start is in step."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import leftovers
from sources.archive import Archive
from sources.article import Quote
from sources.errors import NotFoundError
from tests.fakes import NOW, article_id
from tests.torture.nursery import (
    IS_FULL,
    N_ARTICLES,
    ROOT,
    Nursery,
    id_of,
    lines_of,
    open_small,
    write_notes,
)

SEED = 20261123
N_KILLS = 1_000 if IS_FULL else 100
N_KILLS_OF_ARCHIVE = 10_000 if IS_FULL else 300
N_KILLS_OF_COMMAND = 100 if IS_FULL else 10
A_FOLDER = 50  # kills, after which the archive alone starts anew: checking it takes time

pytestmark = [pytest.mark.crash, pytest.mark.timeout(4 * 3_600 if IS_FULL else 900)]


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    started = Nursery()
    yield started
    started.close()


def assert_whole(archive: Archive) -> None:
    """The file is whole, and every reference leads somewhere."""
    assert archive.connection.exec_driver_sql("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert archive.connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []


def test_killed_archive_keeps_every_acknowledged_article(nursery: Nursery, tmp_path: Path) -> None:
    chance = random.Random(SEED)  # noqa: S311 - moments, not secrets
    n_all = 0
    for kill in range(N_KILLS_OF_ARCHIVE):
        data, log = tmp_path / f"data{kill // A_FOLDER}", tmp_path / f"log{kill // A_FOLDER}"
        pid = nursery.start(work="archive_alone", data=data, log=log)
        time.sleep(chance.uniform(0.0, 0.1))
        os.kill(pid, signal.SIGKILL)
        assert nursery.wait() == -signal.SIGKILL
        acknowledged = {line["n"] for line in lines_of(log)}
        if not (data / "archive.sqlite3").exists():
            assert not acknowledged
            continue
        archive = Archive.open(data, create=True)
        assert_whole(archive)
        articles = archive.articles()
        there = {article.article_id for article in articles}
        assert there >= {article_id(f"a{n}") for n in acknowledged}, f"kill {kill}, seed {SEED}"
        assert len(there) - len(acknowledged) <= kill % A_FOLDER + 1  # one a kill went unsaid
        if (kill + 1) % A_FOLDER == 0:
            n_all += len(acknowledged)
            assert all(archive.proves(Quote.of(a, a.parts[-1].span)) for a in articles)
        archive.close()
    assert n_all > N_KILLS_OF_ARCHIVE


def wait_for_lines(log: Path, n_lines: int) -> None:
    """Wait until so much was done: on a busy machine, seconds alone would kill before any work."""
    until = time.monotonic() + 30.0
    while len(lines_of(log)) < n_lines and time.monotonic() < until:
        time.sleep(0.01)


def edition_of(archive: Archive, k: int) -> int | None:
    """Return which edition of a note is the current one; None where it was removed."""
    try:
        text = archive.get(id_of(k)).text
    except NotFoundError:
        return None
    return int(text.partition("edition")[2].partition("x")[0])


def test_killed_newsproof_loses_nothing_and_the_next_start_is_in_step(
    nursery: Nursery, tmp_path: Path
) -> None:
    chance = random.Random(SEED)  # noqa: S311 - moments, not secrets
    data, log = tmp_path / "data", tmp_path / "log"
    with open_small(data) as newsproof:
        newsproof.ingest([write_notes(tmp_path / "all.jsonl", dict.fromkeys(range(N_ARTICLES), 0))])
    known: dict[int, int | None] = dict.fromkeys(range(N_ARTICLES), 0)
    n_left = n_done = 0
    for kill in range(1, N_KILLS + 1):
        log.unlink(missing_ok=True)
        first = chance.choice(["ingest", "ingest", "rebuild", "remove"])
        pid = nursery.start(work="day", data=data, log=log, seed=kill, first=first)
        wait_for_lines(log, chance.choice([0, 1, 2, 3, 5, 7]) if first == "ingest" else 1)
        time.sleep(chance.uniform(0.0, 0.3 if first == "ingest" else 2.0))
        os.kill(pid, signal.SIGKILL)
        assert nursery.wait() == -signal.SIGKILL, f"kill {kill} of seed {SEED}"

        begun: dict[int, int | None] = {}
        retracted = set()
        for line in lines_of(log):
            begun |= {int(k): e for k, e in line.get("will", {}).items()}
            for k, edition in line.get("did", {}).items():
                known[int(k)] = edition
                begun.pop(int(k))
                n_done += 1
            retracted |= {line["retracted"]} if "retracted" in line else set()
        with open_small(data) as newsproof:
            archive = newsproof.archive
            assert_whole(archive)
            for k in range(N_ARTICLES):
                found = edition_of(archive, k)
                allowed = {known[k], begun.get(k, known[k])}
                assert found in allowed, f"note {k} after kill {kill} of seed {SEED}"
                known[k] = found
            for k in retracted:
                assert known[k] is None or archive.get(id_of(k)).retraction
            n_left += bool(begun) or leftovers.is_behind(archive, newsproof._encoder.identity)

            searcher = newsproof.keeper.open_in_step(now=NOW)
            assert newsproof.keeper.status().is_in_step
            assert not leftovers.keeps_removed(archive)
            assert not leftovers.generations_with_removed(archive)
            for k in chance.sample(range(N_ARTICLES), 5):
                hits = searcher.search(f"barge{k}x3 coal{k}x3", k=10)
                for hit in hits:
                    newest = archive.get(hit.passage.article_id).version
                    assert hit.passage.version == newest, f"kill {kill} of seed {SEED}"
                if known[k] is not None and not archive.get(id_of(k)).retraction:
                    assert id_of(k) in {hit.passage.article_id for hit in hits}, kill
            searcher.close()
    assert n_done > N_KILLS // 4
    assert n_left, "no kill left anything undone: the moments are too early or too late"


def test_killed_command_goes_on_when_it_is_run_again(tmp_path: Path) -> None:
    chance = random.Random(SEED)  # noqa: S311 - moments, not secrets
    environment = {k: v for k, v in os.environ.items() if not k.startswith("NEWSPROOF_")}
    command = [sys.executable, "-m", "bot.cli.main", "--data-dir", str(tmp_path / "data")]
    for kill in range(N_KILLS_OF_COMMAND):
        file = write_notes(tmp_path / "notes.jsonl", dict.fromkeys(range(20), kill))
        what = ["ingest", str(file)] if kill % 3 else ["index", "rebuild"]
        process = subprocess.Popen(
            [*command, *what],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(chance.uniform(0.3, 6.0))
        process.kill()
        process.wait()
        if (tmp_path / "data" / "archive.sqlite3").exists():
            archive = Archive.open(tmp_path / "data", create=True)
            assert_whole(archive)
            archive.close()
    for what in (["ingest", str(file)], ["index", "check"]):
        ran = subprocess.run(
            [*command, *what],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
    archive = Archive.open(tmp_path / "data")
    assert {edition_of(archive, k) for k in range(20)} == {N_KILLS_OF_COMMAND - 1}
    archive.close()
