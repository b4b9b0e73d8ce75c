"""Taking articles in: read, archive, bring the index up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import bindparam, select

from index.keeper import IndexKeeper
from sources import copies, corrected, provenance, rejections
from sources.archive import Archive, Archived, Outcome
from sources.article import Article
from sources.readers import Read, Rejected, read_pasted, read_paths
from sources.readers.columns import Columns
from sources.readers.files import IsKnown
from sources.readers.originals import Originals
from sources.rows import CameBy
from sources.tables import versions

_ONE_ARTICLE = ("html", "plain", "markdown", "pdf", "docx")  # readers of one article a file
_AT_ONCE = 50  # articles a transaction: what a killed run has to read again at the most


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a long run is.

    Attributes:
        stage: "comparing", "reading", "splitting", "embedding" or "indexing".
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
    columns: Columns | None = None,
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
    originals = Originals()
    reads: list[tuple[Iterable[Read], CameBy | None]] = [
        (
            read_paths(
                paths,
                retrieved=now,
                originals=originals,
                is_known=_known(archive, archived),
                columns=columns,
            ),
            None,
        )
    ]
    if pasted is not None:
        text = read_pasted(pasted, retrieved=now, originals=originals)
        reads.append((text, CameBy.PASTED))
    with archive.writing(now=now):
        relate_older(archive, on_progress=on_progress)
        for some, came_by in reads:
            for batch in _batches(some):
                added, refused = keep(archive, batch, now=now, originals=originals, came_by=came_by)
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
    archive: Archive,
    batch: Sequence[Read],
    *,
    now: datetime,
    originals: Originals | None = None,
    came_by: CameBy | None = None,
) -> tuple[list[Archived], list[Rejected]]:
    """Put a batch into the archive in one transaction; return what became of it, in its order.

    With an article go its original, its notices of correction, and what it is a copy of. Call it
    while holding `Archive.writing()`.

    Args:
        archive: The archive.
        batch: What was read.
        now: When.
        originals: Of what was read; those of the batch are taken out and kept.
        came_by: How it came in; None for files.
    """
    refused = [read for read in batch if isinstance(read, Rejected)]
    added: list[Archived] = []
    with archive.transaction() as connection:
        for read in batch:
            if not isinstance(read, Article):
                continue
            original = originals.pop(read.sha256) if originals else None
            reader = original.reader if original else ""
            one = archive.add(read, came_by=came_by, reader=reader)
            added.append(one)
            if original:
                provenance.keep(archive, read.sha256, original)
            if one.outcome is not Outcome.UNCHANGED:
                relate(archive, one.article_id, one.version)
        rejections.note(connection, rejected=refused, read=[one.origin for one in added], now=now)
    return added, refused


def _known(archive: Archive, found: list[Archived]) -> IsKnown:
    """Return what recognises a file whose bytes were read before, and adds its article.

    Only formats of one article a file: of a book or a table, a part may have been rejected. What
    a better reader makes of known bytes, `sources reread` finds out.
    """
    of_file = (
        select(versions.c.article_id, versions.c.version, versions.c.title)
        .where(versions.c.sha256 == bindparam("sha256"), versions.c.origin == bindparam("origin"))
        .where(versions.c.reader.in_(_ONE_ARTICLE))
        .order_by(versions.c.version.desc())
        .limit(1)
    )

    def is_known(origin: str, sha256: str) -> bool:
        rows = archive.read(of_file, {"sha256": sha256, "origin": origin})
        outcome = Outcome.UNCHANGED
        found.extend(Archived(**row._asdict(), origin=origin, outcome=outcome) for row in rows)
        return bool(rows)

    return is_known


def relate(archive: Archive, article_id: str, version: int) -> None:
    """Find what a new version corrects and what it is a copy of; call it inside a transaction."""
    corrected.note(archive, archive.get(article_id, version))
    copies.note(archive, archive.get(article_id))


def relate_older(archive: Archive, *, on_progress: Callable[[Progress], None]) -> None:
    """Do the same for articles that came in before either was looked for."""
    todo = copies.unnoted(archive)
    for first in range(0, len(todo), _AT_ONCE):
        with archive.transaction():
            for article_id in todo[first : first + _AT_ONCE]:
                for article in archive.history(article_id):
                    corrected.note(archive, article)
                copies.note(archive, archive.get(article_id))
        done = min(first + _AT_ONCE, len(todo))
        on_progress(Progress(stage="comparing", done=done, total=len(todo)))


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


def _batches(reads: Iterable[Read]) -> Iterator[list[Read]]:
    waiting = iter(reads)
    while batch := list(islice(waiting, _AT_ONCE)):
        yield batch
