"""Files that were read before are recognised by their bytes, and never by those alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import ingesting
from bot.ingesting import IngestReport, ingest
from index.keeper import IndexKeeper
from sources.archive import Archive
from sources.readers import files as reading
from tests.fakes import NOW, FakeEncoder

BODY = "The ferry struck the harbour wall on Monday, and eleven people were hurt. " * 4


@pytest.fixture(autouse=True)
def _no_probe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.generation.check_in_child", lambda *_: None)


@pytest.fixture
def n_read(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The origins of what the readers were given."""
    given: list[str] = []
    read_bytes = reading.read_bytes

    def noted(data: bytes, **options: object) -> object:
        given.append(Path(str(options["origin"])).name)
        return read_bytes(data, **options)

    monkeypatch.setattr(reading, "read_bytes", noted)
    return given


def run(archive: Archive, *paths: Path) -> IngestReport:
    keeper = IndexKeeper(archive, FakeEncoder())
    return ingest(archive, keeper, paths, now=NOW, on_progress=lambda _: None)


def test_unchanged_file_is_told_as_such_and_not_read(
    archive: Archive, tmp_path: Path, n_read: list[str]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.md").write_text(f"# Ferry hits wall\n\n{BODY}")
    (folder / "b.txt").write_text(f"Wall hit by a ferry\n\n{BODY}")
    first = run(archive, folder)
    assert len(first.added) == len(n_read) == 2
    again = run(archive, folder)
    assert n_read == ["a.md", "b.txt"]
    places = [(one.article_id, one.version, one.title, one.origin) for one in again.unchanged]
    assert places == [(one.article_id, one.version, one.title, one.origin) for one in first.added]
    assert not again.added
    assert not again.updated


def test_changed_moved_removed_and_rejected_files_are_read(
    archive: Archive, tmp_path: Path, n_read: list[str]
) -> None:
    file, empty = tmp_path / "a.md", tmp_path / "empty.md"
    file.write_text(f"# Ferry hits wall\n\n{BODY}")
    empty.write_text("too short")
    (added,) = run(archive, file, empty).added
    file.write_text(f"# Ferry hits wall\n\n{BODY} Twelve, it was said later.")
    assert len(run(archive, file, empty).updated) == 1
    assert n_read == ["a.md", "empty.md"] * 2
    moved = file.rename(tmp_path / "b.md")
    run(archive, moved)
    assert n_read[-1] == "b.md"
    for one in {added.article_id, *(one.article_id for one in run(archive, moved).unchanged)}:
        archive.remove(one)
    assert len(run(archive, moved).added) == 1


def test_files_of_many_articles_are_read_every_time(
    archive: Archive, tmp_path: Path, n_read: list[str]
) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(f'{{"title": "Ferry hits wall", "text": "{BODY}"}}\n{{"title": "No text"}}\n')
    assert "jsonl" not in ingesting._ONE_ARTICLE
    for _ in range(2):
        report = run(archive, file)
        assert len(report.rejected) == 1
    assert len(report.unchanged) == 1
    assert n_read == ["a.jsonl"] * 2
