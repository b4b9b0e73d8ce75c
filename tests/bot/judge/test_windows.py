"""Texts longer than a sentence: all of it is read, nothing too often, two sentences at once."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bot.judge.scorer import Probabilities, TextPairs
from bot.judge.windows import WINDOW_WORDS, read_long, together, units
from index.sentences import split_sentences

CLAIM = "Ada Brandt, who opened the harbour, studied law in Sundby."
OPENED = "Ada Brandt opened the harbour at Talvik."
STUDIED = "The minister studied law in Sundby."
FILLER = [f"Ferry number {n} sailed north with a load of timber." for n in range(40)]


class NeedsBoth:
    """Supports a claim where two sentences stand together, and knows what it was asked."""

    identity = "needs-both"

    def __init__(self, *needed: str) -> None:
        self.needed = needed
        self.asked: list[tuple[str, str]] = []

    def entailment(self, pairs: TextPairs) -> Probabilities:
        self.asked += pairs
        yes, no = (0.9, 0.02, 0.08), (0.05, 0.05, 0.9)
        rows = [yes if all(n in text for n in self.needed) else no for text, _ in pairs]
        return np.array(rows, dtype=np.float32).reshape(-1, 3)


def test_single_sentence_is_read_once_and_as_it_stands():
    found = units(f" {OPENED}\n", CLAIM)
    assert (found.sentences, found.joined) == ((f" {OPENED}\n",), ())


@pytest.mark.parametrize("text", ["", " ", "\n\n", "…", "\x00"])
def test_text_without_a_sentence_is_one_unit(text: str):
    assert units(text, CLAIM).sentences == (text,)
    assert units(text, CLAIM).joined == ()


def test_every_sentence_is_read_alone_with_its_neighbour_and_in_a_window():
    sentences = [OPENED, *FILLER, STUDIED]
    found = units(" ".join(sentences), CLAIM)
    assert found.sentences == tuple(sentences)
    for before, after in pairwise(sentences):
        assert f"{before} {after}" in found.joined
    windows = [unit for unit in found.joined if len(split_sentences(unit)) > 2]
    assert all(any(sentence in window for window in windows) for sentence in sentences)
    assert all(len(window.split()) <= WINDOW_WORDS for window in windows)


def test_distant_sentences_that_share_words_with_the_claim_are_paired():
    text = " ".join([*FILLER[:10], OPENED, *FILLER[10:30], STUDIED, *FILLER[30:]])
    assert f"{OPENED} {STUDIED}" in units(text, CLAIM).joined


def test_no_unit_is_read_twice():
    found = units(" ".join([OPENED, STUDIED, *FILLER]), CLAIM)
    assert len({*found.sentences, *found.joined}) == len(found.sentences) + len(found.joined)


@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"Ferry {n} sailed." for n in range(5_000)),
        " ".join(f"Ferry {n} sailed {'and sailed ' * 20}on." for n in range(500)),
        "ferry " * 20_000,
        "The ferry sailed. " * 3_000,
        "No! " * 9_000,
    ],
    ids=["short sentences", "long sentences", "no end", "one sentence again", "words"],
)
def test_units_of_a_long_text_are_bounded(text: str):
    found = units(text, CLAIM)
    assert len(found.sentences) <= 60
    assert len(found.sentences) + len(found.joined) <= 200


@given(st.text(max_size=400), st.text(max_size=80))
def test_any_text_has_units(text: str, claim: str):
    found = units(text, claim)
    assert found.sentences
    assert "".join("".join(found.sentences).split()) == "".join(text.split())


@given(
    arrays(np.float32, st.tuples(st.integers(1, 9), st.just(3)), elements=st.floats(0, 1, width=32))
)
def test_readings_put_together_are_probabilities(shares: Probabilities):
    found = together(shares)
    assert found.shape == (3,)
    assert (found >= 0).all()
    assert found.sum() == pytest.approx(1, abs=1e-5)


def test_reading_that_decides_most_decides():
    shares = np.array([[0.1, 0.1, 0.8], [0.7, 0.05, 0.25], [0.3, 0.2, 0.5]], dtype=np.float32)
    np.testing.assert_allclose(together(shares), [0.7, 0.2, 0.1], atol=1e-6)


def test_readings_that_contradict_each_other_weigh_against_each_other():
    shares = np.array([[0.9, 0.05, 0.05], [0.05, 0.9, 0.05]], dtype=np.float32)
    np.testing.assert_allclose(together(shares), [0.5, 0.5, 0], atol=1e-6)


def test_claim_that_needs_two_distant_sentences_is_supported():
    model = NeedsBoth(OPENED, STUDIED)
    text = " ".join([OPENED, *FILLER[:30], STUDIED])
    rows = read_long(model, [(text, CLAIM), (OPENED, CLAIM), (" ".join(FILLER), CLAIM)])
    assert [int(row.argmax()) for row in rows] == [0, 2, 2]
    assert rows.dtype == np.float32
    np.testing.assert_allclose(rows.sum(axis=1), 1, atol=1e-5)


def test_rows_belong_to_their_pairs_whatever_their_length():
    texts = [OPENED, " ".join([STUDIED, *FILLER]), "", " ".join([OPENED, STUDIED])]
    pairs = [(text, CLAIM) for text in texts]
    rows = read_long(NeedsBoth(STUDIED), pairs)
    assert [int(row.argmax()) for row in rows] == [2, 0, 2, 0]


def test_claim_stands_beside_every_unit():
    model = NeedsBoth(OPENED)
    read_long(model, [(f"{OPENED} {STUDIED}", "first"), (STUDIED, "second")])
    assert {claim for _, claim in model.asked} == {"first", "second"}
    assert [text for text, claim in model.asked if claim == "second"] == [STUDIED]


def test_no_pairs_have_no_rows():
    assert read_long(NeedsBoth(), []).shape == (0, 3)
