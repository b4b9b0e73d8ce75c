"""Where watched claims are kept: among what was saved, as the kind "watch".

The pack of a watched claim is its last check. So `saved list` shows it, and whatever rests on a
corrected article is found among the watched claims too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from bot.errors import QuestionError
from bot.packs import Pack, pack_from_json, pack_to_json
from bot.verdict import Report
from bot.watching.values import Looked, Watched
from sources.archive import Archive
from sources.errors import NotFoundError
from sources.tables import saved, saved_quotes

KIND = "watch"
MOST = 1_000
MAX_TEXT = 2_000  # code points of a claim
_ID_DIGITS = 12


def add(archive: Archive, checked: Iterable[tuple[str, Pack]], *, now: datetime) -> list[Watched]:
    """Watch claims from now on; one that is watched already keeps its day and its last check.

    Args:
        archive: Where they are kept.
        checked: (claim, its check), the check a report.
        now: When, with time zone.

    Raises:
        QuestionError: A claim is too long, or too many are watched.
        ArchiveBusyError: Somebody else is writing.
    """
    known = {one.id: one for one in listed(archive)}
    result: list[Watched] = []
    with archive.writing(now=now), archive.transaction() as connection:
        for text, pack in checked:
            _check(text, pack)
            one = Watched(
                id=_id_of(text),
                text=text,
                pack=pack,
                added=now.astimezone(UTC).replace(microsecond=0),
            )
            if one.id not in known:
                if len(known) >= MOST:
                    raise QuestionError(
                        f"{MOST:,} claims are watched already",
                        "remove some with `newsproof watch remove ID`",
                    )
                known[one.id] = one
                _write(connection, one)
            result.append(known[one.id])
    return result


def listed(archive: Archive) -> list[Watched]:
    """Return what is watched, oldest first, ties by id.

    Raises:
        PackError: A check in the archive cannot be read.
    """
    query = select(saved).where(saved.c.kind == KIND).order_by(saved.c.saved, saved.c.id)
    return [_watched(row) for row in archive.read(query)]


def note(archive: Archive, looked: Iterable[Looked], *, now: datetime) -> None:
    """Keep the new checks as the last ones; a claim that could not be checked keeps its own.

    A claim that was removed in the meantime stays removed.

    Raises:
        ArchiveBusyError: Somebody else is writing.
    """
    checked = [one for one in looked if one.is_checked]
    if not checked:
        return
    with archive.writing(now=now), archive.transaction() as connection:
        there = {
            row.id for row in connection.execute(select(saved.c.id).where(saved.c.kind == KIND))
        }
        for one in checked:
            before = one.watched
            if before.id in there:
                _write(
                    connection,
                    Watched(id=before.id, text=before.text, pack=one.pack, added=before.added),
                )


def remove(archive: Archive, watched_id: str, *, now: datetime) -> None:
    """Watch a claim no longer; nothing of it is kept.

    Raises:
        NotFoundError: None of that id is watched.
        ArchiveBusyError: Somebody else is writing.
    """
    if watched_id not in {one.id for one in listed(archive)}:
        raise NotFoundError(
            f"no claim is watched under {watched_id!r}", "list them with `newsproof watch list`"
        )
    with archive.writing(now=now), archive.transaction() as connection:
        connection.execute(delete(saved).where(saved.c.id == watched_id))


def _check(text: str, pack: Pack) -> None:
    if not isinstance(pack.result, Report):
        raise QuestionError("an answer cannot be watched", "watch a claim, or the pack of a check")
    if len(text) > MAX_TEXT:
        raise QuestionError(
            f"the claim has {len(text):,} characters, at most {MAX_TEXT:,} are watched",
            "watch its parts",
        )


def _id_of(text: str) -> str:
    plain = " ".join(text.casefold().split())
    return hashlib.sha256(f"{KIND}:{plain}".encode()).hexdigest()[:_ID_DIGITS]


def _write(connection: Connection, one: Watched) -> None:
    connection.execute(delete(saved).where(saved.c.id == one.id))
    connection.execute(
        insert(saved).values(
            id=one.id,
            kind=KIND,
            text=one.text,
            pack=json.dumps(pack_to_json(one.pack), ensure_ascii=False),
            saved=one.added.isoformat(),
            saved_by="",
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
        for packed in one.pack.quotes
    ]
    if places:
        connection.execute(insert(saved_quotes), places)


def _watched(row: Row[Any]) -> Watched:
    return Watched(
        id=row.id,
        text=row.text,
        pack=pack_from_json(row.pack.encode("utf-8")),
        added=datetime.fromisoformat(row.saved),
    )
