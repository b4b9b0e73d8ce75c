"""Pages and feeds as they are fetched and read, and what is kept of them.

One page or feed that fails never stops the rest: it is rejected with a reason.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.ingesting import keep
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
    Validators,
    parse_address,
)
from sources.follows import Followed, Follows, ItemState, Page, page_key
from sources.readers import Read, Rejected, read_bytes
from sources.readers.apart import end_worker
from sources.readers.originals import Originals
from sources.readers.reading import reason_of
from sources.rows import CameBy

_UNSAID_TYPES = ("application/octet-stream", "binary/octet-stream")

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """What came of asking for a page."""

    key: str
    reads: tuple[Read, ...] = ()
    known: tuple[Archived, ...] = ()  # unchanged, so that nothing has to be archived
    validators: Validators = NOTHING_KNOWN
    is_temporary: bool = False
    originals: Originals = field(default_factory=Originals)  # of what was read

    @property
    def state(self) -> ItemState:
        """How far the page came: read, to be asked for again, or rejected."""
        if self.known or any(isinstance(read, Article) for read in self.reads):
            return ItemState.READ
        return ItemState.WAITING if self.is_temporary else ItemState.REJECTED


class Pages:
    """Fetches, reads and keeps pages of one archive. Safe to use from several threads.

    After a `with` block the process that parses pages is gone; another starts when it is needed.
    """

    def __init__(self, archive: Archive, fetcher: Fetcher, *, clock: Clock) -> None:
        self.archive = archive
        self.clock = clock
        self._fetcher = fetcher
        self._one_writer = threading.Lock()

    def __enter__(self) -> Pages:
        return self

    def __exit__(self, *_: object) -> None:
        end_worker()  # what parsed pages is not needed between two runs

    @contextmanager
    def writing(self, now: datetime) -> Iterator[None]:
        """Hold the right to write: threads of ours wait for each other, others are told so.

        Raises:
            ArchiveBusyError: Somebody else is writing.
        """
        with self._one_writer, self.archive.writing(now=now):
            yield

    def fetch_feed(self, url: str, *, known: Validators | None = None) -> Fetched:
        """Ask for a feed; with what is known of it, it may be unchanged.

        Raises:
            FetchError: It cannot be fetched.
        """
        return self._fetcher.fetch(url, FEED, known=known)

    def parsed(self, fetched: Fetched) -> Feed:
        """Read a feed.

        Raises:
            UnreadableError: It is none; the message names the address.
        """
        try:
            return read_feed(
                fetched.data,
                address=fetched.address.url,
                media_type=fetched.media_type,
                now=self.clock(),
            )
        except UnreadableError as exc:
            raise UnreadableError(f"{fetched.address.shown} {exc.what}", exc.way_out) from exc

    def feed(self, fetched: Fetched) -> Feed:
        """Read a feed; of an index of sitemaps, read those that changed last into it.

        Raises:
            UnreadableError: It is no feed.
        """
        feed = self.parsed(fetched)
        entries, rejected = list(feed.entries), list(feed.rejected)
        for child in feed.children:
            try:
                inner = self.parsed(self.fetch_feed(child))
            except (FetchError, UnreadableError) as exc:
                rejected.append(_refused(child, exc))
                continue
            rejected += inner.rejected
            entries += inner.entries[: MAX_ENTRIES - len(entries)]
        return replace(feed, entries=tuple(entries), rejected=tuple(rejected))

    def page(self, entry: Entry, follows: Follows, *, opens_feeds: bool = False) -> Got | Feed:
        """Fetch and read a page; never raises for what is wrong with it.

        Args:
            entry: Which.
            follows: What is known of it.
            opens_feeds: Whether a feed is returned; it is rejected otherwise.
        """
        key = page_key(entry.url)
        page = follows.page(key)
        known = self.still_archived(page)
        try:
            before = page if known else None
            fetched = self._fetcher.fetch(
                entry.url, ARTICLE, known=before.validators if before else None
            )
            if fetched.is_unchanged:
                return Got(
                    key=key,
                    known=known,
                    validators=newer(fetched.validators, before),
                )
            if is_feed(fetched.data, fetched.media_type):
                if opens_feeds:
                    return self.feed(fetched)
                raise UnreadableError("is a feed, not an article", "Follow it")
        except (FetchError, UnreadableError) as exc:
            return Got(
                key=key,
                reads=(_refused(entry.url, exc),),
                is_temporary=isinstance(exc, FetchError) and exc.is_temporary,
            )
        originals = Originals()
        reads = tuple(self._dated(read, entry) for read in _reads(fetched, originals))
        return Got(key=key, reads=reads, validators=fetched.validators, originals=originals)

    def _dated(self, read: Read, entry: Entry) -> Read:
        """Give an article without a day of publication that of the feed, when it is first seen.

        Later it keeps the one it has: two feeds that differ would make version after version.
        """
        if isinstance(read, Rejected) or read.published or not entry.published:
            return read
        try:
            return replace(read, published=self.archive.get(read.article_id).published)
        except NotFoundError:
            return replace(read, published=entry.published.date())

    def still_archived(self, page: Page | None) -> tuple[Archived, ...]:
        """Return the articles of a page as they are archived; none if one of them is gone."""
        found: list[Archived] = []
        for article_id in page.articles if page else ():
            try:
                article = self.archive.get(article_id)
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

    def kept(
        self, follows: Follows, batch: Sequence[Got], *, came_by: CameBy = CameBy.URL
    ) -> tuple[list[Archived], list[Rejected]]:
        """Archive what was fetched, and keep what was learned about the pages.

        Two files are written, the archive first: what a kill in between costs is a request that
        finds the article unchanged.
        """
        now = self.clock()
        archived: list[Archived] = []
        rejected: list[Rejected] = []
        pages: dict[str, Page] = {}
        with self.writing(now):
            for got in batch:
                added, refused = keep(
                    self.archive, got.reads, now=now, originals=got.originals, came_by=came_by
                )
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


def _reads(fetched: Fetched, originals: Originals) -> tuple[Read, ...]:
    """Read the articles of a page; rejections don't show what may be a secret in its address."""
    media_type = fetched.media_type
    if media_type.partition(";")[0].strip().lower() in _UNSAID_TYPES:
        media_type = ""
    url, shown = fetched.address.url, fetched.address.shown
    reads = read_bytes(
        fetched.data,
        origin=url,
        retrieved=fetched.retrieved,
        media_type=media_type or None,
        originals=originals,
    )
    return tuple(
        Rejected(read.origin.replace(url, shown), read.reason.replace(url, shown))
        if isinstance(read, Rejected)
        else read
        for read in reads
    )


def shown_address(url: str) -> str:
    """Return an address without what may be a secret in it."""
    try:
        return parse_address(url).shown
    except FetchError:
        return url.partition("?")[0][:100]


def _refused(url: str, exc: FetchError | UnreadableError) -> Rejected:
    return Rejected(shown_address(url), reason_for(exc, url))


def reason_for(exc: FetchError | UnreadableError, url: str) -> str:
    """Return an error as a clause about the address that it names."""
    reason = exc.reason if isinstance(exc, FetchError) else reason_of(exc)
    return reason.removeprefix(f"{shown_address(url)} ")


def newer(answered: Validators, before: Page | Followed | None) -> Validators:
    """Return the validators of an answer "unchanged", which may leave out what it said before."""
    if answered != NOTHING_KNOWN or before is None:
        return answered
    return before.validators
