"""Where the name of a speaker begins and ends, beside a word that says so.

By word order and commas, without a parser; None where it is not plain.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from bot.attribution.lexicon import ADVERBS, AUXILIARIES, CLAUSE_WORDS, PRONOUNS, VERBS
from bot.checks.scope import Reading
from bot.checks.wordforms import is_irregular_past
from bot.words import Word
from sources.article import Span

_REACH = 24  # words before a verb
_LONGEST = 14  # words of a speaker
_STOP = regex.compile(r"[;:.!?“”\"()—–…\n]")
_COMMA = regex.compile(r"^[’'\s]*,")
_DAYS = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday today yesterday january february
    march april june july august september october november december""".split()
)
_PREPOSITIONS = frozenset("on in at after by for from during before with under into to".split())
_DETERMINERS = frozenset("the a an its his her their two three four five some several many".split())
_WHO_KNOW = frozenset("familiar people person officials sources".split())
_ARTICLES = frozenset("the a an".split())
_LEADING = frozenset("but and yet so as then meanwhile however neither".split())
_KEPT_AFTER = frozenset("of for the at and de von van al bin in".split())
_NAME_WORDS = frozenset("of the and de del von van al bin ibn for".split())
_ASIDE = frozenset(
    """who whom whose which speaking asked writing citing aged accused whose then now formerly
    whom""".split()
)


def speaker_before(reading: Reading, verb: int) -> Span | None:
    """Return the speaker that stands before the verb at a place: "Olsen, 57, has also said"."""
    found = reading.words
    end = verb
    while end and _joined(reading, end) and _is_helper(found[end - 1]):
        end -= 1
        if found[end].folded == "and" and not _is_adverb(found[end - 1]):
            return _of_first_verb(reading, end)
    if not end or _STOP.search(_gap(reading, end)):
        return None
    if _COMMA.match(_gap(reading, end)):
        return _around_aside(reading, end)
    return _phrase_ending(reading, end)


def _of_first_verb(reading: Reading, end: int) -> Span | None:
    """Return the subject of two verbs: "Hovend apologised to the passengers and said …"."""
    start = end
    while start > max(0, end - _REACH) and not _stops(reading, start):
        start -= 1
    for place in range(start + 1, end):
        word = reading.words[place]
        is_past = word.folded.endswith("ed") or is_irregular_past(word.folded)
        if is_past and not word.is_capital and not _is_aside_verb(reading, place):
            return speaker_before(reading, place)
    return None


def _is_aside_verb(reading: Reading, place: int) -> bool:
    """Say whether a participle opens an aside or stands in a relative clause."""
    before = reading.words[place - 1].folded
    return before in _ASIDE | CLAUSE_WORDS or before in ("a", "an", "the")


def speaker_after(reading: Reading, start: int) -> Span | None:
    """Return the speaker whose first word stands at a place: "said Anna Holm, a spokeswoman"."""
    found = reading.words
    place = start
    while place < min(len(found), start + _LONGEST):
        if place > start and (_ends_after(reading, place) or not _goes_on(found, place)):
            break
        place += 1
    while place > start and found[place - 1].folded in _NAME_WORDS | {"in", "at"}:
        place -= 1
    if place == start or not _may_be_somebody(found[start:place]):
        return None
    following = _name_aside(reading, place) if not _is_name(found[start:place]) else None
    return following or _span(found[start:place])


def _goes_on(found: Sequence[Word], place: int) -> bool:
    word, before = found[place], found[place - 1]
    if word.folded in _KEPT_AFTER:
        follows = found[place + 1] if place + 1 < len(found) else None
        is_place_or_time = word.folded in ("in", "at") and before.is_capital
        return follows is not None and follows.folded not in _DAYS and not is_place_or_time
    if word.folded == "with" and before.folded in _WHO_KNOW:
        return True
    if word.is_number or word.folded in _DAYS or word.folded in _PREPOSITIONS:
        return False
    if word.folded in CLAUSE_WORDS | AUXILIARIES | PRONOUNS or _is_adverb(word):
        return False
    is_owner = before.text.endswith(("'s", "’s"))
    return word.is_capital or is_owner or not before.is_capital or before.folded in _ARTICLES


def name_until_comma(reading: Reading, start: int, *, with_aside: bool = True) -> Span | None:
    """Return the phrase from a place to the next mark: after "according to".

    With `with_aside`, a name in commas after a plain noun stands for it.
    """
    found = reading.words
    place = start
    while place < len(found) and place - start < _LONGEST + 6:
        word = found[place]
        if place > start:
            if _STOP.search(_gap(reading, place)) or _COMMA.match(_gap(reading, place)):
                break
            if word.folded in CLAUSE_WORDS - {"and", "that"} and not word.text.isupper():
                break
        place += 1
    if place == start or place - start > _LONGEST + 4:
        return None
    is_named = _has_name(found[start:place]) or not with_aside
    aside = None if is_named else _name_aside(reading, place)
    return aside or _span(found[start:place])


def _stops(reading: Reading, place: int) -> bool:
    gap = _gap(reading, place)
    return bool(_STOP.search(gap)) and not _is_abbreviation(reading.words, place, gap)


def _around_aside(reading: Reading, end: int) -> Span | None:
    """Return the speaker before an aside in commas, or the aside when that is the name."""
    found = reading.words
    start = end - 1
    while start > max(0, end - _REACH) and not _stops(reading, start):
        if _COMMA.match(_gap(reading, start)):
            break
        start -= 1
    if start <= 0 or not _COMMA.match(_gap(reading, start)):
        return _phrase_ending(reading, end) if start == 0 else None
    aside = found[start:end]
    main = _phrase_ending(reading, start)
    if main is None:  # another aside: "Redl, 34, who was on deck, said"
        return _around_aside(reading, start) if found[start - 1].is_number else None
    is_named = _is_name(aside) and aside[0].folded not in _ASIDE and len(aside) <= 5
    head = [w for w in found if main.start <= w.span.start < main.end]
    return _span(aside) if is_named and not _is_name(head) else main


def _phrase_ending(reading: Reading, end: int) -> Span | None:
    """Return the noun phrase that ends before a place, back to a mark or another clause."""
    found = reading.words
    start = end
    while start > max(0, end - _REACH):
        word = found[start - 1]
        if word.folded in ("who", "that") and _has_past(found[start:end]):
            return _phrase_ending(reading, start - 1) if start > 1 else None
        is_name = word.text.isupper()
        if word.folded in CLAUSE_WORDS and not ((word.folded == "and" and start < end) or is_name):
            break
        is_relative = start > 1 and found[start - 2].folded == "who"
        if start < end and _speaks(reading, start - 1) and not is_relative:
            break
        start -= 1
        gap = _gap(reading, start)
        if _stops(reading, start):
            break
        if _COMMA.match(gap) and not _is_list(reading, start, end):
            break
    phrase = list(found[start:end])
    while phrase and phrase[0].folded in _LEADING and len(phrase) > 1:
        if phrase[0].folded == "neither" and any(w.folded == "nor" for w in phrase):
            break
        phrase.pop(0)
    phrase = _without_leading_time(phrase)
    while phrase and _is_adverb(phrase[-1]) and not phrase[-1].is_capital:
        phrase.pop()
    if len(phrase) > _LONGEST:
        phrase = _last_name(phrase)
    if not phrase or not _may_be_somebody(phrase):
        return None
    return _span(phrase)


def _without_leading_time(phrase: list[Word]) -> list[Word]:
    """Drop "On Monday" and "In a statement on Monday" from before a speaker."""
    if not phrase or phrase[0].folded not in _PREPOSITIONS:
        return phrase
    days = [i for i, w in enumerate(phrase) if w.folded in _DAYS]
    articles = [i for i, w in enumerate(phrase) if i > 1 and w.folded in ("the", "a", "an")]
    if articles and phrase[articles[-1] - 1].folded not in _PREPOSITIONS | {"of"}:
        return phrase[articles[-1] :]
    if days and days[-1] + 1 < len(phrase):
        rest = phrase[days[-1] + 1 :]
        return rest[1:] if rest[0].is_number and len(rest) > 1 else rest
    return _last_name(phrase[1:])


def _last_name(phrase: list[Word]) -> list[Word]:
    """Return the run of capitalised words that ends a phrase, with its article."""
    start = len(phrase)
    while start and (phrase[start - 1].is_capital or phrase[start - 1].folded in _NAME_WORDS):
        start -= 1
    while start < len(phrase) and phrase[start].folded in _NAME_WORDS - {"the"}:
        start += 1
    return phrase[start:]


def _speaks(reading: Reading, place: int) -> bool:
    """Say whether the word at a place is a finite verb of speech: "Moscow said Tokyo was"."""
    word = reading.words[place]
    is_past = word.folded.endswith("ed") or is_irregular_past(word.folded) or word.folded == "says"
    return reading.bases[place] in VERBS and is_past and not word.is_capital


def _has_past(phrase: Sequence[Word]) -> bool:
    return any(
        (
            w.folded.endswith("ed")
            or is_irregular_past(w.folded)
            or w.folded in ("was", "were", "is")
        )
        and not w.is_capital
        for w in phrase[:3]
    )


def _is_list(reading: Reading, start: int, end: int) -> bool:
    """Say whether a comma joins names: "Tasch, Olsen and Holm"."""
    found = reading.words
    after = found[start:end]
    has_and = any(w.folded in ("and", "or", "nor") for w in after)
    return has_and and after[0].is_capital and found[start - 1].is_capital and len(after) <= 5


def _name_aside(reading: Reading, place: int) -> Span | None:
    """Return the name in commas after a plain noun: "its leader, Ida Tasch"."""
    found = reading.words
    if place >= len(found) or not _COMMA.match(_gap(reading, place)):
        return None
    end = place
    while end < min(len(found), place + 5) and (found[end].is_capital or end == place):
        end += 1
        if end < len(found) and _ends_after(reading, end):
            break
    return _span(found[place:end]) if _is_name(found[place:end]) else None


def _is_helper(word: Word) -> bool:
    return word.folded in AUXILIARIES or _is_adverb(word) or word.folded == "and"


def _is_adverb(word: Word) -> bool:
    is_ly = word.folded.endswith("ly") and len(word.folded) > 4 and not word.is_capital
    return (is_ly and word.folded not in ("family", "assembly", "ally")) or word.folded in ADVERBS


def _may_be_somebody(phrase: Sequence[Word]) -> bool:
    """Say whether a phrase can name somebody: a name, a noun with its article, a plural."""
    last, first = phrase[-1], phrase[0]
    if len(phrase) == 1 and last.folded in PRONOUNS:
        return True
    if last.folded in _NAME_WORDS | _PREPOSITIONS | _DAYS or (last.is_stop and len(phrase) == 1):
        return last.text.isupper() and len(last.text) > 1
    if first.folded in PRONOUNS or first.folded == "there":
        return False
    if last.is_number and not last.is_capital:
        return False
    is_owner = last.text.endswith(("'s", "’s"))
    return not is_owner and (len(last.folded) > 1 or last.is_capital)


def _is_name(phrase: Sequence[Word]) -> bool:
    """Say whether every full word of a phrase has a capital."""
    full = [w for w in phrase if w.folded not in _NAME_WORDS]
    return (
        bool(full)
        and all(w.is_capital and not w.is_number for w in full)
        and not (phrase[0].opens and len(full) == 1 and full[0].is_stop)
    )


def _has_name(phrase: Sequence[Word]) -> bool:
    return any(w.is_capital and not w.is_stop for w in phrase)


def _is_abbreviation(found: Sequence[Word], start: int, gap: str) -> bool:
    if gap.strip() != ".":
        return False
    return not found[start].opens or len(found[start - 1].text) == 1


def _ends_after(reading: Reading, place: int) -> bool:
    gap = _gap(reading, place)
    if _is_abbreviation(reading.words, place, gap):
        return False
    return bool(gap.strip(" ’'\u00a0"))


def _joined(reading: Reading, place: int) -> bool:
    return not _gap(reading, place).strip()


def _gap(reading: Reading, place: int) -> str:
    """Return what stands between a word and the one before it; possessives belong to words."""
    before = reading.words[place - 1].span.end if place else 0
    return reading.text[before : reading.words[place].span.start]


def _span(phrase: Sequence[Word]) -> Span:
    return Span(start=phrase[0].span.start, end=phrase[-1].span.end)
