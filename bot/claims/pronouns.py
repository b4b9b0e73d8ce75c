"""Which name of a draft a pronoun stands for; none where two would do.

"He" is the last man named, the subject of the sentence before preferred; "it" a thing, "they"
several. A pronoun that its own claim explains ("Olsen said he …") is left alone, and so are "it
rained" and what stands in quotation marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from bot.claims.grammar import is_adverb, is_finite
from bot.claims.mentions import Kind, Mention, find_mentions
from bot.claims.sentence import MAX_WORDS
from bot.verdict import Resolved
from bot.words import Word, words
from sources.article import Span

_REACH = {Kind.PERSON: 4, Kind.THING: 2, Kind.SEVERAL: 2}
"""Sentences back in which a name is looked for."""
_PRONOUNS = {
    **dict.fromkeys(("he", "him", "his"), (Kind.PERSON, "m")),
    **dict.fromkeys(("she", "her", "hers"), (Kind.PERSON, "f")),
    **dict.fromkeys(("it", "its"), (Kind.THING, "")),
    **dict.fromkeys(("they", "them", "their"), (Kind.SEVERAL, "")),
}
_GENERIC = frozenset(
    f"the {noun}"
    for noun in """company firm group ministry government agency club team party airline bank union
    board council museum clinic hospital university newspaper paper""".split()
)
_OBJECTS = frozenset("him it them her".split())
_QUOTES = regex.compile(r"“[^”]*+”?|\"[^\"]*+\"?|«[^»]*+»?")
_EMPTY_IT = regex.compile(
    r"it(?:['’]s| (?:is|was|will be|would be|has been))? (?:rain|snow|hail|froze|seem|appear|took|"
    r"takes|turned out|(?:not )?\p{L}+ (?:that|to|when|who)\b|\p{L}+ly \p{L}+ (?:that|to)\b)",
    regex.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A sentence of the draft with what it names, and the pronouns in it that were resolved."""

    span: Span
    mentions: tuple[Mention, ...]
    resolved: tuple[Resolved, ...]


class Names:
    """What has been named so far in one draft. Sentences are told in order."""

    def __init__(self) -> None:
        self._told: list[Told] = []
        self._people: dict[str, Mention] = {}

    def tell(
        self, text: str, offset: int, claims: Sequence[Sequence[Span]], *, names: bool = True
    ) -> Told:
        """Read the next sentence.

        Args:
            text: The sentence.
            offset: Where it begins in the draft.
            claims: The stretches of each of its claims, carried ones included, as places in the
                draft: a pronoun is left alone that a name in its claim explains.
            names: Whether what it names may be meant later; not where it states nothing.
        """
        found = words(text)
        if len(found) > MAX_WORDS:
            found = []  # a list or a scrape
        mentions = [
            self._known(m)
            for m in find_mentions(text if found else "", offset=offset, known=self._people)
        ]
        masks = [m.span() for m in _QUOTES.finditer(text)]
        resolved: list[Resolved] = []
        for place, word in enumerate(found):
            if word.folded not in _PRONOUNS or (word.text.isupper() and len(word.text) > 1):
                continue
            if any(a <= word.span.start < b for a, b in masks):
                continue
            meant = self._meant(text, found, place, offset=offset, mentions=mentions, claims=claims)
            if meant is None:
                continue
            span = Span(start=offset + word.span.start, end=offset + word.span.end)
            resolved.append(
                Resolved(
                    span=span,
                    name=meant.text,
                    source=meant.span,
                    ending=_ending(found, place, meant.text),
                )
            )
            is_first = is_subject(found, place)
            mentions.append(replace(meant, is_subject=is_first, at=span.start))
        told = Told(
            span=Span(start=offset, end=offset + len(text)),
            mentions=tuple(mentions),
            resolved=tuple(resolved),
        )
        if names:
            self._told = [*self._told[-max(_REACH.values()) :], told]
        return told

    def full_name(self, surname: str) -> str:
        """Return the full name under which a surname was first told; empty when there is none."""
        known = self._people.get(surname)
        return known.text if known else ""

    def nearest_names(self) -> list[str]:
        """Return what the last sentence before the current one named that names something."""
        for told in reversed(self._told[:-1]):
            named = [m.text for m in told.mentions if m.kind is Kind.PERSON or m.text.istitle()]
            if named:
                return list(dict.fromkeys(named))[:3]
        return []

    def _known(self, mention: Mention) -> Mention:
        """Return a mention as the person it is known to be, by the surname."""
        surname = mention.text.split()[-1] if mention.text else ""
        known = self._people.get(surname)
        is_short = known is not None and mention.text in (surname, known.text)
        if known is not None and is_short and mention.kind is not Kind.SEVERAL:
            return replace(
                mention,
                kind=Kind.PERSON,
                gender=known.gender,
                text=known.text,
                span=known.span,
            )
        if mention.kind is Kind.PERSON:
            self._people[surname] = mention
        return mention

    def _meant(
        self,
        text: str,
        found: Sequence[Word],
        place: int,
        *,
        offset: int,
        mentions: Sequence[Mention],
        claims: Sequence[Sequence[Span]],
    ) -> Mention | None:
        word = found[place]
        kind, gender = _PRONOUNS[word.folded]
        if word.folded == "it" and _EMPTY_IT.match(text, word.span.start):
            return None
        at = offset + word.span.start
        is_object = word.folded in _OBJECTS and not (
            is_possessive(found, place) or is_subject(found, place)
        )
        claim = _claim_at(claims, at)
        own = _local_subject(found, place, offset, mentions) if is_object else ""
        here = [m for m in mentions if m.at < at and _fits(m, kind, gender) and m.text != own]
        inside = [m for m in here if any(s.start <= m.at < s.end for s in claim)]
        if inside:
            return None
        if here:
            subjects = [m for m in here if m.is_subject]
            return (subjects or here)[-1]
        meant = self._earlier(kind, gender, other_than=own, is_object=is_object)
        return self._named(meant) if meant and kind is Kind.THING else meant

    def _earlier(
        self, kind: Kind, gender: str, *, other_than: str, is_object: bool
    ) -> Mention | None:
        for told in reversed(self._told[-_REACH[kind] :]):
            fitting = [m for m in told.mentions if _fits(m, kind, gender) and m.text != other_than]
            if len({m.text for m in fitting}) == 1:
                return fitting[0]
            subjects = [m for m in fitting if m.is_subject]
            if kind is Kind.PERSON and fitting:
                return _one(fitting if is_object else subjects or fitting, gender)
            if fitting:
                return (subjects or fitting)[0]
        return None

    def _named(self, meant: Mention) -> Mention:
        """Return the name behind "the company", where one was told before it."""
        if meant.text.casefold() not in _GENERIC:
            return meant
        for told in reversed(self._told):
            for m in told.mentions:
                is_name = m.text[:1].isupper() and m.text.casefold() not in _GENERIC
                if m.kind is Kind.THING and is_name and m.is_subject and m.at < meant.at:
                    return m
        return meant


def _local_subject(
    found: Sequence[Word], place: int, offset: int, mentions: Sequence[Mention]
) -> str:
    """Return the subject of the verb before an object pronoun, which can't mean the same."""
    verb = next((i for i in range(place - 1, -1, -1) if is_finite(found, i)), None)
    if place + 1 < len(found) and is_finite(found, place + 1):
        return ""  # "40 of them are": it stands in a subject itself
    if verb is None or any(found[i].folded in ("and", "but") for i in range(verb, place)):
        return ""
    at = offset + found[verb].span.start
    before = [m for m in mentions if m.at < at]
    return before[-1].text if before else ""


def _one(mentions: Sequence[Mention], gender: str) -> Mention | None:
    """Return the only person, or the only one whose gender is known to fit."""
    sure = [m for m in mentions if m.gender == gender]
    chosen = sure or list(mentions)
    return chosen[0] if len({m.text for m in chosen}) == 1 else None


def _fits(mention: Mention, kind: Kind, gender: str) -> bool:
    return mention.kind is kind and (not gender or mention.gender in ("", gender))


def _claim_at(claims: Sequence[Sequence[Span]], at: int) -> Sequence[Span]:
    return next((c for c in claims if any(s.start <= at < s.end for s in c)), ())


def is_subject(found: Sequence[Word], place: int) -> bool:
    """Say whether a pronoun is the subject of the verb that follows."""
    if found[place].folded not in ("he", "she", "it", "they"):
        return False
    for i in range(place + 1, min(len(found), place + 3)):
        if is_finite(found, i):
            return True
        if not is_adverb(found[i]):
            return place == 0
    return place == 0


def is_possessive(found: Sequence[Word], place: int) -> bool:
    """Say whether a pronoun owns what follows: "her brother", not "asked her twice"."""
    folded = found[place].folded
    if folded in ("his", "its", "their"):
        return True
    if folded != "her" or place + 1 >= len(found):
        return False
    following = found[place + 1]
    return not (following.is_stop or is_adverb(following))


def _ending(found: Sequence[Word], place: int, name: str) -> str:
    if not is_possessive(found, place):
        return ""
    return "’" if name.endswith("s") and _PRONOUNS[found[place].folded][0] is Kind.SEVERAL else "’s"
