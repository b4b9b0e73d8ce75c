"""Running the readers of today over the originals that were kept.

What comes out differently is a new version of the article; nothing that is archived is changed. A
better reading of the same bytes was known on the same day as they were, so it counts from the day
of the version that it takes the place of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import update

from sources.archive import Archive, Outcome
from sources.article import Article
from sources.provenance import original_of, provenance_of
from sources.readers.originals import read_original
from sources.readers.reading import Rejected
from sources.rows import CameBy, content_digest
from sources.tables import versions


class Reread(StrEnum):
    """What came of reading an article again."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    NOT_KEPT = "not kept"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rereading:
    """An article that was read again.

    Attributes:
        article: As it is archived, in its newest version.
        outcome: What came of it.
        fresh: What was read now, where it differs.
        reader: What read it.
        reason: Why not, where there is nothing to read or it was rejected.
    """

    article: Article
    outcome: Reread
    fresh: Article | None = None
    reader: str = ""
    reason: str = ""


def read_again(
    archive: Archive, article_ids: Iterable[str], *, now: datetime
) -> Iterator[Rereading]:
    """Read the originals of some articles again; nothing is written.

    Raises:
        NotFoundError: No such article, when its turn comes.
    """
    for article_id in article_ids:
        article = archive.get(article_id)
        original = original_of(archive, article)
        if original is None:
            reason = "its original is not kept; ingest it again"
            yield Rereading(article=article, outcome=Reread.NOT_KEPT, reason=reason)
            continue
        results = read_original(original, article, retrieved=article.retrieved)
        fresh = _same(article, results)
        if fresh is None:
            refused = next((one.reason for one in results if isinstance(one, Rejected)), "")
            reason = refused or "it is no longer found in its original"
            yield Rereading(article=article, outcome=Reread.REJECTED, reason=reason)
            continue
        is_same = content_digest(fresh) == content_digest(article)
        has_day = fresh.updated or fresh.published
        yield Rereading(
            article=article,
            outcome=Reread.UNCHANGED if is_same else Reread.CHANGED,
            # Without a day of its own it is dated by when it came in, which stays what it was.
            fresh=None
            if is_same
            else replace(fresh, retrieved=now if has_day else fresh.retrieved),
            reader=original.reader,
        )


def store(archive: Archive, found: Rereading) -> bool:
    """Put a reading that differs into the archive, inside `transaction()`; say if it is new.

    It takes the place of the version that was read before, on the same day.
    """
    if found.fresh is None:
        return False
    before = provenance_of(archive, found.article)
    added = archive.add(found.fresh, came_by=CameBy(before.came_by), reader=found.reader)
    if added.outcome is Outcome.UNCHANGED:
        return False  # an earlier version said the same
    archive.connection.execute(
        update(versions)
        .where(versions.c.article_id == added.article_id, versions.c.version == added.version)
        .values(dated=before.dated.isoformat())
    )
    return True


def _same(article: Article, results: Iterable[Article | Rejected]) -> Article | None:
    """Return the article among what was read that is the archived one, under its id."""
    read = [one for one in results if isinstance(one, Article)]
    by_id = [one for one in read if one.article_id == article.article_id]
    by_title = [one for one in read if one.title == article.title]
    for found in (by_id, by_title, read):
        if len(found) == 1:
            return replace(found[0], article_id=article.article_id)
    return None
