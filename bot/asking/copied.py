"""Who else printed a quote: the copies of its article, as one independent report."""

from __future__ import annotations

from datetime import date

from bot.answer import Copies
from sources.archive import Archive
from sources.article import Quote
from sources.copies import reports_of
from sources.errors import NotFoundError
from sources.normalize import locate_all


def copies_of(archive: Archive, quote: Quote, as_of: date | None = None) -> Copies | None:
    """Return how many articles of one report hold a quote; None when only its own does.

    A copy that was changed at this place, by as little as a number, doesn't count.

    Args:
        archive: The archive.
        quote: A quote that stands in it.
        as_of: Only what was known on that day counts; None for today.
    """
    report = reports_of(archive, [quote.article_id], as_of=as_of).get(quote.article_id)
    if report is None:
        return None
    others = [name for name in report.articles if name != quote.article_id]
    holding = sum(_holds(archive, name, quote.text, as_of) for name in others)
    return Copies(n_articles=1 + holding, agency=report.agency or "") if holding else None


def _holds(archive: Archive, article_id: str, words: str, as_of: date | None) -> bool:
    try:
        versions = archive.history(article_id)
    except NotFoundError:  # removed since
        return False
    known = [one for one in versions if as_of is None or one.dated <= as_of]
    return bool(known) and any(locate_all(words, known[-1].text))
