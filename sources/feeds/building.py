"""Making entries of what a feed says: addresses made absolute, dates read, repetitions left out."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from sources.dates import MAX_YEAR, MIN_YEAR, parse_date
from sources.errors import UnreadableError
from sources.feeds.values import Entry, Feed, FeedKind
from sources.identity import canonical_url
from sources.readers.reading import Rejected, one_line, reason_of

MAX_ENTRIES = 1_000
"""Of a feed that are read; news sitemaps may have as many."""

MAX_CHILDREN = 10
"""Sitemaps of an index that are read."""

MAX_TITLE_CHARS = 300
_MAX_DATE_CHARS = 60
_AHEAD = timedelta(days=1)  # a clock may be wrong, and today begins earlier elsewhere
_TAGS = re.compile(r"<[^<>]{0,1000}>")


@dataclass(slots=True, kw_only=True)
class RawEntry:
    """An entry as printed: everything may be empty.

    Attributes:
        links: Addresses, the best first; relative ones to `base`.
        base: What relative addresses refer to.
    """

    links: list[str] = field(default_factory=list)
    base: str = ""
    title: str = ""
    published: str = ""
    updated: str = ""


class FeedBuilder:
    """Takes raw entries one after another until there are enough."""

    def __init__(self, *, address: str, now: datetime) -> None:
        self._address = address
        self._now = now
        self._entries: dict[str, Entry] = {}
        self._children: list[tuple[float, str]] = []
        self._rejected: list[Rejected] = []
        self._n_repeated = 0
        self._n_seen = 0
        self._is_cut = False
        self.title = ""

    def add(self, raw: RawEntry) -> bool:
        """Take an entry; say whether more are wanted."""
        if not self._is_wanted():
            return False
        url = self._url(raw)
        if url is None:
            return True
        key = canonical_url(url)
        if key in self._entries:
            self._n_repeated += 1
            return True
        published, updated = parse_time(raw.published), parse_time(raw.updated)
        ahead = [when for when in (published, updated) if when and self._is_ahead(when)]
        title = plain(raw.title)
        self._entries[key] = Entry(
            url=url,
            title=title,
            published=None if published in ahead else published,
            updated=None if updated in ahead else updated,
            is_ahead=bool(ahead),
            stamp=_digest([title, raw.published.strip(), raw.updated.strip()]),
        )
        return True

    def add_child(self, raw: RawEntry) -> bool:
        """Take a sitemap of an index; say whether more are wanted."""
        if not self._is_wanted():
            return False
        url = self._url(raw)
        if url is not None:
            when = parse_time(raw.updated)
            self._children.append((-when.timestamp() if when else 0.0, url))
        return True

    def _is_wanted(self) -> bool:
        self._n_seen += 1
        self._is_cut = self._n_seen > MAX_ENTRIES
        return not self._is_cut

    def feed(self, kind: FeedKind) -> Feed:
        """Return what was taken."""
        children = [url for _, url in sorted(self._children, key=lambda child: child[0])]
        return Feed(
            kind=kind,
            title=plain(self.title),
            entries=tuple(self._entries.values()),
            children=tuple(dict.fromkeys(children))[:MAX_CHILDREN],
            rejected=tuple(self._rejected),
            n_repeated=self._n_repeated,
            is_cut=self._is_cut or len(children) > MAX_CHILDREN,
        )

    def _url(self, raw: RawEntry) -> str | None:
        problem = "names no address"
        for link in raw.links:
            try:
                base = urljoin(self._address, raw.base.strip())
                url = urljoin(base, link.strip().replace("&amp;", "&"))
                canonical_url(url)
                return url
            except UnreadableError as exc:
                problem = reason_of(exc)
            except ValueError:
                problem = "names no address"
        named = plain(raw.title) or f"entry {self._n_seen}"
        self._rejected.append(Rejected(f"{self._address} · {named[:80]}", problem))
        return None

    def _is_ahead(self, when: datetime) -> bool:
        return _aware(when) > self._now + _AHEAD


def parse_time(printed: str) -> datetime | None:
    """Read a date with or without a time, as feeds print it: RFC 822, ISO 8601, plain days.

    The time zone stays what it is, so that `.date()` is the day as printed; one that isn't given
    is UTC. None for anything else, and outside the years 1600 to 2100.
    """
    printed = " ".join(printed[: _MAX_DATE_CHARS + 1].split())
    if not printed or len(printed) > _MAX_DATE_CHARS:
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime, _day):
        try:
            when = read(printed)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if when and MIN_YEAR <= when.year <= MAX_YEAR:
            return when if when.tzinfo else when.replace(tzinfo=UTC)
    return None


def plain(text: str) -> str:
    """Return the text of a title: on one line, without markup and control characters."""
    text = html.unescape(_TAGS.sub(" ", html.unescape(text[: 10 * MAX_TITLE_CHARS])))
    line = one_line("".join(char if char.isprintable() else " " for char in text))
    return line if len(line) <= MAX_TITLE_CHARS else line[: MAX_TITLE_CHARS - 1] + "…"


def _aware(when: datetime) -> datetime:
    try:
        return when.astimezone(UTC)
    except OverflowError:
        return when


def _day(printed: str) -> datetime | None:
    day = parse_date(printed)
    return datetime.combine(day, time(), UTC) if day else None


def _digest(parts: Iterable[str]) -> str:
    joined = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(joined).hexdigest()[:16]
