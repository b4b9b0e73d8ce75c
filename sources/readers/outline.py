"""The parts of a printed article: its head, headings, captions, paragraphs.

Works on a text as it was scraped or sent, and changes none of it. What no rule claims is body.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sources.article import Part, PartKind, Span
from sources.dates import parse_date, split_label
from sources.readers.head import Head, is_same_title, read_head
from sources.readers.lines import Line, join_paragraphs, split_lines, wrap_width
from sources.readers.marks import is_caption, is_furniture, is_heading

_MAX_TAG_WORDS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What the layout of a text tells; `title` is empty when none is printed."""

    title: str
    parts: tuple[Part, ...]
    authors: tuple[str, ...]
    published: date | None
    updated: date | None


def outline_text(text: str, *, title: str = "") -> Outline:
    """Find the parts of `text`, in order. Linear in its length.

    Args:
        text: The text as published.
        title: The headline where it is known from elsewhere and isn't part of `text`; lines that
            repeat it are furniture.
    """
    lines = split_lines(text)
    width = wrap_width(lines)
    head = read_head(lines, width, title)
    _read_body(join_paragraphs(lines[head.n_lines :], width), head)
    return Outline(
        title=head.title,
        parts=tuple(head.parts),
        authors=tuple(dict.fromkeys(head.authors)),
        published=head.dates.get("published"),
        updated=head.dates.get("updated"),
    )


def outline_titled(title: str, body: str) -> tuple[str, list[Part], Outline]:
    """Put a title that is known above a body, a blank line between, and find the parts of both.

    Returns:
        The whole text, its parts, and what the layout of `body` tells; with an empty `title`,
        `body` as it is.
    """
    found = outline_text(body, title=title)
    head = f"{title}\n\n" if title else ""
    moved = len(head)
    parts = [
        Part(
            kind=part.kind,
            span=Span(start=part.span.start + moved, end=part.span.end + moved),
        )
        for part in found.parts
    ]
    if title:
        parts.insert(0, Part(kind=PartKind.TITLE, span=Span(start=0, end=len(title))))
    return head + body, parts, found


def outline_blocks(
    title: str, blocks: Sequence[tuple[str, PartKind | None]]
) -> tuple[str, list[Part], Outline]:
    """Put blocks of text under a title, a blank line between, and find the parts of all.

    Args:
        title: Empty where it is unknown.
        blocks: Texts, and what markup says that they are; None where it says nothing, and for
            such only the layout decides. By-lines, dates and captions are found in any.
    """
    text, parts, found = outline_titled(title, "\n\n".join(block for block, _ in blocks))
    marked, at = {}, len(text) - sum(len(block) + 2 for block, _ in blocks) + 2
    for block, kind in blocks:
        marked[at] = kind
        at += len(block) + 2
    kinds = (PartKind.BODY, PartKind.HEADING)
    return (
        text,
        [
            replace(part, kind=marked.get(part.span.start) or part.kind)
            if part.kind in kinds
            else part
            for part in parts
        ],
        found,
    )


def _read_body(paragraphs: Sequence[Sequence[Line]], head: Head) -> None:
    """Add the parts below the head to those of `head`."""
    joined = [" ".join(line.text for line in paragraph) for paragraph in paragraphs]
    for n, (paragraph, text) in enumerate(zip(paragraphs, joined, strict=True)):
        label, printed = split_label(text)
        day = parse_date(printed) if label else None
        if label and day:
            head.dates.setdefault(label, day)
            head.add(PartKind.DATE, paragraph)
        elif is_furniture(text) or is_same_title(text, head.title):
            continue
        elif is_caption(text):
            head.add(PartKind.CAPTION, paragraph)
        elif len(paragraph) == 1 and is_heading(text) and not _is_list_item(joined, n):
            head.add(PartKind.HEADING, paragraph)
        else:
            head.add(PartKind.BODY, paragraph)


def _is_list_item(paragraphs: Sequence[str], n: int) -> bool:
    """Say whether paragraph `n`, short and open, is an item of a list or of a table.

    A heading stands over text. At the very end, a short line is a tag or a place name; a longer one
    is a last sentence cut off.
    """
    if n + 1 == len(paragraphs):
        return len(paragraphs[n].split()) > _MAX_TAG_WORDS
    return is_heading(paragraphs[n + 1]) or (n > 0 and is_heading(paragraphs[n - 1]))
