"""What must stand in an answer: sorts of answer, premises, what is lacking."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.judge.demands import Pairing, contradiction, lack, meets, needs_before, number_stands_by
from bot.question import read_question
from bot.words import words
from sources.article import Span

VOCABULARY = """Why did When Who how many much does Olsen close the bridge ? because on Monday
    14 euros may not “ ” said of boats 0001-01-01 ſecond Auguſt 1""".split()
TEXTS = st.text(max_size=80) | st.lists(st.sampled_from(VOCABULARY)).map(" ".join)


def pair(question: str, sentence: str, *, before: str = "", unmet: tuple[str, ...] = ()) -> Pairing:
    """Pair equal stems, as the aligner does with equal words."""
    same = tuple(
        (one, other)
        for one in words(question)
        for other in words(sentence)
        if one.stem == other.stem and not one.is_stop
    )
    focus = read_question(question).focus
    stems = frozenset({focus} & {word.stem for word in words(sentence)})
    return Pairing(sentence, same, stems, unmet=unmet, before=before)


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("How many boats sank?", "Fourteen boats sank.", True),
        ("How many boats sank?", "The boats sank.", False),
        ("How many of the 14 boats sank?", "The 14 boats sailed.", False),
        ("How much did the bridge cost?", "It cost 3 million euros.", True),
        ("How much did the bridge cost?", "It took 3 years.", False),
        ("How long did the trial take?", "It took 3 weeks.", True),
        ("How long did the trial take?", "It cost 3 euros.", False),
        ("What percentage of voters stayed home?", "A third of them stayed home.", True),
        ("What percentage of voters stayed home?", "3,000 stayed home.", False),
        ("When did the ferry sink?", "It sank on Monday.", True),
        ("When did the ferry sink?", "It sank at once.", False),
        ("When in 2022 did the ferry sink?", "It sank in 2022.", False),
        ("Who leads the council?", "The council is led by Ida Tasch.", True),
        ("Who leads the Norvane council?", "The Norvane council is led by a baker.", False),
        ("Where was the boat found?", "It was found off Velle.", True),
        ("Why did the school close?", "It closed because of a leak.", True),
        ("Why did the school close?", "It closed.", False),
        ("How did the union describe the offer?", "It called the offer an insult.", True),
        ("How did the union describe the offer?", "The offer is low.", False),
        ("Did the dam break?", "The dam broke.", None),
        ("How is bread made?", "Flour is baked.", None),
    ],
)
def test_sentence_has_the_sort_of_answer_asked_for(
    question: str, sentence: str, expected: bool | None
) -> None:
    assert meets(read_question(question), sentence) is expected


@pytest.mark.parametrize(
    ("question", "sentence", "part"),
    [
        ("How many boats sank?", "The boats sank.", "no number"),
        ("When did the ferry sink?", "The ferry sank.", "no date"),
        ("Why did the school close?", "The school closed.", "no reason"),
        ("How many boats sank?", "The boats sank with 9 sailors.", "count something else"),
        ("When did the school close?", "The school may close on Monday.", "it is open"),
        ("Which bridge opened?", "The road opened.", "sort of thing"),
        ("How many boats sank?", "14 boats sank.", ""),
        ("Why did the school close?", "The school closed because of a leak.", ""),
        ("Did the school close?", "The school may close.", ""),
    ],
)
def test_what_is_lacking_is_named(question: str, sentence: str, part: str) -> None:
    found = lack(read_question(question), pair(question, sentence))
    assert part in found
    assert bool(found) == bool(part)


def test_yes_no_question_with_an_unmet_word_is_not_answered() -> None:
    question, sentence = "Did the dam in Velle break?", "The ferry sank."
    met = lack(read_question(question), pair(question, sentence))
    unmet = lack(read_question(question), pair(question, sentence, unmet=("dam", "break")))
    assert (met, unmet) == ("", "it says nothing of 'dam' and 'break'")


def test_reason_may_stand_in_the_sentence_before() -> None:
    question = read_question("Why did the school close?")
    told = pair(question.text, "The school closed.", before="It flooded because of a leak.")
    untold = pair(question.text, "The school closed.", before="It rained.")
    assert needs_before(question, told)
    assert lack(question, told) == ""
    assert not needs_before(question, untold)


@pytest.mark.parametrize(
    ("question", "sentence", "part"),
    [
        ("Why did Japan halt the talks?", "Russia halted the talks.", "Russia"),
        ("When did Olsen attack Tasch?", "Tasch attacked Olsen on Monday.", "Tasch"),
        ("Why did rents rise?", "Rents fell.", "the article says 'fell'"),
        ("Why did Russia halt the talks?", "Moscow halted the talks.", ""),
        ("When did rents rise?", "Rents fell on Monday.", ""),
        ("Who accused Tasch?", "Tasch accused Olsen.", ""),
    ],
)
def test_false_premise_is_contradicted(question: str, sentence: str, part: str) -> None:
    found = contradiction(read_question(question), pair(question, sentence))
    assert part in found
    assert bool(found) == bool(part)


def test_number_stands_by_what_is_near_it() -> None:
    question = read_question("How many boats sank?")
    text = "14 boats sank, and long after that the mayor of the town resigned."
    near, far = text.index("boats"), text.index("resigned")
    assert number_stands_by(question, text, Span(start=near, end=near + 5))
    assert not number_stands_by(question, text, Span(start=far, end=far + 8))


@given(TEXTS, TEXTS, TEXTS)
def test_no_text_makes_it_raise(question: str, sentence: str, before: str) -> None:
    read, pairing = read_question(question), pair(question, sentence, before=before)
    meets(read, sentence)
    contradiction(read, pairing)
    assert lack(read, pairing) == "" or not (needs_before(read, pairing) and pairing.same == ())


@given(TEXTS)
def test_text_never_contradicts_itself(text: str) -> None:
    same = tuple((word, word) for word in words(text))
    assert contradiction(read_question(text), Pairing(text, same, frozenset())) == ""
