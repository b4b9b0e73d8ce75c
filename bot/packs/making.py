"""Make an evidence pack of an answer or a report, from the archive it was drawn from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version

from bot.answer import Answer, Citation
from bot.packs.values import Pack, PackedQuote
from bot.settings import Settings
from bot.verdict import Report
from sources.archive import Archive

# What decides an answer; folders and keys stay at home.
_SETTINGS = ("encoder", "judge", "answering", "n_passages", "max_statements")


def make_pack(
    result: Answer | Report,
    archive: Archive,
    settings: Settings,
    *,
    now: datetime,
) -> Pack:
    """Make the pack of what was just answered.

    Args:
        result: What was answered or found.
        archive: Where its quotes are from.
        settings: What it was answered with.
        now: The time, with time zone.

    Raises:
        NotFoundError: An article was removed in the meantime.
    """
    quotes: dict[tuple[str, int, int, int], PackedQuote] = {}
    for citation in citations_of(result):
        quote = citation.quote
        place = (quote.article_id, quote.version, quote.start, quote.end)
        if place not in quotes:
            article = archive.get(quote.article_id, quote.version)
            quotes[place] = PackedQuote(
                quote=quote,
                title=article.title,
                sha256=article.sha256,
                text_sha256=digest(article.text),
                url=article.url,
            )
    return Pack(
        result=result,
        quotes=tuple(quotes.values()),
        made=now,
        newsproof=version("newsproof"),
        settings={name: str(getattr(settings, name)) for name in _SETTINGS},
    )


def citations_of(result: Answer | Report) -> Iterator[Citation]:
    """Yield every citation that a result shows: those of its statements first."""
    if isinstance(result, Answer):
        yield from result.citations
        yield from result.nearest
        return
    for claim in result.claims:
        for evidence in claim.evidence:
            yield evidence.citation


def digest(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
