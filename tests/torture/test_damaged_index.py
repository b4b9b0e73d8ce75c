"""Every file of a generation, damaged in every way: refused or right, and healed by searching."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index import generation
from index.errors import GenerationError
from tests.fakes import NOW
from tests.torture.nursery import IS_FULL, id_of, open_small, write_notes

SEED = 20261123
N_NOTES = 40
N_FLIPS = 40 if IS_FULL else 3  # of each file, each of a bit anywhere

pytestmark = [pytest.mark.crash, pytest.mark.timeout(3_600)]


def truncate(path: Path, _: random.Random) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path, _: random.Random) -> None:
    path.write_bytes(b"")


def zero(path: Path, _: random.Random) -> None:
    path.write_bytes(b"\0" * path.stat().st_size)


def append(path: Path, chance: random.Random) -> None:
    path.write_bytes(path.read_bytes() + chance.randbytes(64))


def delete(path: Path, _: random.Random) -> None:
    path.unlink()


def flip(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def flip_64(path: Path, chance: random.Random) -> None:
    for _ in range(64):
        flip(path, chance)


HOW: list[Callable[[Path, random.Random], None]] = [
    *(truncate, empty, zero, append, delete, flip_64),
    *[flip] * N_FLIPS,
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    with open_small(folder / "data") as newsproof:
        newsproof.ingest([write_notes(folder / "all.jsonl", dict.fromkeys(range(N_NOTES), 0))])
    return folder / "data"


def files_of(data: Path) -> Iterator[Path]:
    folder, _ = generation.current(data / "index")
    yield data / "index" / "CURRENT"
    yield from sorted(path for path in folder.rglob("*") if path.is_file())


def test_new_files_are_among_those_that_are_damaged(built: Path) -> None:
    names = {path.name for path in files_of(built)}
    assert names >= {"CURRENT", "manifest.json", "ids.i64", "vectors.f32", "chroma.sqlite3"}
    assert len(names) >= 9


def test_damaged_file_is_refused_or_every_passage_is_found(built: Path, tmp_path: Path) -> None:
    """Opened in this process, as a server does: a crash would end the test."""
    chance = random.Random(SEED)  # noqa: S311 - places, not secrets
    n_refused = 0
    for name in [path.relative_to(built) for path in files_of(built)]:
        for how in HOW:
            shutil.rmtree(tmp_path / "data", ignore_errors=True)
            shutil.copytree(built, tmp_path / "data")
            if not (tmp_path / "data" / name).stat().st_size and how in (flip, flip_64):
                continue
            how(tmp_path / "data" / name, chance)
            with open_small(tmp_path / "data") as newsproof:
                try:
                    searcher = newsproof.keeper.open_searcher()
                    for k in range(N_NOTES):
                        hits = searcher._nearest.nearest(
                            newsproof._encoder.encode_query(f"word{k}"), N_NOTES, _anything()
                        )
                        assert len(hits) == N_NOTES, f"{how.__name__} {name}: only {len(hits)}"
                    searcher.close()
                except GenerationError as exc:
                    n_refused += "newsproof index rebuild" in exc.way_out
    assert n_refused > 6 * 6


def _anything() -> object:
    from index.filters import Findable

    return Findable()


@pytest.mark.parametrize("name", ["ids.i64", "vectors.f32", "manifest.json", "CURRENT"])
@pytest.mark.parametrize("how", [truncate, delete, flip_64], ids=lambda how: how.__name__)
def test_next_start_heals_it_from_stored_embeddings(
    built: Path, tmp_path: Path, name: str, how: Callable[[Path, random.Random], None]
) -> None:
    shutil.copytree(built, tmp_path / "data")
    path = next(path for path in files_of(tmp_path / "data") if path.name == name)
    how(path, random.Random(SEED))  # noqa: S311 - places, not secrets
    with open_small(tmp_path / "data") as newsproof:
        searcher = newsproof.keeper.open_in_step(now=NOW)
        assert searcher.search("barge7x3 coal7x3", k=1)[0].passage.article_id == id_of(7)
        assert not [text for text in newsproof._encoder.encoded if "pier" in text]
        assert newsproof.keeper.status().is_in_step
        searcher.close()
