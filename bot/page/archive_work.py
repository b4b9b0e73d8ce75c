"""What the page does to the archive beyond reading files: the web, retracting, removing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Protocol, runtime_checkable

from bot.errors import QuestionError
from bot.following import FeedOutcome, Following, RefreshReport, open_fetcher
from bot.ingesting import IngestReport, Progress
from bot.newsproof import system_clock
from bot.page.inputs import line_of
from bot.page.markup import esc
from bot.page.service import Service
from bot.page.sources_html import ingest_html
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

    def __init__(self, manages: Manages) -> None:
        self._manages = manages
        self._fetcher = open_fetcher(manages.settings, now=system_clock)

    def add(self, address: str, on_progress: OnProgress) -> str:
        """Fetch a page, or the pages of a feed; return what came of it."""
        return ingest_html(self._following().ingest([address], on_progress=on_progress))

    def follow(self, address: str, on_progress: OnProgress) -> str:
        """Follow a feed and read it for the first time; return what came of it."""
        following = self._following()
        followed, n_entries = following.follow(address)
        report = following.refresh([followed.url], on_progress=on_progress)
        name = followed.title or followed.url
        return refresh_html(report, f"Following “{name}”, which names {n_entries:,} articles.")

    def refresh(self, _: str, on_progress: OnProgress) -> str:
        """Ask every followed feed for what is new; return what came of it."""
        return refresh_html(self._following().refresh(on_progress=on_progress), "")

    def _following(self) -> Following:
        manages = self._manages
        return Following(manages.archive, manages.keeper, self._fetcher, clock=system_clock)


def address_of(value: object) -> str:
    """Return the address that was typed.

    Raises:
        QuestionError: There is none, or it is no text.
    """
    address = line_of(value, "address", MAX_ADDRESS)
    if not address:
        raise QuestionError("no address was given", "paste that of an article or a feed")
    return address if "://" in address else f"https://{address}"


def refresh_html(report: RefreshReport, words: str) -> str:
    """Return what a refresh did: each feed, then each article."""
    feeds = "".join(
        f"<li><strong>{esc(feed.title or feed.url)}</strong> <span>{esc(_outcome(feed.outcome))}"
        f"{esc(f': {feed.reason}') if feed.reason else f', {feed.n_new:,} new or changed'}"
        f"{f', {feed.n_left:,} left for the next refresh' if feed.n_left else ''}</span></li>"
        for feed in report.feeds
    )
    said = f"<p>{esc(words)}</p>" if words else ""
    return (
        f'<section class="np-ingest" role="status" aria-label="Result of the refresh">{said}'
        f"<h4>Feeds</h4><ul>{feeds}</ul></section>{_articles(report.articles)}"
    )


def _articles(report: IngestReport) -> str:
    return ingest_html(report) if report != IngestReport() else ""


def _outcome(outcome: FeedOutcome) -> str:
    return {
        FeedOutcome.READ: "read",
        FeedOutcome.UNCHANGED: "unchanged",
        FeedOutcome.FAILED: "could not be had",
        FeedOutcome.WAITING: "asks for patience",
    }[outcome]


def do_deed(manages: Manages, sent: Mapping[str, object]) -> str:
    """Retract or remove an article as a click asked for it; return what was done, in a sentence.

    Raises:
        QuestionError: It is no such deed.
        NotFoundError: No such article.
        ArchiveBusyError: Somebody else is writing.
    """
    deed, article_id = sent.get("deed"), sent.get("article")
    if deed not in ("retract", "remove") or not (
        isinstance(article_id, str) and re.fullmatch(r"\w{1,64}", article_id)
    ):
        raise QuestionError("this can't be done", "open the article again")
    title = manages.archive.get(article_id).title
    if deed == "retract":
        reason = line_of(sent.get("reason"), "reason", MAX_REASON)
        manages.retract(article_id, reason=reason)
        return f"Retracted: “{title}”. It is never used as support again."
    gone = manages.remove(article_id)
    kept = f" Still quoted by what was saved: {', '.join(gone.still_quoted_by)}." if (
        gone.still_quoted_by
    ) else ""  # fmt: skip
    return (
        f"Removed: “{gone.title}”, with {gone.n_versions:,} version(s), {gone.n_passages:,} "
        f"passage(s), {gone.n_vectors:,} vector(s) and {gone.n_originals:,} original(s).{kept}"
    )
