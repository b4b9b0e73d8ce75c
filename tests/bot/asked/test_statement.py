"""A yes/no question as the claim it asks about: 90 hand-written cases (87 right when first run)."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.statement import as_statement

_CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "statement_cases.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("case", _CASES, ids=[c["question"][:60] for c in _CASES])
def test_a_yes_no_question_becomes_its_claim(case: dict[str, str]) -> None:
    assert (as_statement(case["question"]) or "") == case["claim"]


def test_there_are_enough_cases() -> None:
    assert len(_CASES) >= 80


@given(st.text(alphabet="Did theIsa wasn't he Japan freeze or, that?.’ ", max_size=120))
def test_a_claim_is_one_sentence_or_none(text: str) -> None:
    claim = as_statement(text)
    assert claim is None or not claim or (claim.endswith(".") and "?" not in claim[-2:])


@pytest.mark.parametrize("unit", ["did ", "is the ", "was ", "Did Japan or ", "who ", "a", "? "])
def test_long_questions_take_no_time(unit: str) -> None:
    began = time.monotonic()
    as_statement((unit * 20_000)[:20_000])
    as_statement((unit * 400)[:400])
    assert time.monotonic() - began < 1.0
