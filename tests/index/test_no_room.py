"""An index on a disk without room: Chroma can't open it, and every passage is found anyway."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from index import generation
from index.durable import has_room
from index.errors import GenerationError
from index.keeper import IndexKeeper
from sources.archive import Archive
from tests.fakes import NOW, FakeEncoder, fill, make_article

ROOT = Path(__file__).parents[2]
# No file may grow: what a full disk is to a process, without an administrator.
SEARCH = """
import resource, sys
from pathlib import Path
from index.errors import GenerationError
from index.keeper import IndexKeeper
from sources.archive import Archive
from tests.fakes import FakeEncoder
archive = Archive.open(Path(sys.argv[1]))
archive.n_articles()
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
try:
    searcher = IndexKeeper(archive, FakeEncoder()).open_searcher()
except GenerationError as exc:
    sys.exit(exc.what)
assert not searcher._vectors._generation.has_graph
for n in range(40):
    (best, *_) = searcher.search(f"number{n}", k=3)
    print(best.passage.text)
searcher.close()
"""


@pytest.fixture
def data(archive: Archive) -> Path:
    fill(archive, [make_article(f"a{n}", f"Ship number{n} sailed.") for n in range(40)])
    with archive.writing(now=NOW):
        IndexKeeper(archive, FakeEncoder()).sync(now=NOW)
    return archive.data_dir


def search_without_room(data: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SEARCH, str(data)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_index_without_room_is_searched_row_by_row(data: Path) -> None:
    ran = search_without_room(data)
    assert ran.stdout.split("\n")[:-1] == [f"Ship number{n} sailed." for n in range(40)], ran.stderr
    assert not list(data.rglob(".room"))


@pytest.mark.parametrize("name", ["vectors.f32", "ids.i64"])
def test_damaged_row_is_refused_without_room_too(data: Path, name: str) -> None:
    file = generation.current(data / "index")[0] / name
    changed = bytearray(file.read_bytes())
    changed[len(changed) // 2] ^= 0x40
    file.write_bytes(changed)
    assert "changed or damaged" in search_without_room(data).stderr


def test_index_that_chroma_cannot_open_is_damaged_where_there_is_room(data: Path) -> None:
    folder = generation.current(data / "index")[0]
    assert has_room(folder)
    (folder / "chroma" / "chroma.sqlite3").write_text("no" * 4_000)
    with pytest.raises(GenerationError, match="Chroma failed to open"):
        IndexKeeper(Archive.open(data), FakeEncoder()).open_searcher()
