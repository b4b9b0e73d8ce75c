"""Backup and restore: one file, one moment, never over anything, never half."""

from __future__ import annotations

import json
import random
import threading
import zipfile
from pathlib import Path

import pytest

from bot import backup as backups
from bot.backup import BackupError, backup, read_backup, restore
from index.keeper import IndexKeeper
from sources.archive import Archive
from tests.fakes import NOW, FakeEncoder, article_id, fill, make_article
from tests.postgres import server  # noqa: F401 - a fixture

N = 30


@pytest.fixture
def filled(archive: Archive) -> Archive:
    fill(archive, [make_article(f"a{n}", f"Ship number{n} sailed.") for n in range(N)])
    with archive.writing(now=NOW):
        IndexKeeper(archive, FakeEncoder()).sync(now=NOW)
    return archive


def test_what_was_backed_up_comes_back_and_can_be_searched(filled: Archive, tmp_path: Path) -> None:
    made = backup(filled, tmp_path / "desk.zip", now=NOW)
    assert (made.n_articles, made.n_versions) == (N, N)
    assert read_backup(tmp_path / "desk.zip") == made
    assert restore(tmp_path / "desk.zip", tmp_path / "new") == made
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["archive.sqlite3"]
    again, encoder = Archive.open(tmp_path / "new"), FakeEncoder()
    assert again.articles() == filled.articles()
    searcher = IndexKeeper(again, encoder).open_in_step(now=NOW)
    assert searcher.search("number7", k=1)[0].passage.article_id == article_id("a7")
    assert not [text for text in encoder.encoded if "sailed" in text]  # vectors were stored
    searcher.close()
    again.close()


def test_backup_is_one_moment_while_another_writes(filled: Archive, tmp_path: Path) -> None:
    stop, n_written = threading.Event(), [0]

    def write() -> None:
        other = Archive.open(filled.data_dir)
        while not stop.is_set():
            n = n_written[0]
            fill(other, [make_article(f"pair{n}{side}", f"Barge {n}.") for side in "xy"])
            n_written[0] += 1
        other.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for n in range(3):
            backup(filled, tmp_path / f"{n}.zip", now=NOW)
    finally:
        stop.set()
        writer.join()
    assert n_written[0]
    for n in range(3):
        restore(tmp_path / f"{n}.zip", tmp_path / f"new{n}")
        again = Archive.open(tmp_path / f"new{n}")
        assert (again.n_articles() - N) % 2 == 0  # no half transaction
        again.close()


def test_backup_never_overwrites_and_leaves_nothing_behind(filled: Archive, tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    file = tmp_path / "here" / "desk.zip"
    file.write_text("mine")
    with pytest.raises(BackupError, match="never replaces"):
        backup(filled, file, now=NOW)
    assert file.read_text() == "mine"
    with pytest.raises(BackupError, match="cannot be written"):
        backup(filled, tmp_path / "nowhere" / "desk.zip", now=NOW)
    assert [path.name for path in (tmp_path / "here").iterdir()] == ["desk.zip"]


def test_restore_takes_an_empty_folder_only(filled: Archive, tmp_path: Path) -> None:
    backup(filled, tmp_path / "desk.zip", now=NOW)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "notes.txt").write_text("mine")
    for folder in (tmp_path / "new", filled.data_dir):
        before = sorted(path.name for path in folder.iterdir())
        with pytest.raises(BackupError, match="is not empty"):
            restore(tmp_path / "desk.zip", folder)
        assert sorted(path.name for path in folder.iterdir()) == before
    (tmp_path / "killed").mkdir()
    (tmp_path / "killed" / backups._PARTLY).write_text("half")  # what a killed restore leaves
    restore(tmp_path / "desk.zip", tmp_path / "killed")
    assert [path.name for path in (tmp_path / "killed").iterdir()] == ["archive.sqlite3"]


def test_damaged_backup_is_refused_and_nothing_appears(filled: Archive, tmp_path: Path) -> None:
    """Bits anywhere, cut anywhere; a bit that ZIP doesn't use may pass, with the same archive."""
    made = backup(filled, tmp_path / "desk.zip", now=NOW)
    whole, chance = (tmp_path / "desk.zip").read_bytes(), random.Random(5)  # noqa: S311
    n_refused = 0
    for n in range(60):
        data = bytearray(whole)
        if n % 3:
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        else:
            data = data[: chance.randrange(len(data))]
        (tmp_path / "bad.zip").write_bytes(data)
        try:
            read = restore(tmp_path / "bad.zip", tmp_path / f"new{n}")
        except BackupError as exc:
            n_refused += "\n" not in str(exc)
            assert not (tmp_path / f"new{n}" / "archive.sqlite3").exists()
        else:
            assert read.sha256 == made.sha256
    assert n_refused > 40


@pytest.mark.parametrize("kind", ["text", "empty", "zip", "list", "format", "schema", "bomb"])
def test_what_is_no_backup_is_refused(filled: Archive, tmp_path: Path, kind: str) -> None:
    backup(filled, tmp_path / "desk.zip", now=NOW)
    with zipfile.ZipFile(tmp_path / "desk.zip") as packed:
        manifest = json.loads(packed.read("manifest.json"))
        database = packed.read("archive.sqlite3")
    changed = {
        "list": [],
        "format": manifest | {"format": 2},
        "schema": manifest | {"schema": 99},
        "bomb": manifest | {"n_bytes": 10},
    }
    file = tmp_path / "bad.zip"
    if kind in ("text", "empty"):
        file.write_text("no" if kind == "text" else "")
    else:
        with zipfile.ZipFile(file, "w") as packed:
            if kind in changed:
                packed.writestr("manifest.json", json.dumps(changed[kind]))
                packed.writestr("archive.sqlite3", database)
    with pytest.raises(BackupError) as caught:
        restore(file, tmp_path / "new")
    assert caught.value.exit_code == 2
    assert not (tmp_path / "new" / "archive.sqlite3").exists()


def test_archive_in_postgresql_is_sent_to_its_own_tool(tmp_path: Path, server: object) -> None:  # noqa: F811
    archive = Archive.open(server.place(), create=True)
    with pytest.raises(BackupError, match="pg_dump"):
        backup(archive, tmp_path / "desk.zip", now=NOW)
    archive.close()
