"""Passages: the units that are retrieved, cut on sentence borders with exact offsets.

A passage never crosses a caption, a by-line or a heading, so none of these can be quoted as body.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from index.sentences import split_sentences
from sources.article import Article, PartKind, Span

# Changed whenever other passages would come out of the same article; an index of another splitter
# is rebuilt.
SPLITTER = "sentences-1/80-120"

# Words. The embedded encoder reads 256 word pieces, about 190 words of news, heading included.
TARGET_WORDS = 80
MAX_WORDS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of one version of an article; `article.text[start:end] == text`, always.

    Attributes:
        article_id: The article.
        version: Its version.
        start: First code point in the article's text.
        end: One past the last.
        text: The exact text.
    """

    article_id: str
    version: int
    start: int
    end: int
    text: str

    @property
    def span(self) -> Span:
        """Where the passage stands in the article's text."""
        return Span(start=self.start, end=self.end)


def body_sentences(article: Article) -> list[list[Span]]:
    """Return the sentences of the body, in runs that no caption, by-line or heading interrupts."""
    runs: list[list[Span]] = []
    previous: PartKind | None = None
    for part in article.parts:
        if part.kind is PartKind.BODY:
            if previous is not PartKind.BODY:
                runs.append([])
            inside = split_sentences(part.span.of(article.text))
            runs[-1] += [
                Span(start=part.span.start + s.start, end=part.span.start + s.end) for s in inside
            ]
        previous = part.kind
    return [run for run in runs if run]


def split_article(article: Article) -> list[Passage]:
    """Cut the body of an article into passages, in order, not overlapping.

    Sentences are gathered up to about `TARGET_WORDS`, never past `MAX_WORDS`; a longer sentence
    stands alone.
    """
    return [
        Passage(
            article_id=article.article_id,
            version=article.version,
            start=group[0].start,
            end=group[-1].end,
            text=article.text[group[0].start : group[-1].end],
        )
        for run in body_sentences(article)
        for group in _groups(run, article.text)
    ]


def _groups(sentences: list[Span], text: str) -> Iterator[list[Span]]:
    group: list[Span] = []
    n_words = 0
    for sentence in sentences:
        n_more = len(sentence.of(text).split())
        if group and (n_words >= TARGET_WORDS or n_words + n_more > MAX_WORDS):
            yield group
            group, n_words = [], 0
        group.append(sentence)
        n_words += n_more
    if group:
        yield group


def heading(title: str, published: date | None) -> str:
    """Return the line that the encoder reads before a passage. It is never quoted."""
    return f"{title} ({published.isoformat()})" if published else title


def encoder_input(passage_text: str, title: str, published: date | None) -> str:
    """Return what is embedded for a passage: its heading, then its text."""
    return f"{heading(title, published)}\n{passage_text}"


def input_digest(text: str) -> str:
    """Return the SHA-256 of an encoder input; equal inputs share one stored embedding."""
    return hashlib.sha256(text.encode()).hexdigest()
