"""What of a text stands in quotation marks."""

from __future__ import annotations

from bot.checks.scope import Reading
from sources.article import Span

_OPENING = {"“": "”", "«": "»", "„": "“”", '"': '"'}
_LEAST_QUOTED = 2  # words in quotation marks that are somebody's; one may be called "so"


def quoted_ranges(text: str) -> tuple[Span, ...]:
    """Return what stands in quotation marks, marks included; an open quotation ends with the text.

    Linear in the length of the text.
    """
    ranges: list[Span] = []
    never_closed = set()
    at = 0
    while at < len(text):
        mark = text[at]
        before = text[at - 1] if at else " "
        closing = _OPENING.get(mark, "")
        if mark in "‘'" and not before.isalnum() and text[at + 1 : at + 2].strip():
            closing = "’'"
        if not closing or closing in never_closed:
            at += 1
            continue
        end = at + 1
        while end < len(text) and not _closes(text, end, closing):
            end += 1
        if end == len(text) and closing in ("’'", '"'):
            never_closed.add(closing)
            at += 1  # an apostrophe, or an inch
            continue
        ranges.append(Span(start=at, end=min(len(text), end + 1)))
        at = end + 1
        if end == len(text) - 1:
            break
    return tuple(ranges)


def _closes(text: str, at: int, closing: str) -> bool:
    if text[at] not in closing:
        return False
    follows = text[at + 1 : at + 2]
    return closing != "’'" or not follows.isalnum()


def is_in(at: int, ranges: tuple[Span, ...]) -> bool:
    """Say whether an offset lies in one of some spans."""
    return any(span.start <= at < span.end for span in ranges)


def has_words_of_somebody(reading: Reading) -> bool:
    """Say whether a text quotes words: not a single one, and no title ("The Irishman")."""
    for span in quoted_ranges(reading.text):
        inside = [w for w in reading.words if span.start <= w.span.start < span.end]
        full = [w for w in inside if not w.is_stop and not w.is_number]
        n_small = sum(not w.is_capital for w in full)
        is_title = 2 * n_small < len(full) or (not full and inside and inside[0].is_capital)
        if len(inside) >= _LEAST_QUOTED and not is_title:
            return True
    return False
