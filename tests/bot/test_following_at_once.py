"""Feeds of several hosts are read at the same time, and a refresh survives kill -9."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.following import FeedOutcome, Following, RefreshReport
from bot.following.at_once import AT_ONCE, Told, at_once
from bot.ingesting import Progress
from sources.archive import Archive
from sources.errors import ArchiveBusyError
from sources.fetching import Fetcher, Guard, parse_networks
from sources.fetching.politeness import Manners
from sources.follows import Follows, ItemState
from sources.tables import feed_items, pages
from tests.bot.test_following import CountingKeeper, page
from tests.sources.fetching.serving import Answer, Asked, Site, serving

ROOT = Path(__file__).parents[2]
START = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
HOSTS = tuple(f"site{n}.example" for n in range(6))
N_KILLS = 10
SEED = 20261123


def following(archive: Archive) -> Following:
    """Return what fetches from a server of this machine, under any name, without pauses."""
    fetcher = Fetcher(
        guard=Guard(allowed=parse_networks("127.0.0.0/8"), resolve=lambda *_: ["127.0.0.1"]),
        agent="Newsproof/test",
        manners=Manners(pause_s=0.0),
    )
    return Following(archive, CountingKeeper(), fetcher, clock=lambda: START)  # type: ignore[arg-type]


def refresh(archive: Archive, told: list[Progress] | None = None) -> RefreshReport:
    seen = told if told is not None else []
    return following(archive).refresh(on_progress=seen.append)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


def feed_of(site: Site, host: str, name: str, *stories: str) -> str:
    """Let a host have a feed with some stories; return its address."""
    base = f"http://{host}:{site.port}"
    items = "".join(f"<item><title>{s}</title><link>{base}/{s}</link></item>" for s in stories)
    text = f"<rss><channel><title>{name}</title>{items}</channel></rss>"
    site.routes[f"/{name}"] = Answer(text.encode(), media_type="application/rss+xml")
    site.routes |= {f"/{story}": page(f"Story {story}", story) for story in stories}
    return f"{base}/{name}"


def test_feeds_of_two_hosts_wait_for_nothing_of_each_other(archive: Archive, site: Site) -> None:
    feeds = [feed_of(site, host, f"feed{n}", f"s{n}") for n, host in enumerate(HOSTS[:2])]
    desk = following(archive)
    for url in feeds:
        desk.follow(url)
    meeting = threading.Barrier(2, timeout=20)
    for n in range(2):
        there = site.routes[f"/feed{n}"]

        def meet(asked: Asked, there: Answer = there) -> Answer:  # type: ignore[assignment]
            meeting.wait()  # breaks, and the feed with it, unless both are asked for at once
            return there

        site.routes[f"/feed{n}"] = meet
    told: list[Progress] = []
    report = refresh(archive, told)
    assert [feed.url for feed in report.feeds] == sorted(feeds)
    assert [feed.outcome for feed in report.feeds] == [FeedOutcome.READ] * 2
    assert [one.title for one in report.articles.added] == ["Story s0", "Story s1"]
    assert [(one.done, one.total) for one in told if one.stage == "pages"][-1] == (2, 2)
    assert [(one.done, one.total) for one in told if one.stage == "feeds"] == [
        (0, 2), (1, 2), (2, 2),
    ]  # fmt: skip


def test_one_host_is_asked_for_one_thing_at_a_time(archive: Archive, site: Site) -> None:
    n_inside, most = 0, 0
    lock = threading.Lock()

    def slow(there: Answer) -> object:
        def answer(_: Asked) -> Answer:
            nonlocal n_inside, most
            with lock:
                n_inside += 1
                most = max(most, n_inside)
            time.sleep(0.01)
            with lock:
                n_inside -= 1
            return there

        return answer

    desk = following(archive)
    for n in range(4):
        desk.follow(feed_of(site, HOSTS[0], f"feed{n}", f"a{n}", f"b{n}"))
    site.routes = {path: slow(there) for path, there in site.routes.items()}  # type: ignore[misc, arg-type]
    assert len(refresh(archive).articles.added) == 8
    assert most == 1


def test_no_more_hosts_than_said_are_asked_at_once() -> None:
    n_inside, most = 0, 0
    lock = threading.Lock()

    def run(job: int) -> int:
        nonlocal n_inside, most
        with lock:
            n_inside += 1
            most = max(most, n_inside)
        time.sleep(0.02)
        with lock:
            n_inside -= 1
        return -job

    told = Told(lambda _: None)
    assert at_once(range(12), by=str, run=run, told=told) == [-job for job in range(12)]
    assert 1 < most <= AT_ONCE


def test_failure_ends_the_other_feeds_and_is_raised(archive: Archive, site: Site) -> None:
    desk = following(archive)
    for n, host in enumerate(HOSTS):
        desk.follow(feed_of(site, host, f"feed{n}", *(f"s{n}-{i}" for i in range(10))))

    def fail(progress: Progress) -> None:
        if progress.stage == "pages" and progress.done == 5:
            raise ArchiveBusyError("somebody writes", "wait")

    site.asked.clear()
    with pytest.raises(ArchiveBusyError, match="somebody writes"):
        following(archive).refresh(on_progress=fail)
    assert len(site.pages()) < 50  # of 66
    assert len(refresh(archive).articles.added) + archive.n_articles() >= 60
    assert archive.n_articles() == 60


# Refreshes what an archive follows, as the command does, without the index.
REFRESH = """
import sys
from pathlib import Path
from sources.archive import Archive
from tests.bot.test_following_at_once import refresh
archive = Archive.open(Path(sys.argv[1]))
print("start", flush=True)
refresh(archive)
print("done", flush=True)
"""


@pytest.mark.crash
def test_ten_kills_leave_feeds_and_articles_in_step(tmp_path: Path, site: Site) -> None:
    """Whatever is noted as read is there, and the run that nobody kills brings the rest, once."""
    data = tmp_path / "data"
    archive = Archive.open(data, create=True)
    desk = following(archive)
    for n, host in enumerate(HOSTS[:3]):
        desk.follow(feed_of(site, host, f"feed{n}", *(f"s{n}-{i}" for i in range(20))))
    archive.close()
    moments = random.Random(SEED)  # noqa: S311 - moments, not secrets
    seen = []
    for _ in range(N_KILLS):
        process = start(data)
        time.sleep(moments.uniform(0.0, 0.8))
        process.kill()
        process.communicate()
        archive = Archive.open(data)
        check(archive)
        seen.append(archive.n_articles())
        archive.close()
    assert seen == sorted(seen)  # nothing that was archived is lost
    said, _ = start(data).communicate(timeout=120)
    assert said == "done\n"
    archive = Archive.open(data)
    check(archive)
    titles = sorted(article.title for article in archive.articles())
    assert titles == sorted(f"Story s{n}-{i}" for n in range(3) for i in range(20))
    assert {len(archive.history(article.article_id)) for article in archive.articles()} == {1}
    for feed in Follows(archive).feeds():
        items = Follows(archive).items(feed.url)
        assert (feed.outcome, len(items)) == ("read", 20)
        assert {item.state for item in items.values()} == {ItemState.READ}


def start(data: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", REFRESH, str(data)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "start\n"
    return process


def check(archive: Archive) -> None:
    """Hold the archive against itself: what was read leads to a page, and that to articles."""
    assert archive.connection.exec_driver_sql("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert archive.connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
    there = {article.article_id for article in archive.articles()}
    follows = Follows(archive)
    known = {row.page for row in archive.read(select(pages.c.page))}
    for key in known:
        found = follows.page(key)
        assert found is not None
        assert found.articles
        assert set(found.articles) <= there
    read = select(feed_items.c.page).where(feed_items.c.state == ItemState.READ)
    assert {row.page for row in archive.read(read)} <= known
