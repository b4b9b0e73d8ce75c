"""What all readers share: their protocol, the rejection, and the building of an article.

A reader finds title, text, parts and metadata; `build_article` checks them and makes the value.
No reader builds an `Article` itself, so that none can forget a check.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sources.article import Article, Part, PartKind, Retraction, Span
from sources.decoding import check_text
from sources.errors import UnreadableError
from sources.identity import article_id

MIN_BODY_WORDS = 20
"""Of body text; less is a teaser, a login wall or a caption page."""

MAX_TITLE_CHARS = 500
"""A longer title is a scraping accident; it is cut at a word and marked with an ellipsis, so that
the article itself is not lost. The text keeps it whole."""

DERIVED_TITLE_CHARS = 120
"""How much of the first sentence names a text that came without a title."""

_WORD = re.compile(r"[^\W\d_]+")
# Scripts without spaces between words: about two characters to a word.
_SPACELESS = re.compile(
    "[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f\U00020000-\U0003134f]"
)
_SENTENCE_END = re.compile(r"(?<=[\w)”\"']{4})[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？]+[」』”）]*")
_EDGE = " \t\u00a0\u200b\u2060\ufeff"


@dataclass(frozen=True, slots=True)
class Rejected:
    """Something that was not read as an article.

    Attributes:
        origin: The file, the URL, or `file.jsonl:17` for a line.
        reason: Why, as a clause about `origin` ("is empty"); with the way out where there is one.
    """

    origin: str
    reason: str


Read = Article | Rejected


class Reader(Protocol):
    """Reads the articles of one format.

    May raise `UnreadableError` for the whole of `data`, and anything its parser raises:
    `sources.readers.read_bytes` makes rejections of both.
    """

    def __call__(
        self, data: bytes, *, origin: str, retrieved: datetime, charset: str | None = None
    ) -> list[Read]:
        """Read `data`; `charset` is what the transport declared, if anything."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What is known about an article beside its text; the fields are those of `Article`.

    `explicit_id` is the publisher's own id, from which `article_id` is made.
    """

    title: str
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published: date | None = None
    updated: date | None = None
    url: str | None = None
    language: str | None = None
    explicit_id: str | None = None
    is_sample: bool = False
    retraction: Retraction | None = None


class TextBuilder:
    """Builds a text block by block, a blank line between them, and the parts that they are."""

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._at = 0
        self.parts: list[Part] = []

    def add(self, kind: PartKind, block: str) -> None:
        """Append `block`, stripped; a blank one is left out."""
        block = block.strip()
        if not block:
            return
        start = self._at + (2 if self._blocks else 0)
        self._blocks.append(block)
        self._at = start + len(block)
        self.parts.append(Part(kind=kind, span=Span(start=start, end=self._at)))

    @property
    def text(self) -> str:
        """The text so far."""
        return "\n\n".join(self._blocks)


def build_article(
    meta: Metadata,
    *,
    text: str,
    parts: Sequence[Part],
    data: bytes,
    origin: str,
    retrieved: datetime,
) -> Article:
    """Check what a reader found and make the article of it, as version 0.

    Raises:
        UnreadableError: If there is no title, less than 20 words of body, or text that no
            article contains.
    """
    check_text(text)
    title = one_line(meta.title)
    for value in (title, meta.publisher, meta.explicit_id, meta.language, *meta.authors):
        check_text(value or "")
    _check_body(text, parts)
    if not _WORD.search(title):
        raise UnreadableError("has no title", "Give it one")
    publisher = one_line(meta.publisher or "") or None
    return Article(
        article_id=article_id(
            explicit=meta.explicit_id,
            url=meta.url,
            title=title,
            publisher=publisher,
            published=meta.published,
        ),
        title=_shortened(title, MAX_TITLE_CHARS),
        text=text,
        parts=tuple(parts),
        authors=tuple(dict.fromkeys(filter(None, map(one_line, meta.authors)))),
        publisher=publisher,
        published=meta.published,
        updated=meta.updated,
        url=meta.url,
        language=meta.language,
        sha256=hashlib.sha256(data).hexdigest(),
        origin=origin,
        retrieved=retrieved,
        is_sample=meta.is_sample,
        retraction=meta.retraction,
    )


def one_line(text: str) -> str:
    """Return `text` on one line: its white space as single spaces, none at the ends."""
    return " ".join(text.split()).strip(_EDGE)


def title_from_body(text: str, parts: Sequence[Part]) -> str:
    """Return the start of the first sentence of the body, for a text without a title."""
    body = next((part.span for part in parts if part.kind is PartKind.BODY), Span(start=0, end=0))
    start = one_line(text[body.start : min(body.end, body.start + 10 * DERIVED_TITLE_CHARS)])
    end = _SENTENCE_END.search(start)
    return _shortened(start[: end.end()] if end else start, DERIVED_TITLE_CHARS)


def language_code(declared: str | None) -> str | None:
    """Return the ISO 639-1 code at the start of a language tag (`en-GB`), or None."""
    match = re.match(r"\s*([a-zA-Z]{2})(?=[-_\s]|$)", declared or "")
    return match[1].lower() if match else None


def reason_of(error: UnreadableError) -> str:
    """Return an error as the reason of a rejection: a clause, without a full stop."""
    return f"{error.what}; {error.way_out[:1].lower()}{error.way_out[1:]}"


def _check_body(text: str, parts: Sequence[Part]) -> None:
    n_words = 0
    for part in parts:
        if part.kind is not PartKind.BODY:
            continue
        body = part.span.of(text)
        n_spaceless = len(_SPACELESS.findall(body))
        n_words += n_spaceless // 2 + len(_WORD.findall(_SPACELESS.sub(" ", body)))
        if n_words >= MIN_BODY_WORDS:
            return
    what = f"has no text to speak of, {n_words} words" if n_words else "has no text"
    raise UnreadableError(what, f"At least {MIN_BODY_WORDS} words of body are needed")


def _shortened(text: str, n_chars: int) -> str:
    """Cut `text` at a word where it is longer than `n_chars`, and mark the cut."""
    if len(text) <= n_chars:
        return text
    cut = text[: n_chars - 1]
    head, _, tail = cut.rpartition(" ")
    return (head if head and len(tail) < n_chars // 2 else cut).rstrip(" ,;:–—-") + "…"
