"""Answers and reports that a person has chosen to save, as evidence packs in the archive.

Nothing is saved but by a person's act. Kept beside each is where its quotes stand, so that what
rests on a corrected or retracted article is found and can be looked at again.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select

from bot.answer import Answer
from bot.packs import Pack, Recheck, pack_from_json, pack_to_json, recheck
from sources.archive import Archive
from sources.errors import NotFoundError
from sources.tables import saved, saved_quotes

_ID_DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """Something that was saved.

    Attributes:
        id: 12 hexadecimal digits.
        kind: "answer" or "report".
        text: The question, or the text that was checked.
        pack: The evidence.
        saved: When, in UTC.
        saved_by: Who, as given; may be empty.
    """

    id: str
    kind: str
    text: str
    pack: Pack
    saved: datetime
    saved_by: str = ""


def save(pack: Pack, archive: Archive, *, now: datetime, saved_by: str = "") -> Saved:
    """Save a pack; the same pack again is saved once.

    Raises:
        ArchiveBusyError: Somebody else is writing.
        ArchiveError: The archive cannot be written.
    """
    text = json.dumps(pack_to_json(pack), ensure_ascii=False)
    one = Saved(
        id=hashlib.sha256(text.encode()).hexdigest()[:_ID_DIGITS],
        kind="answer" if isinstance(pack.result, Answer) else "report",
        text=pack.text,
        pack=pack,
        saved=now.astimezone(UTC).replace(microsecond=0),
        saved_by=saved_by,
    )
    with archive.writing(now=now), archive.transaction() as connection:
        connection.execute(delete(saved).where(saved.c.id == one.id))
        connection.execute(
            insert(saved).values(
                id=one.id,
                kind=one.kind,
                text=one.text,
                pack=text,
                saved=one.saved.isoformat(),
                saved_by=saved_by,
            )
        )
        places = [
            {
                "saved_id": one.id,
                "article_id": packed.quote.article_id,
                "version": packed.quote.version,
                "start": packed.quote.start,
                "end": packed.quote.end,
            }
            for packed in pack.quotes
        ]
        if places:
            connection.execute(insert(saved_quotes), places)
    return one


def listed(archive: Archive) -> list[Saved]:
    """Return everything that was saved, newest first, ties by id.

    Raises:
        PackError: A pack in the archive cannot be read.
    """
    return [
        _saved(row)
        for row in archive.read(select(saved).order_by(saved.c.saved.desc(), saved.c.id))
    ]


def get(archive: Archive, saved_id: str) -> Saved:
    """Return one thing that was saved.

    Raises:
        NotFoundError: There is none of that id.
    """
    rows = archive.read(select(saved).where(saved.c.id == saved_id))
    if not rows:
        raise NotFoundError(
            f"nothing is saved under {saved_id!r}", "list what is with `newsproof saved list`"
        )
    return _saved(rows[0])


def to_look_at_again(archive: Archive) -> list[tuple[Saved, Recheck]]:
    """Return what rests on quotes that are no longer as they were, newest first."""
    checked = [(one, recheck(one.pack, archive)) for one in listed(archive)]
    return [(one, result) for one, result in checked if not result.is_unchanged]


def remove(archive: Archive, saved_id: str, *, now: datetime) -> None:
    """Delete something that was saved, for good.

    Raises:
        NotFoundError: There is none of that id.
        ArchiveBusyError: Somebody else is writing.
    """
    get(archive, saved_id)
    with archive.writing(now=now), archive.transaction() as connection:
        connection.execute(delete(saved).where(saved.c.id == saved_id))


def _saved(row: Row[Any]) -> Saved:
    return Saved(
        id=row.id,
        kind=row.kind,
        text=row.text,
        pack=pack_from_json(row.pack.encode("utf-8")),
        saved=datetime.fromisoformat(row.saved),
        saved_by=row.saved_by,
    )
