"""Who acts in a claim and who acts in a quote."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checks.finding import Outcome
from bot.checks.roles import check_roles, find_actor
from bot.words import Word, words
from index.sentences import split_sentences

VOCABULARY = """Tasch Olsen’s Olsen told said was beaten by to the Velle , who “ ” : decision
    Moscow Japan with suspended and that""".split()
TEXTS = st.text() | st.lists(st.sampled_from(VOCABULARY)).map(" ".join)


def word_of(text: str, wanted: str) -> Word:
    return next(word for word in words(text) if word.text == wanted)


@pytest.mark.parametrize(
    ("text", "verb", "actor"),
    [
        ("Ida Tasch accused the council", "accused", "Tasch"),
        ("On Monday Tasch accused Olsen", "accused", "Tasch"),
        ("In Velle, Olsen accused Tasch", "accused", "Olsen"),
        ("Tasch was accused by Olsen", "accused", "Olsen"),
        ("Russia’s decision to suspend the talks", "suspend", "Russia’s"),
        ("The mayor of Velle accused Tasch", "accused", None),
        ("the council accused Tasch", "accused", None),
        ("Tasch was accused of theft", "accused", None),
    ],
)
def test_actor_is_found_where_it_is_plain(text: str, verb: str, actor: str | None) -> None:
    found = find_actor(text, word_of(text, verb))
    assert (found.text if found else None) == actor


@pytest.mark.parametrize(
    ("claim", "quote", "verbs", "outcome"),
    [
        ("Tasch accused Olsen", "Tasch accused Olsen of theft", "accused accused", "agrees"),
        ("Olsen was accused by Tasch", "Tasch accused Olsen", "accused accused", "agrees"),
        ("Moscow halted the talks", "Russia halted the talks", "halted halted", "agrees"),
        ("Olsen accused Tasch", "Tasch accused Olsen", "accused accused", "conflicts"),
        ("Tasch was accused by Olsen", "Tasch accused Olsen", "accused accused", "conflicts"),
        ("Japan halted the talks", "Russia halted the talks", "halted halted", "conflicts"),
        ("Olsen said the road is safe", "Tasch said the road is safe", "said said", "conflicts"),
        ("Olsen left Velle", "Tasch left the room", "left left", "silent"),
        ("the owner sold the mill", "Tasch sold the mill", "sold sold", "silent"),
    ],
)
def test_actors_are_compared(claim: str, quote: str, verbs: str, outcome: str) -> None:
    mine, yours = verbs.split()
    pairs = [(word_of(claim, mine), word_of(quote, yours))]
    assert check_roles(claim, quote, pairs).outcome is Outcome(outcome)


def test_without_shared_verbs_it_is_silent() -> None:
    assert check_roles("Olsen fled", "Tasch fled", []).outcome is Outcome.SILENT


@given(TEXTS)
def test_any_text_passes_against_itself(text: str) -> None:
    assert check_roles(text, text, [(word, word) for word in words(text)]).passed


@given(TEXTS, TEXTS)
def test_no_text_makes_it_raise_and_failure_has_a_reason(claim: str, quote: str) -> None:
    pairs = [(one, other) for one in words(claim) for other in words(quote)]
    found = check_roles(claim, quote, pairs[:50])
    assert found.passed == (found.reason == "")


def test_every_sample_sentence_passes_against_itself() -> None:
    for path in sorted(Path("sources/samples").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        for sentence in (span.of(text) for span in split_sentences(text)):
            pairs = [(word, word) for word in words(sentence)]
            assert check_roles(sentence, sentence, pairs).passed, sentence
