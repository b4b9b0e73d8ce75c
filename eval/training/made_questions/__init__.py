"""Questions made by rule from plain sentences, with the sentence that answers and near misses.

A sentence is taken apart into what stands before the subject, subject, verb and the rest of its
main clause; whatever doesn't come apart for certain makes no question. The near misses are what a
reader must not be answered with: the question with another name, year, number or the opposite verb
(nothing answers it then), the sentence without what was asked for, and another sentence of the
same page.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import regex

from eval.training.made_questions.clauses import take_apart
from eval.training.made_questions.misses import changed_question, names_of, other_sentence
from eval.training.made_questions.questions import is_good, questions_on
from eval.training.pairs import Asked, Pair
from index.sentences import split_sentences

_SHORTEST, _LONGEST = 6, 45  # words of a sentence
_KNOWN = regex.compile(r"(?<![\p{L}-])\p{Ll}+|(?<=\p{Ll},?\s)\p{Lu}\p{Ll}+")  # not the first word


def made_questions(sentences: Sequence[tuple[str, str]], *, seed: int) -> Iterator[Asked]:
    """Yield questions on sentences: each with its sentence, then with its near misses.

    The kinds: "made:who", "made:what", "made:when", "made:where", "made:how_many",
    "made:how_much", "made:why", "made:yes_no"; near misses have ":changed" (the question),
    ":removed" (the detail) or ":other" (another sentence of the group) behind it.

    Args:
        sentences: (group, sentence), sentences of a group in any order.
        seed: Chooses the words put in and the forms of a question.
    """
    rng = random.Random(seed)  # noqa: S311 - a seeded sample, not a secret
    cleaned = [(group, _tidy(sentence)) for group, sentence in sentences]
    known = Counter(word for _, text in cleaned for word in _KNOWN.findall(text))
    pages: dict[str, list[str]] = defaultdict(list)
    for group, sentence in cleaned:
        pages[group].append(sentence)
    clauses = [(group, text, take_apart(text, known)) for group, text in cleaned]
    subjects: dict[str, list[str]] = defaultdict(list)
    for group, _, clause in clauses:
        if clause is not None and clause.is_name:
            subjects[group].append(clause.subject.removeprefix("the "))
    names = {group: names_of(texts, subjects[group]) for group, texts in pages.items()}
    for group, sentence, clause in clauses:
        if clause is None:
            continue
        for made in questions_on(clause, sentence, rng):
            if not is_good(made.question):
                continue

            def example(
                text: str, answers: bool, kind: str, question: str, group: str = group
            ) -> Asked:
                return Asked(question=question, text=text, answers=answers, kind=kind, group=group)

            yield example(sentence, True, made.kind, made.question)
            changed = changed_question(made, sentence, names[group], rng)
            if changed:
                yield example(sentence, False, f"{made.kind}:changed", changed)
            if made.without and made.without != sentence:
                yield example(made.without, False, f"{made.kind}:removed", made.question)
            other = other_sentence(made, sentence, pages[group])
            if other:
                yield example(other, False, f"{made.kind}:other", made.question)


def sentences_in(pairs: Sequence[Pair]) -> list[tuple[str, str]]:
    """Return (group, premise) of the pairs whose premise is a single sentence, once each."""
    found = {
        pair.premise: pair.group
        for pair in pairs
        if pair.premise.endswith(".")
        and pair.premise[0].isupper()
        and _SHORTEST <= len(pair.premise.split()) <= _LONGEST
    }
    return [(group, text) for text, group in found.items() if len(split_sentences(text)) == 1]


def _tidy(sentence: str) -> str:
    """Return a sentence without the spaces that tokenisers leave around marks."""
    sentence = regex.sub(r"-LRB-\s?", "(", sentence)
    sentence = regex.sub(r"\s?-RRB-", ")", sentence)
    sentence = regex.sub(r"\(\s+", "(", regex.sub(r"\s+\)", ")", sentence))
    sentence = regex.sub(r"\s+([,.;:%]|'s\b|n't\b)", r"\1", sentence)
    return str(regex.sub(r"([$£€])\s+(?=\d)", r"\1", " ".join(sentence.split())))
