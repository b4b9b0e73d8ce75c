"""Which name of a draft a pronoun stands for; none unless one alone can be meant.

"He" is a man, "it" a thing, "they" several. A name is put in where the sentence, or the nearest one
before that names any of the sort, names just one, and it is plain what that is; otherwise the
pronoun stays. It stays, too, where its own claim explains it ("Olsen said he …"), where it means
nothing ("it rained"), or a whole event ("it came after"), and inside quotation marks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from bot.claims.grammar import PREPOSITIONS, SUBORDINATORS, is_adverb, is_finite
from bot.claims.mentions import Kind, Mention, find_mentions
from bot.claims.sentence import MAX_WORDS
from bot.verdict import Resolved
from bot.words import Word, words
from sources.article import Span

_REACH = {Kind.PERSON: 4, Kind.THING: 1, Kind.SEVERAL: 1}
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
_OF_EVENTS = frozenset("about for against over after before despite since with".split())
"""Behind these "it" is as often what happened as what was named."""
_OBJECTS = frozenset("him it them her".split())
_SPOKEN = frozenset("i we you me us my our your i'm i've we're we've you're it's they're".split())
"""Who speaks so says "it" and "they" of much that he never named."""
_QUOTED = regex.compile(
    r"“[^”]*?(?:”|\n\s*\n|\Z)|\"[^\"]*?(?:\"|\n\s*\n|\Z)|«[^»]*?(?:»|\n\s*\n|\Z)"
)
"""Of the whole draft: what somebody says may go on over several sentences."""
_EMPTY_IT = regex.compile(
    r"it(?:(?:['’]s| (?:is|was|will be|would be|has been|had been|remains?|remained|became|may be|"
    r"might be))(?: (?:not|also|still|now|then|only|yet))* (?:\p{L}+ly )?(?:"
    r"(?:un)?(?:clear|known|likely|possible|certain|necessary|common|easy|hard|difficult|true|"
    r"important|reported|said|believed|thought|understood|estimated|expected|feared|hoped|alleged|"
    r"announced|revealed|confirmed|claimed|decided|agreed|time|impossible|rare|snowing|raining)\b|"
    r"\p{L}+ (?:that|to|when|who|whether|for)\b|"
    r"(?:the|his|her|its|their|a|an|one of the) (?:\p{L}+ )?(?:first|second|third|fourth|fifth|"
    r"\p{L}+th|last|only|latest|\p{L}{2,}est|most|worst|best|result|reason|case|time|day|year|"
    r"end|start|beginning|turn|fault|blow|victory|record)\b)|"
    r" (?:has |had |would |will |may |could )?(?:(?:be )?rain|snow|hail|froze|seem|appear|take|"
    r"took|turn(?:s|ed)? out|mean|follow|c[oa]mes? (?:as|after|amid|when|at|on|in|days|weeks|hours|"
    r"just)|happen|occur|emerge|cost (?:him|her|them)|makes? sense|help(?:s|ed)? that|depend))",
    regex.IGNORECASE,
)
"""An "it" that means nothing, or an event rather than a thing."""
_LEADS = PREPOSITIONS | SUBORDINATORS


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A sentence of the draft with what it names.

    Attributes:
        span: Where it stands.
        mentions: What it names, pronouns that mean it included.
        resolved: The pronouns for which a name is put in.
        left: Those that need a name and have none.
    """

    span: Span
    mentions: tuple[Mention, ...]
    resolved: tuple[Resolved, ...]
    left: tuple[Span, ...] = ()


class Names:
    """What has been named so far in one draft. Sentences are told in order."""

    def __init__(self, draft: str) -> None:
        self._quoted = [m.span() for m in _QUOTED.finditer(draft)]
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
        mentions = [replace(m, is_sure=False) if self._is_quoted(m.at) else m for m in mentions]
        resolved: list[Resolved] = []
        left: list[Span] = []
        for place, word in enumerate(found):
            if word.folded not in _PRONOUNS or (word.text.isupper() and len(word.text) > 1):
                continue
            if self._is_quoted(offset + word.span.start):
                continue
            meant = self._meant(text, found, place, offset=offset, mentions=mentions, claims=claims)
            if meant is None:
                continue
            span = Span(start=offset + word.span.start, end=offset + word.span.end)
            if not meant.is_sure:
                mentions.append(replace(meant, is_subject=is_subject(found, place)))
                left.append(span)
                continue
            resolved.append(
                Resolved(
                    span=span,
                    name=meant.text,
                    source=meant.span,
                    ending=_ending(found, place, meant.text),
                )
            )
            self._learn(meant, _PRONOUNS[word.folded][1])
            mentions.append(replace(meant, is_subject=is_subject(found, place), at=span.start))
        told = Told(
            span=Span(start=offset, end=offset + len(text)),
            mentions=tuple(mentions),
            resolved=tuple(resolved),
            left=tuple(left),
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
                is_sure=known.is_sure,
            )
        if mention.kind is Kind.PERSON and _is_named(mention):
            # Two of one surname: alone, it tells neither.
            is_alone = known is None or known.text == mention.text
            self._people[surname] = replace(mention, is_sure=mention.is_sure and is_alone)
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
        """Return what a pronoun means, not sure where that is open; None where none is needed."""
        word = found[place]
        kind, gender = _PRONOUNS[word.folded]
        if word.folded == "it" and _EMPTY_IT.match(text, word.span.start):
            return None
        at = offset + word.span.start
        unknown = Mention(
            span=Span(start=at, end=at), text="", kind=kind, at=at, gender=gender, is_sure=False
        )
        starts = is_subject(found, place)
        is_object = word.folded in _OBJECTS and not (is_possessive(found, place) or starts)
        claim = _claim_at(claims, at)
        own = _local_subject(found, place, offset, mentions) if is_object else None
        fitting = [
            m for m in mentions if _fits(m, kind, gender) and (own is None or m.key != own.key)
        ]
        here = [m for m in fitting if m.at < at]
        if any(s.start <= m.at < s.end for s in claim for m in here):
            return None
        if here:
            is_plain = kind is Kind.PERSON or (starts and here[0].is_subject)
            return (_only(here, kind, mentions) if is_plain else None) or unknown
        if found[0].folded in _LEADS and place and any(m.is_subject for m in fitting):
            return None  # "In his view, Olsen said …"
        is_open = kind is not Kind.PERSON and (
            bool(_SPOKEN.intersection(w.folded for w in found))
            or not (place == 0 or (is_object and own is not None))
            or found[place - 1].folded in _OF_EVENTS
        )
        meant = None if is_open else self._earlier(kind, gender, own)
        is_owner = word.folded == "its"  # whose it is says little of what it is
        return unknown if meant is None or (is_owner and not meant.is_subject) else meant

    def _earlier(self, kind: Kind, gender: str, own: Mention | None) -> Mention | None:
        """Return the only one that is meant in the nearest sentence that names any of the sort."""
        for told in reversed(self._told[-_REACH[kind] :]):
            fitting = [
                m
                for m in told.mentions
                if _fits(m, kind, gender) and (own is None or m.key != own.key)
            ]
            if fitting:
                return self._named(_only(fitting, kind, told.mentions))
        return None

    def _named(self, meant: Mention | None) -> Mention | None:
        """Return the name behind "the company", where one alone was told before it."""
        if meant is None or meant.text.casefold() not in _GENERIC:
            return meant
        names = {
            m.key: m
            for told in reversed(self._told)
            for m in told.mentions
            if m.kind is Kind.THING and m.is_group and _is_named(m) and m.at < meant.at
        }
        return next(iter(names.values())) if len(names) == 1 else None

    def _is_quoted(self, at: int) -> bool:
        place = bisect_right(self._quoted, (at, at)) - 1
        return place >= 0 and at < self._quoted[place][1]

    def _learn(self, person: Mention, gender: str) -> None:
        """Keep whether a person is "he" or "she", once that is plain."""
        surname = person.text.split()[-1]
        if gender and surname in self._people:
            self._people[surname] = replace(self._people[surname], gender=gender)


def pronouns_left(claim: str) -> list[str]:
    """Return the pronouns of a claim that something outside of it would have to explain.

    Args:
        claim: What is judged (`Claim.judged`), names put in.
    """
    whole = Span(start=0, end=len(claim))
    return [span.of(claim) for span in Names(claim).tell(claim, 0, [(whole,)]).left]


def _local_subject(
    found: Sequence[Word], place: int, offset: int, mentions: Sequence[Mention]
) -> Mention | None:
    """Return the subject of the verb before an object pronoun, which can't mean the same."""
    verb = next((i for i in range(place - 1, -1, -1) if is_finite(found, i)), None)
    if place + 1 < len(found) and is_finite(found, place + 1):
        return None  # "40 of them are": it stands in a subject itself
    if verb is None or any(found[i].folded in ("and", "but") for i in range(verb, place)):
        return None
    at = offset + found[verb].span.start
    before = [m for m in mentions if m.at < at]
    return before[-1] if before else None


def _is_named(mention: Mention) -> bool:
    return mention.text[:1].isupper() and not mention.text.startswith(("The ", "A ", "An "))


def _only(fitting: Sequence[Mention], kind: Kind, mentions: Sequence[Mention]) -> Mention | None:
    """Return the only one that can be meant, of those that may be; None where two can.

    Args:
        fitting: What may be meant.
        kind: What is meant.
        mentions: All that the sentence names: one whose subject is unknown may have named more.
    """
    core = [m for m in fitting if kind is Kind.PERSON or not m.is_aside]
    if len({m.key for m in core}) != 1 or not all(m.is_sure for m in core):
        return None
    chosen = core[0]
    is_plain = kind is Kind.PERSON or chosen.is_subject
    if kind is Kind.THING and not chosen.is_subject:
        has_subject = any(m.is_subject and m.kind is not Kind.THING for m in mentions)
        is_plain = has_subject and len(fitting) == 1 and not chosen.is_governed
    return chosen if is_plain and chosen.kind is kind else None


def _fits(mention: Mention, kind: Kind, gender: str) -> bool:
    """Say whether a pronoun may mean it, which does not say that its name may be put in."""
    if kind is Kind.PERSON:
        is_person = mention.kind is Kind.PERSON or mention.may_be_person
        return is_person and mention.gender in ("", gender)
    is_unknown = mention.kind is Kind.PERSON and not mention.is_sure and _is_named(mention)
    if kind is Kind.SEVERAL:
        is_group = mention.is_group and (is_unknown or mention.kind is not Kind.PERSON)
        return mention.kind is Kind.SEVERAL or is_group or mention.text == ""
    return mention.kind is kind or is_unknown


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
