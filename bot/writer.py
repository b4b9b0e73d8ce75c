"""The embedded writer: an answer made of quotes, with relative dates explained beside them.

It adds nothing but square brackets. Whatever it writes goes through `bot.proof` like the sentences
of any other writer.
"""

from __future__ import annotations

from bot.answer import Citation, ResolvedDate
from bot.temporal import in_words, resolve_relative
from sources.article import Article, Quote, Span


def cite(article: Article, quote: Quote, number: int) -> Citation:
    """Return what a reader sees under a number."""
    resolved = tuple(
        ResolvedDate(
            span=span,
            words=span.of(quote.text),
            meaning=in_words(mention.first, mention.last),
            first=mention.first,
            last=mention.last,
        )
        for mention in resolve_relative(quote.text, on=article.published)
        for span in [_with_possessive(quote.text, mention.span)]
    )
    return Citation(
        number=number,
        quote=quote,
        title=article.title,
        publisher=article.publisher,
        url=article.url,
        published=article.published,
        updated=article.updated,
        resolved=resolved,
        is_sample=article.is_sample,
        pages=article.pages_of(quote.span),
    )


def _with_possessive(text: str, span: Span) -> Span:
    """Take in "’s", so that an explanation does not stand inside a word: "Saturday’s march"."""
    after = text[span.end : span.end + 2]
    return Span(start=span.start, end=span.end + 2) if after in ("’s", "'s") else span


def write(citation: Citation) -> str:
    """Write the quote on one line, each relative date followed by its meaning in brackets."""
    text = citation.quote.text
    for date in reversed(citation.resolved):
        end = date.span.end
        text = f"{text[:end]} [{date.meaning}]{text[end:]}"
    return " ".join(text.split())


def without_brackets(statement: str, citation: Citation) -> str:
    """Take the explanations out again: what is left must be the quote."""
    for date in citation.resolved:
        statement = statement.replace(f"{date.words} [{date.meaning}]", date.words, 1)
    return statement


def whole_sentences(
    article: Article, span: Span, before: Span | None, *, with_before: bool
) -> Quote:
    """Take a sentence as a quote, together with the sentence before it when that is wanted."""
    start = before.start if with_before and before else span.start
    return Quote.of(article, Span(start=start, end=span.end))
