"""Who printed a quote too: copies of the report count where they hold it, and only there."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.asking.copied import copies_of
from sources.archive import Archive
from sources.article import Quote
from sources.copies import forget, note
from tests.fakes import NOW, article_id, make_archive, make_article

DAY = date(2024, 5, 3)
SAID = "The water fell by 30 centimetres overnight, fire chief Anna Berg said."
REPORT = (
    "Nine lorries brought sand to the dyke of Marle on Friday evening. The fire brigade, which had "
    "called for help at noon, filled 1,400 sacks before dark. Two streets by the harbour stay "
    "closed until Monday, the town said. {said} Nobody was hurt, and the school in the old mill "
    "took in the families of three houses that stood in the water up to their windows. (Reuters)"
)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return make_archive(tmp_path / "data")


def printed(archive: Archive, name: str, said: str = SAID, *, day: date = DAY) -> Quote:
    """Let one outlet print the report, and return the whole of what it says there."""
    article = make_article(name, REPORT.format(said=said), published=day)
    with archive.writing(now=NOW), archive.transaction():
        archive.add(article)
        stored = archive.get(article.article_id)
        note(archive, stored)
    start = stored.text.index(said)
    return Quote(
        article_id=stored.article_id,
        version=stored.version,
        start=start,
        end=start + len(said),
        text=said,
    )


def test_copies_that_hold_the_quote_are_counted(archive: Archive) -> None:
    quote = printed(archive, "a")
    assert copies_of(archive, quote) is None
    for name in "bc":
        printed(archive, name)
    found = copies_of(archive, quote)
    assert found is not None
    assert (found.n_articles, found.agency) == (3, "Reuters")


def test_copy_that_says_another_number_is_not_counted(archive: Archive) -> None:
    quote = printed(archive, "a")
    changed = printed(archive, "b", SAID.replace("30", "80"))
    assert copies_of(archive, quote) is None
    assert copies_of(archive, changed) is None
    printed(archive, "c")
    found = copies_of(archive, quote)
    assert found is not None
    assert found.n_articles == 2
    assert copies_of(archive, changed) is None


def test_copy_counts_from_its_day_and_until_it_is_gone(archive: Archive) -> None:
    quote = printed(archive, "a")
    printed(archive, "b", day=DAY + timedelta(days=2))
    assert copies_of(archive, quote) is not None
    assert copies_of(archive, quote, DAY + timedelta(days=1)) is None
    with archive.writing(now=NOW), archive.transaction():
        forget(archive, article_id("b"))
        archive.remove(article_id("b"))
    assert copies_of(archive, quote) is None
