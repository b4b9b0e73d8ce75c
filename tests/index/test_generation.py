"""Generations: built, checked, published, searched exactly, and never trusted when damaged."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select, update

from bot.newsproof import Newsproof
from bot.settings import Settings
from index import generation, store
from index.encoder import Vectors
from index.errors import GenerationError
from index.filters import Findable
from index.generation import Generation, Manifest
from index.keeper import IndexKeeper
from index.probe import probe
from index.tables import embeddings
from index.vectors import open_vectors
from sources.archive import Archive
from tests.fakes import NOW, Clock, FakeEncoder, FakeJudge, article_id, fill, make_article

N_ARTICLES = 40


class RandomEncoder(FakeEncoder):
    """Gives every text a random direction of its own."""

    def _vector(self, text: str) -> Vectors:
        return self._word(text)


def sync(archive: Archive, encoder: FakeEncoder, *, minute: int = 0, rebuild: bool = False) -> None:
    with archive.writing(now=NOW):
        now = NOW + timedelta(minutes=minute)
        IndexKeeper(archive, encoder).sync(now=now, rebuild=rebuild)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with a published generation; copied by the tests that break it."""
    archive = Archive.open(tmp_path_factory.mktemp("built") / "data", create=True)
    fill(archive, [make_article(f"a{n}", f"Ship number{n} sailed.") for n in range(N_ARTICLES)])
    sync(archive, RandomEncoder())
    archive.close()
    return archive.data_dir


@pytest.fixture
def copied(built: Path, tmp_path: Path) -> Archive:
    # The log is empty, and comes and goes with the connections of other tests.
    log = shutil.ignore_patterns("*.sqlite3-wal", "*.sqlite3-shm")
    shutil.copytree(built, tmp_path / "data", ignore=log)
    return Archive.open(tmp_path / "data")


def open_newsproof(archive: Archive, encoder: FakeEncoder) -> Newsproof:
    """A Newsproof with our encoder in place of the real one."""
    settings = Settings(data_dir=archive.data_dir)
    newsproof = Newsproof(archive, settings, judge=FakeJudge(), clock=Clock())
    newsproof._encoder = encoder
    newsproof.keeper = IndexKeeper(archive, encoder)
    return newsproof


def test_search_finds_the_exact_nearest_by_numpy(built: Path) -> None:
    archive, encoder = Archive.open(built), RandomEncoder()
    found = Generation.open(built / "index", encoder=encoder.identity)
    ((ids, vectors),) = store.vectors_after(archive, encoder.identity)
    assert found.count() == len(ids) == N_ARTICLES
    for query in ("storm", "a bridge", "", "Ship number7 sailed."):
        vector = encoder.encode_query(query)
        cosines = vectors.astype(np.float64) @ vector
        order = np.argsort(-cosines)
        hits = found.search(vector, 10)
        assert [i for i, _ in hits] == [ids[place] for place in order[:10]]
        assert [score for _, score in hits] == pytest.approx(cosines[order[:10]], abs=1e-5)
    assert len(found.search(vector, 1_000)) == N_ARTICLES
    assert found.search(vector, 0) == []
    found.close()


def test_manifest_says_what_is_in_the_generation(built: Path) -> None:
    archive, encoder = Archive.open(built), RandomEncoder()
    folder, manifest = generation.current(built / "index")
    assert manifest.n_passages == store.n_passages(archive) == N_ARTICLES
    assert manifest.last_id == N_ARTICLES
    assert (manifest.encoder, manifest.dimension) == (encoder.identity, encoder.dimension)
    assert manifest.files == generation.file_digests(folder)
    assert "chroma/chroma.sqlite3" not in manifest.files
    assert len(manifest.files) >= 4
    assert IndexKeeper(archive, encoder).status().is_in_step


def test_opening_twice_changes_no_file_that_is_checked(copied: Archive) -> None:
    encoder = RandomEncoder()
    for _ in range(2):
        searcher = IndexKeeper(copied, encoder).open_searcher()
        assert searcher.search("Ship number7 sailed.")
        searcher.close()
    IndexKeeper(copied, encoder).check()


def test_other_encoder_is_named_in_the_error(built: Path) -> None:
    with pytest.raises(GenerationError, match=r"encoder 'fake-bag-of-words@1', you use 'other@2'"):
        Generation.open(built / "index", encoder="other@2")
    status = IndexKeeper(Archive.open(built), FakeEncoder("other@2")).status()
    assert "other@2" in status.problem
    assert not status.is_in_step


def test_index_of_another_splitter_or_format_is_refused(copied: Archive) -> None:
    for change in ({"splitter": "words-1"}, {"format": 99}):
        edit_manifest(copied, **change)
        with pytest.raises(GenerationError, match="another version"):
            IndexKeeper(copied, RandomEncoder()).open_searcher()


def test_archive_that_was_never_indexed_says_so(archive: Archive) -> None:
    keeper = IndexKeeper(archive, FakeEncoder())
    with pytest.raises(GenerationError, match="has not been built"):
        keeper.open_searcher()
    status = keeper.status()
    assert (status.n_passages, status.n_embedded, status.n_indexed) == (0, 0, 0)
    assert status.problem


def test_empty_archive_has_an_empty_generation(archive: Archive) -> None:
    sync(archive, FakeEncoder())
    keeper = IndexKeeper(archive, FakeEncoder())
    keeper.check()
    searcher = keeper.open_searcher()
    assert searcher.search("anything") == []
    assert searcher.search("anything else", k=50) == []


# --- damage ------------------------------------------------------------------------------------


def index_file(archive: Archive, name: str) -> Path:
    """Return a file of the published generation by its name."""
    folder, _ = generation.current(archive.data_dir / "index")
    return next(path for path in folder.rglob(name) if path.is_file())


def edit_manifest(archive: Archive, **changes: object) -> None:
    folder, manifest = generation.current(archive.data_dir / "index")
    (folder / "manifest.json").write_text(json.dumps(asdict(manifest) | changes))


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


DAMAGE: dict[str, Callable[[Archive], object]] = {
    **{
        f"{how.__name__} {name}": (lambda a, how=how, name=name: how(index_file(a, name)))
        for how in (truncate, flip, Path.unlink)
        for name in ("data_level0.bin", "header.bin", "length.bin", "link_lists.bin")
        if (how, name) != (flip, "link_lists.bin") and (how, name) != (truncate, "link_lists.bin")
    },
    "unlink chroma.sqlite3": lambda a: index_file(a, "chroma.sqlite3").unlink(),
    "truncate chroma.sqlite3": lambda a: truncate(index_file(a, "chroma.sqlite3")),
    "zeroed chroma.sqlite3": lambda a: index_file(a, "chroma.sqlite3").write_bytes(b"\0" * 9000),
    "text as chroma.sqlite3": lambda a: index_file(a, "chroma.sqlite3").write_text("no" * 4000),
    "extra file": lambda a: (index_file(a, "header.bin").parent / "extra").write_text("x"),
    "no CURRENT": lambda a: (a.data_dir / "index/CURRENT").unlink(),
    "empty CURRENT": lambda a: (a.data_dir / "index/CURRENT").write_text(""),
    "CURRENT names nothing": lambda a: (a.data_dir / "index/CURRENT").write_text("gen-0"),
    "no manifest": lambda a: index_file(a, "manifest.json").unlink(),
    "truncate manifest": lambda a: truncate(index_file(a, "manifest.json")),
    "manifest is a list": lambda a: index_file(a, "manifest.json").write_text("[]"),
    "manifest of bytes": lambda a: index_file(a, "manifest.json").write_bytes(b"\xff\xfe\x00"),
    "manifest lacks a field": lambda a: index_file(a, "manifest.json").write_text('{"format": 1}'),
    "manifest says one more": lambda a: edit_manifest(a, n_passages=N_ARTICLES + 1),
    "manifest says one less": lambda a: edit_manifest(a, n_passages=N_ARTICLES - 1),
    "no index folder": lambda a: shutil.rmtree(a.data_dir / "index"),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_damaged_index_is_an_error_with_a_way_out(
    copied: Archive, damage: Callable[[Archive], object]
) -> None:
    damage(copied)
    with pytest.raises(GenerationError) as caught:
        IndexKeeper(copied, RandomEncoder()).open_searcher()
    assert "newsproof index rebuild" in caught.value.way_out
    assert caught.value.exit_code == 3


@pytest.mark.parametrize(
    "kind",
    [
        "truncate data_level0.bin",
        "unlink chroma.sqlite3",
        "zeroed chroma.sqlite3",
        "empty CURRENT",
        "truncate manifest",
        "manifest says one less",
        "no index folder",
    ],
)
def test_search_heals_a_damaged_index_without_the_encoder(copied: Archive, kind: str) -> None:
    DAMAGE[kind](copied)
    encoder = RandomEncoder()
    newsproof = open_newsproof(copied, encoder)
    best = newsproof.search("Ship number7 sailed.", k=3)[0]
    assert best.passage.article_id == article_id("a7")
    assert encoder.encoded == []  # rebuilt from the stored vectors
    assert newsproof.keeper.status().is_in_step


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda current: current.write_bytes(b"\xff\xfe\x00gen"), id="bytes"),
        pytest.param(lambda current: (current.unlink(), current.mkdir()), id="folder"),
    ],
)
def test_current_that_is_no_text_file_is_healed(
    copied: Archive, damage: Callable[[Path], object]
) -> None:
    damage(copied.data_dir / "index" / "CURRENT")
    newsproof = open_newsproof(copied, RandomEncoder())
    assert newsproof.search("Ship number7 sailed.", k=3)


def test_rows_missing_in_chroma_are_noticed(copied: Archive) -> None:
    folder, _ = generation.current(copied.data_dir / "index")
    client, collection = generation.open_collection(folder)
    collection.delete(ids=["1", "2", "3"])
    client.close()
    with pytest.raises(GenerationError):
        IndexKeeper(copied, RandomEncoder()).open_searcher()


def run_probe(archive: Archive) -> subprocess.CompletedProcess[str]:
    folder, _ = generation.current(archive.data_dir / "index")
    return subprocess.run(
        [sys.executable, "-m", "index.probe", str(archive.data_dir), str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", ["data_level0.bin", "header.bin"])
def test_probe_survives_a_file_that_can_crash_the_interpreter(copied: Archive, name: str) -> None:
    path = index_file(copied, name)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
    folder, _ = generation.current(copied.data_dir / "index")
    edit_manifest(copied, files=generation.file_digests(folder))  # as if it was written so
    with pytest.raises(GenerationError, match="did not pass its check"):
        IndexKeeper(copied, RandomEncoder()).check()


def test_probe_says_what_is_wrong(copied: Archive) -> None:
    assert run_probe(copied).returncode == 0
    edit_manifest(copied, n_passages=N_ARTICLES + 1)
    run = run_probe(copied)
    assert run.returncode == 1
    assert f"{N_ARTICLES} vectors instead of {N_ARTICLES + 1}" in run.stderr


def test_probe_finds_a_vector_that_is_another(copied: Archive) -> None:
    row = copied.read(select(embeddings).limit(1))[0]
    turned = update(embeddings).where(embeddings.c.digest == row.digest)
    copied.connection.execute(turned.values(vector=-row.vector))
    assert "has another vector than in the archive" in run_probe(copied).stderr


@pytest.mark.parametrize(
    ("every", "small", "is_fine"), [(4, 0, True), (1, 0, False), (4, N_ARTICLES, False)]
)
def test_probe_allows_a_large_graph_to_miss_some(
    copied: Archive, monkeypatch: pytest.MonkeyPatch, every: int, small: int, is_fine: bool
) -> None:
    asked = count(1)
    found = generation.Generation.search

    def search(self: generation.Generation, vector: Vectors, n: int) -> list[tuple[int, float]]:
        return [] if next(asked) % every == 0 else found(self, vector, n)

    monkeypatch.setattr(generation.Generation, "search", search)
    monkeypatch.setattr("index.probe._SMALL", small)
    folder, _ = generation.current(copied.data_dir / "index")
    said = probe(copied.data_dir, folder)

    assert next(asked) > N_ARTICLES
    assert said == "" if is_fine else said.startswith("only ")


# --- building ----------------------------------------------------------------------------------


def test_failed_build_leaves_the_old_generation_in_use(copied: Archive) -> None:
    encoder = RandomEncoder()
    keeper = IndexKeeper(copied, encoder)
    before = keeper.current_name()

    def stop(stage: str, done: int, total: int) -> None:
        if stage == "indexing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), copied.writing(now=NOW):
        keeper.sync(now=NOW + timedelta(minutes=1), rebuild=True, on_progress=stop)
    assert keeper.current_name() == before
    assert keeper.open_searcher().search("Ship number7 sailed.")
    sync(copied, encoder, minute=2, rebuild=True)
    names = {path.name for path in (copied.data_dir / "index").glob("gen-*")}
    assert names == {before, keeper.current_name()}  # the left-over is gone


@pytest.mark.crash
def test_killed_build_leaves_the_old_generation_in_use(copied: Archive) -> None:
    before = IndexKeeper(copied, RandomEncoder()).current_name()
    code = """
import os, signal, sys
from pathlib import Path
from datetime import timedelta
from index.keeper import IndexKeeper
from index.tables import embeddings
from index.vectors import open_vectors
from sources.archive import Archive
from tests.fakes import NOW, FakeEncoder
archive = Archive.open(Path(sys.argv[1]))
def kill(stage, done, total):
    if stage == "indexing":
        os.kill(os.getpid(), signal.SIGKILL)
with archive.writing(now=NOW):
    IndexKeeper(archive, FakeEncoder()).sync(
        now=NOW + timedelta(minutes=1), rebuild=True, on_progress=kill)
"""
    root = Path(__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", code, str(copied.data_dir)], cwd=root, check=False)
    assert run.returncode == -9
    keeper = IndexKeeper(copied, RandomEncoder())
    assert keeper.current_name() == before
    keeper.check()
    assert len(list((copied.data_dir / "index").glob("gen-*"))) == 2
    sync(copied, RandomEncoder(), minute=2, rebuild=True)
    assert len(list((copied.data_dir / "index").glob("gen-*"))) == 2
    keeper.check()


def test_generation_that_fails_its_check_is_not_published(
    copied: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An interpreter that ends at once stands for a probe that crashed."""
    keeper = IndexKeeper(copied, RandomEncoder())
    before = keeper.current_name()
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(GenerationError, match="did not pass its check"):
        sync(copied, RandomEncoder(), minute=1, rebuild=True)
    assert keeper.current_name() == before
    assert keeper.open_searcher().search("Ship number7 sailed.")


def test_only_the_generation_in_use_and_the_one_before_are_kept(copied: Archive) -> None:
    names = []
    for minute in range(1, 4):
        sync(copied, RandomEncoder(), minute=minute, rebuild=True)
        names.append(IndexKeeper(copied, RandomEncoder()).current_name())
    kept = {path.name for path in (copied.data_dir / "index").glob("gen-*")}
    assert kept == set(names[-2:])


def test_reader_of_the_old_generation_goes_on_while_a_new_one_is_published(copied: Archive) -> None:
    searcher = IndexKeeper(copied, RandomEncoder()).open_searcher()
    sync(copied, RandomEncoder(), minute=1, rebuild=True)
    assert searcher.search("Ship number7 sailed.")[0].passage.article_id == article_id("a7")


def test_newsproof_takes_up_a_generation_that_another_process_published(copied: Archive) -> None:
    newsproof = open_newsproof(copied, RandomEncoder())
    newsproof.search("ship", k=1)
    fill(copied, [make_article(f"b{n}", f"Barge letter{n}.") for n in range(20)])
    sync(copied, RandomEncoder(), minute=1)
    assert newsproof.search("letter7", k=3)[0].passage.article_id == article_id("b7")
    assert newsproof._generation == newsproof.keeper.current_name()


def test_few_new_passages_are_found_without_a_new_generation(copied: Archive) -> None:
    keeper = IndexKeeper(copied, RandomEncoder())
    before = keeper.current_name()
    searcher = keeper.open_searcher()
    fill(copied, [make_article("late", "Zeppelin landed.")])
    sync(copied, RandomEncoder(), minute=1)
    assert keeper.current_name() == before
    for found in (searcher, keeper.open_searcher()):
        assert found.search("zeppelin")[0].passage.article_id == article_id("late")
    vector = RandomEncoder().encode_query("Report on late (2024-05-01)\nZeppelin landed.")
    exact = open_vectors(copied, RandomEncoder()).open().nearest(vector, 3, Findable())
    assert exact[0][1] == pytest.approx(1.0, abs=1e-5)
    assert len({i for i, _ in exact}) == 3


def test_many_new_passages_make_a_new_generation(copied: Archive) -> None:
    keeper = IndexKeeper(copied, RandomEncoder())
    before = keeper.current_name()
    fill(copied, [make_article(f"late{n}", f"Zeppelin {n} landed.") for n in range(6)])
    sync(copied, RandomEncoder(), minute=1)
    assert keeper.current_name() != before
    assert keeper.status().n_indexed == N_ARTICLES + 6


def test_manifest_is_json_that_comes_back(built: Path) -> None:
    folder, manifest = generation.current(built / "index")
    assert Manifest(**json.loads((folder / "manifest.json").read_text())) == manifest
