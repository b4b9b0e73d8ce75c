"""Sentences that are the same but for a figure contradict each other, whatever it counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checks.twins import other_figure


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        (
            "Of the 40 passengers, 22 were from Velle.",
            "Of the 40 passengers, 21 were from Velle.",
        ),
        (
            "The aim of the two-day closure was to exceed 90 percent.",
            "The aim of the two-day closure was to exceed 50 percent.",
        ),
        (
            "She put its worth at five to six million euros in Tarn.",
            "She put its worth at five to nine million euros in Tarn.",
        ),
        (
            "About 350 thousand bulbs are sold each year.",
            "About 350 million bulbs are sold each year.",
        ),
        (
            "Eleven people were hurt in Tarn on Monday.",
            "Twelve people were hurt in Tarn on Monday.",
        ),
    ],
)
def test_another_figure_among_the_same_words_is_told(claim: str, quote: str) -> None:
    assert other_figure(claim, quote).startswith("the article says")
    assert other_figure(quote, claim)


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Eleven people were hurt in Tarn on Monday.", "11 people were hurt in Tarn on Monday."),
        ("The mayor of Tarn left on 3 March 2024.", "The mayor of Tarn left on 4 March 2024."),
        ("Eleven people were hurt in Tarn.", "Twelve people were hurt in Velle."),
        ("Eleven people were hurt in Tarn.", "Twelve people were killed in Tarn."),
        ("It sold 40.", "It sold 41."),
        ("The dam is high and was built by Orrin.", "The dam is high and was built by Orrin."),
        ("", ""),
    ],
)
def test_same_figures_days_and_other_words_are_no_such_pair(claim: str, quote: str) -> None:
    assert other_figure(claim, quote) == ""


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_read_and_nothing_differs_from_itself(one: str, other: str) -> None:
    assert other_figure(one, one) == ""
    assert bool(other_figure(one, other)) == bool(other_figure(other, one))
