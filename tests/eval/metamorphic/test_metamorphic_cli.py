"""`newsproof eval metamorphic` from end to end: real processes, and archives built anew."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.newsproof import Newsproof
from bot.settings import Settings
from eval.cli import eval_group
from eval.errors import CaseError, EvalError
from eval.metamorphic import archives
from eval.metamorphic.archives import changed_archive, surroundings_of
from eval.metamorphic.values import Change
from tests.eval.toy import CASES, url_of, write_toys

QUESTION = {
    "id": "q1",
    "question": "How many Roman coins did the Lind Museum buy?",
    "kind": "answerable",
    "status": "answered",
    "gold": [{"article": url_of("museum"), "quote": "bought 1,200 Roman coins"}],
}
CLAIM = {
    "id": "c1",
    "claim": "Bus drivers in Cardon want 6 percent more pay.",
    "verdict": "SUPPORTED",
    "gold": [
        {
            "article": url_of("strike"),
            "quote": "They want 6 percent more pay.",
            "stance": "supports",
        }
    ],
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = write_toys(tmp_path_factory.mktemp("toy"))
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    with Newsproof.open(settings, create=True) as newsproof:
        assert not newsproof.ingest([folder]).rejected
    return settings


@pytest.fixture
def newsproof(settings: Settings) -> Iterator[Newsproof]:
    with Newsproof.open(settings) as newsproof:
        yield newsproof


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    folder = tmp_path / "cases" / "dev"
    folder.mkdir(parents=True)
    (folder / "own-questions.jsonl").write_text(json.dumps(QUESTION) + "\n")
    (folder / "own-claims.jsonl").write_text(json.dumps(CLAIM) + "\n")
    return tmp_path / "cases"


def metamorphic(settings: Settings, *arguments: object) -> Result:
    given = {"data_dir": settings.data_dir, "encoder": None, "debug": False}
    return CliRunner().invoke(eval_group, ["metamorphic", *map(str, arguments)], obj=given)


def test_relations_are_measured_and_written(
    settings: Settings, cases: Path, tmp_path: Path
) -> None:
    out = tmp_path / "figures" / "one.json"
    names = ["lower-case", "sentence-after", "article-order", "article-copy"]
    chosen = [part for name in names for part in ("--relation", name)]
    result = metamorphic(settings, "--cases", cases, *chosen, "--json", "--jobs", 1, "--out", out)
    assert result.exit_code == 0, result.output
    printed = json.loads(result.stdout)
    assert printed == json.loads(out.read_text())
    found = {one["relation"]: one for one in printed["relations"]}
    assert list(found) == names
    assert {name: one["n"] for name, one in found.items()} == dict(
        zip(names, (2, 1, 2, 2), strict=True)
    )
    # The archive with the same articles in another order, or one twice, says the same.
    assert found["article-order"]["held"] == found["article-copy"]["held"] == 1
    assert printed["all"]["INV"]["n"] == 7
    assert len(printed["digest"]) == 64


def test_the_table_names_every_relation_asked_for(settings: Settings, cases: Path) -> None:
    result = metamorphic(
        settings, "--cases", cases, "--relation", "spacing", "--relation", "untrue", "--wrong",
        "--per-relation", 1, "--jobs", 1,
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    for words in ("spacing", "INV", "dev: 1 variants tested"):
        assert words in result.stdout


def test_wrong_usage_is_told_before_anything_is_run(settings: Settings, cases: Path) -> None:
    result = metamorphic(settings, "--cases", cases, "--relation", "no-such")
    assert isinstance(result.exception, EvalError)
    assert "no-such" in str(result.exception)
    result = metamorphic(settings, "--cases", cases, "--split", "nowhere")
    assert isinstance(result.exception, CaseError)
    assert metamorphic(settings, "--per-relation", 0).exit_code == 2
    result = metamorphic(settings, "--cases", cases, "--relation", "date-format")
    assert isinstance(result.exception, EvalError)
    assert "none of the relations applies" in str(result.exception)


def test_a_changed_archive_has_the_same_articles_and_one_more(newsproof: Newsproof) -> None:
    before = {one.article_id: one.text for one in newsproof.archive.articles()}
    with (
        changed_archive(newsproof, Change.ORDER, CASES.all) as moved,
        Newsproof.open(moved) as other,
    ):
        assert {one.article_id: one.text for one in other.archive.articles()} == before
    with (
        changed_archive(newsproof, Change.COPY, CASES.all) as moved,
        Newsproof.open(moved) as other,
    ):
        texts = [one.text for one in other.archive.articles()]
        assert len(texts) == len(before) + 1
        assert len(set(texts)) == len(before)
    assert not moved.data_dir.exists()
    assert set(surroundings_of(newsproof.archive).texts.values()) == set(before.values())


def test_a_large_archive_is_not_built_again(
    newsproof: Newsproof, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MAX_ARTICLES", 4)
    with (
        pytest.raises(EvalError, match="more than 4 articles"),
        changed_archive(newsproof, Change.ORDER, CASES.all),
    ):
        raise AssertionError("it was built")
