"""Articles by rule, each with one fact of its own, and the question that it answers.

A fact joins two made-up names that stand in no other article: the question names one, the answer
has to hold the other. Whatever name is found in an answer tells whose answer it is.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache

from sources.article import Article, Part, PartKind, Span

PASSAGES_OF_ARTICLE = 4
MAX_FACTS = 70**3
_FIRST_DAY, _N_DAYS = date(2015, 1, 1), 3_650
_PUBLISHERS = ("Wide Post", "Middle Echo", "Narrow Mail")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
_N_WORDS = 320  # of filler: four passages, the fact in the first
_CONSONANTS, _VOWELS = "bdfgklmnprstvz", "aeiou"
_WORD = re.compile(r"[A-Za-z]+")
_NAME = re.compile(rf"\b(?:Xo|Ya)(?:[{_CONSONANTS}][{_VOWELS}]){{3}}\b")
_SCATTER = 99_991  # a prime: neighbouring numbers get names that share no syllable
# Words to tell the facts apart: in the same words, a search for one would find all the others.
_DONE = "designed built sold bought painted opened closed found repaired restored".split()
_LOOKS = (
    "wooden red old small iron narrow white round tall green stone blue hidden empty famous broken "
    "yellow private covered long"
).split()
_THINGS = (
    "bridge theatre ferry mill tower library stable chapel market garden harbour school kitchen "
    "lighthouse station bakery museum hotel factory prison clock fountain staircase barn gate "
    "windmill cinema orchard cellar workshop pavilion archive laboratory greenhouse warehouse "
    "monument observatory tunnel dam lodge"
).split()
_WHOSE = (
    "fishermen teachers miners nurses farmers students bakers sailors weavers drivers actors "
    "painters dancers soldiers brewers shepherds builders tailors gardeners printers"
).split()


def asked_name(number: int) -> str:
    """Return the name that the question of a fact holds."""
    return "Xo" + _syllables(number)


def answer_name(number: int) -> str:
    """Return the name that its answer has to hold, and that its question does not."""
    return "Ya" + _syllables(number)


def question_of(number: int) -> str:
    """Return the question that article `number` answers."""
    return f"Who {_deed(number)} in {asked_name(number)}?"


def fact_of(number: int) -> str:
    """Return the sentence that answers it."""
    return f"{answer_name(number)} Hale {_deed(number)} in {asked_name(number)}."


def names_in(text: str) -> set[str]:
    """Return every name of a fact that stands in a text."""
    return set(_NAME.findall(text))


def names_of(numbers: Iterable[int]) -> set[str]:
    """Return the names of some facts."""
    return {name for number in numbers for name in (asked_name(number), answer_name(number))}


def articles(n: int) -> Iterator[Article]:
    """Yield `n` articles, about `PASSAGES_OF_ARTICLE` passages each; the same for the same n."""
    for number in range(n):
        yield _article(number)


def _article(number: int) -> Article:
    text = f"{fact_of(number)} {_filler(number)}"
    return Article(
        article_id=hashlib.sha256(f"load {number}".encode()).hexdigest()[:16],
        title=f"News from {asked_name(number)}",
        text=text,
        parts=(Part(kind=PartKind.BODY, span=Span(start=0, end=len(text))),),
        publisher=_PUBLISHERS[number % len(_PUBLISHERS)],
        published=_FIRST_DAY + timedelta(days=number % _N_DAYS),
        language="en",
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        origin=f"load-{number}.md",
        retrieved=NOW,
    )


def _syllables(number: int) -> str:
    """Return three syllables, others for every number below `MAX_FACTS`."""
    code = number * _SCATTER % MAX_FACTS
    found = []
    for _ in range(3):
        code, rest = divmod(code, len(_CONSONANTS) * len(_VOWELS))
        found.append(_CONSONANTS[rest // len(_VOWELS)] + _VOWELS[rest % len(_VOWELS)])
    return "".join(found)


def _deed(number: int) -> str:
    """Return what was done, as `built the red mill of the bakers`: one of 160,000."""
    left, words = number * _SCATTER, []
    for choices in (_DONE, _LOOKS, _THINGS, _WHOSE):
        left, at = divmod(left, len(choices))
        words.append(choices[at])
    done, look, thing, whose = words
    return f"{done} the {look} {thing} of the {whose}"


def _filler(number: int) -> str:
    """Return sentences of 20 words of our samples, as frequent as there."""
    words = random.Random(number).choices(_vocabulary(), k=_N_WORDS)  # noqa: S311 - not secret
    sentences = (words[at : at + 20] for at in range(0, _N_WORDS, 20))
    return " ".join(" ".join(sentence).capitalize() + "." for sentence in sentences)


@cache
def _vocabulary() -> list[str]:
    from importlib.resources import files

    samples = files("sources").joinpath("samples").iterdir()
    texts = (path.read_text(encoding="utf-8") for path in sorted(samples, key=lambda p: p.name))
    return _WORD.findall(" ".join(text.rpartition("---")[2] for text in texts).lower())
