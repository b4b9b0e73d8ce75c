"""One writer at a time, between real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sources.archive import Archive
from sources.errors import ArchiveBusyError, ArchiveError
from sources.lock import writer_lock
from tests.fakes import NOW, fill, make_article

ROOT = Path(__file__).parents[2]
HOLD = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from sources.lock import writer_lock
with writer_lock(Path(sys.argv[1]), now=datetime(2026, 11, 1, 8, 15, tzinfo=UTC)):
    print("held", flush=True)
    time.sleep(120)
"""


@contextmanager
def writer(data_dir: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a process that holds the lock until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(data_dir)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def test_second_writer_is_told_who_writes_and_since_when(archive: Archive) -> None:
    with writer(archive.data_dir) as process:
        with pytest.raises(ArchiveBusyError) as caught, archive.writing(now=NOW):
            pass
        assert f"process {process.pid} since 2026-11-01T08:15:00+00:00" in caught.value.what
        assert caught.value.exit_code == 3
        assert archive.articles() == []


def test_killed_writer_leaves_the_lock_free(archive: Archive) -> None:
    with writer(archive.data_dir) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        fill(archive, [make_article("quay", "The quay.")])
    assert archive.n_articles() == 1


def test_lock_is_free_after_an_error(archive: Archive) -> None:
    with pytest.raises(RuntimeError), archive.writing(now=NOW):
        raise RuntimeError
    with archive.writing(now=NOW):
        assert (archive.data_dir / "writer.json").exists()
    assert not (archive.data_dir / "writer.json").exists()


def test_note_that_cannot_be_read_decides_nothing(archive: Archive) -> None:
    with writer(archive.data_dir):
        for note in ("", "[]", '{"pid": 1}', "null"):
            (archive.data_dir / "writer.json").write_text(note)
            with pytest.raises(ArchiveBusyError, match="by another process"):
                archive.writing(now=NOW).__enter__()
    with archive.writing(now=NOW):
        pass


def test_lock_in_a_folder_that_is_gone_is_an_archive_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("regular")
    with pytest.raises(ArchiveError, match="--data-dir"), writer_lock(tmp_path / "file", now=NOW):
        pass


def test_command_line_says_who_writes_and_exits_3(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "quay.txt").write_text("The quay\n\nThe quay is open again, the mayor said.\n")
    command = [sys.executable, "-m", "bot.cli.main", "--data-dir", str(archive.data_dir)]
    with writer(archive.data_dir) as process:
        run = subprocess.run(
            [*command, "ingest", str(tmp_path / "quay.txt")],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert run.returncode == 3
    assert run.stdout == ""
    assert run.stderr.startswith("error: ")
    assert run.stderr.count("\n") == 1
    assert f"process {process.pid}" in run.stderr
