"""The people and things that a sentence names, as far as a pronoun may mean them later.

What may be meant but is not plain (a name of an unknown sort, "the judge", a run of words that may
have been cut wrongly) is a mention as well: it is never put in, but it keeps others from being.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

import regex

from bot.checks.names import is_country, names_in
from bot.claims.first_names import FIRST_NAMES
from bot.claims.grammar import (
    BE,
    DETERMINERS,
    PREPOSITIONS,
    is_adverb,
    is_finite,
    is_participle,
    is_plural,
)
from bot.claims.mention_words import (
    COUNTS,
    NO_NOUNS,
    NO_PERSON,
    OF_PLACE,
    OF_RANK,
    OF_TIME,
    ON_THE_WAY,
    PARTICLES,
    PERSONS,
    SOMEBODY,
    TIMES,
    TITLES,
)
from bot.claims.runs import gender_of, is_person, is_surely_person, is_whole, without_titles
from bot.conversation.lexicon import GROUPS
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
        is_sure: Whether it is plain what it is, so that its words may be put in.
        is_aside: Whether it only tells where, when or what: "in Lund", "after the match", "it is
            a record".
        is_group: Whether "they" may mean it, though it is one: a company, a committee.
        is_governed: Whether a preposition stands before it: "on the front page".
        may_be_person: Whether it may be a person, or two, though it is not taken for one.
    """

    span: Span
    text: str
    kind: Kind
    at: int
    gender: str = ""
    is_subject: bool = False
    is_sure: bool = True
    is_aside: bool = False
    is_group: bool = False
    is_governed: bool = False
    may_be_person: bool = False

    @property
    def key(self) -> str:
        """What is the same for two mentions of one: the last word of the name or noun itself."""
        head = regex.split(r"\s(?:of|in|from)\s", self.text.casefold())[0]
        return head.split()[-1].removesuffix("’s") if head.split() else ""


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
        if run and not _is_before_role(text, found, run[-1]):
            mentions.append(_mention(text, found, run, offset, is_subject=run[-1] < verb))
        taken = run[-1] if run else taken
    mentions += [_somebody(m.start(), offset) for m in SOMEBODY.finditer(text)]
    return _without_apposed(sorted(mentions, key=lambda m: m.at), text, offset)


def _is_before_role(text: str, found: Sequence[Word], last: int) -> bool:
    """Say whether a name only tells of a role which: "Nobel laureate", "Finance minister"."""
    if last + 1 >= len(found) or not found[last].is_capital:
        return False
    gap = text[found[last].span.end : found[last + 1].span.start]
    return gap == " " and found[last + 1].folded in PERSONS and not found[last + 1].is_capital


def _somebody(start: int, offset: int) -> Mention:
    at = offset + start
    return Mention(span=Span(start=at, end=at), text="", kind=Kind.PERSON, at=at, is_sure=False)


def _without_apposed(mentions: list[Mention], text: str, offset: int) -> list[Mention]:
    """Leave out "the singer" before "Nella Roos", and "a chemist" behind her."""
    return [
        mention
        for n, mention in enumerate(mentions)
        if not mention.text
        or _is_name(mention)
        or not any(
            _is_name(other)
            and other.kind is not Kind.SEVERAL
            and _is_beside(mention, other, text, offset)
            for other in mentions[max(0, n - 1) : n + 2]
        )
    ]


def _is_name(mention: Mention) -> bool:
    return (mention.text.split()[-1:] or [""])[0][:1].isupper()


def _is_beside(noun: Mention, name: Mention, text: str, offset: int) -> bool:
    """Say whether a noun and a name mean the same: "the firm Brightpath", "Brandt, a chemist"."""
    first, second = sorted((noun.span, name.span))
    between = text[first.end - offset : second.start - offset]
    if noun.kind is name.kind is Kind.PERSON:
        return not between.strip(" ,")
    return between == " " and first is noun.span


def _is_name_at_start(found: Sequence[Word]) -> bool:
    """Say whether a sentence begins with a name that `names_in` cannot tell by its capital."""
    first = found[0]
    follows = found[1] if len(found) > 1 else None
    return first.folded in FIRST_NAMES and follows is not None and follows.is_capital


def _name_run(text: str, found: Sequence[Word], place: int, named: set[int]) -> list[int]:
    run = [place]
    at = place + 1
    while at < len(found):
        between = text[found[at - 1].span.end : found[at].span.start]
        if between.strip(" .&") or len(between) > 3:
            break
        if found[at].span.start in named:
            run += range(run[-1] + 1, at + 1)
        elif found[at].folded not in PARTICLES or at - run[-1] > 2:
            is_whole = found[at].folded == "of" and NO_PERSON & {found[i].folded for i in run}
            if not is_whole:
                break
        at += 1
    return run


def _noun_run(text: str, found: Sequence[Word], place: int, named: set[int]) -> list[int]:
    """Return the places of "the old bridge", "about 700 bakers", "Engineers"; none else."""
    word = found[place]
    is_opened = word.folded in DETERMINERS
    follows = found[place + 1].folded if place + 1 < len(found) else ""
    # "Circles the larger one" is a verb.
    has_comma = "," in text[word.span.end :][:1]
    is_bare = is_plural(word) and not word.is_stop and (has_comma or follows not in DETERMINERS)
    if not (is_opened or word.is_number or is_bare or word.folded in COUNTS):
        return []
    if word.folded in ("nobody", "nothing", "none", "there"):
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
        if _is_behind(found, at) or _is_name_behind(text, found, run[-1], at, named):
            break
        run.append(at)
    # "The drug lowers blood pressure": an s before another noun is rather that of a verb.
    verb = next((n for n, i in enumerate(run[:-1]) if n > 1 and is_plural(found[i])), len(run))
    run = run[:verb]
    # "About 700 bakers in Grenmark": the place belongs to it.
    at = run[-1] + 1
    tails = ("in", "of") if is_plural(found[run[-1]]) else ("of",)
    if at + 1 < len(found) and found[at].folded in tails:
        tail = [at]
        for i in range(at + 1, min(len(found), at + 5)):
            gap = text[found[i - 1].span.end : found[i].span.start]
            if gap.strip() or (found[i].span.start not in named and found[i].folded != "and"):
                break
            tail.append(i)
        while tail and found[tail[-1]].folded == "and":
            tail.pop()
        run += tail if len(tail) > 1 else []
    is_measured = any(_measures(found[i].folded) for i in {*run[:2], run[-1]})
    if is_measured or word.folded in NO_NOUNS:
        return []
    has_noun = any(not found[i].is_stop and not found[i].is_number for i in run)
    return run if has_noun else []


def _measures(folded: str) -> bool:
    return folded in TIMES or folded.endswith(("metres", "meters"))


def _is_behind(found: Sequence[Word], at: int) -> bool:
    """Say whether a participle describes the noun before it: "a bus operated by …"."""
    follows = found[at + 1].folded if at + 1 < len(found) else "by"
    return is_participle(found[at]) and follows in PREPOSITIONS


def _is_name_behind(text: str, found: Sequence[Word], last: int, at: int, named: set[int]) -> bool:
    """Say whether a name begins here that the noun before it explains: "the firm Brightpath"."""
    if found[at].span.start not in named or found[last].is_capital or found[last].is_stop:
        return False
    end = at + 1
    while end < len(found) and found[end].is_capital:
        end += 1
    if end == len(found) or text[found[end - 1].span.end : found[end].span.start] != " ":
        return True
    word = found[end]
    return word.is_stop or word.folded in PREPOSITIONS or is_adverb(word) or is_finite(found, end)


def _describes(text: str, found: Sequence[Word], place: int) -> bool:
    """Say whether a word belongs to the plural right behind it: "plastic bags"."""
    word = found[place]
    gap = text[word.span.end : found[place + 1].span.start]
    is_plain = not (word.is_stop or word.is_capital or word.is_number or is_adverb(word))
    return is_plain and gap == " " and not is_finite(found, place) and not is_participle(word)


def _mention(
    text: str, found: Sequence[Word], run: list[int], offset: int, *, is_subject: bool
) -> Mention:
    full = without_titles(found, run)
    if run[0] == full[0] - 1 and len(full) == 1 and found[run[0]].folded in OF_RANK:
        full = run  # "Lord Ashcombe" has no first name
    before = found[run[0] - 1].folded if run[0] else ""
    titles = {found[i].folded for i in run if found[i].folded in TITLES}
    titles |= {before} & PERSONS
    head = found[_head(found, run)]
    is_joined = any(found[i].folded == "and" for i in run)
    is_named = found[full[0]].is_capital and found[full[0]].folded not in DETERMINERS
    kind = Kind.THING
    gender = ""
    is_sure = is_whole(text, found, run)
    if is_joined or (not is_named and is_plural(head)):
        kind = Kind.SEVERAL
    elif is_named and is_person(found, full, titles, before):
        kind = Kind.PERSON
        gender = gender_of(found[full[0]].folded, titles)
        is_sure = is_sure and is_surely_person(text, found, full, titles)
    elif not head.is_capital and head.folded in PERSONS:
        kind = Kind.PERSON
        gender = gender_of("", {head.folded})
        is_sure = False
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
    folded = {found[i].folded for i in run}
    is_group = bool(folded & (GROUPS | NO_PERSON))
    is_said_of = not is_named and any(w.folded in BE for w in found[max(0, run[0] - 2) : run[0]])
    is_place = is_named and before in OF_PLACE and not is_group
    return Mention(
        span=Span(start=offset + start, end=offset + end),
        text=text[start:end],
        kind=kind,
        at=offset + start,
        gender=gender,
        is_subject=is_subject,
        is_sure=is_sure and not is_said_of,
        is_aside=kind is not Kind.PERSON and (is_place or is_said_of or before in OF_TIME),
        is_group=is_group or (is_named and not is_place and not is_country(head.stem)),
        is_governed=before in PREPOSITIONS,
        may_be_person=is_named
        and kind is not Kind.PERSON
        and (is_joined or len(run) == 1)
        and not (before in ON_THE_WAY or is_group or is_country(head.stem) or before == "the"),
    )


def _head(found: Sequence[Word], run: Sequence[int]) -> int:
    """Return the place of the noun itself: before "of" or "in"."""
    for at, i in enumerate(run):
        if at and found[i].folded in ("of", "in", "from"):
            return run[at - 1]
    return run[-1]
