"""The parts of a printed article: title, by-line, dates, captions, headings, paragraphs.

Works on a text as it was scraped or sent, and changes none of it. The head of an article is read
line by line, as scrapes put one thing on a line; the rest paragraph by paragraph. What no rule
claims is body.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sources.article import Part, PartKind, Span
from sources.dates import MAX_DATE_CHARS, parse_date, split_label
from sources.normalize import normalize
from sources.readers.lines import (
    Line,
    ends_open,
    join_paragraphs,
    split_lines,
    starts_paragraph,
    wrap_width,
)
from sources.readers.marks import (
    MAX_BYLINE_CHARS,
    bare_names,
    byline_names,
    is_caption,
    is_furniture,
    is_office,
)

MAX_HEAD_LINES = 24
"""How far down a by-line, a date or a bare credit is looked for."""

MAX_HEAD_PARAGRAPHS = 2
"""How many paragraphs (a standfirst, a first one above the date) the head may hold."""

MAX_PARAGRAPH_LINES_AT_HEAD = 200

MAX_TITLE_LINE_CHARS = 200
MAX_HEADING_CHARS = 100
MAX_HEADING_WORDS = 14
_MAX_TITLE_LINES = 3
_LIST_MARKS = "-*•–—·‣▪\"“‘'«("
_PIECE_BREAK = re.compile(
    r"\s*[|•·]\s*|\s+[–—-]\s+|;\s+|[,.]?\s+(?=(?:last\s+)?updated\b)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What the layout of a text tells; `title` is empty when none is printed."""

    title: str
    parts: tuple[Part, ...]
    authors: tuple[str, ...]
    published: date | None
    updated: date | None


def outline_text(text: str, *, title: str = "") -> Outline:
    """Find the parts of `text`.

    Args:
        text: The text as published.
        title: The headline where it is known from elsewhere and isn't part of `text`; lines that
            repeat it are furniture.
    """
    return _Outliner(split_lines(text), title).outline()


class _Outliner:
    """Walks down the lines of one text; `at` is the first line not yet claimed."""

    def __init__(self, lines: list[Line], title: str) -> None:
        self.lines = lines
        self.width = wrap_width(lines)
        self.title = title
        self.is_titled = bool(title)
        self.at = 0
        self.parts: list[Part] = []
        self.authors: list[str] = []
        self.dates: dict[str, date] = {}
        self.label: str | None = None

    def outline(self) -> Outline:
        self._read_head()
        self._read_body(join_paragraphs(self.lines[self.at :], self.width))
        return Outline(
            title=self.title,
            parts=tuple(self.parts),
            authors=tuple(dict.fromkeys(self.authors)),
            published=self.dates.get("published"),
            updated=self.dates.get("updated"),
        )

    def _read_head(self) -> None:
        n_paragraphs = 0
        while self.at < min(len(self.lines), MAX_HEAD_LINES):
            if self._claim_line():
                continue
            if not self.is_titled:
                self.is_titled = True
                if self._claim_title():
                    continue
            n_paragraphs += 1
            if n_paragraphs > MAX_HEAD_PARAGRAPHS:
                return
            paragraph = self._paragraph_at_head()
            if n_paragraphs > 1 and not self._is_head_below(len(paragraph)):
                return
            self.at += len(paragraph)
            self._add(PartKind.HEADING if _is_heading(paragraph) else PartKind.BODY, paragraph)

    def _claim_line(self) -> bool:
        """Claim the line at hand if it is furniture, a repeated title, a caption or a mark."""
        line = self.lines[self.at]
        is_repeated = self.title != "" and _same_title(line.text, self.title)
        pieces = self._pieces(line)
        if is_repeated or (not pieces and not self._is_label(line) and is_furniture(line.text)):
            pass
        elif pieces:
            for kind, span, _ in pieces:
                self.parts.append(Part(kind=kind, span=span))
            self._note(pieces)
        elif self._is_label(line):
            self.label = split_label(line.text)[0]
            self._add(PartKind.DATE, [line])
        elif caption := self._caption():
            self._add(PartKind.CAPTION, caption)
            self.at += len(caption) - 1
        else:
            return False
        self.at += 1
        return True

    def _caption(self) -> list[Line]:
        """Return the lines of the caption at hand, or none."""
        for lines in (self._paragraph_at_head(), self.lines[self.at : self.at + 1]):
            following = self.lines[self.at + len(lines) :][:1]
            in_header = any(not line.opens_block or self._is_mark(line) for line in following)
            if is_caption(" ".join(line.text for line in lines), in_header=in_header):
                return lines
        return []

    def _is_label(self, line: Line) -> bool:
        """Say whether `line` is a mere "Updated:" with the date on the next line."""
        following = self.lines[self.at + 1 : self.at + 2]
        return _is_bare_label(line.text) and any(parse_date(line.text) for line in following)

    def _pieces(self, line: Line) -> list[tuple[PartKind, Span, object]]:
        """Return the marks that make up all of `line`, or none."""
        if len(line.text) > MAX_BYLINE_CHARS:
            return []
        if parse_date(line.text):
            return [(PartKind.DATE, line.span, line.text)]
        found: list[tuple[PartKind, Span, object]] = []
        for start, end in _cuts(line.text):
            piece = line.text[start:end]
            span = Span(start=line.span.start + start, end=line.span.start + end)
            if len(piece) <= MAX_DATE_CHARS and parse_date(piece):
                found.append((PartKind.DATE, span, piece))
            elif names := byline_names(piece):
                found.append((PartKind.BYLINE, span, names))
            elif self.is_titled and (names := bare_names(piece)):
                found.append((PartKind.BYLINE, span, names))
            elif is_office(piece):
                found.append((PartKind.BYLINE, span, ()))
            elif not is_furniture(piece):
                return []
        is_sure = any(kind is PartKind.DATE for kind, _, _ in found) or byline_names(line.text)
        return found if is_sure or self._is_byline_by_place(found) else []

    def _is_byline_by_place(self, found: Sequence[object]) -> bool:
        """Say whether a bare name stands where by-lines do: by a date, or under the title.

        "Russia Responds" is a name by its looks.
        """
        if not found or not self.is_titled or self.authors:
            return False
        below = self.lines[self.at + 1 : self.at + 4]
        for line in below:
            if parse_date(line.text) or _is_bare_label(line.text):
                return True
            if not bare_names(line.text) and not is_furniture(line.text):
                break
        after_date = bool(self.parts) and self.parts[-1].kind is PartKind.DATE
        is_last = not below or below[0].opens_block
        return after_date or (self.at > 0 and not self.lines[self.at].opens_block and is_last)

    def _note(self, pieces: Sequence[tuple[PartKind, Span, object]]) -> None:
        """Take authors and dates from marks; the first of each kind counts."""
        for kind, _, value in pieces:
            if kind is PartKind.BYLINE and isinstance(value, tuple):
                self.authors.extend(value)
            elif isinstance(value, str) and (day := parse_date(value)):
                label = split_label(value)[0] or self.label or "published"
                self.dates.setdefault(label, day)
                self.label = None

    def _claim_title(self) -> bool:
        """Claim the headline at hand; say no where the text begins without one."""
        block = [self.lines[self.at]]
        for line in self.lines[self.at + 1 : self.at + 1 + _MAX_TITLE_LINES]:
            if starts_paragraph(block[-1], line, self.width):
                break
            if self._is_mark(line) or _same_title(line.text, block[0].text):
                break
            block.append(line)
        title = " ".join(line.text for line in block)
        rest = self.lines[self.at + len(block) :]
        if len(title) > MAX_TITLE_LINE_CHARS or len(block) > _MAX_TITLE_LINES or not rest:
            return False
        is_marked = self._is_mark(rest[0]) or _same_title(rest[0].text, title)
        if not ends_open(title) and not is_marked and not title.endswith(("?", "!")):
            return False
        self.title = title
        self.at += len(block)
        self._add(PartKind.TITLE, block)
        return True

    def _is_mark(self, line: Line) -> bool:
        text = line.text
        return bool(
            parse_date(text)
            or byline_names(text)
            or _is_bare_label(text)
            or is_caption(text)
            or is_furniture(text)
        )

    def _paragraph_at_head(self) -> list[Line]:
        """Return the paragraph at hand, up to the next line that is a mark."""
        near = self.lines[self.at : self.at + MAX_PARAGRAPH_LINES_AT_HEAD]
        paragraph = join_paragraphs(near, self.width)[0]
        for n, line in enumerate(paragraph[1:], start=1):
            if self._is_mark(line):
                return paragraph[:n]
        return paragraph

    def _is_head_below(self, n_lines: int) -> bool:
        """Say whether the head goes on below the next `n_lines`: a by-line or date stands there."""
        below = self.lines[self.at + n_lines : self.at + n_lines + 1]
        return any(parse_date(line.text) or byline_names(line.text) for line in below)

    def _read_body(self, paragraphs: list[list[Line]]) -> None:
        for n, paragraph in enumerate(paragraphs):
            joined = " ".join(line.text for line in paragraph)
            label, printed = split_label(joined)
            day = parse_date(printed) if label else None
            if label and day:
                self.dates.setdefault(label, day)
                self._add(PartKind.DATE, paragraph)
            elif is_furniture(joined) or (self.title and _same_title(joined, self.title)):
                continue
            elif is_caption(joined):
                self._add(PartKind.CAPTION, paragraph)
            elif _is_heading(paragraph) and not _is_list(paragraphs, n):
                self._add(PartKind.HEADING, paragraph)
            else:
                self._add(PartKind.BODY, paragraph)

    def _add(self, kind: PartKind, lines: Sequence[Line]) -> None:
        span = Span(start=lines[0].span.start, end=lines[-1].span.end)
        self.parts.append(Part(kind=kind, span=span))


def _is_bare_label(text: str) -> bool:
    label, rest = split_label(text)
    return label is not None and not rest


def _cuts(text: str) -> list[tuple[int, int]]:
    """Return where the pieces between the separators of a line start and end."""
    cuts, start = [], 0
    for match in _PIECE_BREAK.finditer(text):
        cuts.append((start, match.start()))
        start = match.end()
    cuts.append((start, len(text)))
    return [(start, end) for start, end in cuts if start < end]


def _same_title(line: str, title: str) -> bool:
    """Say whether `line` is `title` again, typography, case and a publisher's name aside."""
    if not -2 <= len(line) - len(title) <= 60:
        return False
    line, title = (normalize(text).text.strip().casefold() for text in (line, title))
    return line == title or (
        line.startswith(title) and bool(re.match(r" [-|] ", line[len(title) :]))
    )


def _is_heading(paragraph: Sequence[Line]) -> bool:
    text = paragraph[0].text
    return (
        len(paragraph) == 1
        and len(text) <= MAX_HEADING_CHARS
        and len(text.split()) <= MAX_HEADING_WORDS
        and ends_open(text)
        and text[0] not in _LIST_MARKS
        and any(char.isalpha() for char in text)
    )


def _is_list(paragraphs: Sequence[Sequence[Line]], n: int) -> bool:
    """Say whether paragraph `n`, short and open, is an item of a list or of a table.

    A heading stands over text. At the very end, a short line is a tag or a place name; a longer one
    is a last sentence cut off.
    """
    if n + 1 == len(paragraphs):
        return len(paragraphs[n][0].text.split()) > 6
    return _is_heading(paragraphs[n + 1]) or (n > 0 and _is_heading(paragraphs[n - 1]))
