"""Does the quote speak of what the claim says at all?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checks.finding import Outcome
from bot.checks.wording import check_words

QUOTE = "Moscow suspended the peace talks on Monday because Japan had imposed sanctions."


@pytest.mark.parametrize(
    ("claim", "quote", "outcome"),
    [
        ("Moscow suspended the talks.", QUOTE, "agrees"),
        ("The suspension of peace talks", QUOTE, "agrees"),
        ("Moscow paused the negotiations.", QUOTE, "agrees"),
        ("Moscow sent troops to Japan.", QUOTE, "missing"),
        ("The bakery opens early.", QUOTE, "missing"),
        ("Moscow suspended trade in grain.", QUOTE, "silent"),
        ("Japan", QUOTE, "silent"),
        ("25", QUOTE, "silent"),
        ("", QUOTE, "silent"),
        ("Two people were hurt.", "", "missing"),
        ("Two people were hurt.", "Two persons were injured.", "agrees"),
    ],
)
def test_plain_words_are_looked_for(claim: str, quote: str, outcome: str) -> None:
    found = check_words(claim, quote)
    assert found.outcome.value == outcome
    assert bool(found.reason) == (outcome == "missing")


def test_title_and_sentence_before_count() -> None:
    claim = "The ferry hit the harbour wall."
    assert check_words(claim, "It was late.").outcome is Outcome.MISSING
    context = ("Ferry in harbour", "The ship had hit a wall.")
    assert check_words(claim, "It was late.", context).outcome is Outcome.AGREES


def test_reason_names_what_is_missing() -> None:
    found = check_words("Moscow sent troops.", QUOTE)
    assert "'sent' and 'troops'" in found.reason


@given(st.text(max_size=200))
def test_text_says_itself(text: str) -> None:
    assert check_words(text, text).outcome in (Outcome.AGREES, Outcome.SILENT)
