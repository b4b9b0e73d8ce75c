"""What the page does to the archive beyond reading files: the web, retracting, removing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Protocol, runtime_checkable

from bot.following import FeedOutcome, FeedResult, Following, RefreshReport, open_fetcher
from bot.ingesting import IngestReport, Progress
from bot.newsproof import system_clock
from bot.page.inputs import line_of
from bot.page.markup import esc
from bot.page.service import Service
from bot.page.sources_html import ingest_html
from bot.page.texts import Texts
from bot.page.told import ToldError
from bot.removing import Removed
from bot.settings import Settings
from index.keeper import IndexKeeper
from sources.archive import Archive

MAX_ADDRESS = 2_000  # characters
MAX_REASON = 500
OnProgress = Callable[[Progress], None]


@runtime_checkable
class Manages(Protocol):
    """The part of `bot.newsproof.Newsproof` that changes an archive."""

    archive: Archive
    keeper: IndexKeeper
    settings: Settings

    def retract(self, article_id: str, *, on: date | None = None, reason: str = "") -> None:
        """Mark an article as withdrawn."""

    def remove(self, article_id: str) -> Removed:
        """Delete an article for good."""


def manager_of(newsproof: Service) -> Manages | None:
    """Return what changes the archive, or None where it can only be read."""
    return newsproof if isinstance(newsproof, Manages) else None


class Web:
    """Fetches for the page. Safe to use from several threads: hosts get their pauses from all."""

    def __init__(self, t: Texts, manages: Manages) -> None:
        self._t = t
        self._manages = manages
        self._fetcher = open_fetcher(manages.settings, now=system_clock)

    def add(self, address: str, on_progress: OnProgress) -> str:
        """Fetch a page, or the pages of a feed; return what came of it."""
        return ingest_html(self._t, self._following().ingest([address], on_progress=on_progress))

    def follow(self, address: str, on_progress: OnProgress) -> str:
        """Follow a feed and read it for the first time; return what came of it."""
        following = self._following()
        followed, n_entries = following.follow(address)
        report = following.refresh([followed.url], on_progress=on_progress)
        name = followed.title or followed.url
        told = self._t.n("archive.following", n_entries, name=name)
        return refresh_html(self._t, report, told)

    def refresh(self, _: str, on_progress: OnProgress) -> str:
        """Ask every followed feed for what is new; return what came of it."""
        return refresh_html(self._t, self._following().refresh(on_progress=on_progress), "")

    def _following(self) -> Following:
        manages = self._manages
        return Following(manages.archive, manages.keeper, self._fetcher, clock=system_clock)


def address_of(value: object) -> str:
    """Return the address that was typed.

    Raises:
        ToldError: There is none, or it is no text.
    """
    address = line_of(value, "address", MAX_ADDRESS)
    if not address:
        raise ToldError("archive.no_address", "archive.paste_address")
    return address if "://" in address else f"https://{address}"


def refresh_html(t: Texts, report: RefreshReport, words: str) -> str:
    """Return what a refresh did: each feed, then each article."""
    feeds = "".join(
        f"<li><strong>{esc(feed.title or feed.url)}</strong> "
        f"<span>{esc(_came(t, feed))}</span></li>"
        for feed in report.feeds
    )
    said = f"<p>{esc(words)}</p>" if words else ""
    articles = ingest_html(t, report.articles) if report.articles != IngestReport() else ""
    return (
        f'<section class="np-ingest" role="status" aria-label="{esc(t("archive.refresh_result"))}">'
        f'{said}<p class="np-label">{esc(t("archive.feeds_asked"))}</p>'
        f"<ul>{feeds}</ul></section>{articles}"
    )


def _came(t: Texts, feed: FeedResult) -> str:
    """Return what came of asking for one feed."""
    outcome = t(OUTCOMES[feed.outcome])
    came = f"{outcome}: {feed.reason}" if feed.reason else ""
    came = came or t("archive.n_new", outcome=outcome, n=t.number(feed.n_new))
    left = t("archive.n_left", n=t.number(feed.n_left)) if feed.n_left else ""
    return f"{came}, {left}" if left else came


OUTCOMES: dict[str, str] = {
    FeedOutcome.READ: "archive.feed_read",
    FeedOutcome.UNCHANGED: "archive.feed_unchanged",
    FeedOutcome.FAILED: "archive.feed_failed",
    FeedOutcome.WAITING: "archive.feed_waiting",
}


def do_deed(t: Texts, manages: Manages, sent: Mapping[str, object]) -> str:
    """Retract or remove an article as a click asked for it; return what was done, in a sentence.

    Raises:
        ToldError: It is no such deed.
        NotFoundError: No such article.
        ArchiveBusyError: Somebody else is writing.
    """
    deed, article_id = sent.get("deed"), sent.get("article")
    if deed not in ("retract", "remove") or not (
        isinstance(article_id, str) and re.fullmatch(r"\w{1,64}", article_id)
    ):
        raise ToldError("archive.no_deed", "archive.open_again")
    title = manages.archive.get(article_id).title
    if deed == "retract":
        reason = line_of(sent.get("reason"), "reason", MAX_REASON)
        manages.retract(article_id, reason=reason)
        return t("archive.done_retract", title=title)
    gone = manages.remove(article_id)
    told = t(
        "archive.done_remove",
        title=gone.title,
        versions=t.number(gone.n_versions),
        passages=t.number(gone.n_passages),
        vectors=t.number(gone.n_vectors),
        originals=t.number(gone.n_originals),
    )
    if gone.still_quoted_by:
        told += " " + t("archive.still_quoted", names=", ".join(gone.still_quoted_by))
    return told
