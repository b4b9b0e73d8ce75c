"""What a negating word reaches, and where sentences and clauses end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checks.scope import read
from bot.checks.wordforms import base_of, means_same

VOCABULARY = "not never no without , . ; but that ferry sailed Olsen failed to neither nor".split()
TEXTS = st.text() | st.lists(st.sampled_from(VOCABULARY)).map(" ".join)


@pytest.mark.parametrize(
    ("text", "reached"),
    [
        ("The ferry did not sail", ["sail"]),
        ("The ferry never really sailed", ["sailed"]),
        ("The ferry failed to sail", ["sail"]),
        ("The engine failed", []),
        ("The ferry has no captain", ["captain"]),
        ("The ferry left without a captain", ["captain"]),
        ("The captain did not sleep, but the ferry sailed", ["sleep"]),
        ("The captain did not say that the ferry sailed", []),
        ("Neither Olsen nor Tasch sailed", ["sailed"]),
        ("The ferry not only sailed", []),
        ("No doubt the ferry sailed", []),
        ("The ferry no longer sails", ["sails"]),
        ("", []),
    ],
)
def test_a_negation_reaches_the_next_words_of_its_clause(text: str, reached: list[str]) -> None:
    reading = read(text)
    found = [w.text for i, w in enumerate(reading.words) if reading.is_negated(i)]
    assert found == reached


def test_two_negations_cancel_each_other() -> None:
    reading = read("The ferry did not fail to sail")
    assert not reading.is_negated(len(reading.words) - 1)


@given(TEXTS)
def test_a_reading_is_as_long_as_its_words_and_counts_upwards(text: str) -> None:
    reading = read(text)
    n_words = len(reading.words)
    for row in (reading.bases, reading.sentences, reading.negators, reading.clauses):
        assert len(row) == n_words
    assert list(reading.sentences) == sorted(reading.sentences)
    assert list(reading.clauses) == sorted(reading.clauses)
    assert all(0 <= i < j < n_words for i, js in reading.heads.items() for j in js)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("fell", "falling", True),
        ("bought", "acquires", True),
        ("women", "woman", True),
        ("banned", "prohibits", True),
        ("rose", "fell", False),
        ("mayor", "captain", False),
    ],
)
def test_forms_and_synonyms_mean_the_same(one: str, other: str, same: bool) -> None:
    assert means_same(base_of(one), base_of(other)) is same
    assert means_same(base_of(other), base_of(one)) is same
