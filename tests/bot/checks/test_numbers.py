"""Numbers of a claim held against a quote."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checks.finding import Outcome
from bot.checks.numbers import check_numbers
from index.sentences import split_sentences

VOCABULARY = """not 14 5 hours days 2 minutes % per cent half third $5 € million about more than
    rather people metres km 40,000-50,000 two thirds between and to but ſecond""".split()
TEXTS = st.text() | st.lists(st.sampled_from(VOCABULARY)).map(" ".join)


@pytest.mark.parametrize(
    ("claim", "quote", "outcome"),
    [
        ("The ferry sank", "The ferry sank with 25 people", "silent"),
        ("25 people were hurt", "The crash hurt 25 people", "agrees"),
        ("Twenty-five people were hurt", "The crash hurt 25 people", "agrees"),
        ("More than 80 cows fled", "81 cows fled", "agrees"),
        ("About 80 cows fled", "78 cows fled", "agrees"),
        ("The bridge cost 1.5 billion euros", "The €1.5bn bridge opened", "agrees"),
        ("Two thirds of the seats are empty", "two-thirds of the seats are empty", "agrees"),
        ("Half a million letters came", "500,000 letters came", "agrees"),
        ("A crowd of 45,000 to 48,000 came", "A crowd of 45,000-48,000 came", "agrees"),
        ("The fine was $2,000", "The fine was $2000", "agrees"),
        ("The pipe is 1,800 metres long", "The pipe is 1800 metres long", "agrees"),
        ("It was a 10 km race", "It was a 10km race", "agrees"),
        ("It was a 12km race", "It was a 10km race", "conflicts"),
        ("52 people were hurt", "The crash hurt 25 people", "conflicts"),
        ("The bridge cost €15 million", "The bridge cost €1.5 million", "conflicts"),
        ("Rents rose by 12 percent", "Rents rose by 21 percent", "conflicts"),
        ("14 people were hurt", "It was not 14 but 11 who were hurt", "conflicts"),
        ("The wave was 9 metres high", "The wave was 9 feet high", "conflicts"),
        ("The trial took 5 weeks", "The trial took 5 days", "conflicts"),
        ("81 cows fled", "More than 80 cows fled", "missing"),
        ("25 people were hurt", "Several people were hurt", "missing"),
        ("25 cows fled", "The fire burned 9 barns", "missing"),
        ("The loan is $5 million", "The loan is €5 million", "missing"),
        ("It was the 3rd flood", "3 floods came", "missing"),
        ("Half the town fled", "50 percent fled", "missing"),
        ("300 people came", "Several hundred people came", "missing"),
    ],
)
def test_numbers_of_a_claim_are_held_against_the_quote(
    claim: str, quote: str, outcome: str
) -> None:
    assert check_numbers(claim, quote).outcome is Outcome(outcome)


def test_gravest_of_several_numbers_decides() -> None:
    found = check_numbers("25 cows and 9 barns burned", "25 cows and 7 barns burned")
    assert found.outcome is Outcome.CONFLICTS
    assert "'9'" in found.reason
    assert "'7'" in found.reason


@pytest.mark.parametrize(
    "text",
    [
        "It took 2 hours and 2 minutes",
        "It was not 5 metres but 5 kilometres away",
        "Not 14 in May but 14 in June were hurt",
    ],
)
def test_equal_numbers_of_different_things_agree_with_themselves(text: str) -> None:
    assert check_numbers(text, text).outcome is Outcome.AGREES


@given(TEXTS)
def test_any_text_passes_against_itself(text: str) -> None:
    assert check_numbers(text, text).passed


@given(TEXTS, TEXTS)
def test_no_text_makes_it_raise_and_failure_has_a_reason(claim: str, quote: str) -> None:
    found = check_numbers(claim, quote)
    assert found.passed == (found.reason == "")


def test_every_sample_sentence_passes_against_itself() -> None:
    for path in sorted(Path("sources/samples").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        for sentence in (span.of(text) for span in split_sentences(text)):
            assert check_numbers(sentence, sentence).passed, sentence
