"""Do claim and quote say the same, or one the opposite of the other?

Negating words and pairs of opposites, seen near the words that the two texts share.
"""

from __future__ import annotations

import regex

from bot.checks.finding import Finding, Outcome
from bot.words import Word, stem, words
from sources.article import Span

NAME = "negation"

_NEGATORS = frozenset(
    """not no never none nobody nothing neither nor without cannot can't won't don't doesn't didn't
    isn't aren't wasn't weren't hasn't haven't hadn't wouldn't couldn't shouldn't hardly""".split()
)
# Verbs that turn round what follows them.
_REVERSING = frozenset(
    stem(word) for word in "deny denied denies refuse refused reject rejected fail failed".split()
)
_OPPOSITES = [
    (
        "rise rose risen increase grow grew grown gain climb up higher",
        "fall fell fallen decrease drop decline shrink shrank down lower",
    ),
    ("open reopen", "close shut"), ("start begin began begun launch", "end stop finish halt"),
    ("resume continue restart", "suspend stop halt end abandon cancel discontinue"),
    ("support back approve favour favor endorse", "oppose reject condemn criticise criticize"),
    ("win won beat defeat", "lose lost"), ("join enter", "leave quit exit"),
    ("accept allow permit", "refuse reject ban forbid prohibit deny"),
    ("impose introduce tighten", "lift remove ease scrap drop"), ("alive survive", "dead die kill"),
    ("before", "after"), ("more most", "less fewer least"), ("guilty", "innocent"),
    ("first", "last"), ("buy bought", "sell sold"), ("confirm admit", "deny"), ("succeed", "fail"),
    ("public", "secret private"), ("early earlier", "late later"), ("east eastern", "west western"),
    ("north northern", "south southern"), ("keep kept", "cancel scrap drop close"),
    ("sign", "terminate quit"),
    ("shorten shorter", "lengthen longer"), ("unanimous", "divided"), ("male man", "female woman"),
    ("intact unharmed", "damaged destroyed"), ("praise welcome", "criticise condemn protest"),
]  # fmt: skip
_PAIRS: dict[str, set[str]] = {}
for _left, _right in _OPPOSITES:
    for _one in map(stem, _left.split()):
        _PAIRS.setdefault(_one, set()).update(map(stem, _right.split()))
    for _one in map(stem, _right.split()):
        _PAIRS.setdefault(_one, set()).update(map(stem, _left.split()))
_BREAK = regex.compile(r"[,;:.!?“”\"()—]|\b(?:but|and|or)\b")
_REACH = 4  # words between a negating word and what it negates


def check_negation(claim: str, quote: str) -> Finding:
    """Compare which shared words are negated, and look for opposites in each other's place."""
    opposed = check_opposites(claim, quote)
    if not opposed.passed:
        return opposed
    ours, theirs = words(claim), words(quote)
    shared = {w.stem for w in ours if not w.is_stop} & {w.stem for w in theirs if not w.is_stop}
    if not shared:
        return Finding(check=NAME, outcome=Outcome.SILENT)
    here, there_too = _negated(claim, ours, shared), _negated(quote, theirs, shared)
    for who, groups, others in (("claim", here, there_too), ("article", there_too, here)):
        for group in groups:
            if not any(group.keys() & other.keys() for other in others):
                return Finding(
                    check=NAME,
                    outcome=Outcome.CONFLICTS,
                    reason=f"the {who} negates {', '.join(sorted(map(repr, group.values())))}, "
                    "the other does not",
                )
    return Finding(check=NAME, outcome=Outcome.AGREES if here else Outcome.SILENT)


def check_opposites(claim: str, quote: str) -> Finding:
    """Look for a word of the claim whose opposite stands in the quote in its place."""
    ours, theirs = words(claim), words(quote)
    our_stems, their_stems = {w.stem for w in ours}, {w.stem for w in theirs}
    for word in ours:
        for opposite in sorted(_PAIRS.get(word.stem, ())):
            if word.stem in their_stems or opposite in our_stems:
                continue
            there = next((w for w in theirs if w.stem == opposite), None)
            if there and _is_negated(claim, ours, word) == _is_negated(quote, theirs, there):
                return Finding(
                    check=NAME,
                    outcome=Outcome.CONFLICTS,
                    reason=f"the article says {there.text!r}, the claim says {word.text!r}",
                )
    return Finding(check=NAME, outcome=Outcome.SILENT)


def _negated(text: str, found: list[Word], shared: set[str]) -> list[dict[str, str]]:
    """Return, for every negating word that reaches shared words, {stem: word} of these."""
    groups: dict[Span, dict[str, str]] = {}
    for word in found:
        if word.stem in shared and not word.is_capital and not word.is_number:
            negators = _negators(text, found, word)
            if len(negators) % 2 == 1:
                groups.setdefault(negators[-1].span, {})[word.stem] = word.text
    return list(groups.values())


def _is_negated(text: str, found: list[Word], word: Word) -> bool:
    """Say whether an odd number of negating words stands before a word in its own clause."""
    return len(_negators(text, found, word)) % 2 == 1


def _negators(text: str, found: list[Word], word: Word) -> list[Word]:
    place = next(i for i, w in enumerate(found) if w.span == word.span)
    return [
        w
        for w in found[max(0, place - _REACH) : place]
        if (w.folded in _NEGATORS or w.stem in _REVERSING)
        and not _BREAK.search(text, w.span.end, word.span.start)
    ]
