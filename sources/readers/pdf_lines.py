"""The printed lines of a PDF and how they join into paragraphs. Needs no PDF library.

PDFium gives characters in reading order with their places; where a paragraph ends is said nowhere
and shows in room between lines, in indents, in short lines and in the size of the type.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from sources.readers.hyphens import Words

_MARGIN = 0.1
"""The share of a page's height, above and below, in which running heads and feet stand."""
_SAME_PLACE = 4.0  # points
_DIGITS = re.compile(r"[0-9]+")
_PAGE_NUMBER = re.compile(
    r"\W{0,3}(?:(?:page|seite|p\.)\s*)?(?:[0-9]{1,4}|[ivxlc]{1,7})(?:\s*(?:/|of|von|sur)\s*[0-9]{1,4})?\W{0,3}",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]」』]*$")
_SPACELESS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfLine:
    """A line as printed.

    Attributes:
        text: Without the hyphen that cut its last word.
        page: From 1.
        left: Of the first character, in points from the left.
        right: Of the last character.
        baseline: In points from the bottom of the page.
        height: Of the page, in points.
        size: Of the type, in points.
        is_cut: A word goes on in the next line.
    """

    text: str
    page: int
    left: float
    right: float
    baseline: float
    height: float
    size: float
    is_cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph: its text, the size of its type, and the offset in it where each page starts."""

    text: str
    size: float
    pages: tuple[tuple[int, int], ...]
    """(page, offset), ascending; the first offset is 0."""


def split_furniture(lines: Sequence[PdfLine]) -> tuple[list[PdfLine], list[PdfLine]]:
    """Tell the lines of the text from page numbers and running heads and feet.

    A running line stands in a margin at the same height on two pages or more, figures aside.
    """
    seen: dict[tuple[str, int], set[int]] = defaultdict(set)
    for line in lines:
        if _is_marginal(line):
            for place in _places(line):
                seen[_DIGITS.sub("0", line.text.casefold()), place].add(line.page)
    kept: list[PdfLine] = []
    furniture: list[PdfLine] = []
    for line in lines:
        key = _DIGITS.sub("0", line.text.casefold())
        is_running = _is_marginal(line) and (
            _PAGE_NUMBER.fullmatch(line.text) is not None
            or any(len(seen[key, place]) > 1 for place in _places(line))
        )
        (furniture if is_running else kept).append(line)
    return kept, furniture


def body_size(lines: Sequence[PdfLine]) -> float:
    """Return the size of type in which most characters are set."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def join_lines(lines: Sequence[PdfLine]) -> list[Block]:
    """Join lines in reading order into paragraphs."""
    if not lines:
        return []
    words = Words(line.text for line in lines)
    pitches = _pitches(lines)
    rights = _rights(lines)
    groups: list[list[PdfLine]] = [[lines[0]]]
    for n, (one, other) in enumerate(pairwise(lines)):
        after = lines[n + 2] if n + 2 < len(lines) else None
        if _is_break(one, other, after, pitches, rights):
            groups.append([])
        groups[-1].append(other)
    return [_block(group, words) for group in groups]


def _block(group: Sequence[PdfLine], words: Words) -> Block:
    text, pages = group[0].text, [(group[0].page, 0)]
    for one, other in pairwise(group):
        if one.is_cut:
            joined = words.join(text, other.text)
        elif _SPACELESS.match(text[-1:]) and _SPACELESS.match(other.text):
            joined = text + other.text
        else:
            joined = f"{text} {other.text}"
        if other.page != one.page:
            # A word that a page's end cut in two counts to the page on which it ends.
            pages.append((other.page, len(joined) - len(other.text)))
        text = joined
    return Block(text=text, size=group[0].size, pages=tuple(pages))


def _is_break(
    one: PdfLine,
    other: PdfLine,
    after: PdfLine | None,
    pitches: dict[float, float],
    rights: dict[tuple[int, int], float],
) -> bool:
    if one.is_cut:
        return False
    if abs(one.size - other.size) > 0.08 * max(one.size, other.size):
        return True
    has_ended = _SENTENCE_END.search(one.text) is not None
    drop = one.baseline - other.baseline
    if one.page != other.page or drop <= 0 or other.left > one.right:
        return has_ended  # the next column or page
    if drop > 1.3 * pitches.get(round(one.size), drop):
        return True
    em = other.size
    is_indented = other.left > one.left + 0.7 * em and (
        after is None or after.left < other.left - 0.5 * em
    )
    if is_indented and has_ended:
        return True
    room = rights[_column(one)] - one.right
    return has_ended and room > max(3 * em, 0.12 * (rights[_column(one)] - one.left))


def _pitches(lines: Sequence[PdfLine]) -> dict[float, float]:
    """Return the usual room from one line to the next, by size of type."""
    drops: dict[float, list[float]] = defaultdict(list)
    for one, other in pairwise(lines):
        drop = one.baseline - other.baseline
        if one.page == other.page and 0 < drop < 3 * one.size and one.size == other.size:
            drops[round(one.size)].append(drop)
    # The lower half: room between paragraphs is rarer than room between lines, or there is none.
    return {
        size: median(sorted(found)[: (len(found) + 1) // 2 + 1]) for size, found in drops.items()
    }


def _rights(lines: Sequence[PdfLine]) -> dict[tuple[int, int], float]:
    """Return how far the lines of a column reach."""
    rights: dict[tuple[int, int], float] = defaultdict(float)
    for line in lines:
        rights[_column(line)] = max(rights[_column(line)], line.right)
    return rights


def _column(line: PdfLine) -> tuple[int, int]:
    return line.page, round(line.left / 36)


def _is_marginal(line: PdfLine) -> bool:
    share = line.baseline / line.height if line.height else 0.5
    return share < _MARGIN or share > 1 - _MARGIN


def _places(line: PdfLine) -> tuple[int, int]:
    """Return the two bands of the page that the line's height lies nearest to."""
    place = line.baseline / _SAME_PLACE
    return int(place), int(place + 0.5) + 1_000_000
