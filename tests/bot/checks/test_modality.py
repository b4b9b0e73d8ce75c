"""What a claim states as done and a quote leaves open."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checks.finding import Outcome
from bot.checks.modality import check_modality
from index.sentences import split_sentences

VOCABULARY = "may will plans to close closed bridge the council , . could be asked for".split()
TEXTS = st.text() | st.lists(st.sampled_from(VOCABULARY)).map(" ".join)


@pytest.mark.parametrize(
    ("claim", "quote", "outcome"),
    [
        ("The school closed", "The school closed in May", "silent"),
        ("The school closed", "The school may close", "missing"),
        ("The school closed", "The school will close in May", "missing"),
        ("The council bans cars", "The council plans to ban cars", "missing"),
        ("The union stopped work", "The union threatened to stop work", "missing"),
        ("The mayor resigned", "Protesters demanded the mayor resign", "missing"),
        ("The school may close", "The school may close", "agrees"),
        ("The council will ban cars", "The council plans to ban cars", "agrees"),
        ("Will the school close?", "The school will close in May", "agrees"),
        ("The school may close", "The school closed", "silent"),
        ("The ferry sailed", "The school may close", "silent"),
        ("The council banned cars", "A vote may come; the council banned all cars", "silent"),
    ],
)
def test_what_is_open_in_the_quote_is_no_fact(claim: str, quote: str, outcome: str) -> None:
    assert check_modality(claim, quote).outcome is Outcome(outcome)


OPEN = [
    "The council may ban cars",
    "The council might ban cars",
    "The council could ban cars",
    "The council will ban cars",
    "The council will soon ban cars",
    "The council should ban cars",
    "The council must ban cars",
    "The council plans to ban cars",
    "The council planned to ban cars",
    "The council wants to ban cars",
    "The council hopes to ban cars",
    "The council expects to ban cars",
    "The council is expected to ban cars",
    "The council is likely to ban cars",
    "The council is about to ban cars",
    "The council is ready to ban cars",
    "The council proposed to ban cars",
    "The council threatened to ban cars",
    "The council vowed to ban cars",
    "The council promised to ban cars",
    "The council has agreed to ban cars",
    "The council seeks to ban cars",
    "The council intends to finally ban cars",
    "Olsen asked the council to ban cars",
    "Olsen urged the council to ban cars",
    "Olsen called on the council to ban cars",
    "Olsen demanded the council ban cars",
    "Cars may be banned by the council",
    "Cars will not only be banned by the council",
    "The council considers banning cars",
]


@pytest.mark.parametrize("quote", OPEN)
def test_claim_that_it_is_done_is_not_met_by_what_is_open(quote: str) -> None:
    for claim in ("The council banned cars", "The council has banned cars"):
        assert check_modality(claim, quote).outcome is Outcome.MISSING
    assert check_modality(quote, quote).passed
    assert check_modality(quote, "The council banned cars").passed


@pytest.mark.parametrize(
    ("claim", "quote", "outcome"),
    [
        ("The council banned cars", "The council banned cars in May", "silent"),
        ("The council will ban cars", "The council will ban cars", "agrees"),
        ("The council may ban cars", "The council might ban cars", "agrees"),
        ("Cars were prohibited", "Cars may be banned", "missing"),
        # Said as done elsewhere in the quote.
        ("The council banned cars", "The council banned cars and may ban bikes", "silent"),
        ("The council banned cars", "It may ban bikes; the council banned cars", "silent"),
        # Another verb is open.
        ("The council banned cars", "The council, which may resign, banned cars", "silent"),
        ("The mayor spoke", "The council may ban cars", "silent"),
        ("The council banned cars", "A street in Velle may ban dogs", "silent"),
        ("The council could not ban cars", "The council could not ban cars", "silent"),
        ("The band played in May", "The band played in May", "silent"),
        ("May banned cars", "May banned cars", "silent"),
        ("", "The council may ban cars", "silent"),
        ("The council banned cars", "", "silent"),
        ("Sellers banned cars", "The sellers planned a party and banned cars", "silent"),
        ("The union stopped work", "The union threatened to stop work", "missing"),
        ("Talks resumed on Monday", "Talks could resume on Monday", "missing"),
        ("Olsen resigned", "Olsen should resign, Tasch said", "missing"),
        ("The firm bought the mill", "The firm offered to buy the mill", "missing"),
        ("When did the school close?", "The school may close in May", "missing"),
        ("When did the school close?", "The school did close in May", "silent"),
        ("The bridge was closed", "The bridge is scheduled to be closed", "missing"),
    ],
)
def test_what_is_shared_and_done_decides(claim: str, quote: str, outcome: str) -> None:
    assert check_modality(claim, quote).outcome is Outcome(outcome)


@given(
    st.sampled_from(["may", "might", "will", "could"]), st.sampled_from(["ban", "close", "sell"])
)
def test_a_modal_word_opens_what_was_done(modal: str, verb: str) -> None:
    done = {"ban": "banned", "close": "closed", "sell": "sold"}[verb]
    fact, possible = f"The council {done} the mill", f"The council {modal} {verb} the mill"
    assert check_modality(fact, fact).passed
    assert check_modality(possible, fact).passed
    assert check_modality(fact, possible).outcome is Outcome.MISSING


def test_hostile_texts_take_no_time() -> None:
    for text in ["may " * 9_000, "may ban " * 5_000, "to " * 9_000, "banned " * 9_000]:
        start = time.perf_counter()
        check_modality("The council banned cars", text)
        check_modality(text, "The council may ban cars")
        assert time.perf_counter() - start < 3, text[:20]


def test_reason_shows_the_open_words() -> None:
    claim, quote = "The school closed", "The school may soon close"
    found = check_modality(claim, quote)
    assert found.reason == "in the article it is open: “may … close”"


@given(TEXTS)
def test_any_text_passes_against_itself(text: str) -> None:
    assert check_modality(text, text).passed


@given(TEXTS, TEXTS)
def test_no_text_makes_it_raise_and_failure_has_a_reason(claim: str, quote: str) -> None:
    found = check_modality(claim, quote)
    assert found.outcome is not Outcome.CONFLICTS
    assert found.passed == (found.reason == "")


def test_every_sample_sentence_passes_against_itself() -> None:
    for path in sorted(Path("sources/samples").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        for sentence in (span.of(text) for span in split_sentences(text)):
            assert check_modality(sentence, sentence).passed, sentence
