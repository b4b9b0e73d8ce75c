"""Word files (DOCX): drafts, press releases, statements.

Reads what a reader of the page sees with all tracked changes accepted: insertions are in, deletions
and hidden words are out, and so are headers, footers, footnotes, text boxes and comments.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sources.article import PartKind
from sources.errors import UnreadableError
from sources.readers.marks import is_name
from sources.readers.outline import outline_blocks
from sources.readers.reading import (
    Metadata,
    Read,
    build_article,
    language_code,
    one_line,
    title_from_body,
)

MAX_UNPACKED_BYTES = 200_000_000
MAX_DEPTH = 60
"""Of tables in tables and the like; Word itself nests a few."""
MAX_PARAGRAPHS = 100_000

Element = Any
"""An element or a document of python-docx: neither has types that help."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# What stands in these is on another page than the text, or on none.
_LEFT_OUT = frozenset(
    _W + name
    for name in ("del", "moveFrom", "txbxContent", "instrText", "footnote", "rubyPr", "rt")
)
_HEADING = re.compile(r"(?:heading|berschrift|titre|kop|rubrik|subtitle)\s*\d*", re.IGNORECASE)
_JUNK_TITLE = re.compile(r"(?:word document|document\s*\d*|untitled.*|.*\.docx?)?", re.IGNORECASE)
_TABLE = "\x00"  # no style is called that
_WAY_OUT = "Save it again as DOCX, or as text"


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    style: str = ""


def read(
    data: bytes, *, origin: str, retrieved: datetime, charset: str | None = None
) -> list[Read]:
    """Read one article.

    Its title is the paragraph in the style Title, else a first paragraph that is a heading, else
    the first line where that looks like a headline, else the title in the file's properties. The
    day is that printed in the text: the dates of the file are those of its template or its typist.

    Raises:
        UnreadableError: If it is no DOCX, unpacks to too much, or has no text.
    """
    document = _open(data)
    paragraphs = list(_paragraphs(document.element.body, _styles(document)))
    title, rest = _titled(paragraphs)
    text, parts, found = outline_blocks(title, [(one.text, _kind_of(one.style)) for one in rest])
    properties = document.core_properties
    named = "" if _JUNK_TITLE.fullmatch(properties.title or "") else one_line(properties.title)
    author = one_line(properties.author or "")
    meta = Metadata(
        title=title or found.title or named or title_from_body(text, parts),
        authors=found.authors or ((author,) if is_name(author) else ()),
        published=found.published,
        updated=found.updated,
        language=language_code(properties.language),
    )
    return [
        build_article(meta, text=text, parts=parts, data=data, origin=origin, retrieved=retrieved)
    ]


def _open(data: bytes) -> Element:
    import docx
    from docx.opc.exceptions import OpcError

    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableError("is encrypted, or an old DOC", "Save it as DOCX without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            n_bytes = sum(entry.file_size for entry in archive.infolist())
        if n_bytes > MAX_UNPACKED_BYTES:
            raise UnreadableError(
                f"unpacks to {n_bytes / 1_000_000:,.0f} MB; at most "
                f"{MAX_UNPACKED_BYTES // 1_000_000} MB",
                _WAY_OUT,
            )
        return docx.Document(io.BytesIO(data))
    except (zipfile.BadZipFile, OpcError, KeyError, ValueError, SyntaxError) as exc:
        raise UnreadableError("is no DOCX, or damaged", _WAY_OUT) from exc


def _styles(document: Element) -> dict[str, str]:
    return {style.style_id: style.name or "" for style in document.styles}


def _paragraphs(body: Element, styles: dict[str, str]) -> Iterator[_Paragraph]:
    n_paragraphs = 0
    for paragraph in _blocks(body, styles, 0):
        if paragraph.text:
            n_paragraphs += 1
            yield paragraph
        if n_paragraphs > MAX_PARAGRAPHS:
            raise UnreadableError(f"has more than {MAX_PARAGRAPHS:,} paragraphs", "Split it")


def _blocks(element: Element, styles: dict[str, str], depth: int) -> Iterator[_Paragraph]:
    """Yield paragraphs and rows of tables, in the order of the page."""
    if depth > MAX_DEPTH:
        raise UnreadableError("is nested too deeply", _WAY_OUT)
    for child in element:
        if child.tag == _W + "p":
            style = child.find(f"{_W}pPr/{_W}pStyle")
            style_id = style.get(_W + "val", "") if style is not None else ""
            yield _Paragraph(_text(child), styles.get(style_id, style_id))
        elif child.tag == _W + "tr":
            cells = [
                one_line(" ".join(block.text for block in _blocks(cell, styles, depth + 1)))
                for cell in child.iter(_W + "tc")
                if next(cell.iterancestors(_W + "tr"), None) is child
            ]
            yield _Paragraph(" | ".join(filter(None, cells)), _TABLE)
        elif child.tag not in _LEFT_OUT and isinstance(child.tag, str):
            yield from _blocks(child, styles, depth + 1)


def _text(paragraph: Element) -> str:
    """Return the text of a paragraph; a line break is a newline, whatever is around it a space."""
    pieces: list[str] = []
    waiting = [paragraph]
    while waiting:
        element = waiting.pop()
        if element.tag in _LEFT_OUT or (element.tag == _W + "r" and _is_hidden(element)):
            continue
        if element.tag == _W + "t":
            pieces.append(element.text or "")
        elif element.tag in (_W + "br", _W + "cr"):
            pieces.append("\n")
        elif element.tag == _W + "tab":
            pieces.append(" ")
        elif element.tag == _W + "noBreakHyphen":
            pieces.append("‑")
        waiting.extend(reversed(list(element)))
    return "\n".join(filter(None, map(one_line, "".join(pieces).split("\n"))))


def _is_hidden(run: Element) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(_W + "val", "1") not in ("0", "false", "off")


def _titled(paragraphs: list[_Paragraph]) -> tuple[str, list[_Paragraph]]:
    """Return the title that a style marks, and the other paragraphs."""
    for n, paragraph in enumerate(paragraphs[:10]):
        is_first_heading = n == 0 and _HEADING.match(paragraph.style)
        if paragraph.style.lower() in ("title", "titel", "titre") or is_first_heading:
            return one_line(paragraph.text), [*paragraphs[:n], *paragraphs[n + 1 :]]
    return "", paragraphs


def _kind_of(style: str) -> PartKind | None:
    if _HEADING.match(style):
        return PartKind.HEADING
    if style == _TABLE:
        return PartKind.BODY
    return PartKind.CAPTION if style.lower() == "caption" else None
