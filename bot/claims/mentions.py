"""The people and things that a sentence names, as far as a pronoun may mean them later."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.checks.names import is_country, names_in
from bot.claims.grammar import (
    DETERMINERS,
    PREPOSITIONS,
    is_adverb,
    is_finite,
    is_participle,
    is_plural,
)
from bot.words import Word, words
from sources.article import Span


class Kind(StrEnum):
    """What may be meant: one person, one thing, several."""

    PERSON = "person"
    THING = "thing"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Somebody or something that a sentence names.

    Attributes:
        span: Its place in the draft, title and article left out of a person's name.
        text: The words there.
        kind: What it is.
        gender: "m", "f" or "" when unknown.
        is_subject: Whether it stands before the first verb of its clause.
        at: Where the sentence mentions it, in the draft: `span` is where its full name stands.
    """

    span: Span
    text: str
    kind: Kind
    at: int
    gender: str = ""
    is_subject: bool = False


_MALE_TITLES = frozenset(
    "mr sir lord king prince father brother son husband chairman spokesman duke count".split()
)
_FEMALE_TITLES = frozenset(
    """mrs ms miss lady queen princess mother sister daughter wife chairwoman spokeswoman duchess
    madam actress""".split()
)
_TITLES = (
    frozenset(
        """dr prof professor president premier minister senator governor mayor judge general colonel
        captain capt chancellor pope bishop justice commissioner ambassador secretary director
        chairman engineer author singer actor architect pilot owner leader laureate chief reporter
        officer manager coach striker goalkeeper rep sen gov gen col lt sgt rev chemist writer
        physician doctor analyst economist editor executive""".split()
    )
    | _MALE_TITLES
    | _FEMALE_TITLES
)
_TIMES = frozenset(
    """day week month year hour minute second decade century days weeks months years hours minutes
    seconds decades centuries time times morning evening night""".split()
)
_PEOPLE = frozenset("man woman boy girl child person victim suspect witness".split())
_OF_RANK = frozenset("lord lady king queen prince princess pope saint sir dame".split())
_NO_PERSON = frozenset(
    """university bank line board council ministry motors prize street road island islands clinic
    hospital museum theatre theater institute agency office party union court club team city county
    county state states nations army police race act treaty treaties castle bridge dam mine river
    lake sea mountain airport airlines airways group company corp inc ltd plc gmbh ag holdings house
    senate parliament congress church school college fund association federation league cup
    festival tower park square station north south east west war day news times post herald
    gazette""".split()
)
_FEMALE = frozenset(
    """mary anna anne ann maria marie elena elin elise eva emma emily ella alice amara angela anita
    astrid barbara beatrice carla caroline catherine charlotte christine clara claire diana dora
    elizabeth esther fatima fiona greta hanna hannah helen helena helene ida ines ingrid irene irina
    isabel jana jane janet jennifer jessica joan joanna julia karen karin katarzyna kate katherine
    laura lena linda lisa lucy margaret margrethe marta martha mia michelle miriam monica nadia
    nancy natalia nella nina nora olga olivia ottilie paola patricia paula petra rachel rebecca rita
    rosa rose ruth sabine sandra sara sarah silvia simone sofia sonia sophie susan susanna tanya
    teresa theresa ursula valentina vera victoria yasmin zoe ilse leila amina mara anneli""".split()
)
_MALE = frozenset(
    """adam albert alexander alfred andrew anthony antonio arthur benjamin boris bruno carl carlos
    charles christian christopher daniel david dmitry edward emil eric erik ernest felix francis
    frank franz fred frederick george gerald giovanni gregory hans harold harry henry hugo ivan
    jack jacob james jan joe john johan johannes jonas jose joseph joris juan julian karl kevin
    klaus kurt lars leo louis lucas luis magnus marc marco mario mark martin matthew max michael
    miguel mohammed nicholas niels nils oleg olof oscar otto pablo paul paulo pavel pedro peter
    philip piet pierre rafael ralph raymond richard robert roberto roger rolandas ronald samuel
    sergei simon stefan stephen steven stuart thomas timothy tom tomas tony viktor victor vladimir
    walter werner william yuri owen fumio dev""".split()
)
_PARTICLES = frozenset("van von de der den di da du la le al bin ibn el dos y and".split())


def find_mentions(text: str, *, offset: int, known: Collection[str] = ()) -> list[Mention]:
    """Return what a sentence names, in order: people, names of things, "the …" and plurals.

    Args:
        text: The sentence.
        offset: Where it begins in the draft.
        known: Surnames told before: they are names even where every word has a capital.
    """
    found = words(text)
    named = {w.span.start for w in names_in(text)}
    named |= {w.span.start for w in found[:1] if _is_name_at_start(found)}
    named |= {w.span.start for w in found if w.text.removesuffix("’s") in known}
    verb = next((i for i in range(len(found)) if is_finite(found, i)), len(found))
    mentions: list[Mention] = []
    taken = -1
    for place in range(len(found)):
        if place <= taken:
            continue
        run = _name_run(text, found, place, named) if found[place].span.start in named else []
        if not run:
            run = _noun_run(text, found, place, named)
        if run:
            mentions.append(_mention(text, found, run, offset, is_subject=run[-1] < verb))
            taken = run[-1]
    return mentions


def _is_name_at_start(found: Sequence[Word]) -> bool:
    """Say whether a sentence begins with a name that `names_in` cannot tell by its capital."""
    first = found[0]
    follows = found[1] if len(found) > 1 else None
    is_first_name = first.folded in _FEMALE | _MALE
    return is_first_name and follows is not None and follows.is_capital


def _name_run(text: str, found: Sequence[Word], place: int, named: set[int]) -> list[int]:
    run = [place]
    at = place + 1
    while at < len(found):
        between = text[found[at - 1].span.end : found[at].span.start]
        if between.strip(" .&") or len(between) > 3:
            break
        if found[at].span.start in named:
            run += range(run[-1] + 1, at + 1)
        elif found[at].folded not in _PARTICLES or at - run[-1] > 2:
            is_whole = found[at].folded == "of" and _NO_PERSON & {found[i].folded for i in run}
            if not is_whole:
                break
        at += 1
    return run


def _noun_run(text: str, found: Sequence[Word], place: int, named: set[int]) -> list[int]:
    """Return the places of "the old bridge", "about 700 bakers", "Engineers"; none else."""
    word = found[place]
    is_opened = word.folded in DETERMINERS - {"their", "its", "his", "her", "my", "our", "your"}
    follows = found[place + 1].folded if place + 1 < len(found) else ""
    # "Circles the larger one" is a verb.
    is_bare = is_plural(word) and not word.is_stop and follows not in DETERMINERS
    if not (is_opened or word.is_number or is_bare or word.folded in _COUNTS):
        return []
    if word.folded in ("nobody", "nothing", "none", "this", "that", "there", "these", "those"):
        return []
    run = [place]
    if is_bare and not is_opened:
        while run[0] and _describes(text, found, run[0] - 1):
            run.insert(0, run[0] - 1)
    for at in range(place + 1, min(len(found), place + 6)):
        between = text[found[run[-1]].span.end : found[at].span.start]
        ends = found[at].folded in PREPOSITIONS or found[at].is_stop or is_finite(found, at)
        is_participial = len(run) > 1 and found[at].folded.endswith("ing")
        if between.strip() or ends or is_participial or is_adverb(found[at]):
            break
        run.append(at)
    # "The drug lowers blood pressure": an s before another noun is rather that of a verb.
    verb = next((n for n, i in enumerate(run[:-1]) if n > 1 and is_plural(found[i])), len(run))
    run = run[:verb]
    # "About 700 bakers in Grenmark": the place belongs to it.
    at = run[-1] + 1
    tails = ("in", "of", "from") if is_plural(found[run[-1]]) else ("of",)
    if at + 1 < len(found) and found[at].folded in tails:
        tail = [at]
        for i in range(at + 1, min(len(found), at + 5)):
            if found[i].span.start not in named and found[i].folded != "and":
                break
            tail.append(i)
        while tail and found[tail[-1]].folded == "and":
            tail.pop()
        run += tail if len(tail) > 1 else []
    if found[run[-1]].folded in _TITLES | _PEOPLE | _TIMES:
        return []  # somebody, who mostly is named beside it, or a time
    has_noun = any(not found[i].is_stop and not found[i].is_number for i in run)
    return run if has_noun else []


def _describes(text: str, found: Sequence[Word], place: int) -> bool:
    """Say whether a word belongs to the plural right behind it: "plastic bags"."""
    word = found[place]
    gap = text[word.span.end : found[place + 1].span.start]
    is_plain = not (word.is_stop or word.is_capital or word.is_number or is_adverb(word))
    return is_plain and gap == " " and not is_finite(found, place) and not is_participle(word)


_COUNTS = frozenset("two three four five six seven eight nine ten eleven twelve".split())


def _mention(
    text: str, found: Sequence[Word], run: list[int], offset: int, *, is_subject: bool
) -> Mention:
    full = [i for i in run if found[i].folded not in _TITLES] or run
    if run[0] == full[0] - 1 and len(full) == 1 and found[run[0]].folded in _OF_RANK:
        full = run  # "Lord Ashcombe" has no first name
    before = found[run[0] - 1].folded if run[0] else ""
    titles = {found[i].folded for i in run if found[i].folded in _TITLES}
    titles |= {before} & _TITLES
    is_joined = any(found[i].folded == "and" for i in run)
    is_named = found[full[0]].is_capital and found[full[0]].folded not in DETERMINERS
    kind = Kind.THING
    gender = ""
    if is_joined or (not is_named and is_plural(found[_head(found, run)])):
        kind = Kind.SEVERAL
    elif is_named and _is_person(found, full, titles, before):
        kind = Kind.PERSON
        gender = _gender(found[full[0]].folded, titles)
    if kind is not Kind.PERSON:
        full = run
        if is_named and before == "the":
            full = [run[0] - 1, *run]
    start, end = found[full[0]].span.start, found[full[-1]].span.end
    has_number = found[full[0]].is_number
    if kind is Kind.SEVERAL and has_number and before in ("about", "some", "nearly", "almost"):
        start = found[run[0] - 1].span.start
    while end - 2 > start and text[end - 2 : end] in ("’s", "'s"):
        end -= 2
    return Mention(
        span=Span(start=offset + start, end=offset + end),
        text=text[start:end],
        kind=kind,
        at=offset + start,
        gender=gender,
        is_subject=is_subject,
    )


def _head(found: Sequence[Word], run: Sequence[int]) -> int:
    """Return the place of the noun itself: before "of" or "in"."""
    for at, i in enumerate(run):
        if at and found[i].folded in ("of", "in", "from"):
            return run[at - 1]
    return run[-1]


def _is_person(found: Sequence[Word], full: list[int], titles: set[str], before: str) -> bool:
    folded = [found[i].folded for i in full]
    if _NO_PERSON.intersection(folded) or any(is_country(found[i].stem) for i in full):
        return False
    if titles:
        return True
    if folded[0] in _FEMALE | _MALE:
        return before not in ("the", "in", "at", "near")
    is_full_name = len(full) in (2, 3) and before not in DETERMINERS | {"in", "at", "near", "to"}
    is_acronym = any(found[i].text.isupper() and len(found[i].text) > 1 for i in full)
    return is_full_name and not is_acronym and folded[0] not in ("new", "pine", "united", "union")


def _gender(first: str, titles: set[str]) -> str:
    if titles & _FEMALE_TITLES or first in _FEMALE:
        return "f"
    return "m" if titles & _MALE_TITLES or first in _MALE else ""
