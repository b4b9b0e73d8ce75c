"""Runs made by hand for the tests of the gate and of its reports."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from bot.answer import Status
from bot.verdict import Verdict
from eval.cases.values import Kind
from eval.records import Blame, ClaimRecord, DraftRecord, QuestionRecord, Run

DIGEST = "ab" * 32
N_QUESTIONS, N_CLAIMS = 30, 30


def question(number: int, *, is_right: bool = True, **fields: Any) -> QuestionRecord:
    """Return an answerable question that was answered with proof, or one that was declined."""
    n = int(is_right)
    record = QuestionRecord(
        id=f"q{number:03}",
        question=f"Who wrote letter {number}?",
        kind=Kind.ANSWERABLE,
        expected=Status.ANSWERED,
        got=Status.ANSWERED if is_right else Status.ABSTAINED,
        is_right=is_right,
        blame=None if is_right else Blame.NOT_CHOSEN,
        confidence=0.999 - number / 10_000,
        gold_ranks=(1 + number % 3,),
        article_ranks=(1,),
        gold_words=(30 + number,),
        statements=(True,) * n,
        proven=(True,) * n,
        citations=((True,),) * n,
        exact=(True,) * n,
        n_cited_words=8 * n,
        shown="Ada wrote it." if is_right else "The archive does not say.",
        quotes=("Ada wrote it on Monday.",) * n,
        gold=("Ada wrote it on Monday.",),
        ms=12.5,
    )
    return replace(record, **fields)


def claim(number: int, *, is_right: bool = True, name: str = "", **fields: Any) -> ClaimRecord:
    """Return a claim that was refuted, or one that was wrongly supported."""
    record = ClaimRecord(
        id=name or f"c{number:03}",
        claim=f"Letter {number} was lost.",
        expected=Verdict.REFUTED,
        got=Verdict.REFUTED if is_right else Verdict.SUPPORTED,
        is_right=is_right,
        is_strictly_right=is_right,
        blame=None if is_right else Blame.JUDGED_WRONG,
        confidence=0.999 - number / 10_000,
        exact=(True,),
        evidence=("The letter was found.",),
        gold=("The letter was found.",),
        ms=7.25,
    )
    return replace(record, **fields)


def draft(number: int, *, is_right: bool = True) -> DraftRecord:
    """Return a draft of two claims, the second of which may be wrong."""
    name = f"d{number:03}"
    claims = (claim(0, name=f"{name}#1"), claim(1, name=f"{name}#2", is_right=is_right))
    return DraftRecord(id=name, claims=claims, is_right=is_right, ms=20.0)


def make_run(
    *, wrong: Collection[str] = ("q000", "q001", "c000", "c001"), n_drafts: int = 2, **fields: Any
) -> Run:
    """Return a run with the cases named wrong."""
    run = Run(
        system="newsproof",
        split="dev",
        digest=DIGEST,
        questions=tuple(question(n, is_right=f"q{n:03}" not in wrong) for n in range(N_QUESTIONS)),
        claims=tuple(claim(n, is_right=f"c{n:03}" not in wrong) for n in range(N_CLAIMS)),
        drafts=tuple(draft(n, is_right=f"d{n:03}" not in wrong) for n in range(n_drafts)),
        parts={"judge": "judge-1", "encoder": "encoder-1"},
        notes={"threshold": 0.5},
        peak_mib=700.0,
    )
    return replace(run, **fields)


def with_question(run: Run, record: QuestionRecord) -> Run:
    """Return the run with one of its questions replaced."""
    return replace(
        run,
        questions=tuple(record if one.id == record.id else one for one in run.questions),
    )


def with_claim(run: Run, record: ClaimRecord) -> Run:
    """Return the run with one of its claims replaced."""
    return replace(run, claims=tuple(record if one.id == record.id else one for one in run.claims))
