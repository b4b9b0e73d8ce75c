"""What goes wrong with an archive on a server is one line with a way out, and shows no password."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from index.keeper import IndexKeeper
from index.tables import NoPgvectorError
from sources.archive import Archive
from sources.database import ArchiveUnavailableError
from sources.errors import ArchiveError, ArchiveVersionError, NotFoundError
from tests.fakes import NOW, FakeEncoder, fill, make_article
from tests.postgres import PostgresServer, server  # noqa: F401 - a fixture

# ruff: noqa: F811 - fixtures


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("postgresql://u:s3cret@127.0.0.1:1/news", ArchiveUnavailableError),
        ("postgresql://u:s3cret@/news?host=/no/such/folder", ArchiveUnavailableError),
        ("postgresql://u:s3cret@127.0.0.1:port/news", ArchiveError),
        ("postgresql://u:s3cret@127.0.0.1/", ArchiveError),
        ("postgresql:", ArchiveError),
    ],
    ids=["nobody listens", "no socket", "no number", "no database", "nothing"],
)
def test_address_that_cannot_be_used_is_one_line(address: str, kind: type[ArchiveError]) -> None:
    with pytest.raises(kind) as caught:
        Archive.open(address, create=True)
    assert "\n" not in str(caught.value)
    assert "s3cret" not in str(caught.value)
    assert caught.value.way_out
    assert caught.value.exit_code == (3 if kind is ArchiveUnavailableError else 2)


def test_driver_that_is_missing_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ArchiveUnavailableError, match=r"newsproof\[postgres\]"):
        Archive.open("postgresql://u@127.0.0.1/news")


def test_wrong_password_is_unavailable(server: PostgresServer, tmp_path: Path) -> None:
    server.execute("CREATE ROLE clerk LOGIN PASSWORD 'right'")
    with server.only_with_password("clerk"):
        with pytest.raises(ArchiveUnavailableError, match="password") as caught:
            Archive.open(server.address(username="clerk", password="s3cret"))
        assert "s3cret" not in str(caught.value)


def test_database_that_does_not_exist_is_unavailable(server: PostgresServer) -> None:
    with pytest.raises(ArchiveUnavailableError, match="does not exist"):
        Archive.open(server.address(database="nowhere"), create=True)


def test_schema_that_does_not_exist_is_an_error(server: PostgresServer) -> None:
    with pytest.raises(ArchiveError, match="no schema"):
        Archive.open(server.address(query={"options": "-csearch_path=nowhere"}), create=True)


def test_empty_database_holds_no_archive(server: PostgresServer) -> None:
    with pytest.raises(NotFoundError, match="newsproof ingest"):
        Archive.open(server.place())


@pytest.mark.parametrize("table", ["articles (x INT)", "newsproof (x INT)"])
def test_tables_of_something_else_are_left_alone(server: PostgresServer, table: str) -> None:
    place = server.place()
    server.execute(
        f"CREATE TABLE {place.partition('search_path%3D')[2].partition('%2C')[0]}.{table}"
    )
    for create in (False, True):
        with pytest.raises(ArchiveError, match="tables of something else"):
            Archive.open(place, create=create)


def test_archive_of_another_version_is_refused(server: PostgresServer) -> None:
    place = server.place()
    archive = Archive.open(place, create=True)
    archive.connection.execute(text("UPDATE newsproof SET schema_version = 99"))
    archive.close()
    with pytest.raises(ArchiveVersionError, match="schema version 99, this Newsproof reads 3"):
        Archive.open(place, create=True)


def test_no_pgvector_and_no_right_to_switch_it_on(server: PostgresServer) -> None:
    server.execute("CREATE ROLE desk LOGIN")
    server.execute("CREATE DATABASE plain OWNER desk")
    archive = Archive.open(server.address(username="desk", database="plain"), create=True)
    fill(archive, [make_article("a", "The ferry.")])
    keeper = IndexKeeper(archive, FakeEncoder())
    with pytest.raises(NoPgvectorError, match="CREATE EXTENSION vector"), archive.writing(now=NOW):
        keeper.sync(now=NOW)
    assert archive.n_articles() == 1
    archive.close()


def test_connection_that_was_cut_is_made_again_for_readers(server: PostgresServer) -> None:
    place = server.place()
    archive, other = Archive.open(place, create=True), Archive.open(place)
    fill(archive, [make_article("a", "The ferry.")])
    cut = text("SELECT pg_terminate_backend(:pid)")
    pid = archive.connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    other.connection.execute(cut, {"pid": pid})
    assert archive.n_articles() == 1


def test_writer_whose_connection_was_cut_writes_nothing_more(server: PostgresServer) -> None:
    place = server.place()
    archive, other = Archive.open(place, create=True), Archive.open(place)
    pid = archive.connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with archive.writing(now=NOW):
        other.connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        for _ in range(2):
            with pytest.raises(ArchiveUnavailableError), archive.transaction():
                archive.add(make_article("a", "The ferry."))
    assert other.n_articles() == 0
    fill(archive, [make_article("a", "The ferry.", retrieved=NOW + timedelta(days=1))])
    assert other.n_articles() == 1
