"""Reported errors: kept once, bounded, read back, and nothing else is taken for one."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import reported as rooms
from bot.packs import make_pack
from bot.page.error_form import error_of
from bot.reported import (
    MAX_NOTE,
    ReportError,
    Wrong,
    drop,
    from_json_lines,
    ids,
    read_report,
    report_error,
    to_json_lines,
)
from tests.bot.page.fake import FakeNewsproof

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def newsproof(tmp_path: Path) -> FakeNewsproof:
    return FakeNewsproof(tmp_path / "data")


def packed(newsproof: FakeNewsproof, question: str = "the talks") -> rooms.Pack:
    return make_pack(newsproof.ask(question), newsproof.archive, newsproof.settings, now=NOW)


def reported(folder: Path) -> list[rooms.Reported]:
    return [read_report(folder, name) for name in ids(folder)]


def test_report_is_kept_once_and_read_back(newsproof: FakeNewsproof, tmp_path: Path) -> None:
    folder, pack = tmp_path / "reports", packed(newsproof)
    first = report_error(folder, pack, Wrong.QUOTE, "It is from 2021.", now=NOW)
    again = report_error(folder, pack, Wrong.QUOTE, "It is from 2021.", now=NOW)
    found = reported(folder)

    assert first == again
    assert [(one.id, one.wrong, one.note) for one in found] == [
        (first, Wrong.QUOTE, "It is from 2021.")
    ]
    assert found[0].pack.text == "the talks"
    assert found[0].reported == NOW
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_newest_comes_first_and_one_can_be_dropped(
    newsproof: FakeNewsproof, tmp_path: Path
) -> None:
    pack = packed(newsproof)
    old = report_error(tmp_path, pack, Wrong.OTHER, "a", now=NOW)
    new = report_error(tmp_path, pack, Wrong.OTHER, "b", now=NOW.replace(hour=10))

    assert [one.id for one in reported(tmp_path)] == [new, old]
    assert drop(tmp_path, new)
    assert not drop(tmp_path, "../data/archive")
    assert [one.id for one in reported(tmp_path)] == [old]


def test_folder_does_not_grow_without_end(
    newsproof: FakeNewsproof, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "MAX_REPORTS", 2)
    pack = packed(newsproof)
    for note in "ab":
        report_error(tmp_path, pack, Wrong.OTHER, note, now=NOW)

    with pytest.raises(ReportError, match="no more error reports"):
        report_error(tmp_path, pack, Wrong.OTHER, "c", now=NOW)
    assert len(reported(tmp_path)) == 2


def test_note_is_cut(newsproof: FakeNewsproof, tmp_path: Path) -> None:
    report_error(tmp_path, packed(newsproof), Wrong.OTHER, "x" * 5_000, now=NOW)

    assert len(reported(tmp_path)[0].note) == MAX_NOTE


def test_abstention_can_be_reported(newsproof: FakeNewsproof, tmp_path: Path) -> None:
    pack = packed(newsproof, "the airport")
    report_error(tmp_path, pack, Wrong.SHOULD_ANSWER, "", now=NOW)

    assert reported(tmp_path)[0].pack.text == "the airport"


def test_order_is_that_of_the_reports_and_not_of_their_names(
    newsproof: FakeNewsproof, tmp_path: Path
) -> None:
    pack = packed(newsproof)
    hours = [3, 1, 9, 5, 7]
    kept = {
        hour: report_error(tmp_path, pack, Wrong.OTHER, str(hour), now=NOW.replace(hour=hour))
        for hour in hours
    }

    assert ids(tmp_path) == [kept[hour] for hour in sorted(hours, reverse=True)]


def test_reports_travel_as_json_lines(newsproof: FakeNewsproof, tmp_path: Path) -> None:
    for note in ("a", "line one\nline two \u2028 three", ""):
        report_error(tmp_path, packed(newsproof), Wrong.QUOTE, note, now=NOW)
    report_error(tmp_path, packed(newsproof, "the airport"), Wrong.SHOULD_ANSWER, "", now=NOW)
    found = reported(tmp_path)
    data = to_json_lines(found)

    assert data.count(b"\n") == 4
    assert from_json_lines(data) == found
    assert from_json_lines(b"\n" + data + b"\n  \n") == found
    assert from_json_lines(b"") == []


@pytest.mark.parametrize(
    "change",
    [
        {"id": "../../etc"}, {"id": None}, {"wrong": "x"}, {"note": 3}, {"note": ["a"]},
        {"note": "\ud800"}, {"reported": "2026-11-23T09:30:00"}, {"reported": "soon"},
        {"pack": None}, {"format": "newsproof-pack"},
    ],
)  # fmt: skip
def test_line_that_is_no_report_is_told_with_its_number(
    newsproof: FakeNewsproof, tmp_path: Path, change: dict[str, object]
) -> None:
    report_error(tmp_path, packed(newsproof), Wrong.OTHER, "", now=NOW)
    line = to_json_lines(reported(tmp_path))
    bad = json.dumps({**json.loads(line), **change}).encode()

    with pytest.raises(ReportError, match="line 2 is no error report"):
        from_json_lines(line + bad)


def test_file_that_is_too_large_is_no_report(
    newsproof: FakeNewsproof, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = report_error(tmp_path, packed(newsproof), Wrong.OTHER, "", now=NOW)
    monkeypatch.setattr(rooms, "_MAX_BYTES", 100)

    with pytest.raises(ReportError, match="is no error report"):
        read_report(tmp_path, name)


def test_report_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="cannot be read"):
        read_report(tmp_path, "0123456789ab")


def test_folder_that_is_not_there_holds_no_reports(tmp_path: Path) -> None:
    assert reported(tmp_path / "none") == []


def test_folder_that_cannot_be_made_is_told(newsproof: FakeNewsproof, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(ReportError, match="cannot be kept"):
        report_error(tmp_path / "file", packed(newsproof), Wrong.OTHER, "", now=NOW)


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"format": "x"}', b"[" * 5_000, b"\xff"])
def test_file_that_is_no_report_is_told(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "bad.json").write_bytes(data)

    with pytest.raises(ReportError, match="is no error report"):
        reported(tmp_path)


@pytest.mark.parametrize(
    "data", [None, [], "x", {"report": "1"}, {"report": 1, "wrong": ["x"], "note": {"a": 1}}]
)
def test_what_was_sent_may_be_anything(data: object) -> None:
    number, wrong, note = error_of(data)

    assert (wrong, note) == (Wrong.OTHER, "")
    assert number in {0, 1}


def test_report_names_what_is_wrong() -> None:
    assert error_of({"report": 3, "wrong": "wrong quote", "note": " it is  "}) == (
        3, Wrong.QUOTE, "it is",
    )  # fmt: skip


def test_report_with_a_foreign_pack_is_refused(newsproof: FakeNewsproof, tmp_path: Path) -> None:
    identity = report_error(tmp_path, packed(newsproof), Wrong.OTHER, "", now=NOW)
    path = tmp_path / f"{identity}.json"
    told = json.loads(path.read_text())
    path.write_text(json.dumps({**told, "pack": {"format": "other"}}))

    with pytest.raises(ReportError):
        reported(tmp_path)
