"""Cases made of reported errors: what readers say is wrong, as cases that the lint accepts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from toy import make_archive, make_article, url_of

from bot.answer import Answer, Citation, Proof, Statement, Status
from bot.packs import Pack, make_pack
from bot.reported import (
    FOLDER,
    Reported,
    ReportError,
    Wrong,
    ids,
    read_report,
    report_error,
    to_json_lines,
)
from bot.settings import Settings
from eval.cases import Kind, load_cases
from eval.cases.lint import lint
from eval.cases.reported import case_of, propose
from eval.cases.values import DOUBTFUL
from eval.cli import eval_group
from eval.errors import CaseError
from sources.article import Quote, Span

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
HIGH = "The river Oste rose to 4.2 metres on Sunday."
LEFT = "Three hundred people left their homes in Marle."


def cited(number: int, words: str) -> Citation:
    article = make_article("flood")
    at = article.text.index(words)
    quote = replace(Quote.of(article, Span(start=at, end=at + len(words))), version=1)
    return Citation(number=number, quote=quote, title=article.title, url=article.url)


def answer(question: str, *words: str, status: Status = Status.ANSWERED) -> Answer:
    citations = tuple(cited(number, each) for number, each in enumerate(words, start=1))
    if status is Status.ABSTAINED:
        return Answer(question=question, status=status, text="", nearest=citations)
    sides = "ab" if status is Status.CONFLICTING else ("",) * len(words)
    statements = tuple(
        Statement(text=each, citations=(n,), proof=Proof(checks=()), side=side)
        for n, (each, side) in enumerate(zip(words, sides, strict=True), start=1)
    )
    return Answer(
        question=question, status=status, text="", statements=statements, citations=citations
    )


def report(result: Answer, wrong: Wrong, *, name: str = "0123456789ab") -> Reported:
    pack = Pack(result=result, quotes=(), made=NOW, newsproof="1")
    return Reported(id=name, wrong=wrong, note="", pack=pack, reported=NOW)


@pytest.mark.parametrize("wrong", [Wrong.ANSWER, Wrong.QUOTE])
@pytest.mark.parametrize("status", [Status.ANSWERED, Status.CONFLICTING])
def test_wrong_answer_should_have_been_declined_and_its_words_are_forbidden(
    wrong: Wrong, status: Status
) -> None:
    case = case_of(report(answer("How high did it rise?", HIGH, LEFT, status=status), wrong))

    assert (case.kind, case.status, case.gold) == (Kind.NEAR_MISS, Status.ABSTAINED, ())
    assert case.forbidden == (HIGH, LEFT)
    assert case.id == "reported-0123456789ab"
    assert {"reported", DOUBTFUL, str(wrong).replace(" ", "-")} == {*case.tags}


def test_declined_question_should_have_been_answered_by_the_nearest() -> None:
    declined = answer("How high did it rise?", HIGH, LEFT, status=Status.ABSTAINED)
    case = case_of(report(declined, Wrong.SHOULD_ANSWER))

    assert (case.kind, case.status) == (Kind.ANSWERABLE, Status.ANSWERED)
    assert [(one.article, one.quote) for one in case.gold] == [
        (url_of("flood"), HIGH), (url_of("flood"), LEFT),
    ]  # fmt: skip


def test_anything_else_keeps_the_end_as_it_was() -> None:
    shown = answer("How high did it rise?", HIGH, LEFT, status=Status.CONFLICTING)
    case = case_of(report(shown, Wrong.OTHER))

    assert (case.status, [one.side for one in case.gold]) == (Status.CONFLICTING, ["a", "b"])


def test_follow_up_is_asked_as_it_was_understood_on_its_day() -> None:
    asked = replace(
        answer("And how high?", HIGH), understood="How high did the river Oste rise?",
        as_of=date(2024, 5, 9),
    )  # fmt: skip
    case = case_of(report(asked, Wrong.ANSWER))

    assert case.question == "How high did the river Oste rise?"
    assert (case.kind, case.as_of) == (Kind.AS_OF, date(2024, 5, 9))


def test_refusal_that_showed_nothing_is_no_case() -> None:
    with pytest.raises(CaseError, match="nothing was shown"):
        case_of(report(answer("Who?", status=Status.ABSTAINED), Wrong.SHOULD_ANSWER))


def test_same_question_on_the_same_day_is_one_case() -> None:
    first = report(answer("How high did it rise?", HIGH), Wrong.ANSWER)
    again = report(answer("how high DID it rise", LEFT), Wrong.ANSWER, name="1" * 12)
    that_day = replace(answer("How high did it rise?", HIGH), as_of=date(2024, 5, 9))
    other = report(that_day, Wrong.ANSWER, name="2" * 12)
    found = propose([first, again, other])

    assert [one.case is not None for one in found] == [True, False, True]
    assert "reported-0123456789ab" in found[1].why_not


def new(data_dir: Path, *arguments: object) -> Result:
    given = {"data_dir": data_dir, "encoder": None, "debug": False}
    return CliRunner().invoke(eval_group, ["new", *map(str, arguments)], obj=given)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Return a data directory in which four errors were reported."""
    data = tmp_path / "data"
    archive, settings = make_archive(data), Settings(data_dir=data)
    results = (
        (answer("How high did the river Oste rise?", HIGH), Wrong.ANSWER, "It is from 2021."),
        (answer("Who left Marle?", HIGH, LEFT, status=Status.ABSTAINED), Wrong.SHOULD_ANSWER, ""),
        (answer("How high did the Oste rise in Marle?", HIGH), Wrong.OTHER, ""),
        (answer("Who won?", status=Status.ABSTAINED), Wrong.SHOULD_ANSWER, ""),
    )
    for hour, (result, wrong, note) in enumerate(results):
        pack = make_pack(result, archive, settings, now=NOW)
        report_error(data / FOLDER, pack, wrong, note, now=NOW.replace(hour=hour))
    return data


def test_cases_of_reports_pass_the_lint(desk: Path, tmp_path: Path) -> None:
    target = tmp_path / "cases" / "dev" / "reported-questions.jsonl"
    result = new(desk, "question", "--reports", "all", "--to", target)

    assert result.exit_code == 0, result.output
    assert "It is from 2021." in result.stderr
    assert "no case: nothing was shown" in result.stderr
    cases = load_cases(tmp_path / "cases", "dev")
    assert len(cases.questions) == 3 == len(result.stdout.splitlines())
    problems = lint({"dev": cases}, make_archive(tmp_path / "other"))
    assert [one for one in problems if one.is_error] == []
    assert {one.rule for one in problems} == {"doubtful"}


def test_report_becomes_a_case_once(desk: Path, tmp_path: Path) -> None:
    target = tmp_path / "cases" / "dev" / "reported-questions.jsonl"
    new(desk, "question", "--reports", "all", "--to", target)
    before = target.read_bytes()
    again = new(desk, "question", "--reports", "all", "--to", target)

    assert (again.exit_code, again.stdout) == (0, "")
    assert again.stderr.count("is there already") == 3
    assert target.read_bytes() == before


def test_saved_reports_are_read_and_damaged_ones_are_told(desk: Path, tmp_path: Path) -> None:
    (desk / FOLDER / "bad.json").write_text("{")
    everything = new(desk, "question", "--reports", "all")
    assert (everything.exit_code, len(everything.stdout.splitlines())) == (0, 3)
    assert "left out: 'bad.json' is no error report" in everything.stderr

    saved = tmp_path / "saved.jsonl"
    first = read_report(desk / FOLDER, ids(desk / FOLDER)[-1])
    saved.write_bytes(to_json_lines([first]))
    assert json.loads(new(tmp_path, "question", "--reports", saved).stdout)["forbidden"] == [HIGH]
    saved.write_text("{}\n")
    assert isinstance(new(tmp_path, "question", "--reports", saved).exception, ReportError)


def test_no_reports_are_told(tmp_path: Path) -> None:
    result = new(tmp_path, "question", "--reports", "all")

    assert (result.exit_code, result.stdout) == (0, "")
    assert "no errors are reported" in result.stderr
    assert ids(tmp_path / FOLDER) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("claim", "--reports", "all"), ("question", "Who?", "--reports", "all"),
        ("question", "--reports", "all", "--wrong"), ("question", "--reports", "all", "--id", "x"),
        ("question", "--reports", "all", "--tag", "x"),
        ("question", "--reports", "all", "--as-of", "2024-05-09"),
    ],
)  # fmt: skip
def test_reports_go_with_nothing_else(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert new(tmp_path, *arguments).exit_code == 2
