"""The archive: every field comes back, versions and days, retraction, removal, proof, bad files."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from index.keeper import IndexKeeper
from index.tables import has_tables
from sources.archive import FILE_NAME, Archive, Outcome
from sources.article import Article, Part, PartKind, Quote, Retraction, Span
from sources.errors import (
    ArchiveBusyError,
    ArchiveError,
    ArchiveVersionError,
    NotFoundError,
)
from tests.fakes import NOW, FakeEncoder, article_id, fill, make_archive, make_article

TEXT = "Bridge closes\n\nThe bridge “Ålby” closed on 3\u00a0May \U0001f309. It is 212 metres long."
FULL = Article(
    article_id="0123456789abcdef",
    title="Bridge closes",
    text=TEXT,
    parts=(
        Part(kind=PartKind.TITLE, span=Span(start=0, end=13)),
        Part(kind=PartKind.BODY, span=Span(start=15, end=len(TEXT))),
    ),
    authors=("Åsa Ek", "J. O’Neil"),
    publisher="Posten",
    published=date(2024, 5, 3),
    updated=date(2024, 5, 4),
    url="https://posten.example/bridge?a=1",
    language="en",
    sha256="ab" * 32,
    origin="bridge.html",
    retrieved=datetime(2024, 5, 5, 10, 0, 7, tzinfo=UTC),
    is_sample=True,
    retraction=Retraction(on=date(2024, 6, 1), reason="It never closed."),
    page_starts=(0, 15, 15, 30),
)
BARE = Article(
    article_id="f" * 16,
    title="T",
    text="T",
    parts=(),
    sha256="00" * 32,
    origin="t.txt",
    retrieved=datetime(2024, 5, 5, tzinfo=UTC),
)


@pytest.mark.parametrize("article", [FULL, BARE], ids=["every field", "only what is needed"])
def test_article_comes_back_in_every_field(archive: Archive, article: Article) -> None:
    fill(archive, [article])
    assert archive.get(article.article_id) == replace(article, version=1)


def test_time_of_reading_in_another_zone_is_the_same_moment(archive: Archive) -> None:
    there = datetime(2024, 5, 5, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    fill(archive, [replace(FULL, retrieved=there)])
    assert archive.get(FULL.article_id).retrieved == there


@settings(max_examples=30)
@given(
    text=st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=80
    )
)
def test_any_text_comes_back_to_the_code_point(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    archive = make_archive(tmp_path_factory.mktemp("any"), make_article("any", text))
    assert archive.get(article_id("any")).text.endswith(text)
    archive.close()


def test_archive_reads_the_same_after_it_is_opened_again(archive: Archive) -> None:
    fill(archive, [FULL, BARE])
    archive.close()
    again = Archive.open(archive.data_dir)
    assert again.articles() == [replace(BARE, version=1), replace(FULL, version=1)]
    assert again.n_articles() == 2


class TestVersions:
    def test_same_article_again_changes_nothing(self, archive: Archive) -> None:
        article = make_article("quay", "The quay is open.")
        later = replace(article, retrieved=NOW + timedelta(days=9), origin="copy.txt")
        with archive.transaction():
            assert archive.add(article).outcome is Outcome.ADDED
            again = archive.add(later)
        assert (again.outcome, again.version) == (Outcome.UNCHANGED, 1)
        assert archive.history(article.article_id) == [replace(article, version=1)]

    @pytest.mark.parametrize(
        "change",
        [
            {"text": "Report on quay\n\nThe quay is shut."},
            {"title": "Quay shut"},
            {"authors": ("Bo Ek",)},
            {"publisher": "Other Herald"},
            {"updated": date(2024, 5, 9)},
            {"published": date(2024, 4, 9)},
            {"url": "https://herald.example/other"},
            {"language": "de"},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_changed_content_is_a_new_version(
        self, archive: Archive, change: dict[str, object]
    ) -> None:
        article = make_article("quay", "The quay is open.")
        changed = replace(article, **change)
        with archive.transaction():
            archive.add(article)
            done = archive.add(changed)
        assert (done.outcome, done.version) == (Outcome.UPDATED, 2)
        assert archive.get(article.article_id, 1) == replace(article, version=1)
        assert archive.get(article.article_id, 2) == replace(changed, version=2)
        assert archive.n_articles() == 1

    def test_history_goes_by_day_whatever_came_in_first(self, archive: Archive) -> None:
        days = [date(2024, 5, 9), date(2024, 5, 2), date(2024, 5, 5)]
        fill(archive, [make_article("quay", f"Open on {d}.", updated=d) for d in days])
        assert [a.dated for a in archive.history(article_id("quay"))] == sorted(days)
        assert archive.get(article_id("quay")).dated == date(2024, 5, 9)
        assert archive.get(article_id("quay")).version == 1

    def test_versions_of_one_day_go_by_number(self, archive: Archive) -> None:
        fill(archive, [make_article("quay", f"Draft {n}.") for n in range(3)])
        assert [a.version for a in archive.history(article_id("quay"))] == [1, 2, 3]
        assert "Draft 2." in archive.get(article_id("quay")).text
        assert "Draft 2." in archive.articles()[0].text

    def test_as_of_picks_the_version_of_the_day(self, archive: Archive) -> None:
        days = [date(2024, 5, 2), date(2024, 5, 5), date(2024, 5, 9)]
        fill(archive, [make_article("quay", f"Known on {d}.", updated=d) for d in days])
        fill(archive, [make_article("pier", "The pier.", published=date(2024, 5, 6))])

        def known(day: date) -> list[str]:
            return [a.text.rpartition("\n")[2] for a in archive.articles(day)]

        assert known(date(2024, 5, 1)) == []
        assert known(date(2024, 5, 2)) == ["Known on 2024-05-02."]
        assert known(date(2024, 5, 4)) == ["Known on 2024-05-02."]
        assert known(date(2024, 5, 5)) == ["Known on 2024-05-05."]
        assert known(date(2024, 5, 6)) == ["The pier.", "Known on 2024-05-05."]
        assert known(date(2030, 1, 1)) == ["The pier.", "Known on 2024-05-09."]
        assert len(archive.articles()) == archive.n_articles() == 2

    def test_articles_come_newest_first_and_by_id_on_a_tie(self, archive: Archive) -> None:
        fill(
            archive, [make_article(f"a{n}", "Text.", published=date(2024, 1, 1)) for n in range(6)]
        )
        fill(archive, [make_article("new", "Text.", published=date(2024, 2, 1))])
        ids = [a.article_id for a in archive.articles()]
        assert ids[0] == article_id("new")
        assert ids[1:] == sorted(ids[1:])


class TestRetractionAndRemoval:
    def test_retracted_article_stays_readable_in_every_version(self, archive: Archive) -> None:
        fill(archive, [make_article("tap", f"Water {n}.") for n in range(2)])
        with archive.transaction():
            archive.retract(article_id("tap"), on=date(2024, 6, 1), reason="Wrong.")
        versions = archive.history(article_id("tap"))
        assert [a.retraction for a in versions] == [
            Retraction(on=date(2024, 6, 1), reason="Wrong.")
        ] * 2
        assert archive.articles()[0].retraction is not None

    def test_retraction_that_the_publisher_sends_later_is_kept(self, archive: Archive) -> None:
        article = make_article("tap", "Water.")
        withdrawn = replace(article, retraction=Retraction(on=date(2024, 6, 1)))
        fill(archive, [article])
        with archive.transaction():
            assert archive.add(withdrawn).outcome is Outcome.UPDATED
            assert archive.add(withdrawn).outcome is Outcome.UNCHANGED
        assert archive.get(article.article_id).retraction == withdrawn.retraction
        assert archive.add(article).outcome is Outcome.UNCHANGED
        assert archive.get(article.article_id).retraction == withdrawn.retraction

    def test_removing_takes_every_row_of_the_index_with_it(self, archive: Archive) -> None:
        fill(archive, [make_article("tap", f"Zanzibar water {n}.") for n in range(2)])
        fill(archive, [make_article("quay", "The quay.")])
        keeper = IndexKeeper(archive, FakeEncoder())
        with archive.writing(now=NOW):
            keeper.sync(now=NOW)
            with archive.transaction():
                assert archive.remove(article_id("tap")) == 2
            keeper.forget(now=NOW + timedelta(seconds=1))
        assert archive.n_articles() == 1
        connection = archive.connection
        for table in ("versions", "passages", "passages_text", "embeddings"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").fetchone()[0] == 1, (
                table
            )
        assert not connection.exec_driver_sql(
            "SELECT 1 FROM passages_text WHERE passages_text MATCH 'zanzibar'"
        ).fetchall()
        assert len(list(archive.data_dir.glob("index/gen-*"))) == 1

    def test_no_word_of_a_removed_article_stays_on_the_disk(self, archive: Archive) -> None:
        fill(archive, [make_article("tap", "Zanzibar water."), make_article("quay", "The quay.")])
        keeper = IndexKeeper(archive, FakeEncoder())
        with archive.writing(now=NOW):
            keeper.sync(now=NOW)
            with archive.transaction():
                archive.remove(article_id("tap"))
            keeper.forget(now=NOW + timedelta(seconds=1))
        archive.connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        files = [path for path in archive.data_dir.rglob("*") if path.is_file()]
        assert not [f.name for f in files if b"zanzibar" in f.read_bytes().lower()]

    @pytest.mark.parametrize("verb", ["get", "history", "retract", "remove"])
    def test_unknown_article_is_an_error_with_a_way_out(self, archive: Archive, verb: str) -> None:
        extra = {"on": date(2024, 1, 1)} if verb == "retract" else {}
        with pytest.raises(NotFoundError, match="sources list"):
            getattr(archive, verb)("no such", **extra)

    def test_unknown_version_is_an_error(self, archive: Archive) -> None:
        fill(archive, [FULL])
        with pytest.raises(NotFoundError, match="version 2"):
            archive.get(FULL.article_id, 2)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """An archive that no test changes."""
    return make_archive(tmp_path_factory.mktemp("stored"), FULL)


class TestProves:
    @given(data=st.data())
    def test_every_true_quote_is_proven_and_none_that_is_off(
        self, stored: Archive, data: st.DataObject
    ) -> None:
        start = data.draw(st.integers(0, len(TEXT) - 1))
        end = data.draw(st.integers(start + 1, len(TEXT)))
        quote = Quote.of(stored.get(FULL.article_id), Span(start=start, end=end))
        assert stored.proves(quote)

        place = data.draw(st.integers(0, end - start - 1))
        other = data.draw(st.characters(exclude_categories=["Cs"]))
        assume(other != quote.text[place])
        text = quote.text[:place] + other + quote.text[place + 1 :]
        assert not stored.proves(replace(quote, text=text))
        assert not stored.proves(replace(quote, text=quote.text + other))
        assert not stored.proves(replace(quote, text=quote.text[:-1]))
        if end < len(TEXT):
            assert not stored.proves(replace(quote, end=end + 1))
        assert not stored.proves(replace(quote, version=2))
        assert not stored.proves(replace(quote, article_id="f" * 16))

    def test_quote_that_claims_to_reach_past_the_end_is_not_proven(self, stored: Archive) -> None:
        last = Quote.of(stored.get(FULL.article_id), Span(start=15, end=len(TEXT)))
        assert not stored.proves(replace(last, end=len(TEXT) + 1))

    def test_empty_quote_proves_nothing(self, stored: Archive) -> None:
        empty = Quote(article_id=FULL.article_id, version=1, start=3, end=3, text="")
        assert not stored.proves(empty)

    def test_quote_past_the_end_is_not_proven(self, stored: Archive) -> None:
        over = Quote(article_id=FULL.article_id, version=1, start=10_000, end=10_003, text="...")
        assert not stored.proves(over)

    def test_quote_of_a_removed_article_is_not_proven_any_more(self, archive: Archive) -> None:
        fill(archive, [FULL])
        quote = Quote.of(archive.get(FULL.article_id), Span(start=0, end=6))
        assert archive.proves(quote)
        archive.remove(FULL.article_id)
        assert not archive.proves(quote)


class TestBadFiles:
    def snapshot(self, folder: Path) -> dict[str, bytes]:
        return {str(p): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}

    @pytest.mark.parametrize("create", [False, True])
    def test_archive_of_another_version_is_refused(self, archive: Archive, create: bool) -> None:
        archive.connection.exec_driver_sql("PRAGMA user_version = 99")
        archive.close()
        before = (archive.data_dir / FILE_NAME).read_bytes()
        with pytest.raises(ArchiveVersionError, match=r"schema version 99, this Newsproof reads 3"):
            Archive.open(archive.data_dir, create=create)
        assert (archive.data_dir / FILE_NAME).read_bytes() == before

    @pytest.mark.parametrize("create", [False, True])
    def test_database_of_another_program_is_refused_unchanged(
        self, tmp_path: Path, create: bool
    ) -> None:
        with sqlite3.connect(tmp_path / FILE_NAME) as foreign:
            foreign.execute("CREATE TABLE bookmarks (url TEXT)")
        foreign.close()
        before = self.snapshot(tmp_path)
        with pytest.raises(ArchiveError, match="not an archive of Newsproof"):
            Archive.open(tmp_path, create=create)
        assert self.snapshot(tmp_path) == before

    def test_empty_file_is_refused_unchanged(self, tmp_path: Path) -> None:
        (tmp_path / FILE_NAME).touch()
        with pytest.raises(ArchiveError, match="empty file"):
            Archive.open(tmp_path)
        assert self.snapshot(tmp_path) == {str(tmp_path / FILE_NAME): b""}

    @pytest.mark.parametrize("create", [False, True])
    @pytest.mark.parametrize(
        "content",
        [b"no database at all, " * 400, b"\x00" * 9_000, b"SQLite format 3\x00" + b"\xff" * 8_176],
        ids=["text", "zeros", "only the first line is right"],
    )
    def test_damaged_file_is_refused_unchanged(
        self, tmp_path: Path, content: bytes, create: bool
    ) -> None:
        (tmp_path / FILE_NAME).write_bytes(content)
        with pytest.raises(ArchiveError) as caught:
            Archive.open(tmp_path, create=create)
        assert caught.value.way_out
        assert (tmp_path / FILE_NAME).read_bytes() == content

    def test_no_archive_is_an_error_that_names_ingest(self, tmp_path: Path) -> None:
        with pytest.raises(NotFoundError, match="newsproof ingest"):
            Archive.open(tmp_path)
        assert self.snapshot(tmp_path) == {}

    @pytest.mark.parametrize("place", ["under a file", "/proc/newsproof", "a folder by that name"])
    def test_folder_that_cannot_be_made_is_an_archive_error(
        self, tmp_path: Path, place: str
    ) -> None:
        folder = Path(place) if place.startswith("/") else tmp_path / "file" / "data"
        if place == "a folder by that name":
            folder = tmp_path / "taken"
            (folder / FILE_NAME).mkdir(parents=True)
        else:
            (tmp_path / "file").write_text("regular")
        with pytest.raises(ArchiveError, match="--data-dir"):
            Archive.open(folder, create=True)

    def test_page_that_is_damaged_behind_a_good_header_is_an_archive_error(
        self, archive: Archive
    ) -> None:
        fill(archive, [make_article(f"a{n}", "word " * 2_000) for n in range(20)])
        archive.connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        archive.close()
        path = archive.data_dir / FILE_NAME
        data = bytearray(path.read_bytes())
        data[4096 * 4 :] = b"\xa5" * (len(data) - 4096 * 4)
        path.write_bytes(data)
        with pytest.raises(ArchiveError):
            Archive.open(archive.data_dir).articles()


class TestTransactions:
    def test_error_rolls_everything_back(self, archive: Archive) -> None:
        fill(archive, [FULL])

        def write_and_fail() -> None:
            with archive.transaction():
                archive.add(make_article("one", "Text."))
                archive.remove(FULL.article_id)
                raise RuntimeError("the machine is on fire")

        with pytest.raises(RuntimeError, match="on fire"):
            write_and_fail()
        assert [a.article_id for a in archive.articles()] == [FULL.article_id]
        with archive.transaction():
            archive.add(make_article("one", "Text."))
        assert archive.n_articles() == 2

    def test_full_disk_is_an_archive_error_and_loses_nothing(self, archive: Archive) -> None:
        fill(archive, [FULL])
        pages = archive.connection.exec_driver_sql("PRAGMA page_count").fetchone()[0]
        archive.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 1}")
        with pytest.raises(ArchiveError, match="unharmed"), archive.transaction():
            archive.add(make_article("big", "word " * 20_000))
        assert [a.article_id for a in archive.articles()] == [FULL.article_id]
        assert archive.connection.exec_driver_sql("PRAGMA integrity_check").fetchone()[0] == "ok"

    def test_reader_sees_nothing_of_a_transaction_that_is_open(self, archive: Archive) -> None:
        other = Archive.open(archive.data_dir)
        with archive.transaction():
            archive.add(FULL)
            assert other.n_articles() == 0
        assert other.n_articles() == 1

    def test_threads_read_while_another_writes(self, archive: Archive) -> None:
        problems: list[BaseException] = []
        done = threading.Event()

        def read() -> None:
            try:
                while not done.is_set():
                    for article in archive.articles():
                        span = article.spans(PartKind.BODY)[0]
                        assert archive.proves(Quote.of(article, span))
            except BaseException as exc:  # noqa: BLE001 - shown by the main thread
                problems.append(exc)
            finally:
                archive.close()

        readers = [threading.Thread(target=read) for _ in range(4)]
        for reader in readers:
            reader.start()
        try:
            for n in range(40):
                fill(archive, [make_article(f"a{n}", f"Text {n}.")])
        finally:
            done.set()
            for reader in readers:
                reader.join(30)
        assert not problems
        assert archive.n_articles() == 40

    def test_threads_that_write_at_once_wait_for_no_one(self, archive: Archive) -> None:
        with archive.writing(now=NOW):
            caught: list[BaseException] = []

            def write() -> None:
                try:
                    with archive.writing(now=NOW):
                        pass
                except ArchiveBusyError as exc:
                    caught.append(exc)

            thread = threading.Thread(target=write)
            thread.start()
            thread.join(10)
        assert len(caught) == 1


def test_archive_without_an_index_has_no_tables_of_it(archive: Archive) -> None:
    assert not has_tables(archive.connection)


def test_coverage_says_what_was_known_on_a_day(archive: Archive) -> None:
    assert archive.coverage() == "no articles"
    one = replace(make_article("a", "Text."), publisher="Echo", published=date(2024, 5, 3))
    two = replace(make_article("b", "Text."), publisher="Post", published=date(2024, 6, 1))
    fill(archive, [one, two])
    assert archive.coverage() == "2 articles of 2 publishers, 2024-05-03 to 2024-06-01"
    assert archive.coverage(date(2024, 5, 10)) == "1 article, 2024-05-03"
