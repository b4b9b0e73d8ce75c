"""What must stand in an answer: a number of the right kind, a day, a name, a cause."""

from __future__ import annotations

from datetime import date

import regex

from bot.checks.antonyms import check_antonyms
from bot.checks.finding import MOST_QUOTED, Outcome
from bot.checks.modality import check_modality
from bot.checks.names import check_names, names_in
from bot.checks.quantities import Quantity, find_quantities
from bot.checks.roles import check_roles
from bot.checks.wordforms import base_of, means_same
from bot.checks.wording import check_words
from bot.question import Kind, Question
from bot.temporal import find_dates
from bot.words import stem
from sources.article import Article

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
_WHEN_WILL = regex.compile(r"^\W*when will\b", _I)  # a day in the text is rarely that of the deed
_HOW_MANY = regex.compile(r"\bhow many\b", _I)
_IS_IT_TRUE = regex.compile(r"^\W*is it (?:true|correct|right|so) that\b", _I)
_FIRST_AUXILIARY = regex.compile(
    r"^\W*(?:do|does|did|is|are|was|were|has|have|had|will|would|can|could|should|may|might)"
    r"(?:n['’]t)?\b",
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


_PEOPLE = _stems("people person persons individual resident inhabitant citizen man woman men women")


def counts(question: Question, sentence: str) -> bool:
    """Say whether a number of a sentence counts what "how many X" asks for, or nothing named.

    What is counted may have another name: people stand for residents, synonyms for each other.
    """
    focus = base_of(question.focus)
    return any(
        quantity.kind == "count"
        and (
            not quantity.unit
            or any(base == focus or means_same(base, focus) for base in map(base_of, quantity.unit))
            or (question.focus in _PEOPLE and bool(_PEOPLE & set(quantity.unit)))
        )
        for quantity in _new_quantities(question, sentence)
    )


def as_claim(question: Question) -> str:
    """Return a yes/no question as the claim that a "yes" would make, in plain word order or nearly.

    "Did Japan send troops?" gives "Japan send troops.": the model doesn't mind the missing word.
    """
    text = _IS_IT_TRUE.sub("", question.text).strip()
    text = _FIRST_AUXILIARY.sub("", text).strip(" ?")
    return f"{text[:1].upper()}{text[1:]}."


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


def needs_before(question: Question, sentence: str, before: str) -> bool:
    """Say whether the reason asked for stands in the sentence before and not in this one."""
    return question.kind is Kind.CAUSE and not _CAUSE.search(sentence) and gives_reason(before)


def contradiction(question: Question, sentence: str) -> str:
    """Say how a sentence contradicts what a question takes for granted; else empty.

    Somebody else did it, or the opposite was done: "why did Japan suspend the talks?" beside
    "Moscow suspended the talks".
    """
    if question.kind in (Kind.CAUSE, Kind.TIME, Kind.OTHER, Kind.YES_NO):
        roles = check_roles(question.text, sentence)
        if not roles.passed:
            return roles.reason.replace("claim", "question")
    if question.kind is Kind.CAUSE:
        opposed = check_antonyms(question.text, sentence)
        if not opposed.passed:
            return opposed.reason.replace("claim", "question")
    return ""


def unknown_name(question: Question, article: Article) -> str:
    """Say which name of a question an article doesn't know at all; else empty.

    Of an article too long to be searched whole nothing is said.
    """
    if len(article.text) > MOST_QUOTED:
        return ""
    found = check_names(question.text, article.text, (article.title,))
    return "" if found.passed else found.reason


def lack(question: Question, sentence: str, before: str) -> str:
    """Say what a sentence lacks to answer a question, whatever else they share; else empty.

    Args:
        question: The question.
        sentence: The sentence.
        before: The sentence before it, or empty.
    """
    if meets(question, sentence) is False and not needs_before(question, sentence, before):
        return f"it has no {_SORTS[question.kind]} that the question asks for"
    deed = question.content[-1].text if question.content else ""
    if _WHEN_WILL.search(question.text) and (
        check_words(deed, sentence).outcome is Outcome.MISSING
    ):
        return f"it says nothing of {deed!r}"
    is_count = question.kind is Kind.QUANTITY and not question.measure and question.focus
    if is_count and _HOW_MANY.search(question.text) and not counts(question, sentence):
        return "its numbers count something else"
    if question.kind is not Kind.YES_NO:
        open_ = check_modality(question.text, sentence)
        if not open_.passed:
            return open_.reason
    return ""


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
