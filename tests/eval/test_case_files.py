"""Cases: what is read from JSON Lines and YAML, and what is refused with its file and line."""

from __future__ import annotations

import json
import os
import re
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.answer import Status
from bot.verdict import Verdict
from eval.cases import ClaimCase, GoldQuote, Kind, Question, load_cases
from eval.cases.entries import MAX_LINE_BYTES, MAX_YAML_BYTES
from eval.cases.lint import lint
from eval.cases.loader import PACKAGED, read_split, splits_of
from eval.cases.making import line_of
from eval.cases.samples import samples_archive
from eval.cases.values import DraftCase, DraftClaim
from eval.errors import CaseError, EvalError

QUESTION = {
    "id": "q1",
    "question": "How high?",
    "kind": "answerable",
    "as_of": None,
    "status": "answered",
    "gold": [{"article": "https://toy.example/flood", "quote": "4.2 metres"}],
    "tags": ["number"],
}
CLAIM = {
    "id": "c1",
    "claim": "It rose to 4.2 metres.",
    "verdict": "SUPPORTED",
    "as_of": "2024-05-01",
    "gold": [{"article": "https://toy.example/flood", "quote": "4.2 metres", "stance": "supports"}],
    "tags": [],
}


def write(folder: Path, name: str, *lines: object) -> Path:
    """Write lines, as JSON unless they are text or bytes already, and return the root."""
    path = folder / "dev" / name
    path.parent.mkdir(exist_ok=True)
    raw = [
        line
        if isinstance(line, bytes)
        else (line if isinstance(line, str) else json.dumps(line)).encode()
        for line in lines
    ]
    path.write_bytes(b"\n".join(raw) + b"\n")
    return folder


def test_cases_are_read_in_order_of_their_ids(tmp_path: Path) -> None:
    write(tmp_path, "a-questions.jsonl", {**QUESTION, "id": "q2"}, "", QUESTION)
    cases = load_cases(write(tmp_path, "a-claims.jsonl", CLAIM), "dev")
    assert [question.id for question in cases.questions] == ["q1", "q2"]
    assert cases.questions[0].kind is Kind.ANSWERABLE
    assert cases.questions[0].status is Status.ANSWERED
    assert cases.claims[0].verdict is Verdict.SUPPORTED
    assert str(cases.claims[0].as_of) == "2024-05-01"
    assert cases.claims[0].gold[0].stance == "supports"


def test_digest_names_the_cases_and_not_their_files(tmp_path: Path) -> None:
    one, other, third = (tmp_path / name for name in ("one", "other", "third"))
    for folder in (one, other, third):
        folder.mkdir()
    write(one, "a-questions.jsonl", QUESTION, {**QUESTION, "id": "q2"})
    write(other, "b-questions.jsonl", {**QUESTION, "id": "q2"})
    write(other, "c-questions.jsonl", QUESTION)
    write(third, "a-questions.jsonl", QUESTION, {**QUESTION, "id": "q2", "question": "How low?"})
    digests = [load_cases(folder, "dev").digest for folder in (one, other, third)]
    assert digests[0] == digests[1] != digests[2]


MISTAKES = {
    "no JSON": ("{", "Invalid JSON"),
    "no object": ("[]", "object"),
    "nothing but depth": ("[" * 100_000, "Invalid JSON"),
    "no UTF-8": (b'{"id": "\xff"}', "not UTF-8 text"),
    "unknown kind": ({**QUESTION, "kind": "easy"}, "kind: .*'easy'"),
    "unknown status": ({**QUESTION, "status": "maybe"}, "status: .*'maybe'"),
    "unknown key": ({**QUESTION, "knid": "answerable"}, "knid"),
    "unknown key in gold": (
        {**QUESTION, "gold": [{**QUESTION["gold"][0], "page": 1}]},  # type: ignore[index]
        r"gold\.0\.page",
    ),
    "key twice": ('{"id": "q0", ' + json.dumps(QUESTION)[1:], "'id' stands there twice"),
    "missing key": ({"id": "q1"}, "question: "),
    "wrong type": ({**QUESTION, "question": 7}, "question: .*string"),
    "tags no list": ({**QUESTION, "tags": "number"}, "tags: "),
    "no such day": ({**QUESTION, "as_of": "2024-02-30"}, "as_of: "),
    "an id with a line break": ({**QUESTION, "id": "q\n1"}, "can't be shown"),
    "an id of a draft's claim": ({**QUESTION, "id": "d1#1"}, "holds a '#'"),
    "empty question": ({**QUESTION, "question": " "}, "question: "),
    "empty quote": (
        {**QUESTION, "gold": [{"article": "https://toy.example/flood", "quote": ""}]},
        r"gold\.0\.quote",
    ),
    "kind and status at odds": ({**QUESTION, "kind": "near_miss"}, "needs status 'abstained'"),
    "no gold": ({**QUESTION, "gold": []}, "needs a gold quote"),
    "gold of a near miss": (
        {**QUESTION, "kind": "near_miss", "status": "abstained"},
        "has no gold quotes",
    ),
    "as_of without a day": ({**QUESTION, "kind": "as_of"}, "needs an as_of date"),
    "one side": (
        {
            **QUESTION,
            "kind": "conflicting",
            "status": "conflicting",
            "gold": [{**QUESTION["gold"][0], "side": "a"}],  # type: ignore[index]
        },
        "two at least",
    ),
    "too long": ({**QUESTION, "question": "x" * MAX_LINE_BYTES}, "longer than 1,000,000 bytes"),
}


@pytest.mark.parametrize(("line", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_wrong_question_is_refused_with_file_and_line(
    tmp_path: Path, line: object, message: str
) -> None:
    good = {**QUESTION, "id": "good"}
    root = write(tmp_path, "x-questions.jsonl", good, "", line)
    with pytest.raises(CaseError, match=message) as caught:
        load_cases(root, "dev")
    assert "x-questions.jsonl:3: " in caught.value.what
    assert len(str(caught.value)) < 500


WRONG_CLAIMS = {
    "unknown label": ({**CLAIM, "verdict": "TRUE"}, "verdict: .*'TRUE'"),
    "a verdict that is none": ({**CLAIM, "verdict": "NOT_CHECKED"}, "no verdict a case can have"),
    "stance at odds": ({**CLAIM, "verdict": "REFUTED"}, "gold stances"),
    "one-sided conflict": ({**CLAIM, "verdict": "CONFLICTING"}, "gold stances"),
    "unknown stance": (
        {**CLAIM, "gold": [{**CLAIM["gold"][0], "stance": "likes"}]},  # type: ignore[index]
        r"gold\.0\.stance",
    ),
    "gold without enough evidence": (
        {**CLAIM, "verdict": "NOT_ENOUGH_EVIDENCE"},
        "gold stances",
    ),
}


@pytest.mark.parametrize(("line", "message"), WRONG_CLAIMS.values(), ids=WRONG_CLAIMS)
def test_a_wrong_claim_is_refused_with_file_and_line(
    tmp_path: Path, line: object, message: str
) -> None:
    root = write(tmp_path, "x-claims.jsonl", line)
    with pytest.raises(CaseError, match=message) as caught:
        load_cases(root, "dev")
    assert "x-claims.jsonl:1: " in caught.value.what


def test_an_id_is_taken_once_over_all_files(tmp_path: Path) -> None:
    write(tmp_path, "a-claims.jsonl", {**CLAIM, "id": "same"})
    root = write(tmp_path, "b-questions.jsonl", {**QUESTION, "id": "same"})
    with pytest.raises(CaseError, match=r"b-questions\.jsonl:1: id 'same' is taken.*a-claims") as e:
        load_cases(root, "dev")
    assert isinstance(e.value, EvalError)


def test_an_empty_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="no folder of cases"):
        load_cases(tmp_path, "dev")
    (tmp_path / "dev").mkdir()
    with pytest.raises(CaseError, match="holds no cases"):
        load_cases(tmp_path, "dev")
    write(tmp_path, "a-questions.jsonl", "", " ")
    with pytest.raises(CaseError, match=r"a-questions\.jsonl holds no cases"):
        load_cases(tmp_path, "dev")


def test_a_split_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    write(tmp_path, "a-questions.jsonl", QUESTION)
    with pytest.raises(CaseError, match="no folder of cases") as caught:
        load_cases(tmp_path, "held-out")
    assert caught.value.way_out == "name one that is there: dev"


def test_cases_in_a_folder_below_a_split_are_never_ignored(tmp_path: Path) -> None:
    root = write(tmp_path, "a-questions.jsonl", QUESTION)
    inner = root / "dev" / "more" / "deeper"
    inner.mkdir(parents=True)
    (inner / "notes.txt").write_text("no case")
    assert len(load_cases(root, "dev").all) == 1
    (inner / "b-claims.jsonl").write_text(json.dumps(CLAIM))
    with pytest.raises(CaseError, match=r"deeper: cases in a folder below a split are not read"):
        load_cases(root, "dev")
    cases, mistakes = read_split(root, "dev")
    assert (len(cases.all), len(mistakes)) == (1, 1)


def test_a_file_of_unknown_content_is_refused(tmp_path: Path) -> None:
    root = write(tmp_path, "cases.jsonl", QUESTION)
    with pytest.raises(CaseError, match="neither questions nor claims"):
        load_cases(root, "dev")


YAML = """\
# two of them
- id: y1
  question: How high?
  kind: as_of
  as_of: 2024-05-01
  status: answered
  gold:
    - article: https://toy.example/flood
      quote: "4.2 metres"
  said_by: ~
- id: "y2"
  question: >
    How low
    was it?
  kind: near_miss
  status: abstained
  as_of: "2024-05-02"
  tags: [number, 'no']
"""


def test_yaml_reads_like_json_lines(tmp_path: Path) -> None:
    good = YAML.replace("  said_by: ~\n", "")
    root = write(tmp_path, "a-questions.yaml", good)
    one, other = load_cases(root, "dev").questions
    assert (str(one.as_of), str(other.as_of)) == ("2024-05-01", "2024-05-02")
    assert one.gold[0].quote == "4.2 metres"
    assert (other.question, other.tags) == ("How low was it?\n", ("number", "no"))
    as_json = tmp_path / "json"
    as_json.mkdir()
    lines = [json.loads(line_of(one)), json.loads(line_of(other))]
    write(as_json, "a-questions.jsonl", *lines)
    assert load_cases(as_json, "dev").digest == load_cases(root, "dev").digest


def test_every_suffix_byte_order_mark_and_line_end_is_read(tmp_path: Path) -> None:
    good = YAML.replace("  said_by: ~\n", "").replace("\n", "\r\n")
    write(tmp_path, "a-questions.yml", b"\xef\xbb\xbf" + good.encode())
    line = b"\xef\xbb\xbf" + json.dumps(CLAIM).encode() + b"\r"
    root = write(tmp_path, "b-claims.JSONL", line, {**CLAIM, "id": "c2"})
    assert [case.id for case in load_cases(root, "dev").all] == ["y1", "y2", "c1", "c2"]


NESTED = "- id: " + "[" * 50_000
YAML_MISTAKES = {
    "null where text is wanted": (YAML, 10, "said_by: .*string"),
    "yes or no": ("- id: no\n", 1, "'no' as a yes or no"),
    "number": ("- id: a\n  question: 12\n", 2, "'12' as a number"),
    "octal": ("- id: 007\n", 1, "as a number"),
    "no number": ("- id: .nan\n", 1, "as a number"),
    "minutes": ("- id: 1:30\n", 1, "as a number"),
    "date elsewhere": ("- id: 2024-05-01\n", 1, "as a date"),
    "time of day": ("- id: a\n  as_of: 2024-05-01 10:00:00\n", 1, "question: "),
    "anchor": ("- id: &a x\n", 1, "an anchor or alias"),
    "alias bomb": ("- a: &a [x]\n  b: [*a, *a]\n", 1, "an anchor or alias"),
    "tag": ("- id: a\n  question: !!python/name:os.system x\n", 2, "a tag"),
    "merge": ("- id: a\n  <<: x\n", 2, "a merge key"),
    "key twice": ("- id: a\n  id: b\n", 2, "'id' stands there twice"),
    "key is a list": ("- ? [a]\n  : b\n", 1, "a key that is not a word"),
    "mapping": ("id: a\n", 1, "not a list of cases"),
    "second list": ("- id: a\n---\n- id: b\n", 2, "a second document"),
    "no YAML": ("- id: 'a\n", 3, "not YAML"),
    "tab": ("-\n\tid: a\n", 2, "not YAML"),
    "nested": (NESTED, 1, "nested too deeply"),
    "control character": ("- id: a\n  x: \x1b\n", 2, "a character that no text holds"),
    "no UTF-8": (b"- id: a\n  x: \xff\n", 2, "not UTF-8 text"),
    "UTF-16": ("- id: a".encode("utf-16"), 1, "not UTF-8 text"),
    "half a pair": ('- id: "\\ud800"\n', 1, "Invalid JSON"),
    "in the gold": (
        YAML.replace("quote:", "qoute:"),
        9,
        r"gold\.0\.qoute: there is no such field; did you mean 'quote'",
    ),
}


@pytest.mark.parametrize(
    ("text", "line", "message"), YAML_MISTAKES.values(), ids=list(YAML_MISTAKES)
)
def test_a_wrong_yaml_case_is_refused_with_file_and_line(
    tmp_path: Path, text: str | bytes, line: int, message: str
) -> None:
    root = write(tmp_path, "x-questions.yaml", text)
    _, mistakes = read_split(root, "dev")
    told = [str(one) for one in mistakes]
    assert any(f"x-questions.yaml:{line}: " in one and re.search(message, one) for one in told), (
        told
    )
    assert all(len(one) < 500 for one in told)
    with pytest.raises(CaseError):
        load_cases(root, "dev")


def test_a_huge_yaml_file_is_not_read(tmp_path: Path) -> None:
    root = write(tmp_path, "x-questions.yaml", "# " + "x" * MAX_YAML_BYTES)
    with pytest.raises(CaseError, match="larger than 2,000,000 bytes"):
        load_cases(root, "dev")


MEANT = {
    "kind": ({**QUESTION, "kind": "Answerabel"}, "did you mean 'answerable'"),
    "status": ({**QUESTION, "status": "answer"}, "did you mean 'answered'"),
    "key": ({**QUESTION, "as-of": None}, "as-of: there is no such field; did you mean 'as_of'"),
    "key of gold": (
        {**QUESTION, "gold": [{"article": "a", "qoute": "b"}]},
        r"gold\.0\.qoute: there is no such field; did you mean 'quote'",
    ),
    "seconds for a day": ({**QUESTION, "as_of": "1714521600"}, "as_of: not a day like"),
}


@pytest.mark.parametrize(("line", "message"), MEANT.values(), ids=MEANT)
def test_what_was_meant_is_suggested(tmp_path: Path, line: object, message: str) -> None:
    with pytest.raises(CaseError, match=message):
        load_cases(write(tmp_path, "x-questions.jsonl", line), "dev")


def test_all_mistakes_are_told_and_the_rest_is_read(tmp_path: Path) -> None:
    wrong = {**CLAIM, "id": "c2", "verdict": "supported"}
    root = write(tmp_path, "x-claims.jsonl", CLAIM, wrong, "{", {**CLAIM, "id": "c3"}, CLAIM)
    cases, mistakes = read_split(root, "dev")
    assert [case.id for case in cases.all] == ["c1", "c3"]
    lines = [re.search(r"jsonl:(\d+): ", one.what) for one in mistakes]
    assert [line and line[1] for line in lines] == ["2", "3", "5"]
    assert "did you mean 'SUPPORTED'" in mistakes[0].what


@pytest.mark.parametrize("split", ["../dev", "..", ".", "", "/etc", "dev/", "a/../dev", "dev\x00"])
def test_a_split_is_a_name_and_no_path(tmp_path: Path, split: str) -> None:
    root = write(tmp_path, "x-claims.jsonl", CLAIM)
    with pytest.raises(CaseError, match="no name of a split"):
        load_cases(root, split)


@pytest.mark.parametrize(
    "name", ["x-claims.json", "x-claims.csv", "x-claims", "x-claims.jsonl.bak"]
)
def test_a_file_of_another_kind_is_not_passed_over(tmp_path: Path, name: str) -> None:
    write(tmp_path, "ok-claims.jsonl", CLAIM)
    root = write(tmp_path, name, CLAIM)
    if name.endswith(".bak"):
        assert len(load_cases(root, "dev").all) == 1
    else:
        with pytest.raises(CaseError, match="cases are not read from"):
            load_cases(root, "dev")


def test_links_are_followed_and_what_is_no_file_is_refused(tmp_path: Path) -> None:
    root = write(tmp_path, "x-claims.jsonl", CLAIM)
    (tmp_path / "dev" / "x-claims.jsonl").rename(tmp_path / "real")
    (tmp_path / "dev" / "x-claims.jsonl").symlink_to(tmp_path / "real")
    assert len(load_cases(root, "dev").all) == 1
    for name, target in (("broken", "nowhere"), ("endless", "/dev/zero"), ("folder", "..")):
        link = tmp_path / "dev" / f"{name}-claims.jsonl"
        link.symlink_to(target)
        with pytest.raises(CaseError, match=f"{name}-claims.jsonl is no file"):
            load_cases(root, "dev")
        link.unlink()
    os.mkfifo(tmp_path / "dev" / "pipe-claims.jsonl")
    with pytest.raises(CaseError, match="is no file"):
        load_cases(root, "dev")


def test_splits_are_the_folders_that_hold_cases(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="holds no split"):
        splits_of(tmp_path)
    with pytest.raises(CaseError, match="cannot be read"):
        splits_of(tmp_path / "nowhere")
    write(tmp_path, "x-claims.jsonl", CLAIM)
    (tmp_path / "empty").mkdir()
    (tmp_path / ".git").mkdir()
    assert splits_of(tmp_path) == ["dev"]
    assert splits_of(PACKAGED) == ["dev", "test"]


DOC = Path(__file__).parents[2] / "docs" / "cases.md"


def test_the_examples_of_the_page_load_and_pass(tmp_path: Path) -> None:
    (tmp_path / "dev").mkdir()
    found = re.findall(r"`dev/([\w.-]+)`:\n\n```\w+\n(.*?)```", DOC.read_text("utf-8"), re.DOTALL)
    for name, text in found:
        (tmp_path / "dev" / name).write_text(text, encoding="utf-8")
    cases = load_cases(tmp_path, "dev")
    assert all((cases.questions, cases.claims, cases.drafts))
    assert {Path(name).suffix for name, _ in found} == {".jsonl", ".yaml"}
    with samples_archive(now=datetime(2026, 11, 1, tzinfo=UTC)) as archive:
        assert not lint({"dev": cases}, archive)


def test_the_page_names_every_field_and_label() -> None:
    text = DOC.read_text("utf-8")
    for kind in (Question, ClaimCase, DraftCase, GoldQuote, DraftClaim):
        for one in fields(kind):
            assert f"`{one.name}`" in text, one.name
    for label in (*Kind, *Status, *(one for one in Verdict if one is not Verdict.NOT_CHECKED)):
        assert f"`{label}`" in text, label
