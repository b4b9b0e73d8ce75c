"""Where two articles contradict each other, and where one corrects the other."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conflict import contradict, find_sides, is_correction, without_corrected
from bot.evidence import Candidate
from bot.question import read_question
from sources.article import Span
from tests.fakes import make_article

VOCABULARY = """14 25 hours hour people not were hurt rose fell bridge opened closed in the , .
    Correction withdrew 0001-01-01 about""".split()
TEXTS = st.lists(st.sampled_from(VOCABULARY), min_size=1).map(" ".join)


def candidate(
    name: str, text: str, *, title: str | None = None, published: date = date(2024, 5, 1)
) -> Candidate:
    article = make_article(name, text, title=title, published=published)
    start = len(article.text) - len(text)
    return Candidate(
        article=article,
        span=Span(start=start, end=len(article.text)),
        before=None,
        rank=1,
    )


@pytest.mark.parametrize(
    ("one", "other", "part"),
    [
        ("The crash hurt 25 people", "The crash hurt 52 people", "25"),
        ("The bridge cost €3 million", "The bridge cost €5 million", "€3 million"),
        ("The bridge opened in Velle", "The bridge closed in Velle", "'opened'"),
        ("The Velle bridge is safe", "The Velle bridge is not safe", "negates"),
        ("The crash hurt 25 people", "The crash hurt twenty-five people", ""),
        ("The crash hurt 25 people", "The crash hurt more than 20 people", ""),
        ("The crash hurt people", "The crash hurt 25 people", ""),
        ("The crash hurt 25 people", "A council of 52 people met in Velle", ""),
        ("The bridge opened in Velle", "The mill near Norvane closed for good", ""),
    ],
)
def test_difference_about_the_same_thing_is_named(one: str, other: str, part: str) -> None:
    found = contradict(candidate("one", one), candidate("other", other))
    assert part in found
    assert bool(found) == bool(part)


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Correction: eleven hurt in crash", "Eleven people were hurt", True),
        ("Crash", "The Herald withdrew its report on the crash", True),
        ("Crash", "The Herald wrongly named the captain", True),
        ("Crash", "Eleven people were hurt, not 14 as first reported", True),
        ("Crash", "Eleven people were hurt", False),
    ],
)
def test_correction_is_told_by_its_words(title: str, text: str, expected: bool) -> None:
    assert is_correction(candidate("crash", text, title=title)) is expected


def test_report_that_was_corrected_later_is_left_out() -> None:
    first = candidate("first", "The crash hurt 14 people")
    unlike = candidate("unlike", "The mill burned for 9 hours")
    fixed = candidate(
        "fixed", "The crash hurt 11 people", title="Correction", published=date(2024, 5, 3)
    )
    assert without_corrected([first, fixed, unlike]) == [fixed, unlike]


def test_report_after_the_correction_stays() -> None:
    later = candidate("later", "The crash hurt 14 people", published=date(2024, 5, 9))
    fixed = candidate("fixed", "The crash hurt 11 people", title="Correction")
    assert without_corrected([later, fixed]) == [later, fixed]


def test_two_reports_that_disagree_make_two_sides() -> None:
    best = candidate("best", "The crash hurt 25 people")
    same = candidate("same", "The crash hurt twenty-five people")
    against = candidate("against", "The crash hurt 52 people")
    sides = find_sides(read_question("How many people were hurt?"), [best, same, against])
    assert sides is not None
    assert (sides.a, sides.b) == ((best,), (against,))
    assert sides.reason == (
        "Two reports disagree: the article says '52', another article says '25'."
    )


@pytest.mark.parametrize("question", ["How many people were hurt?", "Why were people hurt?"])
def test_no_sides_within_one_article_nor_for_causes(question: str) -> None:
    best = candidate("best", "The crash hurt 25 people")
    other = "best" if question.startswith("How") else "against"
    against = candidate(other, "The crash hurt 52 people")
    assert find_sides(read_question(question), [best, against]) is None


@given(TEXTS)
def test_text_never_contradicts_itself(text: str) -> None:
    assert contradict(candidate("one", text), candidate("other", text)) == ""


@given(TEXTS, TEXTS)
def test_corrections_are_never_left_out(one: str, other: str) -> None:
    given_ = [candidate("one", one), candidate("other", other)]
    kept = without_corrected(given_)
    assert [c for c in given_ if is_correction(c)] == [c for c in kept if is_correction(c)]
