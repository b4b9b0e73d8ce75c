"""A sentence as the splitter reads it: its words, its finite verbs, what stands between them."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from bot.claims.grammar import is_finite
from bot.words import Word, words
from sources.article import Span

MAX_WORDS = 120
"""Longer sentences are lists or scrapes; they stay whole (words)."""
_MASKED = regex.compile(r"“[^”]*+”|\"[^\"]*+\"|«[^»]*+»|„[^“”]*+[“”]|\([^)]*+\)|\[[^\]]*+\]")


class Sentence:
    """A sentence with its words, which of them are finite verbs, and what stands between."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: list[Word] = words(text)[: MAX_WORDS + 1]
        masks = [m.span() for m in _MASKED.finditer(text)]
        self.is_masked = [any(a <= word.span.start < b for a, b in masks) for word in self.words]
        self.finite = [
            not self.is_masked[i] and is_finite(self.words, i) for i in range(len(self.words))
        ]

    def gap(self, place: int) -> str:
        """Return what stands before the word at a place."""
        start = self.words[place - 1].span.end if place else 0
        return self.text[start : self.words[place].span.start]

    def has_comma(self, place: int) -> bool:
        """Say whether a comma stands before the word at a place."""
        return place > 0 and "," in self.gap(place)

    def span(self, places: Sequence[int]) -> Span:
        """Return the stretch from the first place to the last, with what closes it."""
        start, end = self.words[places[0]].span.start, self.words[places[-1]].span.end
        opening = self.gap(places[0])
        start -= len(opening) - len(opening.rstrip('“"«„($£€#'))
        following = self.words[places[-1] + 1 :][:1]
        after = self.text[end : following[0].span.start if following else len(self.text)]
        closing = regex.match(r"[.!?%…]*+[”\"»)’]*+[.!?]*+", after)
        kept = closing[0] if closing else ""
        if following and not regex.search(r"[”\"»)%]", kept):
            kept = kept.rstrip("!?…") if kept[:1] == "." else ""
        end += len(kept)
        if not following:
            end = len(self.text.rstrip())
        return Span(start=start, end=end)

    def verbs(self, places: Sequence[int]) -> list[int]:
        """Return the places of finite verbs among these."""
        return [i for i in places if self.finite[i]]

    def folded(self, place: int) -> str:
        """Return the folded word at a place; empty beyond the ends."""
        return self.words[place].folded if 0 <= place < len(self.words) else ""
