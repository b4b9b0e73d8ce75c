"""The value types of an article: spans, parts, the article itself, quotes and retractions.

Values only: no I/O, no storage, no identity rules. Every offset counts Unicode code points of
`Article.text`, half open, and is never adjusted afterwards.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """A half-open range of code points, `0 <= start <= end`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span needs 0 <= start <= end, not {self.start}, {self.end}")

    def of(self, text: str) -> str:
        """Return the slice of `text` that this span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Say whether the two spans share at least one code point."""
        return self.start < other.end and other.start < self.end


class PartKind(StrEnum):
    """What a part of an article's text is. Only `BODY` is ever quoted as evidence."""

    TITLE = "title"
    BYLINE = "byline"
    DATE = "date"
    CAPTION = "caption"
    HEADING = "heading"
    BODY = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of an article's text and what it is."""

    kind: PartKind
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Retraction:
    """The withdrawal of an article by its publisher or by the newsroom.

    Attributes:
        on: The day of the retraction.
        reason: Why, in a sentence; may be empty.
    """

    on: date
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A whole source text with its provenance.

    Attributes:
        article_id: 16 hexadecimal digits; the same for every version (see `sources.identity`).
        version: 1 and up within the archive; 0 as it comes from a reader, before it is archived.
        title: The headline, on one line, never empty.
        text: The text as published, title block and captions included.
        parts: What the stretches of `text` are, in order, not overlapping. Code points in no part
            are white space or repeated furniture.
        authors: Names as printed, in order; empty when unknown.
        publisher: Name of the publication, or None when unknown.
        published: Day of first publication, or None when unknown.
        updated: Day of the last update by the publisher, or None.
        url: Canonical address, or None for an article that came without one.
        language: ISO 639-1 code, or None when unknown.
        sha256: Hexadecimal digest of the original bytes.
        origin: Where it was read from: a file name or a URL.
        retrieved: When it was read, with time zone.
        is_sample: True for the packaged samples, which are shown as such.
        retraction: Set when the article has been withdrawn: it is never used as support.
        page_starts: Where each page of a paged source starts in `text`, ascending, the first at 0;
            an empty page starts where the next one does. Empty for a source without pages.
    """

    article_id: str
    version: int = 0
    title: str
    text: str
    parts: tuple[Part, ...]
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published: date | None = None
    updated: date | None = None
    url: str | None = None
    language: str | None = None
    sha256: str
    origin: str
    retrieved: datetime
    is_sample: bool = False
    retraction: Retraction | None = None
    page_starts: tuple[int, ...] = ()

    @property
    def dated(self) -> date:
        """The day from which this version counts as known: updated, else published, else read."""
        return self.updated or self.published or self.retrieved.date()

    def spans(self, kind: PartKind) -> tuple[Span, ...]:
        """Return the spans of all parts of `kind`, in order."""
        return tuple(part.span for part in self.parts if part.kind is kind)

    def pages_of(self, span: Span) -> tuple[int, int] | None:
        """Return the first and last page that `span` stands on, or None without pages.

        Pages are counted from 1 as they lie in the file, whatever number is printed on them.
        """
        if not self.page_starts:
            return None
        last = max(span.start, span.end - 1)
        first_page, last_page = (bisect_right(self.page_starts, at) for at in (span.start, last))
        return max(1, first_page), max(1, last_page)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """An exact span of one version of an article.

    `text` is what the span held when the quote was taken; `Archive.proves` compares it with the
    stored text each time it is shown.
    """

    article_id: str
    version: int
    start: int
    end: int
    text: str

    @classmethod
    def of(cls, article: Article, span: Span) -> Quote:
        """Take the quote that `span` covers in `article`."""
        return cls(
            article_id=article.article_id,
            version=article.version,
            start=span.start,
            end=span.end,
            text=span.of(article.text),
        )

    @property
    def span(self) -> Span:
        """Where the quote stands in the article's text."""
        return Span(start=self.start, end=self.end)

    def overlaps(self, other: Quote) -> bool:
        """Say whether both share a code point of the same version of an article."""
        return (self.article_id, self.version) == (
            other.article_id,
            other.version,
        ) and self.span.overlaps(other.span)
