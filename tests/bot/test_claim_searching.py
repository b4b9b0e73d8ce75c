"""What is searched for a claim besides the claim itself."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checking.searching import N_ADDED, find_passages, other_readings
from index.passages import Passage
from index.search import Hit


@pytest.mark.parametrize(
    ("claim", "among"),
    [
        ("Japan froze the assets of 25 Russians.", "Japan froze the assets of Russians."),
        ("The bridge opened on 3 May 2021.", "The bridge close on 3 May 2021."),
        ("The ministry did not suspend the talks.", "The ministry did suspend the talks."),
        ("Prices never fell in Norway.", "Prices fell in Norway."),
        ("Moscow warned Tokyo.", "Tokyo warned Moscow."),
        ("The mayor met Anna Berg and Olof Lind.", "The mayor met Olof Lind and Anna Berg."),
    ],
)
def test_what_would_be_printed_were_it_false_is_searched(claim: str, among: str) -> None:
    assert among in other_readings(claim)


@pytest.mark.parametrize("claim", ["It rains.", "Tokyo agrees with Tokyo.", "", "25"])
def test_a_claim_without_another_reading_has_none(claim: str) -> None:
    assert all(text not in ("", claim) for text in other_readings(claim))


@given(st.text(max_size=300))
def test_any_text_has_at_most_three(text: str) -> None:
    found = other_readings(text)
    assert len(found) <= N_ADDED
    assert len(set(found)) == len(found)


def hit(start: int) -> Hit:
    passage = Passage(article_id="a" * 16, version=1, start=start, end=start + 1, text="x")
    return Hit(passage=passage, score=1.0, rank=start + 1)


def test_what_the_claim_itself_finds_comes_first_and_nothing_twice() -> None:
    asked: list[str] = []

    def search(query: str, k: int, as_of: date | None) -> list[Hit]:
        asked.append(query)
        assert (k, as_of) == (2, date(2022, 1, 2))
        return [hit(len(asked) - 1), hit(len(asked))]

    claim = "Moscow did not warn Tokyo of 25 storms."
    found = find_passages(search, claim, 2, date(2022, 1, 2))
    assert asked[0] == claim
    assert len(asked) == 4
    starts = [one.passage.start for one in found]
    assert starts == [0, 1, 2, 3, 4]
