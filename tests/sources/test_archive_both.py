"""What an archive promises, whichever database holds it: one suite, run on both."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select

from sources import rejections, tables
from sources.archive import Archive, Outcome
from sources.article import Article, Quote, Retraction, Span
from sources.database import upsert
from sources.errors import ArchiveBusyError, ArchiveError, NotFoundError
from sources.follows import Follows, Item, ItemState
from sources.readers import Rejected
from sources.rows import CameBy
from tests.fakes import NOW, article_id, fill, make_article
from tests.postgres import any_archive, place, server  # noqa: F401 - fixtures

ROOT = Path(__file__).parents[2]


def count(archive: Archive, table: str) -> int:
    rows = archive.read(select(func.count()).select_from(tables.METADATA.tables[table]))
    return int(rows[0][0])


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {
            "title": "Brücke “zu” \U0001f309",
            "publisher": None,
            "url": None,
            "language": None,
            "page_starts": (0, 5),
            "authors": ("Åsa Ek", "J. O’Neil"),
            "is_sample": True,
            "retraction": Retraction(on=date(2024, 6, 1), reason="It never closed."),
        },
    ],
    ids=["plain", "every field"],
)
def test_article_comes_back_in_every_field(
    any_archive: Archive,  # noqa: F811
    facts: dict[str, object],
) -> None:
    at = datetime(2024, 5, 5, 10, 0, 7, tzinfo=UTC)
    article = make_article("quay", "The quay “Ålby” closed.", retrieved=at, **facts)
    fill(any_archive, [article])
    assert any_archive.get(article.article_id) == replace(article, version=1)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=60
    )
)
def test_any_text_comes_back_and_proves_itself(
    any_archive: Archive,  # noqa: F811
    text: str,
) -> None:
    article = make_article(f"any {text}", text)
    fill(any_archive, [article])
    found = any_archive.get(article.article_id)
    assert found.text.endswith(text)
    assert any_archive.proves(Quote.of(found, found.parts[-1].span))


class TestVersions:
    def test_same_again_changes_nothing_and_other_content_is_a_version(
        self,
        any_archive: Archive,  # noqa: F811
    ) -> None:
        article = make_article("quay", "The quay is open.")
        with any_archive.transaction():
            assert any_archive.add(article).outcome is Outcome.ADDED
            assert any_archive.add(replace(article, origin="copy")).outcome is Outcome.UNCHANGED
            changed = any_archive.add(make_article("quay", "The quay is shut."))
        assert (changed.outcome, changed.version) == (Outcome.UPDATED, 2)
        assert any_archive.n_articles() == 1

    def test_day_picks_the_version(self, any_archive: Archive) -> None:  # noqa: F811
        days = [date(2024, 5, 9), date(2024, 5, 2), date(2024, 5, 5)]
        fill(any_archive, [make_article("quay", f"Known {d}.", updated=d) for d in days])
        assert [a.dated for a in any_archive.history(article_id("quay"))] == sorted(days)
        assert any_archive.articles(date(2024, 5, 1)) == []
        assert any_archive.articles(date(2024, 5, 4))[0].dated == days[1]
        assert any_archive.articles()[0].dated == days[0]
        assert any_archive.get(article_id("quay"), 2).dated == days[1]

    def test_articles_come_newest_first_then_by_id(
        self,
        any_archive: Archive,  # noqa: F811
    ) -> None:
        fill(any_archive, [make_article(f"a{n}", "Text.") for n in range(6)])
        fill(any_archive, [make_article("new", "Text.", published=date(2024, 9, 1))])
        ids = [a.article_id for a in any_archive.articles()]
        assert ids == [article_id("new"), *sorted(article_id(f"a{n}") for n in range(6))]

    def test_coverage_counts(self, any_archive: Archive) -> None:  # noqa: F811
        assert any_archive.coverage() == "no articles"
        one = replace(make_article("a", "Text."), publisher="Echo")
        two = replace(make_article("b", "Text."), publisher="Post", published=date(2024, 6, 1))
        fill(any_archive, [one, two])
        assert any_archive.coverage() == "2 articles of 2 publishers, 2024-05-01 to 2024-06-01"

    def test_how_it_came_in_is_kept(self, any_archive: Archive) -> None:  # noqa: F811
        with any_archive.transaction():
            any_archive.add(make_article("a", "Text."), came_by=CameBy.FEED, reader="html")
            any_archive.add(make_article("b", "Text.", is_sample=True))
        columns = select(tables.versions.c.came_by, tables.versions.c.reader)
        assert {tuple(row) for row in any_archive.read(columns)} == {
            ("feed", "html"),
            ("sample", ""),
        }


class TestLeaving:
    def test_retracted_stays_readable(self, any_archive: Archive) -> None:  # noqa: F811
        fill(any_archive, [make_article("tap", f"Water {n}.") for n in range(2)])
        with any_archive.transaction():
            any_archive.retract(article_id("tap"), on=date(2024, 6, 1), reason="Wrong.")
        found = any_archive.history(article_id("tap"))
        assert [a.retraction for a in found] == [
            Retraction(on=date(2024, 6, 1), reason="Wrong.")
        ] * 2

    def test_removing_takes_everything_of_it(self, any_archive: Archive) -> None:  # noqa: F811
        tap, quay = make_article("tap", "Water."), make_article("quay", "The quay.")
        fill(any_archive, [tap, quay])
        with any_archive.transaction() as connection:
            for one in (tap, quay):
                of = {"article_id": one.article_id, "version": 1}
                kept = {"content": b"x", "n_bytes": 1, "media_type": ""}
                upsert(connection, tables.originals, {"sha256": one.sha256, **kept})
                upsert(connection, tables.copies, {**of, "signature": b"s", "report": "r"})
                connection.execute(
                    insert(tables.copy_bands),
                    [{"article_id": one.article_id, "band": 0, "key": -(2**63)}],
                )
                note = {"notice": "n", "start": 0, "end": 1}
                connection.execute(insert(tables.corrections), [{**of, **note}])
        with any_archive.transaction():
            assert any_archive.remove(tap.article_id) == 1
        for table in ("articles", "versions", "originals", "copies", "copy_bands", "corrections"):
            assert count(any_archive, table) == 1, table
        with pytest.raises(NotFoundError):
            any_archive.get(tap.article_id)

    def test_original_of_two_articles_goes_with_the_last(
        self,
        any_archive: Archive,  # noqa: F811
    ) -> None:
        two = [make_article(name, "Text.", sha256="ab" * 32) for name in ("one", "two")]
        fill(any_archive, two)
        kept = {"sha256": "ab" * 32, "content": b"x", "n_bytes": 1, "media_type": ""}
        for left, article in ((1, two[0]), (0, two[1])):
            with any_archive.transaction() as connection:
                upsert(connection, tables.originals, kept, keep=True)
                any_archive.remove(article.article_id)
            assert count(any_archive, "originals") == left

    @pytest.mark.parametrize("verb", ["get", "history", "retract", "remove"])
    def test_unknown_article_is_an_error(
        self,
        any_archive: Archive,  # noqa: F811
        verb: str,
    ) -> None:
        extra = {"on": date(2024, 1, 1)} if verb == "retract" else {}
        with pytest.raises(NotFoundError, match="sources list"):
            getattr(any_archive, verb)("no such", **extra)


def test_error_rolls_everything_back(any_archive: Archive) -> None:  # noqa: F811
    def write_and_fail() -> None:
        with any_archive.transaction():
            any_archive.add(make_article("one", "Text."))
            raise RuntimeError("the machine is on fire")

    with pytest.raises(RuntimeError, match="on fire"):
        write_and_fail()
    assert any_archive.n_articles() == 0
    fill(any_archive, [make_article("one", "Text.")])
    assert any_archive.n_articles() == 1


def test_nothing_of_an_open_transaction_is_seen_by_others(
    any_archive: Archive,  # noqa: F811
    place: Path | str,  # noqa: F811
) -> None:
    with any_archive.transaction():
        any_archive.add(make_article("one", "Text."))
        other = Archive.open(place)
        assert other.n_articles() == 0
    assert other.n_articles() == 1
    other.close()


def test_rejections_are_kept_listed_and_forgotten(any_archive: Archive) -> None:  # noqa: F811
    for day, origins in enumerate((["b.txt", "a.txt"], ["a.txt"])):
        with any_archive.transaction() as connection:
            rejections.note(
                connection,
                rejected=[Rejected(origin, f"is empty on day {day}") for origin in origins],
                read=["b.txt"] if day == 2 else [],
                now=NOW + timedelta(days=day),
            )
    found = [(one.origin, one.reason) for one in any_archive.rejections()]
    assert found == [("a.txt", "is empty on day 1"), ("b.txt", "is empty on day 0")]
    with any_archive.transaction() as connection:
        assert rejections.clear(connection) == 2
    assert any_archive.rejections() == []


def test_feeds_are_followed_and_forgotten(any_archive: Archive) -> None:  # noqa: F811
    follows = Follows(any_archive)
    with follows.transaction():
        follows.follow("https://n.example/f", title="N", kind="RSS", now=NOW)
        follows.note_items("https://n.example/f", {"p": Item(stamp="s", state=ItemState.READ)})
        follows.note_items("https://n.example/f", {"p": Item(stamp="t", state=ItemState.WAITING)})
    assert follows.feeds()[0].followed == NOW
    assert follows.items("https://n.example/f")["p"].stamp == "t"
    with follows.transaction():
        assert follows.unfollow("https://n.example/f")
        assert not follows.unfollow("https://n.example/f")
    assert count(any_archive, "feed_items") == 0


def test_upsert_replaces_or_keeps(any_archive: Archive) -> None:  # noqa: F811
    row = {"page": "p", "articles": "[]", "etag": "1", "last_modified": ""}
    with any_archive.transaction() as connection:
        upsert(connection, tables.pages, row)
        upsert(connection, tables.pages, [{**row, "etag": "2"}])
        upsert(connection, tables.pages, {**row, "etag": "3"}, keep=True)
        upsert(connection, tables.pages, [])
    assert [r.etag for r in any_archive.read(select(tables.pages))] == ["2"]


class TestTwo:
    def test_second_writer_is_told_who_writes(
        self,
        any_archive: Archive,  # noqa: F811
        place: Path | str,  # noqa: F811
    ) -> None:
        with running(place, "hold") as process:
            with pytest.raises(ArchiveBusyError) as caught, any_archive.writing(now=NOW):
                pass
            assert f"process {process.pid}" in caught.value.what
            assert "since 2026-11-01T09:30:00+00:00" in caught.value.what
            assert caught.value.exit_code == 3
            assert any_archive.articles() == []  # readers go on
            process.kill()
            process.wait()
            for _ in range(100):  # the server takes a moment to notice
                try:
                    fill(any_archive, [make_article("quay", "The quay.")])
                    break
                except ArchiveBusyError:
                    threading.Event().wait(0.1)
        assert any_archive.n_articles() == 1

    def test_writer_within_a_writer_is_busy_too(self, any_archive: Archive) -> None:  # noqa: F811
        with any_archive.writing(now=NOW):
            with pytest.raises(ArchiveBusyError), any_archive.writing(now=NOW):
                pass
            with any_archive.transaction():
                any_archive.add(make_article("quay", "The quay."))
        with any_archive.writing(now=NOW):
            pass

    def test_many_may_make_the_archive_at_once(self, place: Path | str) -> None:  # noqa: F811
        failed: list[Exception] = []

        def make() -> None:
            try:
                archive = Archive.open(place, create=True)
                archive.n_articles()
                archive.close()
            except Exception as exc:  # noqa: BLE001 - collected for the assertion
                failed.append(exc)

        threads = [threading.Thread(target=make) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []

    @pytest.mark.crash
    def test_killed_writer_loses_nothing_that_was_acknowledged(
        self,
        place: Path | str,  # noqa: F811
    ) -> None:
        acknowledged: set[str] = set()
        for n_kill in range(3):
            with running(place, "write") as process:
                lines = [process.stdout.readline() for _ in range(5 + 7 * n_kill)]
                process.kill()
                rest, _ = process.communicate()
            whole = "".join([*lines, rest]).split("\n")[:-1]
            acknowledged |= {article_id(f"a{line}") for line in whole}
            archive = Archive.open(place)
            there = archive.articles()
            assert {a.article_id for a in there} >= acknowledged
            assert all(archive.proves(Quote.of(a, a.parts[-1].span)) for a in there)
            archive.close()
        assert len(acknowledged) > 10


WRITER = """
import sys, time
from pathlib import Path
from sources.archive import Archive
from sources.errors import ArchiveBusyError
from tests.fakes import NOW, make_article
where, what = sys.argv[1:]
archive = Archive.open(where if "://" in where else Path(where), create=True)
while True:
    try:
        with archive.writing(now=NOW):
            if what == "hold":
                print("held", flush=True)
                time.sleep(120)
            for n in range(archive.n_articles(), 100_000):
                with archive.transaction():
                    archive.add(make_article(f"a{n}", f"Ship {n} sailed. " * 40))
                print(n, flush=True)
    except ArchiveBusyError:
        time.sleep(0.05)
"""


class running:  # noqa: N801 - reads as a word in `with`
    """A process that writes until it is killed."""

    def __init__(self, where: Path | str, what: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(where), what],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        if what == "hold":
            assert self.process.stdout.readline() == "held\n"

    def __enter__(self) -> subprocess.Popen[str]:
        return self.process

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()


def test_article_with_a_nul_is_an_error_or_comes_back(any_archive: Archive) -> None:  # noqa: F811
    bad = make_article("nul", "A\x00B")
    try:
        fill(any_archive, [bad])
    except ArchiveError as exc:
        assert "\n" not in str(exc)  # noqa: PT017 - SQLite takes it, PostgreSQL refuses it
        assert any_archive.n_articles() == 0
    else:
        found: Article = any_archive.get(bad.article_id)
        assert found.text == bad.text
        assert any_archive.proves(Quote.of(found, Span(start=0, end=len(found.text))))
