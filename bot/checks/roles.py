"""Who did what: is the one who acts in the claim the one who acts in the quote?

Word order, the passive with "by", and nothing more: where the subject is not plain, the check is
silent.
"""

from __future__ import annotations

from bot.checks.coverage import coverage
from bot.checks.events import Event, Phrase, find_event, meet
from bot.checks.finding import Finding, Outcome, shorten
from bot.checks.names import is_country
from bot.checks.scope import Reading, is_full, is_name, read
from bot.checks.spelling import edit_distance
from bot.checks.wordforms import base_of, means_same

NAME = "roles"
_LEAST_SHARED = 0.6
_MOST_PAIRS = 60
# A word that opens a sentence and ends so is hardly a name.
_PLAIN_ENDINGS = ("s", "y", "tion", "ment", "ing", "ness", "ed", "ly", "er", "men", "ism", "ple")
_SAID = frozenset(["say", "says", "said"])
_LEAST_SAID = 0.5  # share of the claim that must stand in what another speaker says
_SPEAKING = frozenset(
    base_of(w)
    for w in """say call tell describe warn promise deny announce add insist argue claim state
    declare admit""".split()
)
# Verbs that mean the same with the two sides exchanged.
_MUTUAL = frozenset(
    base_of(w)
    for w in """meet marry wed divorce date border resemble equal fight play face match talk
    speak negotiate agree disagree compete collaborate cooperate join share connect link mix cross
    include contain compose comprise make follow base use come go""".split()
)

_WHY = frozenset("because after since when while although though before until".split())
_WITH = frozenset(["with", "in", "of"])
_TOWARDS = frozenset("on against to at from for over upon towards".split())


def check_roles(claim: str, quote: str) -> Finding:
    """Compare who acts, and on whom, for verbs that claim and quote share.

    It conflicts when the one who acts in the claim is acted on in the quote and the other way
    round, or when somebody else does the same to the same. Verbs that work both ways ("met",
    "married") are left alone, and whatever has no plain subject.

    Args:
        claim: The claim, or a question.
        quote: The quote.
    """
    ours, theirs = read(claim), read(quote)
    agrees = False
    conflict = None
    for mine, yours in _shared(ours, theirs)[:_MOST_PAIRS]:
        one, other = find_event(ours, mine), find_event(theirs, yours)
        if one is None or other is None or ours.bases[mine] in _MUTUAL:
            continue
        if meet(one.agent, other.agent):
            is_same = not (one.patient and other.patient) or meet(one.patient, other.patient)
            agrees = agrees or is_same
        elif conflict is None:
            conflict = _conflict((ours, mine, one), (theirs, yours, other))
    if conflict is not None and not agrees:
        return conflict
    return Finding(check=NAME, outcome=Outcome.AGREES if agrees else Outcome.SILENT)


Deed = tuple[Reading, int, Event]
"""A text, the place of a verb in it, and who does it to whom."""


def _conflict(claimed: Deed, quoted: Deed) -> Finding | None:
    ours, mine, one = claimed
    theirs, yours, other = quoted
    rivals = _are_rivals(one.agent, other.agent, ours, theirs)
    is_absent = rivals and not any(meet(_names(one.agent), (w,)) for w in theirs.words)
    is_swapped = meet(one.agent, other.patient) and meet(one.patient, other.agent)
    is_other = is_absent and (
        meet(one.patient, other.patient)
        or coverage(ours, theirs, yours, skip=_skipped(ours, one, mine)) >= _LEAST_SHARED
    )
    is_speech = (
        is_absent
        and ours.bases[mine] == theirs.bases[yours]
        and ours.bases[mine] in _SPEAKING
        and coverage(ours, theirs, yours, skip=_skipped(ours, one, mine)) >= _LEAST_SAID
    )
    # Of two countries that both stand there, only one does it, and to the same: "Moscow suspended
    # the talks with Japan". Two deeds when each does it to the other: "sanctions on".
    is_country_else = (
        rivals
        and any(is_country(w.stem) for w in _names(one.agent))
        and ours.bases[mine] == theirs.bases[yours]
        and meet(one.patient, other.patient)
        and _stands_after(_WITH | _TOWARDS | _WHY, _names(one.agent), theirs)
        and not _stands_after(_TOWARDS, _names(other.agent), ours)
    )
    if not (is_swapped or is_other or is_speech or is_country_else):
        return None
    return Finding(
        check=NAME,
        outcome=Outcome.CONFLICTS,
        reason=f"in the article it is {_shown(theirs, other.agent)} and not "
        f"{_shown(ours, one.agent)} (“{shorten(theirs.words[yours].text)}”)",
    )


def _are_rivals(one: Phrase, other: Phrase, ours: Reading, theirs: Reading) -> bool:
    """Say whether two phrases name two different ones of a kind: two countries, or two others."""
    mine, yours = _sure(_names(one), ours, theirs), _sure(_names(other), theirs, ours)
    if not mine or not yours or meet(mine, yours) or _look_alike(mine, yours):
        return False
    return any(is_country(w.stem) for w in mine) == any(is_country(w.stem) for w in yours)


def _stands_after(prepositions: frozenset[str], names: Phrase, reading: Reading) -> bool:
    """Say whether names stand in a text, and always after such a preposition."""
    found = [w for w in reading.words if w.folded != "the"]
    before = [one for one, w in zip((None, *found), found, strict=False) if meet(names, (w,))]
    return bool(before) and all(w is not None and w.folded in prepositions for w in before)


def _look_alike(one: Phrase, other: Phrase) -> bool:
    """Say whether two names may be spellings of one: "Hickam" and "Hickman"."""
    return any(
        a.folded[0] == b.folded[0] and edit_distance(a.folded, b.folded, most=2) <= 2
        for a in one
        for b in other
        if min(len(a.folded), len(b.folded)) > 4 or (a.text.isupper() and b.text.isupper())
    )


def _sure(names: Phrase, here: Reading, there: Reading) -> Phrase:
    """Leave out a lone first word of a sentence that is written as a name nowhere else."""
    if len(names) != 1 or not names[0].opens or is_country(names[0].stem):
        return names
    stem = names[0].stem
    is_written = any(w.stem == stem and is_name(w) for w in (*here.words, *there.words))
    return names if is_written or not names[0].folded.endswith(_PLAIN_ENDINGS) else ()


def _skipped(ours: Reading, event: Event, place: int) -> set[int]:
    spans = {w.span for w in event.agent}
    return {place, *(i for i, w in enumerate(ours.words) if w.span in spans)}


def _shared(ours: Reading, theirs: Reading) -> list[tuple[int, int]]:
    return [
        (i, j)
        for i, word in enumerate(ours.words)
        if not is_name(word)
        and not word.is_number
        and len(word.folded) > 1
        and (is_full(word) or word.folded in _SAID)
        for j, other in enumerate(theirs.words)
        if not is_name(other) and means_same(ours.bases[i], theirs.bases[j])
    ]


def _names(phrase: Phrase) -> Phrase:
    return tuple(w for w in phrase if w.is_capital)


def _shown(reading: Reading, phrase: Phrase) -> str:
    """Return a phrase as it stands in its text, without its possessive."""
    text = reading.text[phrase[0].span.start : phrase[-1].span.end]
    return shorten(text.removesuffix("’s").removesuffix("'s"))
