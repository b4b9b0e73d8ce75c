"""What a question takes for granted: 65 hand-written cases (63 right when first run)."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.premise import premise

_CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "premise_cases.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("case", _CASES, ids=[c["question"][:60] for c in _CASES])
def test_a_question_takes_its_premise_for_granted(case: dict[str, str]) -> None:
    assert (premise(case["question"]) or "") == case["claim"]


def test_there_are_enough_cases() -> None:
    assert len(_CASES) >= 60


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("What happened after the ferry hit the wall?", "The ferry hit the wall."),
        ("How many times has Argentina won the World Cup?", "Argentina has won the World Cup."),
        ("Who will pay for the bridge?", "Somebody will pay for the bridge."),
        ("What treasures did people manage to get out?", None),
        ("Which bridge is longer, the old one or the new one?", None),
        ("How large was the fine that the agency imposed?", None),
        ("Where did they set off, and where did they end up?", "They set off."),
        ("Why?", None),
        ("", None),
    ],
)
def test_harder_premises(question: str, claim: str | None) -> None:
    assert premise(question) == claim


@given(st.text(alphabet="Whyhow many did whatichwhen Japan is freeze,?.’ ", max_size=120))
def test_a_premise_is_one_sentence_or_none(text: str) -> None:
    claim = premise(text)
    assert claim is None or not claim or claim.endswith(".")


@pytest.mark.parametrize("unit", ["why did ", "how many ", "who ", "and what ", "which a ", "how "])
def test_long_questions_are_not_read(unit: str) -> None:
    began = time.monotonic()
    premise((unit * 20_000)[:20_000])
    premise((unit * 400)[:400])
    assert time.monotonic() - began < 1.0
