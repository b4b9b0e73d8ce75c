"""Dates of a claim held against a quote and the day of its article."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checks.dates import check_dates
from bot.checks.finding import Outcome
from index.sentences import split_sentences

PUBLISHED = date(2022, 3, 23)  # a Wednesday
VOCABULARY = """on Monday last next week month year March 21 21st , 2022 May may yesterday
    0001-01-01 9999-12-31 2022-02-30 three days ago will 0 Auguſt
    1, Sept. tomorrow of the""".split()
TEXTS = st.text() | st.lists(st.sampled_from(VOCABULARY)).map(" ".join)


@pytest.mark.parametrize(
    ("claim", "quote", "outcome"),
    [
        ("The ferry sank", "The ferry sank on Monday", "silent"),
        ("The ferry sank on 21 March 2022", "The ferry sank on Monday", "agrees"),
        ("The ferry sank in March 2022", "The ferry sank on Monday", "agrees"),
        ("The ferry sank in 2022", "The ferry sank on March 21", "agrees"),
        ("The ferry sank on March 21, 2022", "The ferry sank in 2022", "agrees"),
        ("The ferry sank last week", "The ferry sank on 16 March", "agrees"),
        ("The ferry sank on 22 March 2022", "The ferry sank", "agrees"),
        ("The ferry sank in 2022", "The ferry sank", "agrees"),
        ("The ferry sank on 21\u00a0March\u00a02022", "The ferry sank on\nMarch\n21", "agrees"),
        ("The pits closed in 2020", "In 2020 home prices and pits fell", "agrees"),
        ("The well is 1,500 years old", "It was dug 1,500 years ago", "silent"),
        ("The well cost $1900", "The well cost 1900 euros", "silent"),
        ("The ferry sank on 20 March 2022", "The ferry sank on Monday", "conflicts"),
        ("The ferry sank in 2021", "The ferry sank in March 2022", "conflicts"),
        ("The ferry sank in April 2022", "The ferry sank in March 2022", "conflicts"),
        ("The ferry sank yesterday", "The ferry sank on Monday", "conflicts"),
        ("The ferry sank on 3 May 2019", "The ferry sank", "missing"),
        ("The ferry sank on 3 May 2019", "The ferry, built in 2015, sank", "missing"),
    ],
)
def test_dates_of_a_claim_are_held_against_the_quote(claim: str, quote: str, outcome: str) -> None:
    found = check_dates(claim, quote, claimed_on=PUBLISHED, published=PUBLISHED)
    assert found.outcome is Outcome(outcome)


def test_weekday_of_the_claim_counts_from_the_day_of_the_claim() -> None:
    claim, quote = "The ferry sank on Monday", "The ferry sank on 21 March 2022"
    near = check_dates(claim, quote, claimed_on=date(2022, 3, 25), published=PUBLISHED)
    late = check_dates(claim, quote, claimed_on=date(2022, 3, 30), published=PUBLISHED)
    assert (near.outcome, late.outcome) == (Outcome.AGREES, Outcome.CONFLICTS)


def test_conflict_names_both_days() -> None:
    found = check_dates(
        "It sank on 20 March 2022", "It sank on Monday", claimed_on=None, published=PUBLISHED
    )
    assert found.reason == "the article says 21 March 2022, the claim says 20 March 2022"


def test_undated_article_proves_no_day() -> None:
    found = check_dates("It sank on 20 March 2022", "It sank", claimed_on=None, published=None)
    assert found.outcome is Outcome.MISSING


@given(TEXTS, st.none() | st.dates())
def test_any_text_passes_against_itself(text: str, published: date | None) -> None:
    assert check_dates(text, text, claimed_on=None, published=published).passed


@given(TEXTS, TEXTS, st.none() | st.dates(), st.none() | st.dates())
def test_no_text_and_no_day_makes_it_raise(
    claim: str, quote: str, claimed_on: date | None, published: date | None
) -> None:
    found = check_dates(claim, quote, claimed_on=claimed_on, published=published)
    assert found.passed == (found.reason == "")


def test_every_sample_sentence_passes_against_itself() -> None:
    for path in sorted(Path("sources/samples").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        for sentence in (span.of(text) for span in split_sentences(text)):
            found = check_dates(sentence, sentence, claimed_on=PUBLISHED, published=PUBLISHED)
            assert found.passed, sentence
