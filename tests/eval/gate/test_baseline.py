"""The baseline file: small, made for a diff, and only what its record of changes says."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.cases.values import DOUBTFUL
from eval.errors import EvalError
from eval.gate.baseline import read_baseline, results_of, write_baseline
from eval.gate.floors import first_baseline, lower_floor, renew
from eval.records import Blame
from tests.eval.gate.made_runs import claim, draft, make_run, question, with_question

DAY = date(2024, 5, 1)


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("baseline") / "baseline.json"
    write_baseline(path, first_baseline(make_run(), on=DAY))
    return path.read_text()


def test_baseline_comes_back_as_it_was(tmp_path: Path) -> None:
    marked = with_question(make_run(), question(3, tags=("ferry", DOUBTFUL), as_of=DAY))
    baseline = first_baseline(marked, on=DAY)
    baseline = lower_floor(baseline, "rr@10", 0.1, on=DAY, reason="a  shorter\nindex")
    path = tmp_path / "new" / "baseline.json"
    write_baseline(path, baseline)
    assert read_baseline(path) == baseline
    before = path.read_bytes()
    write_baseline(path, read_baseline(path))
    assert path.read_bytes() == before
    assert read_baseline(path).run.questions[3].tags == (DOUBTFUL,)
    assert read_baseline(path).changes[-1].reason == "a shorter index"


def test_no_text_of_a_case_or_an_article_is_kept(text: str, tmp_path: Path) -> None:
    shown = question(5, forbidden=("Bert",), blame=Blame.BADLY_WRITTEN)
    path = tmp_path / "baseline.json"
    write_baseline(path, first_baseline(with_question(make_run(), shown), on=DAY))
    assert "Bert" not in path.read_text()
    for words in ("Ada", "letter", "found", "archive does not"):
        assert words not in text


def test_a_case_that_turned_is_one_line_of_the_diff(tmp_path: Path) -> None:
    paths = [tmp_path / "a.json", tmp_path / "b.json"]
    baseline = first_baseline(make_run(), on=DAY)
    write_baseline(paths[0], baseline)
    write_baseline(
        paths[1], renew(baseline, make_run(wrong=("q000", "q001", "c000")), on=DAY, reason="r")
    )
    lines = [
        {line.rstrip(",") for line in path.read_text().splitlines() if line.startswith("   ")}
        for path in paths
    ]
    assert [line.split(":")[0].strip() for line in lines[1] - lines[0]] == ['"c001"']


def test_seven_hundred_cases_take_less_than_200_kb(tmp_path: Path) -> None:
    run = make_run(
        questions=tuple(question(n, is_right=n % 7 > 0) for n in range(330)),
        claims=tuple(claim(n, is_right=n % 6 > 0, name=f"claim-{n:04}") for n in range(340)),
        drafts=tuple(draft(n) for n in range(30)),
    )
    path = tmp_path / "baseline.json"
    write_baseline(path, first_baseline(run, on=DAY))
    assert path.stat().st_size < 200_000


def test_results_do_not_depend_on_texts_and_timings() -> None:
    run = make_run()
    other = with_question(run, question(3, shown="Other words.", ms=99.0))
    assert results_of(run) == results_of(other)
    assert results_of(run) != results_of(with_question(run, question(3, n_leaks=1)))


Edit = Callable[[Any], object]
HAND_EDITS: list[tuple[str, Edit, str]] = [
    ("floor lowered", lambda b: b["floors"].update({"rr@10": 0.0}), "record of changes says"),
    ("floor raised", lambda b: b["floors"].update({"rr@10": 1.0}), "record of changes says"),
    ("floor taken out", lambda b: b["floors"].pop("rr@10"), "record of changes says"),
    ("floor put in", lambda b: b["floors"].update(typo=0.5), "record of changes says"),
    ("floor of text", lambda b: b["floors"].update({"rr@10": "0.5"}), "floors.rr@10"),
    ("floor of null", lambda b: b["floors"].update({"rr@10": None}), "floors.rr@10"),
    ("record taken out", lambda b: b["changes"].pop(), "record of changes"),
    ("cases record taken out", lambda b: b["changes"].pop(0), "record of changes"),
    ("all emptied", lambda b: b.update(changes=[], floors={}), "record of changes"),
    ("reason taken out", lambda b: b["changes"][0].update(reason=" "), "without a reason"),
    ("right made wrong", lambda b: b["run"]["claims"]["c005"].update(confidence=0.9), "the cases"),
    ("case taken out", lambda b: b["run"]["claims"].pop("c005"), "the cases are not"),
    ("digest changed", lambda b: b["run"].update(digest="cd" * 32), "the cases are not"),
    ("digest cut", lambda b: b["run"].update(digest="cd"), "no SHA-256"),
    ("other version", lambda b: b.update(format=9), "reads format 1"),
    ("a run", lambda b: b.update(kind="run"), "is no baseline"),
    ("no run", lambda b: b.pop("run"), "holds no run"),
    ("cases as list", lambda b: b["run"].update(claims=[]), "no cases by id"),
    ("case as text", lambda b: b["run"]["claims"].update(c005="right"), "no case of a baseline"),
    ("id inside", lambda b: b["run"]["claims"]["c005"].update(id="x"), "no case of a baseline"),
    ("label typo", lambda b: b["run"]["claims"]["c005"].update(got="REFUTD"), "REFUTD"),
    ("draft without claims", lambda b: b["run"]["drafts"]["d000"].pop("claims"), "has no claims"),
    ("unknown key", lambda b: b.update(more=1), "'more' is not known"),
]


@pytest.mark.parametrize(
    ("edit", "says"), [one[1:] for one in HAND_EDITS], ids=[one[0] for one in HAND_EDITS]
)
def test_baseline_edited_by_hand_is_refused(
    edit: Edit, says: str, text: str, tmp_path: Path
) -> None:
    found = json.loads(text)
    edit(found)
    path = tmp_path / "baseline.json"
    path.write_text(json.dumps(found))
    with pytest.raises(EvalError) as caught:
        read_baseline(path)
    assert says in str(caught.value)


def test_nan_floor_and_cut_file_are_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text.replace('"rr@10": 0.', '"rr@10": NaN, "x": 0.', 1))
    with pytest.raises(EvalError, match="NaN is no number"):
        read_baseline(path)
    path.write_text(text[: len(text) // 2])
    with pytest.raises(EvalError, match=r"cut off|no JSON"):
        read_baseline(path)
    with pytest.raises(EvalError, match="there is no baseline"):
        read_baseline(tmp_path / ".." / "none.json")


def test_baseline_that_contradicts_itself_is_not_written(tmp_path: Path) -> None:
    baseline = first_baseline(make_run(), on=DAY)
    for wrong in (
        replace(baseline, floors={}),
        replace(baseline, run=make_run(wrong=())),
        replace(baseline, changes=()),
    ):
        with pytest.raises(EvalError, match="cannot be kept"):
            write_baseline(tmp_path / "baseline.json", wrong)
    assert not list(tmp_path.iterdir())
