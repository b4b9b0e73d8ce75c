"""Finding the claims of a text: every sentence with words in it, where it stands."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.claims import MAX_CLAIMS, MAX_TEXT, find_claims
from bot.errors import QuestionError
from bot.words import words


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("The ferry sank.", ["The ferry sank."]),
        ("The ferry sank", ["The ferry sank"]),
        ("It sank. Nobody was hurt.", ["It sank.", "Nobody was hurt."]),
        ("Mr. Olsen left at 9.30 a.m. on Monday.", ["Mr. Olsen left at 9.30 a.m. on Monday."]),
        ("It cost $1.5 million. Rents rose.", ["It cost $1.5 million.", "Rents rose."]),
        ("  It sank!  \n\n Why?  ", ["It sank!", "Why?"]),
        ("— !\n\nIt sank.", ["It sank."]),
        ("Ferry sinks\n\nIt sank on Monday.", ["Ferry sinks", "It sank on Monday."]),
        ("Ærø lies off Fyn. 25 boats.", ["Ærø lies off Fyn.", "25 boats."]),
    ],
)
def test_every_sentence_is_a_claim(text: str, claims: list[str]) -> None:
    assert [claim.text for claim in find_claims(text)] == claims


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "nothing to check"),
        (" \n\t ", "nothing to check"),
        ("… — !?", "nothing to check"),
        ("It sank.\x00", "no text"),
        ("It sank \ud800.", "no text"),
        ("a" * (MAX_TEXT + 1), "100,001 characters"),
        ("It sank. " * (MAX_CLAIMS + 1), "501 sentences"),
    ],
)
def test_what_cannot_be_checked_is_refused_with_a_way_out(text: str, what: str) -> None:
    with pytest.raises(QuestionError, match=what) as caught:
        find_claims(text)
    assert caught.value.way_out


def test_as_many_claims_as_allowed_are_taken() -> None:
    assert len(find_claims("It sank. " * MAX_CLAIMS)) == MAX_CLAIMS


@given(st.text(max_size=300))
def test_spans_reproduce_the_text_in_order_or_it_is_refused(text: str) -> None:
    try:
        claims = find_claims(text)
    except QuestionError:
        return
    assert all(claim.span.of(text) == claim.text for claim in claims)
    assert all(one.span.end <= other.span.start for one, other in pairwise(claims))
    assert sum(len(words(claim.text)) for claim in claims) == len(words(text))


def test_claims_of_every_sample_reproduce_it() -> None:
    for path in sorted(Path("sources/samples").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        assert all(claim.span.of(text) == claim.text for claim in find_claims(text))
