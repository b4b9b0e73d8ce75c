"""Prove every quote of a pack again, and say what has changed since it was made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from difflib import SequenceMatcher

from sqlalchemy import select

from bot.packs.making import digest
from bot.packs.values import Pack, PackedQuote, QuoteNow, Recheck, State
from bot.words import words
from index.sentences import split_sentences
from sources.archive import Archive
from sources.article import Article, Quote, Span
from sources.errors import NotFoundError
from sources.normalize import locate_all
from sources.tables import corrections, versions

_LEAST_LIKE = 0.5


def recheck(pack: Pack, archive: Archive) -> Recheck:
    """Prove every quote of a pack again, in the archive as it is now."""
    notices: dict[str, tuple[str, ...]] = {}
    found = []
    for packed in pack.quotes:
        article_id = packed.quote.article_id
        if article_id not in notices:
            notices[article_id] = notices_since(pack, article_id, archive)
        found.append(quote_now(packed, archive, notices[article_id]))
    return Recheck(pack=pack, quotes=tuple(found))


def quote_now(packed: PackedQuote, archive: Archive, notices: Sequence[str] = ()) -> QuoteNow:
    """Say what has become of one quote.

    Args:
        packed: The quote.
        archive: The archive.
        notices: Titles of the corrections of its article that are new.
    """
    quote = packed.quote
    try:
        then, newest = archive.get(quote.article_id, quote.version), archive.get(quote.article_id)
    except NotFoundError:
        return QuoteNow(
            packed=packed,
            state=State.GONE,
            reason=f"version {quote.version} of the article is no longer in the archive",
        )
    # The whole text is compared, so that a pack cannot move its quote into a true neighbourhood.
    if digest(then.text) != packed.text_sha256 or not archive.proves(quote):
        return QuoteNow(
            packed=packed,
            state=State.MISMATCH,
            reason="the archive holds another text under this article and version",
        )
    if newest.retraction:
        why = f": {newest.retraction.reason}" if newest.retraction.reason else ""
        return QuoteNow(
            packed=packed,
            state=State.RETRACTED,
            reason=f"the article was retracted on {newest.retraction.on.isoformat()}{why}",
        )
    if newest.version == quote.version:
        if notices:
            return QuoteNow(
                packed=packed,
                state=State.CORRECTED,
                reason="a correction of the article has come out",
                now=quote,
                notices=tuple(notices),
            )
        return QuoteNow(packed=packed, state=State.UNCHANGED)
    return _in_newer(packed, newest, tuple(notices))


def notices_since(pack: Pack, article_id: str, archive: Archive) -> tuple[str, ...]:
    """Return the titles of corrections of an article that were read after the pack was made."""
    rows = archive.read(
        select(versions.c.title, versions.c.retrieved)
        .join(
            corrections,
            (corrections.c.article_id == versions.c.article_id)
            & (corrections.c.version == versions.c.version),
        )
        .where(corrections.c.corrects == article_id)
        .order_by(versions.c.dated, versions.c.article_id)
    )
    titles = [row.title for row in rows if datetime.fromisoformat(row.retrieved) > pack.made]
    return tuple(dict.fromkeys(titles))


def _in_newer(packed: PackedQuote, newest: Article, notices: tuple[str, ...]) -> QuoteNow:
    """Say what has become of a quote of whose article there is a newer version."""
    quote = packed.quote
    newer = f"version {newest.version} is newer"
    if same := _same_words(quote, newest):
        is_corrected = bool(notices)
        return QuoteNow(
            packed=packed,
            state=State.CORRECTED if is_corrected else State.SUPERSEDED,
            reason=f"{newer}, and a correction has come out"
            if is_corrected
            else f"{newer}, and the quote still stands in it",
            now=same,
            notices=notices,
        )
    instead = likest(quote, newest)
    return QuoteNow(
        packed=packed,
        state=State.CORRECTED,
        reason=f"version {newest.version} has other words there"
        if instead
        else f"version {newest.version} no longer has these words",
        now=instead,
        notices=notices,
    )


def _same_words(quote: Quote, newest: Article) -> Quote | None:
    """Return the quote's words in the newest version, in any typography, nearest to its place."""
    spans = list(locate_all(quote.text, newest.text))
    if not spans:
        return None
    return Quote.of(newest, min(spans, key=lambda span: abs(span.start - quote.start)))


def likest(quote: Quote, newest: Article) -> Quote | None:
    """Return the sentences that a quote has become: as many as it had, the most like it.

    Likeness is the share of equal words in order (Ratcliff and Obershelp, 1988, by `difflib`);
    below `_LEAST_LIKE` nothing is said to have become of it. Ties go to the first.
    """
    n = max(1, len(split_sentences(quote.text)))
    sentences = split_sentences(newest.text)
    ours = [word.stem for word in words(quote.text)]
    matcher: SequenceMatcher[str] = SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(ours)
    best, most = None, _LEAST_LIKE
    for first, last in zip(sentences, sentences[n - 1 :], strict=False):
        span = Span(start=first.start, end=last.end)
        matcher.set_seq1([word.stem for word in words(span.of(newest.text))])
        if matcher.real_quick_ratio() > most and matcher.ratio() > most:
            best, most = span, matcher.ratio()
    return Quote.of(newest, best) if best else None
