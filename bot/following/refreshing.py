"""One feed in one refresh: what is new in it is fetched in small batches and archived."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from bot.following.pages import Got, Pages, newer, reason_for
from bot.following.values import FeedOutcome, FeedResult
from bot.ingesting import Progress
from sources.archive import Archived
from sources.errors import UnreadableError
from sources.feeds import Entry, Feed
from sources.fetching import NOTHING_KNOWN, FetchError, Validators
from sources.follows import Followed, Follows, Item, ItemState, page_key
from sources.readers import Rejected
from sources.rows import CameBy

MAX_TRIES = 5
"""Refreshes in which a page is asked for that cannot be had for a passing reason."""

_AT_ONCE = 20  # pages that are fetched before they are archived together
_LONGEST_WAIT = timedelta(days=7)

OnProgress = Callable[[Progress], None]


class Refreshing:
    """One feed in one refresh."""

    def __init__(
        self,
        pages: Pages,
        follows: Follows,
        followed: Followed,
        max_pages: int,
        on_progress: OnProgress,
    ) -> None:
        self._pages = pages
        self._follows = follows
        self._followed = followed
        self._max_pages = max_pages
        self._on_progress = on_progress
        self.archived: list[Archived] = []
        self.rejected: list[Rejected] = []

    @property
    def url(self) -> str:
        """The address of the feed."""
        return self._followed.url

    def run(self) -> FeedResult:
        """Ask for the feed and for what is new in it; never raises for what is wrong with it."""
        pages, followed = self._pages, self._followed
        now = pages.clock()
        if followed.not_before and followed.not_before > now:
            return self._result(
                FeedOutcome.WAITING,
                reason=followed.reason,
                not_before=followed.not_before,
                is_temporary=True,
            )
        try:
            fetched = pages.fetch_feed(followed.url, known=followed.validators)
            if fetched.is_unchanged:
                validators = newer(fetched.validators, followed)
                return self._noted(FeedOutcome.UNCHANGED, validators=validators)
            feed = pages.feed(fetched)
        except (FetchError, UnreadableError) as exc:
            not_before = exc.not_before if isinstance(exc, FetchError) else None
            return self._noted(
                FeedOutcome.FAILED,
                validators=followed.validators,
                reason=reason_for(exc, followed.url),
                not_before=min(not_before, now + _LONGEST_WAIT) if not_before else None,
                is_temporary=isinstance(exc, FetchError) and exc.is_temporary,
            )
        if feed.rejected:
            self._keep([Got(key="", reads=feed.rejected)], {})
        self._followed = replace(followed, title=feed.title or followed.title, kind=feed.kind)
        return self._read(feed, fetched.validators)

    def _read(self, feed: Feed, validators: Validators) -> FeedResult:
        seen = self._follows.items(self._followed.url)
        wanted = [entry for entry in feed.entries if self._is_wanted(entry, seen)]
        wanted.sort(key=_newest_first)
        chosen = iter(wanted[: self._max_pages])
        n_new, n_waiting = min(len(wanted), self._max_pages), 0
        n_done = 0
        while batch := list(islice(chosen, _AT_ONCE)):
            gots: list[Got] = []
            items: dict[str, Item] = {}
            for entry in batch:
                got = self._pages.page(entry, self._follows)
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
        return page is None or bool(self._pages.still_archived(page))

    def _keep(self, gots: Sequence[Got], items: dict[str, Item]) -> None:
        archived, rejected = self._pages.kept(self._follows, gots, came_by=CameBy.FEED)
        self.archived += archived
        self.rejected += rejected
        if items:
            now = self._pages.clock()
            with self._pages.writing(now), self._follows.transaction():
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
        now = self._pages.clock()
        followed = replace(
            self._followed,
            checked=now,
            outcome=outcome,
            reason=reason,
            not_before=not_before,
            validators=validators,
        )
        with self._pages.writing(now), self._follows.transaction():
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


def _item(entry: Entry, got: Got, before: Item | None) -> Item:
    n_tries = (before.n_tries if before else 0) + 1 if got.state is ItemState.WAITING else 0
    return Item(stamp=entry.stamp, state=got.state, n_tries=n_tries)


def _newest_first(entry: Entry) -> float:
    when = entry.updated or entry.published
    try:
        return -when.timestamp() if when else 0.0
    except (OverflowError, ValueError):
        return 0.0
