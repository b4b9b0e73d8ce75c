"""kill -9 of an archive at work, at random moments: nothing that was acknowledged is lost."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sources.archive import Archive
from sources.article import Quote
from sources.errors import NotFoundError
from tests.fakes import article_id
from tests.torture.nursery import IS_FULL, Nursery, id_of, lines_of

SEED = 20261123
N_KILLS = 10_000 if IS_FULL else 300
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
    for kill in range(N_KILLS):
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
    assert n_all > N_KILLS


def edition_of(archive: Archive, k: int) -> int | None:
    """Return which edition of a note is the current one; None where it was removed."""
    try:
        text = archive.get(id_of(k)).text
    except NotFoundError:
        return None
    return int(text.partition("edition")[2].partition("x")[0])
