"""What a claim states as done and a quote leaves open."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checks.finding import Outcome
from bot.checks.modality import check_modality
from bot.words import Word, words
from index.sentences import split_sentences

VOCABULARY = "may will plans to close closed bridge the council , . could be asked for".split()
TEXTS = st.text() | st.lists(st.sampled_from(VOCABULARY)).map(" ".join)


def by_stem(claim: str, quote: str) -> list[tuple[Word, Word]]:
    return [
        (one, other)
        for one in words(claim)
        for other in words(quote)
        if one.stem == other.stem and not one.is_stop
    ]


@pytest.mark.parametrize(
    ("claim", "quote", "outcome"),
    [
        ("The school closed", "The school closed in May", "silent"),
        ("The school closed", "The school may close", "missing"),
        ("The school closed", "The school will close in May", "missing"),
        ("The council bans cars", "The council plans to ban cars", "missing"),
        ("The union stopped work", "The union threatened to stop work", "missing"),
        ("The mayor resigned", "Protesters demanded the mayor resign", "missing"),
        ("The school may close", "The school may close", "agrees"),
        ("The council will ban cars", "The council plans to ban cars", "agrees"),
        ("Will the school close?", "The school will close in May", "agrees"),
        ("The school may close", "The school closed", "silent"),
        ("The ferry sailed", "The school may close", "silent"),
        ("The council banned cars", "A vote may come; the council banned all cars", "silent"),
    ],
)
def test_what_is_open_in_the_quote_is_no_fact(claim: str, quote: str, outcome: str) -> None:
    assert check_modality(claim, quote, by_stem(claim, quote)).outcome is Outcome(outcome)


def test_reason_shows_the_open_words() -> None:
    claim, quote = "The school closed", "The school may soon close"
    found = check_modality(claim, quote, by_stem(claim, quote))
    assert found.reason == "in the article it is open: “may … close”"


@given(TEXTS)
def test_any_text_passes_against_itself(text: str) -> None:
    assert check_modality(text, text, [(word, word) for word in words(text)]).passed


@given(TEXTS, TEXTS)
def test_no_text_makes_it_raise_and_failure_has_a_reason(claim: str, quote: str) -> None:
    found = check_modality(claim, quote, by_stem(claim, quote))
    assert found.outcome is not Outcome.CONFLICTS
    assert found.passed == (found.reason == "")


def test_every_sample_sentence_passes_against_itself() -> None:
    for path in sorted(Path("sources/samples").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        for sentence in (span.of(text) for span in split_sentences(text)):
            pairs = [(word, word) for word in words(sentence)]
            assert check_modality(sentence, sentence, pairs).passed, sentence
