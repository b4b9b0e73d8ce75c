"""Reading what is archived again, and bringing the index up to date with what came out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.ingesting import Progress, relate
from index.keeper import IndexKeeper
from sources import rereading
from sources.archive import Archive
from sources.readers.apart import end_worker
from sources.rereading import Reread, Rereading


def reread(
    archive: Archive,
    keeper: IndexKeeper,
    article_ids: Sequence[str],
    *,
    dry_run: bool,
    now: datetime,
    on_progress: Callable[[Progress], None],
) -> list[Rereading]:
    """Run the readers of today over the originals of some articles.

    Each article that comes out differently gets a new version, in a transaction of its own; a run
    that is stopped goes on where it was when it is run again.

    Args:
        archive: The archive.
        keeper: Its index.
        article_ids: Which; in their order.
        dry_run: Only say what would change.
        now: When.
        on_progress: Told how far it is.

    Raises:
        NotFoundError: No such article; what came before it is done.
        ArchiveBusyError: Somebody else is writing.
    """
    found: list[Rereading] = []
    try:
        if dry_run:
            for one in rereading.read_again(archive, article_ids, now=now):
                found.append(one)
                on_progress(Progress(stage="reading", done=len(found), total=len(article_ids)))
            return found
        with archive.writing(now=now):
            for one in rereading.read_again(archive, article_ids, now=now):
                found.append(_stored(archive, one))
                on_progress(Progress(stage="reading", done=len(found), total=len(article_ids)))
            if any(one.outcome is Reread.CHANGED for one in found):
                keeper.sync(
                    now=now,
                    on_progress=lambda stage, done, total: on_progress(
                        Progress(stage=stage, done=done, total=total)
                    ),
                )
    finally:
        end_worker()
    return found


def _stored(archive: Archive, one: Rereading) -> Rereading:
    if one.outcome is not Reread.CHANGED:
        return one
    with archive.transaction():
        if not rereading.store(archive, one):
            return Rereading(article=one.article, outcome=Reread.UNCHANGED)
        newest = archive.get(one.article.article_id)
        relate(archive, newest.article_id, newest.version)
    return one
