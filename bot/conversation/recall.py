"""What a pronoun may mean: the names and phrases of the last turns, the likeliest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import regex

from bot.conversation import lexicon
from bot.conversation.asked import take_apart
from bot.conversation.phrases import Mention, Sort, inner, mentions
from bot.conversation.values import Turn
from bot.question import Kind, read_question
from bot.words import content_words
from sources.article import Span

_I = regex.IGNORECASE
_MOST_TURNS = 3
_MORE_AFTER = 3
_SHE = regex.compile(r"\b(?:she|her|hers|herself)\b", _I)
_HE = regex.compile(r"\b(?:he|him|his|himself)\b", _I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """A phrase of an earlier turn with how likely a pronoun means it; higher is likelier.

    `is_answer` says that it is the name that the last question was answered with, `is_who` that
    the question was "who?".
    """

    mention: Mention
    weight: float
    is_answer: bool = False
    is_who: bool = False


def recall(turns: Sequence[Turn]) -> list[Recalled]:
    """Return what was spoken of in the last turns, the likeliest first, ties as they stood."""
    found: list[Recalled] = []
    for age, turn in enumerate(reversed(turns[-_MOST_TURNS:])):
        found += [
            replace(one, weight=one.weight - 4.0 * age, is_answer=one.is_answer and not age)
            for one in _of_turn(turn)
        ]
    return sorted(found, key=lambda one: -one.weight)


def _of_turn(turn: Turn) -> list[Recalled]:
    asked = [m for whole in mentions(turn.understood) for m in (whole, *inner(whole))]
    asked += _pairs(turn.understood, asked)
    shown = [_with_gender(m, quote) for quote in turn.quotes for m in mentions(quote)]
    result = [
        Recalled(mention=_known_by_quotes(m, shown), weight=_weight_asked(m, n, asked))
        for n, m in enumerate(asked)
    ]
    stems = {w.stem for m in asked for w in content_words(m.text)}
    new = [m for m in shown if not stems & {w.stem for w in content_words(m.head)}]
    answer = _answer(turn, new)
    is_who = read_question(turn.understood).kind is Kind.PERSON
    result += [
        Recalled(mention=m, weight=6.0, is_answer=True, is_who=is_who)
        if m is answer
        else Recalled(mention=m, weight=1.0 - 0.1 * min(n, 9))
        for n, m in enumerate(new)
    ]
    if counted := _counted(turn.understood):
        result.append(Recalled(mention=counted, weight=5.0))
    return result


def _weight_asked(mention: Mention, n: int, asked: Sequence[Mention]) -> float:
    """Weigh a phrase of a question: what comes first is what it is about, unless it only places."""
    weight = 4.0 - 0.3 * n
    if mention.after in ("in", "at", "on", "from", "near", "since", "during"):
        weight -= 0.5
    if " of " in mention.text and mention.head in lexicon.RELATIONAL:
        weight -= 1.0
    if mention.is_name and mention.sort is not Sort.COUNTRY:
        weight += 0.8
    return weight


def _answer(turn: Turn, new: Sequence[Mention]) -> Mention | None:
    """Return the person or group that a "who" was answered with: the one nearest to its words."""
    question = read_question(turn.understood)
    asked = take_apart(turn.understood)
    noun = asked.noun.split()[-1].casefold() if asked and asked.noun else ""
    is_thing = noun and noun not in lexicon.ROLES and question.kind is Kind.OTHER
    sorts = (
        (Sort.THING, Sort.GROUP, Sort.COUNTRY)
        if is_thing
        else {
            Kind.PERSON: (Sort.PERSON, Sort.GROUP, Sort.COUNTRY, Sort.THING),
            Kind.NAME: (Sort.THING, Sort.PERSON, Sort.GROUP),
            Kind.OTHER: (Sort.PERSON, Sort.GROUP),
        }.get(question.kind, ())
    )
    stems = {w.stem for w in question.content}
    for quote in turn.quotes[:1]:
        places = [w.span.start for w in content_words(quote) if w.stem in stems]
        for sort in sorts:
            fit = [m for m in new if m.sort is sort and m.is_name and not _is_described(m)]
            if fit and places:
                return min(fit, key=lambda m: min(_apart(m, at) for at in places))
    return None


def _is_described(mention: Mention) -> bool:
    """Say whether a phrase only describes who it is: "an activist", "the head of the board"."""
    is_definite = mention.text[:4].casefold() == "the " and mention.sort is Sort.PERSON
    return is_definite or mention.text.split()[0].casefold() in ("a", "an")


def _apart(mention: Mention, at: int) -> int:
    """Return how far a name is from a word of the question; who does it stands before it."""
    ahead = at - mention.span.end
    return ahead if ahead >= 0 else -_MORE_AFTER * ahead


def _pairs(text: str, found: Sequence[Mention]) -> list[Mention]:
    """Return "Abe and Putin" for two names joined by "and"."""
    return [
        Mention(
            text=f"{one.text} and {other.text}",
            span=Span(start=one.span.start, end=other.span.end),
            sort=Sort.GROUP,
            head=other.head,
            is_name=True,
            is_plural=True,
            after=one.after,
        )
        for one, other in pairwise(found)
        if text[one.span.end : other.span.start] == " and " and one.is_name and other.is_name
    ]


def _counted(question: str) -> Mention | None:
    """Return what was counted or asked for as a phrase: "the people who were injured"."""
    asked = take_apart(question)
    if asked is None:
        return None
    noun = asked.noun or ("people" if asked.wh.casefold() == "who" else "")
    head = noun.split()[-1].casefold() if noun else ""
    is_plural = head in lexicon.PLURALS or head.endswith("s")
    if not noun or head in lexicon.MEASURES | lexicon.RELATIONAL:
        return None
    is_person = head in lexicon.ROLES | lexicon.PLURALS or head.removesuffix("s") in lexicon.ROLES
    text = f"the {noun}"
    if asked.asks_for_subject or not asked.noun:
        text = f"{text} {'who' if is_person else 'that'} {asked.aux} {asked.rest}"
    text = " ".join(text.split())
    return Mention(
        text=text,
        span=Span(start=0, end=len(text)),
        sort=Sort.GROUP
        if head in lexicon.GROUPS
        else Sort.PERSON
        if is_person and not is_plural
        else Sort.THING,
        head=head,
        is_plural=is_plural,
    )


def _with_gender(mention: Mention, quote: str) -> Mention:
    """Read "he" or "she" beside the only person of a quote as that person."""
    if mention.sort is not Sort.PERSON or mention.gender:
        return mention
    if sum(m.sort is Sort.PERSON for m in mentions(quote)) != 1:
        return mention
    she, he = bool(_SHE.search(quote)), bool(_HE.search(quote))
    return replace(mention, gender="" if she == he else "f" if she else "m")


def _known_by_quotes(mention: Mention, shown: Sequence[Mention]) -> Mention:
    """Take sort and gender of a name from a quote that says more of it: "Osk" is a person."""
    if not mention.is_name or mention.gender or mention.sort not in (Sort.THING, Sort.PERSON):
        return mention
    for other in shown:
        is_same = other.sort is Sort.PERSON and other.head == mention.head
        if is_same:
            return replace(mention, sort=Sort.PERSON, gender=other.gender)
    return mention
