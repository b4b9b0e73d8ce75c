"""Who "he", "she", "it" or "they" is at the beginning of a sentence, by the sentences before it.

Only where it is plain: the subject of the nearest sentence that can be meant, when nobody else of
the same sort is named there. Otherwise nobody, and the sentence before has to be shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import regex

from bot.attribution.cues import find_cues
from bot.attribution.sorts import ROLES, sort_of
from bot.attribution.speakers import speaker_before
from bot.checks.scope import Reading, read
from bot.checks.wordforms import is_irregular_past
from bot.temporal import find_dates
from bot.verbs import is_verb
from bot.words import Word
from sources.article import Span

_PRONOUNS = {
    "he": "man", "his": "man", "him": "man", "she": "woman", "her": "woman",
    "it": "thing", "its": "thing", "they": "group", "their": "group", "them": "group",
}  # fmt: skip
_LEANS = regex.compile(
    r"^[“”\"'‘\s]*(?:(?:But|And|So|Yet|Then|Later|However|Instead|Also|Meanwhile|Still)\b,?\s+)?"
    r"(?:He|She|It|They|His|Her|Its|Their|This|That|These|Those|Both|Others?|Another|Such|"
    r"he|she|it|they|his|her|its|their|this|that|these|those|both|such|the former|the latter|"
    r"The (?:move|decision|former|latter|two|pair|three|announcement|statement|step|proposal|same|"
    r"other|incident))\b(?!\s+(?:is|was) (?:not )?(?:true|clear|unclear|believed|expected|known|"
    r"not known|raining|the first|a)\b)"
)
_DUMMY = regex.compile(
    r"^[“\"]?It (?:is|was|has been|remains|remained|seems|appears|took|takes|rained|snowed)\b"
    r"[^.]{0,60}?\b(?:that|whether|who|to|if|unclear|since|for)\b"
)
_OPENERS = frozenset("but and so yet then later however instead also meanwhile still".split())
_SAYING = frozenset(
    "said says added told asked warned wrote insisted explained argued noted replied".split()
)
_LEADS = frozenset("in under at with by after before during for from".split())
_NOT_NAMES = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december in on at by after before during
    for from the a an he she it they his her its their this that these those but and when
    while as if""".split()
)
_FINITE = frozenset(
    "is are was were has have had will would can could may might must do does did".split()
)
_LOOK_BACK = 2  # sentences
_ANY_DAY = date(2000, 1, 1)  # whether there is a date does not depend on the day
_FARTHEST = 20  # words of a subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Referent:
    """Whom a pronoun means.

    Attributes:
        pronoun: Where the pronoun stands, in code points of the article.
        name: Where the name it stands for is printed, before it.
        text: That name, as printed.
    """

    pronoun: Span
    name: Span
    text: str


@dataclass(frozen=True, slots=True)
class _Mention:
    """Somebody or something named: where, of what sort, and whether as the subject."""

    span: Span
    sort: str
    is_subject: bool
    last: str = ""


def needs_context(text: str) -> bool:
    """Say whether a sentence is understood only with the one before it.

    It opens with a pronoun or "The move …", or only a pronoun says who speaks.
    """
    begun = text[:400]
    if _DUMMY.match(begun):
        return False
    return bool(_LEANS.match(begun)) or (_speaking_pronoun(read(text)) is not None)


def resolve(text: str, span: Span, before: Sequence[Span]) -> Referent | None:
    """Return whom the pronoun that a sentence opens with (or that speaks in it) means.

    Args:
        text: Text of the article.
        span: The sentence.
        before: The sentences before it in the same run of body text, in order; the last two count.

    Returns:
        None when there is no such pronoun, or when it isn't plain who is meant.
    """
    reading = read(span.of(text))
    place = _opening_pronoun(reading)
    if place is None:
        place = _speaking_pronoun(reading)
    if place is None or _DUMMY.match(reading.text[:400]):
        return None
    pronoun = reading.words[place]
    wanted = _PRONOUNS[pronoun.folded]
    for sentence in reversed(before[-_LOOK_BACK:]):
        found = _choose(_mentions(sentence.of(text)), wanted)
        if found is _UNSURE:
            return None
        if found is not None:
            name = _shift(found.span, sentence.start)
            return Referent(pronoun=_shift(pronoun.span, span.start), name=name, text=name.of(text))
        if not _opens_with(sentence.of(text), wanted):
            # Another subject has come between: only a sentence about the same one is passed over.
            return None
    return None


_UNSURE = _Mention(Span(start=0, end=0), "", False)


def _choose(found: Sequence[_Mention], wanted: str) -> _Mention | None:
    """Return the only mention that fits, or the subject where it alone is of its sort."""
    fitting = _without_same([m for m in found if _fits(m.sort, wanted)])
    if not fitting:
        return None
    subjects = [m for m in fitting if m.is_subject]
    if wanted == "thing" and len(fitting) > 1:
        return _UNSURE
    if wanted in ("man", "woman"):
        certain = [m for m in fitting if m.sort == wanted]
        if len(certain) == 1 and not any(m.sort == "person" for m in subjects):
            return certain[0]
    if len(fitting) == 1:
        is_plain = fitting[0].is_subject or wanted in ("man", "woman")
        return fitting[0] if is_plain else _UNSURE
    if len(subjects) == 1 and (wanted != "group" or len(fitting) == 1):
        others = [m for m in fitting if not m.is_subject]
        return subjects[0] if wanted not in ("man", "woman") or not others else _UNSURE
    return _UNSURE


def _without_same(found: Sequence[_Mention]) -> list[_Mention]:
    """Return mentions without those that end in a name that is there already."""
    kept: dict[str, _Mention] = {}
    for n, mention in enumerate(found):
        kept.setdefault(mention.last or str(n), mention)
    return list(kept.values())


def _fits(sort: str, wanted: str) -> bool:
    if wanted in ("man", "woman"):
        return sort in (wanted, "person")
    return sort == wanted


def _opening_pronoun(reading: Reading) -> int | None:
    for place, word in enumerate(reading.words[:3]):
        if word.folded in _PRONOUNS:
            return place
        if word.folded not in _OPENERS:
            return None
    return None


def _speaking_pronoun(reading: Reading) -> int | None:
    """Return the place of "he" in "…, he said", where no name goes before it in its clause."""
    found = reading.words
    for place in range(len(found) - 1, 0, -1):
        word = found[place]
        if word.folded not in ("he", "she", "it", "they"):
            continue
        one = found[place + 1].folded if place + 1 < len(found) else ""
        is_tag = one in _SAYING or found[place - 1].folded in _SAYING
        gap = reading.text[found[place - 1].span.end : word.span.start]
        if is_tag and regex.search(r"[,”\"’?!—–]", gap):
            return place
    return None


def _opens_with(text: str, wanted: str) -> bool:
    """Say whether a sentence is about the same "he" or "she", and so is passed over."""
    place = _opening_pronoun(read(text))
    if place is None:
        return False
    word = read(text).words[place].folded
    return word in ("he", "she", "it", "they") and _PRONOUNS[word] == wanted


def _mentions(sentence: str) -> list[_Mention]:
    """Return who and what a sentence names, its subject first where it is plain."""
    reading = read(sentence)
    found = reading.words
    if not found:
        return []
    subject = _subject(sentence)
    mentions = [subject] if subject else []
    taken = subject.span.end if subject and subject.sort != "group" else 0
    place = 0
    while place < len(found):
        run = _name_at(reading, place)
        if run:
            span = Span(start=found[place].span.start, end=found[place + run - 1].span.end)
            if span.start >= taken and not _is_owner(found[place + run - 1]):
                sort = sort_of(found[place : place + run])
                mentions.append(_Mention(span, sort, False, found[place + run - 1].folded))
        place += max(1, run)
    return mentions


def _subject(sentence: str) -> _Mention | None:
    """Return the subject of a sentence: what stands before its first finite verb, or its speaker.

    A speaker after or between a quotation is its subject: "…,” Castell said".
    """
    reading = read(sentence)
    found = reading.words
    for cue in find_cues(sentence):
        if cue.speaker and cue.speaker.of(sentence).casefold() not in _PRONOUNS:
            phrase = [w for w in found if cue.speaker.start <= w.span.start < cue.speaker.end]
            return _as_subject(phrase) if phrase else None
    verb = next((i for i in range(1, min(len(found), _FARTHEST)) if _is_finite(reading, i)), None)
    if verb is None or found[0].folded in _PRONOUNS:
        return None
    span = speaker_before(reading, verb)
    phrase = [w for w in found if span and span.start <= w.span.start < span.end]
    if span is None or not phrase or phrase[0].folded in _NOT_NAMES - {"the", "a", "an"}:
        return None
    lead = sentence[: span.start].rstrip()
    is_lead = lead.endswith(",") and found[0].folded in _LEADS
    if is_lead and sort_of(phrase) == "thing" and not _is_date(lead[:-1]):
        return None  # "In the declaration, Moscow agreed …": "it" may be either
    return _as_subject(phrase)


def _is_date(text: str) -> bool:
    """Say whether a text ends with a date: "On Monday", "In March 2022"."""
    return any(m.span.end == len(text) for m in find_dates(text, on=_ANY_DAY))


def _as_subject(phrase: Sequence[Word]) -> _Mention:
    span = Span(start=phrase[0].span.start, end=phrase[-1].span.end)
    return _Mention(span, sort_of(phrase), True, phrase[-1].folded if phrase[-1].is_capital else "")


def _name_at(reading: Reading, place: int) -> int:
    """Return how many words of a name begin at a place; 0 when none does."""
    found = reading.words
    first = found[place]
    if not first.is_capital or first.folded in _NOT_NAMES or first.is_number:
        return 0
    n = 1
    while place + n < len(found):
        word = found[place + n]
        gap = reading.text[found[place + n - 1].span.end : word.span.start]
        if gap.strip(" .") or not word.is_capital or word.folded in _NOT_NAMES:
            break
        n += 1
    return n


def _is_finite(reading: Reading, place: int) -> bool:
    """Say whether a word is a finite verb; one in -s only behind a name or a comma."""
    word, before = reading.words[place], reading.words[place - 1]
    if word.is_capital:
        return False
    if word.folded in _FINITE or word.folded.endswith("ed") or is_irregular_past(word.folded):
        return True
    is_third = word.folded.endswith("s") and (
        is_verb(word.folded[:-1]) or is_verb(word.folded[:-2])
    )
    gap = reading.text[before.span.end : word.span.start]
    return is_third and (before.is_capital or "," in gap or before.folded in ROLES)


def _is_owner(word: Word) -> bool:
    return word.text.endswith(("'s", "’s"))


def _shift(span: Span, by: int) -> Span:
    return Span(start=span.start + by, end=span.end + by)
