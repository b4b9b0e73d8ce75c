"""Articles from the web: pages by their address, and feeds that are followed.

Pages are fetched before the archive is locked, and archived in small batches with what was learned
about them: a run that is killed has lost at most one batch, and goes on when it is run again. One
page or feed that fails never stops the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from importlib.metadata import version
from itertools import islice

from bot.ingesting import IngestReport, Progress, keep, report_of
from bot.settings import Settings
from index.keeper import IndexKeeper
from sources.archive import Archive, Archived, Outcome
from sources.article import Article
from sources.errors import NotFoundError, UnreadableError
from sources.feeds import MAX_ENTRIES, Entry, Feed, is_feed, read_feed
from sources.fetching import (
    ARTICLE,
    FEED,
    NOTHING_KNOWN,
    Fetched,
    Fetcher,
    FetchError,
    Guard,
    Validators,
    parse_address,
    parse_networks,
    user_agent,
)
from sources.follows import Followed, Follows, Item, ItemState, Page, page_key
from sources.readers import Read, Rejected, read_bytes
from sources.readers.reading import reason_of

MAX_PAGES = 200
"""New pages of one feed in one refresh; the rest comes with the next."""

MAX_TRIES = 5
"""Refreshes in which a page is asked for that cannot be had for a passing reason."""

_AT_ONCE = 20  # pages that are fetched before they are archived together
_LONGEST_WAIT = timedelta(days=7)
_UNSAID_TYPES = ("application/octet-stream", "binary/octet-stream")

OnProgress = Callable[[Progress], None]
Clock = Callable[[], datetime]


class FeedOutcome(StrEnum):
    """What came of asking for a feed."""

    READ = "read"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    WAITING = "waiting"
    """Its server asked for patience, and the time isn't up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedResult:
    """What a refresh did with one feed.

    Attributes:
        url: Its address.
        title: Its name; may be empty.
        outcome: What came of it.
        reason: Why it failed or waits; otherwise empty.
        is_temporary: Whether the next refresh may work.
        not_before: When its server wants to be asked again, or None.
        n_entries: Articles that it names.
        n_new: Those that were new or said to have changed, and asked for.
        n_left: Those that are left for the next refresh.
        n_repeated: Entries that named an address again.
        n_ahead: Entries dated in the future; such a date is not believed.
    """

    url: str
    title: str
    outcome: FeedOutcome
    reason: str = ""
    is_temporary: bool = False
    not_before: datetime | None = None
    n_entries: int = 0
    n_new: int = 0
    n_left: int = 0
    n_repeated: int = 0
    n_ahead: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshReport:
    """What a refresh did: with each feed, and with all the articles together."""

    feeds: tuple[FeedResult, ...]
    articles: IngestReport


@dataclass(frozen=True, slots=True, kw_only=True)
class _Got:
    """What came of asking for a page."""

    key: str
    reads: tuple[Read, ...] = ()
    known: tuple[Archived, ...] = ()  # unchanged, so that nothing has to be archived
    validators: Validators = NOTHING_KNOWN
    is_temporary: bool = False

    @property
    def state(self) -> ItemState:
        if self.known or any(isinstance(read, Article) for read in self.reads):
            return ItemState.READ
        return ItemState.WAITING if self.is_temporary else ItemState.REJECTED


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
    """Fetches into one archive. For one thread."""

    def __init__(
        self, archive: Archive, keeper: IndexKeeper, fetcher: Fetcher, *, clock: Clock
    ) -> None:
        self._archive = archive
        self._keeper = keeper
        self._fetcher = fetcher
        self._clock = clock

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
        fetched = self._fetcher.fetch(url, FEED)
        feed = self._parsed(fetched)
        now = self._clock()
        with self._archive.writing(now=now), Follows.open(self._archive.data_dir) as follows:
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
        with (
            self._archive.writing(now=self._clock()),
            Follows.open(self._archive.data_dir) as follows,
            follows.transaction(),
        ):
            if not (follows.unfollow(url) or follows.unfollow(_as_kept(url))):
                raise _not_followed(url)

    def feeds(self) -> list[Followed]:
        """Return the followed feeds, by address."""
        with Follows.open(self._archive.data_dir) as follows:
            return follows.feeds()

    def ingest(self, urls: Sequence[str], *, on_progress: OnProgress) -> IngestReport:
        """Fetch pages, and the pages that a feed among them names, into the archive.

        Raises:
            ArchiveBusyError: Somebody else is writing.
        """
        self._make_sure_that_nobody_writes()
        archived: list[Archived] = []
        rejected: list[Rejected] = []
        with Follows.open(self._archive.data_dir) as follows:
            wanted = [Entry(url=url) for url in urls]
            for n_done, entry in enumerate(wanted):
                got = self._page(entry, follows, opens_feeds=n_done < len(urls))
                if isinstance(got, Feed):
                    wanted += got.entries[:MAX_PAGES]
                    continue
                added, refused = self._kept(follows, [got])
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

        Args:
            urls: Which; all when there are none.
            max_pages: Pages of one feed at the most, 1 and up.
            on_progress: Told how far it is.

        Raises:
            NotFoundError: One of `urls` isn't followed, or nothing is.
            ArchiveBusyError: Somebody else is writing.
        """
        self._make_sure_that_nobody_writes()
        results: list[FeedResult] = []
        archived: list[Archived] = []
        rejected: list[Rejected] = []
        with Follows.open(self._archive.data_dir) as follows:
            feeds = _chosen(follows, urls)
            for n_done, followed in enumerate(feeds):
                on_progress(Progress(stage="feeds", done=n_done, total=len(feeds)))
                refreshing = _Refreshing(self, follows, followed, max_pages, on_progress)
                results.append(refreshing.run())
                archived += refreshing.archived
                rejected += refreshing.rejected
            on_progress(Progress(stage="feeds", done=len(feeds), total=len(feeds)))
        self._sync(on_progress)
        return RefreshReport(feeds=tuple(results), articles=report_of(archived, rejected))

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

    def _parsed(self, fetched: Fetched) -> Feed:
        """Read a feed.

        Raises:
            UnreadableError: It is none; the message names the address.
        """
        try:
            return read_feed(
                fetched.data,
                address=fetched.address.url,
                media_type=fetched.media_type,
                now=self._clock(),
            )
        except UnreadableError as exc:
            raise UnreadableError(f"{fetched.address.shown} {exc.what}", exc.way_out) from exc

    def _feed(self, fetched: Fetched) -> tuple[Feed, list[Rejected]]:
        """Read a feed; of an index of sitemaps, read those that changed last.

        Raises:
            UnreadableError: It is no feed.
        """
        feed = self._parsed(fetched)
        entries, rejected = list(feed.entries), list(feed.rejected)
        for child in feed.children:
            try:
                inner = self._parsed(self._fetcher.fetch(child, FEED))
            except (FetchError, UnreadableError) as exc:
                rejected.append(Rejected(_shown(child), _reason(exc, _shown(child))))
                continue
            rejected += inner.rejected
            entries += inner.entries[: MAX_ENTRIES - len(entries)]
        return replace(feed, entries=tuple(entries)), rejected

    def _page(self, entry: Entry, follows: Follows, *, opens_feeds: bool = False) -> _Got | Feed:
        """Fetch and read a page; never raises for what is wrong with it.

        Args:
            entry: Which.
            follows: What is known of it.
            opens_feeds: Whether a feed is returned; it is rejected otherwise.
        """
        key = page_key(entry.url)
        known = self._still_archived(follows.page(key))
        try:
            validators = follows.page(key) if known else None
            fetched = self._fetcher.fetch(
                entry.url, ARTICLE, known=validators.validators if validators else None
            )
            if fetched.is_unchanged:
                return _Got(
                    key=key,
                    known=known,
                    validators=_newer(fetched.validators, validators),
                )
            if is_feed(fetched.data, fetched.media_type):
                if opens_feeds:
                    return self._feed(fetched)[0]
                raise UnreadableError("is a feed, not an article", "Follow it")
        except (FetchError, UnreadableError) as exc:
            return _Got(
                key=key,
                reads=(Rejected(_shown(entry.url), _reason(exc, _shown(entry.url))),),
                is_temporary=isinstance(exc, FetchError) and exc.is_temporary,
            )
        reads = tuple(self._dated(read, entry) for read in _reads(fetched))
        return _Got(key=key, reads=reads, validators=fetched.validators)

    def _dated(self, read: Read, entry: Entry) -> Read:
        """Give an article without a day of publication that of the feed, when it is first seen.

        Later it keeps the one it has: two feeds that differ would make version after version.
        """
        if isinstance(read, Rejected) or read.published or not entry.published:
            return read
        try:
            return replace(read, published=self._archive.get(read.article_id).published)
        except NotFoundError:
            return replace(read, published=entry.published.date())

    def _still_archived(self, page: Page | None) -> tuple[Archived, ...]:
        """Return the articles of a page as they are archived; none if one of them is gone."""
        found: list[Archived] = []
        for article_id in page.articles if page else ():
            try:
                article = self._archive.get(article_id)
            except NotFoundError:
                return ()
            found.append(
                Archived(
                    article_id=article_id,
                    version=article.version,
                    title=article.title,
                    origin=article.origin,
                    outcome=Outcome.UNCHANGED,
                )
            )
        return tuple(found)

    def _kept(
        self, follows: Follows, batch: Sequence[_Got]
    ) -> tuple[list[Archived], list[Rejected]]:
        """Archive what was fetched, and keep what was learned about the pages.

        Two files are written, the archive first: what a kill in between costs is a request that
        finds the article unchanged.
        """
        now = self._clock()
        archived: list[Archived] = []
        rejected: list[Rejected] = []
        pages: dict[str, Page] = {}
        with self._archive.writing(now=now):
            for got in batch:
                added, refused = keep(self._archive, got.reads, now=now)
                archived += [*got.known, *added]
                rejected += refused
                if got.state is ItemState.READ:
                    ids = tuple(one.article_id for one in (*got.known, *added))
                    # A page of which a part was rejected is asked for in full the next time.
                    validators = NOTHING_KNOWN if refused else got.validators
                    pages[got.key] = Page(articles=ids, validators=validators)
            with follows.transaction():
                for key, page in pages.items():
                    follows.note_page(key, page)
        return archived, rejected


class _Refreshing:
    """One feed in one refresh."""

    def __init__(
        self,
        following: Following,
        follows: Follows,
        followed: Followed,
        max_pages: int,
        on_progress: OnProgress,
    ) -> None:
        self._following = following
        self._follows = follows
        self._followed = followed
        self._max_pages = max_pages
        self._on_progress = on_progress
        self.archived: list[Archived] = []
        self.rejected: list[Rejected] = []

    def run(self) -> FeedResult:
        """Ask for the feed and for what is new in it; never raises for what is wrong with it."""
        following, followed = self._following, self._followed
        now = following._clock()
        if followed.not_before and followed.not_before > now:
            return self._result(
                FeedOutcome.WAITING,
                reason=followed.reason,
                not_before=followed.not_before,
                is_temporary=True,
            )
        try:
            fetched = following._fetcher.fetch(followed.url, FEED, known=followed.validators)
            if fetched.is_unchanged:
                validators = _newer(fetched.validators, followed)
                return self._noted(FeedOutcome.UNCHANGED, validators=validators)
            feed, rejected = following._feed(fetched)
        except (FetchError, UnreadableError) as exc:
            not_before = exc.not_before if isinstance(exc, FetchError) else None
            return self._noted(
                FeedOutcome.FAILED,
                validators=followed.validators,
                reason=_reason(exc, _shown(followed.url)),
                not_before=min(not_before, now + _LONGEST_WAIT) if not_before else None,
                is_temporary=isinstance(exc, FetchError) and exc.is_temporary,
            )
        self._keep([_Got(key="", reads=tuple(rejected))] if rejected else [], {})
        self._followed = replace(followed, title=feed.title or followed.title, kind=feed.kind)
        return self._pages(feed, fetched.validators)

    def _pages(self, feed: Feed, validators: Validators) -> FeedResult:
        seen = self._follows.items(self._followed.url)
        wanted = [entry for entry in feed.entries if self._is_wanted(entry, seen)]
        wanted.sort(key=_newest_first)
        chosen = iter(wanted[: self._max_pages])
        n_new, n_waiting = min(len(wanted), self._max_pages), 0
        n_done = 0
        while batch := list(islice(chosen, _AT_ONCE)):
            gots: list[_Got] = []
            items: dict[str, Item] = {}
            for entry in batch:
                got = self._following._page(entry, self._follows)
                if isinstance(got, Feed):
                    raise AssertionError("a page of a feed is never opened as a feed")
                gots.append(got)
                n_done += 1
                n_waiting += got.state is ItemState.WAITING
                items[got.key] = _item(entry, got, seen.get(got.key))
                self._on_progress(Progress(stage="pages", done=n_done, total=n_new))
            self._keep(gots, items)
        n_left = len(wanted) - n_new
        return self._noted(
            FeedOutcome.READ,
            # What is left or waits is found again only if the server sends the whole feed again.
            validators=NOTHING_KNOWN if n_left or n_waiting or feed.children else validators,
            n_entries=len(feed.entries),
            n_new=n_new,
            n_left=n_left + n_waiting,
            n_repeated=feed.n_repeated,
            n_ahead=sum(entry.is_ahead for entry in feed.entries),
        )

    def _is_wanted(self, entry: Entry, seen: dict[str, Item]) -> bool:
        key = page_key(entry.url)
        item = seen.get(key)
        if item is None:
            return True
        if item.state is ItemState.WAITING and item.n_tries < MAX_TRIES:
            return True
        if item.stamp == entry.stamp:
            return False
        page = self._follows.page(key)
        # What a person removed from the archive doesn't come back by itself.
        return page is None or bool(self._following._still_archived(page))

    def _keep(self, gots: Sequence[_Got], items: dict[str, Item]) -> None:
        archived, rejected = self._following._kept(self._follows, gots)
        self.archived += archived
        self.rejected += rejected
        if items:
            now = self._following._clock()
            with self._following._archive.writing(now=now), self._follows.transaction():
                self._follows.note_items(self._followed.url, items)

    def _noted(
        self,
        outcome: FeedOutcome,
        *,
        validators: Validators,
        reason: str = "",
        not_before: datetime | None = None,
        **counts: int | bool,
    ) -> FeedResult:
        now = self._following._clock()
        followed = replace(
            self._followed,
            checked=now,
            outcome=outcome,
            reason=reason,
            not_before=not_before,
            validators=validators,
        )
        with self._following._archive.writing(now=now), self._follows.transaction():
            self._follows.note_result(followed)
        return self._result(outcome, reason=reason, not_before=not_before, **counts)

    def _result(
        self,
        outcome: FeedOutcome,
        *,
        reason: str = "",
        not_before: datetime | None = None,
        **counts: int | bool,
    ) -> FeedResult:
        return FeedResult(
            url=self._followed.url,
            title=self._followed.title,
            outcome=outcome,
            reason=reason,
            not_before=not_before,
            **counts,  # type: ignore[arg-type]
        )


def _item(entry: Entry, got: _Got, before: Item | None) -> Item:
    n_tries = (before.n_tries if before else 0) + 1 if got.state is ItemState.WAITING else 0
    return Item(stamp=entry.stamp, state=got.state, n_tries=n_tries)


def _reads(fetched: Fetched) -> tuple[Read, ...]:
    """Read the articles of a page; rejections don't show what may be a secret in its address."""
    media_type = fetched.media_type
    if media_type.partition(";")[0].strip().lower() in _UNSAID_TYPES:
        media_type = ""
    url, shown = fetched.address.url, fetched.address.shown
    reads = read_bytes(
        fetched.data, origin=url, retrieved=fetched.retrieved, media_type=media_type or None
    )
    return tuple(
        Rejected(read.origin.replace(url, shown), read.reason.replace(url, shown))
        if isinstance(read, Rejected)
        else read
        for read in reads
    )


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
        f"{_shown(url)!r} is not followed", "List the feeds with `newsproof sources feeds`"
    )


def _as_kept(url: str) -> str:
    try:
        return parse_address(url).url
    except FetchError:
        return url


def _shown(url: str) -> str:
    """Return an address without what may be a secret in it."""
    try:
        return parse_address(url).shown
    except FetchError:
        return url.partition("?")[0][:100]


def _reason(exc: FetchError | UnreadableError, shown: str = "") -> str:
    """Return an error as a clause about the address that it names."""
    reason = exc.reason if isinstance(exc, FetchError) else reason_of(exc)
    return reason.removeprefix(f"{shown} ")


def _newer(answered: Validators, before: Page | Followed | None) -> Validators:
    """Return the validators of an answer "unchanged", which may leave out what it said before."""
    if answered != NOTHING_KNOWN or before is None:
        return answered
    return before.validators


def _newest_first(entry: Entry) -> float:
    when = entry.updated or entry.published
    try:
        return -when.timestamp() if when else 0.0
    except (OverflowError, ValueError):
        return 0.0
