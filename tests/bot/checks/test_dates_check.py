"""Dates of a claim held against a quote and the day of its article."""

from __future__ import annotations

import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.checks.dates import check_dates
from bot.checks.finding import Outcome
from index.sentences import split_sentences

PUBLISHED = date(2022, 3, 23)  # a Wednesday
VOCABULARY = """on Monday last next week month year March 21 21st , 2022 May may yesterday
    0001-01-01 9999-12-31 2022-02-30 three days ago will 0 Auguſt
    1, Sept. tomorrow of the""".split()
TEXTS = st.text() | st.lists(st.sampled_from(VOCABULARY)).map(" ".join)


# claim, quote, outcome, both of 23 March 2022: sentences of our own, one for each form of date
CASES = [
    ("The ferry sank", "The ferry sank on Monday", "silent"),
    ("The ferry sank on 21 March 2022", "The ferry sank on Monday", "agrees"),
    ("The ferry sank on Monday", "The ferry sank on 21 March 2022", "agrees"),
    ("The ferry sank on Monday", "The ferry sank on 2022-03-21", "agrees"),
    ("The ferry sank on 21.03.2022", "The ferry sank on Monday", "agrees"),
    ("The ferry sank on Tuesday", "The ferry sank on Monday", "conflicts"),
    ("The ferry sank yesterday", "The ferry sank on 22 March 2022", "agrees"),
    ("The ferry sank yesterday", "The ferry sank on Tuesday", "agrees"),
    ("The ferry sank yesterday", "The ferry sank on Monday", "conflicts"),
    ("The ferry sank today", "The ferry sank this morning", "agrees"),
    ("The ferry sank last night", "The ferry sank on Tuesday", "agrees"),
    ("The ferry sails tomorrow", "The ferry sails on 24 March 2022", "agrees"),
    ("The ferry sails tomorrow", "The ferry sails on 26 March 2022", "conflicts"),
    ("The ferry sank last week", "The ferry sank on 16 March", "agrees"),
    ("The ferry sank last week", "The ferry sank on 9 March", "conflicts"),
    ("The ferry sank this week", "The ferry sank on Monday", "agrees"),
    ("The ferry sank last month", "The ferry sank on 14 February 2022", "agrees"),
    ("The ferry sank last month", "The ferry sank in February", "agrees"),
    ("The ferry sank last month", "The ferry sank in January 2022", "conflicts"),
    ("The ferry sank earlier this month", "The ferry sank on 4 March 2022", "agrees"),
    ("The ferry sank earlier this month", "The ferry sank on 4 February 2022", "conflicts"),
    ("The ferry sank last year", "The ferry sank in 2021", "agrees"),
    ("The ferry sank last year", "The ferry sank in May 2021", "agrees"),
    ("The ferry sank last year", "The ferry sank in 2020", "conflicts"),
    ("The ferry sank three days ago", "The ferry sank on 20 March 2022", "agrees"),
    ("The ferry sank three days ago", "The ferry sank on 17 March 2022", "conflicts"),
    ("The ferry sank two months ago", "The ferry sank in January", "agrees"),
    ("The ferry sank over the weekend", "The ferry sank on 19 March 2022", "agrees"),
    ("The ferry sank over the weekend", "The ferry sank on Sunday", "agrees"),
    ("The ferry sank over the weekend", "The ferry sank on 17 March 2022", "conflicts"),
    ("The ferry sank in 2022", "The ferry sank on 21 March 2022", "agrees"),
    ("The ferry sank in 2021", "The ferry sank on 21 March 2022", "conflicts"),
    ("The ferry sank in March 2022", "The ferry sank on 21 March 2022", "agrees"),
    ("The ferry sank in April 2021", "The ferry sank on 21 March 2021", "conflicts"),
    ("The ferry sank on 21 March 2022", "The ferry sank in March 2022", "agrees"),
    ("The ferry sank on 21 March 2022", "The ferry sank in 2022", "agrees"),
    ("The ferry sank on 21 March 2022", "The ferry sank in April 2022", "conflicts"),
    ("The ferry sank in May", "The ferry sank in May", "agrees"),
    ("The ferry sank in May", "The ferry sank in June", "conflicts"),
    ("The ferry sank in May", "The ferry sank in May 2021", "agrees"),
    ("The ferry sank in May", "The ferry sank on 4 May 2021", "agrees"),
    ("The ferry sank in May", "The ferry sank on 4 June 2021", "conflicts"),
    ("The ferry sank in early March", "The ferry sank on 4 March", "agrees"),
    ("The ferry sank in mid-February", "The ferry sank on 14 February", "agrees"),
    ("The ferry sank in the 1990s", "The ferry sank in 1994", "agrees"),
    ("The ferry sank in the 1990s", "The ferry sank in 2004", "conflicts"),
    ("The ferry sank in the 1990s", "The ferry sank in the nineties", "agrees"),
    ("The ferry sank in the '90s", "The ferry sank in 1994", "agrees"),
    ("The ferry sank in the mid-90s", "The ferry sank in the mid-1990s", "agrees"),
    ("The ferry sank in the 1980s", "The ferry sank in the 1990s", "conflicts"),
    ("The ferry sank in 1994", "The ferry sank in the 1990s", "agrees"),
    ("The ferry sank in 2004", "The ferry sank in the 1990s", "missing"),
    ("The ferry sank in the 19th century", "The ferry sank in 1884", "agrees"),
    ("The ferry sank in the nineteenth century", "The ferry sank in the 19th century", "agrees"),
    ("The ferry sank in the 19th century", "The ferry sank in 1904", "conflicts"),
    ("The ferry sank in the 1800s", "The ferry sank in 1884", "agrees"),
    ("The ferry sank in spring 2021", "The ferry sank in April 2021", "agrees"),
    ("The ferry sank in summer 2021", "The ferry sank in April 2021", "conflicts"),
    ("The ferry sank in the winter of 2021", "The ferry sank in January 2021", "agrees"),
    ("The ferry sank in the first quarter of 2021", "The ferry sank in February 2021", "agrees"),
    ("The ferry sank in Q1 2021", "The ferry sank in May 2021", "conflicts"),
    ("The ferry sank in the first half of 2021", "The ferry sank in May 2021", "agrees"),
    ("The ferry sank in the second half of 2021", "The ferry sank in May 2021", "conflicts"),
    ("The ferry sank between 3 and 5 March", "The ferry sank on 4 March", "agrees"),
    ("The ferry sank between 3 and 5 March", "The ferry sank on 8 March", "conflicts"),
    ("The ferry sank between 3 and 5 March 2022", "The ferry sank on March 4, 2022", "agrees"),
    ("The fair ran from 3 to 5 March", "The fair ran from March 3 to 5", "agrees"),
    ("The fair ran 3-5 March", "The fair ran between March 3 and 5", "agrees"),
    ("The fair ran 3-5 March", "The fair ran between 13 and 15 March", "conflicts"),
    ("The fair ran 28 February to 3 March 2022", "The fair ran on 1 March 2022", "agrees"),
    ("The fair ran between March 3 and March 5", "The fair ran on 4 March", "agrees"),
    ("The ferry sank between 2017 and 2019", "The ferry sank in 2018", "agrees"),
    ("The ferry sank between 2017 and 2019", "The ferry sank in 2015", "conflicts"),
    ("He led the club in 2018/19", "He led the club in 2018-19", "agrees"),
    ("He led the club in 2018/19", "He led the club in the 2018–2019 season", "agrees"),
    ("He led the club in 2017/18", "He led the club in 2018/19", "conflicts"),
    ("He led the club in 2018", "He led the club in 2018/19", "missing"),
    ("He led the club in 2001", "He led the club from 1998 to 2004", "agrees"),
    ("He led the club from 1998 to 2004", "He led the club from 1998 to 2004", "agrees"),
    ("He led the club from 1998 to 2005", "He led the club from 1998 to 2004", "conflicts"),
    ("The ferry sank before 2010", "The ferry sank in 2005", "agrees"),
    ("The ferry sank before 2010", "The ferry sank in 2012", "conflicts"),
    ("The ferry sank before 2010", "The ferry sank in 2010", "conflicts"),
    ("The ferry sank before 2010", "The ferry sank in May 2010", "conflicts"),
    ("The ferry sank prior to May 2010", "The ferry sank on 4 May 2009", "agrees"),
    ("The ferry sank before 24 May 2019", "The ferry sank on 23 May 2019", "agrees"),
    ("The ferry sank after 2010", "The ferry sank in 2012", "agrees"),
    ("The ferry sank after 2010", "The ferry sank in 2005", "conflicts"),
    ("The ferry sank after 2010", "The ferry sank in May 2010", "conflicts"),
    ("The ferry sank later than 2010", "The ferry sank in 2012", "agrees"),
    ("The ferry sank after May 2010", "The ferry sank in 2010", "missing"),
    ("The ferry sank by 2010", "The ferry sank in 2010", "agrees"),
    ("The ferry sank by 2010", "The ferry sank in 2008", "agrees"),
    ("The ferry sank by 2010", "The ferry sank in 2012", "conflicts"),
    ("The ferry sank no later than 2010", "The ferry sank in 2012", "conflicts"),
    ("The ferry sank in 2010 or later", "The ferry sank in 2012", "agrees"),
    ("The ferry sank in 2010 or later", "The ferry sank in 2008", "conflicts"),
    ("The ferry sank in or before 2010", "The ferry sank in 2010", "agrees"),
    ("The ferry sank not earlier than 2010", "The ferry sank in 2010", "agrees"),
    ("The ferry has sailed since 2010", "The ferry has sailed since 2010", "agrees"),
    ("The ferry has sailed since 2010", "The ferry has sailed since 2012", "conflicts"),
    ("The ferry sank in 2012", "The ferry sank after 2010", "missing"),
    ("The ferry sank in 2008", "The ferry sank after 2010", "conflicts"),
    ("The ferry sank in 2012", "The ferry sank before 2010", "conflicts"),
    (
        "As of 4 May 2021 the ferry had 9 cabins",
        "As of 5 May 2021 the ferry had 9 cabins",
        "missing",
    ),
    ("The ferry sank in 1348", "The ferry sank in 1348", "agrees"),
    ("The ferry sank in 1348", "The ferry sank in 1349", "conflicts"),
    ("The town burned in AD 79", "The town burned in 79 AD", "agrees"),
    ("The town burned in AD 79", "The town burned in AD 64", "conflicts"),
    ("He was born in 1945", "He (12 June 1945 – 4 January 2004) was a painter", "agrees"),
    ("He was born in 1954", "He (12 June 1945 – 4 January 2004) was a painter", "conflicts"),
    ("He died in 2005", "He (12 June 1945 – 4 January 2004) was a painter", "conflicts"),
    ("The film was released in 2019", "It is a 2016 film by a Dane", "conflicts"),
    ('The song "1999" rose on the list', "The song rose on the list in 2018", "missing"),
    ("It stars in Blade Runner 2049", "It stars him since 2012", "missing"),
    ("The hall has 2000 seats", "The hall has 2050 seats", "silent"),
    ("There were more than 2000 cases", "There were 2053 cases on 28 April", "silent"),
    ("He married in 1973", "They first met in 1965", "missing"),
    ("The ferry sank on 31 December 2021", "The ferry sank on 31 December", "agrees"),
    ("The ferry sank on 1 January", "The ferry sank on 31 December", "conflicts"),
    ("The ferry sank on 22 March 2022", "The ferry sank", "agrees"),
    ("The ferry sank on 3 May 2019", "The ferry sank", "missing"),
]
# the same where nobody knows when the article appeared
UNDATED = [
    ("The ferry sank on March 26", "The ferry sank on March 26, 2020", "agrees"),
    ("The ferry sank on March 26, 2020", "The ferry sank on March 26", "agrees"),
    ("The ferry sank on March 26", "The ferry sank on March 27, 2020", "conflicts"),
    ("The ferry sank on March 26", "The ferry sank on 26 March", "agrees"),
    ("The ferry sank on March 26", "The ferry sank on April 26", "conflicts"),
    ("The ferry sank in May", "The ferry sank on 12 May", "agrees"),
    ("The ferry sank in May", "The ferry sank on 12 June 2020", "conflicts"),
    ("The ferry sank in May 2020", "The ferry sank in May", "agrees"),
    ("The ferry sank on March 26", "The ferry sank in 2020", "agrees"),
    ("The ferry sank before March 26", "The ferry sank on March 20, 2020", "agrees"),
    ("The ferry sank on Monday", "The ferry sank on 3 May 2020", "silent"),
    ("The ferry sank in 2020", "The ferry sank last week", "missing"),
]


@pytest.mark.parametrize(("claim", "quote", "outcome"), CASES)
def test_forms_of_dates(claim: str, quote: str, outcome: str) -> None:
    found = check_dates(claim, quote, claimed_on=PUBLISHED, published=PUBLISHED)
    assert found.outcome is Outcome(outcome)


@pytest.mark.parametrize(("claim", "quote", "outcome"), UNDATED)
def test_forms_of_dates_without_the_day_of_the_article(
    claim: str, quote: str, outcome: str
) -> None:
    found = check_dates(claim, quote, claimed_on=None, published=None)
    assert found.outcome is Outcome(outcome)


@pytest.mark.parametrize(
    "text", dict.fromkeys(text for claim, quote, _ in CASES + UNDATED for text in (claim, quote))
)
@pytest.mark.parametrize("on", [PUBLISHED, None])
def test_no_case_conflicts_with_itself(text: str, on: date | None) -> None:
    assert check_dates(text, text, claimed_on=on, published=on).passed


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


DAYS = st.dates(date(1700, 1, 1), date(2090, 12, 31))
FORMS = ["%-d %B %Y", "%B %-d, %Y", "%Y-%m-%d", "%B %Y", "%Y"]


@given(DAYS, st.sampled_from(FORMS), st.sampled_from(FORMS))
def test_every_way_to_write_a_day_agrees_with_every_other(day: date, one: str, other: str) -> None:
    claim, quote = (f"The ferry sank in {day.strftime(form)}" for form in (one, other))
    found = check_dates(claim, quote, claimed_on=None, published=None)
    assert found.outcome is Outcome.AGREES


@given(DAYS, DAYS, st.sampled_from(FORMS), st.none() | DAYS)
def test_changed_date_never_agrees(one: date, other: date, form: str, on: date | None) -> None:
    assume(one.strftime(form) != other.strftime(form))
    claim, quote = (f"The ferry sank in {day.strftime(form)}" for day in (one, other))
    found = check_dates(claim, quote, claimed_on=on, published=on)
    assert found.outcome is Outcome.CONFLICTS


@given(DAYS, DAYS)
def test_before_and_after_are_opposites(day: date, other: date) -> None:
    assume(day != other)
    quote = f"The ferry sank on {day:%B} {day.day}, {day.year}"
    outcomes = [
        check_dates(
            f"The ferry sank {bound} {other:%B} {other.day}, {other.year}",
            quote,
            claimed_on=None,
            published=None,
        ).outcome
        for bound in ("before", "after")
    ]
    right = [Outcome.AGREES, Outcome.CONFLICTS]
    assert outcomes == (right if day < other else right[::-1])


@given(DAYS, st.integers(1, 400), st.integers(1, 400), st.integers(-500, 500))
def test_longer_span_of_years_agrees_wherever_a_shorter_one_does(
    day: date, length: int, more: int, shift: int
) -> None:
    first, last = day.year, day.year + 1 + length // 40
    then = (day + timedelta(days=shift * 7)).year
    narrow, wide = (
        check_dates(
            f"The ferry sank between {a} and {b}",
            f"The ferry sank in {then}",
            claimed_on=None,
            published=None,
        ).outcome
        for a, b in ((first, last), (first - more // 80, last + more // 80))
    )
    assume(last + more // 80 < 2090 and first - more // 80 >= 1600 and 1600 <= then < 2100)
    assert narrow is (Outcome.AGREES if first <= then <= last else Outcome.CONFLICTS)
    assert narrow is not Outcome.AGREES or wide is Outcome.AGREES


@pytest.mark.parametrize(
    "text",
    [
        *("2001 " * 2_000, "March 3 " * 1_200, "9" * 10_000, "1," * 5_000, "between 3 and " * 700),
        *("on Monday " * 1_000, "in the " * 1_500, "3-" * 5_000, "May " * 2_500),
    ],
    ids=lambda text: text[:12],
)
def test_hostile_text_does_not_blow_up(text: str) -> None:
    started = time.process_time()
    check_dates(text, text + ".", claimed_on=PUBLISHED, published=PUBLISHED)
    assert time.process_time() - started < 3  # 0.1 s on an idle core; a busy one took 0.7


def test_conflict_says_the_bound_and_both_days() -> None:
    found = check_dates(
        "It sank before 2010", "It sank in May 2012", claimed_on=None, published=None
    )
    assert found.reason == "the article says May 2012, the claim says before 2010"
