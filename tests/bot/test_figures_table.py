"""The table of a draft's numbers and dates: exact places, and what each quote says of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.claims import find_claims
from bot.figures_table import FigureKind, FigureOutcome, figures
from bot.verdict import CheckedClaim, Evidence, Report, Stance, Verdict
from tests.bot.exporting.made_reports import citation

DRAFT = "The ferry Sea Lark hit the wall on 13 March 2023, and 11 people were hurt. It cost €3,800."


def report_of(text: str, *quotes: str, stance: Stance = Stance.REFUTES) -> Report:
    evidence = tuple(
        Evidence(stance=stance, confidence=0.9, citation=citation(quote)) for quote in quotes
    )
    claims = tuple(
        CheckedClaim(claim=c, verdict=Verdict.REFUTED, confidence=0.9, evidence=evidence)
        for c in find_claims(text)
    )
    return Report(text=text, claims=claims)


def test_every_figure_stands_where_it_says_once_and_in_order() -> None:
    found = figures(report_of(DRAFT))
    assert [f.text for f in found] == ["13 March 2023", "11", "€3,800"]
    assert all(f.span.of(DRAFT) == f.text for f in found)
    assert [f.kind for f in found] == [FigureKind.DATE, FigureKind.NUMBER, FigureKind.NUMBER]
    assert found[1].counts == "people"
    assert {f.outcome for f in found} == {FigureOutcome.SILENT}


@pytest.mark.parametrize(
    ("quotes", "outcome", "texts"),
    [
        (["The Sea Lark hit the wall and 11 people were hurt."], "agrees", ["11"]),
        (["The Sea Lark hit the wall and 14 people were hurt."], "differs", ["14"]),
        (["11 people were hurt.", "14 people were hurt."], "both", ["11", "14"]),
        (["The Sea Lark belongs to Tessen Line."], "silent", []),
    ],
)
def test_number_is_held_against_each_quote(
    quotes: list[str], outcome: str, texts: list[str]
) -> None:
    number = figures(report_of(DRAFT, *quotes))[1]
    assert number.outcome == outcome
    assert [said.text for said in number.said] == texts


def test_date_is_held_against_the_day_of_the_article() -> None:
    agreeing = figures(report_of(DRAFT, "The ferry hit the wall on 13 March 2023."))[0]
    differing = figures(report_of(DRAFT, "The ferry hit the wall on 20 March 2023."))[0]
    assert agreeing.outcome is FigureOutcome.AGREES
    assert agreeing.said[0].text == "13 March 2023"
    assert differing.outcome is FigureOutcome.DIFFERS


def test_quote_that_is_only_near_says_nothing_of_a_figure() -> None:
    number = figures(report_of(DRAFT, "14 people were hurt.", stance=Stance.NEUTRAL))[1]
    assert number.outcome is FigureOutcome.SILENT


def test_relative_date_of_the_draft_is_resolved_by_the_day_asked_about() -> None:
    report = report_of("The ferry hit the wall on Monday, the police said.")
    (day,) = figures(replace(report, as_of=date(2023, 3, 15)))
    assert (day.text, day.counts) == ("Monday", "13 March 2023")
