"""Near misses: the question changed in one detail, and another sentence that is like it."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import lru_cache

import regex

from bot.checks.names import is_country
from bot.checks.quantities import Quantity, find_quantities
from bot.words import content_words, fold, stem, words
from eval.training.made_questions.questions import DAYS, MONTHS, Made

_PART = r"(?:(?:\p{Lu}\.)+|\p{Lu}[\p{L}\p{M}\p{N}&]*+(?:[-’']\p{Lu}[\p{L}\p{M}]++)*+(?![\p{L}-]))"
_CAPITALS = regex.compile(rf"(?<![\p{{L}}-]){_PART}(?:\s(?:(?:of|of the|de)\s)?{_PART})*+")
_YEAR = regex.compile(r"(?<![\d,.-])(?:1[5-9]|20)\d\d(?![\d,-]|\.\d)")
_OPPOSITES = {
    one: other
    for left, right in (
        pair.split()
        for pair in """open close|opened closed|win lose|won lost|rise fall|rose fell|buy sell|
        bought sold|increase decrease|increased decreased|approve reject|approved rejected|
        accept refuse|accepted refused|join leave|joined left|support oppose|supported opposed|
        begin end|began ended|start stop|started stopped|lift impose|lifted imposed|
        largest smallest|highest lowest|most least|first last|north south|northern southern|
        east west|eastern western|arrive depart|arrived departed|confirm deny|confirmed denied|
        before after|oldest newest|allow forbid|allowed forbade|gain lose|praised criticised|
        raise lower|raised lowered|founded abolished|built destroyed|build destroy""".split("|")
    )
    for one, other in ((left, right), (right, left))
}
_COUNTRIES = (
    "France Germany Canada Brazil Japan Kenya Egypt Poland Norway India Mexico Turkey".split()
)
_PEOPLES = "French German Brazilian Japanese Kenyan Polish Mexican Italian Indian Egyptian".split()
_ALIKE, _ALIKE_YES_NO = 0.6, 0.5
"""Another sentence with this share of a question's words might answer it after all."""
_SUBJECT = "<subject>"
_BEFORE_SUBJECT = frozenset("did does do is are was were will would can could has have had".split())


def changed_question(
    made: Made, sentence: str, names: dict[str, list[str]], rng: random.Random
) -> str | None:
    """Return the question with one detail that the sentence denies or doesn't know."""
    ways: list[Callable[[], str | None]] = [
        lambda: _other_name(made.question, sentence, names, rng),
    ]
    if made.kind != "made:yes_no":
        ways += [
            lambda: _other_number(made.question, sentence, rng),
            lambda: _opposite(made.question),
        ]
    rng.shuffle(ways)
    return next((changed for way in ways if (changed := way()) is not None), None)


def _other_name(
    question: str, sentence: str, names: dict[str, list[str]], rng: random.Random
) -> str | None:
    """Put in a name of the same page that stands behind the same word there."""
    start = question.index(" ") + 1
    found = [m for m in _CAPITALS.finditer(question, start) if _is_name(m[0])]
    rng.shuffle(found)
    stems = {w.stem for w in words(sentence)}
    for name in found:
        before = question[: name.start()].rsplit(maxsplit=1)[-1].lower()
        before = _SUBJECT if before in _BEFORE_SUBJECT else before
        if is_country(stem(fold(name[0]))):
            is_people = name[0].endswith(("an", "ish", "ese", "ch"))
            pool = [
                c
                for c in (_PEOPLES if is_people else _COUNTRIES)
                if not {w.stem for w in words(c)} & stems
                and (before not in {"a", "an"} or (before == "an") == (c[0] in "AEIO"))
            ]
        else:
            pool = [
                n
                for n in names.get(before, ())
                if not {w.stem for w in words(n)} & stems
                and not is_country(stem(fold(n)))
                and abs(len(n.split()) - len(name[0].split())) <= 1
            ]
        if pool:
            return question[: name.start()] + rng.choice(pool) + question[name.end() :]
    return None


def _other_number(question: str, sentence: str, rng: random.Random) -> str | None:
    year = _YEAR.search(question)
    if year:
        other = str(int(year[0]) + rng.choice((-12, -5, -3, -2, -1, 1, 2, 3, 4, 7)))
        return (
            None if other in sentence else question[: year.start()] + other + question[year.end() :]
        )
    for names in (MONTHS, DAYS):
        for name in names:
            place = regex.search(rf"\b{name}\b", question)
            if place and name != "May":
                other = rng.choice([n for n in names if n not in sentence])
                return question[: place.start()] + other + question[place.end() :]
    counts: list[Quantity] = [
        q for q in find_quantities(question) if q.kind in {"count", "money", "percent"}
    ]
    if counts and counts[0].text.isdigit():
        value = int(counts[0].text)
        other = str(value + rng.choice((1, 2, 3, 5, max(2, value // 2), value)))
        return question[: counts[0].span.start] + other + question[counts[0].span.end :]
    return None


def _opposite(question: str) -> str | None:
    for found in regex.finditer(r"\b\p{Ll}+\b", question):
        is_last_week = regex.match(r"\s(?:week|month|year|night|days)\b", question[found.end() :])
        if found[0] in _OPPOSITES and found.start() and not is_last_week:
            return question[: found.start()] + _OPPOSITES[found[0]] + question[found.end() :]
    return None


def other_sentence(made: Made, sentence: str, page: Sequence[str]) -> str | None:
    """Return the sentence of the page most like the question that doesn't hold the answer."""
    asked = _content(made.question)
    most_alike = _ALIKE_YES_NO if made.kind == "made:yes_no" else _ALIKE
    answer = _content(made.answer) or _content(made.question)
    best, most = None, 0
    for text in page:
        theirs = _content(text)
        shared = len(asked & theirs)
        if (
            text != sentence
            and shared > most
            and not answer <= theirs
            and shared < most_alike * len(asked)
        ):
            best, most = text, shared
    return best


@lru_cache(maxsize=100_000)
def _content(text: str) -> frozenset[str]:
    return frozenset(word.stem for word in content_words(text))


def names_of(texts: Sequence[str], subjects: Sequence[str]) -> dict[str, list[str]]:
    """Return the names of a page by the word before them; those that act, by `_SUBJECT`."""
    found: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        for match in _CAPITALS.finditer(text, 1):
            before = regex.search(r"(\p{L}+)\s$", text[: match.start()])
            if before and _is_name(match[0]):
                found[before[1].lower()].add(match[0])
    found[_SUBJECT] = {name for name in subjects if _is_name(name)}
    return {before: sorted(names) for before, names in found.items()}


def _is_name(text: str) -> bool:
    parts = text.split()
    return not (set(parts) & {*MONTHS, *DAYS}) and len(text) > 2 and parts[0] not in {"The", "A"}
