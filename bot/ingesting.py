"""Taking articles in: read, archive, bring the index up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from pathlib import Path

from index.keeper import IndexKeeper
from sources import rejections
from sources.archive import Archive, Archived, Outcome
from sources.article import Article
from sources.readers import Read, Rejected, read_pasted, read_paths

_AT_ONCE = 50  # articles a transaction: what a killed run has to read again at the most


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a long run is.

    Attributes:
        stage: "reading", "splitting", "embedding" or "indexing".
        done: Items done in this stage.
        total: Items of this stage, or None while unknown.
    """

    stage: str
    done: int
    total: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What became of everything that was read, in the order of reading."""

    added: tuple[Archived, ...] = ()
    updated: tuple[Archived, ...] = ()
    unchanged: tuple[Archived, ...] = ()
    rejected: tuple[Rejected, ...] = ()


def ingest(
    archive: Archive,
    keeper: IndexKeeper,
    paths: Sequence[Path],
    *,
    pasted: bytes | None = None,
    now: datetime,
    on_progress: Callable[[Progress], None],
) -> IngestReport:
    """Read files and folders, and a pasted text, into the archive; bring the index up to date.

    What cannot be read is rejected with its reason and never stops the rest. Each batch of
    articles is one transaction; a killed run goes on where it was when it is run again.

    Raises:
        NotFoundError: A path does not exist; nothing has been read.
        ArchiveBusyError: Somebody else is writing.
    """
    archived: list[Archived] = []
    rejected: list[Rejected] = []
    reads = read_paths(paths, retrieved=now)
    if pasted is not None:
        reads = chain(reads, read_pasted(pasted, retrieved=now))
    with archive.writing(now=now):
        for batch in _batches(reads):
            added, refused = keep(archive, batch, now=now)
            archived += added
            rejected += refused
            n_read = len(archived) + len(rejected)
            on_progress(Progress(stage="reading", done=n_read, total=None))
        keeper.sync(
            now=now,
            on_progress=lambda stage, done, total: on_progress(
                Progress(stage=stage, done=done, total=total)
            ),
        )

    return report_of(archived, rejected)


def keep(
    archive: Archive, batch: Sequence[Read], *, now: datetime
) -> tuple[list[Archived], list[Rejected]]:
    """Put a batch into the archive in one transaction; return what became of it, in its order.

    Call it while holding `Archive.writing()`.
    """
    refused = [read for read in batch if isinstance(read, Rejected)]
    with archive.transaction() as connection:
        added = [archive.add(read) for read in batch if isinstance(read, Article)]
        rejections.note(connection, rejected=refused, read=[one.origin for one in added], now=now)
    return added, refused


def report_of(archived: Sequence[Archived], rejected: Sequence[Rejected]) -> IngestReport:
    """Sort what was archived by what it did to the archive."""

    def those(outcome: Outcome) -> tuple[Archived, ...]:
        return tuple(item for item in archived if item.outcome is outcome)

    return IngestReport(
        added=those(Outcome.ADDED),
        updated=those(Outcome.UPDATED),
        unchanged=those(Outcome.UNCHANGED),
        rejected=tuple(rejected),
    )


def _batches(reads: Iterator[Read]) -> Iterator[list[Read]]:
    while batch := list(islice(reads, _AT_ONCE)):
        yield batch
