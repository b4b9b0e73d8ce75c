"""The values of feeds: what a feed names, before any of it is fetched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sources.readers.reading import Rejected


class FeedKind(StrEnum):
    """How a feed is written."""

    RSS = "RSS"
    ATOM = "Atom"
    JSON = "JSON Feed"
    SITEMAP = "sitemap"
    SITEMAP_INDEX = "sitemap index"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An article that a feed names.

    Attributes:
        url: Its address, absolute; nothing has been asked of it yet.
        title: As the feed has it, on one line; may be empty.
        published: When, as printed: with the time zone that the feed gives. None when it is not
            given, cannot be read, or lies in the future.
        updated: When it was changed last, likewise.
        is_ahead: Whether one of the two lay in the future and was left out.
        stamp: Another one when the feed says something new about the article.
    """

    url: str
    title: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    is_ahead: bool = False
    stamp: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a feed says.

    Attributes:
        kind: How it is written.
        title: Its name, on one line; may be empty.
        entries: In its order, each address once.
        children: The sitemaps of a sitemap index, those that changed last first.
        rejected: Entries that name no address.
        n_repeated: Entries left out as their address came before.
        is_cut: Whether there were more entries than are read.
    """

    kind: FeedKind
    title: str = ""
    entries: tuple[Entry, ...] = ()
    children: tuple[str, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    n_repeated: int = 0
    is_cut: bool = False
