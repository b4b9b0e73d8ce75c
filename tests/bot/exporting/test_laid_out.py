"""A draft laid out: every character once and in order, each under one claim at most."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from bot.exporting.laid_out import Stretch, laid_out
from bot.verdict import Claim
from sources.article import Span


def claim(text: str, *spans: tuple[int, int]) -> Claim:
    parts = tuple(Span(start=start, end=end) for start, end in spans)
    whole = Span(start=parts[0].start, end=parts[-1].end)
    return Claim(text=text[whole.start : whole.end], span=whole, parts=parts)


def words(text: str, *claims: Claim) -> list[list[tuple[int, str]]]:
    return [
        [(one.claim, text[one.span.start : one.span.end]) for one in paragraph.stretches]
        for paragraph in laid_out(text, claims)
    ]


def test_claims_are_cut_out_of_their_paragraphs() -> None:
    text = "It rained. It snowed.\n\n  \nAnd he left."

    assert words(text, claim(text, (0, 10)), claim(text, (11, 21))) == [
        [(1, "It rained."), (0, " "), (2, "It snowed.")],
        [(0, "And he left.")],
    ]


def test_claim_in_two_pieces_keeps_its_number() -> None:
    text = "The mayor, who left, resigned."

    assert words(text, claim(text, (0, 9), (21, 30))) == [
        [(1, "The mayor"), (0, ", who left, "), (1, "resigned.")]
    ]


def test_words_of_two_claims_are_the_earlier_ones() -> None:
    text = "one two three"

    assert words(text, claim(text, (4, 13)), claim(text, (0, 7))) == [
        [(2, "one two"), (1, " three")]
    ]


def test_claim_over_two_paragraphs_ends_in_the_second() -> None:
    text = "one two\nthree four"
    first, second = laid_out(text, [claim(text, (4, 13))])

    assert first.stretches[1] == Stretch(span=Span(start=4, end=7), claim=1, is_end=False)
    assert second.stretches[0] == Stretch(span=Span(start=8, end=13), claim=1, is_end=True)


@given(
    st.text(alphabet="ab \n\u2028.", max_size=40),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6),
)
def test_every_character_stands_once_and_in_order(text: str, ends: list[tuple[int, int]]) -> None:
    claims = [
        claim(text, (min(pair), max(pair))) for pair in ends if min(pair) < max(pair) <= len(text)
    ]
    found = laid_out(text, claims)

    assert [text[p.span.start : p.span.end] for p in found] == [
        line.rstrip() for line in text.splitlines() if line.strip()
    ]
    for paragraph in found:
        at = paragraph.span.start
        for one in paragraph.stretches:
            assert (one.span.start, one.span.start < one.span.end) == (at, True)
            at = one.span.end
        assert at == paragraph.span.end
    for paragraph in found:
        for one in paragraph.stretches:
            spans = [c.span for c in claims]
            inside = [n for n, s in enumerate(spans, 1) if s.start < one.span.end > one.span.start]
            assert one.claim == 0 or one.claim in inside


def test_ten_thousand_paragraphs_take_no_more_than_their_number() -> None:
    text = "It rained.\n" * 10_000
    claims = [claim(text, (at, at + 10)) for at in range(0, len(text), 11)]
    begun = time.process_time()

    assert len(laid_out(text, claims)) == 10_000
    assert time.process_time() - begun < 20  # squared, it would be minutes
