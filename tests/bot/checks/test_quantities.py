"""Numbers in running text: value, exactness, kind and unit."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checks.quantities import Quantity, find_quantities

INF = math.inf

# text, then (as printed, least value, greatest value, kind, currency) of every number in it
CASES: list[tuple[str, list[tuple[str, float, float, str, str]]]] = [
    ("25 sanctions", [("25", 25, 25, "count", "")]),
    ("twenty-five sanctions", [("twenty-five", 25, 25, "count", "")]),
    ("twelve people", [("twelve", 12, 12, "count", "")]),
    ("1,234 marchers", [("1,234", 1234, 1234, "count", "")]),
    ("2.4 metres", [("2.4", 2.4, 2.4, "count", "")]),
    ("$100 million", [("$100 million", 99.5e6, 100.5e6, "money", "$")]),
    ("US$5 was paid", [("US$5", 5, 5, "money", "$")]),
    ("€3.50 a head", [("€3.50", 3.5, 3.5, "money", "€")]),
    ("£20m of debt", [("£20m", 19.5e6, 20.5e6, "money", "£")]),
    ("3,800 euros", [("3,800", 3800, 3800, "money", "€")]),
    ("2,000 US dollars", [("2,000", 2000, 2000, "money", "$")]),
    ("1.5 billion people", [("1.5 billion", 1.45e9, 1.55e9, "count", "")]),
    ("25 % of them", [("25 %", 25, 25, "percent", "")]),
    ("25 percent", [("25 percent", 25, 25, "percent", "")]),
    ("25 per cent", [("25 per cent", 25, 25, "percent", "")]),
    ("two percentage points", [("two percentage points", 2, 2, "percent", "")]),
    ("about 80 guests", [("80", 72, 88, "count", "")]),
    ("more than 1,000 homes", [("1,000", 1000, INF, "count", "")]),
    ("at least 12 dead", [("12", 12, INF, "count", "")]),
    ("fewer than 50 votes", [("50", 0, 50, "count", "")]),
    ("up to 30 knots", [("30", 0, 30, "count", "")]),
    ("no more than 7 seats", [("7", 0, 7, "count", "")]),
    ("a quarter of the crew", [("a quarter", 0.25, 0.25, "fraction", "")]),
    ("two thirds of voters", [("two thirds", 2 / 3, 2 / 3, "fraction", "")]),
    ("half the fleet", [("half", 0.5, 0.5, "fraction", "")]),
    ("the third ship", [("third", 3, 3, "ordinal", "")]),
    ("the 21st ship", [("21st", 21, 21, "ordinal", "")]),
    ("two dozen boats", [("two dozen", 24, 24, "count", "")]),
    ("300,000 to 450,000 euros", [("300,000 to 450,000", 300_000, 450_000, "money", "€")]),
    ("between 3 and 5 people", [("3 and 5", 3, 5, "count", "")]),
    ("11 to 13 knots", [("11 to 13", 11, 13, "count", "")]),
    ("not 14 but 11 people", [("14", 14, 14, "count", ""), ("11", 11, 11, "count", "")]),
    ("-5 degrees", [("-5", -5, -5, "count", "")]),
    ("minus 5 °C", [("minus 5", -5, -5, "count", "")]),
    ("dozens of boats", [("dozens", 24, 144, "count", "")]),
    ("hundreds of thousands of boats", [("hundreds of thousands", 1e5, 1e6, "count", "")]),
    ("a couple of boats", [("a couple of", 2, 3, "count", "")]),
    ("half a dozen boats", [("half a dozen", 6, 6, "count", "")]),
    ("one in five boats", [("one in five", 0.2, 0.2, "fraction", "")]),
    ("3 out of 5 boats", [("3 out of 5", 0.6, 0.6, "fraction", "")]),
    ("a 20-year-old boat", [("20", 20, 20, "count", "")]),
    ("won 2-1", [("2-1", 2, 2, "score", "")]),
    ("20-25 boats", [("20-25", 20, 25, "count", "")]),
    ("10 to 20 million euros", [("10 to 20 million", 1e7, 2e7, "money", "€")]),
    ("1,5 million euros", [("1,5 million", 1.45e6, 1.55e6, "money", "€")]),
    ("600.000 boats", [("600.000", 6e5, 6e5, "count", "")]),
    ("394 054 boats", [("394 054", 394_054, 394_054, "count", "")]),
    ("5 million won", [("5 million", 4.5e6, 5.5e6, "money", "₩")]),
    ("2½ years", [("2½", 2.5, 2.5, "count", "")]),
    ("two and a half years", [("two and a half", 2.5, 2.5, "count", "")]),
    ("one hundred and four boats", [("one hundred and four", 104, 104, "count", "")]),
    ("6 feet 2 inches", [("6 feet 2 inches", 37 / 6, 37 / 6, "count", "")]),
    ("nearly 80 boats", [("80", 72, 80, "count", "")]),
    ("80 or more boats", [("80", 80, INF, "count", "")]),
    ("6,500-odd boats", [("6,500-odd", 5_850, 7_150, "count", "")]),
    ("at 5:30 pm", [("5:30 pm", 1_050, 1_050, "time", "")]),
    ("the Apollo 11 crew", [("11", 11, 11, "label", "")]),
    ("number 2", [("2", 2, 2, "ordinal", "")]),
    ("the twenty-first boat", [("twenty-first", 21, 21, "ordinal", "")]),
    ("44 BC", [("44", 44, 44, "count", "")]),
    ("the 19th century", []),
    ("the 2018/19 season", []),
    ("the 1990s", []),
    ("on 3 May 2024", []),
    ("in 2024", []),
    ("March 21", []),
    ("one of them", []),
    ("no number here", []),
    ("the COVID-19 virus", []),
    ("the A380 and the B52", []),
    ("version 1.2.3", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_numbers_of_a_text(text: str, expected: list[tuple[str, float, float, str, str]]) -> None:
    found = find_quantities(text)
    assert [(q.text, q.kind, q.currency) for q in found] == [(e[0], e[3], e[4]) for e in expected]
    for quantity, (_, low, high, *_) in zip(found, expected, strict=True):
        assert (quantity.low, quantity.high) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("25 more sanctions were imposed", "sanction"),
        ("40 of its 212 piles", "pile"),
        ("the 212 passengers", "passeng"),
        ("a dozen new ships", "ship"),
    ],
)
def test_unit_is_what_is_counted(text: str, unit: str) -> None:
    assert unit in find_quantities(text)[-1].unit


def test_unit_does_not_reach_across_a_comma() -> None:
    assert find_quantities("It sold 25, ships and all.")[0].unit == ()


@pytest.mark.parametrize(
    ("text", "is_denied"),
    [
        ("Eleven people, not 14, were hurt.", True),
        ("It was 14, not fewer.", False),
        ("12 ships instead of 14", True),
    ],
)
def test_number_that_the_text_denies_is_marked(text: str, is_denied: bool) -> None:
    by_text = {q.text: q for q in find_quantities(text)}
    assert by_text["14"].is_denied == is_denied


def only(text: str) -> Quantity:
    (quantity,) = find_quantities(text)
    return quantity


def test_81_is_within_more_than_80_and_not_the_other_way() -> None:
    assert only("81 people").is_within(only("more than 80 people"))
    assert not only("more than 80 people").is_within(only("81 people"))
    assert only("more than 80 people").overlaps(only("81 people"))
    assert not only("79 people").overlaps(only("more than 80 people"))


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error_and_in_order(text: str) -> None:
    found = find_quantities(text)
    for quantity in found:
        assert quantity.span.of(text) == quantity.text != ""
        assert quantity.low <= quantity.high
        assert quantity.is_within(quantity)
        assert quantity.overlaps(quantity)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))


@given(st.integers(2, 10**12).filter(lambda n: not 1600 <= n <= 2099))  # these may be years
def test_number_with_or_without_commas_is_the_same(number: int) -> None:
    plain, grouped = only(f"sold {number} shares"), only(f"sold {number:,} shares")
    assert plain.low == grouped.low == number
    assert plain.text.replace(",", "") == grouped.text.replace(",", "")
