"""A claim that was right on a day and is not now says so: in the terminal and in the JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.verify import verify
from bot.newsproof import Newsproof
from bot.settings import Settings
from bot.verdict import Verdict
from tests.fakes import Clock

CLAIM = "The fire at Tarn killed 12 people."
FIRST = (
    "A fire broke out at the paper mill in Tarn before dawn. The fire at Tarn killed 12 people. "
    "Firefighters from three towns worked on it until the afternoon."
)
CORRECTED = FIRST.replace("12 people", "9 people")


@pytest.fixture(autouse=True)
def _no_probe(monkeypatch: pytest.MonkeyPatch) -> None:
    """The probe has its tests in `test_generation`; here it would take a second a build."""
    monkeypatch.setattr("index.generation.check_in_child", lambda *_: None)


@pytest.fixture
def newsproof(tmp_path: Path) -> Iterator[Newsproof]:
    """An archive with an article of 1 March 2024 that was corrected on the 8th."""
    settings = Settings(data_dir=tmp_path / "data")
    row = {
        "title": "Fire at the paper mill in Tarn",
        "url": "https://herald.example/fire",
        "publisher": "Test Herald",
        "published": "2024-03-01",
    }
    with Newsproof.open(settings, create=True, clock=Clock()) as opened:
        for text, updated in ((FIRST, None), (CORRECTED, "2024-03-08")):
            path = tmp_path / "fire.jsonl"
            path.write_text(json.dumps({**row, "text": text, "updated": updated}), encoding="utf-8")
            assert not opened.ingest([path]).rejected
        yield opened


def test_claim_is_right_on_the_day_and_wrong_today(newsproof: Newsproof) -> None:
    (then,) = newsproof.verify(CLAIM, as_of=date(2024, 3, 2)).claims
    assert (then.verdict, then.today) == (Verdict.SUPPORTED, Verdict.REFUTED)
    assert {e.citation.quote.version for e in then.evidence} == {1}
    (now,) = newsproof.verify(CLAIM).claims
    assert (now.verdict, now.today) == (Verdict.REFUTED, None)
    (before,) = newsproof.verify(CLAIM, as_of=date(2024, 2, 1)).claims
    assert before.verdict is Verdict.NOT_ENOUGH_EVIDENCE
    assert not before.evidence


def test_command_line_says_what_is_known_today(newsproof: Newsproof, tmp_path: Path) -> None:
    obj = {"data_dir": tmp_path / "data", "encoder": None, "debug": False}
    run = CliRunner()
    shown = run.invoke(verify, [CLAIM, "--as-of", "2024-03-02"], obj=obj)
    assert shown.exit_code == 0, shown.output
    assert shown.output.startswith("SUPPORTED")
    assert "By what is known today: REFUTED." in shown.output
    printed = run.invoke(verify, [CLAIM, "--as-of", "2024-03-02", "--json"], obj=obj)
    report = json.loads(printed.stdout)
    assert report["as_of"] == "2024-03-02"
    assert (report["claims"][0]["verdict"], report["claims"][0]["today"]) == (
        "SUPPORTED",
        "REFUTED",
    )
    today = run.invoke(verify, [CLAIM], obj=obj)
    assert today.output.startswith("REFUTED")
    assert "By what is known today" not in today.output
