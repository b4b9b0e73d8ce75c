"""HTML pages of news articles.

The body is what trafilatura takes for it, in favour of precision: menus, comments and teasers must
never prove anything. Facts about the article are read in `page_facts`. No address that a page
names is ever opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sources.article import PartKind
from sources.decoding import decode
from sources.errors import UnreadableError
from sources.readers.marks import is_caption, is_furniture
from sources.readers.page_facts import Element, PageFacts
from sources.readers.page_guard import check_page
from sources.readers.reading import (
    Read,
    TextBuilder,
    build_article,
    one_line,
    title_from_body,
)

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
    from trafilatura import bare_extraction, load_html  # takes 0.6 s to import

    page = decode(data, charset=charset)
    check_page(page)
    tree = load_html(page) if page.strip() else None
    if tree is None:
        raise _no_text()
    facts = PageFacts(tree)
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
    meta = facts.metadata(found, origin)
    built = _build(found.body, meta.title, captions)
    meta = replace(meta, title=meta.title or title_from_body(built.text, built.parts))
    if not any(part.kind is PartKind.BODY for part in built.parts):
        raise _no_text()
    return [
        build_article(
            meta, text=built.text, parts=built.parts, data=data, origin=origin, retrieved=retrieved
        )
    ]


def _no_text() -> UnreadableError:
    return UnreadableError("no article text found", "Save the article alone, as text or Markdown")


def _build(body: Element, title: str, captions: list[str]) -> TextBuilder:
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


def _blocks(body: Element) -> Iterator[tuple[PartKind, str]]:
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


def _pieces(element: Element) -> Iterator[str]:
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
