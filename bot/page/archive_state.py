"""The state of the archive as the page tells it: size, index, feeds, the rules in force."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from bot.house import Rules
from bot.page.archive_plot import plot_html, plot_of
from bot.page.archive_work import Manages
from bot.page.markup import day, esc, joined
from bot.page.service import Service
from bot.page.shelf import Row
from index.keeper import IndexStatus
from sources.archive import Archive
from sources.follows import Followed, Follows
from sources.tables import rejections, versions

MAX_FEEDS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How the archive is.

    Attributes:
        n_articles: Articles.
        n_versions: Versions of them.
        n_rejected: What was not read and is remembered.
        n_bytes: The data directory on disk; None for an archive on a server.
        index: The state of the index; None where it isn't known.
        feeds: What is followed.
        rules: The rules of the house.
    """

    n_articles: int
    n_versions: int
    n_rejected: int
    n_bytes: int | None
    index: IndexStatus | None
    feeds: tuple[Followed, ...]
    rules: Rules

    @property
    def refreshed(self) -> datetime | None:
        """When a feed was last asked for."""
        return max((feed.checked for feed in self.feeds if feed.checked), default=None)


def state_of(newsproof: Service) -> State:
    """Look at the archive and its index; reads only."""
    archive = newsproof.archive
    folder = archive.database.folder
    return State(
        n_articles=archive.n_articles(),
        n_versions=int(archive.read(select(func.count()).select_from(versions))[0][0]),
        n_rejected=int(archive.read(select(func.count()).select_from(rejections))[0][0]),
        n_bytes=None if folder is None else _size(folder),
        index=newsproof.keeper.status() if isinstance(newsproof, Manages) else None,
        feeds=tuple(_feeds(archive)),
        rules=newsproof.rules,
    )


def state_html(state: State, rows: Sequence[Row]) -> str:
    """Return coverage, size, index, feeds and rules, each behind a line that opens it."""
    return (
        '<section class="np-state" aria-label="State of the archive">'
        f'<details class="np-fold"><summary>Coverage</summary>{plot_html(plot_of(rows)) or _NONE}'
        "</details>"
        f'<details class="np-fold"><summary>Size and index</summary>{_facts(state)}</details>'
        f'<details class="np-fold"><summary>Feeds ({len(state.feeds)})</summary>'
        f"{_followed(state)}</details>"
        '<details class="np-fold"><summary>Rules of the house</summary>'
        f"{rules_html(state.rules)}</details></section>"
    )


_NONE = '<p class="np-none">No articles yet.</p>'


def _facts(state: State) -> str:
    facts = [
        ("Articles", f"{state.n_articles:,}"),
        ("Versions", f"{state.n_versions:,}"),
        ("Not read", f"{state.n_rejected:,}; <code>newsproof sources rejected</code> lists them"),
    ]
    if state.n_bytes is not None:
        facts.append(("On disk", _in_mb(state.n_bytes)))
    if state.index is not None:
        one = state.index
        kept = "in step with the archive" if one.is_in_step else "behind; the next change mends it"
        facts += [
            ("Index", esc(one.problem) if one.problem else kept),
            (
                "Passages",
                f"{one.n_passages:,}, {one.n_embedded:,} embedded, {one.n_indexed:,} indexed",
            ),
            ("Built", esc(one.built or "not yet")),
            ("Encoder", esc(one.encoder)),
        ]
    return _list(facts)


def _followed(state: State) -> str:
    last = state.refreshed
    when = f"{day(last.date())}, {last:%H:%M} UTC" if last else "never"
    items = "".join(_feed(feed) for feed in state.feeds[:MAX_FEEDS])
    more = len(state.feeds) - MAX_FEEDS
    return (
        f"<p>Last refresh: {when}.</p>"
        + (f'<ul class="np-plain">{items}</ul>' if items else '<p class="np-none">None yet.</p>')
        + (f'<p class="np-none">And {more:,} more.</p>' if more > 0 else "")
    )


def _feed(feed: Followed) -> str:
    about = joined(esc(feed.url), esc(feed.outcome or "not asked yet"), esc(feed.reason))
    name = esc(feed.title or feed.url)
    return f'<li><strong>{name}</strong> <span class="np-about">{about}</span></li>'


def rules_html(rules: Rules) -> str:
    """Return the rules of the house that are in force."""
    evidence = rules.evidence
    scale = ", ".join(
        f"{esc(verdict.value.replace('_', ' ').capitalize())}: {esc(rating.name)}"
        + (f" ({rating.value})" if rating.value is not None else "")
        for verdict, rating in rules.rating.verdicts.items()
    )
    return _list(
        [
            ("Independent reports for “supported”", str(evidence.min_reports)),
            ("One report alone is told", "yes" if evidence.flag_single_source else "no"),
            ("Publishers that count", esc(", ".join(sorted(evidence.vetted))) or "all"),
            ("Opinion, which decides nothing", esc(", ".join(sorted(evidence.opinion_sections)))),
            ("Marked as old after", f"{evidence.max_age_days:,} days" if evidence.max_age_days
             else "never"),
            (f"Scale, {rules.rating.worst} to {rules.rating.best}", scale),
        ]
    )  # fmt: skip


def _list(facts: Sequence[tuple[str, str]]) -> str:
    return (
        '<dl class="np-facts">'
        + "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts)
        + "</dl>"
    )


def _feeds(archive: Archive) -> list[Followed]:
    return Follows(archive).feeds()


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        with suppress(OSError):  # a generation may be replaced while it is looked at
            total += path.lstat().st_size if path.is_file() else 0
    return total


def _in_mb(n_bytes: int) -> str:
    return f"{n_bytes / 1e6:,.1f} MB"
