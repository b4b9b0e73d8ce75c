"""HTML pages of news articles.

The body is what trafilatura takes for it, in favour of precision: menus, comments and teasers must
never prove anything. Facts about the article come from JSON-LD first, then from meta elements, then
from trafilatura. No address that a page names is ever opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sources.article import PartKind
from sources.dates import parse_date
from sources.decoding import decode
from sources.errors import UnreadableError
from sources.identity import canonical_url, is_same_site
from sources.readers.json_ld import LinkedArticle, linked_article
from sources.readers.marks import is_caption, is_furniture
from sources.readers.page_guard import check_page
from sources.readers.reading import (
    MAX_TITLE_CHARS,
    Metadata,
    Read,
    TextBuilder,
    build_article,
    language_code,
    one_line,
    replace_title,
    title_from_body,
)

_PUBLISHED = (
    "article:published_time", "og:published_time", "datepublished", "date", "dc.date",
    "dcterms.created", "dc.date.issued", "pubdate", "publishdate", "publish-date", "sailthru.date",
    "parsely-pub-date",
)  # fmt: skip
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified")

# Elements of trafilatura's result that hold one block of text each.
_BLOCKS = {"p": PartKind.BODY, "item": PartKind.BODY, "quote": PartKind.BODY,
           "head": PartKind.HEADING, "row": PartKind.BODY}  # fmt: skip


def read(
    data: bytes, *, origin: str, retrieved: datetime, charset: str | None = None
) -> list[Read]:
    """Read one article.

    Its address is what the page calls canonical; where `origin` is an address, only if that is on
    the same site: no page may pass for a version of another publisher's article.

    Raises:
        UnreadableError: If `data` isn't text, is too complex, or has no article.
    """
    from trafilatura import bare_extraction, load_html  # noqa: PLC0415 - takes 0.6 s to import

    page = decode(data, charset=charset)
    check_page(page)
    tree = load_html(page) if page.strip() else None
    if tree is None:
        raise _no_text()
    facts = _Facts(tree)
    captions = [one_line(figure.text_content()) for figure in tree.iter("figcaption")]
    found = bare_extraction(
        tree,
        favor_precision=True,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if found is None or found.body is None:
        raise _no_text()
    meta = _metadata(facts, found, origin)
    built = _build(found.body, meta.title, captions)
    meta = replace_title(meta, meta.title or title_from_body(built.text, built.parts))
    if not any(part.kind is PartKind.BODY for part in built.parts):
        raise _no_text()
    return [
        build_article(
            meta, text=built.text, parts=built.parts, data=data, origin=origin, retrieved=retrieved
        )
    ]


def _no_text() -> UnreadableError:
    return UnreadableError("no article text found", "Save the article alone, as text or Markdown")


class _Facts:
    """What a page says about its article in JSON-LD and in its head."""

    def __init__(self, tree: Any) -> None:
        self.linked: LinkedArticle = linked_article(
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
        self.canonical = next(
            (e.get("href") or "" for e in tree.iter("link") if e.get("rel") == "canonical"), ""
        )
        self.times = [
            element.get("datetime") or ""
            for element in tree.iter("time")
            if element.get("itemprop") == "datePublished" or element.get("pubdate") is not None
        ]
        self.language = tree.get("lang") or next(
            (element.get("lang") or "" for element in tree.iter("html")), ""
        )


def _metadata(facts: _Facts, found: Any, origin: str) -> Metadata:
    linked, meta = facts.linked, facts.meta
    author = meta.get("author", "")
    by_extraction = tuple(filter(None, (name.strip() for name in (found.author or "").split(";"))))
    title = linked.headline or found.title or meta.get("og:title") or ""
    return Metadata(
        title=one_line(title[: 2 * MAX_TITLE_CHARS]),
        authors=linked.authors or (by_extraction or ((author,) if author else ())),
        publisher=linked.publisher or meta.get("og:site_name") or found.sitename or None,
        published=_first_day(
            linked.published, *(meta.get(name, "") for name in _PUBLISHED), *facts.times,
            found.date or "",
        ),
        updated=_first_day(linked.modified, *(meta.get(name, "") for name in _UPDATED)),
        url=_address(origin, facts.canonical, meta.get("og:url", ""), linked.url),
        language=language_code(facts.language)
        or language_code(meta.get("og:locale"))
        or language_code(linked.language),
    )  # fmt: skip


def _first_day(*printed: str) -> date | None:
    return next(filter(None, map(parse_date, printed)), None)


def _address(origin: str, *named: str) -> str | None:
    """Return the first usable address, on the site of `origin` where that is an address."""
    fetched = next(_addresses([origin]), None)
    for url in _addresses(named):
        if fetched is None or is_same_site(url, fetched):
            return url
    return fetched


def _addresses(urls: Any) -> Iterator[str]:
    for url in urls:
        try:
            yield canonical_url(url)
        except UnreadableError:
            continue


def _build(body: Any, title: str, captions: list[str]) -> TextBuilder:
    built = TextBuilder()
    built.add(PartKind.TITLE, title)
    for caption in dict.fromkeys(captions):
        built.add(PartKind.CAPTION, caption)
    for kind, block in _blocks(body):
        line = one_line(block)
        if line in captions or is_furniture(line) or (kind is PartKind.HEADING and line == title):
            continue
        built.add(PartKind.CAPTION if is_caption(line) else kind, block)
    return built


def _blocks(body: Any) -> Iterator[tuple[PartKind, str]]:
    """Yield the blocks of trafilatura's tree, innermost first, as plain text."""
    for element in body.iter(*_BLOCKS):
        if element.tag != "row" and any(True for _ in element.iterdescendants(*_BLOCKS)):
            text = element.text or ""  # only what stands before the blocks inside it
        elif element.tag == "row":
            text = " | ".join(one_line("".join(cell.itertext())) for cell in element.iter("cell"))
        elif any(True for _ in element.iterancestors("row")):
            continue
        else:
            text = "".join(_pieces(element))
        if text.strip():
            yield _BLOCKS[element.tag], "\n".join(map(one_line, text.split("\n")))


def _pieces(element: Any) -> Iterator[str]:
    """Yield the text inside `element`; a forced line break is a newline, any other a space."""
    if element.text:
        yield element.text.replace("\n", " ")
    for child in element:
        if child.tag == "lb":
            yield "\n"
        else:
            yield from _pieces(child)
        if child.tail:
            yield child.tail.replace("\n", " ")
