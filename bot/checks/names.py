"""Do the names of a claim stand in the quote or in what surrounds it?"""

from __future__ import annotations

from collections.abc import Sequence

from bot.checks.finding import Finding, Outcome, worst
from bot.words import Word, words

NAME = "names"

# A government is called by its capital in the news: both sides of a pair count as one name.
_ALSO_CALLED = [
    {"russia", "moscow", "kremlin", "russian"}, {"japan", "tokyo", "japanes"},
    {"ukrain", "kyiv", "kiev", "ukrainian"}, {"china", "beij", "chines"},
    {"franc", "pari", "french"}, {"germani", "berlin", "german"},
    {"us", "usa", "america", "american", "washington"}, {"uk", "britain", "london", "british"},
    {"turkey", "turkiy", "ankara", "turkish"}, {"india", "delhi", "indian"},
    {"iran", "tehran", "iranian"}, {"israel", "jerusalem", "isra"},
    {"finland", "helsinki", "finnish"}, {"sweden", "stockholm", "swedish"},
    {"poland", "warsaw", "polish"}, {"spain", "madrid", "spanish"}, {"itali", "rome", "italian"},
    {"hungari", "budapest", "hungarian"}, {"croatia", "zagreb", "croatian"},
    {"argentina", "argentin"}, {"eu", "brussel"}, {"un"}, {"etorofu", "iturup"},
    {"kunashiri", "kunashir"}, {"norway", "oslo", "norwegian"}, {"egypt", "cairo", "egyptian"},
    {"korea", "seoul", "korean"}, {"canada", "ottawa", "canadian"},
]  # fmt: skip


def same_names(one: str, other: str) -> bool:
    """Say whether two stems may name the same: equal, or a country, its capital, its people."""
    return one == other or any(one in group and other in group for group in _ALSO_CALLED)


def is_country(stem: str) -> bool:
    """Say whether a stem names a country, its capital or its people."""
    return any(stem in group for group in _ALSO_CALLED)


def names_in(text: str) -> list[Word]:
    """Return the capitalised words of a text that are names as far as writing tells it."""
    found = words(text)
    is_all_capital = all(w.is_capital or w.is_stop or w.is_number for w in found)
    if is_all_capital and sum(w.is_capital for w in found) > 0.7 * max(4, len(found)):
        return []  # a headline or a text in capitals: capitals say nothing
    return [
        w
        for w in found
        if w.is_capital
        and not w.is_stop
        and w.folded not in _DAYS
        and not (w.opens and _is_plain(w))
    ]


def check_names(claim: str, quote: str, context: Sequence[str] = ()) -> Finding:
    """Look for every name of the claim in the quote, then in its context (title, article).

    A name that is in neither is missing. Conflicts between names are left to `roles`.
    """
    stems = {w.stem for text in (quote, *context) for w in words(text)}
    findings = []
    for name in names_in(claim):
        there = any(same_names(name.stem, stem) for stem in stems)
        findings.append(
            Finding(check=NAME, outcome=Outcome.AGREES)
            if there
            else Finding(
                check=NAME,
                outcome=Outcome.MISSING,
                reason=f"the article does not name {name.text!r} here",
            )
        )
    return worst(NAME, findings)


def _is_plain(word: Word) -> bool:
    """Say whether the first word of a sentence is likely a common word with a capital."""
    if any(word.stem in group for group in _ALSO_CALLED):
        return False
    return word.folded in _SENTENCE_OPENERS or word.folded.endswith(
        ("ly", "ing", "ers", "ists", "sts")
    )


_DAYS = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april
    may june july august september october november december jan feb mar apr jun jul aug sep
    sept oct nov dec""".split()
)
_SENTENCE_OPENERS = frozenset(
    """a about after all although among an another any as at because before both but by
    despite during each earlier early eleven every few five for four fourteen from he her
    his how however if in it its last late many more most nearly neither new next nine no
    nobody none not now of on one only other our over people police residents roughly
    scientists seven several she since six so some ten that the their there these they this
    those three twelve two under until we what when where which while who why with workers
    you""".split()
)
