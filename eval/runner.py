"""Run a system over a split and keep a record of each case. Judges nothing by itself.

Deterministic apart from timings, when the system is. An error of the system ends the run: an
evaluation with holes in it would be compared with whole ones.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from bot.answer import Answer, Statement, Status
from eval.cases.values import CaseSet, ClaimCase, Question
from eval.gold import Gold, overlaps_any
from eval.metrics.answers import is_right
from eval.metrics.citations import score_statement
from eval.metrics.retrieval import article_ranks, gold_ranks, words_read
from eval.metrics.verdicts import is_strictly_right
from eval.records import ClaimRecord, QuestionRecord, Run
from eval.systems import System
from sources.article import Quote

DEPTH = 10  # passages looked at for retrieval

Proves = Callable[[Quote], bool]


def run_system(
    system: System,
    cases: CaseSet,
    gold: Mapping[str, tuple[Gold, ...]],
    *,
    proves: Proves,
    on_case: Callable[[int, int], None] | None = None,
    notes: Mapping[str, float | None] | None = None,
) -> Run:
    """Run a system over every case of a split.

    Args:
        system: What is measured.
        cases: The split.
        gold: Its located gold quotes (`eval.gold.locate_gold`).
        proves: Whether the archive holds a quote at its place (`Archive.proves`).
        on_case: Called after each case with the number done and the number of all.
        notes: Kept with the run.
    """
    n_all = len(cases.questions) + len(cases.claims)
    questions: list[QuestionRecord] = []
    claims: list[ClaimRecord] = []

    def tell() -> None:
        if on_case:
            on_case(len(questions) + len(claims), n_all)

    for question in cases.questions:
        questions.append(_ask(system, question, gold[question.id], proves))
        tell()
    for claim in cases.claims:
        claims.append(_verify(system, claim, gold[claim.id]))
        tell()
    return Run(
        system=system.name,
        split=cases.split,
        digest=cases.digest,
        questions=tuple(questions),
        claims=tuple(claims),
        notes=dict(notes or {}),
    )


def _ask(system: System, case: Question, gold: Sequence[Gold], proves: Proves) -> QuestionRecord:
    passages = system.search(case.question, k=DEPTH, as_of=case.as_of)
    ranks = gold_ranks(passages, gold)
    started = time.perf_counter()
    answer = system.ask(case.question, as_of=case.as_of)
    ms = 1000 * (time.perf_counter() - started)
    # Nothing shown for a question that should be declined is supported, whatever it cites.
    supporting = () if case.status is Status.ABSTAINED else gold
    quotes = [_cited(answer, statement) for statement in answer.statements]
    scores = [score_statement(some, lambda part: overlaps_any(part, supporting)) for some in quotes]
    cited = [quote for some in quotes for quote in some]
    return QuestionRecord(
        id=case.id,
        question=case.question,
        kind=case.kind,
        as_of=case.as_of,
        expected=case.status,
        got=answer.status,
        is_right=is_right(expected=case.status, got=answer.status, cited=cited, gold=gold),
        gold_ranks=ranks,
        article_ranks=article_ranks(passages, gold),
        gold_words=words_read(passages, ranks),
        statements=tuple(score.is_supported for score in scores),
        citations=tuple(score.precise for score in scores),
        exact=tuple(quote is not None and proves(quote) for quote in cited),
        n_cited_words=sum(len(quote.text.split()) for quote in set(cited) if quote),
        shown=answer.text,
        ms=round(ms, 3),
    )


def _cited(answer: Answer, statement: Statement) -> list[Quote | None]:
    """Return the quotes of a statement's citations; None for a number that leads nowhere."""
    by_number = {citation.number: citation.quote for citation in answer.citations}
    return [by_number.get(number) for number in statement.citations]


def _verify(system: System, case: ClaimCase, gold: Sequence[Gold]) -> ClaimRecord:
    started = time.perf_counter()
    judgement = system.verify(case.claim, as_of=case.as_of)
    ms = 1000 * (time.perf_counter() - started)
    return ClaimRecord(
        id=case.id,
        claim=case.claim,
        as_of=case.as_of,
        expected=case.verdict,
        got=judgement.verdict,
        is_right=judgement.verdict is case.verdict,
        is_strictly_right=is_strictly_right(
            gold_verdict=case.verdict,
            got=judgement.verdict,
            evidence=judgement.evidence,
            gold=gold,
        ),
        evidence=judgement.evidence[0].text if judgement.evidence else "",
        ms=round(ms, 3),
    )
