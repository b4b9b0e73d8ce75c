"""What is followed: feeds, what of them has been seen, and what servers said about pages.

A SQLite file of its own beside the archive, opened with the archive's settings (WAL, every commit
on disk before it counts). It holds no article: without it, the next refresh asks for everything
again and the archive finds it unchanged. Pages are known by digests of their addresses, so that
nothing of an article stays here when it is removed. Writers hold `Archive.writing()`.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from sources import schema
from sources.errors import ArchiveError, ArchiveVersionError, UnreadableError
from sources.fetching import NOTHING_KNOWN, Validators
from sources.identity import canonical_url

FOLLOWS_FILE = "follows.sqlite3"
APPLICATION_ID = 0x4E577066 + 1  # "NWpg"
SCHEMA_VERSION = 1

_TABLES = """
CREATE TABLE feeds (
    url           TEXT PRIMARY KEY,
    title         TEXT NOT NULL,
    kind          TEXT NOT NULL,
    followed      TEXT NOT NULL,             -- ISO 8601 in UTC, as all times here
    checked       TEXT,                      -- when it was last asked for
    outcome       TEXT NOT NULL DEFAULT '',  -- what came of that
    reason        TEXT NOT NULL DEFAULT '',
    not_before    TEXT,                      -- when its server wants to be asked again
    etag          TEXT NOT NULL DEFAULT '',
    last_modified TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE TABLE items (
    feed    TEXT NOT NULL REFERENCES feeds ON DELETE CASCADE,
    page    TEXT NOT NULL,                   -- digest of the address
    stamp   TEXT NOT NULL,
    state   TEXT NOT NULL,
    n_tries INTEGER NOT NULL,
    PRIMARY KEY (feed, page)
) STRICT, WITHOUT ROWID;

CREATE TABLE pages (
    page          TEXT PRIMARY KEY,          -- digest of the address
    articles      TEXT NOT NULL,             -- JSON [article_id, ...]
    etag          TEXT NOT NULL,
    last_modified TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""


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
    """The open file. For one thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def open(cls, data_dir: Path) -> Iterator[Follows]:
        """Open the file in a data directory; it is made when there is none.

        Raises:
            ArchiveError: It cannot be used, or is another program's.
            ArchiveVersionError: Another version of Newsproof wrote it.
        """
        path = data_dir / FOLLOWS_FILE
        try:
            with closing(schema.connect(path)) as connection:
                if schema.is_empty(connection):
                    _create(connection)
                _check(connection, path)
                yield cls(connection)
        except sqlite3.DatabaseError as exc:
            raise ArchiveError(
                f"the list of followed feeds in {str(data_dir)!r} cannot be used ({exc})",
                f"make room or mend the permissions; if {FOLLOWS_FILE!r} is damaged, delete it "
                "and follow the feeds again, no article is lost",
            ) from exc

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run a block as one transaction: all of it is kept, or nothing."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def feeds(self) -> list[Followed]:
        """Return the followed feeds, by address."""
        return [_followed(row) for row in self._connection.execute(f"{_FEEDS} ORDER BY url")]

    def feed(self, url: str) -> Followed | None:
        """Return a followed feed, or None."""
        row = self._connection.execute(f"{_FEEDS} WHERE url = ?", [url]).fetchone()
        return _followed(row) if row else None

    def follow(self, url: str, *, title: str, kind: str, now: datetime) -> None:
        """Add a feed; one that is followed keeps what is known of it."""
        self._connection.execute(
            "INSERT INTO feeds (url, title, kind, followed) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (url) DO UPDATE SET title = excluded.title, kind = excluded.kind",
            [url, title, kind, _written(now)],
        )

    def unfollow(self, url: str) -> bool:
        """Forget a feed and what of it has been seen; say whether it was followed."""
        return self._connection.execute("DELETE FROM feeds WHERE url = ?", [url]).rowcount > 0

    def note_result(self, feed: Followed) -> None:
        """Keep what came of asking for a feed."""
        self._connection.execute(
            "UPDATE feeds SET title = ?, kind = ?, checked = ?, outcome = ?, reason = ?, "
            "not_before = ?, etag = ?, last_modified = ? WHERE url = ?",
            [
                feed.title,
                feed.kind,
                _written(feed.checked),
                feed.outcome,
                feed.reason,
                _written(feed.not_before),
                feed.validators.etag,
                feed.validators.last_modified,
                feed.url,
            ],
        )

    def items(self, url: str) -> dict[str, Item]:
        """Return what has been seen of a feed, by the key of the page."""
        rows = self._connection.execute(
            "SELECT page, stamp, state, n_tries FROM items WHERE feed = ?", [url]
        )
        return {
            row["page"]: Item(
                stamp=row["stamp"], state=ItemState(row["state"]), n_tries=row["n_tries"]
            )
            for row in rows
        }

    def note_items(self, url: str, items: Mapping[str, Item]) -> None:
        """Keep what became of entries of a feed."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO items (feed, page, stamp, state, n_tries) "
            "VALUES (?, ?, ?, ?, ?)",
            [(url, key, item.stamp, item.state, item.n_tries) for key, item in items.items()],
        )

    def page(self, key: str) -> Page | None:
        """Return what is known of a page, or None."""
        row = self._connection.execute("SELECT * FROM pages WHERE page = ?", [key]).fetchone()
        if row is None:
            return None
        validators = Validators(etag=row["etag"], last_modified=row["last_modified"])
        return Page(articles=tuple(json.loads(row["articles"])), validators=validators)

    def note_page(self, key: str, page: Page) -> None:
        """Keep what is known of a page."""
        self._connection.execute(
            "INSERT OR REPLACE INTO pages (page, articles, etag, last_modified) "
            "VALUES (?, ?, ?, ?)",
            [
                key,
                json.dumps(page.articles),
                page.validators.etag,
                page.validators.last_modified,
            ],
        )


_FEEDS = "SELECT * FROM feeds"


def _followed(row: sqlite3.Row) -> Followed:
    return Followed(
        url=row["url"],
        title=row["title"],
        kind=row["kind"],
        followed=datetime.fromisoformat(row["followed"]),
        checked=_read(row["checked"]),
        outcome=row["outcome"],
        reason=row["reason"],
        not_before=_read(row["not_before"]),
        validators=Validators(etag=row["etag"], last_modified=row["last_modified"]),
    )


def _written(when: datetime | None) -> str | None:
    return when.astimezone(UTC).isoformat("T", "seconds") if when else None


def _read(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _create(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(
        "BEGIN IMMEDIATE;"
        + _TABLES.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS")  # two may come at once
        + f"PRAGMA application_id = {APPLICATION_ID};"
        + f"PRAGMA user_version = {SCHEMA_VERSION};"
        + "COMMIT;"
    )


def _check(connection: sqlite3.Connection, path: Path) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID:
        raise ArchiveError(
            f"{path.name!r} is a database, but no list of followed feeds",
            "choose another folder with --data-dir",
        )
    if version != SCHEMA_VERSION:
        raise ArchiveVersionError(
            f"the list of followed feeds has schema version {version}, this Newsproof reads "
            f"{SCHEMA_VERSION}",
            "use the version of Newsproof that wrote it, or another folder with --data-dir",
        )
