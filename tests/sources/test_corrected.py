"""Notices in the archive are tied to what they correct, whichever of the two comes in first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sources import corrected
from sources.archive import Archive
from sources.article import Article
from sources.corrected import corrections_in, corrections_of
from tests.fakes import NOW, article_id, make_article

DAY = date(2024, 5, 7)
FERRY = make_article(
    "ferry",
    "Fourteen people were injured when the ferry Sea Lark struck the harbour wall of Tessenhaven.",
    title="Ferry strikes wall of Tessenhaven harbour",
    published=DAY,
)
OTHER = make_article(
    "vote",
    "The council voted to fell the lime trees of the market square, by seven votes to four.",
    title="Lime trees will go",
    published=DAY,
)


def notice(words: str, **facts: object) -> Article:
    body = f"The ferry Sea Lark of Tessenhaven harbour carried 212 people.\n\n{words}"
    return make_article("notice", body, published=DAY + timedelta(days=2), **facts)


def add(archive: Archive, *several: Article) -> None:
    with archive.writing(now=NOW), archive.transaction():
        for article in several:
            added = archive.add(article)
            corrected.note(archive, archive.get(added.article_id, added.version))


@pytest.mark.parametrize(
    "words",
    [
        "Correction: Eleven were hurt, not 14 as an article on Tuesday said.",
        "An article on May 7 about the ferry misstated the number of the injured.",
        "Correction: Our report “Ferry strikes wall of Tessenhaven harbour” gave a wrong number.",
        "Correction: https://www.herald.example/ferry?utm_source=x gave a wrong number.",
    ],
)
@pytest.mark.parametrize("comes_first", ["article", "notice"])
def test_notice_is_tied_to_what_it_corrects(archive: Archive, words: str, comes_first: str) -> None:
    ferry = make_article(
        "ferry", FERRY.text, title=FERRY.title, published=DAY, article_id=_ID, url=_URL
    )
    several = [ferry, OTHER, notice(words)]
    add(archive, *(several if comes_first == "article" else several[::-1]))
    (found,) = corrections_of(archive, ferry.article_id)
    assert found.quote.article_id == article_id("notice")
    assert archive.proves(found.quote)
    assert not found.is_of_itself
    assert corrections_in(archive, article_id("notice")) == [found]


_URL = "https://herald.example/ferry"


def _identity() -> str:
    from sources.identity import article_id as identity_of

    return identity_of(explicit=None, url=_URL, title="", publisher=None, published=None)


_ID = _identity()


def test_notice_of_another_publisher_is_not_tied_by_its_day(archive: Archive) -> None:
    words = "Correction: Eleven were hurt, not 14 as an article on Tuesday said."
    add(archive, FERRY, notice(words, publisher="Other Post"))
    assert corrections_of(archive, FERRY.article_id) == []
    assert [one.corrects for one in corrections_in(archive, article_id("notice"))] == [None]


def test_notice_of_something_else_on_that_day_is_tied_to_nothing(archive: Archive) -> None:
    words = "Correction: Eleven were hurt, not 14 as an article on Tuesday said."
    add(archive, OTHER, notice(words))
    assert [one.corrects for one in corrections_in(archive, article_id("notice"))] == [None]


def test_earlier_version_of_this_article_is_the_article_itself(archive: Archive) -> None:
    words = "An earlier version of this article misstated the number."
    add(archive, make_article("quay", "Open."), make_article("quay", f"Shut.\n\n{words}"))
    (found,) = corrections_of(archive, article_id("quay"))
    assert (found.is_of_itself, found.quote.version, found.quote.text) == (True, 2, words)


def test_removed_article_takes_its_notices_along(archive: Archive) -> None:
    words = "Correction: Our report “Ferry strikes wall of Tessenhaven harbour” was wrong."
    add(archive, FERRY, notice(words))
    with archive.writing(now=NOW), archive.transaction():
        archive.remove(article_id("notice"))
    assert corrections_of(archive, FERRY.article_id) == []
