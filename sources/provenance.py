"""Where an article came from, and the original bytes that it was read from.

They are kept compressed, and once for all versions that were read from them. Call what
writes inside `Archive.transaction()`.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from sources.archive import Archive
from sources.article import Article
from sources.database import upsert
from sources.errors import ArchiveError
from sources.readers.originals import MAX_ORIGINAL_BYTES, Original
from sources.tables import originals, versions


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """How a version of an article came in.

    Attributes:
        dated: The day from which the version counts. That of a version that was read again is the
            day of the one before, whatever its own facts say.
        came_by: "file", "url", "feed", "pasted" or "sample".
        reader: The name of the reader; empty where that isn't known.
        n_bytes: Size of the original; None where none is kept.
        n_stored: Size of it as it is kept, compressed.
        media_type: What the original was declared to be; may be empty.
    """

    dated: date
    came_by: str
    reader: str
    n_bytes: int | None
    n_stored: int | None
    media_type: str


def keep(archive: Archive, sha256: str, original: Original) -> None:
    """Keep an original that a version in the archive was read from; once is enough."""
    used = select(versions.c.article_id).where(versions.c.sha256 == sha256).limit(1)
    if archive.connection.execute(used).first() is None:
        return
    upsert(
        archive.connection,
        originals,
        {
            "sha256": sha256,
            "content": zlib.compress(original.content),
            "n_bytes": len(original.content),
            "media_type": original.media_type,
        },
        keep=True,
    )


def original_of(archive: Archive, article: Article) -> Original | None:
    """Return the original of an archived version, or None where none is kept.

    Raises:
        ArchiveError: It is damaged.
    """
    query = select(originals.c.content, originals.c.media_type).where(
        originals.c.sha256 == article.sha256
    )
    rows = archive.read(query)
    if not rows:
        return None
    unpacked = zlib.decompressobj()
    try:
        content = unpacked.decompress(rows[0].content, MAX_ORIGINAL_BYTES + 1)
    except zlib.error as exc:
        raise ArchiveError(
            f"the original of article {article.article_id!r} is damaged ({exc})",
            "restore the archive from a copy, or ingest the article again",
        ) from exc
    reader = provenance_of(archive, article).reader
    return Original(content=content, media_type=rows[0].media_type, reader=reader)


def provenance_of(archive: Archive, article: Article) -> Provenance:
    """Say how an archived version came in."""
    query = (
        select(
            *(versions.c.dated, versions.c.came_by, versions.c.reader, originals.c.n_bytes),
            *(originals.c.media_type, originals.c.content),
        )
        .outerjoin(originals, originals.c.sha256 == versions.c.sha256)
        .where(versions.c.article_id == article.article_id, versions.c.version == article.version)
    )
    (row,) = archive.read(query)
    return Provenance(
        dated=date.fromisoformat(row.dated),
        came_by=row.came_by,
        reader=row.reader,
        n_bytes=row.n_bytes,
        n_stored=len(row.content) if row.content is not None else None,
        media_type=(row.media_type or "").partition(";")[0],
    )
