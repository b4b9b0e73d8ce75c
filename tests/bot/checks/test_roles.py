"""Who acts in a claim and who acts in a quote."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checks.finding import Outcome
from bot.checks.roles import check_roles
from index.sentences import split_sentences

VOCABULARY = """Tasch Olsen’s Olsen told said was beaten by to the Velle , who “ ” : decision
    Moscow Japan with suspended and that""".split()
TEXTS = st.text() | st.lists(st.sampled_from(VOCABULARY)).map(" ".join)


SWAPPED = [
    ("accused", "accused"), ("sued", "sued"), ("beat", "beaten"), ("attacked", "attacked"),
    ("arrested", "arrested"), ("criticised", "criticised"), ("hired", "hired"), ("fired", "fired"),
    ("invaded", "invaded"), ("bought", "bought"), ("praised", "praised"), ("shot", "shot"),
    ("defeated", "defeated"), ("threatened", "threatened"), ("replaced", "replaced"),
    ("succeeded", "succeeded"), ("appointed", "appointed"), ("rescued", "rescued"),
    ("warned", "warned"), ("blamed", "blamed"),
]  # fmt: skip


@pytest.mark.parametrize(("past", "participle"), SWAPPED)
def test_swapped_roles_conflict_and_the_passive_says_the_same(past: str, participle: str) -> None:
    active = f"Ida Tasch {past} Olsen on Monday"
    passive = f"On Monday Olsen was {participle} by Ida Tasch"
    swapped, swapped_passive = f"Olsen {past} Tasch", f"Tasch was {participle} by Olsen"
    assert check_roles(active, active).passed
    assert check_roles(active, passive).outcome is Outcome.AGREES
    assert check_roles(passive, active).outcome is Outcome.AGREES
    for claim in (swapped, swapped_passive):
        assert check_roles(claim, active).outcome is Outcome.CONFLICTS
        assert check_roles(claim, passive).outcome is Outcome.CONFLICTS


@pytest.mark.parametrize(
    ("claim", "quote", "outcome"),
    [
        ("Tasch accused Olsen", "Tasch accused Olsen of theft", "agrees"),
        ("On Monday Olsen was accused by Tasch", "In the town, Tasch accused Olsen", "agrees"),
        ("Olsen accused Tasch", "Tasch accused Olsen", "conflicts"),
        ("Tasch was accused by Olsen", "Tasch accused Olsen", "conflicts"),
        ("Olsen said the road is safe", "Tasch said the road is safe", "conflicts"),
        ("The owner sold the mill", "Tasch sold the mill", "silent"),
        ("Tasch was accused of theft", "Olsen accused Tasch of theft", "silent"),
        ("Japan halted the talks", "Russia halted the talks", "conflicts"),
        ("The talks were halted by Japan", "Russia halted the talks", "conflicts"),
        ("Kyiv fired the missile", "The missile was fired by Russian forces", "conflicts"),
        ("The play was directed by Ida Tasch",
         "It is a play directed by Jonas Olsen and first shown in Velle", "conflicts"),
        ("The film The Harbour was written by Ida Tasch",
         "The Harbour is a film written by Jonas Olsen", "conflicts"),
        ("The union sued the council", "The council sued the union", "conflicts"),
        ("The council was sued by the union", "The council sued the union", "conflicts"),
        ("The police attacked the protesters", "The protesters attacked the police", "conflicts"),
        # The speaker after the quotation.
        ("Olsen warned of floods", "“Floods will come,” warned Tasch", "conflicts"),
        ("Tasch warned of floods", "“Floods will come,” warned Tasch", "agrees"),
        ("Tasch announced the sale", "“The sale is near”, announced Ida Tasch", "agrees"),
        ("Olsen said the bridge is shut", "“The bridge is shut,” said Tasch", "conflicts"),
        # The same, put otherwise.
        ("Moscow halted the talks", "The talks were halted by Russia", "agrees"),
        ("The council sued the union", "The union was sued by the council", "agrees"),
        ("Prime Minister Ida Tasch opened the port", "Tasch opened the port", "agrees"),
        ("Volodymyr Zelenskiy thanked Tasch", "Zelenskyy thanked Tasch", "agrees"),
        ("Olsen, Tasch and Brandt opened the port", "Tasch opened the port", "silent"),
        # The subject of a question; the speaker of what "it" did; whose decision it was.
        ("Why did Japan halt the talks?", "Russia halted the talks.", "conflicts"),
        ("Why has Japan halted the talks?", "Moscow halted the talks.", "conflicts"),
        ("Was the embassy closed by Japan?", "Russia closed the embassy.", "conflicts"),
        ("Did Japan lift the ban?", "Moscow said it had lifted the ban.", "conflicts"),
        ("Did Japan suspend the talks?",
         "Moscow said on Monday that it was suspending the talks.", "conflicts"),
        ("Why did Japan suspend the talks?",
         "Russia’s sudden decision to suspend the talks came on Monday.", "conflicts"),
        ("Did Russia suspend the talks?", "Moscow said it had suspended the talks", "agrees"),
        ("When did Russia suspend the talks?", "On Monday Moscow suspended them all", "agrees"),
        ("Moscow suspended the talks", "Tokyo regretted Russia’s decision to suspend the talks",
         "agrees"),
        ("Did Japan suspend the talks?", "Moscow said Tokyo was suspending the talks", "agrees"),
        ("Did Japan suspend the talks?", "Moscow told Japan it was suspending the talks", "silent"),
        ("Who suspended the talks?", "Moscow suspended the talks.", "silent"),
        ("Which talks did Japan suspend?", "Moscow suspended talks with Japan.", "silent"),
        ("Japan suspended the talks", "It is Russia’s right to suspend the talks", "silent"),
        ("Did Olsen open the port?", "Tasch said on Monday Olsen had opened the port", "agrees"),
        # Countries: both stand there, one does it; capitals and peoples are the country.
        ("Japan suspended the peace talks.",
         "Moscow suspended peace talks with Japan on Monday.", "conflicts"),
        ("Did Japan close the border?", "Russia closed the border to the Japanese", "conflicts"),
        ("Japan suspended talks with Russia", "Moscow suspended talks with Tokyo", "conflicts"),
        ("Japan imposed sanctions on Russia", "Russia imposed sanctions on Japan", "silent"),
        ("Japanese troops took the pass", "Russian, Japanese and Danish troops took the pass",
         "silent"),
        ("Japanese troops captured the pass",
         "The pass was captured by Russian, Japanese and Danish troops", "silent"),
        ("Russia suspended the talks", "Moscow suspended the talks with Russian pride", "agrees"),
        ("Japanese officials suspended the talks", "Tokyo suspended the talks", "agrees"),
        ("Russia suspended the talks", "The Kremlin suspended the talks with Japan", "agrees"),
        ("Japan and Russia suspended the talks", "Russia suspended the talks", "silent"),
        ("Japan suspended the talks", "Russia and Japan suspended the talks", "silent"),
        ("Why did Japan and Russia suspend the talks?", "Moscow suspended the talks", "silent"),
        ("Japan suspended the talks", "Russia suspended its dues to Japan", "silent"),
        ("Japan attacked Russia", "Tokyo said that Moscow had attacked it", "silent"),
        ("Russia met Japan", "Japan met Russia", "silent"),
        ("Japan negotiated with Russia", "Russia negotiated with Japan", "silent"),
        # Not plain, mutual, or two different deeds.
        ("Olsen met Tasch", "Tasch met Olsen", "silent"),
        ("Olsen married Tasch", "Tasch married Olsen", "silent"),
        ("Tasch opened the port", "The port was opened on Monday", "silent"),
        ("Tasch opened the port", "She opened the port", "silent"),
        ("Technology opened the port", "Innovation opened the port", "silent"),
        ("Hickman wrote the book", "Hickam wrote the book", "silent"),
        ("Olsen left Velle", "Tasch left the room", "silent"),
        ("The mayor of Velle opened the port", "Tasch opened the port", "silent"),
        ("Olsen’s car hit Tasch", "Tasch’s car hit Olsen", "silent"),
        ("The accused man saw Olsen", "Olsen accused the man", "silent"),
        ("Olsen opened the port", "Tasch opened the port and Olsen watched", "silent"),
        ("", "Tasch opened the port", "silent"),
        ("Tasch opened the port", "", "silent"),
    ],
)  # fmt: skip
def test_who_does_what_to_whom(claim: str, quote: str, outcome: str) -> None:
    assert check_roles(claim, quote).outcome is Outcome(outcome)


NAMES = ["Olsen", "Ida Tasch", "Russia", "the union", "the council", "Brandt", "the police"]


@given(st.permutations(NAMES), st.sampled_from(SWAPPED))
def test_active_and_passive_are_one(names: list[str], verb: tuple[str, str]) -> None:
    one, other, *_ = names
    active, passive = f"{one} {verb[0]} {other}", f"{other} was {verb[1]} by {one}"
    turned = f"{other} {verb[0]} {one}"
    assert check_roles(active, passive).outcome is Outcome.AGREES
    assert check_roles(passive, active).outcome is Outcome.AGREES
    assert check_roles(turned, passive).outcome is Outcome.CONFLICTS
    assert check_roles(passive, turned).outcome is Outcome.CONFLICTS


def test_reason_shows_the_whole_name() -> None:
    found = check_roles("Olsen wrote the book", "The book was written by Lars von Tasch")
    assert found.reason == "in the article it is Lars von Tasch and not Olsen (“written”)"


def test_hostile_texts_take_no_time() -> None:
    texts = ["accused " * 9_000, "Olsen " * 9_000, "was accused by " * 9_000, "by by " * 9_000]
    for text in texts:
        start = time.perf_counter()
        check_roles("Olsen accused Tasch", text)
        check_roles(text, "Olsen accused Tasch")
        assert time.perf_counter() - start < 3, text[:20]


def test_without_shared_verbs_it_is_silent() -> None:
    assert check_roles("Olsen fled", "Tasch stayed").outcome is Outcome.SILENT


@given(TEXTS)
def test_any_text_passes_against_itself(text: str) -> None:
    assert check_roles(text, text).passed


@given(TEXTS, TEXTS)
def test_no_text_makes_it_raise_and_failure_has_a_reason(claim: str, quote: str) -> None:
    found = check_roles(claim, quote)
    assert found.passed == (found.reason == "")


def test_every_sample_sentence_passes_against_itself() -> None:
    for path in sorted(Path("sources/samples").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        for sentence in (span.of(text) for span in split_sentences(text)):
            assert check_roles(sentence, sentence).passed, sentence
