"""Finding and answering on small sets in the form of the public ones, written by us."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from bot.answer import Answer, Citation, Status
from eval.external.__main__ import cli
from eval.external.disagreeing import read_disagreements
from eval.external.errors import SetError
from eval.external.files import write_search
from eval.external.history import entry_of_search
from eval.external.kept import KeptResults
from eval.external.news import Part, drawn, halves, read_questions
from eval.external.reading import Shown, shown_of
from eval.external.searching import measure_search, ranks_of
from eval.external.vectors import KeptVectors
from eval.history import append_history, read_history
from sources.article import Quote
from tests.eval.external.fake_sets import write_set

NEWS = {
    "coins": "The Lind Museum bought 1,200 Roman coins for 90,000 euros on Friday. A farmer had "
    "found them in a field, and they will be shown from next spring.",
    "flood": "The river Oste rose to 4.2 metres. Three hundred people left their homes in "
    "Marle, and the mayor closed both bridges until the water had gone.",
    "strike": "Bus drivers in Cardon stopped work on Tuesday. They want 6 percent more pay, and "
    "talks with the city are set for Thursday at noon.",
    "wolf": "A wolf was filmed near Tarn on Monday night. No sheep were harmed, and the forester "
    "said that the animal was young and would move on.",
}
BUILT = "Stone for it came down the river on barges, and building it took eleven years in all."
QUESTIONS = (
    ("How many Roman coins did the Lind Museum buy?", "coins", "1,200", "90,000", 1),
    ("Which river rose to 4.2 metres?", "flood", "Oste", "Tarn", 8),
    ("Where did bus drivers stop work?", "strike", "Cardon", "Marle", 15),
    ("What was filmed near Tarn?", "wolf", "A wolf", "A bear", 22),
)


def url_of(name: str) -> str:
    return f"https://www.example.com/2022/{name}"


@pytest.fixture
def public(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write the sets, and let them be read from there."""
    folder = tmp_path / "data"
    articles = [
        {"url": url_of(name), "title": f"News: {name}", "date": "2022/05/01", "text": text}
        for name, text in NEWS.items()
    ]
    later = {**articles[0], "url": url_of("later"), "date": "2022/07/01"}
    write_set(folder, "retrieval/realtimeqa.articles", [*articles, later])
    rows = [
        {
            "id": f"q{day}",
            "date": f"2022/06/{day:02}",
            "question": question,
            "choices": [right, wrong],
            "answers": [right],
            "gold_urls": [url_of(name), url_of("later")],
            "answer_in_urls": [f"{url_of(name)}?utm_source=quiz"],
        }
        for question, name, right, wrong, day in QUESTIONS
    ]
    other = {**rows[0], "id": "none", "gold_urls": [], "answer_in_urls": [url_of("gone")]}
    write_set(folder, "retrieval/realtimeqa.questions", [*rows, other])
    documents = [
        {"text": f"The bridge of Marle has 12 arches. {BUILT}", "type": "correct", "answer": "12"},
        {"text": f"The bridge of Marle has 15 arches. {BUILT}", "type": "misinfo", "answer": "15"},
    ]
    row = {
        "question": "How many arches has the bridge of Marle?",
        "documents": documents,
        "gold_answers": ["12"],
        "wrong_answers": ["15"],
    }
    write_set(folder, "qa/ramdocs.dev", [row])
    monkeypatch.setenv("NEWSPROOF_DATA", str(folder))
    return folder


def test_only_articles_of_that_day_are_relevant_whatever_their_address(public: Path) -> None:
    found = read_questions()
    assert [len(one.relevant) for one in found] == [0, 1, 1, 1, 1]
    assert found[1].wrong == ("90,000",)


def test_a_draw_is_the_same_each_time_and_a_larger_one_holds_it(public: Path) -> None:
    every = read_questions()
    two, three = drawn(every, 2), drawn(every, 3)
    assert drawn(every[::-1], 2) == two[::-1]
    assert {one.id for one in two} < {one.id for one in three}
    assert drawn(every, None) == every


def test_no_day_is_in_both_halves(public: Path) -> None:
    earlier, later = halves(read_questions())
    assert len(earlier) + len(later) == 5
    assert max(one.day for one in earlier) < min(one.day for one in later)


def test_one_half_alone_is_not_called_all(public: Path, tmp_path: Path) -> None:
    asked = Part.LATER.of([one for one in read_questions() if one.relevant])
    parts = {"work": tmp_path, "depends_on": {}, "tell": lambda stage, done, n: None}
    found = measure_search(asked, {"fused": lambda question, day: []}, **parts)
    assert list(found) == ["later"]
    about = {"judge": "j", "sample": 5, "part": "later", "digest": "d"}
    entry = entry_of_search(
        "search", {"about": about, "figures": found}, day=date(2026, 11, 23), version="1"
    )
    assert entry.split == "search-later-5"


def test_a_set_that_is_not_as_expected_is_an_error(public: Path) -> None:
    write_set(public, "retrieval/realtimeqa.questions", [{"id": "q1", "date": "2022/06/01"}])
    with pytest.raises(SetError, match="not as expected"):
        read_questions()
    write_set(public, "qa/ramdocs.dev", [])
    with pytest.raises(SetError, match="is empty"):
        read_disagreements()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("They bought 1,200 coins.", Shown.RIGHT),
        ("It cost 90,000 euros.", Shown.WRONG),
        ("They bought 1,200 for 90,000.", Shown.BOTH),
        ("They bought 11,200 coins.", Shown.NEITHER),
        (None, Shown.ABSTAINED),
    ],
)
def test_what_an_answer_shows(text: str | None, shown: Shown) -> None:
    quote = Quote(article_id="a", version=1, start=0, end=5, text=text or "1,200")
    cited = (Citation(number=1, quote=quote, title="t"),)
    answer = Answer(
        question="q",
        status=Status.ANSWERED if text else Status.ABSTAINED,
        text=text or "The archive doesn't say.",
        citations=cited if text else (),
        nearest=() if text else cited,
    )
    assert shown_of(answer, "1,200", ["90,000", "200"]) is shown


def test_a_wrong_choice_within_the_right_one_is_not_held_against_it() -> None:
    answer = Answer(question="q", status=Status.ANSWERED, text="The US and Canada agreed.")
    assert shown_of(answer, "US and Canada", ["US"]) is Shown.RIGHT


def test_vectors_are_computed_once_and_kept(tmp_path: Path) -> None:
    asked: list[str] = []

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        asked.extend(texts)
        return np.array([[len(text), 1] for text in texts], dtype=np.float32)

    path = tmp_path / "deep" / "v.sqlite"
    first = KeptVectors(encode, path, name="one")(["bb", "a", "bb"])
    again = KeptVectors(encode, path, name="one")(["a", "ccc"])
    assert first.tolist() == [[2, 1], [1, 1], [2, 1]]
    assert again.tolist() == [[1, 1], [3, 1]]
    assert sorted(asked) == ["a", "bb", "ccc"]
    KeptVectors(encode, path, name="other")(["a"])
    assert asked[-1] == "a"
    path.write_bytes(b"no database, whatever its name" * 100)
    with pytest.raises(SetError, match="cannot keep vectors"):
        KeptVectors(encode, path, name="one")


def test_results_are_kept_and_a_torn_line_is_computed_again(tmp_path: Path) -> None:
    asked: list[str] = []

    def compute(key: str) -> dict[str, Any]:
        asked.append(key)
        return {"n": len(key)}

    def fill(keys: Sequence[str], **parts: object) -> Any:
        return KeptResults(tmp_path, "x", parts).fill(keys, compute, lambda done, n: None)

    assert fill(["a", "bb"], judge=1) == {"a": {"n": 1}, "bb": {"n": 2}}
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:-5])
    assert fill(["a", "bb", "ccc"], judge=1)["ccc"] == {"n": 3}
    assert asked == ["a", "bb", "bb", "ccc"]
    fill(["a"], judge=2)
    assert asked[-1] == "a"


def test_figures_of_search_and_their_differences(public: Path, tmp_path: Path) -> None:
    questions = [one for one in read_questions() if one.relevant]
    right = {one.question: list(one.relevant) for one in questions}
    found = measure_search(
        questions,
        {
            "plain": lambda question, day: [],
            "lexical": lambda question, day: ["x", *right[question]],
            "fused": lambda question, day: right[question],
        },
        work=tmp_path,
        depends_on={},
        tell=lambda stage, done, n: None,
    )
    whole = found["all"]
    assert (whole["n"], found["earlier"]["n"], found["later"]["n"]) == (4, 2, 2)
    values = {name: one["recall@1"]["value"] for name, one in whole["systems"].items()}
    assert values == {"plain": 0, "lexical": 0, "fused": 1}
    assert whole["systems"]["lexical"]["rr@10"]["value"] == 0.5
    assert whole["gains"]["fused − lexical"]["value"] == pytest.approx(1 - 1 / np.log2(3), abs=1e-4)
    assert "reranked − fused" not in whole["gains"]
    with pytest.raises(SetError):
        measure_search([], {}, work=tmp_path, depends_on={}, tell=lambda stage, done, n: None)


def test_an_article_that_is_not_found_has_no_rank() -> None:
    assert ranks_of(["b", "a"], ["a", "c"]) == [2, None]


def test_both_commands_from_end_to_end(public: Path, tmp_path: Path) -> None:
    given = ["--work", str(tmp_path / "work"), "--out", str(tmp_path / "out"), "--no-plain"]
    for command in ("retrieval", "answers"):
        result = CliRunner().invoke(cli, [command, *given], catch_exceptions=False)
        assert result.exit_code == 0, result.output
    out = tmp_path / "out"
    kept = {
        part: measured
        for name in ("retrieval", "answers")
        for part, measured in json.loads((out / "results" / f"{name}.json").read_text()).items()
    }
    systems = kept["search"]["figures"]["all"]["systems"]
    parts = ["lexical", "dense", "both", "lexical_day", "dense_day"]
    assert list(systems) == [*parts, "fused", "reranked"]
    recall = {name: one["recall@5"]["value"] for name, one in systems.items()}
    assert recall == dict.fromkeys(systems, 1)
    shown = kept["reading"]["figures"]["answerable"]["systems"]["newsproof"]
    assert shown["right"]["value"] >= 0.5
    assert kept["disagreeing"]["figures"]["n_disagree"] == 1
    page = (out / "retrieval.md").read_text()
    assert "## Finding the article" in page
    answers = (out / "answers.md").read_text()
    assert "## Documents that disagree" in answers
    assert "## Finding" not in answers
    # Nothing of the sets gets into what is written.
    assert "Lind" not in page + answers + json.dumps(kept)
    entry = entry_of_search("search", kept["search"], day=date(2026, 11, 23), version="1")
    assert entry.figures["all.fused.recall@5"] == 1
    append_history(tmp_path / "h.jsonl", entry)
    assert read_history(tmp_path / "h.jsonl") == [entry]


def test_parts_that_were_not_measured_now_stay(tmp_path: Path) -> None:
    about = dict.fromkeys(("n_articles", "n_passages"), 1) | {
        "encoder": "e",
        "judge": "j",
        "day": "2026-11-23",
        "sample": 5,
    }
    figures = {"n": 3, "n_disagree": 1, "n_several": 1, "n_misinformed": 0, "systems": {}}
    write_search(tmp_path, {"disagreeing": {"about": about, "figures": figures}})
    write_search(tmp_path, {"reading": {"about": {**about, "part": "later"}, "figures": {}}})
    text = (tmp_path / "answers.md").read_text()
    assert "## Documents that disagree" in text
    assert "## Answering" in text
    assert "A drawn sample of 5 of the later half." in text
    assert "A drawn sample of 5." in text
    assert not (tmp_path / "retrieval.md").exists()
