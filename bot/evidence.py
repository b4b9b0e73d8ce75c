"""From hits to candidates: the sentences of the passages found, each with what stands around it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.passages import body_sentences
from index.search import Hit
from sources.archive import Archive
from sources.article import Article, Quote, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence of an article that may be quoted.

    Attributes:
        article: The version of the article it stands in.
        span: Its place in the article's text.
        before: The sentence before it in the same run of body text, or None.
        rank: Best rank of a passage that holds it, from 1.
    """

    article: Article
    span: Span
    before: Span | None
    rank: int

    @property
    def text(self) -> str:
        """The sentence."""
        return self.span.of(self.article.text)

    @property
    def near(self) -> tuple[str, ...]:
        """What a reader has in mind at this sentence: the title, and the sentence before."""
        title = (self.article.title,)
        return (*title, self.before.of(self.article.text)) if self.before else title

    @property
    def quote(self) -> Quote:
        """The sentence as a quote."""
        return Quote.of(self.article, self.span)


def gather(archive: Archive, hits: Iterable[Hit]) -> list[Candidate]:
    """Return the sentences of the passages found, best passage first, each once."""
    read: dict[tuple[str, int], tuple[Article, list[tuple[Span, Span | None]]]] = {}
    found: dict[tuple[str, int, int], Candidate] = {}
    for hit in hits:
        passage = hit.passage
        place = (passage.article_id, passage.version)
        if place not in read:
            article = archive.get(*place)
            read[place] = (article, _with_before(article))
        article, sentences = read[place]
        for span, before in sentences:
            if span.overlaps(passage.span):
                found.setdefault(
                    (*place, span.start),
                    Candidate(article=article, span=span, before=before, rank=hit.rank),
                )
    return list(found.values())


def _with_before(article: Article) -> list[tuple[Span, Span | None]]:
    return [
        (span, run[i - 1] if i else None)
        for run in body_sentences(article)
        for i, span in enumerate(run)
    ]
