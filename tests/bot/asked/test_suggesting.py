"""What a refusal adds: what is missing, and questions in good English or none."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.question import read_question
from bot.suggesting import suggest

_ASKED = read_question("Who founded Tessen Line?")


@pytest.mark.parametrize(
    ("quote", "question"),
    [
        (
            "The National Board of Maritime Inquiry sent two investigators to the town on Tuesday.",
            "How many investigators did the National Board of Maritime Inquiry send to the town "
            "on Tuesday?",
        ),
        ("Three motorists were fined within the first hour.",
         "How many motorists were fined within the first hour?"),
        ("A spare part costing 3,800 euros was ordered on March 6.",
         "When was a spare part costing 3,800 euros ordered?"),
        ("Finland entered NATO on Tuesday, 4 April, giving up decades of non-alignment.",
         "When did Finland enter NATO?"),
        ("Croatia adopted the euro on Sunday, 1 January, and joined the Schengen area.",
         "When did Croatia adopt the euro?"),
        ("On March 16, Kishida said that Russia would also lose its trade status.",
         "What did Kishida say about Russia?"),
    ],
)  # fmt: skip
def test_a_sentence_makes_a_question(quote: str, question: str) -> None:
    assert suggest(_ASKED, [quote]) == (question,)


@pytest.mark.parametrize(
    "quote",
    [
        "He left on Monday.",
        "Inflation in the country stood at 13.5% in November.",
        "The council had approved the plan by 14 votes to nine on Tuesday evening.",
        "“I am not hiding,” she said.",
        "Norvane was a company founded in 2002.",
        "The Paralympics, planned to start on 25 August, have been put back.",
        "None took place in 2020.",
        "People marched against the closing of the ward at St. Odile Hospital on Monday.",
        "",
    ],
)
def test_a_sentence_that_is_not_plain_makes_none(quote: str) -> None:
    assert suggest(_ASKED, [quote]) == ()


def test_the_declined_question_is_not_suggested_and_no_more_than_wanted() -> None:
    quote = "Croatia adopted the euro on 1 January."
    assert suggest(read_question("When did Croatia adopt the euro?"), [quote]) == ()
    quotes = [f"{name} adopted the euro on 1 January." for name in ("Croatia", "Malta", "Latvia")]
    assert len(suggest(_ASKED, quotes, most=2)) == 2


@given(
    st.lists(
        st.text(alphabet="The 12 men left Paris on May 3. because ,“”", max_size=90), max_size=4
    )
)
def test_suggestions_are_questions(quotes: list[str]) -> None:
    for made in suggest(_ASKED, quotes):
        assert made.endswith("?")
        assert made[0].isupper()


@pytest.mark.parametrize("unit", ["The men left on May 3 ", "two ", "said ", "A, ", "because "])
def test_long_quotes_take_no_time(unit: str) -> None:
    began = time.monotonic()
    suggest(_ASKED, [(unit * 20_000)[:20_000]])
    assert time.monotonic() - began < 2.0
