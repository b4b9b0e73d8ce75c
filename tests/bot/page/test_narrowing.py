"""What a search is narrowed to: hostile values are refused, the rest is told and kept."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.page.narrow_html import chips_html, narrowed_html
from bot.page.narrowing import (
    EVERYTHING,
    MAX_CHOSEN,
    SETTING,
    Narrowed,
    from_setting,
    narrowed_of,
    narrowed_words,
    to_setting,
)
from bot.page.shelf import Coverage, Row
from bot.page.texts import texts_of
from bot.page.told import ToldError
from index.filters import Filters

T, DE = texts_of("en"), texts_of("de")
WHOLE = Narrowed(
    as_of=date(2024, 5, 6),
    filters=Filters(
        publishers=("Harbour Ledger", "A, B & Co."),
        languages=("en", "xx"),
        published_from=date(2023, 1, 2),
        published_to=date(2023, 3, 4),
    ),
)
_NAMES = st.lists(
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40).filter(
        str.strip
    ),
    max_size=5,
    unique=True,
)


def test_nothing_sent_narrows_nothing() -> None:
    assert narrowed_of([], [], "", "", "") == EVERYTHING
    assert narrowed_of(None, None, None, None, None) == EVERYTHING
    assert not EVERYTHING.is_narrowing


def test_each_value_narrows() -> None:
    sent = (["Harbour Ledger", "A, B & Co."], ["en", "xx"], "2023-01-02", "2023-03-04")

    assert narrowed_of(*sent, "2024-05-06") == WHOLE
    assert narrowed_of(["a", "a"], [], "", "", "").filters.publishers == ("a",)


@pytest.mark.parametrize(
    "publishers",
    [
        "Harbour Ledger", [1], [["a"]], {"a": "b"}, ["a" * 201], ["a\x00b"], ["\ud800"], ["  "],
        [None], 7, True, [f"p{n}" for n in range(MAX_CHOSEN + 1)],
    ],
)  # fmt: skip
def test_publishers_that_cannot_be_are_refused(publishers: object) -> None:
    with pytest.raises(ToldError):
        narrowed_of(publishers, [], "", "", "")


@pytest.mark.parametrize("code", ["EN", "e", "engl", "en'--", "<b>", "e\n", "", "../en"])
def test_languages_that_are_no_codes_are_refused(code: str) -> None:
    with pytest.raises(ToldError, match="not a choice"):
        narrowed_of([], [code], "", "", "")


@pytest.mark.parametrize("day", ["yesterday", "2023-02-30", 20230101, ["2023-01-01"], "2" * 50])
def test_days_that_are_none_are_refused_by_their_name(day: object) -> None:
    with pytest.raises(ToldError, match="first day of publication is not"):
        narrowed_of([], [], day, "", "")
    with pytest.raises(ToldError, match="last day of publication is not"):
        narrowed_of([], [], "", day, "")
    with pytest.raises(ToldError, match="as-of date"):
        narrowed_of([], [], "", "", day)


def test_first_day_after_the_last_is_refused() -> None:
    with pytest.raises(ToldError, match="comes after the last"):
        narrowed_of([], [], "2023-01-02", "2023-01-01", "")


def test_words_say_everything_in_both_languages() -> None:
    assert narrowed_words(T, WHOLE) == (
        "Narrowed to: Harbour Ledger · A, B & Co. · in English · in xx · published from "
        "2 January 2023 · published to 4 March 2023 · as known on 6 May 2024"
    )
    assert "auf Englisch · auf xx · erschienen ab 2. Januar 2023" in narrowed_words(DE, WHOLE)
    assert narrowed_words(T, EVERYTHING) == narrowed_html(T, EVERYTHING) == ""


def test_each_chip_says_what_its_button_removes() -> None:
    html = chips_html(T, WHOLE)

    assert html.count("<button") == html.count("<li") == 7
    assert 'data-drop="publisher A, B &amp; Co." aria-label="Remove: A, B &amp; Co."' in html
    assert 'data-drop="as_of 2024-05-06" aria-label="Remove: as known on 6 May 2024"' in html
    assert chips_html(T, EVERYTHING) == ""


@given(_NAMES, st.lists(st.sampled_from(["en", "de", "fra"]), unique=True), st.none() | st.dates())
def test_what_an_answer_was_narrowed_to_reads_back(
    names: list[str], codes: list[str], day: date | None
) -> None:
    narrowed = narrowed_of(names, codes, day and day.isoformat(), None, None)

    assert from_setting(to_setting(narrowed), None) == narrowed


@pytest.mark.parametrize("said", ["", "[]", "{", '{"publishers": "x"}', "[" * 5000, "null"])
def test_settings_that_say_nonsense_are_refused(said: str) -> None:
    with pytest.raises(ToldError):
        from_setting({SETTING: said}, None)


def test_coverage_counts_what_the_filters_let_through() -> None:
    rows = [
        Row(article_id=f"{n}", version=1, title="T", publisher=publisher, language=language,
            published=date(2023, month, 1), is_sample=False, is_retracted=False)
        for n, (publisher, language, month) in enumerate(
            [("A", "en", 1), ("A", "de", 2), ("B", "de", 3), ("B", "en", 4), ("", "", 5)]
        )
    ]  # fmt: skip
    german = Coverage.of(rows, None, Filters(languages=("de",)))
    late = Coverage.of(rows, None, Filters(published_from=date(2023, 2, 1), publishers=("B",)))

    assert (german.n_articles, german.publishers, german.is_narrowed) == (2, ("A", "B"), True)
    assert (late.n_articles, late.first) == (2, date(2023, 3, 1))
    assert Coverage.of(rows).languages == ("de", "en")
