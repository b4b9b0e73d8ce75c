"""`newsproof eval run` from end to end: a real Newsproof over a toy archive of Markdown files."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from toy import url_of, write_toys

from bot.cli.main import main
from bot.newsproof import Newsproof
from bot.settings import Settings
from eval.cases import load_cases
from eval.cases.seal import read_seal, seal_split
from eval.cli import eval_group
from eval.errors import CaseError, EvalError, GoldError
from eval.gate.baseline import write_baseline
from eval.gate.floors import first_baseline
from eval.history import read_history
from eval.runs import read_run, write_run
from sources.errors import NotFoundError
from tests.eval.gate.made_runs import make_run

QUESTION = {
    "id": "q1",
    "question": "How many Roman coins did the Lind Museum buy?",
    "kind": "answerable",
    "status": "answered",
    "gold": [{"article": url_of("museum"), "quote": "bought 1,200 Roman coins"}],
}
CLAIM = {
    "id": "c1",
    "claim": "The chess final was in Lisbon.",
    "verdict": "NOT_ENOUGH_EVIDENCE",
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = write_toys(tmp_path_factory.mktemp("toy"))
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    with Newsproof.open(settings, create=True) as newsproof:
        assert not newsproof.ingest([folder]).rejected
    return settings


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    for split in ("dev", "test"):
        folder = tmp_path / "cases" / split
        folder.mkdir(parents=True)
        (folder / "own-questions.jsonl").write_text(json.dumps(QUESTION) + "\n")
        (folder / "own-claims.jsonl").write_text(json.dumps(CLAIM) + "\n")
    return tmp_path / "cases"


def eval_run(settings: Settings, *arguments: object) -> Result:
    given = {"data_dir": settings.data_dir, "encoder": None, "debug": False}
    return CliRunner().invoke(eval_group, ["run", *map(str, arguments)], obj=given)


def test_own_cases_are_run_on_the_archive_of_the_data_dir(
    settings: Settings, cases: Path, tmp_path: Path
) -> None:
    out = tmp_path / "runs" / "one.json"
    result = eval_run(settings, "--cases", cases, "--no-baseline", "--json", "--out", out)
    assert result.exit_code == 0, result.output
    printed = json.loads(result.stdout)
    assert (printed["split"], printed["n_questions"], printed["n_claims"]) == ("dev", 1, 1)
    (system,) = printed["systems"]
    assert system["system"] == "newsproof"
    assert system["figures"]["recall@5"]["value"] == 1
    assert "records" not in system
    written = read_run(out)
    assert written.questions[0].id == "q1"
    assert written.digest == printed["digest"]


def test_the_baselines_stand_beside_newsproof(
    settings: Settings, cases: Path, tmp_path: Path
) -> None:
    page, history = tmp_path / "page.html", tmp_path / "history.jsonl"
    arguments = ("--cases", cases, "--split", "test", "--wrong", "--out", page)
    result = eval_run(settings, *arguments, "--history", history)
    assert result.exit_code == 0, result.output
    assert "<svg" in page.read_text()
    assert [entry.split for entry in read_history(history)] == ["test"]
    assert "not sealed" in result.stderr
    for words in ("newsproof", "plain", "plain-128", "answer_accuracy", "ask_threshold"):
        assert words in result.stdout


def test_looks_at_a_sealed_split_are_counted(settings: Settings, cases: Path) -> None:
    seal_split(cases, load_cases(cases, "test"), date(2026, 11, 1))
    given = ("--cases", cases, "--split", "test", "--no-baseline", "--json")
    assert json.loads(eval_run(settings, *given).stdout)["notes"] == []
    notes = json.loads(eval_run(settings, *given, "--tuning", "--wrong").stdout)["notes"]
    assert any("for tuning once" in note for note in notes)
    assert any("2 times" in note for note in notes)
    looks = read_seal(cases).splits["test"].looks
    assert [(look.purpose, look.saw) for look in looks] == [
        ("report", "figures"),
        ("tuning", "cases"),
    ]


def test_a_gate_over_a_sealed_split_is_a_look_at_its_cases(
    settings: Settings, cases: Path, tmp_path: Path
) -> None:
    seal_split(cases, load_cases(cases, "test"), date(2026, 11, 1))
    run_file, base = tmp_path / "run.json", cases / "baseline.json"
    write_run(run_file, make_run(split="test"))
    write_baseline(base, first_baseline(read_run(run_file), on=date(2026, 11, 1)))
    given = {"data_dir": settings.data_dir, "encoder": None, "debug": False}
    outs = [tmp_path / f"gate{suffix}" for suffix in (".json", ".md", ".html", ".xml")]
    arguments = ["gate", "--cases", str(cases), "--split", "test"]
    for out in outs:
        arguments += ["--out", str(out)]
    result = CliRunner().invoke(eval_group, arguments, obj=given)
    assert result.exit_code == 1, result.output
    for out in outs:
        assert "Single cases of the test split were looked at once" in out.read_text(), out
    assert "Single cases of the test split were looked at once" in result.stderr
    assert [look.saw for look in read_seal(cases).splits["test"].looks] == ["cases"]


def test_a_sample_is_a_part_of_the_cases_and_the_same_each_time(
    settings: Settings, cases: Path
) -> None:
    given = ("--cases", cases, "--no-baseline", "--json", "--sample", "1")
    one, other = (json.loads(eval_run(settings, *given).stdout) for _ in range(2))
    assert one["digest"] == other["digest"]
    assert one["n_questions"] + one["n_claims"] == 1


def test_a_case_without_its_article_is_wrong_when_that_is_allowed(
    settings: Settings, cases: Path
) -> None:
    wrong = {**QUESTION, "gold": [{"article": url_of("museum"), "quote": "no such words"}]}
    (cases / "dev" / "own-questions.jsonl").write_text(json.dumps(wrong))
    given = ("--cases", cases, "--no-baseline", "--json", "--wrong", "--allow-missing")
    (system,) = json.loads(eval_run(settings, *given).stdout)["systems"]
    assert system["wrong"]["questions"][0]["blame"] == "not_in_archive"


def test_what_cannot_be_written_is_told_before_the_work(
    settings: Settings, cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        pytest.fail("it was run")

    monkeypatch.setattr("eval.evaluation.evaluate", never)
    (tmp_path / "file").write_text("x")
    (tmp_path / "cut.jsonl").write_text("{")
    below = tmp_path / "file" / "x"
    for name, path in (
        ("--out", below.with_suffix(".json")),
        ("--history", below),
        ("--history", tmp_path / "cut.jsonl"),
        ("--cache", tmp_path / "file" / "cache"),
    ):
        result = eval_run(settings, "--cases", cases, "--no-baseline", name, path)
        assert isinstance(result.exception, EvalError), (name, result.exception)
    assert (tmp_path / "file").read_text() == "x"


def test_history_stands_only_for_reports_that_were_written(
    settings: Settings, cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise EvalError("the disk is full", "make room")

    monkeypatch.setattr("eval.runs.write_run", full)
    history = tmp_path / "history.jsonl"
    given = ("--cases", cases, "--no-baseline", "--out", tmp_path / "r.json")
    assert isinstance(eval_run(settings, *given, "--history", history).exception, EvalError)
    assert not history.exists()


@pytest.mark.parametrize("is_kept", [True, False])
def test_stopping_says_that_work_is_kept_only_where_it_is(
    settings: Settings,
    cases: Path,
    tmp_path: Path,
    *,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    is_kept: bool,
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("eval.evaluation.evaluate", stop)
    command = ["newsproof", "--data-dir", settings.data_dir, "eval", "run", "--cases", cases]
    command += ["--cache", tmp_path / "cache"] if is_kept else []
    monkeypatch.setattr("sys.argv", list(map(str, command)))
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 130
    said = capsys.readouterr().err.lstrip()
    assert said.startswith("error: stopped. ")
    assert ("What was done is kept" in said) is is_kept


def test_what_is_wrong_is_an_error_with_a_way_out(
    settings: Settings, cases: Path, tmp_path: Path
) -> None:
    def error(*arguments: object, of: Settings = settings) -> BaseException | None:
        return eval_run(of, "--no-baseline", *arguments).exception

    assert isinstance(error("--cases", tmp_path / "nowhere"), CaseError)
    assert isinstance(error("--cases", cases, "--out", tmp_path), EvalError | SystemExit)
    assert isinstance(error("--cases", cases, "--out", "run.txt"), EvalError)
    missing = Settings(data_dir=tmp_path / "no-archive")
    assert isinstance(error("--cases", cases, of=missing), NotFoundError)
    wrong: dict[str, Any] = {**QUESTION, "gold": [{"article": url_of("museum"), "quote": "gold"}]}
    (cases / "dev" / "own-questions.jsonl").write_text(json.dumps(wrong))
    assert isinstance(error("--cases", cases), GoldError)
