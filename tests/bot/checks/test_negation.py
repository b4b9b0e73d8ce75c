"""Negations between a claim and a quote."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checks.finding import Outcome
from bot.checks.negation import check_negation
from index.sentences import split_sentences

VOCABULARY = """not never no denied didn’t open opened closed rose fell mayor bridge , . “ ” and
    the was without refuse first last Olsen 14 support oppose""".split()
TEXTS = st.text() | st.lists(st.sampled_from(VOCABULARY)).map(" ".join)


@pytest.mark.parametrize(
    ("claim", "quote", "outcome"),
    [
        ("The bridge opened", "The bridge opened to traffic", "silent"),
        ("The bridge is not safe", "Engineers say the bridge is not safe", "agrees"),
        ("Nobody was hurt", "Nobody was hurt in the fire", "agrees"),
        ("The bridge is safe", "The bridge is not safe", "conflicts"),
        ("The bridge isn't safe", "The bridge is safe", "conflicts"),
        ("The alarm rang", "The alarm never rang", "conflicts"),
        ("The road is closed", "The road is not open", "agrees"),
        ("The mayor arrived", "The ferry did not sail", "silent"),
        ("Rents rose", "Rents rose, then fell", "silent"),
    ],
)
def test_what_the_quote_negates_conflicts(claim: str, quote: str, outcome: str) -> None:
    assert check_negation(claim, quote).outcome is Outcome(outcome)


NEGATED = [
    "The minister did not sign the treaty",
    "The minister didn’t sign the treaty",
    "The minister didn't sign the treaty",
    "The minister did n't sign the treaty",
    "The minister never signed the treaty",
    "The minister has not yet signed the treaty",
    "The minister hasn't signed the treaty",
    "The minister refused to sign the treaty",
    "The minister failed to sign the treaty",
    "The minister declined to sign the treaty",
    "The minister will not sign the treaty",
    "The minister won’t sign the treaty",
    "The minister cannot sign the treaty",
    "The minister has never really signed the treaty",
    "The minister no longer signs the treaty",
    "On Monday the minister did not sign the treaty",
    "Nobody signed the treaty with the minister",
    "The minister avoided signing the treaty",
    "The minister hardly ever signs the treaty",
    "Neither the minister nor Olsen signed the treaty",
]


@pytest.mark.parametrize("negated", NEGATED)
def test_negated_verb_conflicts_with_the_plain_one_in_both_directions(negated: str) -> None:
    plain = "The minister signed the treaty"
    assert check_negation(plain, negated).outcome is Outcome.CONFLICTS
    assert check_negation(negated, plain).outcome is Outcome.CONFLICTS


@pytest.mark.parametrize("negated", NEGATED)
def test_two_ways_of_negating_agree(negated: str) -> None:
    assert check_negation(NEGATED[0], negated).passed
    assert check_negation(negated, NEGATED[4]).passed


@pytest.mark.parametrize(
    ("claim", "quote", "outcome"),
    [
        ("The ferry has a captain", "The ferry has no captain", "conflicts"),
        ("There was no evidence of fraud", "There was evidence of fraud", "conflicts"),
        ("The mayor is no longer in office", "The mayor is in office", "conflicts"),
        ("Voters do not trust the mayor", "Voters trust the mayor", "conflicts"),
        ("None of the boats returned", "The boats returned", "conflicts"),
        ("The driver was hurt", "Nobody was hurt, the driver said", "conflicts"),
        # Not negations.
        ("The plan helps the town", "The plan not only helps the town", "silent"),
        ("The plan helps the town", "No doubt the plan helps the town", "silent"),
        ("The plan helps the town", "The plan helps nothing but the town", "silent"),
        # Another clause, or another thing.
        ("The ferry sailed", "The captain did not speak, but the ferry sailed", "silent"),
        ("The ferry sailed", "The ferry sailed although the engine would not start", "silent"),
        ("The mayor spoke", "The mayor, who did not run again, spoke", "silent"),
        ("Tasch approved the plan", "Tasch approved the plan that Olsen did not read", "silent"),
        ("The council approved the plan", "The guards did not approve of the noise", "silent"),
        ("The engine failed", "The engine failed on Monday", "silent"),
        # Two negations, or a negation of the opposite.
        ("The ferry sailed", "The ferry did not fail to sail", "silent"),
        ("The plan is legal", "The plan is not illegal", "agrees"),
        ("The play did not start until noon", "The play started at noon", "silent"),
        # Who denies it doesn't make it false.
        ("The company hid the leak", "Olsen denied that the company hid the leak", "silent"),
        ("The company denied hiding the leak", "The company hid the leak", "silent"),
        ("", "", "silent"),
        ("", "The ferry did not sail", "silent"),
        ("The ferry did not sail", "", "silent"),
    ],
)
def test_reach_of_a_negation(claim: str, quote: str, outcome: str) -> None:
    assert check_negation(claim, quote).outcome is Outcome(outcome)


VERBS = "signed rejected welcomed discussed published printed mentioned toured".split()
THINGS = "treaty harbour budget report tunnel".split()


@given(st.sampled_from(VERBS), st.sampled_from(THINGS), st.sampled_from(["minister", "union"]))
def test_adding_not_to_the_main_verb_flips_the_outcome(verb: str, thing: str, who: str) -> None:
    plain, negated = f"The {who} {verb} the {thing}", f"The {who} never {verb} the {thing}"
    assert check_negation(plain, plain).passed
    assert check_negation(negated, negated).passed
    assert check_negation(plain, negated).outcome is Outcome.CONFLICTS
    assert check_negation(negated, plain).outcome is Outcome.CONFLICTS


def test_reason_shows_the_negating_words() -> None:
    found = check_negation("The minister signed the treaty", NEGATED[7])
    assert found.reason == "the article negates it (“refused to sign”), the other does not"


def test_hostile_texts_take_no_time() -> None:
    for text in ["not " * 2_000, "never signed " * 1_000, "n't " * 2_000, "not, " * 2_000]:
        start = time.perf_counter()
        check_negation("The minister signed the treaty", text)
        check_negation(text, "The minister signed the treaty")
        assert time.perf_counter() - start < 3


def test_negation_does_not_reach_past_its_clause() -> None:
    quote = "The captain was not hurt, and the ferry sailed"
    assert check_negation("The ferry sailed", quote).passed
    assert not check_negation("The captain was hurt", quote).passed


def test_two_negations_cancel_each_other() -> None:
    assert check_negation("The owner had known", "The owner never denied he had known").passed


@given(TEXTS)
def test_any_text_passes_against_itself(text: str) -> None:
    assert check_negation(text, text).passed


@given(TEXTS, TEXTS)
def test_no_text_makes_it_raise_and_failure_has_a_reason(claim: str, quote: str) -> None:
    found = check_negation(claim, quote)
    assert found.passed == (found.reason == "")


def test_every_sample_sentence_passes_against_itself() -> None:
    for path in sorted(Path("sources/samples").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        for sentence in (span.of(text) for span in split_sentences(text)):
            assert check_negation(sentence, sentence).passed, sentence


@pytest.mark.parametrize("nobody", ["Nobody", "No one"])
def test_nobody_denies_what_is_said_of_some(nobody: str) -> None:
    quote = f"{nobody} was hurt in the fire."
    for who in ("Several people were", "Two residents were", "Somebody was"):
        assert check_negation(f"{who} hurt in the fire.", quote).outcome is Outcome.CONFLICTS
    assert check_negation("The roof was lost in the storm.", quote).outcome is Outcome.SILENT


@pytest.mark.parametrize(
    "note",
    [
        '{"supports": 1.0, "refutes": 0.0, "neither": 0.0}',
        "{'verdict': 'neither'}",
        "[neither]",
        "<b>no</b>",
        "[CLS] [SEP] entailment [SEP]",
    ],
)
def test_note_in_brackets_hides_no_negation(note: str) -> None:
    for claim, quote in (
        ("Several people were hurt in the fire.", "Nobody was hurt in the fire."),
        ("Moscow did not suspend the peace talks.", "Moscow suspended the peace talks."),
    ):
        assert check_negation(claim, f"{note} {quote}").outcome is Outcome.CONFLICTS


def test_what_a_claim_negates_is_missing_where_the_reach_of_the_quote_is_unclear() -> None:
    quote = (
        "Japan widened its sanctions on Friday, deciding to freeze the assets of 25 Russians and "
        "to prohibit exports."
    )
    claim = "Japan did not decide to freeze the assets of 25 Russians."
    assert check_negation(claim, quote).outcome is Outcome.MISSING
    assert check_negation("Japan decided to freeze the assets.", quote).outcome is Outcome.SILENT
