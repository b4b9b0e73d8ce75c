"""What is followed: feeds, what of them has been seen, and what servers said about pages.

In tables of the archive. They hold no text: without them, the next refresh asks for everything
again and the archive finds it unchanged. Pages are known by digests of their addresses, so that
nothing of an article stays here when it is removed. Writers hold `Archive.writing()`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, delete, select, update

from sources.archive import Archive
from sources.database import upsert
from sources.errors import UnreadableError
from sources.fetching import NOTHING_KNOWN, Validators
from sources.identity import canonical_url
from sources.tables import feed_items, feeds, pages


class ItemState(StrEnum):
    """What became of an entry of a feed."""

    READ = "read"
    REJECTED = "rejected"
    WAITING = "waiting"
    """Its page could not be had for a reason that may pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An entry that has been seen.

    Attributes:
        stamp: What the feed said of it; see `sources.feeds.Entry`.
        state: What became of it.
        n_tries: How often its page was asked for in vain, in a row.
    """

    stamp: str
    state: ItemState
    n_tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is known of a page that was read.

    Attributes:
        articles: The ids of its articles.
        validators: To ask with whether it has changed.
    """

    articles: tuple[str, ...]
    validators: Validators


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A feed that is followed; times are in UTC.

    Attributes:
        url: Its address, as it was given.
        title: Its own name; may be empty.
        kind: How it is written.
        followed: Since when.
        checked: When it was last asked for, or None.
        outcome: What came of that, in a word; empty before the first time.
        reason: Why it failed, or the empty string.
        not_before: When its server wants to be asked again, or None.
        validators: To ask with whether it has changed; empty when all of it is wanted again.
    """

    url: str
    title: str
    kind: str
    followed: datetime
    checked: datetime | None = None
    outcome: str = ""
    reason: str = ""
    not_before: datetime | None = None
    validators: Validators = NOTHING_KNOWN


def page_key(url: str) -> str:
    """Return what a page is known by: a digest of its canonical address."""
    with suppress(UnreadableError):
        url = canonical_url(url)
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:32]


class Follows:
    """What an archive follows."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run a block as one transaction: all of it is kept, or nothing."""
        with self._archive.transaction():
            yield

    def feeds(self) -> list[Followed]:
        """Return the followed feeds, by address."""
        return [_followed(row) for row in self._archive.read(select(feeds).order_by(feeds.c.url))]

    def feed(self, url: str) -> Followed | None:
        """Return a followed feed, or None."""
        rows = self._archive.read(select(feeds).where(feeds.c.url == url))
        return _followed(rows[0]) if rows else None

    def follow(self, url: str, *, title: str, kind: str, now: datetime) -> None:
        """Add a feed; one that is followed keeps what is known of it."""
        row = {"url": url, "title": title, "kind": kind, "followed": _written(now)}
        connection = self._archive.connection
        upsert(connection, feeds, row, keep=True)
        connection.execute(update(feeds).where(feeds.c.url == url).values(title=title, kind=kind))

    def unfollow(self, url: str) -> bool:
        """Forget a feed and what of it has been seen; say whether it was followed."""
        return (
            self._archive.connection.execute(delete(feeds).where(feeds.c.url == url)).rowcount > 0
        )

    def note_result(self, feed: Followed) -> None:
        """Keep what came of asking for a feed."""
        self._archive.connection.execute(
            update(feeds)
            .where(feeds.c.url == feed.url)
            .values(
                title=feed.title,
                kind=feed.kind,
                checked=_written(feed.checked),
                outcome=feed.outcome,
                reason=feed.reason,
                not_before=_written(feed.not_before),
                etag=feed.validators.etag,
                last_modified=feed.validators.last_modified,
            )
        )

    def items(self, url: str) -> dict[str, Item]:
        """Return what has been seen of a feed, by the key of the page."""
        return {
            row.page: Item(stamp=row.stamp, state=ItemState(row.state), n_tries=row.n_tries)
            for row in self._archive.read(select(feed_items).where(feed_items.c.feed == url))
        }

    def note_items(self, url: str, items: Mapping[str, Item]) -> None:
        """Keep what became of entries of a feed."""
        rows = [
            {
                "feed": url,
                "page": key,
                "stamp": item.stamp,
                "state": item.state,
                "n_tries": item.n_tries,
            }
            for key, item in items.items()
        ]
        upsert(self._archive.connection, feed_items, rows)

    def page(self, key: str) -> Page | None:
        """Return what is known of a page, or None."""
        for row in self._archive.read(select(pages).where(pages.c.page == key)):
            validators = Validators(etag=row.etag, last_modified=row.last_modified)
            return Page(articles=tuple(json.loads(row.articles)), validators=validators)
        return None

    def note_page(self, key: str, page: Page) -> None:
        """Keep what is known of a page."""
        row = {
            "page": key,
            "articles": json.dumps(page.articles),
            "etag": page.validators.etag,
            "last_modified": page.validators.last_modified,
        }
        upsert(self._archive.connection, pages, row)


def _followed(row: Row[Any]) -> Followed:
    return Followed(
        url=row.url,
        title=row.title,
        kind=row.kind,
        followed=datetime.fromisoformat(row.followed),
        checked=_read(row.checked),
        outcome=row.outcome,
        reason=row.reason,
        not_before=_read(row.not_before),
        validators=Validators(etag=row.etag, last_modified=row.last_modified),
    )


def _written(when: datetime | None) -> str | None:
    return when.astimezone(UTC).isoformat("T", "seconds") if when else None


def _read(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
