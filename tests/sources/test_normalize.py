from __future__ import annotations

import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sources.article import Span
from sources.normalize import locate, locate_all, normalize

# Letters, typography, marks that join, what is invisible, what NFKC takes apart.
TRICKY = (
    "abcXY z.,019 \n\t\r\u00a0\u2009\u202f\u3000‘’“”„‚«»‹›′″`´'\"-‐‑–—−\u00ad\u200b\u200d\u2060"
    "\ufeff\u0301\u0316\u0308éüñßﬁﬃ½²₂①…€日本ｶﾞ＂Ａ한ㄱㅏ\u1112\u1161\u11ab\u202e\ufe0f😀\u0600"
)
texts = st.text(st.sampled_from(TRICKY), max_size=60) | st.text(max_size=40)


@pytest.mark.parametrize(
    ("text", "view"),
    [
        ("“It’s „over“,” he said", '"It\'s "over"," he said'),
        ("«Non» ‹oui›", "\"Non\" 'oui'"),
        ("1914–1918 — well‑known −5", "1914-1918 - well-known -5"),
        ("statement\u00a0 on\u2009March\u202f22", "statement on March 22"),
        ("two\r\n\r\nlines\tand tabs", "two lines and tabs"),
        ("co\u00adop\u200berate\ufeff", "cooperate"),
        ("ﬁne… Ａ", "fine... A"),
        ("cafe\u0301", "caf\u00e9"),
        ("e\u200b\u0301", "\u00e9"),
        ("m² and CO₂", "m2 and CO2"),
        ("KEEPS Case", "KEEPS Case"),
        ("", ""),
    ],
)
def test_view_has_one_kind_of_each_mark(text: str, view: str) -> None:
    assert normalize(text).text == view


@pytest.mark.parametrize("text", ["10² metres", "3½ hours", "5₂"])
def test_small_figure_after_a_figure_does_not_make_another_number(text: str) -> None:
    assert normalize(text).text == text


@given(texts)
def test_normalizing_twice_changes_nothing(text: str) -> None:
    view = normalize(text).text
    assert normalize(view).text == view


@given(st.text("abcé\u0301\u0316ｶﾞ한ㄱㅏﬁ\u1112\u1161\u11abÅ\u212b日", max_size=40))
def test_view_of_text_without_typography_is_nfkc(text: str) -> None:
    assert normalize(text).text == unicodedata.normalize("NFKC", text)


@given(texts)
def test_map_is_monotone_and_in_bounds(text: str) -> None:
    view = normalize(text)
    spans = [view.to_original(Span(start=n, end=n + 1)) for n in range(len(view.text))]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    for one, other in pairwise(spans):
        assert one.start <= other.start
        assert one.end <= other.end
    whole = view.to_original(Span(start=0, end=len(view.text)))
    assert whole.end <= len(text)


# Without raised figures, whose reading depends on what stands before them.
plain_texts = st.text(
    st.sampled_from(TRICKY.translate({ord(c): None for c in "½²₂①"})), max_size=60
)


@given(plain_texts, st.data())
def test_span_of_the_view_reads_the_same_in_the_original(text: str, data: st.DataObject) -> None:
    view = normalize(text)
    assume(view.text)
    start = data.draw(st.integers(0, len(view.text) - 1))
    end = data.draw(st.integers(start + 1, len(view.text)))
    original = view.to_original(Span(start=start, end=end)).of(text)
    assert view.text[start:end] in normalize(original).text


@given(texts, texts, texts)
def test_quote_is_located_where_it_stands(before: str, quote: str, after: str) -> None:
    quote = f"Q{quote}Z"
    text = f"{before} {quote} {after}"
    typed = normalize(quote).text
    assume(normalize(text).text.count(typed) == 1)
    wanted = Span(start=len(before) + 1, end=len(before) + 1 + len(quote))
    assert locate(typed, text) == wanted
    assert list(locate_all(quote, normalize(text))) == [wanted]


@given(plain_texts, plain_texts)
def test_located_span_reads_like_the_needle(needle: str, text: str) -> None:
    for span in locate_all(needle, text):
        assert 0 <= span.start < span.end <= len(text)
        assert normalize(needle).text.strip(" ") in normalize(span.of(text)).text


def test_quote_typed_straight_is_found_in_curly_text() -> None:
    text = "He said\u00a0that “Russia’s plan”\u2014so called\u2014failed. He said that."
    span = locate('that "Russia\'s plan"-so called', text)
    assert span is not None
    assert span.of(text) == "that “Russia’s plan”\u2014so called"


def test_all_places_are_found_in_order() -> None:
    text = "“no” and \"no\" and 'no'"
    assert [span.of(text) for span in locate_all('"no"', text)] == ["“no”", '"no"']


@pytest.mark.parametrize("needle", ["", "  ", "\u200b", "absent", "ABSENT"])
def test_what_is_blank_or_absent_is_not_located(needle: str) -> None:
    assert locate(needle, "a text with nothing of the sort") is None


def test_half_a_ligature_maps_to_the_whole() -> None:
    assert locate("nef", "oneﬁne") == Span(start=1, end=4)


def test_span_beyond_the_view_is_refused() -> None:
    view = normalize("abc")
    assert view.to_original(Span(start=3, end=3)) == Span(start=3, end=3)
    with pytest.raises(ValueError, match="beyond"):
        view.to_original(Span(start=0, end=4))


@pytest.mark.parametrize(
    "unit",
    ["The mayor’s “office”. ", "\u0301\u0316", "\u200b", "a\u200b\u0301", "日本", "  \u00a0"],
)
def test_time_grows_with_the_length_only(unit: str) -> None:
    text = unit * (300_000 // len(unit))
    start = time.perf_counter()
    view = normalize(text)
    list(locate_all("office", view))
    assert time.perf_counter() - start < 5  # 0.1 to 0.5 s on the slowest machine seen
