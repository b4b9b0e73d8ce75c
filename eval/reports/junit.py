"""JUnit XML: one testcase a case and one a rule of the gate, as CI servers show them. Pure.

A case fails when it is newly wrong or what it shows may never be shown; one that was wrong before
is skipped, with a note: the suite is red when the gate is, and not for what was known.
"""

from __future__ import annotations

import re
from collections import defaultdict
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from eval.gate.comparing import CaseRecord, Comparison, asked_of, cases_of, is_good, quotes_of
from eval.gate.judging import GateResult, Reason, ReasonKind
from eval.records import QuestionRecord, Run

# What XML 1.0 cannot hold, escaped or not (its section 2.2).
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OF_CASES = frozenset(
    {
        ReasonKind.NOT_IN_ARCHIVE,
        ReasonKind.LEAK,
        ReasonKind.UNPROVEN,
        ReasonKind.NOT_EXACT,
        ReasonKind.NOT_CHECKED,
    }
)
_RULES = (
    ReasonKind.NO_CASES,
    ReasonKind.NO_FLOORS,
    ReasonKind.OTHER_SPLIT,
    ReasonKind.OTHER_SYSTEM,
    ReasonKind.FEWER_CASES,
    ReasonKind.CHANGED_CASES,
    *sorted(_OF_CASES),
    ReasonKind.LOSS,
    ReasonKind.BELOW_FLOOR,
    ReasonKind.METRIC_GONE,
)


def gate_junit(result: GateResult) -> str:
    """Return the verdict of the gate: a suite of its rules, and one of each kind of case.

    A rule that several things break has a testcase a thing; newly wrong cases fail only when the
    gate does.
    """
    suites = Element("testsuites", name="newsproof eval gate")
    rules = SubElement(suites, "testsuite", name="gate")
    if result.notes:
        properties = SubElement(rules, "properties")
        for note in result.notes:
            SubElement(properties, "property", name="note", value=_plain(note))
    broken: dict[ReasonKind, list[Reason]] = defaultdict(list)
    for reason in result.reasons:
        broken[reason.kind].append(reason)
    for kind in _RULES:
        if not broken[kind]:
            _testcase(rules, "newsproof.gate", str(kind))
        for number, reason in enumerate(broken[kind], start=1):
            case = _testcase(rules, "newsproof.gate", f"{kind} {reason.what or number}")
            _note(case, "failure", reason.detail, "\n".join(reason.cases), str(kind))
    bad = {
        case_id: reason.detail
        for reason in result.reasons
        if reason.kind in _OF_CASES
        for case_id in reason.cases
    }
    _cases(suites, result.comparison, bad, newly_fail=not result.passed)
    return _text(suites)


def comparison_junit(comparison: Comparison) -> str:
    """Return two runs as a suite of each kind of case; newly wrong ones fail."""
    suites = Element("testsuites", name="newsproof eval compare")
    _cases(suites, comparison, {}, newly_fail=True)
    return _text(suites)


def _cases(
    suites: Element, comparison: Comparison, bad: dict[str, str], *, newly_fail: bool
) -> None:
    run: Run = comparison.after
    new = {change.id for change in comparison.newly_wrong}
    by_kind: dict[str, list[CaseRecord]] = defaultdict(list)
    for record in cases_of(run):
        kind = "questions" if isinstance(record, QuestionRecord) else "claims"
        by_kind[kind].append(record)
    for kind, records in by_kind.items():
        suite = SubElement(suites, "testsuite", name=kind)
        for record in records:
            case = _testcase(suite, f"newsproof.{run.split}.{kind}", record.id)
            case.set("time", f"{record.ms / 1000:.3f}")
            blame = f", {record.blame}" if record.blame else ""
            said = f"expected {record.expected}, got {record.got}{blame}"
            if record.id in bad:
                _note(case, "failure", bad[record.id], _body(record), "forbidden")
            elif record.id in new and newly_fail:
                _note(case, "failure", f"newly wrong: {said}", _body(record), "newly_wrong")
            elif not is_good(record):
                word = "newly wrong, within noise" if record.id in new else "known to be wrong"
                SubElement(case, "skipped", message=_plain(f"{word}: {said}"))


def _body(record: CaseRecord) -> str:
    lines = [asked_of(record)]
    if isinstance(record, QuestionRecord):
        lines.append(f"shown: {record.shown}")
    lines += [f"cited: {quote}" for quote in quotes_of(record)]
    lines += [f"gold: {quote}" for quote in record.gold]
    return "\n".join(lines)


def _testcase(suite: Element, group: str, name: str) -> Element:
    return SubElement(suite, "testcase", classname=_plain(group), name=_plain(name), time="0")


def _note(case: Element, tag: str, message: str, body: str, kind: str) -> None:
    note = SubElement(case, tag, message=_plain(message), type=kind)
    note.text = _plain(body)


def _text(suites: Element) -> str:
    totals = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for suite in suites:
        found = {
            "tests": len(suite.findall("testcase")),
            "failures": len(suite.findall("testcase/failure")),
            "errors": 0,
            "skipped": len(suite.findall("testcase/skipped")),
        }
        for name, n in found.items():
            suite.set(name, str(n))
            totals[name] += n
    for name in ("tests", "failures", "errors"):
        suites.set(name, str(totals[name]))
    indent(suites)
    body = tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _plain(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
