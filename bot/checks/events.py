"""Who does what to whom in a clause, as far as word order and the passive tell.

Word order, "by", and the speaker after a quotation ("said Olsen"); nothing more. Where the subject
is not plain, there is no event.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from bot.checks.names import same_names
from bot.checks.scope import Reading, is_full, is_name
from bot.checks.spelling import same_spelling
from bot.checks.wordforms import base_of, is_irregular_past
from bot.words import Word

Phrase = tuple[Word, ...]

_BE = frozenset("is are was were be been being get gets got getting".split())
_AUXILIARY = _BE | frozenset(
    "has have had will would can could may might shall should must do does did to".split()
)
_BETWEEN = frozenset("not never also then later again already once ever n't both only".split())
_DETERMINERS = frozenset(
    "the a an its their his her this that these those both some any no all each every".split()
)
_PREPOSITIONS = frozenset(
    """of with to on in for from against by at over into about between among under near than after
    before toward towards via within without during through as despite across behind beyond since
    until around amid upon off like per along""".split()
)
_PRONOUNS = frozenset("he she it they who which i we you him them us that what whom".split())
_DAYS = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december today yesterday tomorrow""".split()
)
_COUNTS = frozenset(
    """few several many two three four five six seven eight nine ten dozen hundred thousand more
    most other another such one""".split()
)
_PARTICLES = frozenset("von van de der den di da du la le al bin ibn ben del dos of".split())
_TITLES = frozenset(
    """mr mrs ms miss dr prof sir dame lord lady st sen rep gov gen col lt capt sgt rev hon jr
    sr""".split()
)
_BREAK = regex.compile(r"[,;:.!?“”\"()—–]")
_CLAUSE_WORDS = frozenset(
    """that which who whom whose because when while although though but if whereas where after
    before until since unless as""".split()
)
_SPEECH = frozenset(
    base_of(w)
    for w in """say warn add tell announce declare insist argue claim state explain note reply
    promise admit deny ask write complain joke recall predict""".split()
)
_THIRD = frozenset("it he she they".split())
_ASKING = _AUXILIARY | frozenset(
    "why when where how what which who and so but then exactly many much long often".split()
)
_DOINGS = frozenset(map(base_of, "decision move choice attempt plan threat vow promise".split()))
_REACH_OF_OWNER = 4  # words before the noun: "Russia’s sudden and angry decision to"
_REACH_BACK = 40  # words from a verb back to its subject
_REACH = 8  # words from a verb to "by" or to the end of its object


@dataclass(frozen=True, slots=True)
class Event:
    """What a verb says.

    Attributes:
        agent: The words that name who acts; empty when that is not plain.
        patient: The words that name who or what is acted on; empty when that is not plain.
    """

    agent: Phrase
    patient: Phrase


def meet(one: Sequence[Word], other: Sequence[Word]) -> bool:
    """Say whether two phrases share a word, or a name of one thing."""
    return any(
        same_names(a.stem, b.stem)
        or (a.is_capital and b.is_capital and same_spelling(a.folded, b.folded))
        for a in one
        for b in other
    )


def find_event(reading: Reading, place: int) -> Event | None:
    """Return who acts and on whom at a verb; None when the word isn't placed as a verb."""
    found = reading.words
    word = found[place]
    after = found[place + 1] if place + 1 < len(found) else None
    if _is_inverted(reading, place):
        return Event(phrase_after(reading, place + 1), ())
    before = place - 1
    while before >= 0 and not _breaks(reading, before) and _is_between(found[before]):
        before -= 1
    helper = found[before].folded if before >= 0 and not _breaks(reading, before) else ""
    is_past = _is_past(word)
    follows_by = (
        after is not None and after.folded == "by" and helper not in _AUXILIARY | _DETERMINERS
    )
    if is_past and (helper in _BE or follows_by):
        end = before if helper in _BE else place
        return Event(_after_by(reading, place), phrase_before(reading, end))
    if helper == "to":
        owner = _owner(reading, before)
        return Event(owner, phrase_after(reading, place + 1)) if owner else None
    is_noun = helper in _DETERMINERS or helper in _PREPOSITIONS
    if is_noun or (helper in _BE and not word.folded.endswith("ing")):
        return None
    return _asked(reading, place) or _active(reading, before, place)


def _asked(reading: Reading, place: int) -> Event | None:
    """Return the event of a question: in "why did Japan halt …" the subject follows "did"."""
    found = reading.words
    first = next((i for i, w in enumerate(found[:_REACH]) if w.folded not in _ASKING), 0)
    if not first or first >= place or found[first - 1].folded not in _AUXILIARY:
        return None
    agent, end = _phrase(reading, first + (found[first].folded in _DETERMINERS), place)
    while end < place and _is_between(found[end]):
        end += 1
    return Event(agent, phrase_after(reading, place + 1)) if agent and end == place else None


def _owner(reading: Reading, to: int) -> Phrase:
    """Return whose doing it is: "Russia" in "Russia’s sudden decision to suspend the talks"."""
    found = reading.words
    if not to or reading.bases[to - 1] not in _DOINGS:
        return ()
    for place in range(to - 2, max(-1, to - 2 - _REACH_OF_OWNER), -1):
        if _breaks(reading, place):
            return ()
        if found[place].is_capital and found[place].text.endswith(("'s", "’s", "s'", "s’")):
            return (found[place],)
    return ()


def _active(reading: Reading, before: int, place: int) -> Event | None:
    word, after = reading.words[place], reading.words[place + 1 : place + 2]
    if before < 0 or _breaks(reading, before) or reading.words[before].folded not in _AUXILIARY:
        if not (_is_past(word) or (word.folded.endswith("s") and _takes_object(*after))):
            return None
        before = place
    agent = phrase_before(reading, before) or _speaker(reading, before)
    return Event(agent, phrase_after(reading, place + 1)) if agent else None


def _speaker(reading: Reading, end: int) -> Phrase:
    """Return who speaks of himself: "Moscow" in "Moscow said on Monday that it was …"."""
    found = reading.words
    if not end or found[end - 1].folded not in _THIRD:
        return ()
    for place in range(end - 2, max(-1, end - 2 - _REACH), -1):
        if _breaks(reading, place):
            return ()
        if reading.bases[place] in _SPEECH:
            named = phrase_before(reading, place)
            between = found[place + 1 : end - 1]
            is_plain = not any(is_name(w) and w.folded not in _DAYS for w in between)
            return named if is_plain and named and all(w.is_capital for w in named) else ()
    return ()


def _takes_object(after: Word | None = None) -> bool:
    return after is not None and (
        after.is_capital
        or after.folded in _DETERMINERS
        or after.folded in _PRONOUNS
        or after.folded.endswith("ing")
    )


def _is_past(word: Word) -> bool:
    return word.folded.endswith("ed") or is_irregular_past(word.folded)


def _is_between(word: Word) -> bool:
    return word.folded in _BETWEEN or (
        word.folded.endswith("ly") and len(word.folded) > 4 and not word.is_capital
    )


def _is_inverted(reading: Reading, place: int) -> bool:
    """Say whether a verb of speech has its speaker after it: "…,” warned Olsen"."""
    if reading.bases[place] not in _SPEECH or place + 1 >= len(reading.words) or place == 0:
        return False
    before, word, after = reading.words[place - 1 : place + 2]
    between = reading.text[before.span.end : word.span.start]
    next_ = reading.text[word.span.end : after.span.start]
    is_named = after.is_capital or after.folded in ("the", "a", "an")
    return bool(_BREAK.search(between)) and not next_.strip() and is_named


def _breaks(reading: Reading, place: int) -> bool:
    """Say whether something breaks the clause right after the word at a place."""
    if place + 1 >= len(reading.words):
        return True
    one, other = reading.words[place], reading.words[place + 1]
    between = reading.text[one.span.end : other.span.start]
    if between.startswith(".") and (one.folded in _TITLES or len(one.folded) == 1):
        return False
    return bool(_BREAK.search(between))


def phrase_before(reading: Reading, end: int) -> Phrase:
    """Return the subject: the first phrase of the clause before `end` without a preposition."""
    found = reading.words
    start = end
    while max(0, end - _REACH_BACK) < start and not _breaks(reading, start - 1):
        if found[start - 1].folded in _CLAUSE_WORDS and not found[start - 1].is_capital:
            break
        if start < end and reading.bases[start - 1] in _SPEECH and _is_past(found[start - 1]):
            break  # "Moscow said Tokyo was …"
        start -= 1
    if start and _follows_name(reading, start):
        return ()
    place = start
    is_object = False
    while place < end:
        word = found[place]
        if word.folded in _PREPOSITIONS:
            is_object = True
        elif word.folded in _PRONOUNS:
            return ()
        elif word.folded in _DAYS or word.is_number:
            is_object = False
        elif _is_part(word):
            phrase, place = _phrase(reading, place, end)
            if phrase and not is_object:
                return () if _has_verb(reading, place, end) else phrase
            is_object = False
            continue
        place += 1
    return ()


def _follows_name(reading: Reading, start: int) -> bool:
    """Say whether a clause goes on after a name and a comma: "Velle, Norvane signed"."""
    before, word = reading.words[start - 1], reading.words[start]
    between = reading.text[before.span.end : word.span.start]
    return between.strip() == "," and is_name(before) and is_name(word)


def _has_verb(reading: Reading, start: int, end: int) -> bool:
    """Say whether another verb, and then another subject, may stand in between."""
    return any(
        w.folded in _AUXILIARY or w.folded in ("and", "or") or w.folded in _PRONOUNS
        for w in reading.words[start:end]
    )


def phrase_after(reading: Reading, start: int) -> Phrase:
    """Return the object: the phrase that begins at `start`, without a preposition."""
    found = reading.words
    place = start
    while place < min(start + 3, len(found)) and not _breaks(reading, place - 1):
        if found[place].folded in _PREPOSITIONS or found[place].folded in _PRONOUNS:
            return ()
        if _is_part(found[place]):
            phrase = _phrase(reading, place, min(place + _REACH, len(found)))[0]
            names = [i for i, w in enumerate(phrase) if w.is_capital]
            return phrase[: names[-1] + 1] if names else phrase
        place += 1
    return ()


def _after_by(reading: Reading, place: int) -> Phrase:
    found = reading.words
    for i in range(place + 1, min(place + _REACH, len(found))):
        if _breaks(reading, i - 1):
            return ()
        if found[i].folded == "by":
            return phrase_after(reading, i + 1)
    return ()


def _is_part(word: Word) -> bool:
    return (is_full(word) or is_name(word)) and not (
        word.folded in _DETERMINERS
        or word.folded in _AUXILIARY
        or word.folded in _DAYS
        or word.is_number
        or word.folded in _COUNTS
        or len(word.folded) < 2
    )


def _joins(found: Sequence[Word], place: int, end: int) -> bool:
    """Say whether a word joins two parts of a name: "von", "de", "bin"."""
    return (
        0 < place < end - 1
        and found[place].folded in _PARTICLES
        and found[place - 1].is_capital
        and found[place + 1].is_capital
    )


def _phrase(reading: Reading, start: int, end: int) -> tuple[Phrase, int]:
    """Return the words of a phrase and where it ends; an owner ("Olsen’s car") isn't part of it."""
    found = reading.words
    phrase: list[Word] = []
    place = start
    while place < end and (_is_part(found[place]) or _joins(found, place, end)):
        word = found[place]
        if word.folded in _TITLES or word.folded in _PARTICLES:
            place += 1
            continue
        phrase.append(word)
        ends_clause = _breaks(reading, place)
        place += 1
        if word.text.endswith(("'s", "’s")) or (place < end and found[place].folded == "s"):
            phrase.clear()
            place += place < end and found[place].folded == "s"
        elif ends_clause:
            break
    return tuple(phrase), place
