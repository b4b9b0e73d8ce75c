"""The page, its figures and the command: written from results, the same every time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from fake_sets import fake_judge, write_sets

from eval.external.contestants import NAMES
from eval.external.errors import SetError
from eval.external.files import FRAME, read_kept, write_all
from eval.external.lineup import ALL_SETS
from eval.external.measuring import Options, measure_judge
from eval.external.page import END, START, generated_part, put_between
from eval.external.plots import plots
from eval.external.published import PUBLISHED
from eval.reports.svg import Plot

ROOT = Path(__file__).parents[3]
TRAINING = [
    {"pairs": 10_000, "dev": {"vitaminc": 0.6, "mnli": 0.55}},
    {"pairs": 20_000, "dev": {"vitaminc": 0.65}},
]
ABLATION = [{"left_out": "contrast:number", "figures": {"vitaminc": 0.61}}]


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = write_sets(tmp_path_factory.mktemp("sets"))
    before = os.environ.get("NEWSPROOF_DATA")
    os.environ["NEWSPROOF_DATA"] = str(folder)
    try:
        options = Options(
            systems=[name for name in NAMES if name != "cosine"],
            sets=[name for name in ALL_SETS if name != "contrast.rule"],
            n_resamples=10,
        )
        return measure_judge(options, lambda *_: None, open_parts=fake_judge)
    finally:
        if before is None:
            del os.environ["NEWSPROOF_DATA"]
        else:
            os.environ["NEWSPROOF_DATA"] = before


def run(*arguments: str, data: Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "eval.external", *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        env=os.environ | {"NEWSPROOF_DATA": str(data), "PYTHONPATH": str(ROOT)},
        check=False,
    )


def test_the_tables_name_every_set_and_say_what_is_not_comparable(judge: dict[str, Any]) -> None:
    text = generated_part(judge, TRAINING, ABLATION, plots(judge, TRAINING))
    for row in (*judge["stance"], *judge["questions"]):
        assert row["title"] in text
    assert text.count("not comparable: part of the set") == sum(map(len, PUBLISHED.values()))
    assert "| contrast:number | 61.0 |" in text
    assert "After 20,000 pairs" in text
    assert "**100.0 [100.0, 100.0]**" in text
    assert all(f"(images/{name})" in text for name in plots(judge, TRAINING))


def test_tables_are_well_formed(judge: dict[str, Any]) -> None:
    width = 0
    for line in generated_part(judge, TRAINING, ABLATION, []).splitlines():
        if line.startswith("|"):
            width = width or line.count("|")
            assert line.count("|") == width, line
        else:
            width = 0


def test_nothing_measured_makes_a_page_too() -> None:
    assert "draws" in generated_part({}, [], [], [])
    assert plots({}, []) == {}


def test_every_published_figure_is_of_a_set_and_has_a_source() -> None:
    assert set(PUBLISHED) <= set(ALL_SETS)
    for one in (one for some in PUBLISHED.values() for one in some):
        assert one.source.startswith("https://")
        assert 0 < one.value < 1


def test_pictures_are_well_formed_and_always_the_same(judge: dict[str, Any]) -> None:
    found = plots(judge, TRAINING)
    assert set(found) == {
        "judge-sets.svg",
        "judge-reliability.svg",
        "judge-coverage.svg",
        "judge-learning.svg",
    }
    assert found == plots(json.loads(json.dumps(judge)), TRAINING)
    for svg in found.values():
        root = ElementTree.fromstring(svg)  # noqa: S314 - our own
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert "nan" not in svg


def test_a_name_in_a_picture_is_text_and_never_markup() -> None:
    plot = Plot(title="<b>", across="&", up="<", x=(0, 1), y=(0, 1))
    plot.line([(0, 0), (1, 1)], "#000", name="<script>")
    plot.row_name(0.5, "a < b")
    ElementTree.fromstring(plot.render(x_ticks=[0, 1]))  # noqa: S314 - our own


def test_what_people_wrote_is_kept() -> None:
    page = f"# Title\n\nOurs.\n{START}\nold\n{END}\n\nAlso ours.\n"
    text = put_between(page, "new")
    assert text == f"# Title\n\nOurs.\n{START}\n\nnew\n\n{END}\n\nAlso ours.\n"
    assert put_between(text, "new") == text
    for wrong in ("", START, END + START, page + page):
        with pytest.raises(SetError, match="lost the marks"):
            put_between(wrong, "new")


def test_the_shipped_page_has_its_marks() -> None:
    put_between((ROOT / "docs" / "judge.md").read_text(encoding="utf-8"), "new")


def test_results_are_written_and_read_back(judge: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "training.json").write_text(json.dumps([*TRAINING, {"x": 1}]))
    write_all(tmp_path, read_kept(tmp_path, judge))
    page = (tmp_path / "judge.md").read_text(encoding="utf-8")
    kept = read_kept(tmp_path)
    assert kept.judge == judge
    assert kept.training == TRAINING
    assert kept.ablation == []
    write_all(tmp_path, kept)
    assert (tmp_path / "judge.md").read_text(encoding="utf-8") == page
    assert (tmp_path / "images" / "judge-learning.svg").exists()
    assert page.startswith(FRAME.split(START)[0])


@pytest.mark.parametrize("content", ["{", '{"a": 1}', "[1]"])
def test_results_that_are_broken_are_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "training.json").write_text(content)
    with pytest.raises(SetError, match=r"training\.json"):
        read_kept(tmp_path)


def test_bad_input_ends_with_one_line_and_its_exit_code(tmp_path: Path) -> None:
    for arguments, code, words in (
        (("judge",), 2, "the public sets are not in"),
        (("judge", "--sets", "nothing"), 2, "no set is called 'nothing'"),
        (("judge", "--systems", "oracle"), 2, "no system is called 'oracle'"),
        (("judge", "--sample", "0"), 2, "0 is not in the range"),
        (("frob",), 2, "No such command"),
        (("errors", "--n", "x"), 2, "'x' is not a valid integer"),
    ):
        done = run(*arguments, data=tmp_path / "nowhere")
        assert done.returncode == code, done.stderr
        assert done.stderr.startswith("error: ")
        assert words in done.stderr
        assert done.stderr.count("\n") == 1
        assert "Traceback" not in done.stderr


def test_checks_are_shown_on_development_parts_alone(tmp_path: Path) -> None:
    data = write_sets(tmp_path / "data")
    for path in (data / "nli" / "test").iterdir():
        path.unlink()
    done = run("checks", data=data)
    assert done.returncode == 0, done.stderr
    assert "| check | says |" in done.stdout


def test_the_command_prints_tables_and_writes_only_where_it_is_told(tmp_path: Path) -> None:
    data, out = write_sets(tmp_path / "data"), tmp_path / "out"
    arguments = ("judge", "--systems", "majority,overlap", "--resamples", "10")
    done = run(*arguments, "--sets", "anli.dev,trecqa.test", data=data, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "| ANLI | 12 / 12 |" in done.stdout
    assert not (tmp_path / "docs").exists()
    done = run(*arguments, "--sets", "anli.dev", "--out", str(out), data=data, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads((out / "results" / "judge.json").read_text())["stance"]
    assert "ANLI" in (out / "judge.md").read_text()
    page = (out / "judge.md").read_text()
    done = run("page", "--out", str(out), data=data, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (out / "judge.md").read_text() == page
