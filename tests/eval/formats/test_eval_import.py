"""`newsproof eval import`: from a set of others to a run on a real archive, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import small_sets as small
from click.testing import CliRunner, Result

from bot.newsproof import Newsproof
from bot.settings import Settings
from eval.cases import load_cases
from eval.cli import eval_group
from eval.errors import CaseError
from eval.formats import Format, read_set, write_set
from eval.gold import locate_gold


def eval_import(*arguments: object) -> Result:
    return CliRunner().invoke(eval_group, ["import", *map(str, arguments)], obj={})


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("kind", small.SETS)
def test_what_is_written_loads_as_the_cases_that_were_read(tmp_path: Path, kind: str) -> None:
    path = small.SETS[kind](tmp_path)
    found = read_set(Format(kind), path, split="test")
    cases, texts = tmp_path / "cases", tmp_path / "texts"
    write_set(found, name="own", cases=cases, split="test", articles=texts)
    loaded = load_cases(cases, "test")
    assert sorted(loaded.all, key=lambda case: case.id) == sorted(
        found.cases, key=lambda case: case.id
    )


def test_all_formats_are_imported_ingested_and_run_end_to_end(tmp_path: Path) -> None:
    cases, texts, data = (tmp_path / name for name in ("cases", "texts", "data"))
    given = [(kind, make(tmp_path)) for kind, make in small.SETS.items()]
    given += [("fever", small.fever_with_text(tmp_path)), ("ragas", small.ragas_csv(tmp_path))]
    # A set's cells that name an article of the user's own archive: it has to be there.
    (tmp_path / "own.jsonl").write_text(
        json.dumps({"url": "https://www.toy.example/strike", "title": "s", "text": small.STRIKE})
    )
    for kind, path in given:
        name = "cells" if path.suffix == ".csv" else path.stem
        arguments = ("--cases", cases, "--split", "test", "--articles", texts, "--name", name)
        result = eval_import(kind, path, *arguments)
        assert result.exit_code == 0, result.output
    settings = Settings(data_dir=data)
    with Newsproof.open(settings, create=True) as newsproof:
        report = newsproof.ingest([texts, tmp_path / "own.jsonl"])
        assert not report.rejected
        loaded = load_cases(cases, "test")
        gold = locate_gold(loaded, newsproof.archive)
        assert set(gold) == {case.id for case in loaded.all}
    given_settings = {"data_dir": data, "encoder": None, "debug": False}
    result = CliRunner().invoke(
        eval_group,
        ["run", "--cases", str(cases), "--split", "test", "--no-baseline", "--json"],
        obj=given_settings,
    )
    assert result.exit_code == 0, result.output
    printed = json.loads(result.stdout)
    assert (printed["n_questions"], printed["n_claims"]) == (
        len(loaded.questions),
        len(loaded.claims),
    )
    assert len(loaded.questions) >= 12
    assert len(loaded.claims) >= 8
    assert printed["systems"][0]["figures"]["recall@5"]["value"] > 0.8


def test_the_command_prints_what_became_of_the_set(tmp_path: Path) -> None:
    path = small.promptfoo(tmp_path)
    result = eval_import("promptfoo", path, "--cases", tmp_path / "c", "--split", "dev")
    assert result.exit_code == 0, result.output
    assert "5 questions, 0 claims, 3 articles, 7 skipped" in result.stdout
    assert "skipped      1  an assertion of kind 'llm-rubric'; first" in result.stdout
    assert "small-promptfoo.yaml:7" in result.stdout
    assert "the articles were not written" in result.stdout
    assert files(tmp_path / "c") == ["dev/small-promptfoo-questions.jsonl"]
    again = eval_import("promptfoo", path, "--cases", tmp_path / "d", "--split", "dev", "--json")
    printed = json.loads(again.stdout)
    assert (printed["n_questions"], printed["n_articles"], printed["n_skipped"]) == (5, 3, 7)
    assert sum(one["n"] for one in printed["skipped"]) == 7


def test_nothing_is_written_when_something_is_wrong(tmp_path: Path) -> None:
    cases, texts = tmp_path / "cases", tmp_path / "texts"
    path = small.fever(tmp_path) / "claims.jsonl"
    whole = path.read_text()
    arguments = ("fever", path, "--cases", cases, "--split", "dev", "--articles", texts)
    path.write_text(whole + '{"id": 9')
    assert isinstance(eval_import(*arguments).exception, CaseError)
    assert not cases.exists()
    assert not texts.exists()
    path.write_text(whole)
    cases.mkdir()
    (cases / "dev").write_text("a file where the split should be")
    assert "cannot be written" in str(eval_import(*arguments).exception)
    assert files(texts) == []
    assert files(cases) == ["dev"]


@pytest.mark.parametrize("split", ["../dev", "", ".", "a/b", "-x", "d\nev"])
def test_a_split_is_a_name_and_no_path(tmp_path: Path, split: str) -> None:
    path = small.squad(tmp_path)
    result = eval_import("squad", path, "--cases", tmp_path / "c", f"--split={split}")
    assert "is no name of a split" in str(result.exception)
    assert not (tmp_path / "c").exists()


def test_a_set_is_not_written_over_another(tmp_path: Path) -> None:
    path, cases = small.squad(tmp_path), tmp_path / "cases"
    arguments = ("squad", path, "--cases", cases, "--split", "dev")
    assert eval_import(*arguments).exit_code == 0
    before = (cases / "dev" / "small-squad-questions.jsonl").read_bytes()
    assert "is taken in" in str(eval_import(*arguments).exception)
    assert (cases / "dev" / "small-squad-questions.jsonl").read_bytes() == before
    assert eval_import(*arguments, "--name", "../../Other set!").exit_code == 0
    assert files(cases) == ["dev/other-set-questions.jsonl", "dev/small-squad-questions.jsonl"]
    found = read_set(Format.SQUAD, path, split="dev", name="x")
    with pytest.raises(CaseError, match="in one folder"):
        write_set(found, name="x", cases=cases, split="dev", articles=cases / "dev")


def test_many_articles_are_written_in_files_that_ingest_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eval.formats.writing.MAX_ARTICLES_BYTES", 500)
    found = read_set(Format.BEIR, small.beir(tmp_path), split="test")
    written = write_set(found, name="b", cases=tmp_path / "c", split="dev", articles=tmp_path / "a")
    assert [path.name for path in written] == [
        "b-001.jsonl", "b-002.jsonl", "b-003.jsonl", "b-questions.jsonl",
    ]  # fmt: skip
    n_lines = [len(path.read_text().splitlines()) for path in written]
    assert n_lines == [1, 1, 1, 2]


def test_a_set_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    test = {
        "vars": {"question": "How high?", "context": small.FLOOD},
        "assert": [{"type": "contains", "value": "4.2"}, {"type": "\x1b[2Jevil", "value": "x"}],
    }
    path.write_text(json.dumps([test]))
    result = eval_import("promptfoo", path, "--cases", tmp_path / "c", "--split", "dev")
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
    assert "evil" in result.stdout
