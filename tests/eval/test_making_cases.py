"""Cases made from answers and reports: they load, say what was shown, and end where they belong."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from toy import CASES, TEXTS, abstained, answered, gold_quote, make_article, url_of

from bot.answer import Answer, Citation, Proof, Statement, Status
from bot.newsproof import Newsproof
from bot.settings import Settings
from bot.verdict import CheckedClaim, Claim, Evidence, Report, Stance, Verdict
from bot.wire import answer_to_json, report_to_json
from eval.cases import Kind, load_cases
from eval.cases.adding import add_case, free_id
from eval.cases.making import (
    claim_from_report,
    draft_from_report,
    from_evidence_pack,
    line_of,
    question_from_answer,
    wrong_claim,
    wrong_question,
)
from eval.cases.parsing import Shape
from eval.cases.seal import seal_split
from eval.cases.values import Case, DraftCase
from eval.cli import eval_group
from eval.errors import CaseError, EvalError
from sources.article import Quote, Span

DAY = date(2024, 5, 9)
URLS = {make_article(name).article_id: url_of(name) for name in TEXTS}
HIGH = "The river Oste rose to 4.2 metres on Sunday."
QUESTION = "How high did the river Oste rise?"


def quote(name: str, words: str) -> Quote:
    article = make_article(name)
    at = article.text.index(words)
    return replace(Quote.of(article, Span(start=at, end=at + len(words))), version=1)


def evidence(name: str, words: str, stance: Stance) -> Evidence:
    citation = Citation(number=1, quote=quote(name, words), title=name)
    return Evidence(stance=stance, confidence=0.9, citation=citation)


def report(*claims: tuple[str, Verdict, list[Evidence]], as_of: date | None = None) -> Report:
    text = " ".join(words for words, _, _ in claims)
    return Report(
        text=text,
        claims=tuple(
            CheckedClaim(
                claim=Claim(
                    text=words,
                    span=Span(start=text.index(words), end=text.index(words) + len(words)),
                ),
                verdict=verdict,
                confidence=0.9,
                evidence=tuple(found),
            )
            for words, verdict, found in claims
        ),
        as_of=as_of,
    )


PAY = "They want 6 percent more pay."
SUPPORTED = (
    "They want 6 percent.",
    Verdict.SUPPORTED,
    [
        evidence("strike", PAY, Stance.SUPPORTS),
        evidence("strike", PAY, Stance.SUPPORTS),
        evidence("wolf", "No sheep were harmed.", Stance.NEUTRAL),
        evidence("flood", HIGH, Stance.REFUTES),
    ],
)
UNKNOWN = (
    "A sheep was harmed in May.",
    Verdict.NOT_ENOUGH_EVIDENCE,
    [evidence("wolf", "No sheep were harmed.", Stance.NEUTRAL)],
)
FAILED = ("It was late.", Verdict.NOT_CHECKED, [])
ANSWER = answered(QUESTION, [quote("flood", HIGH), quote("flood", HIGH)])


def loads(case: Case, folder: Path) -> None:
    """Check that a case reads back from a file as itself."""
    shape = {"Question": "questions", "ClaimCase": "claims", "DraftCase": "drafts"}
    cases = add_case(folder / "dev" / f"x-{shape[type(case).__name__]}.jsonl", case)
    assert case in cases.all


def test_an_answer_becomes_a_question_with_its_quotes_as_gold(tmp_path: Path) -> None:
    case = question_from_answer(ANSWER, case_id="q1", urls=URLS, tags=("river",))
    assert (case.question, case.kind, case.status) == (QUESTION, Kind.ANSWERABLE, Status.ANSWERED)
    assert case.gold == (gold_quote("flood", HIGH),)
    loads(case, tmp_path)
    assert json.loads(line_of(case)) == {
        "id": "q1",
        "question": QUESTION,
        "kind": "answerable",
        "status": "answered",
        "gold": [{"article": url_of("flood"), "quote": HIGH}],
        "tags": ["river"],
    }


def test_kind_follows_from_status_and_day() -> None:
    def kind(answer: Answer, **told: Any) -> Kind:
        return question_from_answer(answer, case_id="q", urls=URLS, **told).kind

    declined = abstained("Who?")
    assert kind(declined) is Kind.NEAR_MISS
    assert kind(declined, kind=Kind.FALSE_PREMISE) is Kind.FALSE_PREMISE
    assert kind(replace(declined, as_of=DAY)) is Kind.AS_OF
    assert kind(replace(ANSWER, as_of=DAY)) is Kind.AS_OF
    with pytest.raises(CaseError, match="needs status 'abstained'"):
        kind(ANSWER, kind=Kind.NEAR_MISS)


def test_a_conflicting_answer_keeps_its_sides(tmp_path: Path) -> None:
    answer = answered("Harmed?", [quote("wolf", "No sheep were harmed."), quote("flood", HIGH)])
    sided = tuple(
        Statement(text="s", citations=(number,), proof=Proof(checks=()), side=side)
        for number, side in ((1, "a"), (2, "b"))
    )
    answer = replace(answer, status=Status.CONFLICTING, statements=sided)
    case = question_from_answer(answer, case_id="q", urls=URLS)
    assert [one.side for one in case.gold] == ["a", "b"]
    loads(case, tmp_path)


def test_an_article_without_an_address_is_an_error() -> None:
    for urls in ({}, {"other": "https://toy.example/"}):
        with pytest.raises(CaseError, match="has no address"):
            question_from_answer(ANSWER, case_id="q", urls=urls)
        with pytest.raises(CaseError, match="has no address"):
            claim_from_report(report(SUPPORTED), case_id="c", urls=urls)
    cited = tuple(replace(one, url="https://own.example/a") for one in ANSWER.citations)
    own = question_from_answer(replace(ANSWER, citations=cited), case_id="q", urls={})
    assert own.gold[0].article == "https://own.example/a"


def test_a_claim_keeps_the_quotes_that_decide_it(tmp_path: Path) -> None:
    case = claim_from_report(report(SUPPORTED, as_of=DAY), case_id="c1", urls=URLS)
    assert (case.claim, case.verdict, case.as_of) == (SUPPORTED[0], Verdict.SUPPORTED, DAY)
    assert case.gold == (gold_quote("strike", PAY, stance="supports"),)
    loads(case, tmp_path)
    nothing = claim_from_report(report(SUPPORTED, UNKNOWN), case_id="c2", urls=URLS, number=2)
    assert (nothing.verdict, nothing.gold) == (Verdict.NOT_ENOUGH_EVIDENCE, ())
    loads(nothing, tmp_path)


def test_a_claim_has_to_be_chosen_and_checked() -> None:
    both = report(SUPPORTED, UNKNOWN)
    with pytest.raises(CaseError, match=r"2 claims \(1: They want 6 percent"):
        claim_from_report(both, case_id="c", urls=URLS)
    for number in (3, -1):
        with pytest.raises(CaseError, match="no claim"):
            claim_from_report(both, case_id="c", urls=URLS, number=number)
    with pytest.raises(CaseError, match="no claim 0"):
        claim_from_report(report(), case_id="c", urls=URLS)
    with pytest.raises(CaseError, match="was not checked"):
        claim_from_report(report(FAILED), case_id="c", urls=URLS)


def test_a_report_becomes_a_draft_without_what_was_not_checked(tmp_path: Path) -> None:
    case = draft_from_report(report(SUPPORTED, FAILED, UNKNOWN), case_id="d", urls=URLS)
    assert [one.verdict for one in case.claims] == [SUPPORTED[1], UNKNOWN[1]]
    loads(case, tmp_path)
    with pytest.raises(CaseError, match="at least one claim"):
        draft_from_report(report(FAILED), case_id="d", urls=URLS)
    with pytest.raises(CaseError, match="exactly once"):
        draft_from_report(report(SUPPORTED, SUPPORTED), case_id="d", urls=URLS)


def test_what_was_wrong_becomes_a_case_with_the_right_end(tmp_path: Path) -> None:
    no, yes = (url_of("wolf"), "No sheep were harmed."), (url_of("flood"), HIGH)
    question = wrong_question("Harmed?", case_id="q1", status=Status.CONFLICTING, gold=[no, yes])
    assert [one.side for one in question.gold] == ["a", "b"]
    refuted = wrong_claim("All died.", case_id="c1", verdict=Verdict.REFUTED, gold=[no])
    assert [one.stance for one in refuted.gold] == ["refutes"]
    both = wrong_claim(
        "All died.", case_id="c2", verdict=Verdict.CONFLICTING, gold=[yes], refuting=[no]
    )
    assert [one.stance for one in both.gold] == ["supports", "refutes"]
    for case in (question, refuted, both):
        loads(case, tmp_path)
    with pytest.raises(CaseError, match="needs a gold quote"):
        wrong_question("Harmed?", case_id="q", status=Status.ANSWERED, gold=[])
    with pytest.raises(CaseError, match="question: "):
        wrong_question(" ", case_id="q", status=Status.ABSTAINED, gold=[])
    with pytest.raises(CaseError, match="Invalid JSON"):
        wrong_question("\ud800", case_id="q", status=Status.ABSTAINED, gold=[])


def test_what_was_printed_reads_back_wrapped_or_not() -> None:
    printed = answer_to_json(ANSWER)
    plain = question_from_answer(ANSWER, case_id="x", urls=URLS)
    for stored in (printed, {"answer": printed, "note": "it is wrong"}):
        assert from_evidence_pack(stored, case_id="x", urls=URLS) == plain
    one = report_to_json(report(SUPPORTED))
    assert from_evidence_pack({"report": one}, case_id="x", urls=URLS) == claim_from_report(
        report(SUPPORTED), case_id="x", urls=URLS
    )
    two = report_to_json(report(SUPPORTED, UNKNOWN))
    assert isinstance(from_evidence_pack(two, case_id="x", urls=URLS), DraftCase)


@pytest.mark.parametrize(
    "stored",
    [
        None,
        [],
        "text",
        {},
        {"question": "Who?"},
        {**answer_to_json(ANSWER), "question": 7},
        {**answer_to_json(ANSWER), "status": "maybe"},
        {**answer_to_json(ANSWER), "citations": [1]},
        {**answer_to_json(ANSWER), "citations": None},
        {**answer_to_json(ANSWER), "as_of": "tomorrow"},
        {**report_to_json(report(SUPPORTED)), "text": None},
        {**report_to_json(report(SUPPORTED)), "claims": [{}]},
    ],
)
def test_what_newsproof_did_not_print_is_refused(stored: object) -> None:
    with pytest.raises(CaseError, match="not what Newsproof printed"):
        from_evidence_pack(stored, case_id="x", urls=URLS)


def test_a_free_id_goes_on_where_the_file_stands(tmp_path: Path) -> None:
    path = tmp_path / "dev" / "town-questions.jsonl"
    assert free_id(path, Shape.QUESTIONS) == "tq-001"
    question = CASES.questions[0]
    for case_id, split in (("tq-007", "dev"), ("odd", "dev"), ("tq-010", "test"), ("z-99", "test")):
        add_case(tmp_path / split / path.name, replace(question, id=case_id))
    assert free_id(path, Shape.QUESTIONS) == "tq-011"
    assert free_id(tmp_path / "dev" / "new-claims.jsonl", Shape.CLAIMS) == "nc-001"


def test_adding_refuses_before_it_writes(tmp_path: Path) -> None:
    path = tmp_path / "dev" / "x-questions.jsonl"
    question, claim = CASES.questions[0], CASES.claims[0]
    add_case(path, question)
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    add_case(path, replace(question, id="q9", question="Who?"))
    before = path.read_bytes()
    assert before.count(b"\n") == 2
    for target, case, message in (
        (path, question, "is taken"),
        (path, claim, "belongs to claims"),
        (path.with_name("x-claims.jsonl"), replace(claim, id="q9"), "is taken"),
        (path.with_name("x-claims.yaml"), claim, r"no \.jsonl file"),
        (path.with_name("x.jsonl"), claim, "by its name"),
        (path / "a" / "x-claims.jsonl", claim, "cannot be written"),
    ):
        with pytest.raises(CaseError, match=message):
            add_case(target, case)
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    path.write_bytes(before + b"{\n")
    with pytest.raises(CaseError, match="jsonl:3: "):
        add_case(path, replace(question, id="q10"))


def new(data_dir: Path, *arguments: object, stdin: str | None = None) -> Result:
    given = {"data_dir": data_dir, "encoder": None, "debug": False}
    return CliRunner().invoke(eval_group, ["new", *map(str, arguments)], obj=given, input=stdin)


def test_the_command_makes_a_case_from_what_was_printed(tmp_path: Path) -> None:
    cited = tuple(replace(one, url=url_of("flood")) for one in ANSWER.citations)
    printed = json.dumps(answer_to_json(replace(ANSWER, citations=cited)))
    file = tmp_path / "answer.json"
    file.write_text(printed, encoding="utf-8")
    target = tmp_path / "cases" / "test" / "town-questions.jsonl"
    result = new(tmp_path, "question", "--from", file, "--to", target, "--tag", "river")
    assert result.exit_code == 0, result.output
    (case,) = load_cases(tmp_path / "cases", "test").questions
    assert (case.id, case.tags, case.gold[0].quote) == ("tq-001", ("river",), HIGH)
    assert json.loads(result.stdout)["id"] == "tq-001"
    seal_split(tmp_path / "cases", load_cases(tmp_path / "cases", "test"), DAY)
    again = new(tmp_path, "question", "--from", "-", "--to", target, stdin=printed)
    assert again.exit_code == 0, again.output
    for said in ("duplicate: the same as 'tq-001'", "was sealed", "'tq-002'"):
        assert said in again.stderr
    assert isinstance(new(tmp_path, "claim", "--from", file).exception, CaseError)
    assert isinstance(new(tmp_path, "question", "--from", tmp_path / "no").exception, EvalError)
    taken = new(tmp_path, "question", "--from", file, "--to", target, "--id", "tq-001")
    assert isinstance(taken.exception, CaseError)
    for wrong in (
        ("question",),
        ("question", "Who?", "--from", file),
        ("question", "--from", file, "--status", "abstained"),
        ("question", "--from", file, "--as-of", "2024-05-01"),
        ("question", "--from", file, "--wrong"),
        ("claim", "It rose.", "--wrong"),
        ("draft", "It rose.", "--wrong"),
    ):
        assert new(tmp_path, *wrong).exit_code == 2, wrong


def test_the_command_makes_a_case_of_a_wrong_result_without_asking(tmp_path: Path) -> None:
    nowhere = tmp_path / "no-archive"
    declined = new(nowhere, "question", "Who swam?", "--wrong", "--status", "abstained")
    assert json.loads(declined.stdout) == {
        "id": "new-001",
        "question": "Who swam?",
        "kind": "near_miss",
        "status": "abstained",
    }
    file = tmp_path / "report.json"
    file.write_text(json.dumps(report_to_json(report(SUPPORTED, UNKNOWN, as_of=DAY))), "utf-8")
    told = ("--wrong", "--verdict", "REFUTED", "--gold", url_of("wolf"), "No sheep were harmed.")
    refuted = json.loads(new(nowhere, "claim", "--from", file, "--claim", 2, *told).stdout)
    assert (refuted["claim"], refuted["as_of"]) == (UNKNOWN[0], "2024-05-09")
    assert refuted["gold"][0]["stance"] == "refutes"


def test_the_command_asks_the_archive(tmp_path: Path) -> None:
    title, text = TEXTS["museum"]
    file = tmp_path / "museum.md"
    file.write_text(
        f"---\ntitle: {title}\npublished: 2024-05-01\nurl: {url_of('museum')}\n---\n\n{text}\n"
    )
    data = tmp_path / "data"
    with Newsproof.open(Settings(data_dir=data), create=True) as newsproof:
        newsproof.ingest([file])
    result = new(data, "question", "How many Roman coins did the Lind Museum buy?")
    assert result.exit_code == 0, result.output
    made = json.loads(result.stdout)
    bought = "The Lind Museum has bought 1,200 Roman coins for 90,000 euros."
    assert (made["status"], made["gold"][0]) == (
        "answered",
        {"article": url_of("museum"), "quote": bought},
    )
    claim = json.loads(new(data, "claim", "The Lind Museum has bought 1,200 Roman coins.").stdout)
    assert (claim["verdict"], claim["gold"][0]["article"]) == ("SUPPORTED", url_of("museum"))
