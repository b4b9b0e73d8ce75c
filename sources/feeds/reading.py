"""One border for all feeds: bytes in, a feed or one error out, whatever the parsers do."""

from __future__ import annotations

import html
import re
from datetime import datetime
from urllib.parse import urljoin

from sources.errors import UnreadableError
from sources.feeds.json_feed import is_json_feed, read_json
from sources.feeds.values import Feed
from sources.feeds.xml import START, is_xml_feed, read_xml

_PAGE_START = 200_000  # bytes in which a page names its feeds
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_LINK = re.compile(r"<link\b[^<>]{0,1000}>", re.IGNORECASE)
_FEED_TYPE = re.compile(r"application/(?:rss\+xml|atom\+xml|feed\+json)", re.IGNORECASE)
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""", re.IGNORECASE)


def is_feed(data: bytes, media_type: str = "") -> bool:
    """Say whether bytes are a feed or a sitemap, by how they begin: the media type often lies."""
    start = _start(data)
    return is_xml_feed(start) or is_json_feed(start) or _is_called_json_feed(media_type)


def read_feed(data: bytes, *, address: str, media_type: str = "", now: datetime) -> Feed:
    """Read a feed: RSS, Atom, JSON Feed, a news sitemap or an index of sitemaps. No I/O.

    Args:
        data: The bytes, decompressed.
        address: Where they came from; relative addresses refer to it.
        media_type: The `Content-Type` that a server declared, parameters included.
        now: What lies more than a day after is no date of publication.

    Raises:
        UnreadableError: It is no feed. Where it is a page that names feeds, the way out has them.
    """
    _, _, charset = media_type.partition("charset=")
    charset = charset.split(";")[0].strip("\"' ")
    start = _start(data)
    try:
        if is_json_feed(start) or _is_called_json_feed(media_type):
            return read_json(data, address=address, charset=charset or None, now=now)
        if is_xml_feed(start):
            return read_xml(data, address=address, charset=charset or None, now=now)
    except UnreadableError:
        raise
    except Exception as exc:
        raise UnreadableError(
            f"cannot be read as a feed ({type(exc).__name__})", "Ask the publisher"
        ) from exc
    named = feeds_of_page(data, address=address)
    raise UnreadableError(
        "is no feed" if data else "is empty",
        f"The page names: {' '.join(named)}"
        if named
        else "Give the address of an RSS, Atom or JSON feed",
    )


def feeds_of_page(data: bytes, *, address: str) -> list[str]:
    """Return the addresses of at most 3 feeds that an HTML page names in its head."""
    page = data[:_PAGE_START].decode("utf-8", "replace")
    found: list[str] = []
    for link in _LINK.findall(page):
        href = _HREF.search(link)
        if href and _FEED_TYPE.search(link):
            try:
                url = urljoin(address, html.unescape(href[1] or href[2] or href[3] or "").strip())
            except ValueError:
                continue
            if url.startswith(("http://", "https://")) and url.isprintable():
                found.append(url[:200])
    return list(dict.fromkeys(found))[:3]


def _is_called_json_feed(media_type: str) -> bool:
    return media_type.partition(";")[0].strip().lower() == "application/feed+json"


def _start(data: bytes) -> str:
    encoding = "utf-16" if data.startswith(_UTF_16) else "utf-8"
    return data[:START].decode(encoding, "replace")
