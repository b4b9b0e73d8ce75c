"""The sets as a corpus: what a claim is labelled by its premises, and figures of what was found."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

from bot.verdict import Verdict
from eval.desk.corpus import HANDED_OVER, THROUGH_SEARCH, Figures, figures_of, measure_corpus
from eval.desk.sets import CorpusClaim, drawn, read_corpus, verdict_of
from eval.desk.tables import confusion_table, corpus_table
from eval.errors import EvalError

PAGE = "Tarn Dam"
ROWS = [
    ("The dam is 40 metres high .", "The dam is over 30 metres high.", "support", PAGE),
    ("The dam is 20 metres high .", "The dam is over 30 metres high.", "refute", PAGE),
    ("The dam is 40 metres high .", "The dam was built in 1990.", "nei", PAGE),
    ("The mill is old .", "The mill is new.", "refute", "Orrin Mill"),
]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of public sets with a VitaminC of four rows."""
    path = tmp_path / "nli" / "test" / "vitaminc_pages.jsonl.xz"
    path.parent.mkdir(parents=True)
    with lzma.open(path, "wt", encoding="utf-8") as lines:
        for premise, claim, label, page in ROWS:
            row = {"premise": premise, "hypothesis": claim, "label": label, "group": page}
            lines.write(json.dumps(row) + "\n")
    monkeypatch.setenv("NEWSPROOF_DATA", str(tmp_path))
    return path


def test_corpus_is_verified_through_search_and_a_second_run_goes_on(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.generation.check_in_child", lambda *_: None)
    news = tmp_path / "news" / "wikinews.jsonl.xz"
    news.parent.mkdir()
    with lzma.open(news, "wt", encoding="utf-8") as lines:
        text = "The parliament of Velle met on Friday to speak about the budget of the year. " * 3
        row = {"title": "Budget", "date": "2019-01-04", "url": "https://w.example/1", "text": text}
        lines.write(json.dumps(row) + "\n")
    stages: list[str] = []

    def tell(stage: str, done: int, total: int) -> None:
        stages.append(stage)

    def measure() -> list[Figures]:
        return list(measure_corpus(["vitaminc"], sample=None, work=tmp_path / "work", tell=tell))

    (found,) = measure()
    assert (found.n, found.n_articles) == (3, 3)
    assert {"vitaminc: gold", "vitaminc: search"} <= set(stages)
    for how in (HANDED_OVER, THROUGH_SEARCH):
        assert sum(found.confusion[how].values()) == 3
        assert found.confusion[how][Verdict.CONFLICTING, Verdict.CONFLICTING] == 1
    (again,) = measure()
    assert again == found


@pytest.mark.parametrize(
    ("stances", "verdict"),
    [
        (["supports", ""], Verdict.SUPPORTED),
        (["refutes"], Verdict.REFUTED),
        (["supports", "refutes", ""], Verdict.CONFLICTING),
        ([""], Verdict.NOT_ENOUGH_EVIDENCE),
        ([], Verdict.NOT_ENOUGH_EVIDENCE),
    ],
)
def test_claim_is_labelled_by_all_of_its_premises(stances: list[str], verdict: Verdict) -> None:
    assert verdict_of(stances) is verdict


def test_a_page_is_one_article_with_every_premise_once(data: Path) -> None:
    corpus = read_corpus("vitaminc")
    assert [text.title for text in corpus.texts] == [PAGE, "Orrin Mill"]
    assert corpus.texts[0].text.count("The dam is 40 metres high.") == 1
    assert all(len(text.text.split()) >= 20 for text in corpus.texts)
    verdicts = {claim.text: claim.verdict for claim in corpus.claims}
    assert verdicts == {
        "The dam is over 30 metres high.": Verdict.CONFLICTING,
        "The dam was built in 1990.": Verdict.NOT_ENOUGH_EVIDENCE,
        "The mill is new.": Verdict.REFUTED,
    }


def test_row_that_is_not_as_expected_is_told(data: Path) -> None:
    with lzma.open(data, "wt", encoding="utf-8") as lines:
        lines.write('{"premise": "x"}\n')
    with pytest.raises(EvalError, match="not as expected"):
        read_corpus("vitaminc")


def claims(n: int) -> list[CorpusClaim]:
    return [
        CorpusClaim(
            id=str(k),
            text=f"claim {k}",
            verdict=Verdict.SUPPORTED if k % 2 else Verdict.REFUTED,
            premises=(),
            unit=str(k),
        )
        for k in range(n)
    ]


def test_sample_is_the_same_each_time_and_in_order() -> None:
    some = drawn(claims(50), 10)
    assert some == drawn(claims(50), 10)
    assert len(some) == 10
    assert [int(one.id) for one in some] == sorted(int(one.id) for one in some)
    assert drawn(claims(5), None) == claims(5)


def test_figures_count_what_is_right_and_what_search_costs() -> None:
    every = claims(10)
    gold = {c.id: {"verdict": c.verdict.value, "strict": True, "seconds": 0.1} for c in every}
    search = {
        c.id: {"verdict": "SUPPORTED", "strict": c.verdict is Verdict.SUPPORTED, "seconds": 0.2}
        for c in every
    }
    found = figures_of(
        "vitaminc", every, {HANDED_OVER: gold, THROUGH_SEARCH: search}, n_articles=3, n_passages=4
    )
    assert found.accuracy[HANDED_OVER].value == 1.0
    assert found.accuracy[THROUGH_SEARCH].value == 0.5
    assert found.strict[THROUGH_SEARCH].value == 0.5
    assert found.false_support[THROUGH_SEARCH].value == 1.0
    assert found.false_support[HANDED_OVER].value == 0.0
    assert "| refuted | 5 | 0 | 0 | 0 | 0 |" in confusion_table(found.confusion[THROUGH_SEARCH])
    table = corpus_table([found])
    assert "| vitaminc | 10 | premises handed over | 100.0 % (100.0 to 100.0)" in table
    assert "| vitaminc | 10 | through search | 50.0 %" in table
