"""Days written out for the model, where a claim names one."""

from __future__ import annotations

from datetime import date

import pytest

from bot.judge.days import names_a_day, with_days
from bot.judge.opening import open_embedded

ON = date(2024, 12, 9)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("It reopened on Saturday.", "It reopened on Saturday [7 December 2024]."),
        ("It reopened on 7 December 2024.", "It reopened on 7 December 2024."),
        ("Nothing was said.", "Nothing was said."),
    ],
)
def test_what_is_open_is_written_out(text: str, written: str) -> None:
    assert with_days(text, ON) == written
    assert with_days(text, None) == text


@pytest.mark.parametrize(
    ("claim", "named"),
    [("It reopened in 2024.", True), ("It reopened on Monday.", True), ("It reopened.", False)],
)
def test_a_claim_that_names_a_day_is_told(claim: str, named: bool) -> None:
    assert names_a_day(claim) is named


def test_the_model_tells_the_day_once_it_is_written() -> None:
    model = open_embedded()
    text = "The council reopened the bridge on Saturday, more than five years after the fire."
    right, wrong = "The bridge was reopened in 2024.", "The bridge was reopened in 2023."
    plain = model.entailment([(text, right), (text, wrong)])
    dated = model.entailment([(with_days(text, ON), right), (with_days(text, ON), wrong)])
    assert dated[0, 0] > 0.7 > plain[0, 0]
    assert dated[1, 1] > 0.7
