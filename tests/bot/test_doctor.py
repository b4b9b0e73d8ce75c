"""The doctor: well on what is whole, and right about what is damaged."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.doctor import doctor
from bot.doctor import Check, State, examine
from bot.settings import Settings
from index.encoder import open_encoder
from index.generation import current
from index.keeper import IndexKeeper
from sources import provenance
from sources.archive import Archive
from sources.readers.originals import Original
from tests.fakes import NOW, article_id, fill, make_archive, make_article

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory that the installed encoder has indexed, with an original."""
    articles = [make_article(f"a{n}", f"Ship number {n} sailed at noon.") for n in range(3)]
    archive = make_archive(tmp_path_factory.mktemp("built") / "data", *articles)
    with archive.writing(now=NOW):
        with archive.transaction():
            content = Original(
                content=articles[0].text.encode(), media_type="text/plain", reader="plain"
            )
            provenance.keep(archive, articles[0].sha256, content)
        IndexKeeper(archive, open_encoder("embedded:")).sync(now=NOW)
    archive.close()
    return archive.data_dir


@pytest.fixture
def data(built: Path, tmp_path: Path) -> Path:
    shutil.copytree(built, tmp_path / "data")
    return tmp_path / "data"


def found(data: Path, **settings: object) -> dict[str, Check]:
    return {c.name: c for c in examine(Settings(data_dir=data, **settings), now=NOW)}


def change(data: Path, statement: str, *values: object) -> None:
    connection = sqlite3.connect(data / "archive.sqlite3")
    connection.execute(statement, values)
    connection.commit()
    connection.close()


def test_what_is_whole_is_well(data: Path) -> None:
    checks = found(data)
    assert {c.state for c in checks.values()} == {State.OK}, checks
    assert list(checks) == [
        *("settings", "disk", "encoder", "judge", "archive", "texts", "originals", "passages"),
        *("in step", "index files", "writer", "clock"),
    ]


def zeroed_page(data: Path) -> None:
    file = data / "archive.sqlite3"
    content = bytearray(file.read_bytes())
    at = content.index(b"Ship number 1 sailed") // 4096 * 4096
    content[at : at + 4096] = b"\0" * 4096
    file.write_bytes(content)


A0 = article_id("a0")
DAMAGE: dict[str, tuple[str, Callable[[Path], object]]] = {
    "a page of zeros": ("archive", zeroed_page),
    "a text was changed": (
        "texts",
        lambda d: change(d, "UPDATE versions SET text = replace(text, 'noon', 'dusk')"),
    ),
    "parts are no JSON": ("texts", lambda d: change(d, "UPDATE versions SET parts = '[['")),
    "a row is gone": ("archive", lambda d: change(d, "DELETE FROM articles")),
    "an original is of zeros": (
        "originals",
        lambda d: change(d, "UPDATE originals SET content = ?", b"\0" * 50),
    ),
    "an original is another": (
        "originals",
        lambda d: change(d, "UPDATE originals SET content = ?", zlib.compress(b"other")),
    ),
    "a passage is outside": ("passages", lambda d: change(d, 'UPDATE passages SET "end" = 9999')),
    "a vector is of zeros": (
        "passages",
        lambda d: change(d, "UPDATE embeddings SET vector = ?", b"\0" * 1536),
    ),
    "vectors of the index are cut": (
        "in step",
        lambda d: (current(d / "index")[0] / "vectors.f32").write_bytes(b"12"),
    ),
    "the index is gone": ("in step", lambda d: shutil.rmtree(d / "index")),
    "the archive is text": (
        "archive",
        lambda d: (d / "archive.sqlite3").write_text("no database" * 999),
    ),
    "there is no archive": ("archive", lambda d: (d / "archive.sqlite3").unlink()),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_found_and_has_a_way_out(data: Path, kind: str) -> None:
    name, damage = DAMAGE[kind]
    damage(data)
    check = found(data)[name]
    assert check.state is State.FAIL
    assert check.said
    assert check.way_out


def test_articles_that_are_not_indexed_yet_are_a_warning(data: Path) -> None:
    archive = Archive.open(data)
    fill(archive, [make_article("late", "The lock is open.")])
    archive.close()
    assert found(data)["in step"].state is State.WARN


def test_killed_writer_and_running_writer_are_named(data: Path) -> None:
    (data / "writer.json").write_text('{"pid": 4711, "since": "2026-11-01"}')
    assert "4711" in found(data)["writer"].said
    assert found(data)["writer"].state is State.WARN
    archive = Archive.open(data)
    with archive.writing(now=NOW):
        check = found(data)["writer"]
    archive.close()
    assert (check.state, "is writing" in check.said) == (State.OK, True)


def test_clock_that_is_behind_the_archive_is_a_warning(data: Path) -> None:
    settings = Settings(data_dir=data)
    checks = {c.name: c for c in examine(settings, now=NOW - timedelta(days=400))}
    assert checks["clock"].state is State.WARN


def test_missing_encoder_and_rules_fail_and_the_archive_is_still_looked_at(data: Path) -> None:
    checks = found(data, encoder="no/such/folder", rules=data / "rules.toml")
    assert checks["encoder"].state is checks["settings"].state is State.FAIL
    assert checks["texts"].state is State.OK
    assert "in step" not in checks


def test_command_exits_1_on_a_failure_and_prints_json(data: Path) -> None:
    obj = {"data_dir": data, "encoder": None}
    well = CliRunner().invoke(doctor, [], obj=obj)
    assert well.exit_code == 0, well.output
    assert {line[:4] for line in well.output.splitlines()} == {"ok  "}
    change(data, "UPDATE versions SET title = 'other'")
    ill = CliRunner().invoke(doctor, ["--json"], obj=obj)
    said = json.loads(ill.output)
    assert (ill.exit_code, said["ok"]) == (1, False)
    assert [c["name"] for c in said["checks"] if c["state"] == "fail"] == ["texts"]
