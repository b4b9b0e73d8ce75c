"""Pronouns and "that bridge": each is given the phrase of the last turns that it may stand for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import regex

from bot.checks.names import names_in
from bot.checks.wordforms import is_irregular_past
from bot.conversation import lexicon
from bot.conversation.asked import AUXILIARY
from bot.conversation.phrases import Mention, Sort, inner, mentions
from bot.conversation.recall import Recalled
from bot.conversation.values import Change, ChangeKind
from bot.words import Word, content_words, words

_I = regex.IGNORECASE
_PRONOUN = regex.compile(
    r"\b(?:(?P<point>(?:that|this)(?=\W*$))|(?P<she>she|her|hers|herself)|(?P<he>he|him|his|himself)|(?P<it>it|its|itself)"
    r"|(?P<they>they|them|their|theirs|themselves)|(?P<there>there))\b(?!['’](?:re|ve|d|ll))",
    _I,
)
_POINTED = regex.compile(r"\b(?P<that>this|that|these|those)\s+(?P<noun>\p{Ll}[\p{L}-]+)\b", _I)
_NOT_POINTED = lexicon.MANNERS | frozenset(
    """most all both some no every each half one
    two three week month year day morning evening century time far much many long is was are were
    did do
    has have had would will can could should the a an who which happened happen he she it they
    there in on of to for and or if i you we his her its their""".split()
)
_LONGEST_NAME = 3  # words
# "That" after these begins a clause.
_BEFORE_THAT = frozenset(
    """say says said saying tell told claim claims claimed report reported know knew known think
    thought believe believed show shows showed announce announced deny denied admit admitted warn
    warned promise promised confirm confirmed argue argued insist insisted mean meant hope hoped
    fear feared agree agreed decide decided demand demanded order ordered found stated revealed
    now so such given provided true clear sure""".split()
)
_OWNING = frozenset(["his", "its", "their"])
# "It" that stands for nothing: "is it true that", "how long did it take to".
_EMPTY_IT = regex.compile(
    rf"\b{AUXILIARY}\s+it\s+(?:(?:be|been|really|ever)\s+)*"
    r"(?:(?:true|correct|right|so|said|known|clear|possible|likely|planned|legal|a fact|that|safe)"
    r"\b.*\b(?:that|to|if|when|for)\b|(?:rain|snow|matter|take|cost)\w*\s.*\bto\s\p{L}+"
    r"|(?:rain|snow)\w*\b|that\b)|\bwhat (?:time|day|date) (?:is|was) it\b",
    _I,
)
_EMPTY_THERE = regex.compile(rf"\b{AUXILIARY}\s+there\b|\bthere\s+{AUXILIARY}\b", _I)
_IS_SUBJECT = regex.compile(rf"\b{AUXILIARY}\s+$", _I)
_ARTICLE = regex.compile(r"^(?:the|an?) ", _I)
_FINITE = regex.compile(AUXILIARY, _I)
_OPENING = regex.compile(r"(?:if|when|after|before|while|although|though|since|as)\b[^,]*,", _I)
_BY_WHO = regex.compile(rf"who\s+(?!{AUXILIARY}\b)", _I)
_CHOSEN = regex.compile(rf"(?:which|what|whose|how many)\s+(?!{AUXILIARY}\b)\p{{Ll}}", _I)
_INDEFINITE = regex.compile(r"an? ", _I)
_CLAUSE = regex.compile(
    r"[,;]|\b(?:when|that|because|before|after|while|if|and|but|who|which|whose|than|since|until|as|where|"
    r"how|though|although|once|so)\b",
    _I,
)
_BEGINS_CLAUSE = regex.compile(
    r"(?:\b(?:when|that|because|before|after|while|if|and|but|than|since|until|as|where|how|though|"
    r"although|once|so)|[,;])\s+$",
    _I,
)
_HAPPENING = regex.compile(
    r"\b(?:happen\w*|occur\w*|take place|took place|start\w*|beg[aiu]n|end\w*|finish\w*)\b", _I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """A question with its references filled in, and what remained open."""

    text: str
    changes: tuple[Change, ...] = ()
    unresolved: tuple[str, ...] = ()


def resolve(question: str, recalled: Sequence[Recalled]) -> Resolved:
    """Put phrases of the last turns in the place of what refers to them."""
    own = {w.stem for w in names_in(question)}
    recalled = [one for one in recalled if not own & {w.stem for w in names_in(one.mention.text)}]
    text, shift = question, 0
    changes: list[Change] = []
    open_: list[str] = []
    taken: dict[str, Mention] = {}
    for match, kind in _references(question):
        if kind != "that" and _is_bound(kind, match, question):
            continue
        found = taken.get(kind) or _meant(kind, match, question, recalled)
        if found is None:
            open_.append(match[0])
            continue
        if kind != "that":
            taken[kind] = found
        put = _put(match, kind, found, question)
        start, end = match.start() + shift, match.end() + shift
        text = text[:start] + put + text[end:]
        shift += len(put) - (match.end() - match.start())
        changes.append(Change(kind=ChangeKind.REFERENCE, words=match[0], meaning=put))
    if changes and question[:1].isupper():
        text = f"{text[:1].upper()}{text[1:]}"
    return Resolved(text=text, changes=tuple(changes), unresolved=tuple(open_))


def refers(question: str) -> tuple[str, ...]:
    """Return the words of a question that refer to something outside it."""
    return tuple(
        match[0]
        for match, kind in _references(question)
        if kind == "that" or not _is_bound(kind, match, question)
    )


def _references(question: str) -> list[tuple[regex.Match[str], str]]:
    empty = [m.span() for m in _EMPTY_IT.finditer(question)]
    empty += [m.span() for m in _EMPTY_THERE.finditer(question)]
    found: list[tuple[regex.Match[str], str]] = []
    for match in _PRONOUN.finditer(question):
        kind = match.lastgroup or ""
        is_empty = any(start <= match.start() < end for start, end in empty)
        is_alone = kind == "point" and not match.start()
        if not is_alone and not (is_empty and kind in ("it", "there")):
            found.append((match, kind))
    for match in _POINTED.finditer(question):
        if match["noun"].casefold() in _NOT_POINTED or _joins_clauses(match, question):
            continue
        found.append((match, "that"))
    return sorted(found, key=lambda one: one[0].start())


def _joins_clauses(match: regex.Match[str], question: str) -> bool:
    """Say whether "that" begins a clause: "say that crossings …", "the valve that cracked"."""
    if match["that"].casefold() != "that":
        return False
    before = words(question[: match.start()])
    if not before:
        return False
    last = before[-1].folded
    if match["noun"].endswith("ed") or last in _BEFORE_THAT:
        return True
    is_verb = is_irregular_past(last) or last.endswith("ed")
    is_asked = len(before) > 1 and before[-2].folded in ("who", "what", "which")
    return not (before[-1].is_stop or is_verb or is_asked)


def _is_bound(kind: str, match: regex.Match[str], question: str) -> bool:
    """Say whether something before the pronoun, in the same question, may be what it means.

    The subject of its own clause is not what an object means: "what did Japan offer them?".
    """
    if kind in ("there", "point"):
        return False
    if _OPENING.match(question) and match.start() < question.find(","):
        return bool(names_in(question[question.find(",") :]))
    if kind in ("he", "she", "they") and _BY_WHO.match(question):
        return match[0].casefold() in _OWNING or match[0].casefold() == "her"
    before = question[: match.start()]
    is_owner = match[0].casefold() in _OWNING
    is_subject = not is_owner and bool(_IS_SUBJECT.search(before))
    if is_subject or _is_object(match, question):
        clauses = list(_CLAUSE.finditer(before))
        before = before[: clauses[-1].start()] if clauses else ""
    found = [m for whole in mentions(before) for m in (whole, *inner(whole))]
    if kind == "it" and _is_object(match, question) and question[match.end() :].strip(" ?"):
        named = [m for m in mentions(question[: match.start()]) if m.is_name]
        return any(m.sort is not Sort.COUNTRY for m in named)
    is_chosen = kind in ("it", "they") and _CHOSEN.match(before) and not is_subject
    return (
        bool(is_chosen and not _is_object(match, question)) or any(_BINDS[kind](m) for m in found)
    ) or (kind == "they" and any(_is_plural(w) for w in words(before)))


def _is_object(match: regex.Match[str], question: str) -> bool:
    word = match[0].casefold()
    if word in ("him", "them"):
        return True
    following = words(question[match.end() :])[:1]
    if word == "it" and following and _FINITE.fullmatch(following[0].text):
        return False
    if word == "it" and following and _is_deed(following[0]):
        return False
    return (word == "her" and not _owns(question[match.end() :])) or (
        word == "it" and not _BEGINS_CLAUSE.search(question[: match.start()])
    )


def _is_deed(word: Word) -> bool:
    return word.folded.endswith("ed") or is_irregular_past(word.folded)


def _is_plural(word: Word) -> bool:
    is_noun = not word.is_stop and not word.is_capital and len(word.folded) > 3
    return word.folded in lexicon.PLURALS or (
        is_noun and word.folded.endswith("s") and not word.folded.endswith(("ss", "us", "is"))
    )


def _is_thing(mention: Mention) -> bool:
    return mention.sort in (Sort.THING, Sort.GROUP, Sort.COUNTRY) and not mention.is_plural


def _is_woman(mention: Mention) -> bool:
    return mention.sort is Sort.PERSON and mention.gender != "m" and not mention.is_plural


def _is_man(mention: Mention) -> bool:
    return mention.sort is Sort.PERSON and mention.gender != "f" and not mention.is_plural


def _are_several(mention: Mention) -> bool:
    return mention.is_plural or mention.sort in (Sort.GROUP, Sort.COUNTRY)


_BINDS: dict[str, Callable[[Mention], bool]] = {
    "she": lambda m: m.sort is Sort.PERSON or (m.is_name and m.sort is Sort.THING),
    "he": lambda m: m.sort is Sort.PERSON or (m.is_name and m.sort is Sort.THING),
    "it": lambda m: not m.is_plural and (m.sort is not Sort.PERSON or m.is_name),
    "they": lambda m: True,
}
_FITS: dict[str, Callable[[Mention], bool]] = {
    "she": _is_woman,
    "he": _is_man,
    "it": _is_thing,
    "they": _are_several,
    "point": lambda m: m.sort is Sort.THING,
    "there": lambda m: m.is_place or (m.sort is Sort.THING and m.after in ("in", "at", "on")),
}


def _meant(
    kind: str, match: regex.Match[str], question: str, recalled: Sequence[Recalled]
) -> Mention | None:
    if kind == "that":
        return _same_noun(match["noun"].casefold(), recalled)
    fitting = [one for one in recalled if _FITS[kind](one.mention)]
    if kind in ("he", "she"):
        if not fitting:  # a bare name of which nothing is known may be a person's
            fitting = [one for one in recalled if _may_be_person(one.mention)]
        known = [one for one in fitting if one.mention.gender]
        best = fitting[:1]
        # A name whose gender fits goes before one of the same turn of which nothing is known.
        if known and best and known[0].weight >= best[0].weight - 1.5:
            return known[0].mention
    elif kind in ("it", "point"):
        is_event = kind == "point" or bool(_HAPPENING.search(question))
        fitting.sort(key=lambda one: -_weight_of_it(one, is_event=is_event))
    elif kind == "they":
        fitting.sort(
            key=lambda one: (
                -(
                    one.weight
                    + (2.0 if one.mention.is_plural else 0.0)
                    - (1.5 if one.mention.sort is Sort.COUNTRY else 0.0)
                )
            )
        )
    elif kind == "there":
        fitting.sort(key=lambda one: -(one.weight + (1.0 if one.mention.is_place else 0.0)))
    return fitting[0].mention if fitting else None


def _may_be_person(mention: Mention) -> bool:
    is_bare = mention.text[:1].isupper() and len(mention.text.split()) <= _LONGEST_NAME
    return mention.is_name and mention.sort is Sort.THING and is_bare


def _weight_of_it(one: Recalled, *, is_event: bool) -> float:
    mention = one.mention
    weight = one.weight - (2.5 if one.is_answer and one.is_who else 0.0)
    if mention.sort is Sort.COUNTRY:
        weight -= 2.0
    if is_event and mention.is_event:
        weight += 3.0
    return weight


def _same_noun(noun: str, recalled: Sequence[Recalled]) -> Mention | None:
    """Return the phrase with the noun that is pointed at: "that bridge" is the Velle Bridge."""
    stems = {w.stem for w in content_words(noun)}
    return next(
        (
            one.mention
            for one in recalled
            if stems & {w.stem for w in content_words(one.mention.text)}
        ),
        None,
    )


def _put(match: regex.Match[str], kind: str, found: Mention, question: str) -> str:
    """Return the phrase in the form of what it replaces: as an owner, a place, or plain."""
    word = match[0].casefold()
    text = found.text
    if text[:1].isupper() and not found.is_name:
        text = text[:1].lower() + text[1:]
    text = str(_ARTICLE.sub("the ", text))
    if kind == "there":
        usual = "in" if found.sort is Sort.COUNTRY or found.is_name else "at"
        return f"{found.after if found.after in ('in', 'at', 'on') else usual} {text}"
    if word in _OWNING or (word == "her" and _owns(question[match.end() :])):
        return f"{text}’" if text.endswith("s") and found.is_plural else f"{text}’s"
    return text


def _owns(after: str) -> bool:
    """Say whether "her" is followed by what is hers."""
    following = words(after)[:1]
    return bool(following) and not following[0].is_stop


def topic_of(recalled: Sequence[Recalled]) -> str | None:
    """Return what was spoken of last, for a question that names nothing; None when unknown."""
    fitting = [one for one in recalled if one.mention.sort is not Sort.TIME]
    fitting.sort(key=lambda one: -_weight_of_topic(one))
    return fitting[0].mention.text if fitting else None


def _weight_of_topic(one: Recalled) -> float:
    mention = one.mention
    weight = one.weight
    if mention.sort is Sort.PERSON:
        weight -= 2.0
    if mention.sort is Sort.COUNTRY:
        weight -= 1.0
    if mention.is_event:
        weight += 1.5
    if mention.head in lexicon.PLURALS or _INDEFINITE.match(mention.text):
        weight -= 3.0
    return weight
