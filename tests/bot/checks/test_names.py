"""Names of a claim looked for in a quote and around it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checks.finding import Outcome
from bot.checks.names import check_names, is_country, names_in, same_names
from bot.checks.spelling import same_spelling, spelling_keys
from index.sentences import split_sentences

VOCABULARY = """Moscow Russia’s the The Olsen O’Brien U.S. said . ! “Tasch ” Monday MAYOR Mr. École
    however However, town’s Kremlin ΑΣ ǅ""".split()
TEXTS = st.text() | st.lists(st.sampled_from(VOCABULARY)).map(" ".join)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The mayor of Norvane met Ida Tasch", ["Norvane", "Ida", "Tasch"]),
        ("Norvane voted on Monday in March", ["Norvane"]),
        ("However, the U.S. envoy left", ["U.S."]),
        ("Workers in Velle struck", ["Velle"]),
        ("Recently the boats returned", []),
        ("They said: “Nobody asked Olsen”", ["Olsen"]),
        ("FERRY SINKS OFF NORVANE COAST", []),
        ("no capitals here", []),
        ("", []),
    ],
)
def test_names_are_the_capitals_that_mean_something(text: str, names: list[str]) -> None:
    assert [word.text for word in names_in(text)] == names


@pytest.mark.parametrize(
    ("claim", "quote", "outcome"),
    [
        ("the ferry sank", "Ida Tasch saw the ferry sink", "silent"),
        ("The ferry left Velle", "The ferry left Velle at dawn", "agrees"),
        ("The ferry left Velle’s harbour", "It left the harbour of Velle", "agrees"),
        ("The talks were ended by Russia", "Moscow ended the talks", "agrees"),
        ("A German minister resigned", "The minister in Berlin resigned", "agrees"),
        ("The ferry left Norvane", "The ferry left Velle", "missing"),
        ("Then Olsen met Ida Tasch", "Olsen met the mayor", "missing"),
        ("A Polish minister resigned", "The minister in Berlin resigned", "missing"),
    ],
)
def test_names_of_a_claim_are_looked_for(claim: str, quote: str, outcome: str) -> None:
    assert check_names(claim, quote).outcome is Outcome(outcome)


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        # Surname after full name, titles, initials.
        ("They met Ida Tasch", "Tasch met them"),
        ("They met Ida Tasch", "Mayor Tasch met them"),
        ("They met Ida Tasch", "Mrs. Tasch met them"),
        ("They met Ida Tasch", "I. Tasch met them"),
        ("They met I. Tasch", "Ida Tasch met them"),
        ("They met Tasch", "Ida Tasch met them"),
        ("They met Mayor Ida Tasch", "Ida Tasch met them"),
        ("They met Prime Minister Tasch", "Tasch met them"),
        ("They met Dr Tasch", "Ida Tasch met them"),
        ("They met Sir Jonas Olsen", "Olsen met them"),
        # Family name first, hyphens, accents, possessives.
        ("They met Kim Jong-un", "Kim Jong Un met them"),
        ("They met Kim Jong Un", "Kim Jong-un met them"),
        ("They met Tasch Ida", "Ida Tasch met them"),
        ("They met André Müller", "Andre Muller met them"),
        ("They met Andre Muller", "André Müller met them"),
        ("It is Olsen’s boat", "The boat belongs to Olsen"),
        ("It is Olsen's boat", "The boat belongs to Olsen"),
        ("A Franco-German deal", "A deal of France and Germany"),
        ("They went to Stratford-upon-Avon", "They went to Stratford upon Avon"),
        # Abbreviations.
        ("Then the EU voted", "The European Union voted"),
        ("Then the European Union voted", "The EU voted"),
        ("Then the E.U. voted", "The European Union voted"),
        ("Then the U.N. voted", "The United Nations voted"),
        ("Then the United Nations voted", "The UN voted"),
        ("Then the United States voted", "The US voted"),
        ("Then the U.S. voted", "America voted"),
        ("Then the UK voted", "Britain voted"),
        ("Then the WHO warned", "The World Health Organization warned"),
        ("Then the ECB cut rates", "The European Central Bank cut rates"),
        ("Then the HFC met", "The Harbour Fishing Council met"),
        ("Then the Harbour Fishing Council met", "The HFC met"),
        ("Then the HFC met", "The Harbour and Fishing Council met"),
        # Spellings.
        ("They left Kyiv", "They left Kiev"), ("They left Kharkiv", "They left Kharkov"),
        ("They left Odesa", "They left Odessa"), ("They left Lviv", "They left Lvov"),
        ("They left Mumbai", "They left Bombay"), ("They left Peking", "They left Beijing"),
        ("They met Zelensky", "They met Zelenskyy"), ("They met Zelenskiy", "They met Zelensky"),
        ("They met Gaddafi", "They met Qaddafi"), ("They met Mohammed", "They met Muhammad"),
        ("They fought Hezbollah", "They fought Hizbullah"),
        ("They left Burma", "They left Myanmar"),
        # Countries, capitals, peoples.
        ("A Russian ship sank", "A ship of Russia sank"), ("Moscow agreed", "The Kremlin agreed"),
        ("French voters stayed away", "Voters in France stayed away"),
        ("Many Poles stayed away", "Many in Poland stayed away"),
        ("A Dutch ship sank", "A ship from the Netherlands sank"),
        ("Turkish voters stayed away", "Voters in Türkiye stayed away"),
    ],
)  # fmt: skip
def test_names_agree_however_they_are_written(claim: str, quote: str) -> None:
    assert check_names(claim, quote).outcome is Outcome.AGREES


@pytest.mark.parametrize(
    ("claim", "quote", "missing"),
    [
        ("They met Olaf Tasch", "Ida Tasch met them", "Olaf"),
        ("They met O. Tasch", "Ida Tasch met them", "O"),
        ("They met Ida Tasch", "Ida Olsen met them", "Tasch"),
        ("They met Ida Tasch", "The mayor met them", "Ida"),
        ("They went to Austria", "They went to Australia", "Austria"),
        ("They went to Iran", "They went to Iraq", "Iran"),
        ("They went to Niger", "They went to Nigeria", "Niger"),
        ("They went to Slovakia", "They went to Slovenia", "Slovakia"),
        ("They met Anderson", "They met Andersen", "Anderson"),
        ("They met Christian", "They met Christina", "Christian"),
        ("They met Daniela", "They met Daniel", "Daniela"),
        ("They met Paul", "They met Paula", "Paul"),
        ("Then the EU voted", "The UN voted", "EU"),
        ("Then the HFC met", "The Harbour Council met", "HFC"),
        ("A Polish ship sank", "A Danish ship sank", "Polish"),
        ("They left Norvane", "", "Norvane"),
    ],
)
def test_other_names_are_missing_and_the_reason_says_which(
    claim: str, quote: str, missing: str
) -> None:
    found = check_names(claim, quote)
    assert found.outcome is Outcome.MISSING
    assert found.reason == f"the article does not name {missing!r} here"


@given(st.sampled_from(["Ida", "Jonas", "Olaf"]), st.sampled_from(["Tasch", "Olsen", "Brandt"]))
def test_surname_initial_and_title_stand_for_the_full_name(first: str, last: str) -> None:
    claim = f"They met {first} {last}"
    for written in (last, f"Mr. {last}", f"{first[0]}. {last}", f"{last} {first}", f"{last}’s son"):
        assert check_names(claim, f"There was {written}").outcome is Outcome.AGREES
    assert check_names(claim, f"There was Wilma {last}").outcome is Outcome.MISSING


@given(st.text(max_size=30), st.text(max_size=30))
def test_spelling_is_symmetric(one: str, other: str) -> None:
    assert same_spelling(one, other) == same_spelling(other, one)
    assert same_spelling(one, one)


@given(
    st.text("aeiknostvyz", min_size=5, max_size=12), st.integers(0, 12), st.sampled_from("aeiyk")
)
def test_spellings_of_one_name_share_a_key(name: str, place: int, letter: str) -> None:
    for other in (
        f"{name[:place]}{letter}{name[place:]}",
        f"{name[:place]}{letter}{name[place + 1 :]}",
    ):
        if same_spelling(name, other):
            assert set(spelling_keys(name)) & set(spelling_keys(other))


def test_spellings_of_the_table_share_a_key() -> None:
    for one, other in [("kyiv", "kiev"), ("mumbai", "bombay"), ("zelensky", "zelenskyy")]:
        assert same_spelling(one, other)
        assert set(spelling_keys(one)) & set(spelling_keys(other))


def test_hostile_texts_take_no_time() -> None:
    names = " ".join(f"Name{chr(97 + i % 26)}{chr(97 + i // 26 % 26)}x" for i in range(2_000))
    for text in [names, "A-" * 5_000, "Aa " * 5_000, "U." * 5_000, "Zelensky " * 3_000]:
        start = time.perf_counter()
        check_names("They met Ida Tasch in Norvane", text)
        check_names(text, "They met Ida Tasch in Norvane")
        assert time.perf_counter() - start < 3, text[:20]


def test_name_that_stands_in_the_context_is_enough() -> None:
    claim, quote = "The mayor of Norvane resigned", "She resigned on Monday"
    assert check_names(claim, quote).reason == "the article does not name 'Norvane' here"
    assert check_names(claim, quote, ["Norvane’s mayor steps down"]).outcome is Outcome.AGREES


def test_country_its_capital_and_its_people_are_one_name() -> None:
    assert same_names("russia", "kremlin")
    assert not same_names("russia", "berlin")
    assert is_country("ankara")
    assert not is_country("norvan")


@given(TEXTS)
def test_any_text_passes_against_itself(text: str) -> None:
    assert check_names(text, text).passed


@given(TEXTS, TEXTS, st.lists(TEXTS, max_size=2))
def test_more_context_never_loses_a_name(claim: str, quote: str, context: list[str]) -> None:
    alone, within = check_names(claim, quote), check_names(claim, quote, context)
    assert within.passed or not alone.passed
    assert within.outcome is not Outcome.CONFLICTS


@given(TEXTS)
def test_spans_reproduce_the_text_in_order(text: str) -> None:
    found = names_in(text)
    assert [word.span.of(text) for word in found] == [word.text for word in found]
    assert found == sorted(found, key=lambda word: word.span)


def test_every_sample_sentence_passes_against_itself() -> None:
    for path in sorted(Path("sources/samples").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        for sentence in (span.of(text) for span in split_sentences(text)):
            assert check_names(sentence, sentence).passed, sentence
