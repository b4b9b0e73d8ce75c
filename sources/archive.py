"""The archive: every version of every article, in one SQLite file, the one truth.

It knows articles and nothing of passages, vectors or questions. `index/` keeps its own tables in
the same file through `connection`, so that one transaction covers both. Readers need no lock; a
writer holds `writing()`.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from sources import rejections, schema
from sources.article import Article, Quote
from sources.errors import ArchiveError, NotFoundError
from sources.lock import writer_lock
from sources.rejections import Rejection
from sources.rows import COLUMNS, INSERT_VERSION, article_of, content_digest, version_row

FILE_NAME = schema.ARCHIVE_FILE

# A version counts on a day when it was known by then and no later one was: `:day` is bound.
CURRENT_VERSION = """
    v.dated <= :day AND NOT EXISTS (
        SELECT 1 FROM versions AS later
        WHERE later.article_id = v.article_id AND later.dated <= :day
          AND (later.dated, later.version) > (v.dated, v.version))
"""
END_OF_TIME = "9999-12-31"


class Outcome(StrEnum):
    """What adding an article did to the archive."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """The place of an article in the archive after it was added."""

    article_id: str
    version: int
    title: str
    origin: str
    outcome: Outcome


class Archive:
    """An open archive. Safe to use from several threads; each gets its own connection."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self._local = threading.local()

    @classmethod
    def open(cls, data_dir: Path, *, create: bool = False) -> Archive:
        """Open the archive in `data_dir`.

        Args:
            data_dir: The folder that holds it.
            create: Make the folder and an empty archive when there is none.

        Raises:
            NotFoundError: There is no archive, and `create` is false.
            ArchiveError: The folder or the file cannot be used.
            ArchiveVersionError: Another version of Newsproof wrote it.
        """
        path = data_dir / FILE_NAME
        archive = cls(data_dir)
        try:
            if create:
                data_dir.mkdir(parents=True, exist_ok=True)
            if not path.is_file() and not create:
                raise NotFoundError(
                    f"there is no archive in {str(data_dir)!r}",
                    "add articles with `newsproof ingest PATH`, or the packaged ones with "
                    "`newsproof ingest --samples`",
                )
            if schema.is_empty(archive.connection):
                if not create:
                    raise ArchiveError(
                        f"{path.name!r} in {str(data_dir)!r} is an empty file",
                        "delete it, or choose another folder with --data-dir",
                    )
                schema.create(archive.connection)
            schema.migrate(archive.connection)
            schema.check(archive.connection, path)
        except OSError as exc:
            raise ArchiveError(
                f"{str(data_dir)!r} cannot be used as data directory ({exc.strerror or exc})",
                "choose another folder with --data-dir or mend its permissions",
            ) from exc
        except sqlite3.OperationalError as exc:
            raise ArchiveError(
                f"the archive in {str(data_dir)!r} cannot be opened ({exc})",
                "choose another folder with --data-dir or mend its permissions",
            ) from exc
        except sqlite3.DatabaseError as exc:
            raise ArchiveError(
                f"{str(path)!r} is damaged or no archive ({exc})",
                "restore it from a copy, or choose another folder with --data-dir",
            ) from exc
        return archive

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection, in autocommit mode."""
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = self._local.connection = schema.connect(self.data_dir / FILE_NAME)
        return found

    @contextmanager
    def writing(self, *, now: datetime) -> Iterator[None]:
        """Hold the right to write, over any number of transactions.

        Raises:
            ArchiveBusyError: Another process or thread is writing.
        """
        with writer_lock(self.data_dir, now=now):
            yield

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Run a block as one transaction: all of it is kept, or nothing.

        Raises:
            ArchiveError: The disk is full or the file cannot be written.
        """
        connection = self.connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
        except sqlite3.OperationalError as exc:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise ArchiveError(
                f"the archive could not be written ({exc}); what was there before is unharmed",
                "make room or mend the permissions, then run the same command again",
            ) from exc

    def _read(
        self, sql: str, values: Sequence[str | int] | Mapping[str, str | int | None] = ()
    ) -> list[sqlite3.Row]:
        try:
            return self.connection.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as exc:
            raise ArchiveError(
                f"the archive in {str(self.data_dir)!r} cannot be read ({exc})",
                "restore it from a copy, or choose another folder with --data-dir",
            ) from exc

    def add(self, article: Article) -> Archived:
        """Put an article into the archive; call it inside `transaction()`.

        The same content again, whichever version it equals, changes nothing. Other content under
        the same `article_id` becomes the next version.
        """
        connection = self.connection
        digest = content_digest(article)
        known = {
            row["digest"]: row["version"]
            for row in connection.execute(
                "SELECT digest, version FROM versions WHERE article_id = ?", [article.article_id]
            )
        }
        outcome = Outcome.ADDED if not known else Outcome.UPDATED
        if digest in known:
            version, outcome = known[digest], Outcome.UNCHANGED
        else:
            version = max(known.values(), default=0) + 1
            connection.execute(
                "INSERT OR IGNORE INTO articles (article_id) VALUES (?)", [article.article_id]
            )
            connection.execute(INSERT_VERSION, version_row(article, version, digest))
        if article.retraction and not self._retraction(article.article_id):
            self.retract(
                article.article_id, on=article.retraction.on, reason=article.retraction.reason
            )
            outcome = Outcome.ADDED if outcome is Outcome.ADDED else Outcome.UPDATED
        return Archived(
            article_id=article.article_id,
            version=version,
            title=article.title,
            origin=article.origin,
            outcome=outcome,
        )

    def get(self, article_id: str, version: int | None = None) -> Article:
        """Return an article, by default in its newest version.

        Raises:
            NotFoundError: No such article or version.
        """
        order = "ORDER BY dated DESC, version DESC LIMIT 1"
        chosen = "" if version is None else "AND version = :version"
        rows = self._read(
            f"SELECT {COLUMNS} WHERE article_id = :article_id {chosen} {order}",
            {"article_id": article_id, "version": version},
        )
        if not rows:
            which = f"article {article_id!r}" + ("" if version is None else f" version {version}")
            raise NotFoundError(
                f"{which} is not in the archive", "list the articles with `newsproof sources list`"
            )
        return article_of(rows[0])

    def history(self, article_id: str) -> list[Article]:
        """Return every version of an article, oldest first.

        Raises:
            NotFoundError: No such article.
        """
        self.get(article_id)
        rows = self._read(
            f"SELECT {COLUMNS} WHERE article_id = ? ORDER BY dated, version", [article_id]
        )
        return [article_of(row) for row in rows]

    def articles(self, as_of: date | None = None) -> list[Article]:
        """Return every article as it was known on a day, newest first, ties by id.

        Retracted articles are included and carry their retraction.

        Args:
            as_of: The day; None for the newest version of everything.
        """
        rows = self._read(
            f"SELECT {COLUMNS} WHERE {CURRENT_VERSION} "
            "ORDER BY coalesce(v.published, v.dated) DESC, v.article_id",
            {"day": as_of.isoformat() if as_of else END_OF_TIME},
        )
        return [article_of(row) for row in rows]

    def n_articles(self) -> int:
        """Return the number of articles, whatever their number of versions."""
        return int(self._read("SELECT count(*) FROM articles")[0][0])

    def coverage(self, as_of: date | None = None) -> str:
        """Say in words what the archive holds: articles, publishers, first and last day.

        Args:
            as_of: What was known on that day; None for everything.
        """
        row = self._read(
            "SELECT count(*) AS n, count(DISTINCT v.publisher) AS n_publishers, "
            "min(coalesce(v.published, v.dated)) AS first, "
            "max(coalesce(v.published, v.dated)) AS last "
            f"FROM versions AS v WHERE {CURRENT_VERSION}",
            {"day": as_of.isoformat() if as_of else END_OF_TIME},
        )[0]
        if not row["n"]:
            return "no articles"
        articles = "1 article" if row["n"] == 1 else f"{row['n']:,} articles"
        publishers = f" of {row['n_publishers']:,} publishers" if row["n_publishers"] > 1 else ""
        days = row["first"] if row["first"] == row["last"] else f"{row['first']} to {row['last']}"
        return f"{articles}{publishers}, {days}"

    def proves(self, quote: Quote) -> bool:
        """Say whether the stored text holds exactly `quote.text` at its place, now."""
        rows = self._read(
            "SELECT text FROM versions WHERE article_id = ? AND version = ?",
            [quote.article_id, quote.version],
        )
        if not rows or not quote.text or quote.end > len(rows[0]["text"]):
            return False
        return quote.span.of(rows[0]["text"]) == quote.text

    def retract(self, article_id: str, *, on: date, reason: str = "") -> None:
        """Mark an article, all its versions, as withdrawn; it stays readable.

        Raises:
            NotFoundError: No such article.
        """
        self.get(article_id)
        self.connection.execute(
            "UPDATE articles SET retracted_on = ?, retraction_reason = ? WHERE article_id = ?",
            [on.isoformat(), reason, article_id],
        )

    def rejections(self) -> list[Rejection]:
        """Return what was given and not read, newest first."""
        try:
            return rejections.listed(self.connection)
        except sqlite3.DatabaseError as exc:
            raise ArchiveError(
                f"the archive in {str(self.data_dir)!r} cannot be read ({exc})",
                "restore it from a copy, or choose another folder with --data-dir",
            ) from exc

    def remove(self, article_id: str) -> int:
        """Delete an article with every version and all that `index/` keeps of it.

        Returns:
            The number of versions that were deleted.

        Raises:
            NotFoundError: No such article.
        """
        n_versions = len(self.history(article_id))
        self.connection.execute("DELETE FROM articles WHERE article_id = ?", [article_id])
        return n_versions

    def _retraction(self, article_id: str) -> str | None:
        row = self.connection.execute(
            "SELECT retracted_on FROM articles WHERE article_id = ?", [article_id]
        ).fetchone()
        return None if row is None else row["retracted_on"]

    def close(self) -> None:
        """Close this thread's connection; others close with their threads."""
        if found := getattr(self._local, "connection", None):
            found.close()
            del self._local.connection
