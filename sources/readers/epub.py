"""EPUB: an issue of a magazine, a digest of a newspaper, a book. Each chapter is an article.

An EPUB is a ZIP of pages with a list of their order. It is read with the standard library and lxml:
the one kept library for it is under the AGPL. No entity is expanded, no address opened, no name in
the file is a path here.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from sources.article import PartKind
from sources.dates import parse_date
from sources.decoding import decode
from sources.errors import UnreadableError
from sources.readers.marks import is_furniture
from sources.readers.outline import outline_blocks
from sources.readers.page_guard import check_page
from sources.readers.reading import (
    Metadata,
    Read,
    Rejected,
    build_article,
    language_code,
    one_line,
    reason_of,
    title_from_body,
)

MAX_UNPACKED_BYTES = 500_000_000
MAX_CHAPTER_BYTES = 20_000_000
MAX_CHAPTERS = 5_000

Element = Any
"""An lxml element, which has no types."""

_WAY_OUT = "Save it again as EPUB, or as text"
_PAGES = frozenset({"application/xhtml+xml", "text/html"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = (
    frozenset("p li blockquote pre dt dd tr figcaption caption div section".split()) | _HEADINGS
)
_LEFT_OUT = frozenset("script style head nav svg math template aside rt rp sup".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chapter:
    href: str  # inside the EPUB
    label: str  # in its table of contents


def read(
    data: bytes, *, origin: str, retrieved: datetime, charset: str | None = None
) -> list[Read]:
    """Read an article of each chapter in reading order; its origin is `file.epub#chapter`.

    Publisher, language, and where the chapter says none, authors and day are those of the whole.

    Raises:
        UnreadableError: If it is no EPUB, is protected, or unpacks to too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return list(_read(archive, origin, retrieved))
    except (zipfile.BadZipFile, KeyError, zlib.error, EOFError, NotImplementedError) as exc:
        raise UnreadableError("is no EPUB, or damaged", _WAY_OUT) from exc


def _read(archive: zipfile.ZipFile, origin: str, retrieved: datetime) -> Iterator[Read]:
    if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED_BYTES:
        what = f"unpacks to more than {MAX_UNPACKED_BYTES // 1_000_000} MB"
        raise UnreadableError(what, _WAY_OUT)
    root = _xml(archive, "META-INF/container.xml")
    opf = next((_unquoted(found.get("full-path", "")) for found in _all(root, "rootfile")), "")
    package = _xml(archive, opf)
    book = _book(package)
    chapters = _chapters(archive, package, posixpath.dirname(opf))
    protected = _protected(archive)
    for chapter in chapters:
        where = f"{origin}#{chapter.href}"
        try:
            if chapter.href in protected:
                raise UnreadableError("is protected (DRM)", "Get a copy without protection")
            yield _article(archive, chapter, book, where, retrieved)
        except UnreadableError as exc:
            yield Rejected(where, reason_of(exc))
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError):
            yield Rejected(where, "is missing from the EPUB, or damaged")


def _article(
    archive: zipfile.ZipFile, chapter: _Chapter, book: Metadata, origin: str, retrieved: datetime
) -> Read:
    source = _bytes(archive, chapter.href)
    page = decode(source)
    check_page(page)
    blocks = list(_blocks(page))
    title = chapter.label
    for n, (block, kind) in enumerate(blocks[:5]):
        if kind is PartKind.HEADING and (not title or one_line(block) == title):
            title = one_line(block)
            del blocks[n]
            break
    text, parts, found = outline_blocks(title, blocks)
    named = f"{book.explicit_id}#{chapter.href}" if book.explicit_id else None
    meta = Metadata(
        title=title or found.title or title_from_body(text, parts),
        authors=found.authors or book.authors,
        publisher=book.publisher,
        published=found.published or book.published,
        updated=found.updated,
        language=book.language,
        explicit_id=named,
    )
    return build_article(
        meta, text=text, parts=parts, data=source, origin=origin, retrieved=retrieved
    )


def _blocks(page: str) -> Iterator[tuple[str, PartKind | None]]:
    """Yield the blocks of a page as text, and what its markup says that they are."""
    from lxml import html

    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    tree = html.document_fromstring(page.encode("utf-8"), parser=parser)
    pieces: list[str] = []
    kind: PartKind | None = None

    def flush() -> Iterator[tuple[str, PartKind | None]]:
        lines = filter(None, map(one_line, "".join(pieces).split("\n")))
        block = "\n".join(lines)
        pieces.clear()
        if block and not is_furniture(block):
            yield block, kind

    # Depth first without recursion; an element is seen when it opens and when it closes.
    waiting: list[tuple[Element, bool]] = [(tree, False)]
    while waiting:
        element, is_closing = waiting.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        if is_closing:
            if tag in _BLOCKS:
                yield from flush()
                kind = None
            if tag in ("td", "th") and element.getnext() is not None:
                pieces.append(" | ")
            pieces.append((element.tail or "").replace("\n", " "))
            continue
        if not tag or tag in _LEFT_OUT:
            pieces.append((element.tail or "").replace("\n", " "))
            continue
        if tag in _BLOCKS:
            yield from flush()
            kind = _kind_of(tag)
        if tag == "br":
            pieces.append("\n")
        pieces.append((element.text or "").replace("\n", " "))
        waiting.append((element, True))
        waiting.extend((child, False) for child in reversed(element))
    yield from flush()


def _kind_of(tag: str) -> PartKind | None:
    if tag in _HEADINGS:
        return PartKind.HEADING
    if tag in ("figcaption", "caption"):
        return PartKind.CAPTION
    return PartKind.BODY if tag in ("li", "dd", "tr") else None


def _book(package: Element) -> Metadata:
    """Return what the package says of the whole."""

    def said(name: str) -> str:
        return next((one_line(found.text or "") for found in _all(package, name)), "")

    creators = [one_line(found.text or "") for found in _all(package, "creator")]
    return Metadata(
        title=said("title"),
        authors=tuple(filter(None, creators))[:20],
        publisher=said("publisher") or said("title") or None,
        published=parse_date(said("date")[:10]),
        language=language_code(said("language")),
        explicit_id=said("identifier")[:500] or None,
    )


def _chapters(archive: zipfile.ZipFile, package: Element, folder: str) -> list[_Chapter]:
    """Return the pages in reading order, without covers and tables of contents."""
    items = {
        item.get("id", ""): item
        for item in _all(package, "item")
        if item.get("media-type", "").lower() in _PAGES
        and "nav" not in (item.get("properties") or "").split()
    }
    labels = _labels(archive, package, folder)
    chapters = []
    for entry in _all(package, "itemref"):
        item = items.get(entry.get("idref", ""))
        if item is None or entry.get("linear", "").lower() == "no":
            continue
        href = _joined(folder, item.get("href", ""))
        chapters.append(_Chapter(href=href, label=labels.get(href, "")))
    chapters = list(dict.fromkeys(chapters))
    if len(chapters) > MAX_CHAPTERS:
        raise UnreadableError(f"has more than {MAX_CHAPTERS:,} chapters", "Split it")
    return chapters


def _labels(archive: zipfile.ZipFile, package: Element, folder: str) -> dict[str, str]:
    """Return the name of each page in the table of contents, of EPUB 2 or 3, by its place."""
    labels: dict[str, str] = {}
    for item in _all(package, "item"):
        is_nav = "nav" in (item.get("properties") or "").split()
        if not is_nav and item.get("media-type") != "application/x-dtbncx+xml":
            continue
        place = _joined(folder, item.get("href", ""))
        try:
            toc = _xml(archive, place)
        except (UnreadableError, KeyError, zipfile.BadZipFile, zlib.error):
            continue  # titles are then those of the pages
        points = (
            [(found.get("href", ""), "".join(found.itertext())) for found in _all(toc, "a")]
            if is_nav
            else [
                (
                    next((found.get("src", "") for found in _all(point, "content")), ""),
                    next((found.text or "" for found in _all(point, "text")), ""),
                )
                for point in _all(toc, "navPoint")
            ]
        )
        for href, label in points:
            labels.setdefault(_joined(posixpath.dirname(place), href), one_line(label))
    return labels


def _protected(archive: zipfile.ZipFile) -> frozenset[str]:
    """Return the places of what is encrypted; fonts often are, without protection."""
    if "META-INF/encryption.xml" not in archive.namelist():
        return frozenset()
    tree = _xml(archive, "META-INF/encryption.xml")
    return frozenset(_unquoted(found.get("URI", "")) for found in _all(tree, "CipherReference"))


def _bytes(archive: zipfile.ZipFile, name: str) -> bytes:
    entry = archive.getinfo(name)
    if entry.file_size > MAX_CHAPTER_BYTES:
        limit = MAX_CHAPTER_BYTES // 1_000_000
        raise UnreadableError(f"unpacks to more than {limit} MB", _WAY_OUT)
    return archive.read(entry)


def _xml(archive: zipfile.ZipFile, name: str) -> Element:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, recover=True
    )
    tree = etree.fromstring(_bytes(archive, name), parser)
    if tree is None:
        raise UnreadableError("is no EPUB, or damaged", _WAY_OUT)
    return tree


def _all(tree: Element, name: str) -> Iterator[Element]:
    """Yield the elements of a name, in whichever namespace."""
    return (found for found in tree.iter("{*}" + name))


def _joined(folder: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(folder, _unquoted(href)))


def _unquoted(href: str) -> str:
    return unquote(urlsplit(href).path)
