"""Questions and texts from public sets: which sentence answers, and which doesn't."""

from __future__ import annotations

import random
from typing import Any

import pytest

from eval.errors import EvalError
from eval.training.asked import (
    asked_examples,
    boolq_examples,
    sentences_of,
    squad_examples,
    squad_rivals,
)
from eval.training.data import data_dir

PASSAGE = (
    "The bridge at Talvik was opened in 1931. It was built by the engineer Runa Holm. "
    "In 1977 a flood carried away two of its piers. Trams have crossed it since 1984."
)
ROW: dict[str, Any] = {
    "title": "Talvik_Bridge",
    "passage": PASSAGE,
    "questions": [
        {"question": "Who built the bridge?", "answerable": True, "answers": ["Runa Holm", "Holm"]},
        {"question": "Who painted the bridge at Talvik?", "answerable": False, "answers": []},
    ],
}
BOOLQ = [
    "Passage: Otters live along the river Varn. They eat fish and crabs.\n"
    "Question: do otters live along the river varn",
    "Passage: The river Varn freezes in some winters. Boats stay away then.\n"
    "Question: does the river varn freeze in winter",
]


@pytest.fixture
def rng() -> random.Random:
    return random.Random(1)  # noqa: S311 - a seeded sample


def test_only_the_sentence_with_the_answer_answers(rng: random.Random) -> None:
    examples = [e for e in squad_examples(iter([ROW]), rng) if e.kind == "squad:sentence"]
    assert {e.text for e in examples if e.answers} == {"It was built by the engineer Runa Holm."}
    assert len([e for e in examples if not e.answers]) == 3
    assert {e.group for e in examples} == {"Talvik Bridge"}


def test_nothing_answers_a_question_without_an_answer(rng: random.Random) -> None:
    examples = [e for e in squad_examples(iter([ROW]), rng) if "painted" in e.question]
    assert examples
    assert not any(e.answers for e in examples)
    assert examples[0].text == "The bridge at Talvik was opened in 1931."  # the most alike


def test_longer_texts_answer_when_they_hold_the_sentence() -> None:
    found = [
        e
        for seed in range(20)
        for e in squad_examples(iter([ROW]), random.Random(seed))  # noqa: S311
        if e.kind in {"squad:window", "squad:passage"} and "built" in e.question
    ]
    assert {e.kind for e in found} == {"squad:window", "squad:passage"}
    assert all(e.answers == ("Runa Holm" in e.text) for e in found)


def test_sentences_of_other_passages_without_the_answer_do_not_answer(rng: random.Random) -> None:
    other = {
        "title": "Varn_Bridge",
        "passage": "The bridge at Varn was built by hand. Runa Holm built it and the bridge of "
        "Talvik. Nobody painted the bridge at Varn.",
        "questions": [],
    }
    found = list(squad_rivals(iter([ROW, other]), rng))
    assert {e.question for e in found} == {q["question"] for q in ROW["questions"]}
    for made in found:
        assert (made.answers, made.kind, made.group) == (False, "squad:retrieved", "Talvik Bridge")
        assert made.text in other["passage"]
        assert "Holm" not in made.text or "painted" in made.question


def test_answer_inside_a_longer_word_does_not_count(rng: random.Random) -> None:
    row = {
        "title": "Tea",
        "passage": "Teapots stand in every kitchen. Most people there drink tea at noon.",
        "questions": [
            {"question": "What do people drink?", "answerable": True, "answers": ["tea"]}
        ],
    }
    right = [e.text for e in squad_examples(iter([row]), rng) if e.answers]
    assert "Teapots stand in every kitchen." not in right


def test_yes_no_question_is_answered_by_its_own_passage_only(rng: random.Random) -> None:
    examples = list(boolq_examples(iter([{"query": query} for query in BOOLQ]), rng))
    question = "Do otters live along the river varn?"
    right = {e.text for e in examples if e.question == question and e.answers}
    wrong = {e.text for e in examples if e.question == question and not e.answers}
    assert "Otters live along the river Varn." in right
    assert all("Otters" in text for text in right)
    assert wrong
    assert all("Otters" not in text for text in wrong)


@pytest.fixture
def public() -> None:
    try:
        data_dir()
    except EvalError as error:
        pytest.skip(str(error))


@pytest.mark.external
@pytest.mark.usefixtures("public")
def test_public_examples_are_the_same_for_a_seed() -> None:
    one = asked_examples(seed=3)
    assert one == asked_examples(seed=3)
    assert one != asked_examples(seed=4)
    assert len({(e.question, e.text) for e in one}) == len(one)
    assert {e.answers for e in one if e.kind == "squad:no_answer"} == {False}
    assert 0.15 < sum(e.answers for e in one) / len(one) < 0.5  # a fifth is retrieved: no answers


@pytest.mark.external
@pytest.mark.usefixtures("public")
def test_public_sentences_are_whole() -> None:
    found = sentences_of()
    assert len({text for _, text in found}) == len(found) > 5000
    assert all(6 <= len(text.split()) <= 45 and "\n" not in text for _, text in found)
