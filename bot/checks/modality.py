"""Is what the claim states as done only possible, planned or asked for in the quote?"""

from __future__ import annotations

import regex

from bot.checks.coverage import coverage
from bot.checks.finding import Finding, Outcome, shorten
from bot.checks.scope import Reading, is_full, is_name, read
from bot.checks.wordforms import is_irregular_past, means_same
from bot.words import Word

NAME = "modality"

# Before the verb, with only adverbs or helpers between: "may soon be closed".
_MODAL = frozenset("may might could will shall should must".split())
# Before "to" and the verb, or, for those who ask, before another subject: "urged Olsen to resign".
_TO = frozenset(
    """plans plan planned planning wants wanted hopes hope hoped hoping expects expect expected
    proposes propose proposed proposal considers considering threatens threaten threatened
    threatening seeks seek seeking sought aims aim aimed intends intend intended needs need needed
    requires require required asks ask asked urges urge urged calls call called demands demand
    demanded ready about likely unlikely scheduled supposed meant vows vow vowed promises promise
    promised pledges pledge pledged offered offers attempted attempts bid ordered poised prepares
    preparing prepared agreed agrees""".split()
)
# Before a noun or a clause: "demanded the mayor resign", "calls for closing".
_ASKING = frozenset(
    """demanded demands demand proposes proposed proposing considers considering considered mulls
    planned plans suggested suggests recommended recommends requested threatened threatens
    urged""".split()
)
_OPEN = _MODAL | _TO | _ASKING | frozenset(["would", "if", "unless", "whether", "can"])
# "could not": that is for `negation`.
_HAPPENED = frozenset("later eventually go not then never n't".split())
_HELPERS = frozenset("be been have has also soon still yet not to again both then".split())
_BREAK = regex.compile(r"[,;:.!?“”\"()—–]")
_REACH = 5  # words between the modal word and what it makes open
_LEAST_SHARED = 0.5
_MOST_PAIRS = 500


def check_modality(claim: str, quote: str) -> Finding:
    """Compare whether shared verbs stand as fact in the claim and as open in the quote.

    Args:
        claim: The claim, or a question.
        quote: The quote.
    """
    ours, theirs = read(claim), read(quote)
    pairs = _shared(ours, theirs)
    is_met = False
    found: Finding | None = None
    opened = {i: _opened_by(ours, i) for i, _ in pairs}
    opened_there = {j: _opened_by(theirs, j) for _, j in pairs}
    done = {i for i, j in pairs if opened_there[j] is None}
    is_open = any(w.folded in _OPEN for w in ours.words)
    for mine, yours in pairs:
        here, there = opened[mine], opened_there[yours]
        is_met = is_met or (here is not None and there is not None)
        if there is None or found is not None or is_open:
            continue
        if mine in done or not _is_fact(ours, theirs, mine, yours):
            continue
        verb = shorten(theirs.words[yours].text)
        reason = f"in the article it is open: “{there.text} … {verb}”"
        found = Finding(check=NAME, outcome=Outcome.MISSING, reason=reason)
    return found or Finding(check=NAME, outcome=Outcome.AGREES if is_met else Outcome.SILENT)


def _opened_by(reading: Reading, place: int) -> Word | None:
    """Return the word that leaves open whether the verb at a place happened, or None."""
    found = reading.words
    is_base = not _is_done(found[place])
    for i in range(place - 1, max(-1, place - 1 - _REACH), -1):
        if _BREAK.search(reading.text, found[i].span.end, found[i + 1].span.start):
            return None
        word = found[i]
        after = [w.folded for w in found[i + 1 : place]]
        is_question = i == 0 and reading.text.rstrip().endswith("?")
        if word.is_capital and not is_question:
            continue
        if word.folded in _MODAL and (is_question or all(_is_helper(w) for w in after)):
            return None if word.folded == "could" and _HAPPENED & set(after) else word
        if word.folded in _TO and (after[:1] == ["to"] or after[1:2] == ["to"] or "to" in after):
            tail = after[len(after) - 1 - after[::-1].index("to") + 1 :]
            return word if all(_is_helper(w) for w in tail) else None
        if word.folded in _ASKING and (is_base or found[place].folded.endswith("ing")):
            return word
    return None


def _is_helper(folded: str) -> bool:
    return folded in _HELPERS or folded in _HAPPENED or folded.endswith("ly")


def _is_done(word: Word) -> bool:
    return word.folded.endswith("ed") or is_irregular_past(word.folded)


def _is_fact(ours: Reading, theirs: Reading, mine: int, yours: int) -> bool:
    """Say whether the claim states a verb as done, of what the quote speaks of."""
    word = ours.words[mine]
    before = ours.words[mine - 1].folded if mine else ""
    is_verb = _is_done(word) or before in ("has", "have", "had", "was", "were", "is", "are")
    is_asked = "did" in (w.folded for w in ours.words[max(0, mine - _REACH) : mine])
    is_third = word.folded.endswith("s") and not theirs.words[yours].folded.endswith("s")
    is_done = is_verb or is_third or is_asked
    return is_done and coverage(ours, theirs, yours, skip={mine}) >= _LEAST_SHARED


def _shared(ours: Reading, theirs: Reading) -> list[tuple[int, int]]:
    found = [
        (i, j)
        for i, word in enumerate(ours.words)
        if is_full(word) and not is_name(word) and not word.is_number
        for j, other in enumerate(theirs.words)
        if not is_name(other) and means_same(ours.bases[i], theirs.bases[j])
    ]
    return found[:_MOST_PAIRS]
