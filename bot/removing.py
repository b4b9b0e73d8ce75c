"""Removing an article for good, and saying what was removed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from index.keeper import IndexKeeper
from index.tables import embeddings, has_tables, passages
from sources import copies
from sources.archive import Archive
from sources.tables import originals, saved_quotes


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """What was removed with an article.

    Attributes:
        article_id: The article.
        title: Its title.
        n_versions: Versions of its text.
        n_passages: Passages of them.
        n_vectors: Vectors that no other article needs.
        n_originals: Originals that no other article was read from.
        n_original_bytes: Their size before compression.
        still_quoted_by: What a person saved and that quotes it: that stays until it is removed
            with `newsproof saved remove`.
    """

    article_id: str
    title: str
    n_versions: int
    n_passages: int
    n_vectors: int
    n_originals: int
    n_original_bytes: int
    still_quoted_by: tuple[str, ...]


def remove(archive: Archive, keeper: IndexKeeper, article_id: str, *, now: datetime) -> Removed:
    """Delete an article with all its versions, passages, vectors and originals.

    Raises:
        NotFoundError: No such article.
        ArchiveBusyError: Somebody else is writing.
    """
    with archive.writing(now=now):
        title = archive.get(article_id).title
        n_passages = _n_passages(archive, article_id)
        n_vectors, kept = _n_vectors(archive), _originals(archive)
        with archive.transaction():
            copies.forget(archive, article_id)
            n_versions = archive.remove(article_id)
        keeper.forget(now=now)
        if archive.database.kind == "sqlite":
            # What was overwritten in the file still stands in its log until that is emptied.
            archive.connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        left = _originals(archive)
        return Removed(
            article_id=article_id,
            title=title,
            n_versions=n_versions,
            n_passages=n_passages,
            n_vectors=n_vectors - _n_vectors(archive),
            n_originals=kept[0] - left[0],
            n_original_bytes=kept[1] - left[1],
            still_quoted_by=_quoted_by(archive, article_id),
        )


def _n_passages(archive: Archive, article_id: str) -> int:
    if not has_tables(archive.connection):
        return 0
    query = select(func.count()).where(passages.c.article_id == article_id)
    return int(archive.read(query)[0][0])


def _n_vectors(archive: Archive) -> int:
    if not has_tables(archive.connection):
        return 0
    return int(archive.read(select(func.count()).select_from(embeddings))[0][0])


def _originals(archive: Archive) -> tuple[int, int]:
    n_bytes = func.coalesce(func.sum(originals.c.n_bytes), 0).label("n_bytes")
    (row,) = archive.read(select(func.count().label("n"), n_bytes).select_from(originals))
    return int(row.n), int(row.n_bytes)


def _quoted_by(archive: Archive, article_id: str) -> tuple[str, ...]:
    query = select(saved_quotes.c.saved_id).where(saved_quotes.c.article_id == article_id)
    return tuple(sorted({row.saved_id for row in archive.read(query)}))
