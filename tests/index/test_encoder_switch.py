"""Changing the encoder while another process searches: the old index serves until the new is done.

The models are made here; the one that changes over is the real command, in a process of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from bot.newsproof import Newsproof
from bot.settings import Settings
from index import generation
from index.errors import OtherEncoderError
from index.keeper import IndexKeeper
from sources.archive import Archive
from tests.fakes import NOW, Clock, FakeEncoder, FakeJudge, fill, make_article
from tests.tiny_encoder import VOCABULARY, save_encoder

ROOT = Path(__file__).parents[2]
N_ARTICLES = 150
WORDS = [word for word in VOCABULARY if word.isalpha() and len(word) > 2]
QUERY = "which minister closed the old harbour?"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two small sentence-transformers models, with one name, that see texts differently."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer

    folder = tmp_path_factory.mktemp("models")
    for name, seed in (("old", 0), ("new", 1)):
        transformer = Transformer(str(save_encoder(folder / "parts" / name, seed=seed)))
        model = SentenceTransformer(modules=[transformer, Pooling(16)], device="cpu")
        model.save(str(folder / name / "tiny"))
    return folder / "old" / "tiny", folder / "new" / "tiny"


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory, models: tuple[Path, Path]) -> Path:
    """A data directory that is indexed with the old model."""
    folder = tmp_path_factory.mktemp("indexed") / "data"
    articles = [
        make_article(f"a{n}", " ".join(WORDS[(n * i) % len(WORDS)] for i in range(1, 9)) + ".")
        for n in range(N_ARTICLES)
    ]
    archive = Archive.open(folder, create=True)
    fill(archive, articles)
    archive.close()
    with opened(folder, models[0]) as newsproof:
        newsproof.rebuild()
    return folder


@pytest.fixture
def data(indexed: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return shutil.copytree(indexed, tmp_path / "data")


def opened(data: Path, model: Path) -> Newsproof:
    """Open what a server holds."""
    settings = Settings(data_dir=data, encoder=str(model))
    return Newsproof.open(settings, judge=FakeJudge(), clock=Clock())


def found_by(newsproof: Newsproof) -> tuple[str, ...]:
    """Return what a search finds, in its order."""
    return tuple(hit.passage.article_id for hit in newsproof.retrieve(QUERY, 10, None))


@dataclass
class Searching:
    """Searches again and again in a thread; keeps what each search found."""

    newsproof: Newsproof
    found: list[tuple[float, tuple[str, ...]]] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._search)

    def __enter__(self) -> Searching:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _search(self) -> None:
        while not self._is_over.is_set():
            began = time.monotonic()
            try:
                self.found.append((began, found_by(self.newsproof)))
            except Exception as exc:  # noqa: BLE001 - none may come
                self.errors.append(exc)
            time.sleep(0.005)


def change_over(data: Path, model: Path) -> subprocess.Popen[bytes]:
    """Start the real command that changes the encoder."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("NEWSPROOF_")}
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "bot.cli.main", "--data-dir", str(data)),
            *("--encoder", model.name, "index", "rebuild"),
        ],
        cwd=model.parent,  # named by a relative path, as a person does
        env=environment | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
    )


def test_search_goes_on_while_the_encoder_is_changed_and_then_uses_the_new_one(
    data: Path, models: tuple[Path, Path]
) -> None:
    old, new = models
    with opened(data, old) as newsproof:
        by_old = found_by(newsproof)
        was = newsproof.keeper.encoder.identity
        with Searching(newsproof) as searching:
            changing = change_over(data, new)
            while not (data / "writer.json").exists() and changing.poll() is None:
                time.sleep(0.005)
            began = time.monotonic()
            assert changing.wait() == 0
            ended = time.monotonic()
            time.sleep(0.5)
        assert searching.errors == []
        with opened(data, new) as other:
            by_new = found_by(other)
        assert by_new != by_old  # else the lines below would say nothing

        seen = [found for _, found in searching.found]
        n_old = seen.index(by_new)
        assert set(seen[:n_old]) == {by_old}
        assert set(seen[n_old:]) == {by_new}
        assert [found for at, found in searching.found if began < at < ended].count(by_old) > 3
        assert newsproof.keeper.encoder.identity != was
        assert newsproof.parts["encoder"] == newsproof.keeper.status().encoder
        assert newsproof.keeper.status().is_in_step


def test_upload_after_the_change_does_not_change_it_back(
    data: Path, models: tuple[Path, Path], tmp_path: Path
) -> None:
    old, new = models
    note = tmp_path / "note.txt"
    note.write_text("The crane of the north yard\n\nThe crane was sold by seven ministers.")
    with opened(data, old) as newsproof:
        found_by(newsproof)
        assert change_over(data, new).wait() == 0
        _, manifest = generation.current(data / "index")
        newsproof.ingest([note])  # before it has searched again
        assert generation.current(data / "index")[1].encoder == manifest.encoder
        assert newsproof.keeper.status().is_in_step
        assert newsproof.keeper.encoder.identity == manifest.encoder


@pytest.mark.crash
def test_change_that_is_killed_leaves_the_old_one_serving(
    data: Path, models: tuple[Path, Path]
) -> None:
    old, new = models
    before = generation.current_name(data / "index")
    with opened(data, old) as newsproof:
        by_old = found_by(newsproof)
        with Searching(newsproof) as searching:
            for mark in ("writer.json", "index/gen-*/chroma"):
                (data / "writer.json").unlink(missing_ok=True)
                changing = change_over(data, new)
                while changing.poll() is None and not _is_there(data, mark, before):
                    time.sleep(0.001)
                changing.kill()
                assert changing.wait() == -signal.SIGKILL
                assert generation.current_name(data / "index") == before
                with opened(data, old) as another:
                    assert found_by(another) == by_old
        assert searching.errors == []
        assert {found for _, found in searching.found} == {by_old}
        assert change_over(data, new).wait() == 0
        assert found_by(newsproof) != by_old


def _is_there(data: Path, mark: str, before: str) -> bool:
    return any(before not in path.parts for path in data.glob(mark))


# --- what isn't followed -----------------------------------------------------------------------


def changed_by_others(archive: Archive, spec: str) -> IndexKeeper:
    """Return a keeper whose index another one has changed over to an encoder of that spec."""
    fill(archive, [make_article(f"a{n}", f"Ship {n} sailed.") for n in range(5)])
    keeper, other = (
        IndexKeeper(archive, FakeEncoder("one@1")),
        IndexKeeper(archive, FakeEncoder("other@1"), spec=spec),
    )
    for minute, one in enumerate((keeper, other)):
        with archive.writing(now=NOW):
            one.sync(now=NOW + timedelta(minutes=minute), rebuild=True)
    return keeper


@pytest.mark.parametrize(
    "spec", ["", "openai:model@https://203.0.113.9/v1", "ollama:model", "/no/such/model"]
)
def test_encoder_on_a_server_or_elsewhere_is_not_taken_up(archive: Archive, spec: str) -> None:
    """The test would fail on a request: only this machine can be reached."""
    keeper = changed_by_others(archive, spec)
    built = generation.current_name(archive.data_dir / "index")
    with pytest.raises(OtherEncoderError, match=r"encoder 'other@1', you use 'one@1'"):
        keeper.open_in_step(now=NOW)
    with pytest.raises(OtherEncoderError), archive.writing(now=NOW):
        keeper.sync(now=NOW + timedelta(minutes=9))
    assert generation.current_name(archive.data_dir / "index") == built
    assert keeper.encoder.identity == "one@1"


def test_model_that_is_another_by_now_is_not_taken_up(
    archive: Archive, models: tuple[Path, Path]
) -> None:
    keeper = changed_by_others(archive, str(models[1]))
    with pytest.raises(OtherEncoderError):
        keeper.open_in_step(now=NOW)


def test_start_with_another_encoder_is_an_error_and_changes_nothing(
    data: Path, models: tuple[Path, Path]
) -> None:
    before = generation.current_name(data / "index")
    with opened(data, models[1]) as newsproof, pytest.raises(OtherEncoderError) as caught:
        found_by(newsproof)
    assert "newsproof index rebuild" in caught.value.way_out
    assert generation.current_name(data / "index") == before


def test_generation_of_an_older_newsproof_is_still_read(
    data: Path, models: tuple[Path, Path]
) -> None:
    folder, _ = generation.current(data / "index")
    told = json.loads((folder / "manifest.json").read_text())
    del told["encoder_spec"]
    (folder / "manifest.json").write_text(json.dumps(told))
    with opened(data, models[0]) as newsproof:
        assert found_by(newsproof)
    assert generation.current(data / "index")[0] == folder
