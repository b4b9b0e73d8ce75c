"""Notices are found with exact offsets, and what only looks like one is not; what they speak of."""

from __future__ import annotations

from datetime import date

import pytest

from sources.article import Article
from sources.corrections import Notice, NoticeKind, notices_of, target_of
from sources.identity import article_id as identity_of
from tests.fakes import make_article
from tests.sources.notice_cases import LATER_NOTICES, LATER_OTHERS, NOTICES, OTHERS, PUBLISHER

BODY = "The ferry Sea Lark will sail again on Monday, with two more crew. It takes 280 passengers."


def around(words: str) -> Article:
    return make_article(
        "x", f"{BODY}\n\n{words}\n\n{BODY}", publisher=PUBLISHER, published=date(2024, 5, 9)
    )


def test_recall_and_precision_on_what_was_written_by_hand() -> None:
    notices = [words for _, words in NOTICES] + LATER_NOTICES
    n_found = sum(bool(notices_of(around(words))) for words in notices)
    n_wrong = sum(bool(notices_of(around(words))) for words in OTHERS + LATER_OTHERS)
    recall, precision = n_found / len(notices), n_found / (n_found + n_wrong)
    print(f"recall {recall:.3f} ({n_found} of {len(notices)}), precision {precision:.3f}")
    assert recall >= 0.95
    assert precision >= 0.95


@pytest.mark.parametrize(("kind", "words"), NOTICES)
def test_notice_is_found_where_it_stands(kind: str, words: str) -> None:
    article = around(words)
    found = notices_of(article)
    assert found, words
    assert found[0].kind == kind
    assert found[0].span.of(article.text) in words
    assert all(BODY not in notice.span.of(article.text) for notice in found)


@pytest.mark.parametrize("words", OTHERS)
def test_what_is_no_notice_is_none(words: str) -> None:
    assert notices_of(around(words)) == ()


def only(article: Article) -> Notice:
    (notice,) = notices_of(article)
    return notice


def test_label_alone_takes_the_next_paragraph() -> None:
    article = around("Correction:\n\nThe bridge is 212 metres long.")
    assert only(article).span.of(article.text) == "Correction:\n\nThe bridge is 212 metres long."


def test_title_that_says_corrected_is_a_notice() -> None:
    article = make_article("x", BODY, title="CORRECTED-Eleven hurt on ferry")
    assert only(article).span.of(article.text) == article.title


def test_headline_with_a_label_is_a_notice_and_names_its_day() -> None:
    article = make_article(
        "x",
        "Eleven were hurt, not 14 as the Harbour Ledger reported on Tuesday.",
        title="Correction: Eleven hurt",
        publisher=PUBLISHER,
        published=date(2023, 3, 16),
    )
    first, second = notices_of(article)
    assert (first.kind, second.kind) == (NoticeKind.CORRECTION, NoticeKind.CORRECTION)
    assert target_of(first, article).day == date(2023, 3, 14)
    assert target_of(second, article).day == date(2023, 3, 14)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("An article on Tuesday about the ferry misstated its age.", date(2024, 5, 7)),
        ("An article on May 3 about the ferry misstated its age.", date(2024, 5, 3)),
        ("An article on 3 May 2023 about the ferry misstated its age.", date(2023, 5, 3)),
        ("An article on Dec. 30 about the ferry misstated its age.", date(2023, 12, 30)),
        ("An article on Feb. 30 about the ferry misstated its age.", None),
        ("Correction: The ferry sails on Monday.", None),
    ],
)
def test_day_of_the_corrected_article(words: str, day: date | None) -> None:
    article = around(words)
    assert target_of(only(article), article).day == day


def test_address_in_a_notice_is_its_target() -> None:
    url = "https://ledger.example/2024/ferry"
    article = around(f"Correction: Our report ({url}?utm_source=x) named the wrong captain.")
    wanted = identity_of(explicit=None, url=url, title="", publisher=None, published=None)
    assert target_of(only(article), article).article_ids == (wanted,)


def test_earlier_version_is_the_article_itself() -> None:
    article = around("An earlier version of this article misstated the day.")
    assert target_of(only(article), article).is_itself


def test_quoted_title_is_a_target() -> None:
    article = around("Correction: Our report “Ferry strikes wall” gave the wrong number.")
    assert target_of(only(article), article).titles == ("Ferry strikes wall",)


@pytest.mark.parametrize(
    "text", ["Correction: " * 20_000, "this article " * 20_000, "a article on May 3 " * 10_000]
)
def test_hostile_text_ends(text: str) -> None:
    assert len(notices_of(around(text))) <= 20
