"""Who "he" is: 64 hand-written cases. Nobody is better than the wrong one."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from bot.attribution import Referent, needs_context, resolve
from index.sentences import split_sentences
from sources.article import Span

_CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "pronoun_cases.jsonl").read_text("utf-8").splitlines()
]
# A single name that nothing else is known of is taken for a person's, so "it" finds nobody.
_NOT_FOUND = 2


def _resolve(before: str, text: str) -> tuple[str, Referent | None]:
    whole = f"{before} {text}"
    span = Span(start=len(before) + 1, end=len(whole))
    return whole, resolve(whole, span, split_sentences(before))


@pytest.mark.parametrize("case", _CASES, ids=[c["text"][:40] + c["before"][:20] for c in _CASES])
def test_no_pronoun_is_given_to_the_wrong_one(case: dict[str, str]) -> None:
    whole, found = _resolve(case["before"], case["text"])
    if found is not None:
        assert found.text == case["name"]
        assert found.name.of(whole) == found.text
        assert found.name.end <= found.pronoun.start


def test_nearly_every_plain_pronoun_is_resolved() -> None:
    found = [(_resolve(c["before"], c["text"])[1], c["name"]) for c in _CASES]
    n_missed = sum(who is None and bool(name) for who, name in found)
    assert n_missed <= _NOT_FOUND


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("He said the talks were over.", True),
        ("“We are ready,” she said.", True),
        ("Their homes are safe.", True),
        ("The move surprised the union.", True),
        ("But it sank.", True),
        ("It is not clear who fired first.", False),
        ("It was Moscow that suspended the talks.", False),
        ("Kishida said he would resign.", False),
        ("The ferry sank.", False),
        ("Hence the name.", False),
        ("", False),
    ],
)
def test_a_sentence_that_leans_on_the_one_before(text: str, needs: bool) -> None:
    assert needs_context(text) is needs


def test_more_than_two_sentences_back_nobody_is_looked_for() -> None:
    assert _resolve("Kishida spoke. It rained. It was cold.", "He left.")[1] is None


@pytest.mark.parametrize("unit", ["He ", "Olsen ", "and Olsen, ", "the ", ", ", "The X, a Y, "])
def test_long_sentences_take_no_time(unit: str) -> None:
    text = (unit * 20_000)[:20_000]
    began = time.monotonic()
    resolve(f"{text} {text}", Span(start=20_001, end=40_001), [Span(start=0, end=20_000)])
    needs_context(text)
    assert time.monotonic() - began < 2.0
