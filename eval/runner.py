"""Run a system over cases and keep a record of each one. Judges nothing by itself.

Deterministic apart from timings, when the system is. An error of the system ends the run: an
evaluation with holes in it would be compared with whole ones.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Protocol

from bot.answer import Answer, Statement, Status
from bot.verdict import Verdict
from bot.writing.quoting import without_brackets
from eval.blame import blame_claim, blame_question
from eval.cases.values import DOUBTFUL, Case, CaseSet, ClaimCase, DraftCase, DraftClaim, Question
from eval.cases.words import says
from eval.gold import Gold, overlaps_any
from eval.metrics.answers import is_right
from eval.metrics.citations import score_statement
from eval.metrics.retrieval import article_ranks, gold_ranks, words_read
from eval.metrics.verdicts import is_strictly_right
from eval.records import ClaimRecord, DraftRecord, QuestionRecord, Record, Run
from eval.systems import Judgement, System
from sources.article import Article, Quote, Span

DEPTH = 10  # passages looked at for retrieval


class Shelf(Protocol):
    """What a run asks of the archive."""

    def proves(self, quote: Quote) -> bool:
        """Say whether the archive holds the words of a quote at its place."""
        ...

    def get(self, article_id: str, version: int | None = None) -> Article:
        """Return a version of an article."""
        ...


def run_system(
    system: System,
    cases: CaseSet,
    gold: Mapping[str, tuple[Gold, ...]],
    *,
    archive: Shelf,
    on_case: Callable[[int, int], None] | None = None,
    notes: Mapping[str, float | None] | None = None,
) -> Run:
    """Run a system over every case of a split.

    Args:
        system: What is measured.
        cases: The split.
        gold: Its located gold quotes (`eval.gold.locate_gold`).
        archive: Where quotes are looked up.
        on_case: Called after each case with the number done and the number of all.
        notes: Kept with the run.
    """
    records: list[Record] = []
    for case in cases.all:
        records.append(run_case(system, case, gold[case.id], archive))
        if on_case:
            on_case(len(records), len(cases.all))
    return Run(
        system=system.name,
        split=cases.split,
        digest=cases.digest,
        questions=tuple(r for r in records if isinstance(r, QuestionRecord)),
        claims=tuple(r for r in records if isinstance(r, ClaimRecord)),
        drafts=tuple(r for r in records if isinstance(r, DraftRecord)),
        notes=dict(notes or {}),
    )


def run_case(system: System, case: Case, gold: Sequence[Gold], archive: Shelf) -> Record:
    """Run a system on one case."""
    match case:
        case Question():
            return _ask(system, case, gold, archive)
        case ClaimCase():
            return _verify(system, case, gold, archive)
        case DraftCase():
            return _check(system, case, gold, archive)


def _ask(system: System, case: Question, gold: Sequence[Gold], archive: Shelf) -> QuestionRecord:
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
    nearest = [citation.quote for citation in answer.nearest]
    exact = [quote is not None and _is_exact(quote, archive) for quote in (*cited, *nearest)]
    proven = tuple(
        statement.proof.is_proven
        and all(q is not None and archive.proves(q) for q in some)
        and _says_its_quote(answer, statement)
        for statement, some in zip(answer.statements, quotes, strict=True)
    )
    right = is_right(expected=case.status, got=answer.status, cited=cited, gold=gold)
    shown = f"{answer.text}\n" + "\n".join(quote.text for quote in cited if quote)
    is_shown = answer.status is not Status.ABSTAINED
    accepted = any(says(shown, one) for one in case.accepted) if case.accepted else None
    forbidden = tuple(one for one in case.forbidden if is_shown and says(shown, one))
    is_wrong = not right or accepted is False or bool(forbidden)
    return QuestionRecord(
        id=case.id,
        question=case.question,
        kind=case.kind,
        as_of=case.as_of,
        tags=case.tags,
        expected=case.status,
        got=answer.status,
        is_right=right,
        blame=blame_question(
            expected=case.status,
            got=answer.status,
            gold=gold,
            considered=answer.considered,
            is_found=any(rank is not None for rank in ranks),
            is_doubtful=DOUBTFUL in case.tags,
            is_another_proof=bool(accepted and proven and all(proven) and not right)
            and answer.status is case.status,
        )
        if is_wrong
        else None,
        confidence=answer.considered[0].score if answer.considered else None,
        gold_ranks=ranks,
        article_ranks=article_ranks(passages, gold),
        gold_words=words_read(passages, ranks),
        statements=tuple(score.is_supported for score in scores),
        proven=proven,
        citations=tuple(score.precise for score in scores),
        exact=tuple(exact),
        n_leaks=_n_leaks((*cited, *nearest), case.as_of, archive),
        accepted=accepted,
        forbidden=forbidden,
        attributed=says(shown, case.said_by.split()[-1]) if case.said_by.split() else None,
        n_cited_words=sum(len(quote.text.split()) for quote in set(cited) if quote),
        shown=answer.text,
        quotes=tuple(quote.text for quote in cited if quote),
        gold=tuple(one.text for one in gold),
        ms=round(ms, 3),
    )


def _says_its_quote(answer: Answer, statement: Statement) -> bool:
    """Say whether a statement of the embedded writer is its quote; of another one nothing is said.

    A proof is made before a sentence is shown: this looks at what is shown.
    """
    if answer.backends.get("writer") != "quotes":
        return True
    by_number = {citation.number: citation for citation in answer.citations}
    if not all(number in by_number for number in statement.citations):
        return False
    quoted = " ".join(by_number[number].quote.text for number in statement.citations)
    shown = statement.text
    for number in statement.citations:
        shown = without_brackets(shown, by_number[number])
    return shown.split() == quoted.split()


def _cited(answer: Answer, statement: Statement) -> list[Quote | None]:
    """Return the quotes of a statement's citations; None for a number that leads nowhere."""
    by_number = {citation.number: citation.quote for citation in answer.citations}
    return [by_number.get(number) for number in statement.citations]


def _verify(system: System, case: ClaimCase, gold: Sequence[Gold], archive: Shelf) -> ClaimRecord:
    started = time.perf_counter()
    judgement = system.verify(case.claim, as_of=case.as_of)
    ms = 1000 * (time.perf_counter() - started)
    return _claim_record(
        judgement, case.verdict, gold, archive, id=case.id, claim=case.claim, of=case, ms=ms
    )


def _check(system: System, case: DraftCase, gold: Sequence[Gold], archive: Shelf) -> DraftRecord:
    started = time.perf_counter()
    found = system.check(case.draft, as_of=case.as_of)
    ms = 1000 * (time.perf_counter() - started)
    records, first = [], 0
    for number, claim in enumerate(case.claims, 1):
        records.append(
            _claim_record(
                _judgement_of(claim, case.draft, found),
                claim.verdict,
                gold[first : first + len(claim.gold)],
                archive,
                id=f"{case.id}#{number}",
                claim=claim.words,
                of=case,
                ms=ms / len(case.claims),
            )
        )
        first += len(claim.gold)
    return DraftRecord(
        id=case.id,
        as_of=case.as_of,
        tags=case.tags,
        claims=tuple(records),
        is_right=all(record.is_right for record in records),
        ms=round(ms, 3),
    )


def _judgement_of(
    claim: DraftClaim, draft: str, found: Sequence[tuple[Span, Judgement]]
) -> Judgement:
    """Return the judgement that covers most of a claim's words in a draft."""
    start = draft.index(claim.words)
    end = start + len(claim.words)

    def shared(span: Span) -> int:
        return min(span.end, end) - max(span.start, start)

    span, judgement = max(
        found, key=lambda one: shared(one[0]), default=(Span(start=0, end=0), None)
    )
    if judgement is None or shared(span) <= 0:
        return Judgement(verdict=Verdict.NOT_CHECKED)
    return judgement


def _claim_record(
    judgement: Judgement,
    expected: Verdict,
    gold: Sequence[Gold],
    archive: Shelf,
    *,
    id: str,
    claim: str,
    of: ClaimCase | DraftCase,
    ms: float,
) -> ClaimRecord:
    right = judgement.verdict is expected
    return ClaimRecord(
        id=id,
        claim=claim,
        as_of=of.as_of,
        tags=of.tags,
        expected=expected,
        got=judgement.verdict,
        is_right=right,
        is_strictly_right=is_strictly_right(
            gold_verdict=expected, got=judgement.verdict, evidence=judgement.evidence, gold=gold
        ),
        blame=None
        if right
        else blame_claim(
            got=judgement.verdict,
            gold=gold,
            considered=judgement.considered,
            is_doubtful=DOUBTFUL in of.tags,
        ),
        confidence=judgement.confidence,
        exact=tuple(
            _is_exact(quote, archive) for quote in (*judgement.evidence, *judgement.nearest)
        ),
        n_leaks=_n_leaks((*judgement.evidence, *judgement.nearest), of.as_of, archive),
        evidence=tuple(quote.text for quote in judgement.evidence),
        gold=tuple(one.text for one in gold),
        ms=round(ms, 3),
    )


def _is_exact(quote: Quote, archive: Shelf) -> bool:
    """Say whether the archive holds a quote at its place, and it begins and ends with whole words.

    "ot one was found" stands in an article that says "Not one was found", and says something else.
    """
    if not archive.proves(quote):
        return False
    text = archive.get(quote.article_id, quote.version).text
    return not any(
        text[at - 1 : at].isalnum() and text[at : at + 1].isalnum()
        for at in (quote.start, quote.end)
    )


def _n_leaks(quotes: Sequence[Quote | None], as_of: date | None, archive: Shelf) -> int:
    """Count the quotes of versions that were not known yet on the day asked for."""
    if as_of is None:
        return 0
    return sum(
        archive.get(quote.article_id, quote.version).dated > as_of for quote in quotes if quote
    )
