"""Reading public sets: what is there, what is kept together, what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fake_sets import write_set, write_sets

from eval.errors import EvalError
from eval.external.errors import SetError
from eval.external.questions import SQUAD, TRECQA, read_question_set
from eval.external.sets import (
    STANCE_SETS,
    SetSpec,
    Task,
    chosen,
    read_rows,
    read_stance_set,
    sampled,
)
from eval.training.data import data_dir
from eval.training.public import HELD_OUT

SPEC = SetSpec(name="toy", title="Toy", task=Task.THREE_WAY, unit="group")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NEWSPROOF_DATA", str(tmp_path))
    return tmp_path


def row(label: str = "support", **more: str) -> dict[str, str]:
    return {"premise": "It rains .", "hypothesis": "Rain.", "label": label, "group": "a", **more}


def test_every_set_that_is_measured_is_held_out_of_training() -> None:
    assert {f"nli/test/{spec.name}" for spec in STANCE_SETS} <= set(HELD_OUT)


def test_a_set_is_read_with_its_labels_groups_and_rows(folder: Path) -> None:
    rows = [row(), row("nei", group="b"), row("refute")]
    write_set(folder, "nli/test/toy", rows)
    read = read_stance_set(SPEC)
    assert read.pairs[0] == ("It rains.", "Rain.")
    assert read.gold.tolist() == [0, 2, 1]
    assert read.clusters.tolist() == [0, 1, 0]
    assert read.rows.tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    "wrong",
    [row("maybe"), {"premise": "x"}, row(premise=None), {**row(), "group": None, "label": []}],
)
def test_a_broken_row_is_named_by_its_number(folder: Path, wrong: dict[str, str]) -> None:
    write_set(folder, "nli/test/toy", [row(), wrong])
    with pytest.raises(SetError, match="row 2 of 'toy'"):
        read_stance_set(SPEC)


def test_an_empty_set_is_refused(folder: Path) -> None:
    write_set(folder, "nli/test/toy", [])
    with pytest.raises(SetError, match="has no rows"):
        read_stance_set(SPEC)


def test_a_set_that_is_not_there_is_refused(folder: Path) -> None:
    with pytest.raises(SetError, match="'nli/test/toy' cannot be read"):
        read_stance_set(SPEC)


@pytest.mark.parametrize("content", [b"", b"no xz at all", b"\xfd7zXZ\x00broken"])
def test_a_damaged_file_is_refused(folder: Path, content: bytes) -> None:
    (folder / "toy.jsonl.xz").write_bytes(content)
    with pytest.raises(SetError):
        read_rows("toy")


def test_a_missing_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSPROOF_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(EvalError, match="NEWSPROOF_DATA"):
        read_stance_set(SPEC)


def test_an_unknown_set_is_refused_with_those_that_are_known() -> None:
    assert chosen(None, ["a", "b"]) == ("a", "b")
    assert chosen(["b ", "a", ""], ["a", "b"]) == ("a", "b")
    with pytest.raises(SetError, match=r"no set is called 'c'\. choose from a, b"):
        chosen(["a", "c"], ["a", "b"])
    with pytest.raises(SetError, match="no set was named"):
        chosen([], ["a"])


def test_a_sample_keeps_whole_groups_and_is_always_the_same() -> None:
    clusters = np.repeat(np.arange(50), 4)
    places = sampled(clusters, 30)
    assert len(places) == 28
    assert (np.diff(places) > 0).all()
    assert all((np.isin(np.flatnonzero(clusters == c), places)).all() for c in clusters[places])
    assert places.tolist() == sampled(clusters, 30).tolist()
    assert len(sampled(clusters, 1)) == 4
    assert len(sampled(clusters, 1000)) == 200


def test_squad_becomes_sentences_of_which_some_hold_the_answer(folder: Path) -> None:
    write_sets(folder)
    read = read_question_set(SQUAD)
    first, second = read.questions[:2]
    assert len(read.questions) == 24
    assert first.sentences[0] == "Lind lies by the sea."
    assert first.right == (False, True)
    assert second.right == (False, False)
    assert not second.is_answerable
    assert read.clusters[:4].tolist() == [0, 0, 1, 1]
    assert len(read_question_set(SQUAD, sample=4).questions) == 4


def test_an_answer_must_stand_in_a_sentence_as_whole_words(folder: Path) -> None:
    question = {"id": "1", "question": "How many?", "answerable": True, "answers": ["12"]}
    passage = "There were 120 of them. There were 12 of us."
    write_set(folder, "qa/squad_v2.test", [{"passage": passage, "questions": [question]}])
    assert read_question_set(SQUAD).questions[0].right == (False, True)


def test_trecqa_is_gathered_by_question(folder: Path) -> None:
    write_sets(folder)
    read = read_question_set(TRECQA)
    assert len(read.questions) == 13
    assert read.questions[0].sentences == ("Lind YES lies in the hills.", "It rains.")
    assert read.questions[0].right == (True, False)


def test_a_passage_without_questions_field_is_refused(folder: Path) -> None:
    write_set(folder, "qa/squad_v2.test", [{"passage": "Text here."}])
    with pytest.raises(SetError, match="not as expected"):
        read_question_set(SQUAD)


@pytest.mark.external
@pytest.mark.parametrize("spec", STANCE_SETS, ids=lambda spec: spec.name)
def test_the_real_sets_can_be_read(spec: SetSpec) -> None:
    try:
        data_dir()
    except EvalError as exc:
        pytest.skip(str(exc))
    read = read_stance_set(spec)
    assert len(read.pairs) > 200
    assert set(read.gold.tolist()) == set(range(len(spec.task.labels)))
    assert len(set(read.clusters.tolist())) > 100
