"""Opposites in each other's place."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checks.antonyms import are_opposites, check_antonyms
from bot.checks.finding import Outcome
from bot.checks.wordforms import base_of

VOCABULARY = """rose fell accept rejected not the mayor bridge open closed higher lower than , .
    unlawful lawful first last Olsen won lost and""".split()
TEXTS = st.text() | st.lists(st.sampled_from(VOCABULARY)).map(" ".join)

VERBS = [
    ("accepted", "rejected"), ("approved", "vetoed"), ("approved", "blocked"), ("won", "lost"),
    ("opened", "closed"), ("began", "ended"), ("resumed", "suspended"), ("supported", "opposed"),
    ("joined", "left"), ("allowed", "banned"), ("imposed", "lifted"), ("arrested", "released"),
    ("convicted", "acquitted"), ("hired", "fired"), ("admitted", "denied"),
    ("praised", "condemned"),
    ("bought", "sold"), ("built", "demolished"), ("strengthened", "weakened"), ("raised", "cut"),
    ("improved", "worsened"), ("expanded", "shrank"), ("tightened", "relaxed"),
    ("welcomed", "criticised"), ("exported", "imported"), ("permitted", "prohibited"),
    ("restarted", "halted"), ("adopted", "rejected"), ("introduced", "scrapped"),
    ("revealed", "hid"), ("loved", "hated"), ("encouraged", "discouraged"),
    ("created", "destroyed"),
]  # fmt: skip
QUALITIES = [
    ("legal", "illegal"), ("guilty", "innocent"), ("safe", "unsafe"), ("alive", "dead"),
    ("temporary", "permanent"), ("voluntary", "compulsory"), ("peaceful", "violent"),
    ("possible", "impossible"), ("strong", "weak"), ("public", "secret"), ("correct", "wrong"),
    ("unanimous", "divided"), ("healthy", "sick"), ("likely", "unlikely"), ("true", "false"),
    ("expensive", "unexpensive"), ("finished", "unfinished"), ("full", "empty"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), VERBS)
def test_opposite_verb_conflicts_in_both_directions(one: str, other: str) -> None:
    claim, quote = f"The council {one} the plan", f"On Monday the council {other} the plan"
    assert check_antonyms(claim, quote).outcome is Outcome.CONFLICTS
    swapped = check_antonyms(f"The council {other} the plan", f"The council {one} the plan")
    assert swapped.outcome is Outcome.CONFLICTS


@pytest.mark.parametrize(("one", "other"), QUALITIES)
def test_opposite_quality_conflicts_unless_one_is_negated(one: str, other: str) -> None:
    claim = f"The protest was {one}"
    assert check_antonyms(claim, f"The protest was {other}").outcome is Outcome.CONFLICTS
    assert check_antonyms(claim, f"The protest was not {other}").passed
    assert check_antonyms(f"The protest was not {one}", f"The protest was {other}").passed


@pytest.mark.parametrize(
    ("claim", "quote", "outcome"),
    [
        ("Rents rose in May", "Rents fell in May", "conflicts"),
        ("Exports grew last year", "Exports shrank last year", "conflicts"),
        ("The deal was a success", "The deal was a failure", "conflicts"),
        ("The company reported a profit", "The company reported a loss", "conflicts"),
        ("The mayor voted with the majority", "The mayor voted with the minority", "conflicts"),
        ("Olsen lost to Tasch", "Olsen won against Tasch", "conflicts"),
        ("The trial starts on Monday", "The trial ends on Monday", "conflicts"),
        ("The bridge will reopen", "The bridge will close", "conflicts"),
        ("Turnout was the highest ever", "Turnout was the lowest ever", "conflicts"),
        ("The ferry arrived at noon", "The ferry departed at noon", "conflicts"),
        # The opposite is denied.
        ("The road is closed", "The road is not open", "agrees"),
        ("The union did not accept the offer", "The union rejected the offer", "agrees"),
        # Both words are said, or the opposite belongs to something else.
        ("Rents rose", "Rents rose, then fell", "silent"),
        ("Rents fell after they rose", "Rents rose", "silent"),
        ("The mayor opened the bridge", "The shop next door closed", "silent"),
        ("The mayor accepted the gift", "The council rejected a plan for the harbour", "silent"),
        ("The young mayor spoke", "An old house burned while the mayor spoke", "silent"),
        ("A small boat sank off Velle", "A boat sank off Velle in a large storm", "silent"),
        # Who is compared with whom cannot be told.
        ("Rents are higher in Velle than in Norvane",
         "Rents are lower in Norvane than in Velle", "silent"),
        # Names are not opposites.
        ("East Velle won the cup", "West Velle won the cup", "silent"),
        ("The council approved the plan", "The council approved the plan", "silent"),
        ("", "The council approved the plan", "silent"),
        ("The council approved the plan", "", "silent"),
    ],
)  # fmt: skip
def test_opposites_count_only_in_each_others_place(claim: str, quote: str, outcome: str) -> None:
    assert check_antonyms(claim, quote).outcome is Outcome(outcome)


def test_reason_names_both_words() -> None:
    assert check_antonyms("Rents rose", "Rents fell").reason == (
        "the article says 'fell', the claim says 'rose'"
    )


def test_inflected_forms_are_opposites_and_a_word_is_not_its_own() -> None:
    assert are_opposites(base_of("suspending"), base_of("resumed"))
    assert are_opposites(base_of("unlawful"), base_of("lawful"))
    assert not are_opposites(base_of("united"), base_of("ited"))
    assert not are_opposites(base_of("rose"), base_of("grew"))


@given(TEXTS)
def test_any_text_passes_against_itself(text: str) -> None:
    assert check_antonyms(text, text).outcome is not Outcome.CONFLICTS


@given(TEXTS, TEXTS)
def test_no_text_makes_it_raise_and_failure_has_a_reason(claim: str, quote: str) -> None:
    found = check_antonyms(claim, quote)
    assert found.passed == (found.reason == "")


def test_hostile_texts_take_no_time() -> None:
    texts = ["rose " * 2_000, "not " * 2_000, "A" * 10_000, "rose, fell " * 1_000]
    for text in texts:
        start = time.perf_counter()
        check_antonyms("Rents rose in May", text)
        assert time.perf_counter() - start < 3
