"""A draft as it is laid out: paragraph by paragraph, cut where claims begin and end. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.verdict import Claim
from sources.article import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of a paragraph under one claim, or under none.

    Attributes:
        span: Where it stands in the draft.
        claim: The number of its claim, from 1; 0 for none.
        is_end: Whether the stretch of the claim ends here, and not in a later paragraph.
    """

    span: Span
    claim: int = 0
    is_end: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A line of a draft that holds something.

    Attributes:
        span: Where it stands in the draft, without the white space at its end.
        stretches: All of it, in order.
    """

    span: Span
    stretches: tuple[Stretch, ...]


def laid_out(text: str, claims: Sequence[Claim]) -> list[Paragraph]:
    """Return the paragraphs of a draft.

    Args:
        text: The draft.
        claims: What is claimed in it; where two overlap, the words are the earlier one's.
    """
    owned = _owned(claims)
    found, first, start = [], 0, 0
    for line in text.splitlines(keepends=True):
        span = Span(start=start, end=start + len(line.rstrip()))
        start += len(line)
        if not line.strip():
            continue
        while first < len(owned) and owned[first].span.end <= span.start:
            first += 1
        found.append(Paragraph(span=span, stretches=tuple(_cut(span, owned, first))))
    return found


def _cut(line: Span, owned: Sequence[Stretch], first: int) -> Iterator[Stretch]:
    """Yield the stretches of a line, which begins in or before the first one given."""
    at = line.start
    while first < len(owned) and owned[first].span.start < line.end:
        one = owned[first]
        start, end = max(one.span.start, line.start), min(one.span.end, line.end)
        if at < start:
            yield Stretch(span=Span(start=at, end=start))
        yield Stretch(span=Span(start=start, end=end), claim=one.claim, is_end=end == one.span.end)
        at, first = end, first + 1
    if at < line.end:
        yield Stretch(span=Span(start=at, end=line.end))


def _owned(claims: Sequence[Claim]) -> list[Stretch]:
    """Return the stretches of all claims in the order of the text, none over another."""
    spans = sorted(
        (span.start, span.end, number)
        for number, claim in enumerate(claims, start=1)
        for span in claim.spans
    )
    owned, at = [], 0
    for start, end, number in spans:
        if max(start, at) < end:
            owned.append(Stretch(span=Span(start=max(start, at), end=end), claim=number))
            at = end
    return owned
