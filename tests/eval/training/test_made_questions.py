"""Questions made by rule: each has its sentence, and what mustn't answer it."""

from __future__ import annotations

from collections import Counter

import pytest

from eval.training.made_questions import made_questions, sentences_in
from eval.training.made_questions.clauses import infinitive, take_apart
from eval.training.pairs import Asked, Label, Pair

PAGE = [
    "Minister Ada Brandt opened the new harbour at Talvik in 2019.",
    "The Council of Varn approved seven ferry routes on Tuesday.",
    "The Varn Basin is the deepest port in the north.",
    "Holm Shipping sold the old yard because the owners had raised wages for all crews.",
    "Holm Shipping built its yard in Sundby.",
    "Holm Shipping sold the old yard in Sundby.",
    "Lind Cranes paid $5 million for the northern pier.",
    "Fishermen want to end the dispute, and they open their boats to approve of it.",
    "It will raise prices for crews soon after that.",
]
SENTENCES = [("Talvik", sentence) for sentence in PAGE]


@pytest.fixture(scope="module")
def made() -> list[Asked]:
    """Every question that some seed makes of the page."""
    return [e for seed in range(30) for e in made_questions(SENTENCES, seed=seed)]


@pytest.mark.parametrize(
    ("kind", "question", "sentence"),
    [
        ("made:who", "Who opened the new harbour at Talvik in 2019?", 0),
        ("made:when", "When did Minister Ada Brandt open the new harbour at Talvik?", 0),
        ("made:how_many", "How many ferry routes did the Council of Varn approve on Tuesday?", 1),
        ("made:what", "What is the deepest port in the north?", 2),
        ("made:why", "Why did Holm Shipping sell the old yard?", 3),
        ("made:where", "Where did Holm Shipping sell the old yard?", 5),
        ("made:how_much", "How much did Lind Cranes pay for the northern pier?", 6),
        ("made:yes_no", "Is the Varn Basin the deepest port in the north?", 2),
    ],
)
def test_sentence_answers_its_question(
    made: list[Asked], kind: str, question: str, sentence: int
) -> None:
    assert any(
        (e.kind, e.question, e.text, e.answers) == (kind, question, PAGE[sentence], True)
        for e in made
    )


def test_near_misses_never_answer(made: list[Asked]) -> None:
    assert all(e.answers == (e.kind.count(":") == 1) for e in made)


def test_removed_detail_is_gone(made: list[Asked]) -> None:
    removed = {(e.kind, e.text) for e in made if e.kind.endswith(":removed")}
    assert ("made:when:removed", "Minister Ada Brandt opened the new harbour at Talvik.") in removed
    assert (
        "made:how_many:removed",
        "The Council of Varn approved ferry routes on Tuesday.",
    ) in removed
    assert ("made:who:removed", "He opened the new harbour at Talvik in 2019.") in removed


def test_changed_question_differs_in_one_place_from_what_the_sentence_answers(
    made: list[Asked],
) -> None:
    asked = {e.question for e in made if e.answers}
    changed = [e for e in made if e.kind.endswith(":changed")]
    assert changed
    assert not asked & {e.question for e in changed}
    years = {
        e.question for e in changed if e.question.startswith("Who opened") and "20" in e.question
    }
    assert any("2019" not in question for question in years)


def test_other_sentence_is_of_the_same_page_and_another(made: list[Asked]) -> None:
    pages = set(PAGE)
    sources = {(e.question, e.text) for e in made if e.answers}
    others = [e for e in made if e.kind.endswith(":other")]
    assert others
    assert all(e.text in pages and (e.question, e.text) not in sources for e in others)


@pytest.mark.parametrize(
    "sentence",
    [
        "He opened the harbour at Talvik in 2019.",
        "“We opened the harbour at Talvik in 2019,” Brandt said.",
        "While the council opened the harbour, Talvik waited for ships.",
        "Neither Brandt nor Holm opened the harbour at Talvik.",
        "The ships seized by Varn in Sundby sailed on.",
        "A harbour without ships and a town without people.",
    ],
)
def test_sentence_that_does_not_come_apart_makes_no_question(sentence: str) -> None:
    known = Counter({"open": 3, "seize": 1, "sell": 1, "wait": 1})
    assert take_apart(sentence, known) is None


def test_sentence_comes_apart() -> None:
    clause = take_apart(
        "In 2019, Ada Brandt (born 1960) quickly opened the harbour, which was new.",
        Counter({"open": 2}),
    )
    assert clause is not None
    assert (clause.before, clause.subject, clause.adverb) == ("In 2019", "Ada Brandt", "quickly")
    assert (clause.verb, clause.base, clause.rest) == ("opened", "open", "the harbour")


def test_participle_behind_the_subject_is_not_its_verb() -> None:
    clause = take_apart(
        "The ships seized by Varn were sold in Sundby.", Counter({"seize": 1, "sell": 1})
    )
    assert clause is not None
    assert (clause.subject, clause.auxiliary) == ("the ships seized by Varn", "were")


@pytest.mark.parametrize(
    ("verb", "base"),
    [
        ("opened", "open"),
        ("released", "release"),
        ("stopped", "stop"),
        ("carried", "carry"),
        ("sold", "sell"),
        ("contains", "contain"),
        ("grommeted", None),
        ("harbour", None),
    ],
)
def test_infinitive(verb: str, base: str | None) -> None:
    known = Counter(["open", "release", "stop", "carry"])
    assert infinitive(verb, known) == base


def test_questions_are_the_same_for_a_seed() -> None:
    once = list(made_questions(SENTENCES, seed=7))
    assert once == list(made_questions(SENTENCES, seed=7))
    assert {e.group for e in once} == {"Talvik"}


def test_single_sentences_are_taken_from_pairs() -> None:
    def pair(premise: str) -> Pair:
        return Pair(premise=premise, hypothesis="x", label=Label.NEI, kind="fever", group="g")

    one = "The harbour at Talvik is the deepest port in the north."
    pairs = [pair(one), pair(one), pair(f"{one} It was opened by Ada Brandt."), pair("Too short.")]
    assert sentences_in(pairs) == [("g", one)]
