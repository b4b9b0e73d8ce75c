"""What an HTML page says about its article, beside the text.

JSON-LD comes first, as publishers write it for machines; then meta elements; then what trafilatura
found. A value that can't be read is passed over for the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from sources.dates import parse_date
from sources.errors import UnreadableError
from sources.identity import canonical_url, is_same_site
from sources.readers.json_ld import linked_article
from sources.readers.reading import MAX_TITLE_CHARS, Metadata, language_code, one_line

Element = Any
"""An lxml element, or trafilatura's result: neither has types."""

_PUBLISHED = (
    "article:published_time", "og:published_time", "datepublished", "date", "dc.date",
    "dcterms.created", "dc.date.issued", "pubdate", "publishdate", "publish-date", "sailthru.date",
    "parsely-pub-date",
)  # fmt: skip
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified")


class PageFacts:
    """The facts in the head of a page, taken out before the extraction changes its tree."""

    def __init__(self, tree: Element) -> None:
        self.linked = linked_article(
            [
                script.text or ""
                for script in tree.iter("script")
                if (script.get("type") or "").strip().lower() == "application/ld+json"
            ]
        )
        self.meta: dict[str, str] = {}
        for element in tree.iter("meta"):
            name = element.get("property") or element.get("name") or element.get("itemprop") or ""
            content = one_line(element.get("content") or "")
            if content:
                self.meta.setdefault(name.strip().lower(), content)
        self.canonical = _first(tree, "link", "href", lambda e: e.get("rel") == "canonical")
        self.time = _first(
            tree,
            "time",
            "datetime",
            lambda e: e.get("itemprop") == "datePublished" or e.get("pubdate") is not None,
        )
        self.language = tree.get("lang") or _first(tree, "html", "lang", lambda _: True)

    def metadata(self, found: Element, origin: str) -> Metadata:
        """Join the facts with those that trafilatura `found`; the title may be empty."""
        linked, meta = self.linked, self.meta
        names = (found.author or meta.get("author", "")).split(";")
        title = linked.headline or found.title or meta.get("og:title", "")
        return Metadata(
            title=one_line(title[: 2 * MAX_TITLE_CHARS]),
            authors=linked.authors or tuple(filter(None, map(one_line, names))),
            publisher=linked.publisher or meta.get("og:site_name") or found.sitename or None,
            published=_first_day(
                linked.published,
                *(meta.get(name, "") for name in _PUBLISHED),
                self.time,
                found.date or "",
            ),
            updated=_first_day(linked.modified, *(meta.get(name, "") for name in _UPDATED)),
            url=_address(origin, self.canonical, meta.get("og:url", ""), linked.url),
            language=language_code(self.language)
            or language_code(meta.get("og:locale"))
            or language_code(linked.language),
        )


def _first(tree: Element, tag: str, attribute: str, is_wanted: Callable[[Element], bool]) -> str:
    return next((e.get(attribute) or "" for e in tree.iter(tag) if is_wanted(e)), "")


def _first_day(*printed: str) -> date | None:
    return next(filter(None, map(parse_date, printed)), None)


def _address(origin: str, *named: str) -> str | None:
    """Return the first usable address, on the site of `origin` where that is an address."""
    fetched = next(_addresses([origin]), None)
    for url in _addresses(named):
        if fetched is None or is_same_site(url, fetched):
            return url
    return fetched


def _addresses(urls: Iterable[str]) -> Iterator[str]:
    for url in urls:
        try:
            yield canonical_url(url)
        except UnreadableError:
            continue
