"""PDF: printed pages, press releases, court papers, studies.

PDFium reads the characters (why: `docs/decisions/0011-readers.md`); lines are joined into
paragraphs, running heads and page numbers left out, words that line ends cut made whole. Where each
page starts is kept, so that a quote names its page. Nothing that a page draws as a picture is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sources.dates import parse_date
from sources.errors import UnreadableError
from sources.readers.marks import is_name
from sources.readers.outline import outline_titled
from sources.readers.pdf_lines import (
    Block,
    PdfLine,
    body_size,
    join_lines,
    split_furniture,
)
from sources.readers.reading import (
    Metadata,
    Read,
    build_article,
    language_code,
    one_line,
    title_from_body,
)

TextPage = Any
"""The characters of a page, as pypdfium2 has them; it has no types."""

MAX_PAGES = 2_000
MAX_CHARS = 4_000_000

_CUT = "\ufffe"  # how PDFium writes a hyphen at a line's end
_HEADLINE = 1.2  # times the size of the body
_MAX_TITLE_CHARS = 200
_JUNK_TITLE = re.compile(
    r"untitled.*|microsoft word\b.*|.*\.(?:docx?|pdf|indd|odt|rtf|qxd|tex|txt|pages|pptx?|xlsx?)|"
    r"(?:document|dokument|layout|print|scan)\W*[0-9]*|[\W\d_]*|\S{40,}",
    re.IGNORECASE,
)
_BETWEEN_FACTS = re.compile(r"\s*[|•·]\s*|\s+[–—-]\s+|\s{2,}")
_WAY_OUT = "Save it as text, Markdown or DOCX"


def read(
    data: bytes, *, origin: str, retrieved: datetime, charset: str | None = None
) -> list[Read]:
    """Read one article.

    Its title is the first large type on the first page, else what the file says, else the first
    sentence. The day is that printed on it: the day the file was made says nothing about it.

    Raises:
        UnreadableError: If this is no PDF, is encrypted, has too many pages, or has no text.
    """
    lines, info = _lines_of(data)
    kept, furniture = split_furniture(lines)
    title, kept = _headline(kept, one_line(info.get("Title", "")))
    text, starts = _paged(join_lines(kept), max((line.page for line in lines), default=1))
    n_body = len(text)
    text, parts, found = outline_titled(title, text)
    moved = len(text) - n_body
    author = one_line(info.get("Author", ""))
    named = _usable_title(info.get("Title", ""))
    meta = Metadata(
        title=title or found.title or named or title_from_body(text, parts),
        authors=found.authors or ((author,) if is_name(author) else ()),
        published=found.published or _printed_day(furniture),
        updated=found.updated,
        language=language_code(info.get("Language")),
    )
    article = build_article(
        meta, text=text, parts=parts, data=data, origin=origin, retrieved=retrieved
    )
    page_starts = (0, *(start + moved for start in starts[1:]))
    return [replace(article, page_starts=page_starts)]


def _lines_of(data: bytes) -> tuple[list[PdfLine], dict[str, str]]:
    """Return the printed lines of all pages, in reading order, and what the file says of itself."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as exc:
        if "password" in str(exc).lower():
            raise UnreadableError(
                "is a PDF that is encrypted", "Save a copy of it without a password"
            ) from exc
        raise UnreadableError("is a PDF that cannot be opened: it is damaged", _WAY_OUT) from exc
    n_pages = len(document)
    if n_pages > MAX_PAGES:
        raise UnreadableError(f"is a PDF of {n_pages:,} pages; at most {MAX_PAGES:,}", "Split it")
    lines: list[PdfLine] = []
    n_chars = n_broken = 0
    for n in range(n_pages):
        try:
            page = document[n]
            text_page = page.get_textpage()
        except pypdfium2.PdfiumError:
            n_broken += 1
            continue
        n_chars += text_page.count_chars()
        if n_chars > MAX_CHARS:
            raise UnreadableError(f"is longer than {MAX_CHARS:,} characters", "Split it")
        lines.extend(_page_lines(text_page, n + 1, page.get_height()))
        text_page.close()
        page.close()
    if n_broken:
        raise UnreadableError(f"is a PDF of which {n_broken} pages cannot be read", _WAY_OUT)
    if not lines:
        raise UnreadableError(
            "is a PDF without text: its pages are pictures", "Have it recognised (OCR) first"
        )
    info = {name: _clean(value) for name, value in document.get_metadata_dict().items()}
    return lines, info


def _page_lines(text_page: TextPage, page: int, height: float) -> Iterator[PdfLine]:
    import ctypes

    import pypdfium2.raw as pdfium

    chars: list[str] = []
    first = last = -1
    x, y = ctypes.c_double(), ctypes.c_double()
    for n, char in enumerate([*_chars(text_page), "\n"]):
        if char not in ("\r", "\n", _CUT, "\x02"):
            chars.append(char)
            if not char.isspace():
                first, last = (n if first < 0 else first), n
            continue
        text = one_line(_clean("".join(chars)))
        if text and first >= 0:
            pdfium.FPDFText_GetCharOrigin(text_page, first, x, y)
            yield PdfLine(
                text=text,
                page=page,
                left=x.value,
                right=text_page.get_charbox(last)[2],
                baseline=y.value,
                height=height,
                size=pdfium.FPDFText_GetFontSize(text_page, first) or 1.0,
                is_cut=char in (_CUT, "\x02"),
            )
        chars, first, last = [], -1, -1


def _chars(text_page: TextPage) -> Sequence[str]:
    """Return the characters of a page, each at its number in PDFium."""
    import pypdfium2.raw as pdfium

    n_chars = text_page.count_chars()
    text: str = text_page.get_text_range()
    if len(text) == n_chars:
        return text
    # Beyond the Basic Multilingual Plane two numbers are one character of Python's.
    return [chr(pdfium.FPDFText_GetUnicode(text_page, n)) for n in range(n_chars)]


def _clean(text: str) -> str:
    """Join halves of characters, drop what isn't text: PDFium hands on whatever a font maps to."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(c for c in text if c.isprintable() or c.isspace() or c in "\u200c\u200d\u00ad")


def _headline(lines: Sequence[PdfLine], named: str) -> tuple[str, list[PdfLine]]:
    """Return the title in large type on the first page, and the lines without it."""
    size = body_size(lines)
    runs: list[tuple[int, int]] = []
    for n, line in enumerate(lines):
        if line.page > lines[0].page:
            break
        if line.size < _HEADLINE * size:
            continue
        if runs and runs[-1][1] == n and abs(lines[n - 1].size - line.size) < 0.5:
            runs[-1] = runs[-1][0], n + 1
        else:
            runs.append((n, n + 1))
    titles = [(_one_title(lines[start:end]), start, end) for start, end in runs]
    titles = [found for found in titles if len(found[0]) <= _MAX_TITLE_CHARS]
    if not titles:
        return "", list(lines)
    wanted = named.casefold()
    title, start, end = max(
        titles,
        key=lambda found: (
            found[0].casefold() == wanted,
            len(found[0].split())
            > 3,  # the name of a paper is larger than its headlines, and short
            lines[found[1]].size,
            -found[1],
        ),
    )
    return title, [*lines[:start], *lines[end:]]


def _one_title(lines: Sequence[PdfLine]) -> str:
    """Return the lines of a headline as one, hyphens kept."""
    return one_line("".join(line.text + ("-" if line.is_cut else " ") for line in lines))


def _paged(blocks: Sequence[Block], n_pages: int) -> tuple[str, list[int]]:
    """Return the text of the blocks and where in it each page starts."""
    text, at = "\n\n".join(block.text for block in blocks), 0
    first: dict[int, int] = {}
    for block in blocks:
        for page, offset in block.pages:
            first.setdefault(page, at + offset)
        at += len(block.text) + 2
    starts = [len(text)] * n_pages
    following = len(text)
    for page in range(n_pages, 0, -1):
        following = min(first.get(page, following), following)
        starts[page - 1] = following
    starts[0] = 0
    return text, starts


def _usable_title(title: str) -> str:
    title = one_line(title)
    return "" if _JUNK_TITLE.fullmatch(title) else title


def _printed_day(furniture: Sequence[PdfLine]) -> date | None:
    """Return the day in a running head, where all running heads agree on one."""
    days = {
        day
        for line in furniture
        for piece in _BETWEEN_FACTS.split(line.text)
        if (day := parse_date(piece))
    }
    return days.pop() if len(days) == 1 else None
