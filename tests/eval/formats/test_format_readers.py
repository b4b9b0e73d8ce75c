"""What each format of others becomes, and what is counted as skipped."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_sets as small

from bot.answer import Status
from bot.verdict import Verdict
from eval.cases import Kind, Question
from eval.errors import CaseError
from eval.formats import Format, Imported, read_set


def read(kind: str, path: Path, split: str = "test") -> Imported:
    return read_set(Format(kind), path, split=split)


def reasons(found: Imported) -> dict[str, int]:
    return {why: n for why, n, _ in found.reasons}


def test_beir_relevance_becomes_the_whole_text_as_gold(tmp_path: Path) -> None:
    found = read("beir", small.beir(tmp_path))
    assert [case.id for case in found.questions] == ["small-beir-q1", "small-beir-q2"]
    first, second = found.questions
    assert [gold.quote for gold in first.gold] == [small.FLOOD]
    assert [gold.quote for gold in second.gold] == [small.MUSEUM, small.STRIKE]
    assert first.tags == ("beir", "retrieval-only")
    assert [str(article.published) for article in found.articles] == ["2024-05-01", "None", "None"]
    assert reasons(found) == {
        "a text that is empty": 1,
        "a relevant text that the corpus lacks": 1,
        "a query without a relevant text": 1,
        "judgements of a query that is not there": 1,
        "a text that the archive does not take: fewer than 20 words": 1,
        "a case whose texts the archive does not take": 1,
    }


def test_beir_takes_the_judgements_of_the_split(tmp_path: Path) -> None:
    top = small.beir(tmp_path)
    assert [case.id for case in read("beir", top, "train").cases] == ["small-beir-other"]
    with pytest.raises(CaseError, match=r"no qrels/dev\.tsv among test, train"):
        read("beir", top, "dev")
    (top / "qrels" / "train.tsv").unlink()
    assert len(read("beir", top, "dev").cases) == 2


def test_fever_gold_is_what_settles_the_claim_alone(tmp_path: Path) -> None:
    found = read("fever", small.fever(tmp_path))
    one, other, unsettled = found.claims
    assert (one.verdict, one.tags) == (Verdict.SUPPORTED, ("fever",))
    assert [gold.quote for gold in one.gold] == [
        "It has two bridges, both built in 1911 by Ada Brink."
    ]
    assert (other.verdict, other.tags) == (Verdict.REFUTED, ("fever", "multi-hop"))
    assert {gold.stance for gold in other.gold} == {"refutes"}
    assert len(other.gold) == 2
    assert (unsettled.verdict, unsettled.gold) == (Verdict.NOT_ENOUGH_EVIDENCE, ())
    assert [article.title for article in found.articles] == ["Marle", "Ada Brink"]
    assert "(born 1870)" in found.articles[1].text
    assert reasons(found) == {
        "an evidence set whose sentences are not there": 1,
        "a claim without evidence that is there": 1,
    }


def test_fever_with_the_text_given_needs_no_pages(tmp_path: Path) -> None:
    found = read("fever", small.fever_with_text(tmp_path))
    assert [case.tags for case in found.claims] == [("fever", "multi-hop"), ("fever",)]
    assert len(found.articles) == 1
    assert not found.skipped


def test_averitec_answers_are_gold_and_conflicts_are_counted(tmp_path: Path) -> None:
    found = read("averitec", small.averitec(tmp_path))
    supported, refuted, unsettled = found.claims
    assert [gold.quote for gold in supported.gold] == ["It rose to 4.2 metres on Sunday."]
    assert supported.tags == ("averitec", "claimed 2024-05-03")
    assert supported.as_of is None
    assert [gold.quote for gold in refuted.gold] == [
        "Three hundred people left their homes in the town."
    ]
    assert unsettled.verdict is Verdict.NOT_ENOUGH_EVIDENCE
    assert all("newsproof.example" in article.url for article in found.articles)
    assert reasons(found) == {
        "a question that has no answer": 1,
        "conflicting evidence, without the stance of each answer": 1,
        "a claim without an answer in words": 1,
        "a text that the archive does not take: fewer than 20 words": 1,
    }


def test_squad_sentences_are_gold_and_answers_accepted(tmp_path: Path) -> None:
    found = read("squad", small.squad(tmp_path))
    answerable, impossible = found.questions
    assert answerable.id == "small-squad-s1"
    assert [gold.quote for gold in answerable.gold] == [
        "The Lind Museum has bought 1,200 Roman coins for 90,000 euros."
    ]
    assert answerable.accepted == ("90,000 euros", "90,000")
    assert (impossible.kind, impossible.status) == (Kind.NEAR_MISS, Status.ABSTAINED)
    (article,) = found.articles
    assert (article.title, article.text) == ("Lind Museum", f"{small.FLOOD}\n\n{small.MUSEUM}")
    assert set(reasons(found)) == {
        "an answer that does not stand in its paragraph",
        "a question without an answer in its paragraph",
    }


def test_promptfoo_assertions_become_accepted_and_forbidden_words(tmp_path: Path) -> None:
    found = read("promptfoo", small.promptfoo(tmp_path))
    coins, metres, sunday, refusal, drivers = found.questions
    assert coins.accepted == ("1,200 roman coins",)
    assert coins.gold[0].quote.startswith("The Lind Museum has bought")
    assert {case.forbidden for case in found.questions} == {("as an AI",)}
    assert (metres.accepted, sunday.accepted) == (("4.2 metres",), ("Sunday",))
    assert metres.question == sunday.question
    assert (refusal.kind, refusal.gold) == (Kind.NEAR_MISS, ())
    assert drivers.gold[0].article == "https://www.toy.example/strike"
    assert drivers.accepted == ("drivers", "Drivers")
    assert reasons(found) == {
        "an assertion of kind 'llm-rubric'": 1,
        "an assertion of kind 'javascript'": 1,
        "an assertion without words, or with a template": 1,
        "a test that stands in another file": 1,
        "a test without words that a right answer shows": 2,
        "a test without a text or a quote that proves its answer": 1,
    }
    assert ":7" in next(s.where for s in found.skipped if "llm-rubric" in s.why)


def test_promptfoo_tables_and_json_are_read_alike(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(
        "question,context,__expected,__expected2,__expected3,__metric\n"
        f'How high?,"{small.FLOOD}",contains: 4.2 metres,not-contains:5 metres,javascript: 1>0,m\n'
        f'What is bought?,"{small.MUSEUM}","1,200 Roman coins",,,\n'
    )
    asserted = [
        {"type": "contains", "value": "4.2 metres"},
        {"type": "not-contains", "value": "5 metres"},
    ]
    variables = {"question": "How high?", "context": small.FLOOD}
    small.write_json(tmp_path / "t.json", [{"vars": variables, "assert": asserted}])
    small.write_lines(tmp_path / "t.jsonl", [{"vars": variables, "assert": asserted}])
    table = read("promptfoo", tmp_path / "t.csv")
    assert reasons(table) == {"an assertion of kind 'javascript'": 1}
    assert table.questions[1].accepted == ("1,200 Roman coins",)
    for name in ("t.json", "t.jsonl"):
        assert read("promptfoo", tmp_path / name).questions == table.questions[:1]


def test_ragas_contexts_become_articles(tmp_path: Path) -> None:
    found = read("ragas", small.ragas(tmp_path))
    exact, whole, absent = found.questions
    assert [gold.quote for gold in exact.gold] == [
        "Three hundred people left their homes in Marle."
    ]
    assert exact.accepted == ("Three hundred people",)
    assert [gold.quote for gold in whole.gold] == [small.STRIKE, small.FLOOD]
    assert (whole.accepted, whole.tags) == ((), ("ragas", "whole-context"))
    assert absent.kind is Kind.NEAR_MISS
    assert len(found.articles) == 2
    assert reasons(found) == {
        "a conversation of several turns": 1,
        "a sample without contexts that prove its answer": 1,
    }


def test_a_text_without_a_title_keeps_its_first_paragraph_as_text(tmp_path: Path) -> None:
    context = f"A short line\n\n{small.FLOOD}\n\nPhoto: Harbour Ledger"
    sample = {"user_input": "Q?", "reference": "4.2 metres", "reference_contexts": [context]}
    found = read("ragas", small.write_lines(tmp_path / "r.jsonl", [sample]))
    (article,) = found.articles
    assert article.text == context
    assert article.title.startswith("Text ")
    assert article.title.endswith(" of r")
    assert found.questions[0].gold[0].quote.startswith("The river Oste")


@pytest.mark.parametrize("reference", ["No", "yes.", "use", "hundred peop"])
def test_ragas_references_that_no_sentence_states_leave_the_context_whole(
    tmp_path: Path, reference: str
) -> None:
    context = f"{small.FLOOD} Yes, no house was spared, the people said."
    sample = {"user_input": "Q?", "reference": reference, "reference_contexts": [context]}
    (case,) = read("ragas", small.write_lines(tmp_path / "r.jsonl", [sample])).questions
    assert (case.gold[0].quote, case.accepted) == (context, ())


def test_a_gold_quote_that_cannot_be_quoted_is_counted(tmp_path: Path) -> None:
    caption = "Photo: Harbour Ledger"
    context = f"{small.FLOOD}\n\n{caption}"
    sample = {"user_input": "Whose?", "reference": caption, "reference_contexts": [context]}
    good = {**sample, "user_input": "Which?", "reference": "4.2 metres"}
    found = read("ragas", small.write_lines(tmp_path / "r.jsonl", [sample, good]))
    assert [case.question for case in found.questions] == ["Which?"]
    assert reasons(found) == {"a case whose quotes do not stand in what can be quoted": 1}


def test_ragas_cells_that_are_formulas_stay_text(tmp_path: Path) -> None:
    found = read("ragas", small.ragas_csv(tmp_path))
    assert [case.question for case in found.questions] == ["=1+1 how many left?", "Which buses?"]
    assert found.questions[0].gold[0].quote == "Three hundred people left their homes in Marle."


@pytest.mark.parametrize("kind", small.SETS)
def test_a_set_is_read_the_same_way_twice_and_its_ids_are_unique(tmp_path: Path, kind: str) -> None:
    path = small.SETS[kind](tmp_path)
    found = read(kind, path)
    assert found == read(kind, path)
    assert len({case.id for case in found.cases}) == len(found.cases)
    assert len({article.url for article in found.articles}) == len(found.articles)
    own = {article.url for article in found.articles}
    for case in found.cases:
        if not (isinstance(case, Question) and "toy.example" in str(case.gold)):
            assert {gold.article for gold in case.gold} <= own


@pytest.mark.parametrize("kind", ["averitec", "ragas"])
def test_the_same_case_again_without_an_id_is_counted(tmp_path: Path, kind: str) -> None:
    path = small.SETS[kind](tmp_path)
    if kind == "averitec":
        text = path.read_text()
        path.write_text("[" + text.strip()[1:-1] + "," + text.strip()[1:-1] + "]")
    else:
        path.write_text(2 * path.read_text())
    found = read(kind, path)
    assert len(found.cases) == 3
    assert reasons(found)["the same case stands in the set before"] == 3
