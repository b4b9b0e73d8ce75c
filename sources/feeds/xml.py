"""RSS 0.9 to 2.0, Atom and sitemaps, read piece by piece by lxml.

Nothing outside the bytes is ever opened, no entity of a document's own is expanded, and each entry
is dropped from the tree once it is read, so that a feed of a million items costs no more than its
first thousand. Broken markup is read as far as it goes, as most readers do.
"""

from __future__ import annotations

import html.entities
import re
from contextlib import suppress
from datetime import datetime
from itertools import islice
from typing import Any

from sources.decoding import decode
from sources.errors import UnreadableError
from sources.feeds.building import FeedBuilder, RawEntry
from sources.feeds.values import Feed, FeedKind

Element = Any
"""An lxml element: it has no types."""

_KINDS = {
    "rss": FeedKind.RSS,
    "RDF": FeedKind.RSS,
    "feed": FeedKind.ATOM,
    "urlset": FeedKind.SITEMAP,
    "sitemapindex": FeedKind.SITEMAP_INDEX,
}
_ENTRIES = {
    FeedKind.RSS: "item",
    FeedKind.ATOM: "entry",
    FeedKind.SITEMAP: "url",
    FeedKind.SITEMAP_INDEX: "sitemap",
}
_TAGS = tuple(f"{{*}}{name}" for name in (*_KINDS, *_ENTRIES.values(), "title"))
_STEP = 64 * 1024  # characters given to the parser at once
START = 4_096
"""Bytes or characters within which a feed must have begun."""

MAX_MARKS = 500_000
"""Tags, and entities, that are read: 2.5 million empty elements took 90 s, 10 million ampersands
50 s (2026-11, on a busy core)."""

_DECLARATION = re.compile(r"<\?xml[^>]{0,300}\?>")
_TYPE = r"<!DOCTYPE[^>\[]{0,1000}"
_OWN_TYPES = re.compile(_TYPE + r"\[", re.IGNORECASE)
_LONG_TAG = re.compile("<[A-Za-z][^<>]{50000}")
_AMPERSAND = re.compile(r"&(?:#[0-9]{1,8};|#[xX][0-9a-fA-F]{1,6};|([A-Za-z][A-Za-z0-9]{1,31});)?")
_STRAY = re.compile(r"<(?![A-Za-z_/!?])")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?(rss|RDF|feed|urlset|sitemapindex)[\s>]")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def is_xml_feed(start: str) -> bool:
    """Say whether a text that starts so is a feed or a sitemap: its first element decides."""
    prolog = rf"<!--.*?-->|<\?.*?\?>|{_TYPE}(?:\[.*?\]\s*)?>"
    rest = re.sub(prolog, " ", start, flags=re.DOTALL | re.IGNORECASE)
    return bool(_ROOT.match(rest.lstrip("\ufeff \t\r\n")))


def read_xml(data: bytes, *, address: str, charset: str | None, now: datetime) -> Feed:
    """Read a feed.

    Raises:
        UnreadableError: It is no text, declares entities of its own, or is no feed.
    """
    from lxml import etree

    text = _DECLARATION.sub("", decode(data, charset=charset).lstrip(), count=1)
    if _OWN_TYPES.search(text, 0, START):
        raise UnreadableError("declares entities of its own", "Ask the publisher for another feed")
    if _LONG_TAG.search(text):
        raise UnreadableError("is too complex to read", "Ask the publisher for another feed")
    text = _NOT_XML.sub(" ", _AMPERSAND.sub(_known, _STRAY.sub("&lt;", _shortened(text))))
    parser = etree.XMLPullParser(
        events=("start", "end"),
        tag=_TAGS,
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    reading = _Reading(FeedBuilder(address=address, now=now))
    steps = [text[at : at + _STEP] for at in range(0, len(text), _STEP)]
    for step in (*steps, None):
        # What came before an error is kept.
        with suppress(etree.XMLSyntaxError):
            if step is None:
                parser.close()
            else:
                parser.feed(step.encode("utf-8"))
        if not all(reading.take(event, element) for event, element in parser.read_events()):
            break
    if reading.kind is None:
        raise UnreadableError("is no feed", "Give the address of an RSS, Atom or JSON feed")
    return reading.builder.feed(reading.kind)


def _shortened(text: str) -> str:
    """Return a text as far as its 500,000th tag or entity; the parser closes what is open."""
    for mark in "<&":
        if text.count(mark) > MAX_MARKS:
            text = text[: next(islice(re.finditer(mark, text), MAX_MARKS, None)).start()]
    return text


def _known(match: re.Match[str]) -> str:
    """Return what XML knows for an ampersand and what follows it; feeds write them as in HTML."""
    name = match[1]
    if name in _XML_ENTITIES or (name is None and match[0] != "&"):
        return match[0]
    char = html.entities.html5.get(f"{name};", "")
    return char if char not in ("", "<", "&") else f"&amp;{match[0][1:]}"


class _Reading:
    """What has been read so far."""

    def __init__(self, builder: FeedBuilder) -> None:
        self.builder = builder
        self.kind: FeedKind | None = None
        self._inside: Element | None = None  # the entry that is being read

    def take(self, event: str, element: Element) -> bool:
        """Take an event of the parser; say whether more are wanted."""
        name = _local(element)
        if self.kind is None:
            self.kind = _KINDS.get(name)
            return self.kind is not None
        entry = _ENTRIES[self.kind]
        if event == "start":
            if self._inside is None and name == entry:
                self._inside = element
            return True
        if self._inside is element:
            self._inside = None
            raw = _sitemap_entry(element) if entry in ("url", "sitemap") else _entry(element)
            is_child = self.kind is FeedKind.SITEMAP_INDEX
            wants_more = self.builder.add_child(raw) if is_child else self.builder.add(raw)
            _drop(element)
            return wants_more
        if self._inside is None and name == "title" and not self.builder.title:
            is_feeds_own = sum(1 for _ in islice(element.iterancestors(), 3)) <= 2
            self.builder.title = "".join(element.itertext()) if is_feeds_own else ""
        return True


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _drop(element: Element) -> None:
    """Free an element and what stands before it: all of it has been read."""
    element.clear(keep_tail=False)
    parent = element.getparent()
    while parent is not None and (before := element.getprevious()) is not None:
        parent.remove(before)


def _entry(element: Element) -> RawEntry:
    """Read an item of RSS or an entry of Atom: the elements of either are known in both."""
    raw = RawEntry(base=element.base or "")
    best: list[str] = []
    links: list[str] = []
    ids: list[str] = []
    for child in element:
        name, text = _local(child), (child.text or "").strip()
        if name == "link" and child.get("href"):
            if child.get("rel", "alternate") == "alternate":
                links.append(child.get("href"))
        elif name == "origLink" and text:
            best.append(text)  # the publisher's own address, where a service counts the clicks
        elif name == "link" and text:
            links.append(text)
        elif name in ("guid", "id") and "://" in text and child.get("isPermaLink") != "false":
            ids.append(text)
        elif name == "title" and not raw.title:
            raw.title = "".join(child.itertext())
        elif name in ("pubDate", "published", "issued", "date") and not raw.published:
            raw.published = text
        elif name in ("updated", "modified") and not raw.updated:
            raw.updated = text
    raw.links = best + links + ids
    return raw


def _sitemap_entry(element: Element) -> RawEntry:
    raw = RawEntry()
    for child in element.iter():
        name, text = _local(child), (child.text or "").strip()
        if name == "loc" and not raw.links:
            raw.links = [text]
        elif name == "lastmod":
            raw.updated = text
        elif name == "publication_date":
            raw.published = text
        elif name == "title" and not raw.title:
            raw.title = text
    return raw
