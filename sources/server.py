"""An archive in a PostgreSQL database: `--data-dir postgresql://user@host/db`.

Many processes and machines may use one. A writer holds an advisory lock on the connection that it
writes with, so that a writer whose connection is lost can write nothing more. The archive takes the
first schema of the search path for itself: `postgresql://host/db?options=-csearch_path%3Dnews`.
A streaming replica is read as any archive is; who wants to write there is sent to the primary.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    Integer,
    MetaData,
    NullPool,
    Table,
    create_engine,
    insert,
    inspect,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, ProgrammingError

from sources.database import ArchiveUnavailableError, Database
from sources.errors import ArchiveBusyError, ArchiveError, ArchiveVersionError, NotFoundError
from sources.schema import APPLICATION_ID, SCHEMA_VERSION
from sources.tables import METADATA

_OTHER = "choose another database with --data-dir"
_CHECK_SERVER = "check the address, the user and the password, and that the server is running"
_MARK = MetaData()
# Says that the tables beside it are ours, and of which version they are.
_mark = Table(
    "newsproof",
    _MARK,
    Column(
        "row_number",
        Integer,
        CheckConstraint("row_number = 1"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("schema_version", Integer, nullable=False),
)
_KEYS = {"application": APPLICATION_ID}  # two signed 32-bit numbers name a lock
# A replica would give out locks of its own, which lock nothing: NULL where nobody can write.
_TRY_LOCK = text(
    "SELECT CASE current_setting('transaction_read_only') WHEN 'off' "
    "THEN pg_try_advisory_lock(:application, hashtext(current_schema())) END AS is_held"
)
_UNLOCK = text("SELECT pg_advisory_unlock(:application, hashtext(current_schema()))")
_LOCK_FOR_NOW = text("SELECT pg_advisory_xact_lock(:application + 1, hashtext(current_schema()))")
# A name of a connection has at most 63 bytes, and everybody may see it.
_HOLDER = text(
    "SELECT a.application_name AS name FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid) "
    "WHERE l.locktype = 'advisory' AND l.granted AND l.database = "
    "(SELECT oid FROM pg_database WHERE datname = current_database()) "
    "AND l.classid::bigint = :classid "
    "AND l.objid::bigint = (hashtext(current_schema())::bigint & 4294967295)"
)
_SAYS = "newsproof writer: "
_READ_ONLY = "25006"
# What a replica says of a query that is in the way of what it has to take in, and any server of two
# that are in each other's.
_BROKEN_OFF = ("40001", "40P01")


class Server(Database):
    """The archive's database on a PostgreSQL server."""

    begin = "BEGIN"

    def __init__(self, address: str) -> None:
        """Describe the database; nothing is connected yet.

        Raises:
            ArchiveUnavailableError: The package for PostgreSQL is not installed.
            ArchiveError: `address` is no URL.
        """
        try:
            url = make_url(address).set(drivername="postgresql+psycopg")
            name = url.set(drivername="postgresql").render_as_string(hide_password=True)
            if not url.database:
                raise ArchiveError(
                    f"{name!r} names no database", f"add it: {name.rstrip('/')}/news"
                )
            engine = create_engine(
                url,
                poolclass=NullPool,
                isolation_level="AUTOCOMMIT",
                connect_args={
                    "connect_timeout": 10,
                    "prepare_threshold": None,  # plans are made for the values: filters differ
                    "application_name": "newsproof",
                    "keepalives_idle": 30,
                    "keepalives_interval": 10,
                    "keepalives_count": 3,
                },
            )
        except (ArgumentError, ValueError) as exc:
            raise ArchiveError(
                "the address of the database is no URL", "give it as postgresql://user@host/db"
            ) from exc
        except (ImportError, NoSuchModuleError) as exc:
            raise ArchiveUnavailableError(
                "archives in PostgreSQL need the package 'psycopg'",
                "install it with `pip install 'newsproof[postgres]'`",
            ) from exc
        super().__init__(engine, name)

    @property
    def folder(self) -> None:
        """None: nothing of it is in a folder."""
        return None

    def prepare(self, *, create: bool) -> None:
        """Make sure that the database is an archive of this version; see `Database.prepare`."""
        try:
            found = self._version()
            if found is None and create:
                self._create()
                found = self._version()
        except DBAPIError as exc:
            raise self.read_error(exc) from exc
        if found is None:
            raise NotFoundError(
                f"there is no archive in {self.name!r}",
                "add articles with `newsproof ingest PATH`, or the packaged ones with "
                "`newsproof ingest --samples`",
            )
        if found != SCHEMA_VERSION:
            raise ArchiveVersionError(
                f"the archive has schema version {found}, this Newsproof reads {SCHEMA_VERSION}",
                f"use the version of Newsproof that wrote it, or {_OTHER}",
            )

    @contextmanager
    def writing(self, *, now: datetime) -> Iterator[None]:
        """Hold the advisory lock of the archive; see `Database.writing`.

        The name of the connection says who is writing; it decides nothing.
        """
        who = f"{os.getpid()}@{platform.node()[:18]} {now.isoformat('T', 'seconds')}"
        try:
            is_held = not self.is_writing and self.connection.execute(_TRY_LOCK, _KEYS).scalar_one()
            if is_held:
                self._call_connection(_SAYS + who)
        except DBAPIError as exc:
            raise self.read_error(exc) from exc
        if is_held is None:
            raise self._read_only()
        if not is_held:
            raise ArchiveBusyError(
                f"{self.name!r} is being written to {self._holder()}",
                "wait until it is done and run the same command again",
            )
        try:
            with self._as_writer():
                yield
        finally:
            self._unlock()

    def may_try_again(self, exc: DBAPIError) -> bool:
        """Say whether it was a lost connection, or a query that was in the way of a change."""
        return super().may_try_again(exc) or _state(exc) in _BROKEN_OFF

    def read_error(self, exc: DBAPIError) -> ArchiveError:
        """Return our error for one that came while connecting or reading."""
        said = _first_line(exc)
        if _state(exc) in _BROKEN_OFF:
            return ArchiveUnavailableError(
                f"{self.name!r} broke off a query that was in the way of a change ({said})",
                "run the same command again; on a replica, `hot_standby_feedback = on` or a longer "
                "`max_standby_streaming_delay` makes it rarer",
            )
        if exc.connection_invalidated or _state(exc) is None:
            return ArchiveUnavailableError(
                f"the database {self.name!r} cannot be reached ({said})", _CHECK_SERVER
            )
        return ArchiveError(f"the archive in {self.name!r} cannot be read ({said})", _OTHER)

    def write_error(self, exc: DBAPIError) -> ArchiveError | None:
        """Return our error for a server that is gone, full, or lets nobody write."""
        said = _first_line(exc)
        state = _state(exc)
        if exc.connection_invalidated or state is None:
            return ArchiveUnavailableError(
                f"the connection to {self.name!r} was lost ({said}); what was there before is "
                "unharmed",
                f"{_CHECK_SERVER}, then run the same command again",
            )
        if state == _READ_ONLY:
            return self._read_only()
        # Integrity (23) and syntax (42) are our mistakes; 42501 is a right that is missing.
        if state[:2] in ("23", "42") and state != "42501":
            return None
        return ArchiveError(
            f"the archive could not be written ({said}); what was there before is unharmed",
            "make room or mend the permissions, then run the same command again",
        )

    def _version(self) -> int | None:
        """Return the schema version of the archive, or None where the schema holds no table.

        Raises:
            ArchiveError: The tables in it are another program's.
        """
        connection = self.connection
        if not connection.execute(text("SELECT current_schema()")).scalar_one():
            raise ArchiveError(
                f"{self.name!r} has no schema to put tables in",
                "create the one that its search_path names, or drop `options` from the address",
            )
        if inspect(connection).has_table(_mark.name):
            try:
                return connection.execute(select(_mark.c.schema_version)).scalar_one_or_none()
            except ProgrammingError as exc:
                if _state(exc) != "42703":  # no such column
                    raise
        elif not inspect(connection).get_table_names():
            return None
        raise ArchiveError(
            f"{self.name!r} holds tables of something else",
            f"create a database for Newsproof alone, or {_OTHER}",
        )

    def _create(self) -> None:
        with self.transaction() as connection:
            connection.execute(_LOCK_FOR_NOW, _KEYS)  # two may come at once
            if inspect(connection).has_table(_mark.name):
                return
            METADATA.create_all(connection, checkfirst=False)
            _MARK.create_all(connection, checkfirst=False)
            connection.execute(insert(_mark).values(row_number=1, schema_version=SCHEMA_VERSION))

    def _call_connection(self, name: str) -> None:
        self.connection.execute(
            text("SELECT set_config('application_name', :name, false)"), {"name": name}
        )

    def _read_only(self) -> ArchiveError:
        return ArchiveError(
            f"{self.name!r} is read-only, as a replica is; nothing was written",
            "give the address of the primary server with --data-dir; what is written there comes "
            "to its replicas by itself",
        )

    def _holder(self) -> str:
        rows = self.read(_HOLDER, {"classid": APPLICATION_ID})
        names = [row.name for row in rows if row.name.startswith(_SAYS)]
        who, _, since = names[0].removeprefix(_SAYS).partition(" ") if names else ("", "", "")
        process, _, machine = who.partition("@")
        return f"by process {process} on {machine} since {since}" if who else "by another process"

    def _unlock(self) -> None:
        """Give up the right to write; a connection that is gone has given it up."""
        try:
            self.connection.execute(_UNLOCK, _KEYS)
            self._call_connection("newsproof")
        except (DBAPIError, ArchiveError):
            self.close()


def _state(exc: DBAPIError) -> str | None:
    """Return the server's code of an error, or None where no server said it."""
    state: str | None = getattr(exc.orig, "sqlstate", None)
    return state


def _first_line(exc: DBAPIError) -> str:
    """Return what the server said, without the statement and its values."""
    lines = str(exc.orig).strip().splitlines()
    return lines[0] if lines else type(exc.orig).__name__
