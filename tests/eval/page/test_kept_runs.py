"""The folder of kept runs: what is written is found again; everything else is told and left out."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from eval import keeping
from eval.cli import eval_group
from eval.errors import EvalError
from eval.history import read_history
from eval.keeping import HISTORY, KeptRuns, Why, check_keepable, compared, keep_run
from eval.records import Run
from eval.runs import read_run, write_run
from eval.summary import summarise
from tests.eval.reports.page_runs import before, make_run
from tests.eval.toy import url_of, write_toys

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def keep(folder: Path, run: Run, now: datetime = NOW) -> Path:
    return keep_run(folder, run, summarise(run), now=now, version="0.1.0")


def test_a_kept_run_is_found_again_with_its_figures(tmp_path: Path) -> None:
    run = make_run(30)
    path = keep(tmp_path / "new", run)
    assert path.name == "20261123T093000Z-dev.json"
    kept = KeptRuns(tmp_path / "new")
    (found,) = kept.listing().runs
    assert (found.name, found.taken, found.split) == (path.name, NOW, "dev")
    assert kept.run(found.name) == (run, summarise(run))
    (entry,) = kept.history()
    assert (entry.date, entry.version, entry.digest) == (NOW.date(), "0.1.0", run.digest)


def test_two_runs_of_a_second_are_both_kept_and_the_newest_comes_first(tmp_path: Path) -> None:
    run = make_run(20)
    first, second = keep(tmp_path, run), keep(tmp_path, run)
    later = keep(tmp_path, run, NOW + timedelta(days=1))
    copied = tmp_path / "from-elsewhere.json"
    write_run(copied, run)
    os.utime(copied, (0, 0))
    names = [one.name for one in KeptRuns(tmp_path).listing().runs]
    assert names[0] == later.name
    assert set(names[1:3]) == {first.name, second.name}
    assert names[3] == copied.name
    assert len(read_history(tmp_path / HISTORY)) == 3


def test_what_is_no_run_is_told_and_left_out(tmp_path: Path) -> None:
    good = keep(tmp_path / "in", make_run(20))
    folder = good.parent
    whole = good.read_text()
    (folder / "cut.json").write_text(whole[:400])
    (folder / "nan.json").write_text(whole.replace('"ms": ', '"ms": NaN, "x": ', 1))
    (folder / "other-kind.json").write_text('{"format": 1, "kind": "baseline"}')
    (folder / "deep.json").write_text("[" * 100_000)
    (folder / "bytes.json").write_bytes(b"\xff\xfe\x00")
    (folder / "empty.json").touch()
    (folder / "notes.txt").write_text("mine")
    (folder / "sub.json").mkdir()
    outside = tmp_path / "outside.json"
    outside.write_text(whole)
    (folder / "link.json").symlink_to(outside)
    os.mkfifo(folder / "pipe.json")
    with (folder / "huge.json").open("wb") as file:
        file.truncate(2**30)  # sparse: 1 GB that takes no room
    (folder / ".hidden.json").write_text("{")
    listing = KeptRuns(folder).listing()
    assert [one.name for one in listing.runs] == [good.name]
    assert {one.name: one.why for one in listing.skipped} == {
        "cut.json": Why.WRONG,
        "nan.json": Why.WRONG,
        "other-kind.json": Why.WRONG,
        "deep.json": Why.WRONG,
        "bytes.json": Why.WRONG,
        "empty.json": Why.WRONG,
        "notes.txt": Why.NO_JSON,
        "sub.json": Why.FOLDER,
        "link.json": Why.LINK,
        "pipe.json": Why.FOLDER,
        "huge.json": Why.LARGE,
    }
    said = {one.name: one.said for one in listing.skipped}
    assert "'cut.json'" in said["cut.json"]
    assert str(tmp_path) not in "".join(said.values())


@pytest.mark.parametrize("name", ["../outside.json", "/etc/passwd", "link.json", "", ".", "a\0b"])
def test_only_what_is_listed_can_be_read(tmp_path: Path, name: str) -> None:
    folder = keep(tmp_path / "in", make_run(20)).parent
    outside = tmp_path / "outside.json"
    write_run(outside, make_run(20))
    (folder / "link.json").symlink_to(outside)
    with pytest.raises(EvalError, match="not there"):
        KeptRuns(folder).run(name)


def test_a_file_that_changes_is_read_again_and_one_that_does_not_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = keep(tmp_path, make_run(20))
    read: list[Path] = []
    monkeypatch.setattr(keeping, "read_run", lambda one: read.append(one) or read_run(one))
    kept = KeptRuns(tmp_path)
    kept.listing()
    assert kept.listing().runs
    assert len(read) == 1
    path.write_text("{")
    os.utime(path, (1, 1))
    assert [one.why for one in kept.listing().skipped] == [Why.WRONG]


def test_only_the_newest_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MAX_RUNS", 2)
    run = make_run(20)
    names = [keep(tmp_path, run, NOW + timedelta(days=n)).name for n in range(4)]
    listing = KeptRuns(tmp_path).listing()
    assert [one.name for one in listing.runs] == names[:1:-1]
    assert listing.n_older == 2


def test_no_folder_holds_nothing(tmp_path: Path) -> None:
    for folder in (None, tmp_path / "missing"):
        kept = KeptRuns(folder)
        assert kept.listing().runs == ()
        assert kept.history() == []


def test_a_damaged_history_stops_keeping_before_the_run(tmp_path: Path) -> None:
    (tmp_path / HISTORY).write_text("{\n")
    with pytest.raises(EvalError, match=HISTORY):
        check_keepable(tmp_path)
    with pytest.raises(EvalError, match=HISTORY):
        KeptRuns(tmp_path).history()
    (tmp_path / HISTORY).unlink()
    (tmp_path / HISTORY).symlink_to("/dev/zero")
    with pytest.raises(EvalError, match="no plain file"):
        KeptRuns(tmp_path).history()


def test_a_pair_is_compared_once() -> None:
    after = make_run(30)
    earlier, compare = before(after), compared(1)
    first = compare(earlier, after)
    assert compare(earlier, after) is first
    assert compare(after, earlier) is not first
    assert compare(earlier, after) is not first  # forgotten: it remembers one pair


def keep_by_command(data_dir: object, cases: Path, *more: str) -> object:
    given = {"data_dir": data_dir, "encoder": None, "debug": False}
    arguments = ["run", "--cases", str(cases), "--no-baseline", "--jobs", "1", "--keep", *more]
    return CliRunner().invoke(eval_group, arguments, obj=given)


def test_the_command_keeps_a_run_in_the_data_directory(tmp_path: Path) -> None:
    from bot.newsproof import Newsproof
    from bot.settings import Settings

    data_dir, cases, toys = tmp_path / "data", tmp_path / "cases", tmp_path / "toys"
    toys.mkdir()
    with Newsproof.open(Settings(data_dir=data_dir), create=True) as newsproof:
        assert not newsproof.ingest([write_toys(toys)]).rejected
    (cases / "dev").mkdir(parents=True)
    gold = [{"article": url_of("museum"), "quote": "bought 1,200 Roman coins"}]
    question = {"id": "q1", "question": "How many Roman coins did the Lind Museum buy?"}
    question |= {"kind": "answerable", "status": "answered", "gold": gold}
    (cases / "dev" / "own-questions.jsonl").write_text(json.dumps(question) + "\n")
    result = keep_by_command(data_dir, cases)
    assert result.exit_code == 0, result.output
    kept = KeptRuns(data_dir / keeping.FOLDER)
    (found,) = kept.listing().runs
    assert f"kept as {data_dir / keeping.FOLDER / found.name}" in result.stderr
    assert kept.run(found.name)[0].questions[0].id == "q1"
    assert len(kept.history()) == 1


def test_the_command_says_where_it_cannot_keep(tmp_path: Path) -> None:
    cases = tmp_path / "cases"
    (cases / "dev").mkdir(parents=True)
    claim = {"id": "c1", "claim": "It rained.", "verdict": "NOT_ENOUGH_EVIDENCE"}
    (cases / "dev" / "own-claims.jsonl").write_text(json.dumps(claim) + "\n")
    result = keep_by_command("postgresql://nobody@127.0.0.1/none", cases)
    assert isinstance(result.exception, EvalError)
    assert "no folder" in str(result.exception)
    (tmp_path / "file").write_text("")
    result = keep_by_command(tmp_path / "file", cases)
    assert isinstance(result.exception, EvalError)
    assert "cannot be written" in str(result.exception)
