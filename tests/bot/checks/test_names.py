"""Names of a claim looked for in a quote and around it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checks.finding import Outcome
from bot.checks.names import check_names, is_country, names_in, same_names
from index.sentences import split_sentences

VOCABULARY = """Moscow Russia’s the The Olsen O’Brien U.S. said . ! “Tasch ” Monday MAYOR Mr. École
    however However, town’s Kremlin ΑΣ ǅ""".split()
TEXTS = st.text() | st.lists(st.sampled_from(VOCABULARY)).map(" ".join)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The mayor of Norvane met Ida Tasch", ["Norvane", "Ida", "Tasch"]),
        ("Norvane voted on Monday in March", ["Norvane"]),
        ("However, the U.S. envoy left", ["U.S."]),
        ("Workers in Velle struck", ["Velle"]),
        ("Recently the boats returned", []),
        ("They said: “Nobody asked Olsen”", ["Olsen"]),
        ("FERRY SINKS OFF NORVANE COAST", []),
        ("no capitals here", []),
        ("", []),
    ],
)
def test_names_are_the_capitals_that_mean_something(text: str, names: list[str]) -> None:
    assert [word.text for word in names_in(text)] == names


@pytest.mark.parametrize(
    ("claim", "quote", "outcome"),
    [
        ("the ferry sank", "Ida Tasch saw the ferry sink", "silent"),
        ("The ferry left Velle", "The ferry left Velle at dawn", "agrees"),
        ("The ferry left Velle’s harbour", "It left the harbour of Velle", "agrees"),
        ("The talks were ended by Russia", "Moscow ended the talks", "agrees"),
        ("A German minister resigned", "The minister in Berlin resigned", "agrees"),
        ("The ferry left Norvane", "The ferry left Velle", "missing"),
        ("Then Olsen met Ida Tasch", "Olsen met the mayor", "missing"),
        ("A Polish minister resigned", "The minister in Berlin resigned", "missing"),
    ],
)
def test_names_of_a_claim_are_looked_for(claim: str, quote: str, outcome: str) -> None:
    assert check_names(claim, quote).outcome is Outcome(outcome)


def test_name_that_stands_in_the_context_is_enough() -> None:
    claim, quote = "The mayor of Norvane resigned", "She resigned on Monday"
    assert check_names(claim, quote).reason == "the article does not name 'Norvane' here"
    assert check_names(claim, quote, ["Norvane’s mayor steps down"]).outcome is Outcome.AGREES


def test_country_its_capital_and_its_people_are_one_name() -> None:
    assert same_names("russia", "kremlin")
    assert not same_names("russia", "berlin")
    assert is_country("ankara")
    assert not is_country("norvan")


@given(TEXTS)
def test_any_text_passes_against_itself(text: str) -> None:
    assert check_names(text, text).passed


@given(TEXTS, TEXTS, st.lists(TEXTS, max_size=2))
def test_more_context_never_loses_a_name(claim: str, quote: str, context: list[str]) -> None:
    alone, within = check_names(claim, quote), check_names(claim, quote, context)
    assert within.passed or not alone.passed
    assert within.outcome is not Outcome.CONFLICTS


@given(TEXTS)
def test_spans_reproduce_the_text_in_order(text: str) -> None:
    found = names_in(text)
    assert [word.span.of(text) for word in found] == [word.text for word in found]
    assert found == sorted(found, key=lambda word: word.span)


def test_every_sample_sentence_passes_against_itself() -> None:
    for path in sorted(Path("sources/samples").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        for sentence in (span.of(text) for span in split_sentences(text)):
            assert check_names(sentence, sentence).passed, sentence
