"""What a question asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.question import Kind, read_question


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
