"""Connections to the archive end with their threads, without waiting for the garbage collector."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sources.archive import Archive
from tests.fakes import make_archive


@pytest.fixture
def _no_collection() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def open_files(folder: Path) -> int:
    """Return how many open files of this process lie in a folder."""
    links = []
    for one in Path("/proc/self/fd").iterdir():
        try:
            links.append(str(one.readlink()))
        except OSError:  # the one that listed them
            continue
    return sum(link.startswith(str(folder)) for link in links)


@pytest.mark.usefixtures("_no_collection")
def test_connections_close_with_their_threads(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    archive: Archive = make_archive(folder)
    assert archive.n_articles() == 0
    before = open_files(folder)
    assert before > 0
    for _ in range(5):
        reader = threading.Thread(target=archive.n_articles)
        reader.start()
        reader.join()
    assert open_files(folder) - before <= 1  # the file that the log's readers share
