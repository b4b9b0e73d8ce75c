"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

from __future__ import annotations

import json
from datetime import datetime

from sources.decoding import decode
from sources.errors import UnreadableError
from sources.feeds.building import FeedBuilder, RawEntry
from sources.feeds.values import Feed, FeedKind

_VERSION = "jsonfeed.org/version/"
MAX_VALUES = 300_000
"""Of the whole file: a small file of brackets becomes a hundred times its size in memory."""


def is_json_feed(start: str) -> bool:
    """Say whether a text that starts so may be a JSON Feed."""
    return start.lstrip("\ufeff \t\r\n").startswith("{") and _VERSION in start.replace("\\/", "/")


def read_json(data: bytes, *, address: str, charset: str | None, now: datetime) -> Feed:
    """Read a feed.

    Raises:
        UnreadableError: It is no JSON, too complex, or no feed.
    """
    text = decode(data, charset=charset)
    if sum(map(text.count, "[{,")) > MAX_VALUES:
        raise UnreadableError("is too complex to read", "Ask the publisher for another feed")
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise UnreadableError("is no valid JSON", "Ask the publisher") from exc
    items = tree.get("items") if isinstance(tree, dict) else None
    if not isinstance(items, list) or _VERSION not in _text(tree.get("version")):
        raise UnreadableError("is no feed", "Give the address of an RSS, Atom or JSON feed")
    builder = FeedBuilder(address=address, now=now)
    builder.title = _text(tree.get("title"))
    for item in items:
        if not builder.add(_entry(item if isinstance(item, dict) else {})):
            break
    return builder.feed(FeedKind.JSON)


def _entry(item: dict[str, object]) -> RawEntry:
    links = [_text(item.get("url")), _text(item.get("id")), _text(item.get("external_url"))]
    return RawEntry(
        links=[link for link in links if link and (link == links[0] or "://" in link)],
        title=_text(item.get("title")),
        published=_text(item.get("date_published")),
        updated=_text(item.get("date_modified")),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
