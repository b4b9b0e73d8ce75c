"""`newsproof watch`: add, list, run, remove; exit codes, JSON, hostile input."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from bot.cli.verify import verify
from bot.cli.watch import watch
from bot.errors import BotError
from bot.newsproof import Newsproof
from bot.settings import Settings
from sources.errors import NotFoundError
from tests.fakes import Clock

CLAIM = "The Tarn dam is 40 metres high."
TRUE = (
    "The Tarn dam is 40 metres high. It was built by the Orrin water board and holds back the "
    "river above the town, where a mill stood for two hundred years."
)
Run = Callable[..., Result]
Ingest = Callable[..., None]


@pytest.fixture(autouse=True)
def _no_probe(monkeypatch: pytest.MonkeyPatch) -> None:
    """The probe has its tests in `test_generation`; here it would take a second a build."""
    monkeypatch.setattr("index.generation.check_in_child", lambda *_: None)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def invoke(command: click.Command, *arguments: object) -> Result:
        obj = {"data_dir": tmp_path / "data", "encoder": None, "debug": False}
        return CliRunner().invoke(command, [str(one) for one in arguments], obj=obj)

    return invoke


@pytest.fixture
def ingest(tmp_path: Path) -> Ingest:
    clock = Clock()

    def ingest(text: str, **facts: str) -> None:
        row = {
            "title": "Report on the dam",
            "text": text,
            "url": "https://herald.example/dam",
            "published": "2024-05-01",
            "publisher": "Test Herald",
            **facts,
        }
        path = tmp_path / "dam.jsonl"
        path.write_text(json.dumps(row), encoding="utf-8")
        settings = Settings(data_dir=tmp_path / "data")
        with Newsproof.open(settings, create=True, clock=clock) as newsproof:
            assert not newsproof.ingest([path]).rejected

    return ingest


def test_claim_is_added_listed_run_and_removed(run: Run, ingest: Ingest) -> None:
    ingest(TRUE)
    added = run(watch, "add", CLAIM, "--json")
    assert added.exit_code == 0, added.output
    (one,) = json.loads(added.stdout)
    assert (one["text"], one["verdict"]) == (CLAIM, "SUPPORTED")
    assert f"{one['id']}  " in run(watch, "list").output
    assert "SUPPORTED" in run(watch, "list").output
    assert run(watch, "run").exit_code == 0
    assert run(watch, "remove", one["id"]).exit_code == 0
    assert json.loads(run(watch, "list", "--json").stdout) == []
    assert isinstance(run(watch, "remove", one["id"]).exception, NotFoundError)


def test_run_exits_with_1_and_shows_old_and_new_words_once(run: Run, ingest: Ingest) -> None:
    ingest(TRUE)
    run(watch, "add", CLAIM)
    ingest(TRUE.replace("40", "45"), updated="2024-06-01")
    changed = run(watch, "run")
    assert changed.exit_code == 1
    assert "was SUPPORTED, is REFUTED" in changed.output
    assert "new (refutes): “The Tarn dam is 45 metres high.”" in changed.output
    assert "corrected: “The Tarn dam is 40 metres high.”" in changed.output
    assert "1 of 1 watched claims changed" in changed.stderr
    assert run(watch, "run").exit_code == 0


def test_run_in_json_names_retracted_evidence(run: Run, ingest: Ingest, tmp_path: Path) -> None:
    ingest(TRUE)
    run(watch, "add", CLAIM)
    with Newsproof.open(Settings(data_dir=tmp_path / "data"), clock=Clock()) as newsproof:
        (article,) = newsproof.archive.articles()
        newsproof.retract(article.article_id, on=date(2024, 7, 1), reason="\x1b[2Jmade up")
    result = run(watch, "run", "--json")
    assert result.exit_code == 1
    stored: Any = json.loads(result.stdout)
    assert stored["changed"] == 1
    (claim,) = stored["claims"]
    assert (claim["was"], claim["is"]) == ("SUPPORTED", "NOT_ENOUGH_EVIDENCE")
    assert claim["evidence"][0]["state"] == "retracted"
    assert claim["new_quotes"] == []


def test_control_characters_of_an_article_reach_no_terminal(
    run: Run, ingest: Ingest, tmp_path: Path
) -> None:
    ingest(TRUE)
    run(watch, "add", CLAIM)
    with Newsproof.open(Settings(data_dir=tmp_path / "data"), clock=Clock()) as newsproof:
        (article,) = newsproof.archive.articles()
        newsproof.retract(article.article_id, on=date(2024, 7, 1), reason="\x1b[2Jmade up")
    shown = run(watch, "run").output
    assert "made up" in shown
    assert "\x1b[2J" not in shown


def test_claims_of_a_pack_are_added(run: Run, ingest: Ingest, tmp_path: Path) -> None:
    ingest(TRUE)
    pack = tmp_path / "draft.json"
    draft = f"{CLAIM} It was built by the Orrin water board."
    assert run(verify, draft, "--pack", pack).exit_code == 0
    added = json.loads(run(watch, "add", "--from", pack, "--json").stdout)
    assert added[0]["text"] == CLAIM
    assert len(json.loads(run(watch, "list", "--json").stdout)) == len(added)
    assert run(watch, "run").exit_code == 0


def test_wrong_use_and_bad_input_are_told(run: Run, ingest: Ingest, tmp_path: Path) -> None:
    ingest(TRUE)
    assert run(watch, "add").exit_code == 2
    assert run(watch, "add", CLAIM, "--from", tmp_path / "x.json").exit_code == 2
    for arguments in (("add", "Is it high?"), ("add", "--from", tmp_path / "missing.json")):
        exception = run(watch, *arguments).exception
        assert isinstance(exception, BotError)
        assert exception.exit_code == 2
    assert json.loads(run(watch, "list", "--json").stdout) == []


def test_nothing_watched_is_nothing_changed(run: Run, ingest: Ingest) -> None:
    ingest(TRUE)
    result = run(watch, "run", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"changed": 0, "claims": []}
