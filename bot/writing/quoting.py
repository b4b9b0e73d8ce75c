"""The embedded writer: an answer made of quotes, with relative dates explained beside them.

It adds nothing but square brackets. Whatever it writes goes through `bot.proof` like the sentences
of any other writer.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence

import regex

from bot.answer import Citation, ResolvedDate, Statement
from bot.temporal import in_words, resolve_relative
from bot.writing.values import Cost, Draft, Ended, Ending, WrittenEvent
from sources.article import Article, Quote, Span


class QuoteWriter:
    """The default writer: every quote is a sentence, and needs no language model."""

    identity = "quotes"

    def write(
        self, question: str, evidence: Sequence[Citation]
    ) -> Generator[WrittenEvent, None, None]:
        """Yield every quote with its number, in the order given."""
        for citation in evidence:
            yield Draft(text=write(citation), citations=(citation.number,))
        yield Ended(ending=Ending.DONE, cost=Cost())


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


def as_quoted(statement: str, citation: Citation) -> str:
    """Take explanations out, and put the quote's own word where a statement tells the day it means.

    "It sank on 21 March 2022" becomes "It sank on Monday" where the quote says Monday and means it.
    """
    statement = without_brackets(statement, citation)
    quote = citation.quote.text
    for date in citation.resolved:
        if date.meaning in quote:
            continue
        on = regex.search(r"\bon $", quote[: date.span.start], regex.IGNORECASE)
        told = (
            rf"(?P<on>\bon )?(?<![\p{{N}}\p{{L}}]){regex.escape(date.meaning)}(?![\p{{N}}\p{{L}}])"
        )
        statement = regex.sub(
            told,
            lambda match, on=on, date=date: (match["on"] or "" if on else "") + date.words,
            statement,
            count=1,
            flags=regex.IGNORECASE,
        )
    return statement


def whole_sentences(
    article: Article, span: Span, before: Span | None, *, with_before: bool
) -> Quote:
    """Take a sentence as a quote, together with the sentence before it when that is wanted."""
    start = before.start if with_before and before else span.start
    return Quote.of(article, Span(start=start, end=span.end))


def running_text(statements: Sequence[Statement]) -> str:
    """Return statements as plain text, each followed by the numbers of its citations."""
    return " ".join(s.text + "".join(f" [{number}]" for number in s.citations) for s in statements)
