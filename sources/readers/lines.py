"""The lines of a plain text and how they join into paragraphs.

A scraped text puts a paragraph on a line, with or without a blank line after it; a mail or a wire
text breaks its lines at a fixed width. Which of the two it is shows in how many of its longer
lines end in the middle of a sentence. Offsets are those of the text as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sources.article import Span
from sources.errors import UnreadableError

MAX_LINES = 200_000
"""No article has; two million lines would take half a minute."""

MAX_WRAP_CHARS = 120
"""Longer lines were not broken by hand or by a mailer."""

_BREAK = re.compile("[^\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
# White space and what is invisible, in one set: they alternate in hostile text.
_EDGE = (
    " \t\x1f\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u202f\u205f\u3000\u200b\u200e\u200f\u2060\ufeff"
)
_INDENT_CHARS = 2
_SLACK_CHARS = 6
_MAX_SIGN_OFF_CHARS = 60
_CLOSERS = "\"'”’»›)]}」』）"
_STOPS = ".!?…。！？"
_PAUSES = ":;,—–-："


@dataclass(frozen=True, slots=True)
class Line:
    """A line that isn't blank.

    Attributes:
        text: Without white space at its ends.
        span: Where `text` stands.
        opens_block: True after a blank line and at the start of the text.
        is_indented: True when white space of two or more characters precedes it.
    """

    text: str
    span: Span
    opens_block: bool
    is_indented: bool


def split_lines(text: str) -> list[Line]:
    """Return the lines of `text` that hold something, in order.

    Raises:
        UnreadableError: If there are more than 200,000.
    """
    lines: list[Line] = []
    opens_block = True
    end_of_last = 0
    for match in _BREAK.finditer(text):
        opens_block = opens_block or _has_blank(text, end_of_last, match.start())
        end_of_last = match.end()
        stripped = match.group().strip(_EDGE)
        if not stripped:
            opens_block = True
            continue
        indent = match.group().index(stripped)
        start = match.start() + indent
        span = Span(start=start, end=start + len(stripped))
        lines.append(Line(stripped, span, opens_block, indent >= _INDENT_CHARS))
        opens_block = False
        if len(lines) > MAX_LINES:
            raise UnreadableError(f"has more than {MAX_LINES:,} lines", "Split it into articles")
    return lines


def join_paragraphs(lines: Sequence[Line], width: int | None) -> list[list[Line]]:
    """Group `lines` of a text wrapped at `width` (see `wrap_width`) into paragraphs."""
    paragraphs: list[list[Line]] = []
    for line in lines:
        if paragraphs and not starts_paragraph(paragraphs[-1][-1], line, width):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return paragraphs


def wrap_width(lines: Sequence[Line]) -> int | None:
    """Return the width at which the text was broken, or None when its lines are paragraphs."""
    lengths = sorted(len(line.text) for line in lines)
    if not lengths:
        return None
    width = lengths[(len(lengths) * 9) // 10]
    if width > MAX_WRAP_CHARS:
        return None
    inner = [
        one.text
        for one, other in pairwise(lines)
        if not (other.opens_block or other.is_indented) and len(one.text) > width // 2
    ]
    n_open = sum(1 for line in inner if not ends_sentence(line))
    return width if inner and 2 * n_open >= len(inner) else None


def starts_paragraph(before: Line, line: Line, width: int | None) -> bool:
    """Say whether `line` begins a paragraph, rather than going on with that of `before`."""
    if line.opens_block:
        return True
    if not ends_sentence(before.text):
        # A headline over its paragraph is short; a broken line is full or goes on in lower case.
        return width is None and not line.text[0].islower()
    if width is None or (line.is_indented and not before.is_indented):
        return True
    return not is_full(before, line, width)


def is_full(before: Line, line: Line, width: int) -> bool:
    """Say whether the first word of `line` had no room left at the end of `before`."""
    first_word = line.text.split(maxsplit=1)[0]
    return len(before.text) + 1 + len(first_word) > width - _SLACK_CHARS


def ends_sentence(line: str) -> bool:
    """Say whether `line` ends with a full stop or the like.

    Closing quotation marks and an agency in brackets after it don't count.
    """
    if line.endswith(")") and "(" in line[-_MAX_SIGN_OFF_CHARS:]:
        before = line[: line.rindex("(")].rstrip()
        if before and before.rstrip(_CLOSERS)[-1:] in tuple(_STOPS):
            return True
    return line.rstrip(_CLOSERS)[-1:] in tuple(_STOPS)


def ends_open(line: str) -> bool:
    """Say whether `line` ends as a headline does: with neither a full stop nor a pause."""
    return line[-1:] not in tuple(_STOPS + _PAUSES) and not ends_sentence(line)


def _has_blank(text: str, start: int, end: int) -> bool:
    """Say whether the line breaks between two lines are more than one; CRLF is one."""
    breaks = text[start:end].replace("\r\n", "\n")
    return len(breaks) > 1 or "\u2029" in breaks
