"""Do the words that the claim puts in quotation marks stand in the quote, to the letter?

Compared on the normalised view (`sources.normalize`), in which curly and straight marks, dashes and
spaces are one. Not counted as changes: capitals, hyphens, what an editor adds in square brackets,
and points at the ends ("…,” he said").
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

import regex

from bot.checks.finding import Finding, Outcome, shorten, worst
from sources.normalize import normalize

NAME = "quotation"

# An opening mark after a space or a bracket, a closing one before a space or a point; no mark
# inside. At most 1,000 characters: a mark that is never closed opens nothing.
_QUOTED = regex.compile(
    r'(?<![\p{L}\p{N}])"[ ]?([^"\n]{1,1000}?)[ ]?"(?![\p{L}\p{N}])'
    r"|(?<![\p{L}\p{N}'])'(?!s\b)([^'\n](?:[^'\n]|(?<=\p{L})'(?=\p{L})){1,400}+)'(?![\p{L}\p{N}'])"
)
_PTB = regex.compile(r"``|''")
_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}'\-]*+")
_ELLIPSIS = regex.compile(r"\s*(?:\.\.\.|…|\[[^\]\n]{0,60}\])\s*")
_BRACKETS = regex.compile(r"\[[^\]\n]{0,60}\]")
_SPACES = regex.compile(r" (?=[,.;:!?])")
_ALIKE = 0.75  # share of words in the same order from which a passage is the same, misquoted
_FEW = 4  # words below which nothing is called misquoted: a title or a phrase, not a sentence
_MOST_LETTERS = 8_000  # of a text that are searched
_MOST_QUOTED = 20
_MOST_WORDS = 400  # of the quote that are searched for something alike


def check_quotation(claim: str, quote: str, context: Sequence[str] = ()) -> Finding:
    """Look for everything the claim has in quotation marks, word for word.

    It conflicts when the quote has nearly the same words in the same order, and is missing when it
    has nothing of the kind. Parts around "…" or "[…]" are looked for one by one, in order. A title
    that stands in the context (title, article) is there.
    """
    claimed = quoted(claim)[:_MOST_QUOTED]
    views = [_view(text) for text in (quote, *context)] if claimed else []
    return worst(NAME, [_compare(said, views) for said in claimed])


def quoted(text: str) -> list[str]:
    """Return what stands in quotation marks, normalised, without the marks, in order."""
    found = [m[1] or m[2] for m in _QUOTED.finditer(_view(text))]
    return [said.strip(" ") for said in found if _WORD.search(said)]


def _compare(said: str, views: Sequence[str]) -> Finding:
    parts = [p for p in (_plain(_trim(p)) for p in _ELLIPSIS.split(said)) if p]
    if any(_stands(parts, _plain(view)) for view in views):
        return Finding(check=NAME, outcome=Outcome.AGREES)
    ours = _WORD.findall(said)
    alike = max((_nearest(ours, view) for view in views), key=lambda found: found[0])
    if alike[0] >= _ALIKE and len(ours) >= _FEW:
        return Finding(check=NAME, outcome=Outcome.CONFLICTS, reason=_difference(ours, alike[1]))
    return Finding(
        check=NAME,
        outcome=Outcome.MISSING,
        reason=f"the article does not have the words “{shorten(said)}”",
    )


def _stands(parts: Sequence[str], view: str) -> bool:
    """Say whether the parts stand in a view, in order, each on borders of words."""
    at = 0
    for part in parts:
        place = _find(part, view, at)
        if place < 0:
            return False
        at = place + len(part)
    return True


def _find(part: str, view: str, at: int) -> int:
    """Return where a part stands from `at` on, on borders of words; -1 when nowhere."""
    place = view.find(part, at)
    while place >= 0:
        end = place + len(part)
        before, after = view[max(0, place - 1) : place], view[end : end + 1]
        if not (_joins(before, part[0]) or _joins(part[-1], after)):
            return place
        place = view.find(part, place + 1)
    return -1


def _joins(one: str, other: str) -> bool:
    return one.isalnum() and other.isalnum()


def _nearest(ours: Sequence[str], view: str) -> tuple[float, list[str]]:
    """Return the share of words in the same order, and the passage of the view that has them."""
    theirs = _WORD.findall(view)[:_MOST_WORDS]
    small = [w.casefold() for w in ours][:_MOST_WORDS]
    matcher = SequenceMatcher(None, [w.casefold() for w in theirs], small, autojunk=False)
    blocks = [b for b in matcher.get_matching_blocks() if b.size]
    if not blocks:
        return 0.0, []
    anchor = max(blocks, key=lambda b: b.size)
    start = max(0, anchor.a - anchor.b)
    passage = theirs[start : start + len(small)]
    within = SequenceMatcher(None, [w.casefold() for w in passage], small, autojunk=False)
    return sum(b.size for b in within.get_matching_blocks()) / max(1, len(small)), passage


def _difference(ours: Sequence[str], theirs: Sequence[str]) -> str:
    matcher = SequenceMatcher(
        None, [w.casefold() for w in theirs], [w.casefold() for w in ours], autojunk=False
    )
    changes = [op for op in matcher.get_opcodes() if op[0] != "equal"]
    there = " … ".join(" ".join(theirs[a:b]) for _, a, b, _, _ in changes if b > a)
    here = " … ".join(" ".join(ours[c:d]) for _, _, _, c, d in changes if d > c)
    if there and here:
        return f"the article says “{shorten(there)}”, the claim quotes “{shorten(here)}”"
    if here:
        return f"the claim quotes “{shorten(here)}”, which the article does not have there"
    if there:
        return f"the article says “{shorten(there)}” too, which the claim leaves out"
    return f"the article sets “{shorten(' '.join(theirs))}” otherwise"


def _view(text: str) -> str:
    return str(_PTB.sub('"', normalize(text[:_MOST_LETTERS]).text))


def _plain(text: str) -> str:
    """Return a view without what doesn't count: capitals, hyphens, an editor's brackets."""
    bare = _BRACKETS.sub(" ", text.casefold()).replace("-", " ")
    return str(_SPACES.sub("", " ".join(bare.split())))


def _trim(part: str) -> str:
    return part.strip(" .,;:!?-\"'")
