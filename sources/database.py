"""A database that holds an archive: one connection a thread, transactions, errors in our words.

What both kinds share; `sqlite_file` and `server` are the kinds. Connections are in autocommit mode,
so that a reader never holds anything open; what must be one transaction says so.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import Connection, Engine, Executable, Row, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from sources.errors import ArchiveError, UnavailableError


class ArchiveUnavailableError(UnavailableError, ArchiveError):
    """Raised when the server of an archive, or what is needed to reach it, isn't there: exit 3."""


class Database(ABC):
    """An open database. Safe to use from several threads; each gets its own connection."""

    begin: ClassVar[str]
    """The statement that opens a transaction."""

    def __init__(self, engine: Engine, name: str) -> None:
        """Take over an engine whose connections are in autocommit mode.

        Args:
            engine: Its connections are not pooled: each belongs to a thread.
            name: What it is called in messages, without a password.
        """
        self.name = name
        self._engine = engine
        self._local = threading.local()

    @property
    @abstractmethod
    def folder(self) -> Path | None:
        """The data directory, or None for a database on a server."""

    @abstractmethod
    def prepare(self, *, create: bool) -> None:
        """Make sure that it holds an archive of this version; bring an older one forward.

        Raises:
            NotFoundError: It holds none, and `create` is false.
            ArchiveError: It is another program's, or damaged.
            ArchiveVersionError: Another version of Newsproof wrote it.
        """

    @abstractmethod
    def writing(self, *, now: datetime) -> AbstractContextManager[None]:
        """Hold the right to write, over any number of transactions.

        Raises:
            ArchiveBusyError: Another process or thread is writing.
        """

    @abstractmethod
    def read_error(self, exc: DBAPIError) -> ArchiveError:
        """Return our error for one that came while reading."""

    @abstractmethod
    def write_error(self, exc: DBAPIError) -> ArchiveError | None:
        """Return our error for one that came in a transaction, or None where it is a mistake."""

    def may_try_again(self, exc: DBAPIError) -> bool:
        """Say whether what failed while reading may well succeed a moment later."""
        return exc.connection_invalidated

    @property
    def kind(self) -> str:
        """The name of the dialect: "sqlite" or "postgresql"."""
        return self._engine.dialect.name

    def changes(self) -> object:
        """Return a value for this thread that is another one when something may have changed."""
        return object()

    @property
    def connection(self) -> Connection:
        """This thread's connection, in autocommit mode; a broken one is replaced.

        Raises:
            ArchiveUnavailableError: It broke while this thread was writing: with the connection,
                it has lost the right to write.
        """
        held: _Held | None = getattr(self._local, "held", None)
        found = held.connection if held else None
        if found is not None and found.invalidated:
            if self.is_writing:
                raise ArchiveUnavailableError(
                    f"the connection to {self.name!r} was lost while writing; what was there "
                    "before is unharmed",
                    "run the same command again",
                )
            self.close()
            found = None
        if found is None:
            found = self._engine.connect()
            self._local.held = _Held(found)
        return found

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Run a block as one transaction: all of it is kept, or nothing.

        Raises:
            ArchiveError: It cannot be written; what was there before is unharmed.
        """
        try:
            connection = self.connection
            connection.exec_driver_sql(self.begin)
            try:
                yield connection
                connection.exec_driver_sql("COMMIT")
            except BaseException:
                _roll_back(connection)
                raise
        except DBAPIError as exc:
            if error := self.write_error(exc):
                raise error from exc
            raise

    def read(
        self, statement: Executable, values: Mapping[str, Any] | None = None
    ) -> list[Row[Any]]:
        """Return all rows of a statement; one that only had bad luck is tried once more.

        Raises:
            ArchiveError: It cannot be read.
        """
        try:
            try:
                return list(self.connection.execute(statement, values).all())
            except DBAPIError as exc:
                if self.is_writing or not self.may_try_again(exc):
                    raise
                return list(self.connection.execute(statement, values).all())
        except DBAPIError as exc:
            raise self.read_error(exc) from exc

    @property
    def is_writing(self) -> bool:
        """Whether this thread holds the right to write."""
        return bool(getattr(self._local, "is_writing", False))

    @contextmanager
    def _as_writer(self) -> Iterator[None]:
        """Note that this thread holds the right to write."""
        self._local.is_writing = True
        try:
            yield
        finally:
            self._local.is_writing = False

    def close(self) -> None:
        """Close this thread's connection; others close with their threads."""
        held: _Held | None = getattr(self._local, "held", None)
        if held is not None:
            del self._local.held
            held.connection.close()


class _Held:
    """Closes a connection with its thread.

    A connection and its transaction hold each other: without this, both would stay open until
    Python looks for such cycles, which in a large process takes hours.
    """

    __slots__ = ("connection",)

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def __del__(self) -> None:
        with suppress(Exception):  # at the end of the process, parts of it are gone already
            self.connection.close()


def upsert(
    connection: Connection,
    table: Table,
    rows: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    *,
    keep: bool = False,
) -> None:
    """Insert rows; where the primary key is taken, replace the row, or keep the old one.

    Args:
        connection: In a transaction.
        table: The table.
        rows: One row or several with the same columns, by name; none does nothing.
        keep: Keep the row that is there.
    """
    several = [rows] if isinstance(rows, Mapping) else list(rows)
    if not several:
        return
    kind = postgresql if connection.dialect.name == "postgresql" else sqlite
    insert: postgresql.Insert | sqlite.Insert = kind.insert(table)
    keys = [column.name for column in table.primary_key]
    others = {name: insert.excluded[name] for name in several[0] if name not in keys}
    if keep or not others:
        insert = insert.on_conflict_do_nothing(index_elements=keys)
    else:
        insert = insert.on_conflict_do_update(index_elements=keys, set_=others)
    connection.execute(insert, several)


def _roll_back(connection: Connection) -> None:
    """Roll back what is open; a connection that is gone has nothing open."""
    try:
        connection.exec_driver_sql("ROLLBACK")
    except Exception:  # noqa: BLE001 - the error that led here is the one to tell
        connection.invalidate()
