"""How a question is put, and what it names."""

from __future__ import annotations

import time

import pytest

from bot.forms import Form, form_of
from bot.question import read_question


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Who founded Tessen Line?", Form.WHO),
        ("Whose signature is on the order?", Form.WHO),
        ("What is NATO?", Form.WHAT),
        ("When did it open?", Form.WHEN),
        ("In which year was it built?", Form.WHEN),
        ("Where was it filmed?", Form.WHERE),
        ("In which prison is she held?", Form.WHERE),
        ("How many people died?", Form.HOW_MANY),
        ("By how many votes did it pass?", Form.HOW_MANY),
        ("How much did it cost?", Form.HOW_MUCH),
        ("How long is the bridge?", Form.HOW_MUCH),
        ("What was the price of the part?", Form.HOW_MUCH),
        ("Why did it fail?", Form.WHY),
        ("What caused the fire?", Form.WHY),
        ("How come it sank?", Form.WHY),
        ("How did he die?", Form.HOW),
        ("Which bridge is open?", Form.WHICH),
        ("Which bus is the slowest?", Form.WHICH),
        ("Did it sink?", Form.YES_NO),
        ("The ferry sank, didn't it?", Form.YES_NO),
        ("Did Messi score more goals than Mbappé?", Form.YES_NO),
        ("Is it open or closed?", Form.CHOICE),
        ("Did it sink or not?", Form.YES_NO),
        ("Which countries are on the list?", Form.LIST),
        ("From which harbors is grain shipped?", Form.LIST),
        ("Which two lenders had their assets frozen?", Form.LIST),
        ("Name the islands that Japan claims.", Form.LIST),
        ("Who were the members of the board?", Form.LIST),
        ("What lab does the university run?", Form.WHAT),
        ("Which bridge is longer, the old one or the new one?", Form.COMPARISON),
        ("What is the difference between Webb and Hubble?", Form.COMPARISON),
        ("Who scored more goals, Messi or Mbappé?", Form.COMPARISON),
        ("What did Kishida say about the islands?", Form.SAID_ABOUT),
        ("How did Norvane react to the strike?", Form.SAID_ABOUT),
        ("What happened after the ferry hit the wall?", Form.AFTER),
        ("What happened next?", Form.AFTER),
        ("Tell me about the ferry", Form.OTHER),
        ("", Form.OTHER),
    ],
)
def test_form_of_a_question(text: str, form: Form) -> None:
    assert form_of(text) is form


def test_a_question_is_read_with_its_form() -> None:
    assert read_question("Tell me why Japan suspended the talks.").form is Form.WHY


@pytest.mark.parametrize("unit", ["what did ", "which ", "a or ", ", or ", "more ", "what "])
def test_long_questions_take_no_time(unit: str) -> None:
    began = time.monotonic()
    form_of((unit * 20_000)[:20_000])
    assert time.monotonic() - began < 1.0
