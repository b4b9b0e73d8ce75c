"""Reported errors on the desk: a page at a time, newest first, damaged files told."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.packs import make_pack, pack_from_json
from bot.page.app import build_page
from bot.page.reported_fold import _clicker, _listed, shown_at
from bot.page.reported_html import PER_PAGE, reported_html
from bot.page.texts import texts_of
from bot.reported import Wrong, from_json_lines, ids, report_error
from tests.bot.page.fake import STATEMENT, TALKS, FakeNewsproof

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
EN, DE = texts_of("en"), texts_of("de")


@pytest.fixture
def newsproof(tmp_path: Path) -> FakeNewsproof:
    return FakeNewsproof(tmp_path / "data")


def report(
    newsproof: FakeNewsproof, folder: Path, question: str = "the talks", n: int = 1
) -> list[str]:
    """Report n errors, a minute apart, and return their names, newest first."""
    pack = make_pack(newsproof.ask(question), newsproof.archive, newsproof.settings, now=NOW)
    return [
        report_error(folder, pack, Wrong.QUOTE, f"Note {at}", now=NOW + timedelta(minutes=at))
        for at in range(n)
    ][::-1]


def click(folder: Path, **sent: object) -> str:
    return _clicker(EN, folder)(SimpleNamespace(_data=sent))  # type: ignore[arg-type]


def saved(html: str, name: str) -> bytes:
    found = re.search(rf'download="{name}" href="data:[a-z/]+;base64,([^"]*)"', html)
    assert found
    return base64.b64decode(found[1])


def test_no_report_says_where_they_come_from(tmp_path: Path) -> None:
    html = _listed(EN, tmp_path / "none")

    assert "Reported errors (0)" in html
    assert "No error is reported." in html
    assert "data-done" not in html
    assert "Gemeldete Fehler (0)" in _listed(DE, tmp_path)


def test_report_shows_question_what_is_wrong_note_time_and_answer(
    newsproof: FakeNewsproof, tmp_path: Path
) -> None:
    (name,) = report(newsproof, tmp_path, "the talks")
    html = _listed(EN, tmp_path)

    for words in (
        "the talks", "The quote does not prove it", "“Note 0”", "23 November 2026, 09:30 UTC",
        TALKS[:60], STATEMENT[-60:], "Newsproof Sample Wire", "Said by the Russian Foreign",
    ):  # fmt: skip
        assert words in html
    assert pack_from_json(saved(html, f"newsproof-{name}.json")).text == "the talks"
    assert [one.id for one in from_json_lines(saved(html, "newsproof-reports.jsonl"))] == [name]
    assert " open>" not in html


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("the airport", "The nearest it has"),
        ("the march", "The sources disagree"),
        ("is it safe", "Yes"),
    ],
)
def test_every_kind_of_answer_is_shown(
    newsproof: FakeNewsproof, tmp_path: Path, question: str, words: str
) -> None:
    report(newsproof, tmp_path, question)
    html = _listed(EN, tmp_path)

    assert words in html
    assert "np-quote" in html


def test_five_hundred_reports_are_shown_ten_at_a_time(
    newsproof: FakeNewsproof, tmp_path: Path
) -> None:
    names = report(newsproof, tmp_path, n=500)
    first, last = _listed(EN, tmp_path), click(tmp_path, page="50")

    assert re.findall(r'data-done="(\w+)"', first) == names[:PER_PAGE]
    assert "Reported errors 1 to 10 of 500" in first
    assert re.findall(r'data-done="(\w+)"', last) == names[-PER_PAGE:]
    assert len(first) < 1_000_000


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "", "9" * 40, "²", None, {"a": 1}])
def test_page_that_is_not_there_is_the_nearest_that_is(
    newsproof: FakeNewsproof, tmp_path: Path, page: object
) -> None:
    report(newsproof, tmp_path, n=12)

    assert re.search(r'data-at="[12]"', click(tmp_path, page=page))


def test_done_deletes_the_report_and_stays_on_its_page(
    newsproof: FakeNewsproof, tmp_path: Path
) -> None:
    names = report(newsproof, tmp_path, n=12)
    html = click(tmp_path, done=names[10], page="2")

    assert ids(tmp_path) == [name for name in names if name != names[10]]
    assert re.findall(r'data-done="(\w+)"', html) == [names[11]]
    assert "The report is deleted." in html
    assert " open>" in html
    assert 'data-at="1"' in click(tmp_path, done=names[11], page="2")


@pytest.mark.parametrize("name", ["", "../data/archive", "*", "0123456789ab", None, ["x"]])
def test_nothing_but_a_report_can_be_deleted(
    newsproof: FakeNewsproof, tmp_path: Path, name: Any
) -> None:
    report(newsproof, tmp_path)
    (tmp_path / "other.txt").write_text("kept")
    before = sorted(path.name for path in tmp_path.rglob("*"))
    html = click(tmp_path, done=name)

    assert "The report is deleted." not in html
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_damaged_files_are_told_and_the_others_shown(
    newsproof: FakeNewsproof, tmp_path: Path
) -> None:
    (name,) = report(newsproof, tmp_path)
    (tmp_path / "<b>bad.json").write_bytes(b"\xff")
    (tmp_path / "folder.json").mkdir()
    told = json.loads((tmp_path / f"{name}.json").read_text())
    (tmp_path / "cut.json").write_text(json.dumps(told)[:-40])
    html = _listed(EN, tmp_path)

    assert re.findall(r'data-done="(\w+)"', html) == [name]
    for words in ("&lt;b&gt;bad.json", "folder.json", "cut.json"):
        assert f"{words} in the folder “reports” cannot be read" in html


def test_only_what_is_shown_is_read(
    newsproof: FakeNewsproof, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(newsproof, tmp_path, n=25)
    read: list[Path] = []
    whole = Path.open
    monkeypatch.setattr(
        Path, "open", lambda path, *args: (read.append(path), whole(path, *args))[1]
    )

    assert len(shown_at(tmp_path, 2).reports) == PER_PAGE == len(read)


def test_folder_that_cannot_be_read_is_a_notice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.page.reported_fold.ids", lambda _: 1 / 0)

    assert "np-notice" in _listed(EN, tmp_path)


def test_page_is_open_when_it_was_turned(newsproof: FakeNewsproof, tmp_path: Path) -> None:
    report(newsproof, tmp_path)
    shown = shown_at(tmp_path, 1)

    assert '<details class="np-fold" data-at="1" open>' in reported_html(EN, shown, is_open=True)


@pytest.mark.parametrize("is_newsroom", [True, False])
def test_reports_are_for_the_newsroom(newsproof: FakeNewsproof, is_newsroom: bool) -> None:
    page = build_page(newsproof, has_sources=is_newsroom, has_uploads=False)  # type: ignore[arg-type]

    assert ("np-reported" in json.dumps(page.get_config_file(), default=str)) is is_newsroom
