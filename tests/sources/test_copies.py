"""Copies: found, counted as one report, first published first; updates, removals, the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sources import copies
from sources.agencies import agency_of
from sources.archive import Archive
from sources.article import Article
from sources.copies import Report, counted, reports_of
from tests.fakes import NOW, article_id, make_article
from tests.postgres import any_archive, place, server  # noqa: F401

DAY = date(2024, 5, 3)
WORDS = "the old grain pier of north haven closes for eleven months after divers found rot".split()


def body(seed: int, n: int = 120) -> str:
    """Return `n` words of which no run of four is that of another seed."""
    return " ".join(f"{WORDS[(seed * 7 + at * at) % len(WORDS)]}{seed}x{at}" for at in range(n))


def add(archive: Archive, *several: Article) -> None:
    with archive.writing(now=NOW), archive.transaction():
        for article in several:
            archive.add(article)
            copies.note(archive, archive.get(article.article_id))


def remove(archive: Archive, name: str) -> None:
    with archive.writing(now=NOW), archive.transaction():
        copies.forget(archive, article_id(name))
        archive.remove(article_id(name))


def report(archive: Archive, name: str, *, as_of: date | None = None) -> Report:
    return reports_of(archive, [article_id(name)], as_of=as_of)[article_id(name)]


def names(report: Report) -> set[str]:
    return set(report.articles)


def ids(*several: str) -> set[str]:
    return {article_id(name) for name in several}


def test_five_copies_are_one_report_of_the_first(archive: Archive) -> None:
    text = body(1)
    add(archive, make_article("other", body(2), published=DAY))
    for n, name in enumerate("cadbe"):
        add(archive, make_article(name, text, published=DAY + timedelta(days=n % 3)))
    found = report(archive, "e")
    assert names(found) == ids(*"abcde")
    assert found.representative == min(article_id("c"), article_id("b"))
    assert found.articles[0] == found.representative
    assert names(report(archive, "other")) == ids("other")


def test_shortened_and_edited_copy_is_found(archive: Archive) -> None:
    text = body(1, 200)
    cut = " ".join(text.split()[:70])
    edited = text.replace(text.split()[90], "elsewhere").replace(text.split()[20], "there")
    add(archive, make_article("a", text), make_article("b", cut), make_article("c", edited))
    assert names(report(archive, "a")) == ids("a", "b", "c")


def test_half_the_same_words_are_no_copy(archive: Archive) -> None:
    half = body(1, 60)
    add(archive, make_article("a", f"{half} {body(2, 60)}"))
    add(archive, make_article("b", f"{half} {body(3, 60)}"))
    assert names(report(archive, "a")) == ids("a")


def test_weekly_report_with_other_figures_is_no_copy(archive: Archive) -> None:
    words = body(1, 60).split()
    later = [*words[:30], "seven", *words[31:]]
    add(archive, make_article("a", " ".join(words), published=DAY))
    add(archive, make_article("b", " ".join(later), published=DAY + timedelta(days=7)))
    assert names(report(archive, "a")) == ids("a")


def test_short_notes_are_copies_only_if_they_are_equal(archive: Archive) -> None:
    words = body(1, 20).split()
    add(archive, make_article("a", " ".join(words)), make_article("b", " ".join(words)))
    add(archive, make_article("c", " ".join([*words[:-1], "else"])))
    assert names(report(archive, "a")) == ids("a", "b")


def test_title_and_caption_do_not_make_a_copy(archive: Archive) -> None:
    title = body(9, 80)
    add(archive, make_article("a", body(1, 40), title=title, caption=title))
    add(archive, make_article("b", body(2, 40), title=title, caption=title))
    assert names(report(archive, "a")) == ids("a")


def test_update_leaves_the_report_and_comes_back(archive: Archive) -> None:
    first = make_article("a", body(1), published=DAY)
    add(archive, first, make_article("b", body(1), published=DAY))
    changed = make_article("a", body(2), published=DAY, updated=DAY + timedelta(days=1))
    add(archive, changed)
    assert names(report(archive, "b")) == ids("b")
    assert names(report(archive, "a")) == ids("a")
    add(archive, make_article("a", body(1), published=DAY, updated=DAY + timedelta(days=2)))
    assert names(report(archive, "b")) == ids("a", "b")


def test_removing_the_one_between_parts_a_group(archive: Archive) -> None:
    left, right = body(1, 100), body(2, 100)
    add(archive, make_article("a", left), make_article("c", right))
    assert names(report(archive, "a")) == ids("a")
    add(archive, make_article("b", f"{left} {right}"))
    assert names(report(archive, "a")) == ids("a", "b", "c")
    remove(archive, "b")
    assert names(report(archive, "a")) == ids("a")
    assert names(report(archive, "c")) == ids("c")


def test_removed_representative_is_replaced_by_the_next(archive: Archive) -> None:
    for n, name in enumerate("abc"):
        add(archive, make_article(name, body(1), published=DAY + timedelta(days=n)))
    assert report(archive, "c").representative == article_id("a")
    remove(archive, "a")
    assert report(archive, "c").representative == article_id("b")
    assert article_id("a") not in reports_of(archive, [article_id("a")])


def test_retracted_article_is_told_and_represents_nothing(archive: Archive) -> None:
    for n, name in enumerate("ab"):
        add(archive, make_article(name, body(1), published=DAY + timedelta(days=n)))
    with archive.writing(now=NOW), archive.transaction():
        archive.retract(article_id("a"), on=DAY)
    found = report(archive, "b")
    assert (found.representative, found.articles) == (article_id("b"), (article_id("b"),))
    assert found.retracted == (article_id("a"),)


def test_what_was_not_known_on_the_day_does_not_count(archive: Archive) -> None:
    for n, name in enumerate("abc"):
        add(archive, make_article(name, body(1), published=DAY + timedelta(days=n)))
    assert names(report(archive, "a", as_of=DAY + timedelta(days=1))) == ids("a", "b")


def test_article_that_was_never_noted_is_a_report_of_its_own(archive: Archive) -> None:
    with archive.writing(now=NOW), archive.transaction():
        archive.add(make_article("a", body(1)))
    assert copies.unnoted(archive) == [article_id("a")]
    assert names(report(archive, "a")) == ids("a")
    assert reports_of(archive, ["0" * 16]) == {}


def test_order_of_coming_in_does_not_matter(archive: Archive, tmp_path_factory) -> None:
    several = [
        make_article(name, text, published=DAY + timedelta(days=n))
        for n, (name, text) in enumerate(
            [("a", body(1)), ("b", body(1) + " " + body(2)), ("c", body(2)), ("d", body(3))]
        )
    ]
    other = Archive.open(tmp_path_factory.mktemp("other"), create=True)
    add(archive, *several)
    add(other, *several[::-1])
    wanted = [a.article_id for a in several]
    assert reports_of(archive, wanted) == reports_of(other, wanted)
    other.close()


def test_signature_stays_the_same_from_version_to_version_of_the_library() -> None:
    """Otherwise what is kept in an archive would no longer meet what comes in."""
    signature = copies._signature(body(1).split())
    assert len(signature) == 192
    assert copies._keys(signature)[:2] == SIGNED


SIGNED = [809408945641465566, 994837995674509407]  # as datasketch 2.0.0 makes it


@pytest.mark.parametrize(
    ("beginning", "end", "authors", "publisher", "agency"),
    [
        ("Title\n\nPARIS, May 3 (Reuters) - The pier is closed.", "", [], None, "Reuters"),
        ("PARIS (AP) — The pier is closed.", "", [], "Post", "Associated Press"),
        ("The pier.", "the mayor said. (AFP)", [], None, "Agence France-Presse"),
        ("The pier.", "the mayor said. – Reuters", [], None, "Reuters"),
        ("The pier.", "", ["The Associated Press"], None, "Associated Press"),
        ("The pier.", "", ["Ann Ap"], "Reuters", "Reuters"),
        ("The mayor told Reuters (the agency) that", "he left.", ["A"], "Post", None),
        ("The party (PA) won.", "in the AP", [], "Post", None),
    ],
)
def test_agency(
    beginning: str, end: str, authors: list[str], publisher: str | None, agency: str | None
) -> None:
    assert agency_of(beginning, end, authors, publisher) == agency


def test_copies_on_either_database(any_archive: Archive) -> None:  # noqa: F811 - the fixture
    text = f"PARIS (Reuters) - {body(1)}"
    for n, name in enumerate("abc"):
        add(any_archive, make_article(name, text, published=DAY + timedelta(days=n)))
    found = report(any_archive, "c")
    assert found.articles == tuple(map(article_id, "abc"))
    assert found.agency == "Reuters"
    remove(any_archive, "a")
    assert report(any_archive, "c").representative == article_id("b")


def test_counting_names_the_agency(archive: Archive) -> None:
    text = f"PARIS (Reuters) - {body(1)}"
    for name in "abcde":
        add(archive, make_article(name, text))
    found = reports_of(archive, [article_id(name) for name in "abcde"])
    assert counted(found.values(), len(found)) == "5 articles, 1 independent report (Reuters)"
    lone = replace(report(archive, "a"), agency=None, representative="x")
    assert counted([lone], 1) == "1 article, 1 independent report"
    assert counted([lone, report(archive, "a")], 2) == "2 articles, 2 independent reports"
