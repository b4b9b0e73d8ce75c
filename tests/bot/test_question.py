"""What a question asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.question import Kind, direct, read_question


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Why did Russia suspend the talks?", Kind.CAUSE),
        ("What caused the fire?", Kind.CAUSE),
        ("How many sanctions has Japan imposed?", Kind.QUANTITY),
        ("How much did the bridge cost?", Kind.QUANTITY),
        ("What was the final score?", Kind.QUANTITY),
        ("When did the ferry hit the wall?", Kind.TIME),
        ("In which year was it built?", Kind.TIME),
        ("Who spoke of a known fault?", Kind.PERSON),
        ("Where was the wolf filmed?", Kind.PLACE),
        ("Which country left the alliance?", Kind.PLACE),
        ("Did the ferry sink?", Kind.YES_NO),
        ("Has Japan frozen assets?", Kind.YES_NO),
        ("Wasn’t the water safe?", Kind.YES_NO),
        ("Tell me about the ferry", Kind.OTHER),
    ],
)
def test_kind_of_a_question(text: str, kind: Kind) -> None:
    assert read_question(text).kind is kind


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("How much did the bridge cost?", "money"),
        ("How many euros were paid?", "money"),
        ("What percentage of voters came?", "share"),
        ("How far is the island?", "length"),
    ],
)
def test_measure_of_a_quantity(text: str, measure: str) -> None:
    assert read_question(text).measure == measure


@pytest.mark.parametrize(
    ("asked", "plain"),
    [
        ("Tell me why Japan suspended the talks.", "Why Japan suspended the talks?"),
        ("Please tell me: Who scored the most goals?", "Who scored the most goals?"),
        ("Could you tell me for how long it was shut?", "For how long it was shut?"),
        ("I'd like to know, please, when it opened", "When it opened?"),
        ("Do you know if Japan sent troops?", "Is it true that Japan sent troops?"),
        ("I wonder whether it rained.", "Is it true that it rained?"),
        ("Do you know Kishida?", "Do you know Kishida?"),
        ("Who knows why it rained?", "Who knows why it rained?"),
        ("Did he tell me why?", "Did he tell me why?"),
        ("Tell me about Japan", "Tell me about Japan"),
    ],
)
def test_what_only_leads_up_to_a_question_is_left_out(asked: str, plain: str) -> None:
    assert direct(asked) == plain
    assert read_question(asked).text == plain
    assert direct(plain) == plain


def test_question_words_carry_nothing() -> None:
    question = read_question("How many sanctions has Japan imposed?")
    assert [w.text for w in question.content] == ["sanctions", "Japan", "imposed"]
    assert question.focus == "sanction"


@given(st.text(max_size=150))
def test_any_text_is_a_question_of_some_kind(text: str) -> None:
    question = read_question(text)
    assert question.text == text
    assert set(question.content) <= set(question.words)
    assert question.measure == "" or question.kind is Kind.QUANTITY
