"""Backup and restore: the whole archive in one file that says what is in it.

The file is a ZIP of the database and a manifest with its digest. The copy is one moment of the
archive, whoever writes meanwhile. It holds what the index is built from, not the index, and neither
the password nor the keys of a served page.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from bot.errors import BotError
from sources.archive import Archive
from sources.schema import APPLICATION_ID, ARCHIVE_FILE, SCHEMA_VERSION

FORMAT = 1
MANIFEST = "manifest.json"
_MOST_MANIFEST = 100_000  # bytes
_PIECE = 1 << 20  # bytes
_PAGES = 2_000  # of the database that are copied at a time
_PARTLY = ARCHIVE_FILE + ".restoring"
OnBytes = Callable[[int, int], None]  # done, total


class BackupError(BotError):
    """Raised when a backup cannot be written, is none or damaged, or has no place to go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupManifest:
    """What a backup holds.

    Attributes:
        format: Layout of the file.
        schema: Schema version of the archive.
        created: When it was made, ISO 8601.
        n_articles: Articles.
        n_versions: Versions of them.
        n_bytes: Size of the database.
        sha256: Digest of the database.
    """

    format: int
    schema: int
    created: str
    n_articles: int
    n_versions: int
    n_bytes: int
    sha256: str


def _silent(done: int, total: int) -> None:
    """Report nothing."""


def backup(
    archive: Archive, file: Path, *, now: datetime, on_progress: OnBytes = _silent
) -> BackupManifest:
    """Write the archive to one new file, read it back, and return what it holds.

    Others may read and write meanwhile. It needs room for the database twice, beside the file.

    Raises:
        BackupError: The file exists or cannot be written, the archive is damaged, or it is on a
            PostgreSQL server.
    """
    if archive.database.folder is None:
        raise BackupError(
            f"the archive in {archive.name!r} is in PostgreSQL, which has its own backup",
            "run `pg_dump --format=custom` on it, and `pg_restore` to bring it back",
        )
    if file.exists() or file.is_symlink():
        raise _exists(file)
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".newsproof-backup-") as name:
            copy, packed = Path(name) / ARCHIVE_FILE, Path(name) / "backup.zip"
            _copy(archive, copy, on_progress)
            manifest = _described(copy, now=now)
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as stream:
                stream.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
                stream.write(copy, ARCHIVE_FILE)
            read_backup(packed)
            with packed.open("rb") as written:
                os.fsync(written.fileno())
            with file.open("xb"):  # from here on the name is ours
                pass
            packed.replace(file)
    except FileExistsError:
        raise _exists(file) from None
    except (OSError, sqlite3.Error) as exc:
        reason = getattr(exc, "strerror", None) or exc
        raise BackupError(
            f"the backup {str(file)!r} cannot be written ({reason})",
            "make room, or choose another folder",
        ) from exc
    return manifest


def read_backup(file: Path) -> BackupManifest:
    """Read all of a backup and return what it holds.

    Raises:
        BackupError: It is none, or it is damaged.
    """
    with _opened(file) as (packed, manifest):
        with packed.open(ARCHIVE_FILE) as stream:
            _take(stream, manifest, into=None, on_progress=_silent)
        return manifest


def restore(file: Path, data_dir: Path, *, on_progress: OnBytes = _silent) -> BackupManifest:
    """Bring the archive of a backup into an empty folder; its index is built by who opens it.

    It appears there as a whole, after it has been compared with its digest, or not at all.

    Raises:
        BackupError: The file is no backup or damaged, or the folder holds something.
    """
    with _opened(file) as (packed, manifest):
        if manifest.schema > SCHEMA_VERSION:
            raise BackupError(
                f"{str(file)!r} has schema version {manifest.schema}, this Newsproof reads "
                f"{SCHEMA_VERSION}",
                "use the version of Newsproof that wrote it",
            )
        try:
            _make_empty(data_dir)
            partly = data_dir / _PARTLY
            try:
                with packed.open(ARCHIVE_FILE) as stream, partly.open("wb") as into:
                    _take(stream, manifest, into=into, on_progress=on_progress)
                    into.flush()
                    os.fsync(into.fileno())
                _make_sure_it_is_whole(partly)
                partly.replace(data_dir / ARCHIVE_FILE)
            finally:
                partly.unlink(missing_ok=True)
        except OSError as exc:
            raise BackupError(
                f"{str(data_dir)!r} cannot be written ({exc.strerror or exc})",
                "make room, or choose another folder with --data-dir",
            ) from exc
        return manifest


def _exists(file: Path) -> BackupError:
    return BackupError(
        f"{str(file)!r} exists, and a backup never replaces a file", "choose another name"
    )


def _copy(archive: Archive, to: Path, on_progress: OnBytes) -> None:
    """Copy the database as it is at one moment, by SQLite's own way."""
    source: Any = archive.connection.connection.driver_connection
    source.execute("BEGIN")  # one moment for all pages: others write on, and nothing starts again
    try:
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        with closing(sqlite3.connect(to)) as target:
            source.backup(
                target,
                pages=_PAGES,
                sleep=0,
                progress=lambda _, left, total: on_progress(total - left, total),
            )
            target.execute("PRAGMA journal_mode = DELETE")  # one file, no log beside it
    finally:
        source.execute("ROLLBACK")
    _make_sure_it_is_whole(to)


def _make_sure_it_is_whole(file: Path) -> None:
    try:
        with closing(sqlite3.connect(file)) as connection:
            said = connection.execute("PRAGMA integrity_check").fetchone()[0]
            application = connection.execute("PRAGMA application_id").fetchone()[0]
    except sqlite3.DatabaseError as exc:
        said, application = str(exc), APPLICATION_ID
    if said != "ok":
        raise BackupError(
            f"the archive is damaged ({said.splitlines()[0]})",
            "restore an earlier backup; `newsproof doctor` says what is wrong",
        )
    if application != APPLICATION_ID:
        raise BackupError("it holds no archive of Newsproof", "choose another file")


def _described(copy: Path, *, now: datetime) -> BackupManifest:
    with closing(sqlite3.connect(copy)) as connection:
        schema, n_articles, n_versions = (
            connection.execute(query).fetchone()[0]
            for query in (
                "PRAGMA user_version",
                "SELECT count(*) FROM articles",
                "SELECT count(*) FROM versions",
            )
        )
    with copy.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return BackupManifest(
        format=FORMAT,
        schema=schema,
        created=now.isoformat("T", "seconds"),
        n_articles=n_articles,
        n_versions=n_versions,
        n_bytes=copy.stat().st_size,
        sha256=digest,
    )


@contextmanager
def _opened(file: Path) -> Iterator[tuple[zipfile.ZipFile, BackupManifest]]:
    """Open a backup; whatever is wrong with it while it is read is our error."""
    way_out = "choose another file, made by `newsproof backup`"
    try:
        with zipfile.ZipFile(file) as packed:
            yield packed, _manifest_of(packed)
    except FileNotFoundError:
        raise BackupError(f"{str(file)!r} does not exist", way_out) from None
    except IsADirectoryError:
        raise BackupError(f"{str(file)!r} is a folder", way_out) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as exc:
        raise BackupError(f"{str(file)!r} is damaged or no backup ({exc})", way_out) from exc
    except (KeyError, ValueError, TypeError) as exc:
        raise BackupError(f"{str(file)!r} is no backup of Newsproof", way_out) from exc
    except OSError as exc:
        raise BackupError(f"{str(file)!r} cannot be read ({exc.strerror or exc})", way_out) from exc


def _manifest_of(packed: zipfile.ZipFile) -> BackupManifest:
    with packed.open(MANIFEST) as stream:
        read = json.loads(stream.read(_MOST_MANIFEST))
    manifest = BackupManifest(**read)
    for field in fields(manifest):
        kind = int if field.type == "int" else str
        if type(getattr(manifest, field.name)) is not kind:
            raise ValueError(field.name)
    if manifest.format != FORMAT:
        raise ValueError("format")
    return manifest


def _take(
    stream: IO[bytes], manifest: BackupManifest, *, into: IO[bytes] | None, on_progress: OnBytes
) -> None:
    """Read the database, no more of it than was stated, and compare it with its digest."""
    digest, n_bytes = hashlib.sha256(), 0
    while n_bytes <= manifest.n_bytes and (piece := stream.read(_PIECE)):
        n_bytes += len(piece)
        digest.update(piece)
        if into:
            into.write(piece)
        on_progress(n_bytes, manifest.n_bytes)
    if n_bytes != manifest.n_bytes or digest.hexdigest() != manifest.sha256:
        raise zipfile.BadZipFile("its digest is another")


def _make_empty(data_dir: Path) -> None:
    """Make sure that the folder is there and holds nothing but what a killed restore left."""
    data_dir.mkdir(parents=True, exist_ok=True)
    if any(path.name != _PARTLY for path in data_dir.iterdir()):
        raise BackupError(
            f"{str(data_dir)!r} is not empty, and restoring never replaces anything",
            "choose an empty folder with --data-dir",
        )
