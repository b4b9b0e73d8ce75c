"""What must stand in an answer: a number of the right kind, a day, a name, a cause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import regex

from bot.checks.modality import check_modality
from bot.checks.names import names_in
from bot.checks.negation import check_opposites
from bot.checks.quantities import Quantity, find_quantities
from bot.checks.roles import check_roles
from bot.question import Kind, Question
from bot.temporal import find_dates
from bot.words import Word, stem
from sources.article import Span

_I = regex.IGNORECASE
_CAUSE = regex.compile(
    r"\b(?:because|due to|owing to|as a result|result(?:ed|ing|s)? (?:of|from)|so that|in order to"
    r"|in (?:response|retaliation|protest|reaction)|retaliat\w*|cit(?:es|ed|ing)|blam\w*|caus\w*"
    r"|reason\w*|prompt\w*|trigger\w*|thanks to|led to|on account of|that is why|since|over|after"
    r"|given|amid|following|therefore|counted|mistake|error|so)\b",
    _I,
)
_STRONG_CAUSE = regex.compile(
    r"\b(?:because|due to|owing to|as a result|in (?:response|retaliation|protest) (?:to|for)"
    r"|reaction to|retaliat\w*|prompt\w*|trigger\w*|after)\b",
    _I,
)
_SAID = regex.compile(
    r"[“”\"]|\b(?:said|says|saying|call(?:s|ed|ing)|told|stated|announced|warned|described|argued"
    r"|claim(?:s|ed|ing)|demanded|added|according to|wrote|declared|known as|named|replied"
    r"|insisted|denied|accused|protested|promised|condemned|criticised|criticized|welcomed|rejected)\b",
    _I,
)
_ANY_DAY = date(2000, 1, 1)  # whether there is a date does not depend on the day


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in text.split())


_UNITS = {
    "time": _stems("second minute hour day week month year decade century"),
    "length": _stems("kilometre kilometer km metre meter mile foot feet inch centimetre cm m"),
    "speed": _stems("mph kilometre kilometer km knot mile metre"),
    "mass": _stems("kilogram kilo kg tonne ton pound gram"),
}
_UNITS["time or length"] = _UNITS["time"] | _UNITS["length"]
_SORTS = {
    Kind.QUANTITY: "number",
    Kind.TIME: "date",
    Kind.PERSON: "name",
    Kind.NAME: "name",
    Kind.PLACE: "place",
    Kind.CAUSE: "reason",
    Kind.SPEECH: "statement",
}
_HOW_MANY = regex.compile(r"\bhow many\b", _I)
_NEAR = 30  # code points between a number and what it counts


@dataclass(frozen=True, slots=True)
class Pairing:
    """How the words of a question and of a sentence stand for each other.

    Attributes:
        sentence: The sentence.
        same: Pairs (word of the question, word of the sentence) with one meaning.
        focus_stems: Stems in the sentence that may stand for what the question counts.
        unmet: Words of the question that nothing in the sentence or near it stands for.
        before: The sentence before, or empty.
    """

    sentence: str
    same: tuple[tuple[Word, Word], ...]
    focus_stems: frozenset[str]
    unmet: tuple[str, ...] = ()
    before: str = ""


def meets(question: Question, sentence: str) -> bool | None:
    """Say whether a sentence has the sort of answer that is asked for; None when any will do.

    What the question says itself is no answer to it.
    """
    match question.kind:
        case Kind.QUANTITY:
            return any(_measures(question, q) for q in _new_quantities(question, sentence))
        case Kind.TIME:
            asked = {m.text.lower() for m in find_dates(question.text, on=_ANY_DAY)}
            there = find_dates(sentence, on=_ANY_DAY)
            return any(m.text.lower() not in asked for m in there)
        case Kind.PERSON | Kind.NAME | Kind.PLACE:
            asked_stems = {w.stem for w in question.words}
            return any(name.stem not in asked_stems for name in names_in(sentence))
        case Kind.CAUSE:
            return bool(_CAUSE.search(sentence))
        case Kind.SPEECH:
            return bool(_SAID.search(sentence))
        case _:
            return None


def gives_reason(text: str) -> bool:
    """Say whether a text names a reason in so many words."""
    return bool(_STRONG_CAUSE.search(text))


def needs_before(question: Question, pairing: Pairing) -> bool:
    """Say whether the reason asked for stands in the sentence before and not in this one."""
    return (
        question.kind is Kind.CAUSE
        and not _CAUSE.search(pairing.sentence)
        and gives_reason(pairing.before)
    )


def contradiction(question: Question, pairing: Pairing) -> str:
    """Say how a sentence contradicts what a question takes for granted; else empty.

    Somebody else did it, or the opposite was done: "why did Japan suspend the talks?" beside
    "Moscow suspended the talks".
    """
    if question.kind in (Kind.CAUSE, Kind.TIME, Kind.OTHER, Kind.YES_NO):
        roles = check_roles(question.text, pairing.sentence, list(pairing.same))
        if not roles.passed:
            return roles.reason.replace("claim", "question")
    if question.kind is Kind.CAUSE:
        opposed = check_opposites(question.text, pairing.sentence)
        if not opposed.passed:
            return opposed.reason.replace("claim", "question")
    return ""


def lack(question: Question, pairing: Pairing) -> str:
    """Say what a sentence lacks to answer a question, whatever else they share; else empty."""
    text = pairing.sentence
    if question.kind is Kind.YES_NO and pairing.unmet:
        return "it says nothing of " + " and ".join(repr(word) for word in pairing.unmet)
    if meets(question, text) is False and not needs_before(question, pairing):
        return f"it has no {_SORTS[question.kind]} that the question asks for"
    is_count = question.kind is Kind.QUANTITY and not question.measure
    if (
        is_count
        and _HOW_MANY.search(question.text)
        and not any(_counts(q, pairing) for q in _new_quantities(question, text))
    ):
        return "its numbers count something else"
    if question.kind is Kind.OTHER and question.focus and not pairing.focus_stems:
        return "it does not speak of the sort of thing that is asked for"
    if question.kind is not Kind.YES_NO:
        open_ = check_modality(question.text, text, pairing.same)
        if not open_.passed:
            return open_.reason
    return ""


def _counts(quantity: Quantity, pairing: Pairing) -> bool:
    """Say whether what a number counts stands for what the question counts."""
    return quantity.kind == "count" and bool(set(quantity.unit) & pairing.focus_stems)


def number_stands_by(question: Question, sentence: str, place: Span) -> bool:
    """Say whether a number that the question lacks stands by the thing at `place`."""
    return any(
        max(place.start - q.span.end, q.span.start - place.end) < _NEAR
        for q in _new_quantities(question, sentence)
    )


def _new_quantities(question: Question, sentence: str) -> list[Quantity]:
    asked = {q.text.lower() for q in find_quantities(question.text)}
    return [q for q in find_quantities(sentence) if q.text.lower() not in asked]


def _measures(question: Question, quantity: Quantity) -> bool:
    match question.measure:
        case "":
            return True
        case "money":
            return quantity.kind == "money"
        case "share":
            return quantity.kind in ("percent", "fraction")
        case measure:
            return bool(set(quantity.unit[:2]) & _UNITS[measure])
