"""What was given to the archive and not read, kept in its file so that it can be listed again.

A rejection is known by its origin. It goes when that origin is read after all, or when a person
says so. Call what writes inside `Archive.transaction()`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sources.readers.reading import Rejected

MAX_REJECTIONS = 100_000
"""Of which the newest are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """Something that was not read as an article.

    Attributes:
        origin: The file, the line of one, or the address.
        reason: Why, as a clause about `origin`.
        retrieved: When it was last tried, with time zone.
    """

    origin: str
    reason: str
    retrieved: datetime


def note(
    connection: sqlite3.Connection,
    *,
    rejected: Iterable[Rejected],
    read: Iterable[str],
    now: datetime,
) -> None:
    """Keep what was rejected, and forget what was read after all.

    Args:
        connection: Of the archive, in a transaction.
        rejected: The newest reason for an origin replaces the one before.
        read: The origins of articles.
        now: When.
    """
    at = now.astimezone(UTC).isoformat("T", "seconds")
    connection.executemany(
        "DELETE FROM rejections WHERE origin = ?", [(origin,) for origin in read]
    )
    connection.executemany(
        "INSERT OR REPLACE INTO rejections (origin, reason, retrieved) VALUES (?, ?, ?)",
        [(item.origin, item.reason, at) for item in rejected],
    )
    connection.execute(
        "DELETE FROM rejections WHERE origin IN (SELECT origin FROM rejections "
        "ORDER BY retrieved DESC, origin LIMIT -1 OFFSET ?)",
        [MAX_REJECTIONS],
    )


def clear(connection: sqlite3.Connection) -> int:
    """Forget all rejections; return how many there were."""
    return connection.execute("DELETE FROM rejections").rowcount


def listed(connection: sqlite3.Connection) -> list[Rejection]:
    """Return all rejections, the newest first, those of one moment by origin."""
    rows = connection.execute(
        "SELECT origin, reason, retrieved FROM rejections ORDER BY retrieved DESC, origin"
    )
    return [
        Rejection(origin=origin, reason=reason, retrieved=datetime.fromisoformat(retrieved))
        for origin, reason, retrieved in rows
    ]
