"""Dates in running text and the days they mean."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.temporal import find_dates, in_words, resolve_relative

ON = date(2022, 3, 22)  # a Tuesday


def d(text: str) -> date:
    return date.fromisoformat(text)


# text, then (as printed, first day, last day, relative) of every date in it, read on 22 March 2022
CASES: list[tuple[str, list[tuple[str, str, str, bool]]]] = [
    ("on 2022-03-21 it rained", [("2022-03-21", "2022-03-21", "2022-03-21", False)]),
    ("March 21, 2022", [("March 21, 2022", "2022-03-21", "2022-03-21", False)]),
    ("21 March 2022", [("21 March 2022", "2022-03-21", "2022-03-21", False)]),
    ("the 21st of March 2022", [("21st of March 2022", "2022-03-21", "2022-03-21", False)]),
    ("Feb. 27, 2021", [("Feb. 27, 2021", "2021-02-27", "2021-02-27", False)]),
    ("Sept 3, 2021", [("Sept 3, 2021", "2021-09-03", "2021-09-03", False)]),
    ("in March 2021", [("March 2021", "2021-03-01", "2021-03-31", False)]),
    ("in February 2024", [("February 2024", "2024-02-01", "2024-02-29", False)]),
    ("in 1991", [("1991", "1991-01-01", "1991-12-31", False)]),
    ("on March 6", [("March 6", "2022-03-06", "2022-03-06", True)]),
    ("on Feb. 27", [("Feb. 27", "2022-02-27", "2022-02-27", True)]),
    ("on 27 December", [("27 December", "2021-12-27", "2021-12-27", True)]),
    ("He said on Monday", [("Monday", "2022-03-21", "2022-03-21", True)]),
    ("It happened Tuesday", [("Tuesday", "2022-03-22", "2022-03-22", True)]),
    ("It happened Wednesday", [("Wednesday", "2022-03-16", "2022-03-16", True)]),
    ("They will meet on Thursday", [("Thursday", "2022-03-24", "2022-03-24", True)]),
    ("last Tuesday", [("last Tuesday", "2022-03-15", "2022-03-15", True)]),
    ("next Tuesday", [("next Tuesday", "2022-03-29", "2022-03-29", True)]),
    ("yesterday", [("yesterday", "2022-03-21", "2022-03-21", True)]),
    ("today", [("today", "2022-03-22", "2022-03-22", True)]),
    ("tomorrow", [("tomorrow", "2022-03-23", "2022-03-23", True)]),
    ("the day before yesterday", [("the day before yesterday", "2022-03-20", "2022-03-20", True)]),
    ("last night", [("last night", "2022-03-21", "2022-03-21", True)]),
    ("last week", [("last week", "2022-03-14", "2022-03-20", True)]),
    ("this week", [("this week", "2022-03-21", "2022-03-27", True)]),
    ("next month", [("next month", "2022-04-01", "2022-04-30", True)]),
    ("last month", [("last month", "2022-02-01", "2022-02-28", True)]),
    ("earlier this month", [("earlier this month", "2022-03-01", "2022-03-31", True)]),
    ("last year", [("last year", "2021-01-01", "2021-12-31", True)]),
    ("last December", [("last December", "2021-12-01", "2021-12-31", True)]),
    ("next January", [("next January", "2023-01-01", "2023-01-31", True)]),
    ("three days ago", [("three days ago", "2022-03-19", "2022-03-19", True)]),
    ("a week ago", [("a week ago", "2022-03-14", "2022-03-20", True)]),
    ("two months ago", [("two months ago", "2022-01-01", "2022-01-31", True)]),
    ("19 years ago", [("19 years ago", "2003-01-01", "2003-12-31", True)]),
    ("1,991 people and 2022 others came", [("2022", "2022-01-01", "2022-12-31", False)]),
    ("in May", [("May", "2021-05-01", "2021-05-31", True)]),
    ("in early February", [("February", "2022-02-01", "2022-02-28", True)]),
    ("It will open in May", [("May", "2022-05-01", "2022-05-31", True)]),
    (
        "between 3 and 5 March",
        [("between 3 and 5 March", "2022-03-03", "2022-03-05", True)],
    ),
    ("3–5 March 2021", [("3–5 March 2021", "2021-03-03", "2021-03-05", False)]),
    ("March 3 to 5, 2021", [("March 3 to 5, 2021", "2021-03-03", "2021-03-05", False)]),
    (
        "28 February to 3 March 2021",
        [("28 February to 3 March 2021", "2021-02-28", "2021-03-03", False)],
    ),
    ("21.03.2022", [("21.03.2022", "2022-03-21", "2022-03-21", False)]),
    ("the 1990s", [("the 1990s", "1990-01-01", "1999-12-31", False)]),
    ("the ’90s", [("the ’90s", "1990-01-01", "1999-12-31", False)]),
    ("the nineties", [("the nineties", "1990-01-01", "1999-12-31", False)]),
    ("the 1800s", [("the 1800s", "1800-01-01", "1899-12-31", False)]),
    ("19th century", [("19th century", "1801-01-01", "1900-12-31", False)]),
    ("2018/19", [("2018/19", "2018-07-01", "2019-06-30", False)]),
    ("1990–95", [("1990–95", "1990-01-01", "1995-12-31", False)]),
    (
        "between 2017 and 2019",
        [("between 2017 and 2019", "2017-01-01", "2019-12-31", False)],
    ),
    ("spring 2020", [("spring 2020", "2020-03-01", "2020-06-30", False)]),
    ("Q3 2020", [("Q3 2020", "2020-07-01", "2020-09-30", False)]),
    ("first half of 2020", [("first half of 2020", "2020-01-01", "2020-06-30", False)]),
    ("over the weekend", [("over the weekend", "2022-03-19", "2022-03-20", True)]),
    ("this morning", [("this morning", "2022-03-22", "2022-03-22", True)]),
    ("in AD 79", [("AD 79", "0079-01-01", "0079-12-31", False)]),
    ("in 1492", [("1492", "1492-01-01", "1492-12-31", False)]),
    ("in 44 BC", []),
    ("May said so", []),
    ("more than 2000 cases", []),
    ("the state had 1986 confirmed cases", []),
    ("It may 5 times", []),
    ("they march 3 miles", []),
    ("February 30, 2022", None),
    ("31 April 2022 came", None),
    ("2022-13-45", None),
    ("room 20221 on floor 3", []),
    ("nothing dated", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_dates_of_a_text(text: str, expected: list[tuple[str, str, str, bool]] | None) -> None:
    found = [(m.text, m.first, m.last, m.is_relative) for m in find_dates(text, on=ON)]
    if expected is None:  # no such day: whatever is read, it is not a single day
        assert all(first < last for _, first, last, _ in found)
    else:
        assert found == [(words, d(a), d(b), rel) for words, a, b, rel in expected]


def test_without_the_day_of_the_article_only_full_dates_are_found() -> None:
    text = "On Monday, March 6 and last week; also on 3 May 2021, in June 2021 and in 2020."
    assert [m.text for m in find_dates(text, on=None)] == ["3 May 2021", "June 2021", "2020"]


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("March 2022", "21 March 2022", True),
        ("2022", "21 March 2022", True),
        ("21 March 2022", "22 March 2022", False),
        ("March 2022", "April 2022", False),
        ("last week", "March 16, 2022", True),
        ("Monday", "2022-03-21", True),
    ],
)
def test_days_agree_when_one_lies_in_the_other(one: str, other: str, agree: bool) -> None:
    (a,), (b,) = find_dates(one, on=ON), find_dates(other, on=ON)
    assert a.agrees_with(b) == b.agrees_with(a) == agree


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2022-03-21", "2022-03-21", "21 March 2022"),
        ("2022-03-14", "2022-03-20", "14 to 20 March 2022"),
        ("2022-03-01", "2022-03-31", "March 2022"),
        ("2022-01-01", "2022-12-31", "2022"),
        ("2022-02-28", "2022-03-06", "28 February to 6 March 2022"),
        ("1990-01-01", "1999-12-31", "1990 to 1999"),
        ("2018-07-01", "2019-06-30", "July 2018 to June 2019"),
        ("2020-01-01", "2020-06-30", "January to June 2020"),
        ("2021-12-27", "2022-01-02", "27 December 2021 to 2 January 2022"),
    ],
)
def test_days_in_words(first: str, last: str, words: str) -> None:
    assert in_words(d(first), d(last)) == words


def test_words_of_any_days_are_read_back_as_these_days() -> None:
    for day in (ON + timedelta(days=n) for n in range(0, 800, 37)):
        (mention,) = find_dates(in_words(day, day), on=None)
        assert (mention.first, mention.last) == (day, day)


def test_weekday_beside_its_date_needs_no_explanation() -> None:
    assert resolve_relative("On Monday, March 21, it rained.", on=ON) == []
    (mention,) = resolve_relative("On Monday it rained in March.", on=ON)
    assert mention.text == "Monday"


def test_full_date_needs_no_explanation() -> None:
    assert resolve_relative("On 3 May 2021 and in 2020 it rained.", on=ON) == []


def test_undated_article_explains_nothing() -> None:
    assert resolve_relative("On Monday, yesterday, last week.", on=None) == []


@given(st.text(max_size=200), st.none() | st.dates(date(1700, 1, 1), date(2200, 1, 1)))
def test_any_text_is_read_without_an_error_and_in_order(text: str, on: date | None) -> None:
    found = find_dates(text, on=on)
    for mention in found:
        assert mention.span.of(text) == mention.text != ""
        assert mention.first <= mention.last
        assert mention.agrees_with(mention)
        assert on is not None or not mention.is_relative
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))


WORDS = (
    "last this next week month year Monday Friday yesterday tomorrow March May 3 31 2022 ago "
    "three days a 999 years will meet on , . - : earlier Feb. of 30 0 1600"
).split()


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.dates())
def test_dates_in_any_order_on_any_day_are_read_without_an_error(
    words: list[str], on: date
) -> None:
    resolve_relative(" ".join(words), on=on)


@pytest.mark.parametrize("on", [date.min + timedelta(days=1), date(1, 2, 1), date.max])
@pytest.mark.parametrize(
    "text",
    [
        *("last year", "next year", "last month", "next month", "last week", "next week"),
        *("yesterday", "tomorrow", "Friday", "next Friday", "last Friday", "May 31", "last May"),
        *("999 days ago", "999 weeks ago", "999 months ago", "999 years ago", "next January"),
    ],
)
def test_day_that_the_calendar_does_not_have_is_left_alone(text: str, on: date) -> None:
    for mention in find_dates(text, on=on):
        assert mention.first <= mention.last


def test_day_without_a_year_is_found_on_demand() -> None:
    (mention,) = find_dates("on 29 February", on=None, yearless=True)
    assert (mention.first, mention.has_year) == (date(2000, 2, 29), False)
    assert find_dates("on 29 February", on=None) == []
    assert find_dates("on Monday", on=None, yearless=True) == []
