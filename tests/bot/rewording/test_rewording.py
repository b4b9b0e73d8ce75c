"""Rewordings that say no more than the quote, and such as look like them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rewording.check import Source, check_rewording

ON = date(2024, 5, 1)  # a Wednesday
TALKS = (
    "Moscow suspended the talks on Monday because Japan had imposed 25 sanctions, "
    "Foreign Minister Lena Orlova said."
)
FERRY = "The ferry did not sail on 3 May 2024."
TASCH = "Orlova, who succeeded Tasch, resigned in Lunde on Monday."


def passes(statement: str, *quotes: str) -> bool:
    return check_rewording(statement, [Source(text=q, on=ON) for q in quotes]).passed


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("On 3 May 2024 the ferry did not sail.", FERRY),
        ("The ferry didn't sail on 3 May 2024.", FERRY),
        ("The ferry did not sail in May 2024.", FERRY),
        ("The ferry did not sail.", FERRY),
        ("Moscow suspended the talks on Monday, Lena Orlova said.", TALKS),
        ("Moscow suspended the talks on 29 April 2024, Orlova said.", TALKS),
        ("Orlova resigned on Monday.", TASCH),
        ("Orlova resigned in Lunde.", TASCH),
        ("The talks were suspended by Moscow.", "Moscow suspended the talks."),
        ("Norvane paid, the mayor said.", "The mayor said that Norvane paid."),
        ("According to the mayor, Norvane paid.", "Norvane paid, the mayor said."),
        ("A large ferry sank.", "A large old ferry sank near Brae."),
        ("More than 25 people were hurt.", "More than 25 people were hurt in the port."),
    ],
)
def test_what_only_leaves_out_moves_or_turns_passes(statement: str, quote: str):
    assert passes(statement, quote)


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("The ferry sailed on 3 May 2024.", FERRY),
        ("The ferry did not sail on 4 May 2024.", FERRY),
        ("The ferry did not sail before 3 May 2024.", FERRY),
        ("The ferry did not sail to Brae on 3 May 2024.", FERRY),
        ("Moscow suspended the talks.", TALKS),  # it leaves out who says so
        ("Moscow suspended the talks on 28 April 2024, Orlova said.", TALKS),
        ("Japan suspended the talks on Monday, Lena Orlova said.", TALKS),
        ("Tasch resigned on Monday.", TASCH),
        ("Orlova resigned in Brae.", TASCH),
        ("Japan agreed.", "Japan did not agree."),
        ("Japan did not agree.", "Japan agreed."),
        ("Japan signed.", "Japan refused to sign."),
        ("Japan will sign.", "Japan may sign."),
        ("Japan signed.", "Japan will sign."),
        ("The ferry did sail.", "The ferry did not, officials said, sail."),
        ("3 people died and 25 were hurt.", "25 people died and 3 were hurt."),
        ("25 sanctions were imposed.", "25 million sanctions were imposed."),
        ("25 people were hurt.", "More than 25 people were hurt."),
        ("Nearly 25 people were hurt.", "25 people were hurt."),
        ("It cost $25.", "It cost €25."),
        ("It cost 25.", "It cost 25%."),
        ("The mayor resigned.", "The son of the mayor resigned."),
        ("The mayor resigned.", "The deputy mayor resigned."),
        ("All pupils passed.", "Some pupils passed."),
        ("Norvane sued Lunde.", "Lunde sued Norvane."),
        ("Norvane was sued by Lunde.", "Norvane sued Lunde."),
        ("The council sold the ferry to Norvane.", "The council sold the ferry from Norvane."),
        ("Norvane paid, the captain said.", "Norvane paid, the mayor said."),
        ("His husband died.", "His wife died."),
        ("", FERRY),
        ("It did.", FERRY),
    ],
)
def test_what_says_more_or_other_is_refused_with_a_reason(statement: str, quote: str):
    finding = check_rewording(statement, [Source(text=quote, on=ON)])
    assert not finding.passed
    assert finding.reason


def test_every_quote_that_is_cited_must_carry_the_words():
    one, other = "The ferry sank near Brae.", "The council met in Lunde on Friday."
    assert passes("The ferry sank near Brae.", one)
    assert not passes("The ferry sank near Brae.", one, other)
    assert passes(f"{one} {other}", one, other)


def test_number_of_one_quote_is_not_put_into_another():
    one, other = "The ferry carried 25 people.", "The bus carried 60 people to Brae."
    assert not passes("The ferry carried 60 people.", one, other)


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_texts_are_compared_without_an_error(statement: str, quote: str):
    assert check_rewording(statement, [Source(text=quote, on=ON)]).check == "rewording"


@given(st.lists(st.sampled_from("not ferry 25 may the of Brae , sank by in".split()), max_size=12))
def test_no_full_word_comes_in(words: list[str]):
    statement = " ".join([*words, "unheard"])
    assert not passes(statement, " ".join(words) or "It sank.")
