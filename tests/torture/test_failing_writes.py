"""A full disk, and an I/O error at every call that writes: nothing acknowledged is lost."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from sources.archive import Archive
from tests.fakes import NOW
from tests.torture.nursery import (
    IS_FULL,
    N_ARTICLES,
    Nursery,
    id_of,
    lines_of,
    open_small,
    write_notes,
)
from tests.torture.test_kills import assert_whole, edition_of

SHARE = 1 if IS_FULL else 12  # of the calls of a publication, one in so many fails in CI

pytestmark = [pytest.mark.crash, pytest.mark.timeout(4 * 3_600 if IS_FULL else 900)]


@pytest.fixture(scope="module")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("there is no C compiler")
    library = tmp_path_factory.mktemp("library") / "fail_writes.so"
    source = Path(__file__).with_name("fail_writes.c")
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"]
    subprocess.run(command, check=True, capture_output=True)
    started = Nursery(preload=library)
    yield started
    started.close()


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("base")
    with open_small(folder / "data") as newsproof:
        newsproof.ingest([write_notes(folder / "all.jsonl", dict.fromkeys(range(N_ARTICLES), 0))])
    return folder / "data"


def run(
    nursery: Nursery, base: Path, folder: Path, *, publish: bool, at: int, kind: int
) -> list[dict[str, object]]:
    """Let a call fail in a copy of the archive; look at it then; return what was written down."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copytree(base, folder / "data")
    nursery.start(
        work="failing",
        data=folder / "data",
        log=folder / "log",
        at=at,
        errno=kind,
        for_good=kind == errno.ENOSPC,
        publish=publish,
    )
    code = nursery.wait()
    told = lines_of(folder / "log")
    where = f"call {at}, {errno.errorcode[kind]}: {told}"
    assert code == 0, where
    assert not [line for line in told if "unexpected" in line], where
    assert "again" in told[-1], where
    for line in told:
        said = str(line.get("error", ""))
        assert "\n" not in said
        assert said.count(". ") <= 2
    archive = Archive.open(folder / "data")
    assert_whole(archive)
    assert archive.n_articles() == N_ARTICLES + 1, where
    assert [edition_of(archive, k) for k in (0, 1, 2, N_ARTICLES)] == [1, 1, 0, 1], where
    archive.close()
    with open_small(folder / "data") as newsproof:
        searcher = newsproof.keeper.open_in_step(now=NOW)
        assert newsproof.keeper.status().is_in_step, where
        assert searcher.search("barge0x3 coal0x3", k=1)[0].passage.article_id == id_of(0), where
        searcher.close()
    return told


@pytest.mark.parametrize("kind", [errno.EIO, errno.ENOSPC], ids=["EIO", "ENOSPC"])
@pytest.mark.parametrize("publish", [False, True], ids=["ingest", "publish"])
def test_every_call_that_writes_may_fail(
    nursery: Nursery, base: Path, tmp_path: Path, *, publish: bool, kind: int
) -> None:
    whole = run(nursery, base, tmp_path / "run", publish=publish, at=0, kind=kind)
    n_calls = next(int(str(line["n_calls"])) for line in whole if "n_calls" in line)
    assert n_calls > 20
    n_errors = 0
    for at in range(1, n_calls + 1, SHARE if publish else 1):
        told = run(nursery, base, tmp_path / "run", publish=publish, at=at, kind=kind)
        n_errors += any("error" in line for line in told)
    assert n_errors > 2


@contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Iterator[Path]:
    """Mount a real file system of that size; it takes an administrator."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    if os.name != "posix" or shutil.which("mount") is None or ctypes.CDLL(None).geteuid() != 0:
        pytest.skip("mounting takes an administrator")
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture(scope="module")
def plain() -> Iterator[Nursery]:
    started = Nursery()
    yield started
    started.close()


def test_full_disk_keeps_what_was_acknowledged_and_goes_on_with_room(
    plain: Nursery, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", megabytes=16) as disk:
        data, log = disk / "data", tmp_path / "log"
        ballast = disk / "ballast"
        ballast.write_bytes(b"\0" * 6_000_000)
        plain.start(work="filling", data=data, log=log)
        assert plain.wait() == 0
        *kept, last = lines_of(log)
        assert kept
        assert "unharmed" in last["error"] or "newsproof index rebuild" in last["error"]
        archive = Archive.open(data)
        assert {article.title for article in archive.articles()} >= {
            f"Long note {line['n']}" for line in kept
        }
        archive.close()
        ballast.unlink()
        with open_small(data) as newsproof:
            newsproof.ingest([write_notes(tmp_path / "notes.jsonl", {0: 1})])
            searcher = newsproof.keeper.open_in_step(now=NOW)
            assert newsproof.keeper.status().is_in_step
            assert searcher.search("barge0x3 coal0x3", k=1)[0].passage.article_id == id_of(0)
            searcher.close()
            assert_whole(newsproof.archive)


def fill(disk: Path) -> None:
    """Leave not one byte."""
    with (disk / "ballast").open("ab", buffering=0) as ballast, suppress(OSError):
        while ballast.write(bytes(4_096)) == 4_096:
            pass
    assert shutil.disk_usage(disk).free == 0


def test_commands_on_a_full_disk_answer_or_say_so_and_work_again_with_room(
    plain: Nursery, tmp_path: Path
) -> None:
    """Whoever holds the archive open keeps the little room that reading it takes."""
    with small_disk(tmp_path / "disk", megabytes=24) as disk:
        data, errors = disk / "data", tmp_path / "errors"
        old = write_notes(tmp_path / "old.jsonl", dict.fromkeys(range(30), 0))
        new = write_notes(tmp_path / "new.jsonl", dict.fromkeys(range(30, 60), 0))
        ask = ["ask", "Who took edition0x to pier 3?"]

        def run(*arguments: str) -> int:
            given = ["--data-dir", str(data), *arguments]
            plain.start(work="command", arguments=given, errors=errors)
            return plain.wait()

        def says_so() -> bool:
            (line,) = errors.read_text().splitlines()
            return line.startswith("error: ") and "make room" in line

        assert run("ingest", str(old)) == 0
        fill(disk)
        for arguments in (ask, ["ingest", str(new)], ["index", "rebuild"]):
            assert run(*arguments) == 3, arguments
            assert says_so(), arguments
        (disk / "ballast").unlink()
        archive = Archive.open(data)
        assert archive.n_articles() == 30
        fill(disk)
        assert run(*ask) == 0, errors.read_text()
        assert run("ingest", str(new)) == 3
        assert says_so()
        assert archive.n_articles() == 30
        assert_whole(archive)
        archive.close()
        (disk / "ballast").unlink()
        assert run(*ask) == 0, errors.read_text()
        assert run("ingest", str(new)) == 0, errors.read_text()
        assert run("index", "check") == 0
        with open_small(data) as newsproof:
            assert newsproof.archive.n_articles() == 60
            assert_whole(newsproof.archive)
