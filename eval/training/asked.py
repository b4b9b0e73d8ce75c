"""Questions with texts that answer them and texts that don't, from public sets of questions.

SQuAD 2.0 (training pages): the sentence that holds the gold answer answers, the other sentences of
its passage don't, and for a question without an answer none does. Sentences of other passages that
share most words with a question and don't hold its answer don't answer it either. BoolQ: a question
is answered by its own passage and not by one that only shares words with it. It reads only training
parts and writes nothing.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import regex

from bot.words import content_words
from eval.training.data import read_set
from eval.training.negatives import Finder
from eval.training.pairs import Asked
from index.sentences import split_sentences

SQUAD = "qa/squad_v2.train"
BOOLQ = "qa/boolq.train"
NEWS = "news/wikinews"

_N_NEGATIVE = 3
_WINDOW_SHARE = 0.5
_PASSAGE_SHARE = 0.35
_MOST_WORDS = 120
_SHORTEST, _LONGEST = 6, 45  # words of a sentence to make something of
_WELL_COVERED = 1.0
"""A sentence with this share of a yes/no question's words is taken to answer it by itself.

At three quarters, several of a small sample looked at did not answer it (2026-11-23)."""
_NEAR_IDENTICAL = 0.5
_N_RIVALS = 12
_N_DRAWN_FROM = 6  # of the texts found, the best
_BOOLQ = regex.compile(r"\s*Passage:\s*(?P<passage>.+)\nQuestion:\s*(?P<question>.+?)\s*", regex.S)
_DATE_LINE = regex.compile(r"\p{Lu}\p{Ll}+day, \p{Lu}\p{Ll}+ \d{1,2}, \d{4}")
_TITLE_WORD = regex.compile(r"[\p{L}\p{N}]+")


def asked_examples(*, seed: int) -> list[Asked]:
    """Return every example from the public sets, in an order that depends on `seed` alone.

    Args:
        seed: Chooses windows, cuts and rivals, and shuffles.

    Raises:
        EvalError: The public sets are not there.
    """
    rng = random.Random(seed)  # noqa: S311 - a seeded sample, not a secret
    examples = [
        *squad_examples(read_set(SQUAD), rng),
        *boolq_examples(read_set(BOOLQ), rng),
        *squad_rivals(read_set(SQUAD), rng),
    ]
    unique = list({(e.question, e.text): e for e in examples}.values())
    rng.shuffle(unique)
    return unique


def sentences_of(sets: Sequence[str] = (SQUAD, NEWS)) -> list[tuple[str, str]]:
    """Return (group, sentence) of the bodies of sets, in their order, without repetition.

    Only whole sentences: 6 to 45 words, a full stop at the end, no line break inside.

    Args:
        sets: Names of sets whose rows have a `passage` or a `text`.
    """
    found: dict[str, str] = {}
    for name in sets:
        for row in read_set(name):
            group = str(row["title"]).replace("_", " ")
            for sentence in _sentences(row["passage"] if "passage" in row else row["text"]):
                if _is_whole(sentence):
                    found.setdefault(sentence, group)
    return [(group, sentence) for sentence, group in found.items()]


def squad_examples(rows: Iterator[dict[str, Any]], rng: random.Random) -> Iterator[Asked]:
    """Yield the examples of passages with their questions, sentences first, then longer texts."""
    for row in rows:
        sentences = _sentences(row["passage"])
        group = str(row["title"]).replace("_", " ")
        for item in row["questions"]:
            question = " ".join(item["question"].split())
            alike = sorted(
                range(len(sentences)), key=lambda n: (-_likeness(question, sentences[n]), n)
            )
            if not item["answerable"]:
                yield from _unanswered(question, sentences, alike, group, rng)
            else:
                yield from _answered(item, sentences, alike, group, rng)


def squad_rivals(rows: Iterator[dict[str, Any]], rng: random.Random) -> Iterator[Asked]:
    """Yield questions with sentences of other passages, found by their words: none answers."""
    passages = list(rows)
    cut = [_sentences(row["passage"]) for row in passages]
    finder = Finder([sentence for sentences in cut for sentence in sentences])
    for row, own in zip(passages, cut, strict=True):
        group = str(row["title"]).replace("_", " ")
        for item in row["questions"]:
            question = " ".join(item["question"].split())
            theirs = [
                text
                for text in finder.find(question, _N_RIVALS)
                if text not in own
                and not _n_held(item["answers"], text)
                and all(_jaccard(text, sentence) < _NEAR_IDENTICAL for sentence in own)
            ][:_N_DRAWN_FROM]
            n_wanted = 2 if item["answerable"] else 1
            for text in rng.sample(theirs, min(n_wanted, len(theirs))):
                yield Asked(
                    question=question,
                    text=text,
                    answers=False,
                    kind="squad:retrieved",
                    group=group,
                )


def boolq_examples(rows: Iterator[dict[str, Any]], rng: random.Random) -> Iterator[Asked]:
    """Yield yes/no questions with their own passage, and with another that shares words."""
    parsed = [match for row in rows if (match := _BOOLQ.fullmatch(row["query"]))]
    passages = [match["passage"] for match in parsed]
    finder = Finder(passages)
    for own, match in zip(passages, parsed, strict=True):
        question = _as_question(match["question"])
        group = f"boolq:{hashlib.sha256(own.encode()).hexdigest()[:12]}"
        sentences = _sentences(own)
        best = max(range(len(sentences)), key=lambda n: (_likeness(question, sentences[n]), -n))

        def example(text: str, answers: bool, q: str = question, g: str = group) -> Asked:
            return Asked(question=q, text=text, answers=answers, kind="boolq", group=g)

        yield example(_cut_around(sentences, best, rng), True)
        if _coverage(question, sentences[best]) >= _WELL_COVERED:
            yield example(sentences[best], True)
        rival = _rival(question, own, finder, rng)
        if rival is not None:
            theirs = _sentences(rival)
            near = max(range(len(theirs)), key=lambda n: (_likeness(question, theirs[n]), -n))
            yield example(_cut_around(theirs, near, rng), False)
            yield example(theirs[near], False)


def _answered(
    item: dict[str, Any], sentences: list[str], alike: list[int], group: str, rng: random.Random
) -> Iterator[Asked]:
    """Yield the sentence with the answer, others without, and longer texts of both kinds.

    Of several sentences that hold an answer, the one with most of its spellings and then the one
    most alike is taken; the others are neither right nor wrong.
    """
    question = " ".join(item["question"].split())
    holding = [n for n in alike if _n_held(item["answers"], sentences[n])]
    if not holding:
        return

    def example(text: str, answers: bool, kind: str) -> Asked:
        return Asked(question=question, text=text, answers=answers, kind=kind, group=group)

    right = max(holding, key=lambda n: (_n_held(item["answers"], sentences[n]), -alike.index(n)))
    yield example(sentences[right], True, "squad:sentence")
    wrong = [n for n in alike if n not in holding]
    for n in wrong[:_N_NEGATIVE]:
        yield example(sentences[n], False, "squad:sentence")
    if len(sentences) > 1 and rng.random() < _WINDOW_SHARE:
        yield example(_window(sentences, right, rng), True, "squad:window")
        pairs = [n for n in wrong if n + 1 in wrong]
        if pairs:
            text = f"{sentences[pairs[0]]} {sentences[pairs[0] + 1]}"
            yield example(text, False, "squad:window")
    if len(sentences) > 2 and rng.random() < _PASSAGE_SHARE:
        yield example(_cut_around(sentences, right, rng), True, "squad:passage")


def _unanswered(
    question: str, sentences: list[str], alike: list[int], group: str, rng: random.Random
) -> Iterator[Asked]:
    def example(text: str, kind: str) -> Asked:
        return Asked(question=question, text=text, answers=False, kind=kind, group=group)

    for n in alike[:_N_NEGATIVE]:
        yield example(sentences[n], "squad:no_answer")
    if len(sentences) > 1 and rng.random() < _WINDOW_SHARE:
        yield example(_window(sentences, alike[0], rng), "squad:window")
    if len(sentences) > 2 and rng.random() < _PASSAGE_SHARE:
        yield example(_cut_around(sentences, alike[0], rng), "squad:passage")


def _rival(question: str, own: str, finder: Finder, rng: random.Random) -> str | None:
    """Return a passage with words of the question that is another's and not nearly the same."""
    asked = _stems(question)
    theirs = [
        text
        for text in finder.find(question, _N_RIVALS)
        if text != own
        and _jaccard(text, own) < _NEAR_IDENTICAL
        and len(asked & _stems(text)) >= min(2, len(asked))
        and not asked <= _stems(text)
    ]
    return rng.choice(theirs[:4]) if theirs else None


def _sentences(text: str) -> list[str]:
    cut = [" ".join(span.of(text).split()) for span in split_sentences(text)]
    return cut or [" ".join(text.split())]


def _is_whole(sentence: str) -> bool:
    n_words = len(sentence.split())
    is_closed = sentence.endswith((".", '."', ".”"))
    return (
        _SHORTEST <= n_words <= _LONGEST
        and is_closed
        and (sentence[0].isupper() or sentence[0].isdigit())
        and not _DATE_LINE.fullmatch(sentence)
        and sentence.count("(") == sentence.count(")")
    )


def _as_question(text: str) -> str:
    text = " ".join(text.split()).rstrip("?").rstrip()
    return f"{text[:1].upper()}{text[1:]}?"


@lru_cache(maxsize=50_000)
def _stems(text: str) -> frozenset[str]:
    return frozenset(word.stem for word in content_words(text))


def _likeness(question: str, sentence: str) -> float:
    """Return how many words of the question a sentence has; of two, the shorter is more alike."""
    shared = len(_stems(question) & _stems(sentence))
    return shared - len(_stems(sentence)) / 1000


def _coverage(question: str, sentence: str) -> float:
    asked = _stems(question)
    return len(asked & _stems(sentence)) / len(asked) if asked else 0.0


def _jaccard(one: str, other: str) -> float:
    both = _stems(one) | _stems(other)
    return len(_stems(one) & _stems(other)) / len(both) if both else 1.0


@lru_cache(maxsize=50_000)
def _plain(text: str) -> str:
    """Return the words of a text in lower case between single spaces, to find whole words."""
    return f" {' '.join(_TITLE_WORD.findall(text.lower()))} "


def _n_held(answers: Sequence[str], sentence: str) -> int:
    """Return how many spellings of the answer a sentence holds, as whole words."""
    return sum(len(_plain(a)) > 2 and _plain(a) in _plain(sentence) for a in answers)


def _window(sentences: list[str], place: int, rng: random.Random) -> str:
    """Return a sentence with the one before or after it."""
    first = rng.choice([n for n in (place - 1, place) if 0 <= n < len(sentences) - 1])
    return f"{sentences[first]} {sentences[first + 1]}"


def _cut_around(sentences: list[str], place: int, rng: random.Random) -> str:
    """Return a run of whole sentences around one, of about 120 words at the most."""
    first = last = place
    n_words = len(sentences[place].split())
    while True:
        sides = [n for n in (first - 1, last + 1) if 0 <= n < len(sentences)]
        fitting = [n for n in sides if n_words + len(sentences[n].split()) <= _MOST_WORDS]
        if not fitting:
            return " ".join(sentences[first : last + 1])
        chosen = rng.choice(fitting)
        n_words += len(sentences[chosen].split())
        first, last = min(first, chosen), max(last, chosen)
