"""Who says it, and whether it is said, denied or only alleged."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checks.attribution import Mode, check_attribution, find_said
from bot.checks.finding import Outcome
from index.sentences import split_sentences

VOCABULARY = """said denied Olsen Tasch that the bridge is unsafe , . “ ” according to allegedly
    accused of he not reportedly""".split()
TEXTS = st.text() | st.lists(st.sampled_from(VOCABULARY)).map(" ".join)

BY_TASCH = [
    "Tasch said the bridge is unsafe",
    "Tasch said that the bridge is unsafe",
    "Ida Tasch said on Monday that the bridge is unsafe",
    "Mayor Ida Tasch says the bridge is unsafe",
    "The bridge is unsafe, Tasch said",
    "The bridge is unsafe, said Tasch",
    "“The bridge is unsafe,” Tasch said",
    "“The bridge is unsafe,” said Tasch",
    "“The bridge is unsafe,” warned Tasch",
    "“The bridge is unsafe,” insisted Ida Tasch",
    "According to Tasch, the bridge is unsafe",
    "The bridge is unsafe, according to Tasch",
    "The bridge is unsafe, according to Mayor Ida Tasch",
    "Tasch warned that the bridge is unsafe",
    "Tasch announced that the bridge is unsafe",
    "Tasch told voters that the bridge is unsafe",
    "Tasch admitted the bridge is unsafe",
    "Tasch argued that the bridge is unsafe",
    "Tasch has said the bridge is unsafe",
    "Tasch insisted the bridge is unsafe",
    "Tasch repeated calls for change. Tasch added that the bridge is unsafe",
    "Tasch claimed the bridge is unsafe",
]


@pytest.mark.parametrize("quote", BY_TASCH)
def test_the_same_speaker_agrees_and_another_conflicts(quote: str) -> None:
    assert check_attribution(BY_TASCH[0], quote).outcome is Outcome.AGREES
    assert check_attribution("According to Tasch, the bridge is unsafe", quote).passed
    for claim in ("Olsen said the bridge is unsafe", "The bridge is unsafe, according to Olsen"):
        found = check_attribution(claim, quote)
        assert found.outcome is Outcome.CONFLICTS
        assert "and not Olsen" in found.reason


@pytest.mark.parametrize("quote", BY_TASCH)
def test_what_somebody_says_may_be_claimed_without_saying_who(quote: str) -> None:
    assert check_attribution("The bridge is unsafe", quote).outcome is Outcome.SILENT


@pytest.mark.parametrize(
    "quote",
    [
        "The company denied that it hid the leak",
        "The company denied hiding the leak",
        "The company denies it hid the leak",
        "The company has denied hiding the leak for years",
        "Olsen denied that the company hid the leak",
        "Olsen rejected claims that the company hid the leak",
        "Olsen dismissed allegations that the company hid the leak",
        "Olsen disputed a report that the company hid the leak",
        "The company hid the leak, Olsen alleged",
        "Olsen alleged that the company hid the leak",
        "Olsen alleges the company hid the leak",
        "The company allegedly hid the leak",
        "The company reportedly hid the leak",
        "Allegedly, the company hid the leak",
        "Olsen accused the company of hiding the leak",
        "The company was accused of hiding the leak",
        "The company is accused of hiding the leak",
        "Prosecutors suspected the company hid the leak",
        "Olsen suspected that the company hid the leak",
        "The company was suspected of hiding the leak",
    ],
)
def test_what_is_denied_or_alleged_is_no_fact(quote: str) -> None:
    found = check_attribution("The company hid the leak", quote)
    assert found.outcome is Outcome.MISSING
    assert found.reason.startswith("in the article it is only ")
    assert check_attribution(quote, quote).passed
    assert check_attribution("Last week the company hid the leak", f"{quote}. The company hid "
                             "the leak last week, a court found").passed  # fmt: skip


@pytest.mark.parametrize(
    ("claim", "quote", "outcome"),
    [
        ("Olsen said he took the money", "Olsen denied he took the money", "conflicts"),
        ("Olsen denied he took the money", "Olsen said he took the money", "conflicts"),
        ("Olsen denied taking the money", "Olsen admitted taking the money", "conflicts"),
        ("Olsen admitted taking the money", "Olsen denied taking the money", "conflicts"),
        ("Olsen denied taking the money", "Olsen denies taking the money", "agrees"),
        ("Olsen denied taking the money", "Olsen took the money from a safe", "missing"),
        ("Tasch denied taking the money", "Olsen denied taking the money", "conflicts"),
        ("Tasch said the bridge is unsafe", "The bridge is unsafe", "missing"),
        ("Tasch said the bridge is unsafe", "She said the bridge is unsafe", "agrees"),
        ("Tasch said the bridge is unsafe", "Engineers said the bridge is unsafe", "silent"),
        ("The mayor said the bridge is unsafe", "Tasch said the bridge is unsafe", "silent"),
        ("Zelensky said the bridge is unsafe", "Zelenskyy said the bridge is unsafe", "agrees"),
        ("Moscow said the bridge is unsafe", "Russia said the bridge is unsafe", "agrees"),
        ("Moscow said the bridge is unsafe", "Kyiv said the bridge is unsafe", "conflicts"),
        ("The FBI said the bridge is unsafe",
         "The Federal Bureau of Investigation said the bridge is unsafe", "agrees"),
        ("Olsen said the bridge is unsafe",
         "Tasch told Olsen that the bridge is unsafe", "missing"),
        # Already hedged, or about something else.
        ("Olsen allegedly stole the money", "Olsen allegedly stole the money", "agrees"),
        ("Olsen is accused of stealing the money", "Olsen allegedly stole the money", "agrees"),
        ("Olsen stole the boat", "Olsen allegedly stole the money from the old mill", "silent"),
        ("Tasch said the ferry sails", "Olsen said the bridge is unsafe", "silent"),
        ("Tasch told the story", "Tasch wrote the story", "silent"),
        ("The council rejected the plan", "The council rejected the plan", "silent"),
        ("The council reported 14 cases", "The council found 14 cases", "silent"),
        ("Tasch never said the bridge is unsafe", "Tasch said the bridge is unsafe", "silent"),
        ("", "Tasch said the bridge is unsafe", "silent"),
        ("Tasch said the bridge is unsafe", "", "silent"),
        ("said", "said", "silent"),
    ],
)  # fmt: skip
def test_speaker_and_manner_are_compared(claim: str, quote: str, outcome: str) -> None:
    assert check_attribution(claim, quote).outcome is Outcome(outcome)


@pytest.mark.parametrize(
    ("text", "mode", "source"),
    [
        ("Tasch said the bridge is unsafe", Mode.SAID, ["Tasch"]),
        ("“It is unsafe,” said Ida Tasch", Mode.SAID, ["Ida", "Tasch"]),
        ("According to Ida Tasch, it is unsafe", Mode.SAID, ["Ida", "Tasch"]),
        ("She said it is unsafe", Mode.SAID, []),
        ("Tasch denied that it is unsafe", Mode.DENIED, ["Tasch"]),
        ("Tasch rejected the claim that it is unsafe", Mode.DENIED, ["Tasch"]),
        ("Tasch did not deny that it is unsafe", Mode.SAID, ["Tasch"]),
        ("Tasch alleged it is unsafe", Mode.ALLEGED, ["Tasch"]),
        ("It is reportedly unsafe", Mode.ALLEGED, []),
    ],
)
def test_speakers_are_found(text: str, mode: Mode, source: list[str]) -> None:
    said = find_said(text)[0]
    assert said.mode is mode
    assert [word.text for word in said.source] == source


@pytest.mark.parametrize("text", ["Tasch told the story", "The council rejected the plan", ""])
def test_other_verbs_say_nothing(text: str) -> None:
    assert find_said(text) == []


@given(TEXTS)
def test_any_text_passes_against_itself(text: str) -> None:
    assert check_attribution(text, text).outcome is not Outcome.CONFLICTS


@given(TEXTS, TEXTS)
def test_no_text_makes_it_raise_and_failure_has_a_reason(claim: str, quote: str) -> None:
    found = check_attribution(claim, quote)
    assert found.passed == (found.reason == "")


@given(st.permutations(["Tasch", "Olsen", "Brandt", "Kyiv", "the European Union"]))
def test_swapping_the_speaker_turns_agreement_into_failure(who: list[str]) -> None:
    quote = f"The talks on grain have ended, according to {who[0]}"
    assert check_attribution(f"{who[0]} said the talks on grain have ended", quote).passed
    assert not check_attribution(f"{who[1]} said the talks on grain have ended", quote).passed


def test_hostile_texts_take_no_time() -> None:
    for text in ["said " * 9_000, "Tasch said " * 5_000, "according to " * 5_000, "“" * 9_000]:
        start = time.perf_counter()
        check_attribution("Tasch said the bridge is unsafe", text)
        check_attribution(text, "Tasch said the bridge is unsafe")
        assert time.perf_counter() - start < 3, text[:20]


def test_every_sample_sentence_passes_against_itself() -> None:
    for path in sorted(Path("sources/samples").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        for sentence in (span.of(text) for span in split_sentences(text)):
            assert check_attribution(sentence, sentence).passed, sentence
