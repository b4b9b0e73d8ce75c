"""Questions on a clause: who, what, when, where, how many, how much, why, yes or no."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import regex

from bot.temporal import find_dates
from bot.words import content_words, fold
from eval.training.made_questions.clauses import (
    BRACKETS,
    NAME,
    PARTICIPLES,
    SMALL,
    THIRD_PERSON,
    VAGUE,
    Clause,
    is_date,
    lower,
)

_FEWEST, _MOST = 4, 24  # words of a question
MONTHS = (
    "January February March April May June July August September October November December".split()
)
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_WHEN = regex.compile(
    rf"""\s+(?:in|on)\s+(?P<date>(?:(?:early|late|mid)[ -])?
    (?: (?:{"|".join(MONTHS)})(?:\s\d{{1,2}}(?!\d))?(?:,?\s\d{{4}})?
      | \d{{1,2}}\s(?:{"|".join(MONTHS)})(?:\s\d{{4}})?
      | (?:1[5-9]|20)\d\d(?!\d)
      | (?:{"|".join(DAYS)})(?:\s(?:morning|afternoon|evening|night))? ))
    (?=[\s,.]|$)(?:,(?=\s\p{{Ll}}))?""",
    regex.VERBOSE,
)
_WHERE = regex.compile(
    rf"\s+in\s+(?P<place>(?:the\s)?{NAME}(?:\s{NAME})*+)(?:,\s{NAME}(?:\s{NAME})*+)?"
)
_WHY = regex.compile(
    r"(?<!not)(?<!only)(?<!partly)(?<!just),?\s+(?P<why>because\s.{8,}|due to\s.{8,})$"
)
_COUNTED = regex.compile(
    r"(?P<number>(?:(?:about|around|nearly|almost|over|at least|some|approximately|more than)\s)?"
    r"(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d+\s(?:m|b)illion)?|two|three|four|five|six|seven|eight|"
    r"nine|ten|eleven|twelve|twenty|thirty|forty|fifty)(?:\s(?:hundred|thousand|million|billion))?)"
    r"\s(?P<noun>(?:\p{Ll}[\p{Ll}-]+\s){0,2}?\p{Ll}[\p{Ll}-]+s|(?:\p{Ll}+\s)?(?:people|children|men|women))"
    r"(?=\s|$)"
)
_MEASURES = frozenset("years times hours days months minutes weeks others seconds".split())
_MONEY = regex.compile(
    r"\s(?P<number>(?:(?:about|around|nearly|over|some)\s)?(?:US)?[$£€]\s?\d[\d,.]*"
    r"(?:\s(?:million|billion|trillion|thousand))?)(?=\s|$)"
)
_MONEY_VERBS = frozenset(
    "pay spend cost invest raise donate give receive earn win lose owe".split()
)
_NOT_PLACES = frozenset(
    """january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday congress parliament english french
    german latin spanish arabic chinese russian christianity islam""".split()
)
_PERSON_TITLES = frozenset(
    """president mr mrs ms dr sir queen king prince princess lord lady pope senator governor
    minister chancellor judge general colonel captain professor emperor""".split()
)
_HER = frozenset("mrs ms queen princess lady".split())
_STATE = frozenset(
    "have include contain provide require use cover consist receive remain become".split()
)
_DOING = frozenset(
    """announce accuse sign approve reject defeat win invent found discover write direct publish
    release order kill arrest criticise criticize condemn launch build design create lead establish
    introduce propose sell buy acquire appoint elect invade attack conquer declare ban lift open
    close support oppose confirm deny develop produce compose record commission donate play join
    vote meet net lose gain hold issue cite manage adopt pass
    carry describe demonstrate paint translate coin patent succeed rule command""".split()
)
_YES_NO_SHARE = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A question, what answers it, and the sentence without that."""

    kind: str
    question: str
    answer: str
    without: str


def questions_on(clause: Clause, sentence: str, rng: random.Random) -> Iterator[Made]:
    """Yield the questions that a clause answers."""
    yield from _who(clause)
    yield from _when(clause, sentence, rng)
    yield from _where(clause, sentence)
    yield from _how_many(clause, sentence)
    yield from _how_much(clause, sentence)
    yield from _why(clause, sentence)
    if rng.random() < _YES_NO_SHARE and len(clause.rest.split()) >= 2:
        question = f"{_asking(clause, clause.rest, is_open=True)}?"
        yield Made(kind="made:yes_no", question=question, answer="", without="")


def _who(clause: Clause) -> Iterator[Made]:
    """Ask for the subject."""
    if len(clause.rest.split()) < 2 or not clause.is_name:
        return
    is_person = fold(clause.subject.split()[0]).rstrip(".") in _PERSON_TITLES
    doing = clause.base in _DOING
    is_state = clause.base in _STATE or clause.auxiliary in {"is", "was"}
    is_thing = clause.subject.startswith("the ") and is_state
    if not (is_person or doing or is_thing):
        return
    if not (is_person or is_state) and regex.match(r"(?:in|on|at|by|from|to|into)\b", clause.rest):
        return
    word = "What" if is_state and not is_person else "Who"
    if " and " in clause.subject or clause.auxiliary in {"are", "were", "have"}:
        return
    verb = clause.auxiliary or clause.verb
    before = f" {lower(clause.before)}" if clause.before else ""
    adverb = f"{clause.adverb} " if clause.adverb and clause.adverb != "also" else ""
    title = fold(clause.subject.split()[0]).rstrip(".")
    pronoun = "She" if title in _HER else "He" if is_person else "It"
    yield Made(
        kind=f"made:{word.lower()}",
        question=f"{word} {adverb}{verb} {clause.rest}{before}?",
        answer=clause.subject,
        without=f"{pronoun} {adverb}{verb} {clause.rest}{before}.",
    )


def _when(clause: Clause, sentence: str, rng: random.Random) -> Iterator[Made]:
    """Ask for the date."""
    if clause.before:
        rest, day = clause.rest, clause.before
        without = _upper(_sentence_without(sentence, clause.before).lstrip())
    else:
        found = _WHEN.search(clause.rest)
        if not found:
            return
        rest = f"{clause.rest[: found.start()]}{clause.rest[found.end() :]}"
        day = found["date"]
        without = _sentence_without(sentence, found[0].removesuffix(","))
    if clause.auxiliary and rest.split()[:1] and rest.split()[0] in {"a", "an", "the"}:
        return  # "a company founded in 2002" isn't when it is one
    if _WHEN.search(f" {rest}") or len(rest.split()) < (1 if clause.auxiliary else 2):
        return
    is_year = bool(regex.fullmatch(r"(?:In )?\d{4}", day))
    opening = rng.choice(("When", "In what year", "In which year")) if is_year else "When"
    if not find_dates(without, on=date(2000, 1, 1)):
        yield Made(
            kind="made:when",
            question=f"{opening} {_asking(clause, rest, with_before=False)}?",
            answer=day,
            without=without,
        )


def _where(clause: Clause, sentence: str) -> Iterator[Made]:
    """Ask for a place with a name at the end of the clause."""
    found = _WHERE.search(clause.rest)
    if not found or found.end() != len(clause.rest) or fold(found["place"]) in _NOT_PLACES:
        return
    place = found["place"]
    if is_date(place) or any(w.isdigit() for w in place.split()):
        return
    rest = clause.rest[: found.start()]
    first = rest.partition(" ")[0]
    is_being = clause.auxiliary in {"is", "are", "was", "were"}
    if is_being and not (first.endswith("ed") or first in PARTICIPLES | {"born"}):
        return  # "the longest river in Germany" says what it is, not where
    if not rest or regex.search(r"(?:believe|interest|specializ|result|major)\w*$", rest):
        return
    yield Made(
        kind="made:where",
        question=f"Where {_asking(clause, rest)}?",
        answer=place,
        without="" if f"{found[0]}," in sentence else _sentence_without(sentence, found[0]),
    )


def _how_many(clause: Clause, sentence: str) -> Iterator[Made]:
    """Ask for a count right behind the verb."""
    found = _COUNTED.match(clause.rest)
    if not found or not clause.verb:
        return
    noun = found["noun"]
    rest = clause.rest[found.end() :].strip()
    if noun.split()[-1] in _MEASURES or noun.endswith("ss") or " and " in f" {rest} ":
        return
    if regex.match(r"of\b|\p{Ll}+(?:ing|ed)\b", rest) or "percent" in noun:
        return
    aux = "does" if clause.verb in THIRD_PERSON or clause.verb == "has" else "did"
    aux = "do" if clause.verb == "have" else aux
    before = f" {lower(clause.before)}" if clause.before else ""
    tail = f" {rest}" if rest else ""
    yield Made(
        kind="made:how_many",
        question=f"How many {noun} {aux} {clause.subject} {clause.base}{tail}{before}?",
        answer=found["number"],
        without=sentence.replace(f"{found['number']} {noun}", noun, 1),
    )


def _how_much(clause: Clause, sentence: str) -> Iterator[Made]:
    """Ask for an amount of money."""
    found = _MONEY.match(f" {clause.rest}")
    if not found or clause.base not in _MONEY_VERBS:
        return
    rest = f" {clause.rest}"[found.end() :].strip()
    before = f" {lower(clause.before)}" if clause.before else ""
    tail = f" {rest}" if rest else ""
    if regex.match(r"(?:in|worth|an?)\b", rest):
        return
    yield Made(
        kind="made:how_much",
        question=f"How much did {clause.subject} {clause.base}{tail}{before}?",
        answer=found["number"],
        without=sentence.replace(found["number"], "money", 1),
    )


def _why(clause: Clause, sentence: str) -> Iterator[Made]:
    """Ask for what follows "because" or "due to" directly behind the main clause."""
    text = BRACKETS.sub("", sentence).removesuffix(".").strip()
    found = _WHY.search(text)
    if not found or not clause.rest:
        return
    if not text[: found.start()].endswith(clause.rest.partition(" due to ")[0]):
        return
    rest = clause.rest.partition(" due to ")[0]
    if rest.endswith(("ly", "part")) or len(rest.split()) < 2 - bool(clause.auxiliary):
        return
    yield Made(
        kind="made:why",
        question=f"Why {_asking(clause, rest)}?",
        answer=found["why"],
        without=f"{text[: found.start()]}.",
    )


def _asking(clause: Clause, rest: str, *, with_before: bool = True, is_open: bool = False) -> str:
    """Return the clause in the order of a question, from the auxiliary on."""
    before = f" {lower(clause.before)}" if clause.before and with_before else ""
    adverb = f"{clause.adverb} " if clause.adverb and clause.adverb != "also" else ""
    if clause.auxiliary:
        aux, verb = clause.auxiliary, ""
    elif clause.verb in THIRD_PERSON or clause.verb == "has":
        aux, verb = "does", f"{clause.base} "
    elif clause.verb == "have":
        aux, verb = "do", f"{clause.base} "
    else:
        aux, verb = "did", f"{clause.base} "
    aux = _upper(aux) if is_open else aux
    return f"{aux} {clause.subject} {adverb}{verb}{rest}{before}".strip()


def is_good(question: str) -> bool:
    """Say whether a question can be asked like this: its length, its content, how it ends."""
    parts = question.rstrip("?").split()
    content = [w for w in content_words(question) if w.folded not in VAGUE]
    return (
        _FEWEST <= len(parts) <= _MOST
        and len(content) >= 3
        and not any(fold(w.strip(",.")) in VAGUE for w in parts)
        and parts[-1].lower() not in SMALL
        and "  " not in question
    )


def _sentence_without(sentence: str, part: str) -> str:
    """Return the sentence without a part; a comma that closed it goes too."""
    rest = regex.sub(regex.escape(part) + ",?", "", sentence, count=1)
    rest = regex.sub(r"\s+([,.])", r"\1", " ".join(rest.split()))
    return rest if rest.endswith(".") else f"{rest}."


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
