"""The tables of articles in the archive's SQLite file, and how the file is opened.

`index/` adds tables of its own to the same file through `Archive.connection`; they refer to
`versions` and go with it (`ON DELETE CASCADE`).
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sources.errors import ArchiveError, ArchiveVersionError

ARCHIVE_FILE = "archive.sqlite3"
APPLICATION_ID = 0x4E577066  # "NWpf"
SCHEMA_VERSION = 2

_TABLES = """
CREATE TABLE articles (
    article_id        TEXT PRIMARY KEY,
    retracted_on      TEXT,
    retraction_reason TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE TABLE versions (
    article_id  TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
    version     INTEGER NOT NULL CHECK (version >= 1),
    digest      TEXT NOT NULL,     -- of title, text and metadata: what makes a version another
    sha256      TEXT NOT NULL,     -- of the original bytes
    title       TEXT NOT NULL,
    text        TEXT NOT NULL,
    parts       TEXT NOT NULL,     -- JSON [[kind, start, end], ...]
    authors     TEXT NOT NULL,     -- JSON [name, ...]
    publisher   TEXT,
    published   TEXT,              -- ISO 8601 day
    updated     TEXT,
    dated       TEXT NOT NULL,     -- the day from which the version counts as known
    url         TEXT,
    language    TEXT,
    origin      TEXT NOT NULL,
    retrieved   TEXT NOT NULL,     -- ISO 8601 with time zone
    is_sample   INTEGER NOT NULL,
    page_starts TEXT NOT NULL DEFAULT '[]',  -- JSON [offset, ...]
    PRIMARY KEY (article_id, version)
) STRICT;

CREATE INDEX versions_by_day ON versions (article_id, dated, version);
"""

_REJECTIONS = """
CREATE TABLE rejections (
    origin    TEXT PRIMARY KEY,    -- as it was shown: a file, a line of one, an address
    reason    TEXT NOT NULL,
    retrieved TEXT NOT NULL        -- ISO 8601 with time zone
) STRICT, WITHOUT ROWID;
"""

# What brings a file of that version to the next one; a step only ever adds.
_STEPS = {
    1: "ALTER TABLE versions ADD COLUMN page_starts TEXT NOT NULL DEFAULT '[]';" + _REJECTIONS,
}


def connect(path: Path) -> sqlite3.Connection:
    """Open the SQLite file with the settings that every connection must have.

    The connection is in autocommit mode; transactions are opened by `Archive.transaction`.
    WAL with `synchronous=FULL` lost nothing in 300 kills with kill -9 (`docs/decisions`).
    """
    connection = sqlite3.connect(path, isolation_level=None, timeout=10.0)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    return connection


def create(connection: sqlite3.Connection) -> None:
    """Create the tables in an empty file, in one transaction."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(
        "BEGIN IMMEDIATE;"
        + _TABLES
        + _REJECTIONS
        + f"PRAGMA application_id = {APPLICATION_ID};"
        + f"PRAGMA user_version = {SCHEMA_VERSION};"
        + "COMMIT;"
    )


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a file of an earlier schema version to this one, in one transaction.

    A file of this version, of a later one or of another program is left as it is.
    """
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        return
    if _version(connection) not in _STEPS:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Read again: another process may have been faster.
        while (version := _version(connection)) in _STEPS:
            for statement in filter(str.strip, _STEPS[version].split(";")):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {version + 1}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def is_empty(connection: sqlite3.Connection) -> bool:
    """Say whether the file holds no table at all."""
    return int(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]) == 0


def check(connection: sqlite3.Connection, path: Path) -> None:
    """Make sure that the file is a Newsproof archive of this schema version.

    Raises:
        ArchiveError: It is another program's database.
        ArchiveVersionError: It was written by another version of Newsproof.
    """
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = _version(connection)
    if application != APPLICATION_ID:
        raise ArchiveError(
            f"{path.name!r} is a database, but not an archive of Newsproof",
            "choose another folder with --data-dir",
        )
    if version != SCHEMA_VERSION:
        raise ArchiveVersionError(
            f"the archive has schema version {version}, this Newsproof reads {SCHEMA_VERSION}",
            "use the version of Newsproof that wrote it, or another folder with --data-dir",
        )
