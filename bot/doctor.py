"""The doctor: looks at all that Newsproof needs, mends nothing, and says what to do."""

from __future__ import annotations

import hashlib
import json
import shutil
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from sqlalchemy import func, select, text

from bot.house import read_rules
from bot.settings import Settings
from index import store
from index.encoder import open_encoder
from index.encoding.served import is_served
from index.keeper import IndexKeeper
from index.tables import has_tables, passages
from sources.archive import Archive
from sources.errors import NewsproofError
from sources.rows import article_of, content_digest
from sources.selecting import rows_of_articles
from sources.tables import articles, originals, versions

_PAGE = 200  # versions or originals that are read at a time
_SHOWN = 3  # of what is damaged; the rest is counted
_LITTLE_ROOM = 100_000_000  # bytes: less than this and a new generation may not fit
_FOLLOWED = text("""
SELECT pg_last_xact_replay_timestamp() AS last,
    EXISTS (SELECT 1 FROM pg_stat_wal_receiver) AS is_connected
WHERE pg_is_in_recovery()
""")
_ONE_WAY = "restore the archive from a backup into an empty folder: `newsproof restore FILE`"


class State(StrEnum):
    """How something is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at.

    Attributes:
        name: What.
        state: How it is.
        said: What was found.
        way_out: What to do; empty where nothing has to be done.
    """

    name: str
    state: State
    said: str
    way_out: str = ""


def examine(settings: Settings, *, now: datetime) -> Iterator[Check]:
    """Look at everything and yield what was found, in the order of looking. Nothing is changed.

    What cannot be looked at, because something before it is broken, is left out.
    """
    yield _tried("settings", lambda: _settings(settings))
    if isinstance(settings.data_dir, Path):
        yield _room(settings.data_dir)
    encoder = _tried("encoder", lambda: _encoder(settings))
    yield encoder
    yield _tried("judge", lambda: _judge(settings))
    try:
        archive = Archive.open(settings.data_dir)
    except NewsproofError as exc:
        yield _failed("archive", exc)
        return
    try:
        yield from _examine_archive(
            archive, settings, now=now, has_encoder=encoder.state is State.OK
        )
    finally:
        archive.close()


def _examine_archive(
    archive: Archive, settings: Settings, *, now: datetime, has_encoder: bool
) -> Iterator[Check]:
    yield _tried("archive", lambda: _pages(archive))
    yield _tried("texts", lambda: _texts(archive))
    yield _tried("originals", lambda: _originals(archive))
    yield _tried("passages", lambda: _passages(archive))
    if has_encoder and not is_served(settings.encoder):
        yield from _index(archive, settings)
    if archive.database.folder is not None:
        yield _tried("writer", lambda: _writer(archive.data_dir))
    else:
        yield from _replica(archive)
    yield _tried("clock", lambda: _clock(archive, now))


def _tried(name: str, look: Callable[[], Check]) -> Check:
    try:
        return look()
    except NewsproofError as exc:
        return _failed(name, exc)


def _failed(name: str, exc: NewsproofError) -> Check:
    return Check(name=name, state=State.FAIL, said=exc.what, way_out=exc.way_out)


def _settings(settings: Settings) -> Check:
    read_rules(settings.rules)
    rules = f", rules of the house in {settings.rules}" if settings.rules else ""
    return Check(name="settings", state=State.OK, said=f"data in {_shown(settings)}{rules}")


def _shown(settings: Settings) -> str:
    """Return where the data is, without a password."""
    where = settings.data_dir
    return str(where) if isinstance(where, Path) else "PostgreSQL"


def _room(data_dir: Path) -> Check:
    there = next(
        folder for folder in (data_dir.absolute(), *data_dir.absolute().parents) if folder.is_dir()
    )
    free = shutil.disk_usage(there).free
    used = sum(path.stat().st_size for path in data_dir.rglob("*") if path.is_file())
    said = f"{free / 1e9:,.1f} GB free, {used / 1e9:,.1f} GB used by the archive and its index"
    if free >= max(used, _LITTLE_ROOM):
        return Check(name="disk", state=State.OK, said=said)
    state = State.WARN if free >= _LITTLE_ROOM // 10 else State.FAIL
    return Check(
        name="disk",
        state=state,
        said=said,
        way_out="make room: a new index is built beside the old one",
    )


def _encoder(settings: Settings) -> Check:
    if is_served(settings.encoder):
        return Check(name="encoder", state=State.OK, said=f"{settings.encoder}, not asked")
    encoder = open_encoder(settings.encoder)
    return Check(
        name="encoder", state=State.OK, said=f"{encoder.identity}, vectors of {encoder.dimension}"
    )


def _judge(settings: Settings) -> Check:
    from bot.judge.opening import is_embedded, is_language_model, open_answering, open_entailment

    for spec in (settings.judge, settings.answering):
        if is_language_model(spec):
            return Check(name="judge", state=State.OK, said=f"{spec.partition('@')[0]}, not asked")
    entailment, answering = open_entailment(settings.judge), open_answering(settings.answering)
    if is_embedded(settings.judge) or is_embedded(settings.answering):
        entailment.entailment([("The quay is open.", "The quay is open.")])  # reads its weights
        answering.answering([("Is the quay open?", "The quay is open.")])
    names = dict.fromkeys((entailment.identity, answering.identity))
    return Check(name="judge", state=State.OK, said=" and ".join(names))


def _pages(archive: Archive) -> Check:
    """Ask SQLite whether its file is whole, and whether every reference leads somewhere."""
    said = archive.coverage()
    if archive.database.kind != "sqlite":
        return Check(
            name="archive",
            state=State.OK,
            said=f"{said}; its server checks its own pages (pg_amcheck)",
        )
    from sqlalchemy.exc import DBAPIError

    try:
        found = [row[0] for row in archive.connection.exec_driver_sql("PRAGMA integrity_check")]
        loose = archive.connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    except DBAPIError as exc:
        raise archive.database.read_error(exc) from exc
    if found != ["ok"]:
        return Check(
            name="archive",
            state=State.FAIL,
            said=f"its file is damaged ({found[0]})",
            way_out=_ONE_WAY,
        )
    if loose:
        return Check(
            name="archive",
            state=State.FAIL,
            way_out=_ONE_WAY,
            said=f"{len(loose)} rows refer to rows that are not there",
        )
    return Check(name="archive", state=State.OK, said=said)


def _texts(archive: Archive) -> Check:
    """Compute the digest of every version again."""
    wrong: list[str] = []
    n = 0
    after = ("", 0)
    while True:
        place = (versions.c.article_id > after[0]) | (
            (versions.c.article_id == after[0]) & (versions.c.version > after[1])
        )
        query = rows_of_articles().where(place).limit(_PAGE)
        rows = archive.read(query.order_by(versions.c.article_id, versions.c.version))
        if not rows:
            break
        for row in rows:
            n += 1
            if not _is_as_digested(row._asdict()):
                wrong.append(f"{row.article_id} version {row.version}")
        after = (rows[-1].article_id, rows[-1].version)
    return _counted(
        "texts",
        f"{n:,} versions are as they were taken in",
        wrong,
        "versions are not what was taken in",
        "remove them with `newsproof sources remove` and ingest them again, or " + _ONE_WAY,
    )


def _is_as_digested(row: dict[str, object]) -> bool:
    try:
        article = article_of(row)
    except (ValueError, TypeError, KeyError):
        return False
    within = all(
        0 <= part.span.start < part.span.end <= len(article.text) for part in article.parts
    )
    return within and content_digest(article) == row["digest"]


def _originals(archive: Archive) -> Check:
    """Unpack every original and compare it with its digest."""
    wrong: list[str] = []
    n, after = 0, ""
    while rows := archive.read(
        select(originals)
        .where(originals.c.sha256 > after)
        .order_by(originals.c.sha256)
        .limit(_PAGE)
    ):
        for row in rows:
            n += 1
            unpacked = zlib.decompressobj()
            try:
                content = unpacked.decompress(row.content, row.n_bytes + 1)
            except (zlib.error, ValueError):
                content = b""
            if len(content) != row.n_bytes or hashlib.sha256(content).hexdigest() != row.sha256:
                wrong.append(row.sha256[:12])
        after = rows[-1].sha256
    return _counted(
        "originals",
        f"{n:,} originals are as they were read",
        wrong,
        "originals are damaged",
        "ingest them again, or " + _ONE_WAY,
    )


def _passages(archive: Archive) -> Check:
    """Look whether passages lie in their texts, and vectors are finite and of unit length."""
    if not has_tables(archive.connection):
        return Check(
            name="passages",
            state=State.WARN,
            said="nothing has been indexed",
            way_out="run `newsproof index rebuild`",
        )
    outside = (
        (passages.c.start < 0)
        | (passages.c.end <= passages.c.start)
        | (passages.c.end > func.length(versions.c.text))
    )
    joined = passages.join(
        versions,
        (versions.c.article_id == passages.c.article_id)
        & (versions.c.version == passages.c.version),
    )
    rows = archive.read(select(passages.c.id).select_from(joined).where(outside))
    wrong = [str(row.id) for row in rows]
    for encoder in _encoders(archive):
        for ids, vectors in store.vectors_after(archive, encoder):
            lengths = np.linalg.norm(vectors, axis=1)
            wrong += [str(ids[at]) for at in np.flatnonzero(~(abs(lengths - 1.0) < 0.01))]
    return _counted(
        "passages",
        f"{store.n_passages(archive):,} passages and their vectors are whole",
        wrong,
        "passages or their vectors are damaged",
        _ONE_WAY,
    )


def _encoders(archive: Archive) -> list[str]:
    from index.tables import embeddings

    return sorted(row.encoder for row in archive.read(select(embeddings.c.encoder).distinct()))


def _index(archive: Archive, settings: Settings) -> Iterator[Check]:
    keeper = IndexKeeper(archive, open_encoder(settings.encoder))
    rebuild = "run `newsproof index rebuild`; searching does so by itself"
    try:
        status = keeper.status()
    except NewsproofError as exc:
        yield _failed("in step", exc)
        return
    if status.is_in_step:
        said = f"{status.n_passages:,} passages can be found, {status.n_indexed:,} of them indexed"
        yield Check(name="in step", state=State.OK, said=said)
    else:
        n_left = status.n_passages - status.n_embedded
        said = status.problem or (
            f"{status.n_unsplit:,} versions and {n_left:,} passages are not indexed yet"
        )
        state = State.FAIL if status.problem else State.WARN
        yield Check(name="in step", state=state, said=said, way_out=rebuild)
    if status.n_indexed or not status.problem:
        yield _tried("index files", lambda: _index_files(keeper))


def _index_files(keeper: IndexKeeper) -> Check:
    keeper.check()
    return Check(name="index files", state=State.OK, said=f"{keeper.current_name()} is whole")


def _writer(data_dir: Path) -> Check:
    note = data_dir / "writer.json"
    try:
        seen = json.loads(note.read_text())
        who = f"process {seen['pid']} since {seen['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        who = ""
    lock = FileLock(data_dir / "writer.lock", timeout=0)
    try:
        with lock:
            pass
    except Timeout:
        return Check(name="writer", state=State.OK, said=f"{who or 'another process'} is writing")
    except OSError as exc:
        return Check(
            name="writer",
            state=State.FAIL,
            said=f"nobody can write to {str(data_dir)!r} ({exc.strerror or exc})",
            way_out="mend the permissions of the folder",
        )
    if note.exists():
        return Check(
            name="writer",
            state=State.WARN,
            said=f"a writer was killed{f' ({who})' if who else ''}; nothing that it "
            "acknowledged is lost",
            way_out="run the same command again to go on",
        )
    return Check(name="writer", state=State.OK, said="nobody is writing")


def _replica(archive: Archive) -> Iterator[Check]:
    """Say how far a replica in PostgreSQL is; nothing of a server that follows no other."""
    try:
        rows = archive.read(_FOLLOWED)
    except NewsproofError as exc:
        yield _failed("replica", exc)
        return
    for row in rows:
        last = f"{row.last.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if row.last else "before its start"
        said = f"the last change it took in was made {last}"
        if row.is_connected:
            yield Check(name="replica", state=State.OK, said=f"follows its primary; {said}")
        else:
            yield Check(
                name="replica",
                state=State.WARN,
                said=f"not connected to its primary; {said}",
                way_out="start the primary, or look into the log of the replica's server",
            )


def _clock(archive: Archive, now: datetime) -> Check:
    newest = archive.read(
        select(func.max(versions.c.retrieved)).select_from(articles.join(versions))
    )
    last = newest[0][0]
    shown = now.astimezone(UTC).isoformat("T", "minutes")
    if last and datetime.fromisoformat(last) > now + timedelta(minutes=5):
        return Check(
            name="clock",
            state=State.WARN,
            said=f"the clock says {shown}, but an article came in at {last}",
            way_out="set the clock of this machine",
        )
    return Check(name="clock", state=State.OK, said=shown)


def _counted(name: str, fine: str, wrong: Sequence[str], said: str, way_out: str) -> Check:
    if not wrong:
        return Check(name=name, state=State.OK, said=fine)
    more = f" and {len(wrong) - _SHOWN:,} more" if len(wrong) > _SHOWN else ""
    shown = f"{len(wrong):,} {said}: {', '.join(wrong[:_SHOWN])}{more}"
    return Check(name=name, state=State.FAIL, said=shown, way_out=way_out)
