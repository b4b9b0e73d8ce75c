"""The seal counts looks, sees changes, and never forgets."""

from __future__ import annotations

import json
import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from toy import CASES

from eval.cases.making import line_of
from eval.cases.seal import (
    FILE_NAME,
    Look,
    Purpose,
    Saw,
    Seal,
    read_seal,
    record_look,
    seal_split,
    warnings_of,
)
from eval.cli import eval_group
from eval.errors import CaseError, EvalError

DAY = date(2026, 11, 23)
TEST = replace(CASES, split="test")
CHANGED = replace(TEST, questions=TEST.questions[1:])
REPORT = Look(on=DAY)


def test_a_sealed_split_reads_back_in_the_form_agreed(tmp_path: Path) -> None:
    assert read_seal(tmp_path) == Seal()
    sealed = seal_split(tmp_path, TEST, DAY)
    assert record_look(tmp_path, "test", replace(REPORT, note="release 0.2"))
    stored = json.loads((tmp_path / FILE_NAME).read_text())
    look = {"on": "2026-11-23", "purpose": "report", "saw": "figures", "note": "release 0.2"}
    assert stored == {
        "format": 1,
        "splits": {
            "test": {
                "digest": TEST.digest,
                "sealed_on": "2026-11-23",
                "looks": [look],
                "earlier": [],
            }
        },
    }
    del stored["splits"]["test"]["earlier"]
    (tmp_path / FILE_NAME).write_text(json.dumps(stored))
    assert read_seal(tmp_path).splits["test"].looks[0].note == "release 0.2"
    assert sealed.looks == ()
    assert os.listdir(tmp_path) == [FILE_NAME]  # noqa: PTH208


def test_sealing_what_has_not_changed_keeps_its_looks(tmp_path: Path) -> None:
    seal_split(tmp_path, TEST, DAY)
    record_look(tmp_path, "test", REPORT)
    for reason in ("", "again"):
        assert seal_split(tmp_path, TEST, date(2027, 1, 1), reason=reason).looks == (REPORT,)
    assert read_seal(tmp_path).splits["test"].sealed_on == DAY


def test_a_changed_split_is_sealed_anew_only_with_a_reason_that_is_kept(tmp_path: Path) -> None:
    seal_split(tmp_path, TEST, DAY)
    record_look(tmp_path, "test", replace(REPORT, purpose=Purpose.TUNING))
    for reason in ("", " \n"):
        with pytest.raises(CaseError, match="has changed since it was sealed on 2026-11-23"):
            seal_split(tmp_path, CHANGED, DAY, reason=reason)
    seal_split(tmp_path, CHANGED, date(2026, 12, 1), reason="a wrong\ncase")
    sealed = read_seal(tmp_path).splits["test"]
    assert (sealed.digest, sealed.looks) == (CHANGED.digest, ())
    (broken,) = sealed.earlier
    assert (broken.digest, broken.reason, len(broken.looks)) == (TEST.digest, "a wrong case", 1)
    told = warnings_of(read_seal(tmp_path), CHANGED)
    assert any("sealed anew on 2026-12-01: a wrong case" in one for one in told)
    assert any("for tuning once before 2026-12-01" in one for one in told)


def test_warnings_say_what_a_reader_has_to_know(tmp_path: Path) -> None:
    assert warnings_of(Seal(), CASES) == []
    assert "not sealed" in warnings_of(Seal(), TEST)[0]
    seal_split(tmp_path, TEST, DAY)
    assert warnings_of(read_seal(tmp_path), TEST) == []
    assert "its cases have changed" in warnings_of(read_seal(tmp_path), CHANGED)[0]
    record_look(tmp_path, "test", REPORT)
    assert warnings_of(read_seal(tmp_path), TEST) == []
    record_look(tmp_path, "test", replace(REPORT, saw=Saw.CASES))
    record_look(tmp_path, "test", replace(REPORT, purpose=Purpose.TUNING))
    assert warnings_of(read_seal(tmp_path), TEST) == [
        "The test split was looked at for tuning once since it was sealed.",
        "Single cases of the test split were looked at once since it was sealed.",
        "The test split was looked at 3 times since it was sealed.",
    ]


def test_a_look_that_cannot_be_noted_is_said_and_not_raised(tmp_path: Path) -> None:
    assert not record_look(tmp_path, "test", REPORT)
    assert not (tmp_path / FILE_NAME).exists()
    seal_split(tmp_path, TEST, DAY)
    assert not record_look(tmp_path, "other", REPORT)
    before = (tmp_path / FILE_NAME).read_bytes()
    tmp_path.chmod(0o555)
    try:
        if os.access(tmp_path, os.W_OK):  # root may write anywhere
            pytest.skip("this user may write to a folder without rights")
        assert not record_look(tmp_path, "test", REPORT)
        with pytest.raises(EvalError):
            seal_split(tmp_path, CHANGED, DAY, reason="x")
    finally:
        tmp_path.chmod(0o755)
    assert (tmp_path / FILE_NAME).read_bytes() == before


def test_a_file_in_the_way_of_writing_is_said_and_not_raised(tmp_path: Path) -> None:
    seal_split(tmp_path, TEST, DAY)
    (tmp_path / f".{FILE_NAME}.{os.getpid()}.tmp").mkdir()
    try:
        noted = record_look(tmp_path, "test", REPORT)
    except OSError:
        pytest.fail("the look failed")
    assert not noted


def test_looks_at_the_same_moment_are_all_counted(tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    seal_split(tmp_path, TEST, DAY)
    with ThreadPoolExecutor(8) as pool:
        noted = list(pool.map(lambda _: record_look(tmp_path, "test", REPORT), range(40)))
    assert all(noted)
    assert len(read_seal(tmp_path).splits["test"].looks) == 40


GOOD = {"digest": "0" * 64, "sealed_on": "2026-11-23", "looks": []}
WRONG = {
    "cut off": '{"format": 1',
    "empty": "",
    "list": "[]",
    "no format": json.dumps({"splits": {}}),
    "other format": json.dumps({"format": 2, "splits": {}}),
    "format true": json.dumps({"format": True, "splits": {}}),
    "unknown key": json.dumps({"format": 1, "splits": {}, "x": 1}),
    "short digest": json.dumps({"format": 1, "splits": {"test": {**GOOD, "digest": "0"}}}),
    "no such day": json.dumps({"format": 1, "splits": {"test": {**GOOD, "sealed_on": "x"}}}),
    "purpose": json.dumps(
        {
            "format": 1,
            "splits": {"test": {**GOOD, "looks": [{"on": "2026-11-23", "purpose": "fun"}]}},
        }
    ),
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_a_damaged_seal_is_an_error_and_never_begun_anew(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_text(text)
    for use in (
        lambda: read_seal(tmp_path),
        lambda: record_look(tmp_path, "test", REPORT),
        lambda: seal_split(tmp_path, TEST, DAY, reason="x"),
    ):
        with pytest.raises(EvalError, match=re.escape(FILE_NAME)):
            use()
    assert (tmp_path / FILE_NAME).read_text() == text


def run(root: Path, *arguments: object) -> Result:
    given = {"data_dir": None, "encoder": None, "debug": False}
    called = ["seal", "--cases", str(root), *map(str, arguments)]
    return CliRunner().invoke(eval_group, called, obj=given)


def test_the_command_seals_prints_and_refuses(tmp_path: Path) -> None:
    for split in ("dev", "test"):
        (tmp_path / split).mkdir()
        file = tmp_path / split / "toy-claims.jsonl"
        file.write_text("".join(f"{line_of(one)}\n" for one in CASES.claims))
    assert run(tmp_path).stdout.startswith("dev: not sealed, 0 looks\ntest: not sealed, 0 looks\n")
    result = run(tmp_path, "--split", "test")
    assert result.exit_code == 0, result.output
    assert re.search(
        r"test: sealed on \d{4}-\d\d-\d\d, [0-9a-f]{12}, intact, 0 looks", result.stdout
    )
    file.write_text(f"{line_of(CASES.claims[0])}\n")
    broken = run(tmp_path)
    assert (broken.exit_code, "BROKEN" in broken.stdout) == (1, True)
    assert isinstance(run(tmp_path, "--split", "test").exception, CaseError)
    assert run(tmp_path, "--reason", "x").exit_code == 2
    assert run(tmp_path, "--split", "test", "--reason", "two were wrong").exit_code == 0
    (state,) = json.loads(run(tmp_path, "--split", "test", "--json").stdout)["splits"]
    assert (state["split"], state["is_intact"], state["n_looks"]) == ("test", True, 0)
    assert "two were wrong" in state["warnings"][0]
    assert isinstance(run(tmp_path, "--split", "../x").exception, CaseError)
    file.unlink()
    gone = run(tmp_path)
    assert (gone.exit_code, "The split is gone." in gone.stdout) == (1, True)
