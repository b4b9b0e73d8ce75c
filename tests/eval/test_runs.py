"""Runs, their summaries and reports, with a plain fake system over a toy archive."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from toy import CASES, FakeSystem, answered, make_archive

from bot.answer import Status
from bot.verdict import Verdict
from eval.gold import Gold, locate_gold
from eval.measures import METRICS
from eval.records import Run
from eval.reports.terminal import print_report, report_json
from eval.runner import run_system
from eval.summary import Summary, summarise
from eval.systems import Judgement
from sources.archive import Archive
from sources.article import Quote


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    archive = make_archive(tmp_path)
    yield archive
    archive.close()


def quotes_of(gold: tuple[Gold, ...], archive: Archive) -> list[Quote]:
    found = []
    for one in gold:
        version, span = one.places[0]
        found.append(Quote.of(archive.get(one.article_id, version), span))
    return found


def perfect(archive: Archive) -> FakeSystem:
    """Return a system that knows the gold of every case."""
    gold = locate_gold(CASES, archive)
    shown = {case.question: quotes_of(gold[case.id], archive) for case in CASES.questions}
    return FakeSystem(
        name="perfect",
        passages=shown,
        answers={
            question: answered(question, quotes) for question, quotes in shown.items() if quotes
        },
        judgements={
            case.claim: Judgement(
                verdict=case.verdict, evidence=tuple(quotes_of(gold[case.id], archive))
            )
            for case in CASES.claims
        },
    )


def run(system: FakeSystem, archive: Archive) -> tuple[Run, Summary]:
    gold = locate_gold(CASES, archive)
    found = run_system(system, CASES, gold, proves=archive.proves)
    return found, summarise(found)


def values(summary: Summary) -> dict[str, float | None]:
    return {figure.name: figure.value for figure in summary.figures}


def test_every_metric_is_1_for_a_system_that_knows_the_gold(archive: Archive) -> None:
    _, summary = run(perfect(archive), archive)
    assert values(summary) == dict.fromkeys(METRICS, 1.0)


def test_every_metric_is_0_or_undefined_for_a_system_that_is_always_wrong(
    archive: Archive,
) -> None:
    right = perfect(archive)
    wolf = next(one for one in archive.articles() if one.origin == "wolf.md")
    elsewhere = Quote(article_id=wolf.article_id, version=1, start=3, end=8, text="tiger")
    system = FakeSystem(
        name="wrong",
        answers={case.question: answered(case.question, [elsewhere]) for case in CASES.questions},
        judgements=dict.fromkeys(right.judgements, Judgement(verdict=Verdict.NOT_CHECKED)),
    )
    _, summary = run(system, archive)
    expected = dict.fromkeys(METRICS, 0.0) | {"abstain_precision": None}
    assert values(summary) == expected


def test_a_system_that_always_declines_has_no_figure_for_its_citations(archive: Archive) -> None:
    _, summary = run(FakeSystem(), archive)
    found = values(summary)
    assert found["citation_recall"] is found["citation_precision"] is found["quotes_exact"] is None
    assert found["answer_accuracy"] == pytest.approx(1 / 3)
    assert found["abstain_precision"] == pytest.approx(1 / 3)
    assert found["abstain_recall"] == 1
    assert summary.cited_words is None


def test_what_is_shown_for_a_question_to_decline_is_unsupported(archive: Archive) -> None:
    system = perfect(archive)
    system.answers[CASES.questions[2].question] = system.answers[CASES.questions[0].question]
    found, summary = run(system, archive)
    assert found.questions[2].statements == (False,)
    assert values(summary)["citation_precision"] == pytest.approx(2 / 3)
    assert values(summary)["quotes_exact"] == 1


def test_a_citation_number_that_leads_nowhere_is_neither_exact_nor_precise(
    archive: Archive,
) -> None:
    system = perfect(archive)
    question = CASES.questions[0].question
    system.answers[question] = replace(system.answers[question], citations=())
    found, _ = run(system, archive)
    assert found.questions[0].exact == (False,)
    assert found.questions[0].citations == ((False,),)
    assert not found.questions[0].is_right


def test_runs_are_equal_but_for_their_timings(archive: Archive) -> None:
    assert run(perfect(archive), archive)[0] == run(perfect(archive), archive)[0]


def test_progress_is_told_case_by_case(archive: Archive) -> None:
    told: list[tuple[int, int]] = []
    run_system(
        perfect(archive),
        CASES,
        locate_gold(CASES, archive),
        proves=archive.proves,
        on_case=lambda done, n_all: told.append((done, n_all)),
    )
    assert told == [(done, 6) for done in range(1, 7)]


def test_the_json_of_a_report_holds_every_figure_and_only_json(archive: Archive) -> None:
    reported = [run(perfect(archive), archive), run(FakeSystem(), archive)]
    found = json.loads(json.dumps(report_json(reported, with_wrong=True, with_records=True)))
    assert found["digest"] == CASES.digest
    assert [system["system"] for system in found["systems"]] == ["perfect", "fake"]
    for system in found["systems"]:
        assert system["figures"].keys() == set(METRICS)
        assert len(system["records"]["questions"]) == 3
    declining = found["systems"][1]
    assert [record["id"] for record in declining["wrong"]["questions"]] == ["q1", "q2"]
    assert [record["id"] for record in declining["wrong"]["claims"]] == ["c1", "c3"]
    assert declining["confusion"]["REFUTED"]["NOT_ENOUGH_EVIDENCE"] == 1
    assert "wrong" not in report_json(reported)["systems"][0]


def test_the_table_shows_systems_side_by_side_and_markup_as_it_is(archive: Archive) -> None:
    shout = FakeSystem(name="shout")
    question = CASES.questions[0].question
    shout.answers[question] = replace(
        perfect(archive).answers[question], status=Status.CONFLICTING, text="[red]x[/nothing]"
    )
    screen = StringIO()
    reported = [run(perfect(archive), archive), run(shout, archive)]
    print_report(Console(file=screen, width=120), reported, with_wrong=True)
    printed = screen.getvalue()
    for words in ("perfect", "shout", *METRICS, "1.000 [1.00, 1.00] n 3", "near_miss", "REFUTED"):
        assert words in printed
    assert "[red]x[/nothing]" in printed
    assert "answered expected, conflicting" in printed
