"""All checks in one call: each once, in order, and none of them fails in silence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.checks.finding import Finding, Outcome
from bot.errors import CheckFailedError
from bot.judge import findings
from bot.judge.findings import CHECKS, find
from bot.judge.model import ModelJudge
from bot.judge.scorer import Probabilities, TextPairs

CLAIM = "Olsen said “the port is shut” on 3 May 2024, and 14 boats did not sail."
TEXTS = st.text(max_size=80) | st.lists(st.sampled_from(CLAIM.split())).map(" ".join)


class SureModel:
    """A model that takes everything for supported and for an answer."""

    identity = "sure"

    def entailment(self, pairs: TextPairs) -> Probabilities:
        return np.tile(np.array([[1.0, 0.0, 0.0]], dtype=np.float32), (len(pairs), 1))

    def answering(self, pairs: TextPairs) -> Probabilities:
        return np.ones(len(pairs), dtype=np.float32)


def failing(_: Any) -> Finding:
    raise RecursionError(CLAIM)


def test_every_check_runs_once_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = []

    def listening(name: str, run: Callable[[Any], Finding]) -> Callable[[Any], Finding]:
        def listen(pair: Any) -> Finding:
            ran.append(name)
            return run(pair)

        return listen

    for name, run in list(findings._RUN.items()):
        monkeypatch.setitem(findings._RUN, name, listening(name, run))
    found = find(CLAIM, "The port is shut, Olsen said.")
    assert tuple(ran) == tuple(found) == CHECKS
    assert all(finding.check == name for name, finding in found.items())


@pytest.mark.parametrize("name", CHECKS)
def test_check_that_raises_is_named_and_tells_nothing_of_the_text(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setitem(findings._RUN, name, failing)
    with pytest.raises(CheckFailedError) as caught:
        find(CLAIM, CLAIM)
    assert caught.value.check == name
    assert caught.value.what == f"the check of {name} failed (RecursionError)"
    assert caught.value.way_out
    assert "Olsen" not in str(caught.value)


@pytest.mark.parametrize("name", CHECKS)
def test_judge_gives_no_opinion_where_a_check_fails(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    judge = ModelJudge(SureModel(), SureModel())
    monkeypatch.setitem(findings._RUN, name, failing)
    with pytest.raises(CheckFailedError, match=name):
        judge.entails(CLAIM, "The port is shut.")


def test_what_stands_around_the_quote_and_the_days_reach_the_checks() -> None:
    claim, quote = "Ida Tasch shut the port on 29 April 2024", "She shut the port on Monday"
    bare = find(claim, quote)
    near = find(claim, quote, near=["Ida Tasch speaks"], published=date(2024, 5, 1))
    assert bare["names"].outcome is Outcome.MISSING
    assert near["names"].outcome is Outcome.AGREES
    assert near["dates"].outcome is Outcome.AGREES
    later = find("The port was shut yesterday", quote, published=date(2024, 5, 1))
    assert later["dates"].outcome is not Outcome.AGREES
    known = find(
        "The port was shut yesterday",
        "The port was shut on Monday",
        published=date(2024, 5, 1),
        claimed_on=date(2024, 4, 30),
    )
    assert known["dates"].outcome is Outcome.AGREES


@given(TEXTS)
def test_text_passes_every_check_against_itself(text: str) -> None:
    assume("?" not in text)  # who only asks states nothing, not even what was asked
    assert [f for f in find(text, text).values() if not f.passed] == []


@given(TEXTS, TEXTS)
def test_every_failure_has_a_reason(claim: str, quote: str) -> None:
    for finding in find(claim, quote).values():
        assert finding.passed or finding.reason


@pytest.mark.parametrize(
    ("claim", "quote", "check", "outcome"),
    [
        ("Over the past 10 years, rents rose.", "In the last 10 years, rents rose.",
         "numbers", Outcome.AGREES),
        ("Some are not open.", "Not all are open.", "negation", Outcome.SILENT),
        ("Many but not all shops are open.", "Some shops are not open.",
         "negation", Outcome.SILENT),
        ("The vaccine is effective.", "The vaccine is ineffective.",
         "antonyms", Outcome.CONFLICTS),
        ("Nurses got a rise.", "All staff, excluding nurses, got a rise.",
         "negation", Outcome.CONFLICTS),
        ("Staff got a rise.", "All staff, excluding nurses, got a rise.",
         "negation", Outcome.SILENT),
        ("25 people died.", "Did 25 people die? No.", "numbers", Outcome.MISSING),
        ("25 people died.", "Did 25 people die? No, officials said three died.",
         "numbers", Outcome.CONFLICTS),
        ("Three people died.", "Did 25 people die? No, officials said three died.",
         "numbers", Outcome.AGREES),
        ("The mayor resigned.", "Did the mayor resign?", "words", Outcome.MISSING),
        ("“Why now?” the mayor asked.", "“Why now?” the mayor asked.", "words", Outcome.AGREES),
        ("The minister resigned.",
         "The ministry dismissed reports that the minister had resigned.",
         "attribution", Outcome.MISSING),
        ("The minister resigned.", "It is not true that the minister resigned.",
         "attribution", Outcome.MISSING),
        ("The minister resigned.", "There is no truth in it that the minister resigned.",
         "attribution", Outcome.MISSING),
        ("The true cost is 3 million.", "It is true that the cost is 3 million.",
         "attribution", Outcome.SILENT),
        ("The station was not opened in 1999.", "The station was opened in 2001.",
         "dates", Outcome.SILENT),
        ("The station was not opened in 1999.", "The station was opened in 2001.",
         "negation", Outcome.SILENT),
        ("The station was not opened in 1999.", "The station was opened in 1999.",
         "negation", Outcome.CONFLICTS),
        ("The station was opened in 1999.", "The station was opened in 2001.",
         "dates", Outcome.CONFLICTS),
    ],
)  # fmt: skip
def test_what_was_read_wrongly_in_november_2026(
    claim: str, quote: str, check: str, outcome: Outcome
):
    """Kinds of faults of `docs/judge-errors.md`, with sentences of our own."""
    assert find(claim, quote)[check].outcome is outcome
