"""Hold the gold quotes of cases against an archive: what is missing, early, withdrawn or vague.

Where a quote stands is found by `eval.gold`, as in a run, so that what passes here passes there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bot.words import words
from eval.cases.values import Case, CaseSet, GoldQuote
from eval.gold import Gold, locate_gold
from index.sentences import split_sentences
from sources.archive import Archive
from sources.article import Article
from sources.normalize import locate

FEWEST_WORDS = 3
MOST_PLACES = 2
"""A headline that the text repeats makes two."""
_SHOWN = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldMistake:
    """What is the matter with one gold quote of a case; the fields of a `Problem`."""

    case_id: str
    rule: str
    what: str
    way_out: str
    is_error: bool


def gold_mistakes(cases: CaseSet, archive: Archive) -> Iterator[GoldMistake]:
    """Yield what is the matter with every gold quote, in the order of the cases."""
    articles = {article.url: article for article in archive.articles() if article.url}
    located = locate_gold(cases, archive, allow_missing=True)
    for case in cases.all:
        for quote, gold in zip(case.gold, located[case.id], strict=True):
            article = articles.get(quote.article)
            if gold.places and article:
                yield from _superseded(case, quote, gold, archive)
                yield from _vague(case, quote, gold, article)
            else:
                yield _missing(case, quote, article, archive)


def _superseded(
    case: Case, quote: GoldQuote, gold: Gold, archive: Archive
) -> Iterator[GoldMistake]:
    """Say that only an earlier version holds the quote: the system reads the last one known."""
    known = [
        version.version
        for version in archive.history(gold.article_id)
        if case.as_of is None or version.dated <= case.as_of
    ]
    if known[-1] not in {version for version, _ in gold.places}:
        yield GoldMistake(
            case_id=case.id,
            rule="gold-quote",
            what=f"{quote.article!r:.200} has been changed, and does not say {quote.quote!r:.80} "
            "any more",
            way_out="quote what it says now, or ask as of a day before the change",
            is_error=True,
        )


def _missing(
    case: Case, quote: GoldQuote, article: Article | None, archive: Archive
) -> GoldMistake:
    if article is None:
        return GoldMistake(
            case_id=case.id,
            rule="gold-article",
            what=f"the archive has no article {quote.article!r:.200}",
            way_out="ingest the article, or name the archive that the cases were written for",
            is_error=True,
        )
    versions = archive.history(article.article_id)
    said = [version for version in versions if locate(quote.quote, version.text)]
    if case.as_of and said:
        return GoldMistake(
            case_id=case.id,
            rule="gold-as-of",
            what=f"{quote.quote!r:.80} was not known on {case.as_of}, but from "
            f"{min(version.dated for version in said)} on",
            way_out="choose a later day, or a quote that was known then",
            is_error=True,
        )
    near = _closest(quote.quote, article.text)
    return GoldMistake(
        case_id=case.id,
        rule="gold-quote",
        what=f"{quote.article!r:.200} does not say {quote.quote!r:.80}"
        + (f"; the nearest it says is {near!r}" if near else ""),
        way_out="copy the quote from the article, character by character",
        is_error=True,
    )


def _closest(quote: str, text: str) -> str:
    """Return the sentence that shares the most words with a quote, on one line, or ""."""
    wanted = Counter(word.stem for word in words(quote))
    best, most = "", 0.0
    for span in split_sentences(text):
        sentence = span.of(text)
        stems = Counter(word.stem for word in words(sentence))
        # Dice's coefficient: of two sentences that hold the words, the shorter is nearer.
        share = 2 * (wanted & stems).total() / max(1, wanted.total() + stems.total())
        if share > most:
            best, most = sentence, share
    return " ".join(best.split())[:_SHOWN]


def _vague(case: Case, quote: GoldQuote, gold: Gold, article: Article) -> Iterator[GoldMistake]:
    n_words = len(words(quote.quote))
    if n_words < FEWEST_WORDS:
        yield GoldMistake(
            case_id=case.id,
            rule="gold-fragment",
            what=f"the gold quote {quote.quote!r:.80} has {n_words} word{'s'[: n_words != 1]}",
            way_out="quote the whole sentence",
            is_error=False,
        )
    n_places = max(Counter(version for version, _ in gold.places).values())
    if n_places > MOST_PLACES:
        yield GoldMistake(
            case_id=case.id,
            rule="gold-repeated",
            what=f"the gold quote {quote.quote!r:.80} stands {n_places} times in its article",
            way_out="quote more of the sentence that is meant",
            is_error=False,
        )
    if article.retraction:
        yield GoldMistake(
            case_id=case.id,
            rule="gold-retracted",
            what=f"{quote.article!r:.200} has been retracted, and what is retracted is never used",
            way_out="quote an article that still stands",
            is_error=False,
        )
