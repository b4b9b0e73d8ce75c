"""Negations and opposites between a claim and a quote."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checks.finding import Outcome
from bot.checks.negation import check_negation, check_opposites
from index.sentences import split_sentences

VOCABULARY = """not never no denied didn’t open opened closed rose fell mayor bridge , . “ ” and
    the was without refuse first last Olsen 14 support oppose""".split()
TEXTS = st.text() | st.lists(st.sampled_from(VOCABULARY)).map(" ".join)


@pytest.mark.parametrize(
    ("claim", "quote", "outcome"),
    [
        ("The bridge opened", "The bridge opened to traffic", "silent"),
        ("The bridge is not safe", "Engineers say the bridge is not safe", "agrees"),
        ("Nobody was hurt", "Nobody was hurt in the fire", "agrees"),
        ("The bridge is safe", "The bridge is not safe", "conflicts"),
        ("The bridge isn't safe", "The bridge is safe", "conflicts"),
        ("The alarm rang", "The alarm never rang", "conflicts"),
        ("The owner admitted the leak", "The owner denied the leak", "conflicts"),
        ("The union accepted the offer", "The union rejected the offer", "conflicts"),
        ("Rents rose in May", "Rents fell in May", "conflicts"),
        ("The school will close", "The school will open again", "conflicts"),
        ("The council won the case", "The council lost the case", "conflicts"),
        ("The road is closed", "The road is not open", "silent"),
        ("The mayor arrived", "The ferry did not sail", "silent"),
        ("Rents rose", "Rents rose, then fell", "silent"),
    ],
)
def test_opposite_of_the_quote_conflicts(claim: str, quote: str, outcome: str) -> None:
    assert check_negation(claim, quote).outcome is Outcome(outcome)


def test_negation_does_not_reach_past_its_clause() -> None:
    quote = "The captain was not hurt, and the ferry sailed"
    assert check_negation("The ferry sailed", quote).passed
    assert not check_negation("The captain was hurt", quote).passed


def test_two_negations_cancel_each_other() -> None:
    assert check_negation("The owner had known", "The owner never denied he had known").passed


def test_conflict_names_the_words() -> None:
    assert check_opposites("Rents rose", "Rents fell").reason == (
        "the article says 'fell', the claim says 'rose'"
    )


@given(TEXTS)
def test_any_text_passes_against_itself(text: str) -> None:
    assert check_negation(text, text).passed
    assert check_opposites(text, text).outcome is Outcome.SILENT


@given(TEXTS, TEXTS)
def test_no_text_makes_it_raise_and_failure_has_a_reason(claim: str, quote: str) -> None:
    found = check_negation(claim, quote)
    assert found.passed == (found.reason == "")


def test_every_sample_sentence_passes_against_itself() -> None:
    for path in sorted(Path("sources/samples").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        for sentence in (span.of(text) for span in split_sentences(text)):
            assert check_negation(sentence, sentence).passed, sentence
