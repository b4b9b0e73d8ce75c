"""Looking quotations up in the archive: exact, altered, another's, stitched, turned, not found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from bot.attribution import Voice
from bot.checks.finding import shorten
from bot.checks.names import names_in, same_names
from bot.quotations.aligning import (
    ALIKE,
    MAX_ARTICLE,
    MAX_QUOTED,
    MIN_ALIKE,
    Alignment,
    View,
    align,
    find_all,
    find_exact,
    find_in_order,
    find_pieces,
    fragments,
    view_of,
)
from bot.quotations.context import Sentences, why_turned
from bot.quotations.finding import find_quotations
from bot.quotations.values import CheckedQuotation, Edit, Outcome, Place, Quotation
from bot.writing.quoting import cite
from index.search import Hit
from sources.archive import Archive
from sources.article import Article, Quote, Span

Search = Callable[[str, int, "date | None"], list[Hit]]

N_PASSAGES = 10
MAX_CHECKED = 200
_MAX_QUERY = 300  # characters of a fragment that are searched for
_MAX_FRAGMENTS = 8
_SILENT = 8  # words that may be left out without an ellipsis before it is two places
_MAX_PLACES = 12  # places of the same words that are compared
_COVERED = 0.9  # share of words that stitched pieces must have
_MIN_SPOKEN = 4  # words from which a quotation has a speaker, and is no mere term


@dataclass(frozen=True, slots=True)
class _Source:
    """A candidate article with its words."""

    article: Article
    view: View


class QuotationChecker:
    """Looks quotations up in one archive. Nothing is stored."""

    def __init__(self, archive: Archive, search: Search, *, n_passages: int = N_PASSAGES) -> None:
        self._archive = archive
        self._search = search
        self._n_passages = n_passages

    def check(
        self, draft: str, quotation: Quotation, *, as_of: date | None = None
    ) -> CheckedQuotation:
        """Say what the archive has of a quotation.

        Args:
            draft: The draft that the quotation is from.
            quotation: One of `find_quotations(draft)`.
            as_of: Only what was known on that day is looked through; None for today.
        """
        quoted = view_of(quotation.text, MAX_QUOTED)
        parts = fragments(quoted)[:_MAX_FRAGMENTS]
        sources = self._sources(quoted, parts, as_of)
        if not sources or not quoted.tokens:
            return _not_found(quotation, ())
        one = _One(draft, quotation, quoted, sources, self._archive)
        found = one.in_fragments(parts) if len(parts) > 1 else one.whole()
        return found or one.nothing()

    def _sources(self, quoted: View, parts: Sequence[range], as_of: date | None) -> list[_Source]:
        found: dict[tuple[str, int], _Source] = {}
        queries = [quoted.span(part.start, part.stop).of(quoted.view.original) for part in parts]
        if len(parts) == 1 and len(parts[0]) >= 2 * MIN_ALIKE:
            half = len(quoted.tokens) // 2  # stitched silently, each half is found by itself
            queries += [
                quoted.span(a, b).of(quoted.view.original)
                for a, b in ((0, half), (half, len(quoted.tokens)))
            ]
        for query in dict.fromkeys(q[:_MAX_QUERY] for q in queries if q.strip()):
            for hit in self._search(query, self._n_passages, as_of):
                place = (hit.passage.article_id, hit.passage.version)
                if place not in found:
                    article = self._archive.get(*place)
                    found[place] = _Source(article, view_of(article.text, MAX_ARTICLE))
        return list(found.values())


class _One:
    """The lookup of one quotation among its candidate articles."""

    def __init__(
        self,
        draft: str,
        quotation: Quotation,
        quoted: View,
        sources: Sequence[_Source],
        archive: Archive,
    ) -> None:
        self._draft = draft
        self._quotation = quotation
        self._quoted = quoted
        self._sources = sources
        self._archive = archive

    def whole(self) -> CheckedQuotation | None:
        """Look for a quotation without ellipsis."""
        ours = self._quoted.tokens
        words = [t.word for t in ours]
        exact = [(s, at) for s in self._sources for at in find_all(words, s.view)]
        if exact:
            return self._best_spoken(exact)
        alignments = [
            (found, source)
            for source in self._sources
            for found in [align(ours, source.view)]
            if found is not None and self._proves(source, found.article)
        ]
        # Where nothing changes although words differ, only an editor's brackets do.
        bracketed = [(s, a.article) for a, s in alignments if not a.changes and a.share > 0]
        if bracketed and len(ours) >= MIN_ALIKE:
            return self._best_spoken(bracketed)
        best = max(alignments, key=lambda pair: pair[0].share, default=None)
        if best is not None and len(ours) >= MIN_ALIKE and best[0].share >= ALIKE:
            return self._stitched(only_whole=True) or self._altered(*best)
        return self._stitched(only_whole=False)

    def in_fragments(self, parts: Sequence[range]) -> CheckedQuotation | None:
        """Look for the pieces around ellipses: in one passage, or put together from places."""
        words = [[t.word for t in self._quoted.tokens[p.start : p.stop]] for p in parts]
        for source in self._sources:
            places = find_in_order(words, source.view)
            if places and self._proves(source, range(places[0].start, places[-1].stop)):
                return self._judged(source, range(places[0].start, places[-1].stop))
        found: list[tuple[_Source, range]] = []
        for number, fragment in enumerate(words):
            places_of = [
                (s, at) for s in self._sources for at in [find_exact(fragment, s.view)] if at
            ]
            if not places_of:
                return self._altered_fragment(parts[number])
            found.append(places_of[0])
        return CheckedQuotation(
            quotation=self._quotation,
            outcome=Outcome.STITCHED,
            places=self._places(found),
            reason="Its parts stand in different places and were put together.",
        )

    def nothing(self) -> CheckedQuotation:
        """Return that it was not found, with the nearest passage where there is one alike."""
        nearest = max(
            (
                (found.share, n, found, source)
                for n, source in enumerate(self._sources)
                for found in [align(self._quoted.tokens, source.view)]
                if found is not None
            ),
            key=lambda one: (one[0], -one[1]),
            default=None,
        )
        if (
            nearest is None
            or nearest[0] < ALIKE / 2
            or not self._proves(nearest[3], nearest[2].article)
        ):
            return _not_found(self._quotation, ())
        return _not_found(self._quotation, self._places([(nearest[3], nearest[2].article)]))

    def _best_spoken(self, found: Sequence[tuple[_Source, range]]) -> CheckedQuotation:
        """Return the place that serves the draft best: the right speaker, the right sense."""
        kept = [(s, words) for s, words in found if self._proves(s, words)][:_MAX_PLACES]
        judged = [self._judged(source, words) for source, words in kept]
        if not judged:
            return _not_found(self._quotation, ())
        order = (Outcome.EXACT, Outcome.TURNED, Outcome.OTHER_SPEAKER)
        return min(judged, key=lambda one: order.index(one.outcome))

    def _judged(self, source: _Source, words: range) -> CheckedQuotation:
        """Judge words that stand there: who says them, and what is around them."""
        (place,) = self._places([(source, words)])
        outcome, reason = Outcome.EXACT, "The article has these words."
        if len(self._quoted.tokens) >= _MIN_SPOKEN:
            other = self._other_speaker(source, words, place)
            span = source.view.span(words.start, words.stop)
            sentences = Sentences(source.article)
            turned = why_turned(sentences, span, self._around())
            if other:
                outcome, reason = Outcome.OTHER_SPEAKER, other
            elif turned:
                outcome, reason = Outcome.TURNED, turned
        return CheckedQuotation(
            quotation=self._quotation, outcome=outcome, places=(place,), reason=reason
        )

    def _around(self) -> str:
        """Return what the draft itself says around the quotation, where it may say "not"."""
        start, end = self._quotation.span.start, self._quotation.span.end
        return self._draft[max(0, start - 120) : start] + " " + self._draft[end : end + 120]

    def _other_speaker(self, source: _Source, words: range, place: Place) -> str:
        """Return why the speaker is another; empty when it is the same, or not known."""
        said = self._quotation.speaker
        ours = [w for w in names_in(f"x {said}") if not w.is_stop]
        if not ours:
            return ""
        if not place.speaker:
            span = source.view.span(words.start, words.stop)
            voice = Sentences(source.article).attribution(span).voice
            if voice is Voice.REPORTED:
                return f"The article prints these words as its own, not as those of {said}."
            return ""
        theirs = [w for w in names_in(f"x {place.speaker}") if not w.is_stop]
        if not theirs or any(same_names(a.stem, b.stem) for a in ours for b in theirs):
            return ""
        return f"In the article {place.speaker} says it, in the draft {said}."

    def _altered(self, found: Alignment, source: _Source) -> CheckedQuotation:
        edits = tuple(self._edit(change.ours, change.theirs, source) for change in found.changes)
        first = edits[0]
        if first.ours and first.theirs:
            reason = (
                f"The article says “{shorten(first.theirs)}”, the draft “{shorten(first.ours)}”."
            )
        elif first.theirs:
            reason = f"The draft leaves out “{shorten(first.theirs)}”."
        else:
            reason = f"The draft adds “{shorten(first.ours)}”."
        if len(edits) > 1:
            reason = f"{reason[:-1]}, and {len(edits) - 1} more."
        return CheckedQuotation(
            quotation=self._quotation,
            outcome=Outcome.ALTERED,
            places=self._places([(source, found.article)]),
            edits=edits,
            reason=reason,
        )

    def _altered_fragment(self, part: range) -> CheckedQuotation | None:
        """Return the altered fragment of a quotation with ellipses, where it is one."""
        ours = self._quoted.tokens[part.start : part.stop]
        found = [
            (alignment, source)
            for source in self._sources
            for alignment in [align(ours, source.view, part.start)]
            if alignment and alignment.changes and self._proves(source, alignment.article)
        ]
        best = max(found, key=lambda pair: pair[0].share, default=None)
        if best is None or best[0].share < ALIKE or len(ours) < MIN_ALIKE:
            return None
        return self._altered(*best)

    def _stitched(self, *, only_whole: bool) -> CheckedQuotation | None:
        """Return that it was put together from several places, where it was."""
        ours = self._quoted.tokens
        pieces = find_pieces(ours, [s.view for s in self._sources])
        covered = sum(len(p.ours) for p in pieces) / len(ours)
        if len(pieces) < 2 or covered < (1.0 if only_whole else _COVERED):
            return None
        is_apart = any(
            one.n_view != other.n_view or not 0 <= other.theirs.start - one.theirs.stop <= _SILENT
            for one, other in pairwise(pieces)
        )
        if not is_apart or not all(self._proves(self._sources[p.n_view], p.theirs) for p in pieces):
            return None
        return CheckedQuotation(
            quotation=self._quotation,
            outcome=Outcome.STITCHED,
            places=self._places([(self._sources[p.n_view], p.theirs) for p in pieces]),
            reason=f"It is put together from {len(pieces)} places without saying so.",
        )

    def _edit(self, ours: range, theirs: range, source: _Source) -> Edit:
        inner = self._quoted.span(ours.start, ours.stop)
        article = source.view.span(theirs.start, theirs.stop)
        draft = self._in_draft(inner)
        return Edit(
            draft=draft,
            article=article,
            ours=draft.of(self._draft) if ours else "",
            theirs=article.of(source.article.text) if theirs else "",
        )

    def _in_draft(self, inner: Span) -> Span:
        """Return the place in the draft of a stretch of the quotation's joined text."""
        return Span(start=self._at(inner.start), end=self._at(inner.end, is_end=True)
                    if inner.end > inner.start else self._at(inner.start))  # fmt: skip

    def _at(self, place: int, *, is_end: bool = False) -> int:
        """Return the place in the draft of one character; white space was joined to one space."""
        seen = 0
        for number, part in enumerate(self._quotation.parts):
            seen += number > 0
            was_space = False
            for at in range(part.start, part.end):
                is_space = self._draft[at].isspace()
                if is_space and was_space:
                    continue
                was_space = is_space
                if seen == place - is_end:
                    return at + is_end
                seen += 1
        return self._quotation.parts[-1].end

    def _proves(self, source: _Source, words: range) -> bool:
        span = source.view.span(words.start, words.stop)
        return self._archive.proves(Quote.of(source.article, span))

    def _places(self, found: Sequence[tuple[_Source, range]]) -> tuple[Place, ...]:
        places = []
        for number, (source, words) in enumerate(found, 1):
            span = source.view.span(words.start, words.stop)
            sentences = Sentences(source.article)
            before, sentence, after = sentences.around(span)
            places.append(
                Place(
                    citation=cite(source.article, Quote.of(source.article, span), number),
                    speaker=sentences.attribution(span).speaker,
                    before=before,
                    sentence=sentence,
                    after=after,
                )
            )
        return tuple(places)


def _not_found(quotation: Quotation, nearest: tuple[Place, ...]) -> CheckedQuotation:
    reason = "No article in the archive has these words."
    if nearest:
        reason += " The nearest are shown."
    return CheckedQuotation(
        quotation=quotation, outcome=Outcome.NOT_FOUND, places=nearest, reason=reason
    )


def check_quotations(
    archive: Archive, search: Search, text: str, *, as_of: date | None = None
) -> tuple[CheckedQuotation, ...]:
    """Look up every quotation of a draft; one inside another is part of that.

    At most the first 200: each takes a search or three.
    """
    checker = QuotationChecker(archive, search)
    found = [q for q in find_quotations(text) if not q.is_nested][:MAX_CHECKED]
    return tuple(checker.check(text, quotation, as_of=as_of) for quotation in found)
