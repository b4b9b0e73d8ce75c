"""The list of followed feeds as it was kept before schema version 3: a SQLite file of its own.

It is taken into the archive once and deleted. Nothing is ever written to it.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from sources import tables
from sources.database import upsert
from sources.errors import ArchiveError

if TYPE_CHECKING:
    from sources.sqlite_file import SqliteFile

FOLLOWS_FILE = "follows.sqlite3"
_APPLICATION_ID = 0x4E577066 + 1  # "NWpg"
_FROM = {"feeds": tables.feeds, "items": tables.feed_items, "pages": tables.pages}


def fold_in(database: SqliteFile) -> None:
    """Take the file in the data directory into the archive, where there is one.

    What the archive holds already is kept, so that a run that was killed can be run again.

    Raises:
        ArchiveError: The file is damaged, or another program's.
    """
    path = database.folder / FOLLOWS_FILE
    if not path.is_file():
        return
    try:
        with closing(sqlite3.connect(path, timeout=10.0)) as old:
            old.row_factory = sqlite3.Row
            if old.execute("PRAGMA application_id").fetchone()[0] != _APPLICATION_ID:
                raise sqlite3.DatabaseError("it is no list of followed feeds")
            rows = {
                name: [dict(row) for row in old.execute(f"SELECT * FROM {name}")] for name in _FROM
            }
    except sqlite3.DatabaseError as exc:
        raise ArchiveError(
            f"the list of followed feeds in {database.name!r} cannot be used ({exc})",
            f"delete {FOLLOWS_FILE!r} and follow the feeds again, no article is lost",
        ) from exc
    with database.transaction() as connection:
        for name, table in _FROM.items():
            upsert(connection, table, rows[name], keep=True)
    for suffix in ("", "-wal", "-shm"):
        path.with_name(FOLLOWS_FILE + suffix).unlink(missing_ok=True)
