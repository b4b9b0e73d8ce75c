"""`newsproof eval gate`, `floors` and `compare` on files: exit codes, reports, errors."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from eval.cli import eval_group
from eval.errors import EvalError
from eval.gate.baseline import read_baseline
from eval.history import HistoryEntry, append_history
from eval.records import Run
from eval.runs import write_run
from tests.eval.gate.made_runs import make_run, question, with_question

WORSE = make_run(wrong={f"q{n:03}" for n in range(9)} | {"c000", "c001"})


class Desk:
    """A folder with runs and a baseline, and the commands on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.baseline = folder / "baseline.json"

    def run_file(self, name: str, run: Run) -> Path:
        path = self.folder / f"{name}.json"
        write_run(path, run)
        return path

    def call(self, *arguments: object) -> Result:
        given = {"data_dir": self.folder / "data", "encoder": None, "debug": False}
        return CliRunner().invoke(eval_group, [str(one) for one in arguments], obj=given)

    def floors(self, *arguments: object) -> Result:
        return self.call("floors", "--baseline", self.baseline, "--on", "2024-05-02", *arguments)

    def gate(self, run: Run, *arguments: object) -> Result:
        path = self.run_file("given", run)
        return self.call("gate", "--baseline", self.baseline, "--run", path, *arguments)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    result = desk.floors("--from", desk.run_file("first", make_run()), "--raise")
    assert result.exit_code == 0, result.output
    return desk


def test_gate_passes_with_exit_code_0_and_fails_with_1(desk: Desk) -> None:
    passed = desk.gate(make_run())
    assert passed.exit_code == 0, passed.output
    assert "gate passed" in passed.stdout
    failed = desk.gate(WORSE)
    assert failed.exit_code == 1
    assert "FAIL cases_right got worse" in failed.stdout
    assert "gate failed" in failed.stdout
    assert "q005: Who wrote letter 5?" in failed.stdout


def test_json_of_the_gate_says_why(desk: Desk) -> None:
    result = desk.gate(WORSE, "--json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert found["passed"] is False
    assert "loss" in {reason["kind"] for reason in found["reasons"]}


def test_reports_are_written_by_suffix_whether_it_passes_or_not(desk: Desk) -> None:
    out = desk.folder / "out"
    names = ("g.json", "g.md", "g.xml", "g.html")
    result = desk.gate(WORSE, *(part for name in names for part in ("--out", out / name)))
    assert result.exit_code == 1, result.output
    assert json.loads((out / "g.json").read_text())["kind"] == "gate"
    assert (out / "g.md").read_text().startswith("## ❌")
    assert (out / "g.xml").read_text().startswith("<?xml")
    assert "<title>Newsproof gate failed</title>" in (out / "g.html").read_text()


def test_article_cannot_steer_the_terminal(desk: Desk) -> None:
    words = "\x1b[2J[bold]x[/bold]\u202e"
    wrong = question(7, is_right=False, question=words, quotes=(words,), gold=(words,))
    result = desk.gate(with_question(make_run(), wrong))
    assert "\x1b[2J" not in result.stdout
    assert "\u202e" not in result.stdout
    assert "[bold]x[/bold]" in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("gate", "--run", "{run}", "--baseline", "{none}"),
        ("gate", "--run", "{none}", "--baseline", "{base}"),
        ("gate", "--run", "{base}", "--baseline", "{base}"),
        ("gate", "--run", "{run}", "--baseline", "{run}"),
        ("gate", "--run", "{run}", "--baseline", "{base}", "--out", "report.txt"),
        ("gate", "--run", "{run}", "--baseline", "{base}", "--out", "{run}/x.md"),
        ("gate", "--run", "{run}", "--baseline", "{base}", "--history", "{run}"),
        ("gate", "--run", "{run}", "--cases", "{folder}"),
        ("gate", "--run", "{run}", "--split", "dev"),
        ("gate", "--run", "{run}", "--jobs", "1"),
        ("gate", "--run", "{run}", "--cache", "{folder}"),
        ("gate", "--split", "../dev", "--baseline", "{base}"),
        ("gate", "--split", "held-out", "--baseline", "{base}"),
        ("gate", "--baseline", "{base}", "--out", "{run}/x.md"),
        ("gate", "--baseline", "{base}", "--save-run", "{folder}"),
        ("gate", "--baseline", "{base}", "--cache", "{run}"),
        ("compare", "{run}", "{none}"),
        ("compare", "{run}"),
        ("compare", "{run}", "{base}"),
        ("floors", "--baseline", "{none}"),
        ("floors", "--baseline", "{base}", "--raise"),
        ("floors", "--baseline", "{base}", "--from", "{run}"),
        ("floors", "--baseline", "{base}", "--exact"),
        ("floors", "--baseline", "{base}", "--renew", "--from", "{run}"),
        ("floors", "--baseline", "{base}", "--lower", "rr@10", "0.1"),
        ("floors", "--baseline", "{base}", "--lower", "rr@10", "0.1", "--reason", " "),
        ("floors", "--baseline", "{base}", "--lower", "rr@10", "nan", "--reason", "r"),
        ("floors", "--baseline", "{base}", "--lower", "rr@10", "low", "--reason", "r"),
        ("floors", "--baseline", "{base}", "--drop", "typo", "--reason", "r"),
        (
            "floors",
            "--baseline",
            "{base}",
            "--renew",
            "--from",
            "{run}",
            "--reason",
            "r",
            "--on",
            "x",
        ),
    ],
)
def test_bad_input_is_an_error_and_changes_nothing(arguments: tuple[str, ...], desk: Desk) -> None:
    names = {
        "{run}": desk.run_file("given", make_run()),
        "{base}": desk.baseline,
        "{none}": desk.folder / "none.json",
        "{folder}": desk.folder,
    }
    before = desk.baseline.read_bytes()
    filled = []
    for one in arguments:
        for name, path in names.items():
            one = one.replace(name, str(path))  # noqa: PLW2901
        filled.append(one)
    result = desk.call(*filled)
    # The command line of Newsproof turns the error into one line and exit code 2.
    is_told = isinstance(result.exception, EvalError) and result.exception.exit_code == 2
    assert is_told or result.exit_code == 2
    assert desk.baseline.read_bytes() == before


def test_floors_are_shown_raised_lowered_and_renewed(desk: Desk) -> None:
    shown = desk.floors()
    assert "answer_accuracy" in shown.stdout
    assert "2024-05-02 renewed the cases: the first baseline" in shown.stdout
    before = read_baseline(desk.baseline)
    better = desk.run_file("better", make_run(wrong=("q000",)))
    assert desk.floors("--from", better, "--raise").exit_code == 0
    raised = read_baseline(desk.baseline)
    assert raised.floors["answer_accuracy"] > before.floors["answer_accuracy"]
    lowered = desk.floors("--lower", "answer_accuracy", "0.3", "--reason", "harder cases")
    assert "lowered answer_accuracy from" in lowered.stdout
    assert read_baseline(desk.baseline).floors["answer_accuracy"] == 0.3
    other = desk.run_file("other", replace(WORSE, digest="cd" * 32))
    assert desk.floors("--renew", "--from", other, "--reason", "new cases").exit_code == 0
    found = json.loads(desk.floors("--json").stdout)
    assert found["digest"] == "cd" * 32
    assert found["changes"][-1]["reason"] == "new cases [cases: 10 newly wrong]"
    assert desk.floors("--drop", "rr@10", "--reason", "renamed").exit_code == 0
    assert "rr@10" not in read_baseline(desk.baseline).floors


def test_own_cases_never_get_into_the_packaged_baseline(desk: Desk) -> None:
    run = desk.run_file("own", make_run())
    for given in (("--raise",), ("--renew", "--reason", "r")):
        refused = desk.call("floors", "--from", run, *given)
        assert "not over the packaged cases" in str(refused.exception)
        assert "--cases DIR" in str(refused.exception)
    own = desk.folder / "own"
    made = desk.call("floors", "--cases", own, "--from", run, "--raise")
    assert made.exit_code == 0, made.output
    assert read_baseline(own / "baseline.json").run.digest == make_run().digest


def test_compare_shows_a_loss_and_exits_0(desk: Desk) -> None:
    first, worse = desk.run_file("first", make_run()), desk.run_file("worse", WORSE)
    out = desk.folder / "c.json"
    result = desk.call("compare", first, worse, "--out", out)
    assert result.exit_code == 0, result.output
    assert "newly wrong" in result.stdout
    assert json.loads(out.read_text())["kind"] == "comparison"
    found = json.loads(desk.call("compare", first, worse, "--json").stdout)
    assert found["metrics"]["cases_right"]["is_significant"] is True


def test_other_cases_are_compared_only_when_asked(desk: Desk) -> None:
    first = desk.run_file("first", make_run())
    run = make_run()
    fewer = desk.run_file("fewer", replace(run, questions=run.questions[3:], digest="cd" * 32))
    refused = desk.call("compare", first, fewer)
    assert isinstance(refused.exception, EvalError)
    assert "--common" in str(refused.exception)
    result = desk.call("compare", first, fewer, "--common")
    assert result.exit_code == 0, result.output
    assert "left out: 3 cases only before, 0 only now" in result.stderr
    others = make_run(questions=(question(5, id="other"),), claims=(), drafts=(), digest="cd" * 32)
    nothing = desk.call("compare", first, desk.run_file("others", others), "--common")
    assert "no case in common" in str(nothing.exception)


def test_history_is_drawn_in_the_page(desk: Desk) -> None:
    path = desk.folder / "history.jsonl"
    for day in (1, 2):
        append_history(
            path,
            HistoryEntry(
                date=date(2024, 5, day),
                version="1",
                digest=make_run().digest,
                system="newsproof",
                split="dev",
                figures={"answer_accuracy": 0.5},
            ),
        )
    page = desk.folder / "page.html"
    assert desk.gate(make_run(), "--history", path, "--out", page).exit_code == 0
    assert "2024-05-02" in page.read_text()
