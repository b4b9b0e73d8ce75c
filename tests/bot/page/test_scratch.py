"""The folder of uploads goes with its server, even with one that was killed."""

from __future__ import annotations

import signal
import socket
import stat
import sys
import tempfile
from pathlib import Path

import pytest

from bot.page.scratch import PREFIX, scratch_folder, sweep
from tests.bot.page.serving import serving


@pytest.fixture
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def folders(temp: Path) -> list[Path]:
    return sorted(temp.glob(f"{PREFIX}*"))


def test_folder_is_private_and_goes_at_the_end(temp: Path) -> None:
    with scratch_folder() as files:
        assert stat.S_IMODE(files.stat().st_mode) == stat.S_IMODE(files.parent.stat().st_mode)
        assert stat.S_IMODE(files.stat().st_mode) == 0o700
        assert not list(files.iterdir())
        (files / "draft.docx").write_bytes(b"secret")
        assert folders(temp) == [files.parent]
    assert not folders(temp)


def test_folder_of_one_that_lives_stays(temp: Path) -> None:
    with scratch_folder() as first:
        (first / "draft.txt").write_text("being read")
        with scratch_folder() as second:
            assert second.parent != first.parent
        sweep()
        assert (first / "draft.txt").read_text() == "being read"
    assert not folders(temp)


def test_only_what_is_surely_a_dead_servers_is_deleted(temp: Path) -> None:
    (temp / f"{PREFIX}making").mkdir()  # just being made: no lock yet
    (temp / "newsproof-other").mkdir()
    elsewhere = temp / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "lock").touch()
    (temp / f"{PREFIX}link").symlink_to(elsewhere)
    (temp / f"{PREFIX}file").touch()
    dead = temp / f"{PREFIX}dead"
    (dead / "files").mkdir(parents=True)
    (dead / "lock").touch()
    (dead / "files" / "link").symlink_to(elsewhere)
    (dead / "files" / "draft.txt").write_text("secret")
    sweep()
    kept = [f"{PREFIX}file", f"{PREFIX}link", f"{PREFIX}making", "elsewhere", "newsproof-other"]
    assert sorted(path.name for path in temp.iterdir()) == sorted(kept)
    assert (elsewhere / "lock").exists()


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_next_server_deletes_what_a_killed_one_left(tmp_path: Path) -> None:
    command = (sys.executable, "-c", "from bot.cli.main import main; main()")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    arguments = ("--data-dir", str(tmp_path / "data"), "serve", "--port", port)
    temp = tmp_path / "temp"
    temp.mkdir()
    with serving(*arguments, command=command, TMPDIR=str(temp)) as (_, _, killed):
        [left] = folders(temp)
        (left / "files" / "upload.docx").write_bytes(b"a draft that nobody may find")
        killed.send_signal(signal.SIGKILL)
        killed.wait()
    assert (left / "files" / "upload.docx").exists()
    with serving(*arguments, command=command, TMPDIR=str(temp)) as (_, _, ended):
        [folder] = folders(temp)
        assert folder != left
        ended.send_signal(signal.SIGINT)
        ended.wait(60)
    assert not folders(temp)
