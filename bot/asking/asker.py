"""Answering a question: find candidates, choose the sentences that answer, prove them, or abstain.

Nothing is returned as a statement that `bot.proof` has not proven.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.answer import Answer, Attributed, Citation, Statement, Status
from bot.asking.choosing import Scored, choose, considered_of, contradicting, uncorrected
from bot.asking.copied import copies_of
from bot.asking.shortlist import shortlist
from bot.asking.taking import clean_question
from bot.asking.telling import why_not
from bot.attribution import attribute, needs_context
from bot.checking.searching import Search
from bot.clock import StageClock
from bot.conflict import Sides, find_sides
from bot.evidence import Candidate, gather
from bot.judge.model import Judge
from bot.proof import prove
from bot.question import Kind, Question, read_question
from bot.short_answer import short_answer
from bot.suggesting import suggest
from bot.writing.quoting import cite, running_text, whole_sentences, write
from sources.archive import Archive
from sources.article import Quote

# P(answers) from which a sentence is an answer; chosen on the 160 development questions of the
# samples on 23 November 2026: 92 right, 14 answered wrongly (`make fit ARGS='--only thresholds'`).
ANSWERS = 0.25
# Share of `ANSWERS` from which a sentence may be the other side of a disagreement.
OTHER_SIDE = 0.4
N_NEAREST = 3


class Asker:
    """Answers questions from one archive, with one search and one judge."""

    def __init__(
        self,
        archive: Archive,
        search: Search,
        judge: Judge,
        *,
        n_passages: int,
        max_statements: int,
        backends: dict[str, str],
        answers: float = ANSWERS,
    ) -> None:
        self._archive = archive
        self._search = search
        self._judge = judge
        self._n_passages = n_passages
        self._max_statements = max_statements
        self._backends = backends
        self._answers = answers

    def ask(self, text: str, *, as_of: date | None = None, understood: str = "") -> Answer:
        """Answer a question with proven statements, or abstain.

        Args:
            text: The question as it was asked.
            as_of: Only what was known on that day counts; None for today.
            understood: What it was understood as, made self-contained, where that is not the same:
                that is searched for and answered, and shown beside the question.

        Raises:
            QuestionError: The question cannot be taken.
        """
        clock = StageClock()
        question = read_question(clean_question(understood or text))
        with clock.stage("search"):
            hits = self._search(question.text, self._n_passages, as_of)
        with clock.stage("judge"):
            found = gather(self._archive, hits)
            scored = self._score(question, shortlist(question, found))
        with clock.stage("write"):
            answer, chosen = self._answer(question, scored, as_of)
        return replace(
            answer,
            question=text,
            understood=understood,
            as_of=as_of,
            backends=self._backends,
            timings_ms=clock.timings_ms(),
            considered=considered_of(found, scored, chosen, answer),
        )

    def suggestions(self, answer: Answer) -> tuple[str, ...]:
        """Return questions that this archive answers, for one that it did not: each was asked."""
        if answer.status is not Status.ABSTAINED or not answer.nearest:
            return ()
        question = read_question(clean_question(answer.understood or answer.question))
        wanted = suggest(question, [citation.quote.text for citation in answer.nearest])
        return tuple(
            text for text in wanted if self.ask(text, as_of=answer.as_of).status is Status.ANSWERED
        )

    def _score(self, question: Question, candidates: Sequence[Candidate]) -> list[Scored]:
        fits = self._judge.answers(question, candidates)
        scored = [
            Scored(candidate=candidate, fit=fit)
            for candidate, fit in zip(candidates, fits, strict=True)
        ]
        return sorted(scored, key=lambda s: (-s.score, s.candidate.rank, s.candidate.span.start))

    def _answer(
        self, question: Question, scored: list[Scored], as_of: date | None
    ) -> tuple[Answer, list[Scored]]:
        """Return the answer, and the sentences that were to be shown."""
        good = uncorrected([s for s in scored if s.score >= self._answers])
        against = contradicting(scored, self._answers)
        if not good or (against and against[0].fit.likeness >= good[0].score):
            return self._abstain(scored, against, as_of), []
        near = uncorrected([s for s in scored if s.score >= self._answers * OTHER_SIDE])
        sides = find_sides(question, [s.candidate for s in near])
        if sides and (conflict := self._conflicting(question, sides, scored, as_of)):
            return conflict, [s for s in near if s.candidate in (*sides.a, *sides.b)]
        chosen = choose(question, good, self._max_statements)
        answer = self._answered(question, chosen, as_of)
        return answer or self._abstain(scored, against, as_of), chosen

    def _answered(
        self, question: Question, chosen: list[Scored], as_of: date | None
    ) -> Answer | None:
        """Return the answer that can be proven from the chosen sentences; None when none can."""
        citations, statements = self._write(question, [(s, "") for s in chosen], as_of)
        if not statements:
            return None
        short = chosen[0].fit.says if question.kind is Kind.YES_NO else ""
        text = running_text(statements)
        return Answer(
            question=question.text,
            status=Status.ANSWERED,
            text=f"{short}. {text}" if short else text,
            short=short,
            statements=tuple(statements),
            citations=tuple(citations),
        )

    def _conflicting(
        self, question: Question, sides: Sides, scored: list[Scored], as_of: date | None
    ) -> Answer | None:
        """Return both sides; None when one of them cannot be proven."""
        by_place = {id(s.candidate): s for s in scored}
        chosen = [(by_place[id(c)], "a") for c in sides.a]
        chosen += [(by_place[id(c)], "b") for c in sides.b]
        citations, statements = self._write(question, chosen, as_of)
        if {s.side for s in statements} != {"a", "b"}:
            return None
        return Answer(
            question=question.text,
            status=Status.CONFLICTING,
            text="The archive holds reports that contradict each other. "
            + running_text(statements),
            statements=tuple(statements),
            citations=tuple(citations),
            reason=sides.reason,
        )

    def _write(
        self, question: Question, chosen: list[tuple[Scored, str]], as_of: date | None
    ) -> tuple[list[Citation], list[Statement]]:
        citations: list[Citation] = []
        statements: list[Statement] = []
        for scored, side in chosen:
            candidate = scored.candidate
            quote = whole_sentences(
                candidate.article,
                candidate.span,
                candidate.before,
                with_before=scored.fit.needs_before or needs_context(candidate.text),
            )
            citation = replace(
                cite(candidate.article, quote, len(citations) + 1),
                attributed=_attributed(candidate, quote),
                copies=copies_of(self._archive, quote, as_of),
            )
            text = write(citation)
            proof = prove(text, [citation], self._archive, self._judge)
            if proof.is_proven:
                citations.append(citation)
                statements.append(
                    Statement(
                        text=text,
                        citations=(citation.number,),
                        proof=proof,
                        side=side,
                        emphasis=short_answer(question, text),
                    )
                )
        return citations, statements

    def _abstain(self, scored: list[Scored], against: list[Scored], as_of: date | None) -> Answer:
        by_likeness = sorted(scored, key=lambda s: -s.fit.likeness)
        shown = [*against[:1], *(s for s in by_likeness if s not in against[:1])]
        nearest = [
            cite(s.candidate.article, s.candidate.quote, number)
            for number, s in enumerate(shown[:N_NEAREST], 1)
            if self._archive.proves(s.candidate.quote)
        ]
        return Answer(
            question="",
            status=Status.ABSTAINED,
            text="The archive doesn't say.",
            nearest=tuple(nearest),
            reason=why_not(shown, against, as_of),
            covers=self._archive.coverage(as_of),
        )


def _attributed(candidate: Candidate, quote: Quote) -> Attributed:
    before = () if candidate.before is None else (candidate.before,)
    # A quote that takes in the sentence before is read as a whole.
    outside = tuple(span for span in before if span.end <= quote.start)
    found = attribute(candidate.article, quote.span, outside)
    return Attributed(voice=found.voice.value, speaker=found.speaker, line=found.line)
