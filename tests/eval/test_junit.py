"""JUnit XML: a testcase a case and a rule, red when the gate is, well-formed whatever is in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.gate.baseline import Baseline
from eval.gate.comparing import compare
from eval.gate.floors import first_baseline
from eval.gate.judging import judge
from eval.reports.junit import comparison_junit, gate_junit
from tests.eval.gate.made_runs import make_run, question, with_question

DAY = date(2024, 5, 1)
CASES = 30 + 30 + 4


@pytest.fixture(scope="module")
def baseline() -> Baseline:
    return first_baseline(make_run(), on=DAY)


def parsed(text: str) -> Element:
    return fromstring(text.encode())  # noqa: S314 - our own output


def check_schema(root: Element) -> None:
    """Check the rules of the common JUnit schema: nesting, required names, counts that agree."""
    assert root.tag == "testsuites"
    totals = dict.fromkeys(("tests", "failures", "errors"), 0)
    seen = set()
    for suite in root:
        assert suite.tag == "testsuite"
        assert suite.get("name")
        for case in suite:
            assert case.tag == "testcase"
            assert case.get("name")
            assert float(case.get("time", "")) >= 0
            seen.add((case.get("classname"), case.get("name")))
            assert len(case) <= 1
            assert all(note.tag in {"failure", "skipped"} for note in case)
            assert all(note.get("message") for note in case)
        assert int(suite.get("tests", "")) == len(suite)
        assert int(suite.get("failures", "")) == len(suite.findall("testcase/failure"))
        assert int(suite.get("skipped", "")) == len(suite.findall("testcase/skipped"))
        for name in totals:
            totals[name] += int(suite.get(name, ""))
    assert {name: str(n) for name, n in totals.items()} == {n: root.get(n) for n in totals}
    assert len(seen) == sum(len(suite) for suite in root)


def failed(root: Element) -> list[str | None]:
    return [case.get("name") for case in root.iter("testcase") if case.find("failure") is not None]


def test_gate_that_passes_has_no_failure(baseline: Baseline) -> None:
    root = parsed(gate_junit(judge(make_run(wrong=("q000", "q001", "c000", "c003")), baseline)))
    check_schema(root)
    assert failed(root) == []
    assert sum(len(suite) for suite in root if suite.get("name") != "gate") == CASES
    messages = {
        case.get("name"): case[0].get("message") for case in root.iter("testcase") if len(case)
    }
    assert messages["c000"] == "known to be wrong: expected REFUTED, got SUPPORTED, judged_wrong"
    assert str(messages["c003"]).startswith("newly wrong, within noise")


def test_gate_that_fails_names_rules_and_cases(baseline: Baseline) -> None:
    run = with_question(
        make_run(wrong=("q000", "q001", "c000", "c001", "c002")), question(9, n_leaks=2)
    )
    root = parsed(gate_junit(judge(run, baseline)))
    check_schema(root)
    assert failed(root) == ["leak 1", "q009", "c002"]
    (body,) = (case[0].text for case in root.iter("testcase") if case.get("name") == "c002")
    assert body is not None
    assert "gold: The letter was found." in body


def test_run_without_cases_has_a_failure(baseline: Baseline) -> None:
    empty = make_run(questions=(), claims=(), drafts=())
    root = parsed(gate_junit(judge(empty, baseline)))
    check_schema(root)
    assert "no_cases 1" in failed(root)


BEFORE = make_run(n_drafts=0)
COMPARISON = compare(BEFORE, with_question(BEFORE, question(7, is_right=False)))


@settings(max_examples=60)
@given(words=st.text(max_size=40) | st.text("\x00\x0b\x1b\ud800\ufffe<>&]'\"\n", max_size=40))
def test_any_words_give_well_formed_xml(words: str) -> None:
    wrong = question(7, is_right=False, question=words, shown=words, quotes=(words,), gold=(words,))
    root = parsed(comparison_junit(replace(COMPARISON, after=with_question(BEFORE, wrong))))
    check_schema(root)
    assert failed(root) == ["q007"]
