"""The sentence splitter against a hand-written gold set, for any text, and beside syntok.

`gold_sentences.json` has two halves. The rules were tuned on `dev`. `test` was written before the
rules and measured once, after the tuning; its misses are not to be mended one by one, or it would
measure nothing any more. Two of its labels (`test-quote-inside`, `test-no`) keep several sentences
inside a quotation together, against the rule; they stand as they were written and count as misses.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from syntok import segmenter

from index.sentences import split_sentences

Spans = list[tuple[int, int]]

GOLD: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("gold_sentences.json").read_text(encoding="utf-8")
)
DEV = [paragraph for paragraph in GOLD if paragraph["split"] == "dev"]
TEST = [paragraph for paragraph in GOLD if paragraph["split"] == "test"]


def ours(text: str) -> Spans:
    return [(span.start, span.end) for span in split_sentences(text)]


def syntok(text: str) -> Spans:
    return [
        (sentence[0].offset, sentence[-1].offset + len(sentence[-1].value))
        for paragraph in segmenter.analyze(text)
        for sentence in paragraph
    ]


def gold(paragraph: dict[str, Any]) -> Spans:
    spans, position = [], 0
    for sentence in paragraph["sentences"]:
        start = paragraph["text"].index(sentence, position)
        position = start + len(sentence)
        spans.append((start, position))
    return spans


def measure(
    paragraphs: list[dict[str, Any]], split: Callable[[str], Spans]
) -> tuple[float, float, float]:
    """Exact paragraphs, precision and recall of sentence ends; each in [0, 1]."""
    n_exact = n_right = n_found = n_gold = 0
    for paragraph in paragraphs:
        expected, found = gold(paragraph), split(paragraph["text"])
        ends, found_ends = {end for _, end in expected}, {end for _, end in found}
        n_exact += expected == found
        n_right += len(ends & found_ends)
        n_found += len(found_ends)
        n_gold += len(ends)
    return n_exact / len(paragraphs), n_right / n_found, n_right / n_gold


def assert_covers(text: str, spans: Spans) -> None:
    """In order, not overlapping, stripped, and only white space outside."""
    position = 0
    for start, end in spans:
        assert position <= start < end <= len(text)
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not text[position:].strip()


def test_gold_set_is_well_formed_and_large_enough() -> None:
    assert len({paragraph["id"] for paragraph in GOLD}) == len(GOLD) >= 80
    assert min(sum(len(p["sentences"]) for p in half) for half in (DEV, TEST)) >= 100
    for paragraph in GOLD:
        assert_covers(paragraph["text"], gold(paragraph))


@pytest.mark.parametrize("paragraph", DEV, ids=lambda paragraph: paragraph["id"])
def test_dev_paragraph_is_split_exactly(paragraph: dict[str, Any]) -> None:
    found = [span.of(paragraph["text"]) for span in split_sentences(paragraph["text"])]
    assert found == paragraph["sentences"]


def test_untouched_half_stays_above_its_floors() -> None:
    # Measured once, when the rules were done: 44 of 50 exact, precision 0.971, recall 0.994.
    exact, precision, recall = measure(TEST, ours)
    assert exact >= 0.86
    assert precision >= 0.96
    assert recall >= 0.985


def test_untouched_half_is_split_better_than_by_syntok() -> None:
    # syntok 1.4.4: 22 of 50 exact, precision 0.907, recall 0.870.
    for mine, theirs in zip(measure(TEST, ours), measure(TEST, syntok), strict=True):
        assert mine > theirs


@pytest.mark.parametrize(
    "sentences",
    [
        ["U.S. In Talks With China Over Tariffs"],
        ["MR. SMITH LEFT.", "GEN. LEE STAYED."],
        ["“Why?” the prime minister asked in Rome.", "He left."],
        ["“Why?” The prime minister asked in Rome.", "He left."],
        ["He paused.", "[...] Then he spoke of workers [...] Germany had lost."],
        ["— Да, — сказал он.", "— Мы идём."],
        ["He was “born in 1980.” (AP)", "The next one was not."],
        ["He quoted her: “They said, ‘No.’\u2009”", "She left."],
        ["He left (see p. 4).", "The St. Louis team won."],
    ],
    ids=lambda sentences: sentences[0][:24],
)
def test_sentences_joined_by_a_space_come_apart_again(sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [span.of(text) for span in split_sentences(text)] == sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Is this it?He left.“We go.”", ["Is this it?", "He left.", "“We go.”"]),
        ("Ask Booking.com. It is shut.", ["Ask Booking.com.", "It is shut."]),
        ("He met Dr.\nSmith there.", ["He met Dr.\nSmith there."]),
        ("First\n \t\nsecond", ["First", "second"]),
        ("One\r\n\r\nTwo\u2029three\fFour", ["One", "Two", "three", "Four"]),
    ],
)
def test_lost_spaces_and_newlines(text: str, sentences: list[str]) -> None:
    assert [span.of(text) for span in split_sentences(text)] == sentences


CHARACTERS = "aAzZTIé10 ..!?…\"'“”‘’«»()[]-—•,:\n\n\r\f\u2029\u00a0\u2009。」\x00\ud800"
WORDS = ["The ", "U.S. ", "Gen. ", "No. ", " [...] ", "said ", "Nov. ", "\n1. ", "www.a.bc "]
PIECES = st.lists(st.sampled_from([*CHARACTERS, *WORDS]), max_size=80).map("".join)


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.text(), PIECES))
@example("")
@example(" \n\t ")
@example("\x1c. A\x1d")
def test_any_text_is_covered_by_its_sentences(text: str) -> None:
    assert_covers(text, ours(text))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(TEST + DEV), min_size=1, max_size=4))
def test_blank_line_separates_whatever_stands_around_it(paragraphs: list[dict[str, Any]]) -> None:
    texts = [paragraph["text"] for paragraph in paragraphs]
    whole = "\n\n".join(texts)
    found = [span.of(whole) for span in split_sentences(whole)]
    assert found == [span.of(text) for text in texts for span in split_sentences(text)]


REPEATED = [".", "“", '"', ". ", "?”", "\n", " ", "A.", "(", "\x00", "\ud800", "a"]


@pytest.mark.parametrize(
    "text",
    ["", "\ud800. \udfff", *(unit * (100_000 // len(unit)) for unit in REPEATED)],
    ids=lambda text: f"{text[:4]!r}x{len(text)}".encode("ascii", "backslashreplace").decode(),
)
def test_hostile_text_is_covered(text: str) -> None:
    assert_covers(text, ours(text))


def seconds(text: str) -> float:
    """The best of three."""
    ticks = []
    for _ in range(3):
        start = time.perf_counter()
        split_sentences(text)
        ticks.append(time.perf_counter() - start)
    return min(ticks)


@pytest.mark.parametrize(
    "unit",
    [
        "He met Gen. Smith in the U.S. The end came, “Why?” he asked. It cost $1.5 billion. ",
        "U.S. ",
        ". (aa) ",
        "?” Ab Ab Ab Ab Ab ",
        "A line without an end\n",
        "word ",
        ".\u00a0»",
        "! ",
    ],
)
def test_time_grows_with_the_length_of_the_text_and_no_faster(unit: str) -> None:
    # Quadratic growth gives 16; a first size of some milliseconds keeps noise out.
    short = unit * (100_000 // len(unit))
    assert seconds(short * 4) <= 8 * max(seconds(short), 0.002)
