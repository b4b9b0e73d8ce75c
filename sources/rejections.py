"""What was given to the archive and not read, kept in its file so that it can be listed again.

A rejection is known by its origin. It goes when that origin is read after all, or when a person
says so. Call what writes inside `Archive.transaction()`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, delete, select

from sources.database import upsert
from sources.readers.reading import Rejected
from sources.tables import rejections

if TYPE_CHECKING:
    from sources.archive import Archive

MAX_REJECTIONS = 100_000
"""Of which the newest are kept."""

_ORDER = (rejections.c.retrieved.desc(), rejections.c.origin)


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
    connection: Connection,
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
    if origins := [{"origin_read": origin} for origin in read]:
        connection.execute(
            delete(rejections).where(rejections.c.origin == bindparam("origin_read")), origins
        )
    newest = {item.origin: item.reason for item in rejected}
    upsert(
        connection,
        rejections,
        [{"origin": o, "reason": reason, "retrieved": at} for o, reason in newest.items()],
    )
    old = select(rejections.c.origin).order_by(*_ORDER).offset(MAX_REJECTIONS)
    connection.execute(delete(rejections).where(rejections.c.origin.in_(old)))


def clear(connection: Connection) -> int:
    """Forget all rejections; return how many there were."""
    return connection.execute(delete(rejections)).rowcount


def listed(archive: Archive) -> list[Rejection]:
    """Return all rejections, the newest first, those of one moment by origin."""
    return [
        Rejection(
            origin=row.origin, reason=row.reason, retrieved=datetime.fromisoformat(row.retrieved)
        )
        for row in archive.read(select(rejections).order_by(*_ORDER))
    ]
