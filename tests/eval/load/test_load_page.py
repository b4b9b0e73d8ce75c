"""The page of results, the command, and the visit of a cold browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.page.app import build_page
from eval.errors import EvalError
from eval.load.__main__ import _keep, cli
from eval.load.browser import visit
from eval.load.crowd import Crowd
from eval.load.health import Health
from eval.load.page import render
from eval.load.page_visitor import plan_of
from eval.load.replies import Ending, Reply
from eval.load.results import crowd_row, memory_row
from tests.bot.page.fake import FakeNewsproof
from tests.bot.page.serving import serving
from tests.bot.page.visiting import NEEDS_CHROMIUM

DOCS = Path(__file__).parents[3] / "docs"
ABOUT = {"date": "2026-11-23", "load": 0.25, "is_short": False}


def row_of(scenario: str, **more: Any) -> dict[str, Any]:
    replies = [Reply(ending=Ending.ANSWERED, seconds=n / 10, first_s=0.1) for n in range(1, 9)]
    replies.append(Reply(ending=Ending.BUSY, seconds=0.02))
    found = crowd_row(
        Crowd(n_users=10, seconds=60), replies, Health(seconds=[0.01]), took_s=60, p95_s=1.5
    )
    return {"scenario": scenario, "way": "api", "mode": "own", **ABOUT, **found, **more}


def test_page_that_is_there_says_what_the_file_says() -> None:
    path = DOCS / "results" / "load.json"
    if not path.exists():
        pytest.skip("nothing was measured yet: `make load`")
    found = json.loads(path.read_text())
    assert (DOCS / "load.md").read_text() == render(found)
    assert not [row for row in found["rows"] if row["is_short"]], "a trial is no result"


def test_rows_take_the_place_of_those_before_and_the_page_says_them(tmp_path: Path) -> None:
    seen = {"threads": [12, 12], "files": [44, 44], "mib_a_minute": 0.67, "later_half": 0.1}
    _keep(tmp_path, 50_000, row_of("flat", **memory_row([500, 520]), minutes=30.0, **seen))
    _keep(tmp_path, 50_000, row_of("ten"))
    _keep(tmp_path, 50_000, row_of("ten", holds=False, wrong=["of another question: Xobababa"]))
    _keep(tmp_path, 50_000, page={
        "visits": 5, "interactive_s": 1.25, "first_paint_s": 0.5, "n_requests": 1, "strange": [],
        "bytes": {"all": 4096, "document": 4096}, "requests": [["GET", "/", "document", 4096]],
        "load": 0.1,
    })  # fmt: skip
    found = json.loads((tmp_path / "results" / "load.json").read_text())
    text = (tmp_path / "load.md").read_text()
    assert [row["scenario"] for row in found["rows"]] == ["ten", "flat"]
    assert text == render(found)
    for said in (
        "50,000 passages", "| ten | api | own | 10, 0 s | 8 | 0.13 |", "**no**",
        "of another question: Xobababa", "memory 500 → 520 MiB, +0.67 MiB a minute",
        "a question can be typed after **1.25 s**", "none to anybody else", "| GET | `/` | 4.0 |",
    ):  # fmt: skip
        assert said in text, said


def test_command_names_what_it_does_not_know() -> None:
    for arguments in (["run", "eleven"], ["run", "--way", "fax"], ["run", "--minutes", "0"]):
        assert CliRunner().invoke(cli, arguments).exit_code == 2


def test_page_without_a_field_for_a_question_is_an_error() -> None:
    with pytest.raises(EvalError, match="np-question"):
        plan_of({"components": [], "dependencies": []})


def test_plan_is_that_of_the_page(tmp_path: Path) -> None:
    page = build_page(FakeNewsproof(tmp_path))  # type: ignore[arg-type]
    plan = plan_of(json.loads(json.dumps(page.get_config_file(), default=str)))  # as it is sent

    assert len(plan.data) == 7
    assert plan.loading
    assert len(plan.after) == 1
    assert plan.after[0][0] != plan.ask


@NEEDS_CHROMIUM[0]
@NEEDS_CHROMIUM[1]
def test_visit_weighs_what_a_browser_loads() -> None:
    pytest.importorskip("playwright.sync_api")
    with serving() as (host, port, _):
        found = visit(f"http://{host}:{port}/", n_visits=1)
    assert 0 < found["first_paint_s"] <= found["interactive_s"] + 2 < 60
    assert found["strange"] == []
    paths = [where for _, where, _, _ in found["requests"]]
    assert {"/", "/np/page.css", "/np/page.js"} <= set(paths)
    assert found["n_requests"] == len(paths)
    assert found["bytes"]["all"] == sum(size for *_, size in found["requests"]) > 100_000
    assert set(found["bytes"]) >= {"all", "document", "script", "stylesheet"}


def test_browser_that_is_not_there_is_said() -> None:
    with pytest.raises(EvalError, match="is not there"):
        visit("http://127.0.0.1:1/", chromium="/nowhere/chromium")
