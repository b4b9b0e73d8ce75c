"""The names and noun phrases of a question or a quote, and what could stand for each.

Rules over the words; no tagger. What is not recognised is left out: a pronoun then stays open
rather than being given a wrong meaning.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import regex

from bot.checks.countries import COUNTRIES
from bot.checks.names import is_country, names_in
from bot.checks.wordforms import is_irregular_past
from bot.conversation import lexicon
from bot.temporal import find_dates
from bot.words import Word, words
from sources.article import Span

_ANY_DAY = date(2000, 1, 1)  # where the days stand does not depend on it
_LONGEST = 4_000  # code points that are read
_DETERMINERS = frozenset("the a an his her its their".split())
_DO = frozenset(
    """do does did didn't doesn't don't will would can could should may might must won't
    can't""".split()
)
_BE = frozenset("is are was were has have had be been isn't wasn't weren't aren't".split())
_NUMBERS = frozenset(
    "once twice one two three four five six seven eight nine ten eleven twelve".split()
)
_TIMES = frozenset("last next ago today yesterday tomorrow".split())
_NOUNS_TOO = frozenset("cost bid set split shot lead spread cut put left".split())
# The rows hold the country, its capital, and then what is said of its people.
_ADJECTIVES = frozenset(
    word for row in COUNTRIES for word in row.split()[2:] if not word.endswith("s")
) | frozenset(["dutch", "czech", "palestinian", "korean", "belgian", "scottish", "swiss"])
_JOINS = frozenset("of de von van der di al the for and".split())
_SPEAKS = frozenset(
    """say said says tell told reply replied announce announced add added argue argued warn warned
    claim claimed promise promised call called describe described explain explained apologise
    apologised resign resigned respond responded deny denied react reacted""".split()
)
_PREPOSITIONS = frozenset(
    """in at on from to into of with by for against after before during near over under between
    since until about across through than""".split()
)


class Sort(StrEnum):
    """What a phrase stands for, as far as its words tell it."""

    PERSON = "person"
    GROUP = "group"
    COUNTRY = "country"
    TIME = "time"
    THING = "thing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A phrase that a later question may lean on.

    Attributes:
        text: The phrase as it would stand in a question, without possessive.
        span: Where it stands.
        sort: What it stands for.
        head: Folded form of its last noun: "bridge" in "the old bridge over the Velle".
        is_name: Whether it holds a name.
        is_plural: Whether it stands for several.
        gender: "f", "m" or empty.
        after: The preposition right before it, folded, or empty.
    """

    text: str
    span: Span
    sort: Sort
    head: str
    is_name: bool = False
    is_plural: bool = False
    gender: str = ""
    after: str = ""

    @property
    def is_event(self) -> bool:
        """Whether it is something that happens."""
        return self.head in lexicon.EVENTS

    @property
    def is_place(self) -> bool:
        """Whether something can be there."""
        return self.sort is Sort.COUNTRY or self.head in lexicon.PLACES


def inner(whole: Mention) -> list[Mention]:
    """Return the phrase after the last "of": "the replacement ferry" in "the name of the …"."""
    _, of, inside = whole.text.rpartition(" of ")
    return [m for m in mentions(inside) if m.span.start == 0][:1] if of else []


def mentions(text: str) -> list[Mention]:
    """Return the phrases of a text in order; they do not overlap."""
    text = text[:_LONGEST]
    found = words(text)
    names = {w.span.start for w in names_in(text)}
    times = [m.span for m in find_dates(text, on=_ANY_DAY)]
    result = [
        Mention(text=span.of(text), span=span, sort=Sort.TIME, head="", after=_before(found, span))
        for span in times
    ]
    at = 0
    while at < len(found):
        if any(found[at].span.overlaps(span) for span in times):
            at += 1
            continue
        end = _end_of_phrase(text, found, at, names)
        is_measure = _is_indefinite(found, at) and found[end - 1].folded in lexicon.MEASURES
        if end > at and not is_measure:
            result.append(_mention(text, found, at, end, names))
        at = max(end, at + 1)
    return sorted(result, key=lambda m: m.span.start)


def _is_indefinite(found: list[Word], at: int) -> bool:
    """Say whether a phrase begins with "a" or "an"."""
    return found[at].folded in ("a", "an")


def _end_of_phrase(text: str, found: list[Word], at: int, names: set[int]) -> int:
    """Return the place after the phrase that begins at a word; `at` where none does."""
    first = found[at]
    if first.folded in _DETERMINERS:
        end = _end_of_nouns(text, found, at, names)
        if end == at + 1:
            return at
    elif first.span.start in names:
        end = at + 1
        while end < len(found) and _adjoins(text, found, end, names):
            end += 1
        is_adjective = found[end - 1].folded in _ADJECTIVES
        if is_adjective and end < len(found) and _is_noun(text, found, end):
            end = _end_of_nouns(text, found, end - 1, names)
    else:
        return at
    # "the head of the union", "the mayor of Tessenhaven"
    if end + 1 < len(found) and found[end].folded == "of" and not _is_cut(text, found, end):
        further = _end_of_phrase(text, found, end + 1, names)
        if further > end + 1:
            return further
    return end


def _end_of_nouns(text: str, found: list[Word], at: int, names: set[int]) -> int:
    """Return the end of a run of nouns after the determiner or adjective at `at`."""
    helper = found[at - 1].folded if at else ""
    end = at + 1
    is_ended_by_verb = False
    while end < len(found) and not _is_cut(text, found, end):
        word = found[end]
        if word.span.start not in names:
            if word.is_stop or (end > at + 1 and (word.is_number or word.folded in _NUMBERS)):
                break
            if end > at + 1 and word.folded in _TIMES:
                break
            if end > at + 1 and _is_past(word) and word.folded not in _NOUNS_TOO:
                is_ended_by_verb = True
                break
            if end > at + 1 and helper in _BE and word.folded.endswith("ing"):
                break
        if _is_owner(word):
            return end + 1 if end + 1 >= len(found) else _after_owner(text, found, end, names)
        end += 1
    # After "did", the last word of the run is its verb: "did the old bridge collapse".
    is_asked = helper in _DO or _asks_before(found, at)
    if (
        is_asked
        and not is_ended_by_verb
        and end - at > 2
        and found[end - 1].span.start not in names
    ):
        end -= 1
    return end


def _after_owner(text: str, found: list[Word], end: int, names: set[int]) -> int:
    return _end_of_nouns(text, found, end, names)


def _asks_before(found: list[Word], at: int) -> bool:
    """Say whether the phrase belongs to a subject of "did": "did the head of the union say"."""
    before = [w.folded for w in found[max(0, at - 6) : at]]
    return "of" in before[-1:] and any(word in _DO for word in before)


def _is_noun(text: str, found: list[Word], at: int) -> bool:
    word = found[at]
    return (
        not (_is_cut(text, found, at) or word.is_stop or word.is_number or _is_past(word))
        and not word.is_capital
    )


def _is_past(word: Word) -> bool:
    return not word.is_capital and (
        (word.folded.endswith("ed") and len(word.folded) > 4) or is_irregular_past(word.folded)
    )


def _is_cut(text: str, found: list[Word], at: int) -> bool:
    """Say whether more than a space stands before a word."""
    between = text[found[at - 1].span.end : found[at].span.start]
    is_title = between.strip() == "." and found[at - 1].folded in lexicon.TITLES | {"st", "u.s"}
    return bool(between.strip()) and not is_title


def _adjoins(text: str, found: list[Word], at: int, names: set[int]) -> bool:
    """Say whether a word goes on with a name: "Bank of England", "Kishida Fumio"."""
    if _is_cut(text, found, at) or _is_owner(found[at - 1]):
        return False
    if found[at].span.start in names:
        return True
    is_join = found[at].folded in _JOINS - {"the", "for", "and"}
    return (
        is_join
        and at + 1 < len(found)
        and found[at + 1].span.start in names
        and not is_country(found[at + 1].stem)
    )


def _is_owner(word: Word) -> bool:
    return word.text.endswith(("'s", "’s", "s’"))


def _before(found: list[Word], span: Span) -> str:
    before = [w.folded for w in found if w.span.end <= span.start][-1:]
    return before[0] if before and before[0] in _PREPOSITIONS else ""


def _mention(text: str, found: list[Word], at: int, end: int, names: set[int]) -> Mention:
    run = found[at:end]
    span = Span(start=run[0].span.start, end=run[-1].span.end)
    shown = regex.sub(r"['’]s?$", "", span.of(text)) if _is_owner(run[-1]) else span.of(text)
    main = list(_until_of(run))
    head = main[-1].folded
    named = [w for w in run if w.span.start in names]
    sort = _sort(found, at, end, main, named)
    before = found[at - 1].folded if at else ""
    is_plural = (
        head in lexicon.PLURALS
        or (before in ("were", "are", "have", "do") and head.endswith("s"))
        or (not named and head.endswith("s") and not head.endswith(("ss", "us", "is")))
        or (head.endswith("s") and not main[-1].is_capital)
    )
    return Mention(
        text=shown,
        span=span,
        sort=sort,
        head=head,
        is_name=bool(named),
        is_plural=is_plural and sort is not Sort.COUNTRY,
        gender=_gender(found, at, main) if sort is Sort.PERSON else "",
        after=_before(found, span),
    )


def _until_of(run: list[Word]) -> Iterator[Word]:
    for word in run:
        if word.folded == "of":
            return
        yield word


def _sort(found: list[Word], at: int, end: int, main: list[Word], named: list[Word]) -> Sort:
    folded = [w.folded for w in main]
    if folded[-1] in lexicon.GROUPS or (
        main[-1].text.isupper() and len(main[-1].text) > 2 and not is_country(main[-1].stem)
    ):
        return Sort.GROUP
    first_names = lexicon.WOMEN | lexicon.MEN
    is_role = any(word in lexicon.ROLES for word in folded)
    if is_role and (folded[-1] in lexicon.ROLES or named):
        return Sort.PERSON
    if not named or (main[0].folded in _DETERMINERS and not is_role):
        is_land = named and (
            folded[1:2] == ["united"] or (len(main) == 2 and is_country(main[1].stem))
        )
        return Sort.COUNTRY if is_land else Sort.THING
    if is_country(main[-1].stem) or (len(main) > 1 and folded[0] in ("united", "new", "south")):
        return Sort.COUNTRY if len(main) < 3 else Sort.THING
    is_whole = all(w.is_capital or w.folded in _JOINS for w in main)
    before = found[at - 1].folded if at else ""
    after = found[end].folded if end < len(found) else ""
    if is_whole and (
        (len(main) > 1 and any(word.split("-")[0] in first_names for word in folded[:2]))
        or before in lexicon.ROLES
        or after in _SPEAKS
        or (after == "who" and before not in ("the",))
    ):
        return Sort.PERSON
    return Sort.THING


def _gender(found: list[Word], at: int, main: list[Word]) -> str:
    told = {w.folded for w in main} | ({found[at - 1].folded} if at else set())
    if told & lexicon.TITLES_OF_WOMEN or any(w.endswith("woman") for w in told):
        return "f"
    if told & lexicon.TITLES_OF_MEN or any(w.endswith("sman") for w in told):
        return "m"
    for word in (w.folded.split("-")[0] for w in main):
        if word in lexicon.WOMEN:
            return "f"
        if word in lexicon.MEN:
            return "m"
    return ""
