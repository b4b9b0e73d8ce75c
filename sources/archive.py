"""The archive: every version of every article, in one database, the one truth.

It knows articles and nothing of passages, vectors or questions. `index/` keeps its own tables in
the same database through `connection`, so that one transaction covers both. Readers need no lock; a
writer holds `writing()`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Executable, Row, delete, func, insert, select, update

from sources import rejections
from sources.article import Article, Quote
from sources.database import Database, upsert
from sources.errors import ArchiveError, NotFoundError
from sources.rejections import Rejection
from sources.rows import CameBy, article_of, content_digest, version_row
from sources.schema import ARCHIVE_FILE, SCHEMES
from sources.selecting import is_current, rows_of_articles
from sources.server import Server
from sources.sqlite_file import SqliteFile
from sources.tables import articles, originals, versions

FILE_NAME = ARCHIVE_FILE
_SHOWN_DAY = func.coalesce(versions.c.published, versions.c.dated)


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

    def __init__(self, database: Database) -> None:
        self.database = database

    @classmethod
    def open(cls, where: Path | str, *, create: bool = False) -> Archive:
        """Open the archive in a data directory or in a PostgreSQL database.

        Args:
            where: The folder that holds it, or a URL as `postgresql://user@host/db`.
            create: Make the folder and an empty archive when there is none.

        Raises:
            NotFoundError: There is no archive, and `create` is false.
            ArchiveError: The folder, the file or the database cannot be used.
            ArchiveUnavailableError: The server cannot be reached.
            ArchiveVersionError: Another version of Newsproof wrote it.
        """
        is_url = isinstance(where, str) and where.startswith(SCHEMES)
        database: Database = Server(str(where)) if is_url else SqliteFile(Path(where))
        try:
            database.prepare(create=create)
        except BaseException:
            database.close()
            raise
        return cls(database)

    @property
    def name(self) -> str:
        """Where it is, to be shown: without a password."""
        return self.database.name

    @property
    def data_dir(self) -> Path:
        """The data directory.

        Raises:
            ArchiveError: The archive is in a PostgreSQL database, which has none.
        """
        if self.database.folder is None:
            raise ArchiveError(
                f"the archive in {self.name!r} has no data directory",
                "use a folder with --data-dir for this",
            )
        return self.database.folder

    @property
    def connection(self) -> Connection:
        """This thread's connection, in autocommit mode."""
        return self.database.connection

    @contextmanager
    def writing(self, *, now: datetime) -> Iterator[None]:
        """Hold the right to write, over any number of transactions.

        Raises:
            ArchiveBusyError: Another process or thread is writing.
        """
        with self.database.writing(now=now):
            yield

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Run a block as one transaction: all of it is kept, or nothing. They don't nest.

        Raises:
            ArchiveError: The disk is full, the file cannot be written, the server is gone.
        """
        with self.database.transaction() as connection:
            yield connection

    def read(
        self, statement: Executable, values: Mapping[str, Any] | None = None
    ) -> list[Row[Any]]:
        """Return all rows of a statement.

        Raises:
            ArchiveError: The archive cannot be read.
        """
        return self.database.read(statement, values)

    def add(self, article: Article, *, came_by: CameBy | None = None, reader: str = "") -> Archived:
        """Put an article into the archive; call it inside `transaction()`.

        The same content again, whichever version it equals, changes nothing. Other content under
        the same `article_id` becomes the next version.

        Args:
            article: The article.
            came_by: How it came in; None for a file, or a sample where it is one.
            reader: The name of what read it.
        """
        connection = self.connection
        digest = content_digest(article)
        known = {
            row.digest: row.version
            for row in connection.execute(
                select(versions.c.digest, versions.c.version).where(
                    versions.c.article_id == article.article_id
                )
            )
        }
        outcome = Outcome.ADDED if not known else Outcome.UPDATED
        if digest in known:
            version, outcome = known[digest], Outcome.UNCHANGED
        else:
            version = max(known.values(), default=0) + 1
            upsert(connection, articles, {"article_id": article.article_id}, keep=True)
            came_by = came_by or (CameBy.SAMPLE if article.is_sample else CameBy.FILE)
            row = version_row(article, version, digest)
            connection.execute(insert(versions), {**row, "came_by": came_by, "reader": reader})
        if article.retraction and not self._retracted_on(article.article_id):
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
        query = rows_of_articles().where(versions.c.article_id == article_id)
        if version is not None:
            query = query.where(versions.c.version == version)
        newest = (versions.c.dated.desc(), versions.c.version.desc())
        rows = self.read(query.order_by(*newest).limit(1))
        if not rows:
            which = f"article {article_id!r}" + ("" if version is None else f" version {version}")
            raise NotFoundError(
                f"{which} is not in the archive", "list the articles with `newsproof sources list`"
            )
        return article_of(rows[0]._asdict())

    def history(self, article_id: str) -> list[Article]:
        """Return every version of an article, oldest first.

        Raises:
            NotFoundError: No such article.
        """
        self.get(article_id)
        rows = self.read(
            rows_of_articles()
            .where(versions.c.article_id == article_id)
            .order_by(versions.c.dated, versions.c.version)
        )
        return [article_of(row._asdict()) for row in rows]

    def articles(self, as_of: date | None = None) -> list[Article]:
        """Return every article as it was known on a day, newest first, ties by id.

        Retracted articles are included and carry their retraction.

        Args:
            as_of: The day; None for the newest version of everything.
        """
        rows = self.read(
            rows_of_articles()
            .where(is_current(as_of))
            .order_by(_SHOWN_DAY.desc(), versions.c.article_id)
        )
        return [article_of(row._asdict()) for row in rows]

    def n_articles(self) -> int:
        """Return the number of articles, whatever their number of versions."""
        return int(self.read(select(func.count()).select_from(articles))[0][0])

    def coverage(self, as_of: date | None = None) -> str:
        """Say in words what the archive holds: articles, publishers, first and last day.

        Args:
            as_of: What was known on that day; None for everything.
        """
        (found,) = self.read(
            select(
                func.count().label("n"),
                func.count(versions.c.publisher.distinct()).label("n_publishers"),
                func.min(_SHOWN_DAY).label("first"),
                func.max(_SHOWN_DAY).label("last"),
            )
            .select_from(versions)
            .where(is_current(as_of))
        )
        if not found.n:
            return "no articles"
        n_articles = "1 article" if found.n == 1 else f"{found.n:,} articles"
        several = found.n_publishers > 1
        publishers = f" of {found.n_publishers:,} publishers" if several else ""
        days = found.first if found.first == found.last else f"{found.first} to {found.last}"
        return f"{n_articles}{publishers}, {days}"

    def proves(self, quote: Quote) -> bool:
        """Say whether the stored text holds exactly `quote.text` at its place, now."""
        rows = self.read(
            select(versions.c.text).where(
                versions.c.article_id == quote.article_id, versions.c.version == quote.version
            )
        )
        if not rows or not quote.text or quote.end > len(rows[0].text):
            return False
        return quote.span.of(rows[0].text) == quote.text

    def retract(self, article_id: str, *, on: date, reason: str = "") -> None:
        """Mark an article, all its versions, as withdrawn; it stays readable.

        Raises:
            NotFoundError: No such article.
        """
        self.get(article_id)
        self.connection.execute(
            update(articles)
            .where(articles.c.article_id == article_id)
            .values(retracted_on=on.isoformat(), retraction_reason=reason)
        )

    def rejections(self) -> list[Rejection]:
        """Return what was given and not read, newest first."""
        return rejections.listed(self)

    def remove(self, article_id: str) -> int:
        """Delete an article with every version and all that is kept of it, its original too.

        Returns:
            The number of versions that were deleted.

        Raises:
            NotFoundError: No such article.
        """
        found = self.history(article_id)
        connection = self.connection
        connection.execute(delete(articles).where(articles.c.article_id == article_id))
        used = select(1).where(versions.c.sha256 == originals.c.sha256).exists()
        connection.execute(
            delete(originals).where(originals.c.sha256.in_({a.sha256 for a in found}), ~used)
        )
        return len(found)

    def _retracted_on(self, article_id: str) -> str | None:
        query = select(articles.c.retracted_on).where(articles.c.article_id == article_id)
        return self.connection.execute(query).scalar_one_or_none()

    def close(self) -> None:
        """Close this thread's connection; others close with their threads."""
        self.database.close()
