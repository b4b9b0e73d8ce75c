"""Newsproof as a system: what the evaluation makes of its hits, answers and reports."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from toy import abstained

from bot.answer import Answer, Citation
from bot.verdict import CheckedClaim, Claim, Evidence, Report, Stance, Verdict
from eval.systems import Judgement, NewsproofSystem, combine
from sources.article import Quote, Span

QUOTE = Quote(article_id="a", version=2, start=3, end=8, text="river")


def checked(verdict: Verdict, *stances: Stance) -> CheckedClaim:
    return CheckedClaim(
        claim=Claim(text="It rose.", span=Span(start=0, end=8)),
        verdict=verdict,
        confidence=0.5,
        evidence=tuple(
            Evidence(
                stance=stance,
                confidence=0.5,
                citation=Citation(number=place, quote=QUOTE, title="t"),
            )
            for place, stance in enumerate(stances, start=1)
        ),
    )


@dataclass
class FakeNewsproof:
    """Answers everything the same way and keeps what it was asked."""

    asked: list[tuple[Any, ...]] = field(default_factory=list)

    def search(self, query: str, *, k: int, as_of: date | None) -> list[Any]:
        self.asked.append((query, k, as_of))
        passage = SimpleNamespace(article_id="a", version=2, start=3, end=8, text="river")
        return [SimpleNamespace(passage=passage, score=1.0, rank=1)]

    def ask(self, question: str, *, as_of: date | None = None) -> Answer:
        self.asked.append((question, as_of))
        return abstained(question)

    def verify(self, text: str, *, as_of: date | None = None) -> Report:
        self.asked.append((text, as_of))
        return Report(text=text, claims=(checked(Verdict.SUPPORTED, Stance.SUPPORTS),))


def test_newsproof_is_asked_with_the_day_and_its_hits_become_quotes() -> None:
    fake, day = FakeNewsproof(), date(2024, 5, 1)
    system = NewsproofSystem(fake)  # type: ignore[arg-type]
    assert system.search("river?", k=3, as_of=day) == [QUOTE]
    assert system.ask("river?", as_of=day).question == "river?"
    judged = system.verify("The river rose.", as_of=None)
    assert judged == Judgement(verdict=Verdict.SUPPORTED, evidence=(QUOTE,), confidence=0.5)
    assert system.check("The river rose.", as_of=day) == [(Span(start=0, end=8), judged)]
    checks = [("The river rose.", None), ("The river rose.", day)]
    assert fake.asked == [("river?", 3, day), ("river?", day), *checks]


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([], "NOT_CHECKED"),
        (["SUPPORTED", "SUPPORTED"], "SUPPORTED"),
        (["SUPPORTED", "NOT_ENOUGH_EVIDENCE"], "NOT_ENOUGH_EVIDENCE"),
        (["NOT_ENOUGH_EVIDENCE", "NOT_CHECKED"], "NOT_CHECKED"),
        (["CONFLICTING", "NOT_CHECKED"], "CONFLICTING"),
        (["CONFLICTING", "REFUTED", "SUPPORTED"], "REFUTED"),
    ],
)
def test_a_text_with_several_claims_is_as_good_as_its_worst(
    verdicts: list[str], expected: str
) -> None:
    assert combine([checked(Verdict(one)) for one in verdicts]).verdict == expected


def test_neutral_quotes_are_no_evidence() -> None:
    judged = combine([checked(Verdict.REFUTED, Stance.NEUTRAL, Stance.REFUTES)])
    assert judged.evidence == judged.nearest == (QUOTE,)
