"""`recheck`, `saved`, and keeping a result as a pack: exit codes, JSON, hostile files."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from bot.cli.keeping import keep
from bot.cli.recheck import recheck
from bot.cli.saved import saved
from bot.errors import BotError
from bot.newsproof import Newsproof
from bot.packs import pack_to_json, read_pack
from bot.saved import listed, save
from bot.settings import Settings
from sources.archive import Archive
from sources.errors import NotFoundError
from tests.bot.packs.packed import BODY, WORDS, answer_of, pack_of
from tests.fakes import NOW, Clock, fill, make_article

Run = Callable[..., Result]


@pytest.fixture
def dam(build: Callable[..., Archive]) -> Archive:
    return build(make_article("dam", BODY))


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def invoke(command: click.Command, *arguments: object) -> Result:
        obj = {"data_dir": tmp_path / "data", "encoder": None, "debug": False}
        return CliRunner().invoke(command, [str(one) for one in arguments], obj=obj)

    return invoke


@pytest.fixture
def pack_file(dam: Archive, tmp_path: Path) -> Path:
    path = tmp_path / "pack.json"
    path.write_text(json.dumps(pack_to_json(pack_of(dam))), encoding="utf-8")
    return path


def correct(archive: Archive) -> None:
    fill(archive, [make_article("dam", BODY.replace("40", "45"), updated=date(2024, 6, 1))])


def test_recheck_of_quotes_that_stand_exits_with_0(run: Run, pack_file: Path) -> None:
    result = run(recheck, pack_file)
    assert result.exit_code == 0
    assert "unchanged" in result.output
    assert WORDS in result.output


def test_recheck_of_a_corrected_quote_exits_with_1_and_shows_both(
    dam: Archive, run: Run, pack_file: Path
) -> None:
    correct(dam)
    shown = run(recheck, pack_file)
    assert shown.exit_code == 1
    assert "40 metres" in shown.output
    assert "45 metres" in shown.output
    stored: Any = json.loads(run(recheck, pack_file, "--json").stdout)
    assert stored["unchanged"] is False
    assert stored["quotes"][0]["state"] == "corrected"
    assert stored["quotes"][0]["now"]["text"] == "The Tarn dam is 45 metres high."
    assert stored["again"] is None


def test_recheck_lets_no_control_character_of_a_pack_through(
    dam: Archive, run: Run, pack_file: Path
) -> None:
    stored = json.loads(pack_file.read_text(encoding="utf-8"))
    stored["answer"]["question"] = "\x1b[2Jhow high?"
    stored["quotes"][0]["title"] = "\x1b]0;owned\x07"
    pack_file.write_text(json.dumps(stored), encoding="utf-8")
    assert "\x1b" not in run(recheck, pack_file).output.replace("\x1b[32m", "").replace(
        "\x1b[0m", ""
    )


def test_recheck_of_no_pack_is_bad_input(dam: Archive, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text("{}", encoding="utf-8")
    result = run(recheck, path)
    assert isinstance(result.exception, BotError)
    assert result.exception.exit_code == 2


def test_result_is_kept_as_a_file_and_saved(dam: Archive, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    path = tmp_path / "kept.json"
    with Newsproof.open(settings, clock=Clock()) as newsproof:
        keep(newsproof, answer_of(dam), pack_file=None, is_saved=False)
        assert listed(dam) == []
        keep(newsproof, answer_of(dam), pack_file=path, is_saved=True)
        assert read_pack(path) == listed(dam)[0].pack
        assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []
        with pytest.raises(BotError, match="cannot be written"):
            keep(newsproof, answer_of(dam), pack_file=tmp_path / "no" / "x.json", is_saved=False)


def test_saved_is_listed_shown_checked_and_removed(dam: Archive, run: Run) -> None:
    assert json.loads(run(saved, "list", "--json").stdout) == []
    one = save(pack_of(dam), dam, now=NOW)
    assert one.id in run(saved, "list").output
    assert WORDS in run(saved, "show", one.id).output
    shown: Any = json.loads(run(saved, "show", one.id, "--json").stdout)
    assert shown["pack"]["format"] == "newsproof-pack"
    assert run(saved, "check").exit_code == 0
    correct(dam)
    checked = run(saved, "check", "--json")
    assert checked.exit_code == 1
    assert json.loads(checked.stdout)[0]["recheck"]["quotes"][0]["state"] == "corrected"
    assert run(saved, "remove", one.id).exit_code == 0
    assert isinstance(run(saved, "show", one.id).exception, NotFoundError)
