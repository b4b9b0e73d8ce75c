"""Words in quotation marks, to the letter."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checks.finding import Outcome
from bot.checks.quotation import check_quotation, quoted

VOCABULARY = """“ ” " ' ‘ ’ « » said Olsen we will never not leave . , … [sic] `` '' it's
    the harbour""".split()
TEXTS = st.text() | st.lists(st.sampled_from(VOCABULARY)).map(" ".join)
SAID = "“We will not give up the harbour to anybody,” Olsen said on Monday."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Olsen called it “a disgrace”", ["a disgrace"]),
        ('Olsen called it "a disgrace".', ["a disgrace"]),
        ("Olsen called it ‘a disgrace’", ["a disgrace"]),
        ("Olsen called it 'a disgrace'", ["a disgrace"]),
        ("Olsen called it «a disgrace»", ["a disgrace"]),
        ("Olsen called it „a disgrace“", ["a disgrace"]),
        ("Olsen called it `` a disgrace ''", ["a disgrace"]),
        ("‘It’s a disgrace’, he said", ["It's a disgrace"]),
        ("“One”, then “two”", ["One", "two"]),
        ("The mayor's and the council's plan", []),
        ("The players' union and the clubs' lawyers", []),
        ("It’s the ’90s in O’Brien’s bar", []),
        ("A 6' wall, 12\" thick", []),
        ("Olsen said “we will never", []),
        ("“”", []),
        ("“ … ”", []),
        ("", []),
    ],
)
def test_what_stands_in_quotation_marks(text: str, said: list[str]) -> None:
    assert quoted(text) == said


@pytest.mark.parametrize(
    "claim",
    [
        "Olsen spoke about the harbour",
        "Olsen’s plan is the council's plan",
        "It was the players' day",
        "",
    ],
)
def test_without_quotation_marks_it_is_silent(claim: str) -> None:
    assert check_quotation(claim, SAID).outcome is Outcome.SILENT


@pytest.mark.parametrize(
    "claim",
    [
        "Olsen said: “We will not give up the harbour to anybody”",
        "Olsen said: “We will not give up the harbour to anybody.”",
        'Olsen said: "We will not give up the harbour to anybody"',
        "Olsen said: 'We will not give up the harbour to anybody'",
        "Olsen said: ‘We will not give up the harbour’",
        "Olsen said: «We will not give up the harbour»",
        "Olsen said: “we will not give up the harbour”",
        "Olsen will not “give up the harbour”",
        "Olsen will not “give up the harbour,” he said",
        "Olsen spoke of “the harbour”",
        "Olsen said “We will not … give up”",
        "Olsen said “We will … the harbour … anybody”",
        "Olsen said “We will not [...] the harbour to anybody”",
        "Olsen said “We will not give up the harbour [sic] to anybody”",
        "Olsen said “We will not\u00a0give up the harbour”",
        "Olsen said “We will  not give up  the harbour”",
        "Olsen said “we will not” and “to anybody”",
        "Olsen said `` We will not give up the harbour ''",
        "“WE WILL NOT GIVE UP THE HARBOUR”, says Olsen",
        "“Anybody,” said Olsen",
    ],
)
def test_verbatim_words_agree(claim: str) -> None:
    assert check_quotation(claim, SAID).outcome is Outcome.AGREES


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("“We will never give up the harbour to anybody”", "“not”, the claim quotes “never”"),
        ("“We will not give up the airport to anybody”", "“harbour”, the claim quotes “airport”"),
        ("“We will not give up the harbour to Tasch”", "“anybody”, the claim quotes “Tasch”"),
        (
            "“We will not hand over the harbour to anybody”",
            "“give up”, the claim quotes “hand over”",
        ),
        ("“They will not give up the harbour”", "“We”, the claim quotes “They”"),
        ("“We did not give up the harbour”", "“will”, the claim quotes “did”"),
        ("“We will not sell up the harbour to anybody”", "“give”, the claim quotes “sell”"),
        ("“We will not give up a harbour to anybody”", "“the”, the claim quotes “a”"),
        ("“We will give up the harbour to anybody”", "“not”"),
        ("“We will not ever give up the harbour to anybody”", "“ever”"),
    ],
)
def test_nearly_the_same_words_conflict_and_the_reason_shows_them(claim: str, reason: str) -> None:
    found = check_quotation(f"Olsen said {claim}", SAID)
    assert found.outcome is Outcome.CONFLICTS
    assert reason in found.reason


@pytest.mark.parametrize(
    "claim",
    [
        "Olsen called it “a disgrace”",
        "Olsen said: “The airport will be closed for ever”",
        "Olsen spoke of “harbours”",
        "Olsen spoke of “arbour”",
        "Olsen said “to anybody … give up”",
        "Olsen said “we will not” and “we shall”",
        "Olsen said “fools”",
        "Olsen said “not … never”",
        "“Nothing is certain”, Olsen said",
        "“give up the old harbour”",
    ],
)
def test_words_that_are_not_there_are_missing(claim: str) -> None:
    found = check_quotation(claim, SAID)
    assert found.outcome is not Outcome.AGREES
    assert found.reason


def test_title_in_the_context_is_there() -> None:
    claim = "Olsen read “The Quiet Harbour”"
    assert check_quotation(claim, SAID).outcome is Outcome.MISSING
    assert check_quotation(claim, SAID, ["Review: The Quiet Harbour"]).outcome is Outcome.AGREES


@given(TEXTS)
def test_any_text_passes_against_itself(text: str) -> None:
    assert check_quotation(text, text).passed


@given(st.lists(st.sampled_from("we will not give up the old harbour to them".split()), min_size=1))
def test_every_passage_of_the_quote_can_be_quoted(passage: list[str]) -> None:
    said = " ".join(passage)
    assert check_quotation(f"Olsen said “{said}”", f"He said: {said}.").outcome is Outcome.AGREES


@given(TEXTS, TEXTS)
def test_no_text_makes_it_raise_and_failure_has_a_reason(claim: str, quote: str) -> None:
    found = check_quotation(claim, quote)
    assert found.passed == (found.reason == "")


def test_hostile_texts_take_no_time() -> None:
    for text in ['"' * 5_000, "“" * 5_000, "'a" * 5_000, '" ' * 5_000, "[" * 5_000, "“a ”" * 2_000]:
        start = time.perf_counter()
        check_quotation(text, SAID)
        check_quotation("Olsen said “we will not give up”", text)
        assert time.perf_counter() - start < 3
