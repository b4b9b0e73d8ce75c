"""Words with their places, their folded form and their stem."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.words import content_words, fold, stem, words


@given(st.text(max_size=200))
def test_words_stand_in_the_text_in_order(text: str) -> None:
    found = words(text)
    for word in found:
        assert word.span.of(text) == word.text != ""
        assert word.folded == fold(word.text)
        assert not any(c.isspace() for c in word.text)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    assert set(content_words(text)) <= set(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The U.S. said so.", ["The", "U.S.", "said", "so"]),
        ("O’Brien’s visa-free trip", ["O’Brien’s", "visa-free", "trip"]),
        ("1,234.5 km at 6:40", ["1,234.5", "km", "at", "6:40"]),
        ("the 21st ship", ["the", "21st", "ship"]),
        ("Ærø–Ålby", ["Ærø–Ålby"]),
        ("“Nobody!” (said he)", ["Nobody", "said", "he"]),
        ("", []),
        (" ?! ", []),
    ],
)
def test_words_of_a_text(text: str, expected: list[str]) -> None:
    assert [w.text for w in words(text)] == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller", "muller"),
        ("Japan’s", "japan"),
        ("Japan's", "JAPAN"),
        pytest.param(*("visa\u2011free", "visa-free")),
        ("didn’t", "didn't"),
        ("ﬁre", "fire"),
    ],
)
def test_forms_of_one_word_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("sanctions", "sanction", True),
        ("suspended", "suspending", True),
        ("1,000", "1000", True),
        ("u.s.", "us", True),
        *[
            (f"{verb}{end}", verb, True)
            for verb in (
                "kill",
                "fall",
                "call",
                "fill",
                "sell",
                "pull",
                "quell",
                "squall",
                "recall",
            )
            for end in ("ed", "ing", "s")
        ],
        *[
            (f"{verb}l{end}", f"{verb}{end}", True)
            for verb in ("cancel", "travel", "model", "label", "signal", "fuel", "dial", "counsel")
            for end in ("ed", "ing")
        ],
        ("travellers", "traveler", True),
        ("controlled", "control", True),
        ("failing", "falling", False),
        ("filed", "filled", False),
        ("ship", "shop", False),
        ("25", "26", False),
    ],
)
def test_words_of_one_stem(one: str, other: str, same: bool) -> None:
    assert (stem(one) == stem(other)) == same


def test_first_word_of_a_sentence_or_a_quotation_opens_it() -> None:
    text = "Two came. Three left; he said: “Four stayed.” Dr. Osk saw Five."
    assert [w.text for w in words(text) if w.opens] == [*("Two", "Three", "he", "Four", "Dr")]


def test_stop_words_are_no_content() -> None:
    assert [w.text for w in content_words("The ship was in the harbour")] == ["ship", "harbour"]


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Have threads take turns so often that what is not safe for them breaks."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hasty_threads")
def test_stems_are_the_same_whoever_else_asks() -> None:
    endings = ("ing", "ed", "ness", "ational", "ly", "ies", "ousness", "ements")
    parts = ("br", "ou", "tal", "min", "ver", "ce", "dor")
    made = ["".join(x) for x in product(parts, parts, parts, endings)]
    stem.cache_clear()
    expected = [stem(word) for word in made]

    def asked(n: int) -> list[tuple[str, str]]:
        return [(word, stem(word)) for word in made[n:] + made[:n]]

    for _ in range(3):
        stem.cache_clear()
        with ThreadPoolExecutor(4) as pool:
            found = [pair for some in pool.map(asked, range(0, 2_000, 500)) for pair in some]
        assert set(found) == set(zip(made, expected, strict=True))
