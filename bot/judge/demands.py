"""What sort of thing must stand in an answer: a number of the right kind, a day, a name, a cause."""

from __future__ import annotations

from datetime import date

import regex

from bot.checks.names import names_in
from bot.checks.quantities import Quantity, find_quantities
from bot.question import Kind, Question
from bot.temporal import find_dates
from bot.words import stem
from sources.article import Span

_I = regex.IGNORECASE
_CAUSE = regex.compile(
    r"\b(?:because|due to|owing to|as a result|result(?:ed|ing|s)? (?:of|from)|so that|in order to"
    r"|in (?:response|retaliation|protest|reaction)|retaliat\w*|cit(?:es|ed|ing)|blam\w*|caus\w*"
    r"|reason\w*|prompt\w*|trigger\w*|thanks to|led to|on account of|that is why|since|over|after"
    r"|given|amid|following|therefore|counted|mistake|error|so)\b",
    _I,
)
_SAID = regex.compile(
    r"[“”\"]|\b(?:said|says|saying|call(?:s|ed|ing)|told|stated|announced|warned|described|argued"
    r"|claim(?:s|ed|ing)|demanded|added|according to|wrote|declared|replied|insisted|denied|accused"
    r"|protested|promised|condemned|criticised|criticized|welcomed|rejected)\b",
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
_NEAR = 30  # code points between a number and what it counts


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
