"""Following feeds with a real archive and a real web server: what comes in, once, and why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.following import FeedOutcome, Following, RefreshReport
from bot.ingesting import IngestReport, Progress
from sources.archive import Archive
from sources.errors import ArchiveBusyError, NotFoundError, UnreadableError
from sources.fetching import Fetcher, Guard, StatusError, parse_networks
from sources.follows import Follows, ItemState, page_key
from sources.tables import feed_items, feeds, pages
from tests.sources.fetching.serving import Answer, Asked, Site, serving

START = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
WORDS = (
    "The port authority of Nordhaven said Tuesday that it will close the old grain pier for "
    "eleven months, after divers found that 40 of its 212 piles had rotted through. "
)


def page(title: str, more: str = "") -> Answer:
    body = f"<h1>{title}</h1><p>{WORDS}</p><p>{WORDS}{more}</p>"
    head = f"<head><title>{title}</title></head>"
    return Answer(f"<html>{head}<body><article>{body}</article></body></html>".encode())


def rss(site: Site, *paths: str, more: str = "") -> Answer:
    items = "".join(
        f"<item><title>{path}</title><link>{site.url}{path}</link>"
        f"<pubDate>Fri, 30 Oct 2026 10:00:00 GMT</pubDate></item>"
        for path in paths
    )
    text = f"<rss><channel><title>Harbour news</title>{items}{more}</channel></rss>"
    return Answer(text.encode(), media_type="application/rss+xml")


class CountingKeeper:
    """Stands in for the index, which `test_cli_web.py` has: building one takes seconds."""

    def __init__(self) -> None:
        self.n_syncs = 0

    def sync(self, **given: object) -> None:
        self.n_syncs += 1


@dataclass
class Desk:
    """An archive that follows a site, with a clock that a test moves."""

    site: Site
    archive: Archive
    now: datetime = START
    slept: list[float] = field(default_factory=list)
    seen: list[Progress] = field(default_factory=list)
    keeper: CountingKeeper = field(default_factory=CountingKeeper)

    @property
    def feed(self) -> str:
        return f"{self.site.url}/feed"

    def following(self) -> Following:
        """Begin anew, as another process does."""
        fetcher = Fetcher(
            guard=Guard(allowed=parse_networks("127.0.0.0/8")),
            agent="Newsproof/test",
            now=lambda: self.now,
            sleep=self.slept.append,
            jitter=lambda: 0.0,
        )
        return Following(self.archive, self.keeper, fetcher, clock=lambda: self.now)

    def refresh(self, *urls: str, max_pages: int = 200) -> RefreshReport:
        self.site.asked.clear()
        return self.following().refresh(urls, max_pages=max_pages, on_progress=self.seen.append)

    def ingest(self, *paths: str) -> IngestReport:
        self.site.asked.clear()
        urls = [f"{self.site.url}{path}" for path in paths]
        return self.following().ingest(urls, on_progress=self.seen.append)


@pytest.fixture
def desk(archive: Archive) -> Iterator[Desk]:
    with serving() as site:
        desk = Desk(site, archive)
        site.routes |= {"/a": page("Pier closes"), "/b": page("Ferry sails")}
        site.routes["/feed"] = rss(site, "/a", "/b")
        yield desk


def test_followed_feed_brings_its_articles_once(desk: Desk) -> None:
    followed, n_entries = desk.following().follow(desk.feed)
    assert (followed.title, followed.kind, n_entries) == ("Harbour news", "RSS", 2)
    assert desk.archive.n_articles() == 0
    report = desk.refresh()
    assert [item.title for item in report.articles.added] == ["Pier closes", "Ferry sails"]
    assert desk.archive.n_articles() == 2
    assert desk.keeper.n_syncs == 1
    again = desk.refresh()
    assert again.articles == IngestReport()
    assert desk.site.pages() == ["/feed"]


def test_article_takes_the_day_of_the_feed_where_its_page_has_none(desk: Desk) -> None:
    desk.following().follow(desk.feed)
    (first, _) = desk.refresh().articles.added
    assert desk.archive.get(first.article_id).published == date(2026, 10, 30)


def test_day_of_a_feed_makes_no_version_of_what_is_archived(desk: Desk) -> None:
    (first,) = desk.ingest("/a").added
    desk.following().follow(desk.feed)
    assert [item.article_id for item in desk.refresh().articles.unchanged] == [first.article_id]
    assert len(desk.archive.history(first.article_id)) == 1


def test_unchanged_feed_is_not_read_again(desk: Desk) -> None:
    full = rss(desk.site, "/a")

    def route(asked: Asked) -> Answer:
        if asked.headers.get("if-none-match") == '"f1"':
            return Answer(b"", 304, media_type="")
        return replace(full, headers={"ETag": '"f1"'})

    desk.site.routes["/feed"] = route
    desk.following().follow(desk.feed)
    outcomes = [desk.refresh().feeds[0].outcome for _ in range(3)]
    assert outcomes == [FeedOutcome.READ, FeedOutcome.UNCHANGED, FeedOutcome.UNCHANGED]


def test_changed_article_becomes_a_version_and_only_it_is_fetched(desk: Desk) -> None:
    desk.following().follow(desk.feed)
    desk.refresh()
    desk.site.routes["/a"] = page("Pier closes", "It reopens in May.")
    changed = rss(desk.site, "/a", "/b").body.replace(b"30 Oct", b"31 Oct", 1)
    desk.site.routes["/feed"] = Answer(changed, media_type="text/xml")
    report = desk.refresh()
    assert [item.title for item in report.articles.updated] == ["Pier closes"]
    assert desk.site.pages() == ["/feed", "/a"]


def test_page_that_has_not_changed_is_asked_for_by_its_etag(desk: Desk) -> None:
    full = replace(page("Pier closes"), headers={"ETag": '"a1"'})
    desk.site.routes["/a"] = lambda asked: (
        Answer(b"", 304, media_type="") if "if-none-match" in asked.headers else full
    )
    (first,) = desk.ingest("/a").added
    report = desk.ingest("/a")
    assert [item.article_id for item in report.unchanged] == [first.article_id]
    assert desk.site.asked[-1].headers["if-none-match"] == '"a1"'
    with desk.archive.writing(now=START), desk.archive.transaction():
        desk.archive.remove(first.article_id)
    assert [item.article_id for item in desk.ingest("/a").added] == [first.article_id]


def test_removed_article_does_not_come_back_by_itself(desk: Desk) -> None:
    desk.following().follow(desk.feed)
    first, _ = desk.refresh().articles.added
    with desk.archive.writing(now=START), desk.archive.transaction():
        desk.archive.remove(first.article_id)
    changed = rss(desk.site, "/a", "/b").body.replace(b"30 Oct", b"31 Oct")
    desk.site.routes["/feed"] = Answer(changed, media_type="text/xml")
    desk.refresh()
    assert desk.site.pages() == ["/feed", "/b"]


def test_bad_items_never_stop_the_rest_and_can_be_listed_again(desk: Desk) -> None:
    desk.site.routes |= {
        "/gone": Answer(b"", 410),
        "/image": Answer(b"x", media_type="image/png"),
        "/short": Answer(b"<p>Log in</p>"),
        "/png": Answer(b"\x89PNG\r\n\x1a\n" + bytes(100)),
        "/feed2": rss(desk.site, "/a"),
    }
    inside = "<item><link>http://169.254.169.254/latest?x=s3cret</link></item><item/>"
    bad = ("/gone", "/image", "/short", "/png", "/missing?key=s3cret", "/feed2")
    desk.site.routes["/feed"] = rss(desk.site, *bad, "/a", more=inside)
    desk.following().follow(desk.feed)
    report = desk.refresh()
    assert [item.title for item in report.articles.added] == ["Pier closes"]
    reasons = {one.origin.rpartition("/")[2]: one.reason for one in report.articles.rejected}
    assert reasons["gone"].startswith("is gone for good")
    assert reasons["image"].startswith("is 'image/png'")
    assert reasons["missing?…"].startswith("is not there")
    assert reasons["feed2"].startswith("is a feed")
    assert reasons["latest?…"].startswith("is not a public web page")
    assert len(report.articles.rejected) == 8
    assert "s3cret" not in str(report.articles.rejected)
    listed = {(one.origin, one.reason) for one in desk.archive.rejections()}
    assert listed == {(one.origin, one.reason) for one in report.articles.rejected}
    again = desk.refresh().articles
    assert desk.site.pages() == ["/feed"]  # what will not change is left alone
    assert [one.reason for one in again.rejected] == ["names no address"]


def test_passing_fault_is_tried_again_next_time_but_not_for_ever(desk: Desk) -> None:
    desk.site.routes["/a"] = Answer(b"", 503)
    desk.following().follow(desk.feed)
    report = desk.refresh()
    assert report.feeds[0].n_left == 1
    assert len(report.articles.added) == 1
    for _ in range(4):
        desk.refresh()
        assert "/a" in desk.site.pages()
    desk.refresh()
    assert "/a" not in desk.site.pages()


def test_page_that_is_there_again_is_read(desk: Desk) -> None:
    good = desk.site.routes["/a"]
    desk.site.routes["/a"] = Answer(b"", 503)
    desk.following().follow(desk.feed)
    desk.refresh()
    desk.site.routes["/a"] = good
    assert [item.title for item in desk.refresh().articles.added] == ["Pier closes"]
    assert desk.archive.rejections() == []


def test_failing_feed_is_told_and_others_go_on(desk: Desk) -> None:
    desk.site.routes["/other"] = rss(desk.site, "/b")
    following = desk.following()
    following.follow(desk.feed)
    following.follow(f"{desk.site.url}/other")
    desk.site.routes["/feed"] = Answer(b"", 404)
    failed, read = desk.refresh().feeds
    assert (failed.outcome, failed.is_temporary) == (FeedOutcome.FAILED, False)
    assert failed.reason.startswith("is not there (status 404)")
    assert (read.outcome, read.n_new) == (FeedOutcome.READ, 1)
    kept = desk.following().feeds()[0]
    assert (kept.outcome, kept.reason, kept.checked) == ("failed", failed.reason, START)


def test_server_that_asks_for_patience_gets_it(desk: Desk) -> None:
    desk.following().follow(desk.feed)
    good = desk.site.routes["/feed"]
    desk.site.routes["/feed"] = Answer(b"", 503, headers={"Retry-After": "7200"})
    failed = desk.refresh().feeds[0]
    assert (failed.outcome, failed.not_before) == (FeedOutcome.FAILED, START + timedelta(hours=2))
    desk.site.routes["/feed"] = good
    assert desk.refresh().feeds[0].outcome is FeedOutcome.WAITING
    assert desk.site.asked == []
    desk.now += timedelta(hours=3)
    assert desk.refresh().feeds[0].outcome is FeedOutcome.READ


def test_more_pages_than_wanted_come_with_the_next_refresh(desk: Desk) -> None:
    paths = [f"/n{n}" for n in range(7)]
    desk.site.routes |= {path: page(f"Story {path}") for path in paths}
    desk.site.routes["/feed"] = replace(rss(desk.site, *paths), headers={"ETag": '"f"'})
    desk.following().follow(desk.feed)
    counts = [
        (result.n_new, result.n_left)
        for result in (desk.refresh(max_pages=3).feeds[0] for _ in range(3))
    ]
    assert counts == [(3, 4), (3, 1), (1, 0)]
    assert desk.archive.n_articles() == 7


def test_index_of_sitemaps_is_read_one_level_deep(desk: Desk) -> None:
    def sitemap(tag: str, *paths: str) -> Answer:
        inner = "url" if tag == "urlset" else "sitemap"
        parts = "".join(f"<{inner}><loc>{desk.site.url}{path}</loc></{inner}>" for path in paths)
        return Answer(f"<{tag}>{parts}</{tag}>".encode(), media_type="application/xml")

    desk.site.routes["/feed"] = sitemap("sitemapindex", "/one", "/two", "/none")
    desk.site.routes["/one"] = sitemap("urlset", "/a", "/b")
    desk.site.routes["/two"] = sitemap("sitemapindex", "/one")
    desk.following().follow(desk.feed)
    report = desk.refresh()
    assert len(report.articles.added) == 2
    assert [one.origin for one in report.articles.rejected] == [f"{desk.site.url}/none"]


def test_ingest_of_a_feed_reads_its_pages_once(desk: Desk) -> None:
    report = desk.ingest("/feed", "/none")
    assert len(report.added) == 2
    assert len(report.rejected) == 1
    assert desk.following().feeds() == []
    assert desk.seen[-1].stage != "reading"


def test_what_a_feed_names_and_is_not_read_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.following.following.MAX_PAGES", 1)
    desk.site.routes["/feed"] = rss(desk.site, "/a", "/b", more="<item/>")
    report = desk.ingest("/feed")
    assert [item.title for item in report.added] == ["Pier closes"]
    assert [one.reason.partition(" ")[0] for one in report.rejected] == ["names", "names"]
    assert report.rejected[0].reason == "names no address"
    assert report.rejected[1].reason.startswith("names 1 more pages than the 1")


def test_robots_txt_is_obeyed_by_feeds_and_pages(desk: Desk) -> None:
    desk.site.routes["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /a\n")
    report = desk.ingest("/feed")
    assert [item.title for item in report.added] == ["Ferry sails"]
    assert "robots.txt disallows" in report.rejected[0].reason
    assert "/a" not in desk.site.pages()


def test_what_is_no_feed_is_not_followed(desk: Desk) -> None:
    with pytest.raises(UnreadableError, match="is no feed"):
        desk.following().follow(f"{desk.site.url}/a")
    with pytest.raises(StatusError):
        desk.following().follow(f"{desk.site.url}/none")
    assert desk.following().feeds() == []


def test_unfollowed_feed_is_forgotten_and_its_articles_stay(desk: Desk) -> None:
    desk.following().follow(desk.feed)
    desk.refresh()
    desk.following().unfollow(desk.feed)
    assert desk.archive.n_articles() == 2
    for errand in (
        lambda: desk.following().unfollow(desk.feed),
        lambda: desk.refresh(desk.feed),
        desk.refresh,
    ):
        with pytest.raises(NotFoundError):
            errand()


def test_nothing_is_asked_for_while_another_process_writes(desk: Desk) -> None:
    desk.following().follow(desk.feed)
    with desk.archive.writing(now=START), pytest.raises(ArchiveBusyError):
        desk.refresh()
    assert desk.site.asked == []


@pytest.mark.parametrize("n_pages", [1, 2])
def test_killed_refresh_goes_on_and_loses_nothing(desk: Desk, n_pages: int) -> None:
    class Killed(BaseException):
        pass

    def kill(progress: Progress) -> None:
        if progress.stage == "pages" and progress.done == n_pages:
            raise Killed

    desk.following().follow(desk.feed)
    with pytest.raises(Killed):
        desk.following().refresh(on_progress=kill)
    report = desk.refresh()
    assert len(report.articles.added) == 2
    assert desk.archive.n_articles() == 2


# --- the file of what is followed ----------------------------------------------------------------


def test_list_holds_no_address_of_a_page(desk: Desk) -> None:
    desk.following().follow(desk.feed)
    desk.refresh()
    items = Follows(desk.archive).items(desk.feed)
    assert {item.state for item in items.values()} == {ItemState.READ}
    assert set(items) == {page_key(f"{desk.site.url}{path}") for path in ("/a", "/b")}
    for table in (feeds, feed_items, pages):
        assert f"{desk.site.url}/a" not in str(desk.archive.read(select(table)))


def test_page_is_known_by_its_canonical_address() -> None:
    assert page_key("https://N.example/a/?utm_source=x#y") == page_key("https://n.example/a")
    assert page_key("no address") != page_key("another")


def test_transaction_keeps_all_or_nothing(archive: Archive) -> None:
    def add(follows: Follows, *, then: str) -> None:
        with follows.transaction():
            follows.follow("https://n.example/", title="", kind="RSS", now=START)
            if then == "fail":
                raise KeyError(then)

    follows = Follows(archive)
    with pytest.raises(KeyError):
        add(follows, then="fail")
    assert follows.feeds() == []
    add(follows, then="go on")
    assert len(follows.feeds()) == 1
