"""Find the gold quotes of cases in an archive, and say whether a quote shown overlaps one.

The overlap of spans is all that evaluation knows of meaning: no model judges here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from eval.cases.values import Case, CaseSet, GoldQuote
from eval.errors import GoldError
from index.alike import says_the_same
from index.passages import body_sentences
from sources.archive import Archive
from sources.article import Article, Quote, Span
from sources.copies import reports_of
from sources.normalize import locate_all


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """A gold quote, located.

    Attributes:
        article_id: The article that holds it.
        places: `(version, span)` wherever it stands: in every version that has it, every time;
            empty when the version known on the case's day doesn't hold it.
        group: Its side or stance; a conflicting case needs a quote of each group.
        text: Its words, as the case gives them.
        copies: `(article id, version, span)` of the sentences that say the same in copies of the
            article: search shows one of them, and each is the same report.
    """

    article_id: str
    places: tuple[tuple[int, Span], ...]
    group: str = ""
    text: str = ""
    copies: tuple[tuple[str, int, Span], ...] = ()

    @property
    def articles(self) -> frozenset[str]:
        """The article that holds it, and those that say the same as copies."""
        return frozenset({self.article_id, *(article_id for article_id, _, _ in self.copies)})

    def overlaps(self, quote: Quote) -> bool:
        """Say whether `quote` shares at least one code point with one of the places."""
        own = ((self.article_id, version, span) for version, span in self.places)
        return any(
            (quote.article_id, quote.version) == (article_id, version) and quote.span.overlaps(span)
            for article_id, version, span in (*own, *self.copies)
        )


def overlaps_any(quotes: Iterable[Quote | None], gold: Iterable[Gold]) -> bool:
    """Say whether one of the quotes overlaps one of the gold quotes; None overlaps nothing."""
    found = list(gold)
    return any(quote is not None and one.overlaps(quote) for quote in quotes for one in found)


def covers_groups(quotes: Iterable[Quote | None], gold: Iterable[Gold]) -> bool:
    """Say whether each group of gold is overlapped; False when there is no gold."""
    shown, groups = list(quotes), dict[str, list[Gold]]()
    for one in gold:
        groups.setdefault(one.group, []).append(one)
    return bool(groups) and all(overlaps_any(shown, group) for group in groups.values())


def locate_gold(
    cases: CaseSet, archive: Archive, *, allow_missing: bool = False
) -> Mapping[str, tuple[Gold, ...]]:
    """Return the located gold quotes of every case, by the id of the case.

    The gold quotes of a draft's claims stand one after the other, in their order.

    Args:
        cases: The cases.
        archive: What they are about.
        allow_missing: Give a quote that isn't there no places, instead of refusing.

    Raises:
        GoldError: An article or a quote is not in the archive, or was not known on the case's day.
    """
    by_url = {article.url: article.article_id for article in archive.articles() if article.url}
    histories = _Histories(archive)
    located: dict[str, tuple[Gold, ...]] = {}
    for case in cases.all:
        found = []
        for quote in case.gold:
            article_id = by_url.get(quote.article)
            try:
                gold = _locate(case, quote, histories.of(article_id) if article_id else [])
                found.append(replace(gold, copies=_copies(gold, case.as_of, histories)))
            except GoldError:
                if not allow_missing:
                    raise
                group = quote.side or quote.stance
                found.append(Gold(article_id="", places=(), group=group, text=quote.quote))
        located[case.id] = tuple(found)
    return located


class _Histories:
    """The versions of articles and their copies, each read once."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._read: dict[str, list[Article]] = {}

    def of(self, article_id: str) -> list[Article]:
        """Return all versions of an article, oldest first."""
        if article_id not in self._read:
            self._read[article_id] = self._archive.history(article_id)
        return self._read[article_id]

    def copies(self, article_id: str, as_of: date | None) -> list[Article]:
        """Return the other articles of the same report, as they were known on a day."""
        reports = reports_of(self._archive, [article_id], as_of=as_of)
        names = reports[article_id].articles if article_id in reports else ()
        known = (
            [one for one in self.of(name) if _is_known(one, as_of)]
            for name in names
            if name != article_id
        )
        return [versions[-1] for versions in known if versions]


def _copies(
    gold: Gold, as_of: date | None, histories: _Histories
) -> tuple[tuple[str, int, Span], ...]:
    """Return where copies of the article say the same; another number or a negation is no copy."""
    others = histories.copies(gold.article_id, as_of)
    if not others:
        return ()
    texts = {one.version: one for one in histories.of(gold.article_id)}
    version, place = gold.places[-1]
    sentences = [
        span.of(texts[version].text) for span in _sentences(texts[version]) if span.overlaps(place)
    ]
    return tuple(
        (other.article_id, other.version, span)
        for other in others
        for span in _sentences(other)
        if any(says_the_same(one, span.of(other.text), same_report=True) for one in sentences)
    )


def _sentences(article: Article) -> list[Span]:
    return [span for paragraph in body_sentences(article) for span in paragraph]


def _locate(case: Case, quote: GoldQuote, versions: list[Article]) -> Gold:
    if not versions:
        raise GoldError(
            f"case {case.id!r}: the archive has no article {quote.article!r}",
            "ingest the article, or evaluate the archive that the cases were written for",
        )
    known = [article for article in versions if _is_known(article, case.as_of)]
    places = tuple(
        (article.version, span) for article in known for span in _places(article.text, quote.quote)
    )
    # What only an earlier version says is no longer what the article says.
    if not known or all(version != known[-1].version for version, _ in places):
        when = f" as of {case.as_of}" if case.as_of else ""
        raise GoldError(
            f"case {case.id!r}: {quote.article!r} does not say {quote.quote!r:.80}{when}",
            "copy the quote from the article, character by character",
        )
    group = quote.side or quote.stance
    return Gold(article_id=versions[0].article_id, places=places, group=group, text=quote.quote)


def _is_known(article: Article, as_of: date | None) -> bool:
    return as_of is None or article.dated <= as_of


def _places(text: str, quote: str) -> list[Span]:
    """Return where the quote stands exactly or, if nowhere, with other signs for the same marks."""
    exact = [Span(start=one.start(), end=one.end()) for one in re.finditer(re.escape(quote), text)]
    return exact or list(locate_all(quote, text))
