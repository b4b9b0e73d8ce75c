"""The head of a printed article: headline, by-line, dates, photo caption, standfirst.

Read line by line, as scrapes put one thing on a line, down to where nothing but paragraphs follows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from sources.article import Part, PartKind, Span
from sources.dates import MAX_DATE_CHARS, parse_date, split_label
from sources.normalize import normalize
from sources.readers.lines import (
    Line,
    ends_open,
    is_full,
    join_paragraphs,
    starts_paragraph,
)
from sources.readers.marks import (
    MAX_BYLINE_CHARS,
    bare_names,
    byline_names,
    is_caption,
    is_furniture,
    is_heading,
    is_office,
)

MAX_HEAD_LINES = 24
"""How far down a by-line, a date or a bare credit is looked for."""

MAX_HEAD_PARAGRAPHS = 2
"""How many paragraphs (a standfirst, a first one above the date) the head may hold."""

MAX_TITLE_LINE_CHARS = 200
_MAX_TITLE_LINES = 3
_MAX_PARAGRAPH_LINES = 200
_MAX_REPEATED_TITLE_EXTRA = 60
_PIECE_BREAK = re.compile(
    r"\s*[|•·]\s*|\s+[–—-]\s+|;\s+|[,.]?\s+(?=(?:last\s+)?updated\b)", re.IGNORECASE
)

_Mark = tuple[PartKind, Span, tuple[str, ...]]
"""A part of a line, and its names (by-line) or its one printed date."""


@dataclass(slots=True)
class Head:
    """What was read so far; `n_lines` lines of the text are claimed.

    `title` is empty where none is printed. `dates` has the keys `published` and `updated`.
    """

    title: str
    n_lines: int = 0
    parts: list[Part] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    dates: dict[str, date] = field(default_factory=dict)

    def add(self, kind: PartKind, lines: Sequence[Line]) -> None:
        """Make one part of `lines`."""
        span = Span(start=lines[0].span.start, end=lines[-1].span.end)
        self.parts.append(Part(kind=kind, span=span))


def read_head(lines: Sequence[Line], width: int | None, title: str) -> Head:
    """Read the head of a text of `lines`, wrapped at `width`, whose title may be known."""
    reader = _HeadReader(lines, width, Head(title))
    reader.read()
    return reader.head


def is_same_title(line: str, title: str) -> bool:
    """Say whether `line` is `title` again, typography, case and a publisher's name aside."""
    if not title or not -2 <= len(line) - len(title) <= _MAX_REPEATED_TITLE_EXTRA:
        return False
    line, title = (normalize(text).text.strip().casefold() for text in (line, title))
    return line == title or (line.startswith(title) and line[len(title) :][:3] in (" - ", " | "))


class _HeadReader:
    """Walks down the lines; `head.n_lines` is the first not yet claimed."""

    def __init__(self, lines: Sequence[Line], width: int | None, head: Head) -> None:
        self.lines = lines
        self.width = width
        self.head = head
        self.is_titled = bool(head.title)
        self.label: str | None = None

    @property
    def line(self) -> Line:
        return self.lines[self.head.n_lines]

    def below(self, n_lines: int) -> Sequence[Line]:
        """Return the next `n_lines` lines after the one at hand."""
        return self.lines[self.head.n_lines + 1 :][:n_lines]

    def read(self) -> None:
        n_paragraphs = 0
        while self.head.n_lines < min(len(self.lines), MAX_HEAD_LINES):
            if self._claim_mark() or self._claim_title():
                continue
            n_paragraphs += 1
            paragraph = self._paragraph()
            after = self.below(len(paragraph))[len(paragraph) - 1 :]
            goes_on = any(parse_date(line.text) or byline_names(line.text) for line in after)
            if n_paragraphs > MAX_HEAD_PARAGRAPHS or (n_paragraphs > 1 and not goes_on):
                return
            is_list = any(is_heading(line.text) and not bare_names(line.text) for line in after)
            is_short = len(paragraph) == 1 and is_heading(paragraph[0].text) and not is_list
            self._claim(PartKind.HEADING if is_short else PartKind.BODY, paragraph)

    def _claim(self, kind: PartKind, lines: Sequence[Line]) -> None:
        self.head.add(kind, lines)
        self.head.n_lines += len(lines)

    def _claim_mark(self) -> bool:
        """Claim the line at hand if it is a by-line, a date, a caption or furniture."""
        line = self.line
        if is_same_title(line.text, self.head.title):
            self.head.n_lines += 1
        elif marks := self._marks(line):
            self._note(marks)
            self.head.n_lines += 1
        elif _is_bare_label(line.text) and any(parse_date(one.text) for one in self.below(1)):
            self.label = split_label(line.text)[0]
            self._claim(PartKind.DATE, [line])
        elif is_furniture(line.text):
            self.head.n_lines += 1
        elif caption := self._caption():
            self._claim(PartKind.CAPTION, caption)
        else:
            return False
        return True

    def _claim_title(self) -> bool:
        """Claim the headline at hand; the first line that isn't a mark is one, or there is none."""
        if self.is_titled:
            return False
        self.is_titled = True
        block = [self.line]
        for line in self.below(_MAX_TITLE_LINES):
            if starts_paragraph(block[-1], line, self.width) or _is_mark(line):
                break
            if is_same_title(line.text, block[0].text):
                break
            block.append(line)
        title = " ".join(line.text for line in block)
        rest = self.lines[self.head.n_lines + len(block) :][:1]
        if not rest or len(title) > MAX_TITLE_LINE_CHARS or len(block) > _MAX_TITLE_LINES:
            return False
        is_followed = _is_mark(rest[0]) or is_same_title(rest[0].text, title)
        if not (ends_open(title) or is_followed or title.endswith(("?", "!"))):
            return False
        self.head.title = title
        self._claim(PartKind.TITLE, block)
        return True

    def _caption(self) -> Sequence[Line]:
        """Return the lines of the caption at hand, or none."""
        for lines in (self._paragraph(), [self.line]):
            after = self.below(len(lines))[len(lines) - 1 :]
            in_head = any(not line.opens_block or _is_mark(line) for line in after)
            if is_caption(" ".join(line.text for line in lines), in_head=in_head):
                return lines
        return []

    def _paragraph(self) -> list[Line]:
        """Return the paragraph at hand, up to the next line that is a mark."""
        near = [self.line, *self.below(_MAX_PARAGRAPH_LINES)]
        paragraph = join_paragraphs(near, self.width)[0]
        for n, (before, line) in enumerate(pairwise(paragraph), start=1):
            goes_on = self.width is not None and (
                line.text[0].islower() or is_full(before, line, self.width)
            )
            if _is_mark(line) and not goes_on:
                return paragraph[:n]
        return paragraph

    def _marks(self, line: Line) -> list[_Mark]:
        """Return the by-lines and dates that make up all of `line`, or none."""
        if len(line.text) > MAX_BYLINE_CHARS:
            return []
        if parse_date(line.text):
            return [(PartKind.DATE, line.span, (line.text,))]
        found: list[_Mark] = []
        for start, end in _cuts(line.text):
            piece = line.text[start:end]
            span = Span(start=line.span.start + start, end=line.span.start + end)
            names = byline_names(piece) or (bare_names(piece) if self.is_titled else ())
            if len(piece) <= MAX_DATE_CHARS and parse_date(piece):
                found.append((PartKind.DATE, span, (piece,)))
            elif names or is_office(piece):
                found.append((PartKind.BYLINE, span, names))
            elif not is_furniture(piece):
                return []
        is_sure = byline_names(line.text) or any(kind is PartKind.DATE for kind, _, _ in found)
        return found if is_sure or (found and self._is_byline_by_place()) else []

    def _is_byline_by_place(self) -> bool:
        """Say whether a bare name stands where by-lines do: by a date, or under the title.

        "Russia Responds" is a name by its looks.
        """
        if not self.is_titled or self.head.authors:
            return False
        for line in self.below(3):
            if parse_date(line.text) or _is_bare_label(line.text):
                return True
            if not bare_names(line.text) and not is_furniture(line.text):
                break
        parts = self.head.parts
        is_last = all(line.opens_block for line in self.below(1))
        is_under_title = self.head.n_lines > 0 and not self.line.opens_block and is_last
        return is_under_title or (bool(parts) and parts[-1].kind is PartKind.DATE)

    def _note(self, marks: Sequence[_Mark]) -> None:
        """Take parts, authors and dates; the first date of each kind counts."""
        for kind, span, values in marks:
            self.head.parts.append(Part(kind=kind, span=span))
            if kind is PartKind.BYLINE:
                self.head.authors.extend(values)
            elif day := parse_date(values[0]):
                label = split_label(values[0])[0] or self.label or "published"
                self.head.dates.setdefault(label, day)
                self.label = None


def _is_mark(line: Line) -> bool:
    return bool(
        parse_date(line.text)
        or byline_names(line.text)
        or _is_bare_label(line.text)
        or is_caption(line.text)
        or is_furniture(line.text)
    )


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
