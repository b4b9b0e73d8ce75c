"""What happened to an article: changes, what quoted the changed words, corrections, copies."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import insert

from bot.history import History, history_of, quoted_changes
from bot.ingesting import keep
from sources.archive import Archive
from sources.article import Article, Span
from sources.errors import NotFoundError
from sources.tables import saved, saved_quotes
from sources.word_diff import word_changes
from tests.fakes import NOW, article_id, make_article

FIRST = "Fourteen people were hurt on the ferry. It is 98 metres long. The mayor said so."
SECOND = "Eleven people were hurt on the ferry. It is 98 metres long. The mayor said so."
THIRD = "Eleven people were hurt on the ferry. It is 89 metres long. The mayor said so."
NOTICE = "An earlier version of this article misstated the length of the ferry."


def version(body: str, day: int) -> Article:
    return make_article(
        "ferry", body, published=date(2024, 5, 1), updated=date(2024, 5, day), url=None
    )


def add(archive: Archive, *several: Article) -> None:
    with archive.writing(now=NOW):
        keep(archive, several, now=NOW)


def save(archive: Archive, name: str, quoted: str, of: Article, number: int) -> None:
    start = of.text.index(quoted)
    with archive.writing(now=NOW), archive.transaction() as connection:
        connection.execute(
            insert(saved).values(
                id=name,
                kind="answer",
                text=f"about {name}?",
                pack="{}",
                saved="2024-05-02T00:00:00+00:00",
                saved_by="",
            )
        )
        connection.execute(
            insert(saved_quotes).values(
                saved_id=name,
                article_id=of.article_id,
                version=number,
                start=start,
                end=start + len(quoted),
            )
        )


@pytest.fixture
def ferry(archive: Archive) -> Archive:
    versions = [version(FIRST, 1), version(SECOND, 2), version(f"{THIRD}\n\n{NOTICE}", 3)]
    add(archive, *versions)
    return archive


def quoting(found: History) -> list[list[str]]:
    return [[one.saved_id for one in step.quoting] for step in found.steps]


def test_changes_of_each_version_are_told(ferry: Archive) -> None:
    found = history_of(ferry, article_id("ferry"))
    first, second, _ = found.steps
    assert (first.before, first.changes, first.fields) == (None, (), ())
    assert second.before is not None
    assert [
        (c.old.of(second.before.text), c.new.of(second.article.text)) for c in second.changes
    ] == [("Fourteen", "Eleven")]
    assert [(f.name, f.old, f.new) for f in second.fields] == [
        ("updated", "2024-05-01", "2024-05-02")
    ]
    assert [step.dated.day for step in found.steps] == [1, 2, 3]
    assert [c.quote.text for c in found.corrections] == [NOTICE]
    assert found.report.articles == (article_id("ferry"),)
    assert found.retraction is None


def test_what_quoted_changed_words_is_told_where_they_first_changed(ferry: Archive) -> None:
    first = ferry.get(article_id("ferry"), 1)
    save(ferry, "number", "Fourteen people were hurt", first, 1)
    save(ferry, "length", "98 metres", first, 1)
    save(ferry, "mayor", "The mayor said so.", first, 1)
    save(ferry, "later", "Eleven people", ferry.get(article_id("ferry"), 2), 2)
    assert quoting(history_of(ferry, article_id("ferry"))) == [[], ["number"], ["length"]]


def test_quote_of_a_removed_version_number_is_passed_over(ferry: Archive) -> None:
    save(ferry, "odd", "98 metres", ferry.get(article_id("ferry"), 1), 9)
    assert quoting(history_of(ferry, article_id("ferry"))) == [[], [], []]


def test_retracted_article_tells_all_that_quotes_it(ferry: Archive) -> None:
    save(ferry, "mayor", "The mayor said so.", ferry.get(article_id("ferry"), 1), 1)
    with ferry.writing(now=NOW), ferry.transaction():
        ferry.retract(article_id("ferry"), on=date(2024, 6, 1), reason="It sank.")
    found = history_of(ferry, article_id("ferry"))
    assert found.retraction is not None
    assert [one.saved_id for one in found.retracted_quoting] == ["mayor"]


def test_copies_are_told(archive: Archive) -> None:
    body = " ".join(f"word{n}" for n in range(80))
    add(archive, *(make_article(name, body) for name in "abc"))
    found = history_of(archive, article_id("b")).report
    assert set(found.articles) == {article_id(name) for name in "abc"}


def test_no_such_article(archive: Archive) -> None:
    with pytest.raises(NotFoundError):
        history_of(archive, "0" * 16)


@pytest.mark.parametrize(
    ("old", "new", "quote", "is_changed"),
    [
        ("He did it on Monday.", "He did not do it on Monday.", "did it", True),
        ("He did it on Monday.", "On Sunday. He did it on Monday.", "He did it", False),
        ("It rose. It fell.", "It rose. It fell. It stood.", "It fell.", False),
        ("It rose. It fell.", "It rose.", "It fell.", True),
        ("It rose. It fell.", "It fell.", "It fell.", False),
        ("It rose to 4 pct.", "It rose to 5 pct.", "It rose", False),
    ],
)
def test_quote_is_changed_if_its_words_are(
    old: str, new: str, quote: str, is_changed: bool
) -> None:
    at = old.index(quote)
    span = Span(start=at, end=at + len(quote))
    assert quoted_changes(word_changes(old, new), span) is is_changed


def test_quote_in_a_moved_paragraph_still_stands() -> None:
    one = "The ferry was built in 1998 and belongs to the Tessen Line company."
    other = "There was no warning at all, said Amina Redl, a teacher on board."
    changes = word_changes(f"{one}\n\n{other}", f"{other}\n\n{one}")
    for words in (one, other):
        at = f"{one}\n\n{other}".index(words)
        assert not quoted_changes(changes, Span(start=at, end=at + len(words)))


def test_archive_of_before_is_related_at_the_next_ingest(archive: Archive) -> None:
    from bot.ingesting import relate_older

    with archive.writing(now=NOW), archive.transaction():
        for article in (version(FIRST, 1), version(f"{SECOND}\n\n{NOTICE}", 2)):
            archive.add(article)
        archive.add(replace(version(FIRST, 1), article_id="0" * 16))
    seen: list[int] = []
    with archive.writing(now=NOW):
        relate_older(archive, on_progress=lambda progress: seen.append(progress.done))
    assert seen == [2]
    assert [c.quote.text for c in history_of(archive, article_id("ferry")).corrections] == [NOTICE]
