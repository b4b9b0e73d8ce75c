"""Articles from the web: pages by their address, and feeds that are followed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.metadata import version

from bot.following.at_once import Told, at_once
from bot.following.pages import Clock, Got, Pages, shown_address
from bot.following.refreshing import OnProgress, Refreshing
from bot.following.values import FeedResult, RefreshReport
from bot.ingesting import IngestReport, Progress, report_of
from bot.settings import Settings
from index.keeper import IndexKeeper
from sources.archive import Archive, Archived
from sources.errors import NotFoundError
from sources.feeds import Entry, Feed
from sources.fetching import Fetcher, FetchError, Guard, parse_address, parse_networks, user_agent
from sources.follows import Followed, Follows
from sources.readers import Rejected

MAX_PAGES = 200
"""New pages of one feed in one refresh; the rest comes with the next."""


def open_fetcher(settings: Settings, *, now: Clock) -> Fetcher:
    """Return the fetcher of the settings.

    Raises:
        SourcesError: A setting of fetching cannot be.
    """
    return Fetcher(
        guard=Guard(allowed=parse_networks(settings.fetch_allow)),
        agent=user_agent(version("newsproof"), settings.fetch_contact),
        now=now,
    )


class Following:
    """Fetches into one archive. For one thread; of `refresh`, it makes several itself."""

    def __init__(
        self, archive: Archive, keeper: IndexKeeper, fetcher: Fetcher, *, clock: Clock
    ) -> None:
        self._archive = archive
        self._keeper = keeper
        self._clock = clock
        self._pages = Pages(archive, fetcher, clock=clock)

    def follow(self, url: str) -> tuple[Followed, int]:
        """Read a feed once and follow it from now on; its articles come with the next refresh.

        Returns:
            The feed, and the number of articles that it names now.

        Raises:
            FetchError: It cannot be fetched.
            UnreadableError: It is no feed.
            ArchiveBusyError: Somebody else is writing.
        """
        url = parse_address(url).url
        feed = self._pages.parsed(self._pages.fetch_feed(url))
        now = self._clock()
        follows = Follows(self._archive)
        with self._archive.writing(now=now):
            with follows.transaction():
                follows.follow(url, title=feed.title, kind=feed.kind, now=now)
            followed = follows.feed(url)
        if followed is None:
            raise AssertionError("a feed that was just written is there")
        return followed, len(feed.entries) or len(feed.children)

    def unfollow(self, url: str) -> None:
        """Stop following a feed; its articles stay.

        Raises:
            NotFoundError: It isn't followed.
        """
        follows = Follows(self._archive)
        with self._archive.writing(now=self._clock()), follows.transaction():
            if not (follows.unfollow(url) or follows.unfollow(_as_kept(url))):
                raise _not_followed(url)

    def feeds(self) -> list[Followed]:
        """Return the followed feeds, by address."""
        return Follows(self._archive).feeds()

    def ingest(self, urls: Sequence[str], *, on_progress: OnProgress) -> IngestReport:
        """Fetch pages, and the pages that a feed among them names, into the archive.

        Raises:
            ArchiveBusyError: Somebody else is writing.
        """
        self._make_sure_that_nobody_writes()
        archived: list[Archived] = []
        rejected: list[Rejected] = []
        follows = Follows(self._archive)
        with self._pages:
            wanted = [Entry(url=url) for url in urls]
            for n_done, entry in enumerate(wanted):
                got = self._pages.page(entry, follows, opens_feeds=n_done < len(urls))
                if isinstance(got, Feed):
                    wanted += got.entries[:MAX_PAGES]
                    got = Got(key="", reads=(*got.rejected, *_left_out(entry.url, got)))
                added, refused = self._pages.kept(follows, [got])
                archived += added
                rejected += refused
                on_progress(Progress(stage="fetching", done=n_done + 1, total=len(wanted)))
        self._sync(on_progress)
        return report_of(archived, rejected)

    def refresh(
        self,
        urls: Sequence[str] = (),
        *,
        max_pages: int = MAX_PAGES,
        on_progress: OnProgress,
    ) -> RefreshReport:
        """Ask for followed feeds, and for the pages of theirs that are new or have changed.

        Feeds of different hosts are read at the same time, those of one host one after another.

        Args:
            urls: Which; all when there are none.
            max_pages: Pages of one feed at the most, 1 and up.
            on_progress: Told how far it is.

        Raises:
            NotFoundError: One of `urls` isn't followed, or nothing is.
            ArchiveBusyError: Somebody else is writing.
        """
        self._make_sure_that_nobody_writes()
        follows = Follows(self._archive)
        with self._pages:
            told = Told(on_progress)
            jobs = [
                Refreshing(self._pages, follows, followed, max_pages, told.of_one_feed())
                for followed in _chosen(follows, urls)
            ]
            results = at_once(
                jobs,
                by=lambda job: parse_address(job.url).host,
                run=self._refreshed,
                told=told,
            )
        self._sync(on_progress)
        archived = [one for job in jobs for one in job.archived]
        rejected = [one for job in jobs for one in job.rejected]
        return RefreshReport(feeds=tuple(results), articles=report_of(archived, rejected))

    def _refreshed(self, job: Refreshing) -> FeedResult:
        try:
            return job.run()
        finally:
            self._archive.close()  # the connection of this thread, which may end now

    def _make_sure_that_nobody_writes(self) -> None:
        """Find out before a server is asked for anything."""
        with self._archive.writing(now=self._clock()):
            pass

    def _sync(self, on_progress: OnProgress) -> None:
        now = self._clock()
        with self._archive.writing(now=now):
            self._keeper.sync(
                now=now,
                on_progress=lambda stage, done, total: on_progress(
                    Progress(stage=stage, done=done, total=total)
                ),
            )


def _left_out(url: str, feed: Feed) -> list[Rejected]:
    """Tell that a feed names more pages than are read at once."""
    n_left = len(feed.entries) - MAX_PAGES
    if n_left <= 0:
        return []
    reason = f"names {n_left:,} more pages than the {MAX_PAGES} that are read at once. Follow it"
    return [Rejected(shown_address(url), reason)]


def _chosen(follows: Follows, urls: Iterable[str]) -> list[Followed]:
    chosen: list[Followed] = []
    for url in urls:
        followed = follows.feed(url) or follows.feed(_as_kept(url))
        if followed is None:
            raise _not_followed(url)
        chosen.append(followed)
    chosen = chosen or follows.feeds()
    if not chosen:
        raise NotFoundError(
            "no feed is followed", "Follow one with `newsproof sources follow FEED`"
        )
    return chosen


def _not_followed(url: str) -> NotFoundError:
    return NotFoundError(
        f"{shown_address(url)!r} is not followed", "List the feeds with `newsproof sources feeds`"
    )


def _as_kept(url: str) -> str:
    try:
        return parse_address(url).url
    except FetchError:
        return url
