"""Which words of a text a negation reaches, and in which sentence and clause each stands.

A light reading by word order: no parser. A negating word reaches the first two full words after it
in its clause; what stands in another clause is not reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from bot.checks.wordforms import base, base_of
from bot.memory import remembered
from bot.words import Word, words

# They turn round the verb or noun that follows.
_NOT = frozenset(
    """not never no none nobody nothing neither nor without cannot can't won't don't doesn't didn't
    isn't aren't wasn't weren't hasn't haven't hadn't wouldn't couldn't shouldn't mustn't ain't n't
    cant dont doesnt didnt isnt wasnt hardly scarcely barely rarely seldom nowhere
    excluding""".split()
)
# They turn round the verb, or the claim, that follows them.
_REVERSING = frozenset(
    base_of(word)
    for word in "deny refuse reject fail decline avoid prevent avert forbid prohibit".split()
)
_REVERSING_NEED_TO = frozenset(base_of(word) for word in "fail refuse decline".split())
# "not only", "not just", "no doubt", "not until": nothing is negated.
_IDLE = {
    "not": frozenset(
        "only just merely simply least until necessarily far all every always".split()
    ),
    "no": frozenset(
        "doubt matter less fewer more better worse later earlier wonder sooner".split()
    ),
    "nothing": frozenset("but less".split()),
    "none": frozenset("other".split()),
}
_BRACKET = regex.compile(r"[\]}>]\s")
_BREAK = regex.compile(
    r"[,;:.!?“”\"()—–]|\b(?:but|and|although|though|because|while|which|who|that|whereas|when|if|as|after"
    r"|until|before|since|unless|except)\b"
)
_SENTENCE_END = regex.compile(r"[.!?…;\n]")
_MOST_WORDS = 300
_MOST_LETTERS = 4_000
_N_REACHED = 2  # full words that a negating word reaches
_BEFORE_NOR = frozenset(["neither", "not", "no", "never"])
_BEFORE_NOUN = frozenset(["no", "without"])
_REACH = 6  # words in all
_FAINT = frozenset(
    """yet still even ever fully really actually officially very so too any much many longer again
    also immediately ago anymore""".split()
)
_NOT_ADVERBS = frozenset(
    """likely unlikely family supply reply assembly friendly deadly elderly costly anomaly monopoly
    butterfly apply comply imply multiply rally""".split()
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the checks read it.

    Attributes:
        text: The text.
        words: Its words, in order.
        bases: The base of each word.
        sentences: The number of the sentence of each word, from 0.
        negators: For each word, the places of the negating words that reach it.
        heads: For each negating word that reaches something, the places of what it reaches.
        clauses: The number of the clause of each word, from 0.
    """

    text: str
    words: tuple[Word, ...]
    bases: tuple[str, ...]
    sentences: tuple[int, ...]
    negators: tuple[tuple[int, ...], ...]
    heads: dict[int, tuple[int, ...]]
    clauses: tuple[int, ...]

    def is_negated(self, place: int) -> bool:
        """Say whether an odd number of negating words reaches the word at a place."""
        return len(self.negators[place]) % 2 == 1


@remembered
def read(text: str) -> Reading:
    """Read a text: its words, their sentences, and what its negating words reach.

    Quotes are a few sentences long; of an endless text the first 300 words are read.
    """
    found = tuple(words(text[:_MOST_LETTERS])[:_MOST_WORDS])
    heads: dict[int, tuple[int, ...]] = {}
    for place in range(len(found)):
        if is_negator(found, place):
            reached = _reached(text, found, place)
            if reached:
                heads[place] = reached
    negators: list[tuple[int, ...]] = [()] * len(found)
    for place, reached in heads.items():
        for other in reached:
            negators[other] = (*negators[other], place)
    return Reading(
        text=text,
        words=found,
        bases=tuple(map(base, found)),
        sentences=_sentences(text, found),
        negators=tuple(negators),
        heads=heads,
        clauses=_clauses(text, found),
    )


def is_negator(found: Sequence[Word], place: int) -> bool:
    """Say whether the word at a place turns round what follows it."""
    word = found[place]
    after = found[place + 1].folded if place + 1 < len(found) else ""
    if word.folded == "nor" and any(
        w.folded in _BEFORE_NOR for w in found[max(0, place - 12) : place]
    ):
        return False  # one negation with two arms
    if word.folded in _NOT:
        return after not in _IDLE.get(word.folded, ())
    if word.is_capital and not word.opens:
        return False
    stem = base_of(word.folded)
    if stem in _REVERSING_NEED_TO:
        return after == "to"
    return stem in _REVERSING


def is_full(word: Word) -> bool:
    """Say whether a word means something by itself and can be negated."""
    return not (word.is_stop or word.folded in _FAINT or word.folded in _NOT) and not (
        word.folded.endswith("ly") and len(word.folded) > 5 and word.folded not in _NOT_ADVERBS
    )


def is_name(word: Word) -> bool:
    """Say whether a word is written as a name: a capital that doesn't open a sentence."""
    return word.is_capital and not word.opens


def _reached(text: str, found: Sequence[Word], place: int) -> tuple[int, ...]:
    reached: list[int] = []
    end = found[place].span.end
    for i in range(place + 1, min(place + 1 + _REACH, len(found))):
        word = found[i]
        if _breaks(text, end, word):
            break
        end = word.span.end
        if found[place].folded in _BEFORE_NOUN and word.folded.endswith("ing"):
            break
        if is_full(word) and not is_name(word):
            reached.append(i)
            if len(reached) == (1 if found[place].folded == "excluding" else _N_REACHED):
                break
    return tuple(reached)


def _sentences(text: str, found: Sequence[Word]) -> tuple[int, ...]:
    numbers, n = [], 0
    for before, word in zip((None, *found), found, strict=False):
        if before is not None:
            is_end = word.opens and _SENTENCE_END.search(text, before.span.end, word.span.start)
            n += bool(is_end) or _follows_bracket(text, before.span.end, word)
        numbers.append(n)
    return tuple(numbers)


def _clauses(text: str, found: Sequence[Word]) -> tuple[int, ...]:
    numbers, n = [], 0
    for before, word in zip((None, *found), found, strict=False):
        n += before is not None and _breaks(text, before.span.end, word)
        numbers.append(n)
    return tuple(numbers)


def _breaks(text: str, start: int, word: Word) -> bool:
    """Say whether a clause ends between `start` and a word."""
    is_broken = _BREAK.search(text, start, word.span.start) or _BREAK.fullmatch(word.folded)
    return bool(is_broken) or _follows_bracket(text, start, word)


def _follows_bracket(text: str, start: int, word: Word) -> bool:
    """Say whether a sentence begins after what stands in brackets: "[note] Nobody was hurt"."""
    return word.is_capital and bool(_BRACKET.search(text, start, word.span.start))
