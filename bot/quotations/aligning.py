"""Laying a quotation beside an article, word by word, with the way back to exact offsets.

Words are compared on the normalised view (`sources.normalize`): capitals, kinds of marks, dashes,
hyphens and points don't count; letters, digits, currency and per cent signs do. What the draft has
in square brackets is an editor's and may stand for anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import regex

from sources.article import Span
from sources.normalize import NormalizedText, normalize

MAX_QUOTED = 400
"""Words of a quotation that are compared."""
MAX_ARTICLE = 6_000
"""Words of an article that are compared."""
MIN_ALIKE = 4
"""Words below which nothing is called altered: a title or a phrase, not a sentence."""
ALIKE = 0.75
"""Share of words in the same order from which a passage is the same, misquoted."""
_SLACK = 8  # words more in the article than in the quotation that still make one passage
_MIN_PIECE = 3  # words of a stitched piece
_ONE_PASSAGE = 60  # words that an ellipsis may leave out of one passage
_MAX_PLACES = 12  # of the same words in one article
_MAX_REPEATS = 60  # times that one word may stand in an article to be matched one by one

_TOKEN = regex.compile(
    r"\p{N}+(?:[.,]\p{N}+)*|\p{L}[\p{L}\p{M}\p{N}]*+(?:'[\p{L}\p{N}]++)*+|\p{Sc}|%"
)
_ELLIPSIS = regex.compile(r"\[\s*(?:\.\.\.|…)\s*\]|\(\s*(?:\.\.\.|…)\s*\)|\.(?:\s?\.){2,3}|…")
_BRACKETS = regex.compile(r"\[[^\]\n]{0,80}\]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its place in the view, and whether an editor put it in."""

    word: str
    start: int
    end: int
    is_editors: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A text as words.

    Attributes:
        view: The normalised view, which leads back to the text.
        tokens: Its words, in order.
    """

    view: NormalizedText
    tokens: tuple[Token, ...]

    def span(self, first: int, last: int) -> Span:
        """Return the stretch of the text from word `first` up to but without word `last`."""
        if first >= last:
            end = self.tokens[first].start if first < len(self.tokens) else len(self.view.text)
            return self.view.to_original(Span(start=end, end=end))
        return self.view.to_original(
            Span(start=self.tokens[first].start, end=self.tokens[last - 1].end)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Words `ours` of the quotation for words `theirs` of the article, as ranges of words."""

    ours: range
    theirs: range


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """How words of a quotation lie in one passage of an article.

    Attributes:
        article: The words of the article, from the first that is met to the last.
        share: Share of the quotation's words that are met in order, in [0, 1].
        changes: What differs, in order; empty when it is exact.
    """

    article: range
    share: float
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Words of a quotation that stand to the letter in one of several articles."""

    ours: range
    n_view: int
    theirs: range


def view_of(text: str, most: int) -> View:
    """Return the first `most` words of a text."""
    view = normalize(text)
    brackets = [m.span() for m in _BRACKETS.finditer(view.text)]
    tokens: list[Token] = []
    for match in _TOKEN.finditer(view.text):
        if len(tokens) == most:
            break
        is_editors = any(a <= match.start() < b for a, b in brackets)
        tokens.append(Token(match[0].casefold(), match.start(), match.end(), is_editors))
    return View(view=view, tokens=tuple(tokens))


def fragments(quoted: View) -> list[range]:
    """Return the words between the ellipses of a quotation, as ranges; at least one range."""
    cuts = [m.start() for m in _ELLIPSIS.finditer(quoted.view.text)]
    found: list[range] = []
    start = 0
    for cut in [*cuts, len(quoted.view.text) + 1]:
        end = start
        while end < len(quoted.tokens) and quoted.tokens[end].start < cut:
            end += 1
        if end > start:
            found.append(range(start, end))
        start = end
    return found or [range(0)]


def find_exact(words: Sequence[str], article: View, start: int = 0) -> range | None:
    """Return the first place from word `start` on where the words stand to the letter."""
    if not words:
        return None
    theirs = [t.word for t in article.tokens[start:]]
    joined = f" {' '.join(theirs)} "
    at = joined.find(f" {' '.join(words)} ")
    if at < 0:
        return None
    first = start + joined.count(" ", 0, at)
    return range(first, first + len(words))


def find_all(words: Sequence[str], article: View) -> list[range]:
    """Return every place where the words stand to the letter, not overlapping, in order."""
    found: list[range] = []
    start = 0
    while (place := find_exact(words, article, start)) is not None and len(found) < _MAX_PLACES:
        found.append(place)
        start = place.stop
    return found


def find_in_order(words: Sequence[Sequence[str]], article: View) -> list[range]:
    """Return where the fragments stand one after another in one passage; empty when nowhere."""
    start = 0
    while (first := find_exact(words[0], article, start)) is not None:
        places = [first]
        for fragment in words[1:]:
            following = find_exact(fragment, article, places[-1].stop)
            if following is None or following.start - places[-1].stop > _ONE_PASSAGE:
                break
            places.append(following)
        if len(places) == len(words):
            return places
        start = first.start + 1
    return []


def align(ours: Sequence[Token], article: View, offset: int = 0) -> Alignment | None:
    """Return the passage of an article that has most of the words in their order; or None.

    Args:
        ours: Words of a quotation.
        article: The article.
        offset: The number of the first of `ours`, to which changes are counted.
    """
    small = [t.word for t in ours]
    exact = find_exact(small, article)
    if exact is not None:
        return Alignment(article=exact, share=1.0)
    theirs = _rare([t.word for t in article.tokens], small)
    anchor = SequenceMatcher(None, theirs, small, autojunk=False).find_longest_match()
    if not anchor.size:
        return None
    start = max(0, anchor.a - anchor.b - _SLACK)
    passage = [t.word for t in article.tokens[start : anchor.a + len(small) - anchor.b + _SLACK]]
    matcher = SequenceMatcher(None, passage, small, autojunk=False)
    blocks = [b for b in matcher.get_matching_blocks() if b.size]
    if not blocks:
        return None
    first, last = blocks[0], blocks[-1]
    # What the quotation has more at its ends stands in place of as much of the article.
    low = max(0, first.a - first.b)
    high = min(len(passage), last.a + last.size + len(small) - last.b - last.size)
    return Alignment(
        article=range(start + low, start + high),
        share=sum(b.size for b in blocks) / len(small),
        changes=tuple(_changes(ours, passage[low:high], offset, start + low)),
    )


def _changes(
    ours: Sequence[Token], passage: Sequence[str], offset: int, start: int
) -> list[Change]:
    matcher = SequenceMatcher(None, passage, [t.word for t in ours], autojunk=False)
    return [
        Change(ours=range(offset + c, offset + d), theirs=range(start + a, start + b))
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind != "equal" and not (d > c and all(t.is_editors for t in ours[c:d]))
    ]


def find_pieces(ours: Sequence[Token], articles: Sequence[View]) -> list[Piece]:
    """Return the longest pieces of a quotation that stand to the letter somewhere, in its order.

    Greedy, the longest first (as Ratcliff and Obershelp do for one text), over all articles.
    """
    pieces: list[Piece] = []
    waiting = [range(len(ours))]
    while waiting:
        gap = waiting.pop()
        if len(gap) < _MIN_PIECE or len(pieces) > MAX_QUOTED // _MIN_PIECE:
            continue
        piece = _longest([t.word for t in ours[gap.start : gap.stop]], gap.start, articles)
        if piece is None:
            continue
        pieces.append(piece)
        waiting += [range(gap.start, piece.ours.start), range(piece.ours.stop, gap.stop)]
    return sorted(pieces, key=lambda p: p.ours.start)


def _longest(small: Sequence[str], offset: int, articles: Sequence[View]) -> Piece | None:
    best: Piece | None = None
    for n, article in enumerate(articles):
        theirs = _rare([t.word for t in article.tokens], small)
        m = SequenceMatcher(None, theirs, small, autojunk=False).find_longest_match()
        if m.size >= _MIN_PIECE and (best is None or m.size > len(best.ours)):
            best = Piece(
                ours=range(offset + m.b, offset + m.b + m.size),
                n_view=n,
                theirs=range(m.a, m.a + m.size),
            )
    return best


def _rare(theirs: list[str], small: Sequence[str]) -> list[str]:
    """Hide words that a text repeats endlessly: each pair of repetitions would be compared."""
    often = {word for word in set(small) if small.count(word) > _MAX_REPEATS}
    return [("" if word in often else word) for word in theirs] if often else theirs
