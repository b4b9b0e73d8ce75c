"""The state of the archive as the page tells it: size, index, feeds, the rules in force."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from bot.house import Rules
from bot.page.archive_plot import plot_html, plot_of
from bot.page.archive_work import OUTCOMES, Manages
from bot.page.markup import day, esc, joined
from bot.page.service import Service
from bot.page.shelf import Row
from bot.page.texts import Texts
from bot.page.verdict_html import VERDICTS
from index.keeper import IndexStatus
from sources.archive import Archive
from sources.follows import Followed, Follows
from sources.rejections import Rejection
from sources.tables import versions

MAX_FEEDS = 100
MAX_REJECTIONS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How the archive is.

    Attributes:
        n_articles: Articles.
        n_versions: Versions of them.
        rejections: What was not read and is remembered, newest first.
        n_bytes: The data directory on disk; None for an archive on a server.
        index: The state of the index; None where it isn't known.
        feeds: What is followed.
        rules: The rules of the house.
    """

    n_articles: int
    n_versions: int
    rejections: tuple[Rejection, ...]
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
        rejections=tuple(archive.rejections()),
        n_bytes=None if folder is None else _size(folder),
        index=newsproof.keeper.status() if isinstance(newsproof, Manages) else None,
        feeds=tuple(_feeds(archive)),
        rules=newsproof.rules,
    )


def state_html(t: Texts, state: State, rows: Sequence[Row]) -> str:
    """Return coverage, size, index, feeds and rules, each behind a line that opens it."""
    folds = (
        (t("archive.coverage"), plot_html(t, plot_of(t, rows)) or _none(t("archive.empty"))),
        (t("archive.size"), _facts(t, state)),
        (t("archive.feeds", n=t.number(len(state.feeds))), _followed(t, state)),
        (t("archive.not_read", n=t.number(len(state.rejections))), _rejected(t, state)),
        (t("archive.rules"), rules_html(t, state.rules)),
    )
    shown = "".join(
        f'<details class="np-fold"><summary>{esc(name)}</summary>{held}</details>'
        for name, held in folds
    )
    return f'<section class="np-state" aria-label="{esc(t("archive.state"))}">{shown}</section>'


def _facts(t: Texts, state: State) -> str:
    facts = [
        (t("archive.n_articles"), t.number(state.n_articles)),
        (t("archive.n_versions"), t.number(state.n_versions)),
    ]
    if state.n_bytes is not None:
        facts.append((t("archive.on_disk"), _in_mb(t, state.n_bytes)))
    if state.index is not None:
        one = state.index
        kept = t("archive.in_step") if one.is_in_step else t("archive.behind")
        passages = t(
            "archive.n_passages",
            n=t.number(one.n_passages),
            embedded=t.number(one.n_embedded),
            indexed=t.number(one.n_indexed),
        )
        facts += [
            (t("archive.index"), one.problem or kept),
            (t("archive.passages"), passages),
            (
                t("archive.built"),
                _at(t, datetime.fromisoformat(one.built)) if one.built else t("archive.not_yet"),
            ),
            (t("archive.encoder"), one.encoder),
        ]
    return _list(facts)


def _followed(t: Texts, state: State) -> str:
    last = state.refreshed
    told = t("archive.refreshed", when=_at(t, last)) if last else t("archive.never_refreshed")
    items = "".join(_feed(t, feed) for feed in state.feeds[:MAX_FEEDS])
    return (
        f"<p>{esc(told)}</p>"
        + (f'<ul class="np-plain">{items}</ul>' if items else _none(t("archive.no_feeds")))
        + _more(t, len(state.feeds) - MAX_FEEDS)
    )


def _at(t: Texts, when: datetime) -> str:
    when = when.astimezone(UTC)
    return t("archive.at", day=t.day(when.date()), time=f"{when:%H:%M}")


def _feed(t: Texts, feed: Followed) -> str:
    known = OUTCOMES.get(feed.outcome)
    outcome = t(known) if known else feed.outcome or t("archive.not_asked")
    about = joined(esc(feed.url), esc(outcome), esc(feed.reason))
    name = esc(feed.title or feed.url)
    return f'<li><strong>{name}</strong> <span class="np-about">{about}</span></li>'


def _rejected(t: Texts, state: State) -> str:
    items = "".join(
        f'<li><strong>{esc(one.origin)}</strong> <span class="np-about">'
        f"{joined(day(t, one.retrieved.date()), esc(one.reason))}</span></li>"
        for one in state.rejections[:MAX_REJECTIONS]
    )
    if not items:
        return _none(t("archive.all_read"))
    more = _more(t, len(state.rejections) - MAX_REJECTIONS)
    return f'<ul class="np-plain">{items}</ul>{more}'


def rules_html(t: Texts, rules: Rules) -> str:
    """Return the rules of the house that are in force."""
    evidence, rating = rules.evidence, rules.rating
    scale = ", ".join(
        f"{t(VERDICTS[verdict].name)}: {one.name}"
        + (f" ({one.value})" if one.value is not None else "")
        for verdict, one in rating.verdicts.items()
    )
    alone = "archive.yes" if evidence.flag_single_source else "archive.no"
    age = evidence.max_age_days
    return _list(
        [
            (t("archive.min_reports"), t.number(evidence.min_reports)),
            (t("archive.single_source"), t(alone)),
            (
                t("archive.vetted"),
                ", ".join(sorted(evidence.vetted)) or t("archive.all_publishers"),
            ),
            (t("archive.opinion"), ", ".join(sorted(evidence.opinion_sections))),
            (t("archive.old_after"), t.n("archive.days", age) if age else t("archive.never")),
            (t("archive.scale", worst=rating.worst, best=rating.best), scale),
        ]
    )


def _list(facts: Sequence[tuple[str, str]]) -> str:
    shown = "".join(f"<dt>{esc(name)}</dt><dd>{esc(value)}</dd>" for name, value in facts)
    return f'<dl class="np-facts">{shown}</dl>'


def _none(words: str) -> str:
    return f'<p class="np-none">{esc(words)}</p>'


def _more(t: Texts, n: int) -> str:
    return _none(t("archive.and_more", n=t.number(n))) if n > 0 else ""


def _feeds(archive: Archive) -> list[Followed]:
    return Follows(archive).feeds()


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        with suppress(OSError):  # a generation may be replaced while it is looked at
            total += path.lstat().st_size if path.is_file() else 0
    return total


def _in_mb(t: Texts, n_bytes: int) -> str:
    whole, tenth = divmod(round(n_bytes / 1e5), 10)
    return t("archive.megabytes", whole=t.number(whole), tenth=tenth)
