"""Cases: what is read from JSON Lines, and what is refused with its file and line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.answer import Status
from bot.verdict import Verdict
from eval.cases import Kind, load_cases
from eval.cases.loader import MAX_LINE_BYTES
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
    "no UTF-8": (b'{"id": "\xff"}', "Invalid JSON"),
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


def test_a_file_of_unknown_content_is_refused(tmp_path: Path) -> None:
    root = write(tmp_path, "cases.jsonl", QUESTION)
    with pytest.raises(CaseError, match="neither questions nor claims"):
        load_cases(root, "dev")
