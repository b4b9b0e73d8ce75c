"""An archive in one SQLite file in the data directory: how it is opened, made and brought forward.

WAL with `synchronous=FULL` lost nothing in 300 kills with kill -9 (`docs/decisions`).
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, NullPool, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError

from sources import follows_file, schema
from sources.database import Database
from sources.errors import ArchiveError, ArchiveFullError, ArchiveVersionError, NotFoundError
from sources.lock import writer_lock
from sources.schema import APPLICATION_ID, ARCHIVE_FILE, SCHEMA_VERSION
from sources.tables import METADATA

_OTHER_FOLDER = "choose another folder with --data-dir"


class SqliteFile(Database):
    """The archive's file in a data directory."""

    begin = "BEGIN IMMEDIATE"

    def __init__(self, folder: Path) -> None:
        """Describe the file; nothing is opened yet."""
        self._folder = folder
        engine = create_engine(
            f"sqlite:///{folder / ARCHIVE_FILE}",
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            # Each connection belongs to a thread, but it may be closed when that thread is gone.
            connect_args={"timeout": 10.0, "check_same_thread": False},
        )
        event.listen(engine, "connect", _settle)
        super().__init__(engine, str(folder))

    @property
    def folder(self) -> Path:
        """The data directory."""
        return self._folder

    def prepare(self, *, create: bool) -> None:
        """Make sure that the file is an archive of this version; see `Database.prepare`."""
        path = self._folder / ARCHIVE_FILE
        try:
            if create:
                self._folder.mkdir(parents=True, exist_ok=True)
            if not path.is_file() and not create:
                raise NotFoundError(
                    f"there is no archive in {self.name!r}",
                    "add articles with `newsproof ingest PATH`, or the packaged ones with "
                    "`newsproof ingest --samples`",
                )
            if _is_empty(self.connection):
                if not create:
                    raise ArchiveError(
                        f"{path.name!r} in {self.name!r} is an empty file",
                        f"delete it, or {_OTHER_FOLDER}",
                    )
                self._create()
            self._migrate()
            _check(self.connection, path)
            follows_file.fold_in(self)
        except OSError as exc:
            raise ArchiveError(
                f"{self.name!r} cannot be used as data directory ({exc.strerror or exc})",
                f"{_OTHER_FOLDER} or mend its permissions",
            ) from exc
        except OperationalError as exc:
            if _is_full(exc):
                raise ArchiveFullError(
                    f"the archive in {self.name!r} cannot be opened: the disk is full; nothing "
                    "is lost",
                    "make room (1 MB to read, more to write), then run the same command again",
                ) from exc
            raise ArchiveError(
                f"the archive in {self.name!r} cannot be opened ({exc.orig})",
                f"{_OTHER_FOLDER} or mend its permissions",
            ) from exc
        except DBAPIError as exc:
            raise ArchiveError(
                f"{str(path)!r} is damaged or no archive ({exc.orig})",
                f"restore it from a copy, or {_OTHER_FOLDER}",
            ) from exc

    @contextmanager
    def writing(self, *, now: datetime) -> Iterator[None]:
        """Hold the lock of the data directory; see `Database.writing`."""
        with writer_lock(self._folder, now=now), self._as_writer():
            yield

    def changes(self) -> object:
        """Return what SQLite counts: commits of others, and rows changed by this connection."""
        own: Any = self.connection.connection.driver_connection
        return self.connection.exec_driver_sql("PRAGMA data_version").scalar(), own.total_changes

    def read_error(self, exc: DBAPIError) -> ArchiveError:
        """Return our error for one that came while reading."""
        return ArchiveError(
            f"the archive in {self.name!r} cannot be read ({exc.orig})",
            f"restore it from a copy, or {_OTHER_FOLDER}",
        )

    def write_error(self, exc: DBAPIError) -> ArchiveError | None:
        """Return our error for a full disk, a lock, a file that cannot be written."""
        if not isinstance(exc, OperationalError):
            return None
        kind = ArchiveFullError if _is_full(exc) else ArchiveError
        return kind(
            f"the archive could not be written ({exc.orig}); what was there before is unharmed",
            "make room or mend the permissions, then run the same command again",
        )

    def _create(self) -> None:
        connection = self.connection
        _switch_to_wal(connection)
        with self._immediate():
            if not _is_empty(connection):
                return  # another process was faster
            METADATA.create_all(connection, checkfirst=False)
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def _migrate(self) -> None:
        """Bring a file of an earlier schema version to this one, in one transaction.

        A file of this version, of a later one or of another program is left as it is.
        """
        connection = self.connection
        if _pragma(connection, "application_id") != APPLICATION_ID:
            return
        if _pragma(connection, "user_version") not in schema.STEPS:
            return
        with self._immediate():
            # Read again: another process may have been faster.
            while (version := _pragma(connection, "user_version")) in schema.STEPS:
                for statement in filter(str.strip, schema.STEPS[version].split(";")):
                    connection.exec_driver_sql(statement)
                connection.exec_driver_sql(f"PRAGMA user_version = {version + 1}")

    @contextmanager
    def _immediate(self) -> Iterator[None]:
        """Run a block as one transaction, with SQLite's own errors."""
        connection = self.connection
        connection.exec_driver_sql(self.begin)
        try:
            yield
            connection.exec_driver_sql("COMMIT")
        except BaseException:
            connection.exec_driver_sql("ROLLBACK")
            raise


def _settle(connection: Any, _: object) -> None:  # noqa: ANN401 - sqlite3's, as SQLAlchemy hands it
    """Give a new connection the settings that every one must have."""
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")


def _is_full(exc: OperationalError) -> bool:
    """Say whether the disk is full: for a page, or for the index of the log, made at opening."""
    full = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE)
    return getattr(exc.orig, "sqlite_errorcode", None) in full


def _switch_to_wal(connection: Connection) -> None:
    """Switch to a write-ahead log; SQLite doesn't wait by itself while another process does so."""
    for n_tries in range(1, 101):
        try:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            return
        except OperationalError:
            if n_tries == 100:
                raise
            time.sleep(0.05)


def _pragma(connection: Connection, name: str) -> int:
    return int(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())


def _is_empty(connection: Connection) -> bool:
    """Say whether the file holds no table at all."""
    return not connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()


def _check(connection: Connection, path: Path) -> None:
    """Make sure that the file is a Newsproof archive of this schema version."""
    if _pragma(connection, "application_id") != APPLICATION_ID:
        raise ArchiveError(
            f"{path.name!r} is a database, but not an archive of Newsproof", _OTHER_FOLDER
        )
    version = _pragma(connection, "user_version")
    if version != SCHEMA_VERSION:
        raise ArchiveVersionError(
            f"the archive has schema version {version}, this Newsproof reads {SCHEMA_VERSION}",
            "use the version of Newsproof that wrote it, or another folder with --data-dir",
        )
