"""Do claim and quote say the same, or one the opposite of the other?

Negating words and pairs of opposites, seen near the words that the two texts share.
"""

from __future__ import annotations

from bot.checks.finding import Finding, Outcome
from bot.words import Word, stem, words

NAME = "negation"

_NEGATORS = frozenset(
    """not no never none nobody nothing neither nor without cannot can't won't don't doesn't didn't
    isn't aren't wasn't weren't hasn't haven't hadn't wouldn't couldn't shouldn't hardly""".split()
)
# Verbs that turn round what follows them.
_REVERSING = frozenset(
    stem(word)
    for word in """deny denied denies refuse refused rejected reject fail failed cancel cancelled
    canceled abandon abandoned scrap scrapped drop dropped withdraw withdrew stop stopped halt halted
    prevent prevented avoid ban banned block blocked""".split()
)
_OPPOSITES = [
    ("rise increase grow gain climb up higher", "fall decrease drop decline shrink down lower"),
    ("open reopen", "close shut"), ("start begin launch", "end stop finish halt"),
    ("resume continue restart", "suspend stop halt end abandon cancel discontinue"),
    ("support back approve favour favor endorse", "oppose reject condemn criticise criticize"),
    ("win beat defeat", "lose"), ("join enter", "leave quit exit"),
    ("accept allow permit", "refuse reject ban forbid prohibit deny"),
    ("impose introduce tighten", "lift remove ease scrap drop"), ("alive survive", "dead die kill"),
    ("before", "after"), ("more most", "less fewer least"), ("guilty", "innocent"),
    ("first", "last"), ("buy", "sell"), ("confirm admit", "deny"), ("succeed", "fail"),
    ("public", "secret private"), ("early earlier", "late later"), ("north northern", "south southern"),
    ("east eastern", "west western"), ("keep", "cancel scrap drop close"), ("sign", "terminate quit"),
    ("shorten shorter", "lengthen longer"), ("unanimous", "divided"), ("male man", "female woman"),
    ("intact unharmed", "damaged destroyed"), ("praise welcome", "criticise condemn protest"),
]  # fmt: skip
_PAIRS: dict[str, set[str]] = {}
for _left, _right in _OPPOSITES:
    for _one in map(stem, _left.split()):
        _PAIRS.setdefault(_one, set()).update(map(stem, _right.split()))
    for _one in map(stem, _right.split()):
        _PAIRS.setdefault(_one, set()).update(map(stem, _left.split()))
_REACH = 4  # words between a negating word and what it negates


def check_negation(claim: str, quote: str) -> Finding:
    """Compare which shared words are negated, and look for opposites in each other's place."""
    ours, theirs = words(claim), words(quote)
    shared = {w.stem for w in ours if not w.is_stop} & {w.stem for w in theirs if not w.is_stop}
    for word in ours:
        for opposite in sorted(_PAIRS.get(word.stem, ())):
            if word.stem in {w.stem for w in theirs} or opposite in {w.stem for w in ours}:
                continue
            there = next((w for w in theirs if w.stem == opposite), None)
            if there and _is_negated(ours, word) == _is_negated(theirs, there):
                return Finding(
                    check=NAME,
                    outcome=Outcome.CONFLICTS,
                    reason=f"the article says {there.text!r}, the claim says {word.text!r}",
                )
    if not shared:
        return Finding(check=NAME, outcome=Outcome.SILENT)
    here, there_too = _negated(ours, shared), _negated(theirs, shared)
    if bool(here) == bool(there_too):
        outcome = Outcome.AGREES if here else Outcome.SILENT
        return Finding(check=NAME, outcome=outcome)
    who = "the claim negates" if here else "the article negates"
    return Finding(
        check=NAME,
        outcome=Outcome.CONFLICTS,
        reason=f"{who} {', '.join(sorted(repr(w) for w in here or there_too))}, the other does not",
    )


def _negated(found: list[Word], shared: set[str]) -> set[str]:
    return {
        w.text for w in found if w.stem in shared and not w.is_capital and _is_negated(found, w)
    }


def _is_negated(found: list[Word], word: Word) -> bool:
    place = next(i for i, w in enumerate(found) if w.span == word.span)
    before = found[max(0, place - _REACH) : place]
    return sum(w.folded in _NEGATORS or w.stem in _REVERSING for w in before) % 2 == 1
