"""What comes of a refresh: values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.ingesting import IngestReport


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
