"""Archives of earlier versions open, with everything in them, and are brought forward."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sources import schema, tables
from sources.archive import FILE_NAME, Archive
from sources.article import Span
from sources.errors import ArchiveError
from sources.follows import Follows, ItemState
from sources.follows_file import FOLLOWS_FILE
from sources.rows import content_digest
from tests.fakes import article_id, fill, make_article

# The tables as the first version made them.
FIRST = """
CREATE TABLE articles (
    article_id        TEXT PRIMARY KEY,
    retracted_on      TEXT,
    retraction_reason TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE TABLE versions (
    article_id  TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
    version     INTEGER NOT NULL CHECK (version >= 1),
    digest      TEXT NOT NULL, sha256 TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
    parts       TEXT NOT NULL, authors TEXT NOT NULL, publisher TEXT, published TEXT, updated TEXT,
    dated       TEXT NOT NULL, url TEXT, language TEXT, origin TEXT NOT NULL,
    retrieved   TEXT NOT NULL, is_sample INTEGER NOT NULL,
    PRIMARY KEY (article_id, version)
) STRICT;
CREATE INDEX versions_by_day ON versions (article_id, dated, version);
"""
OLD = make_article("old", "The old pier was closed in May.")


# What the second version added.
SECOND = """
ALTER TABLE versions ADD COLUMN page_starts TEXT NOT NULL DEFAULT '[]';
CREATE TABLE rejections (
    origin TEXT PRIMARY KEY, reason TEXT NOT NULL, retrieved TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""
# The list of followed feeds, as it was a file of its own until the third.
FOLLOWS = """
CREATE TABLE feeds (
    url TEXT PRIMARY KEY, title TEXT NOT NULL, kind TEXT NOT NULL, followed TEXT NOT NULL,
    checked TEXT, outcome TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '',
    not_before TEXT, etag TEXT NOT NULL DEFAULT '', last_modified TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE TABLE items (
    feed TEXT NOT NULL REFERENCES feeds ON DELETE CASCADE, page TEXT NOT NULL,
    stamp TEXT NOT NULL, state TEXT NOT NULL, n_tries INTEGER NOT NULL, PRIMARY KEY (feed, page)
) STRICT, WITHOUT ROWID;
CREATE TABLE pages (
    page TEXT PRIMARY KEY, articles TEXT NOT NULL, etag TEXT NOT NULL, last_modified TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO feeds (url, title, kind, followed, etag)
    VALUES ('https://n.example/f', 'N', 'RSS', '2024-05-03T10:00:00+00:00', 'e1');
INSERT INTO items VALUES ('https://n.example/f', 'p1', 's', 'read', 0);
INSERT INTO pages VALUES ('p1', '["a"]', 'e2', '');
"""


@pytest.fixture(params=[1, 2], ids=["first", "second"])
def data_dir(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A data directory with an archive as an earlier version of Newsproof wrote it."""
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(FIRST)
    connection.execute("INSERT INTO articles (article_id) VALUES (?)", [OLD.article_id])
    connection.execute(
        "INSERT INTO versions VALUES (?, 1, ?, ?, ?, ?, '[[\"body\", 0, 3]]', '[]', NULL, "
        "'2024-05-03', NULL, '2024-05-03', NULL, 'en', 'old.md', '2024-05-03T10:00:00+00:00', 0)",
        [OLD.article_id, content_digest(OLD), OLD.sha256, OLD.title, OLD.text],
    )
    connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 1")
    if request.param == 2:
        connection.executescript(SECOND + "PRAGMA user_version = 2")
    connection.commit()
    connection.close()
    return tmp_path


def test_old_archive_opens_with_what_it_holds_and_takes_what_is_new(data_dir: Path) -> None:
    archive = Archive.open(data_dir)
    article = archive.get(OLD.article_id)
    assert (article.text, article.page_starts) == (OLD.text, ())
    assert article.retrieved == datetime(2024, 5, 3, 10, tzinfo=UTC)
    assert article.pages_of(Span(start=0, end=3)) is None
    assert archive.rejections() == []
    fill(archive, [make_article("new", "Four ships a week go to the container port.")])
    archive.close()
    again = Archive.open(data_dir)
    assert {one.article_id for one in again.articles()} == {OLD.article_id, article_id("new")}
    assert (
        again.connection.exec_driver_sql("PRAGMA user_version").fetchone()[0]
        == schema.SCHEMA_VERSION
    )
    assert again.connection.exec_driver_sql("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_archive_brought_forward_has_the_tables_of_a_new_one(
    data_dir: Path, tmp_path: Path
) -> None:
    def columns(archive: Archive) -> dict[str, list[tuple[object, ...]]]:
        return {
            table: [
                tuple(row)[1:]
                for row in archive.connection.exec_driver_sql(f"PRAGMA table_info({table})")
            ]
            for table in sorted(tables.METADATA.tables)
        }

    assert columns(Archive.open(data_dir)) == columns(Archive.open(tmp_path / "new", create=True))


def test_many_processes_may_open_an_old_archive_at_once(data_dir: Path) -> None:
    failed: list[Exception] = []

    def open_it() -> None:
        try:
            Archive.open(data_dir).get(OLD.article_id)
        except Exception as exc:  # noqa: BLE001 - collected for the assertion
            failed.append(exc)

    threads = [threading.Thread(target=open_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_step_that_fails_leaves_the_file_as_it_was(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = schema.STEPS[2] + "CREATE TABLE articles (x);"
    monkeypatch.setattr(schema, "STEPS", {**schema.STEPS, 2: broken})
    with pytest.raises(ArchiveError):
        Archive.open(data_dir)
    monkeypatch.undo()
    assert Archive.open(data_dir).get(OLD.article_id).text == OLD.text


class TestFollows:
    @pytest.fixture
    def with_follows(self, data_dir: Path) -> Path:
        with closing(sqlite3.connect(data_dir / FOLLOWS_FILE)) as connection:
            connection.executescript(FOLLOWS)
            connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID + 1}")
        return data_dir

    def test_list_of_feeds_moves_into_the_archive_once(self, with_follows: Path) -> None:
        for _ in range(2):
            archive = Archive.open(with_follows)
            follows = Follows(archive)
            assert [(f.url, f.validators.etag) for f in follows.feeds()] == [
                ("https://n.example/f", "e1")
            ]
            assert follows.items("https://n.example/f")["p1"].state is ItemState.READ
            assert follows.page("p1").articles == ("a",)
            archive.close()
            assert not list(with_follows.glob(f"{FOLLOWS_FILE}*"))

    @pytest.mark.parametrize("content", [b"not a database at all" * 100, b""])
    def test_file_that_is_something_else_is_left_alone(
        self, data_dir: Path, content: bytes
    ) -> None:
        (data_dir / FOLLOWS_FILE).write_bytes(content)
        with pytest.raises(ArchiveError, match="followed feeds"):
            Archive.open(data_dir)
        assert (data_dir / FOLLOWS_FILE).read_bytes() == content
