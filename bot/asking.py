"""Answering a question: find candidates, choose the sentences that answer, prove them, or abstain.

Nothing is returned as a statement that `bot.proof` has not proven.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import regex

from bot.answer import Answer, Citation, Considered, Stage, Statement, Status
from bot.clock import StageClock
from bot.conflict import Sides, find_sides, without_corrected
from bot.errors import QuestionError
from bot.evidence import Candidate, gather
from bot.judge.demands import gives_reason
from bot.judge.model import Fit, Judge
from bot.proof import prove
from bot.question import Kind, Question, read_question
from bot.words import content_words, words
from bot.writer import cite, whole_sentences, write
from index.search import Hit
from sources.archive import Archive

MAX_QUESTION = 2_000  # code points
# P(answers) from which a sentence is an answer; chosen on the 160 development questions of the
# samples on 23 November 2026: 92 right, 14 answered wrongly (`make fit ARGS='--only thresholds'`).
ANSWERS = 0.25
# A further sentence must come this close to the best one; reasons are often given in several.
ALSO_ANSWERS = 0.75
ALSO_A_REASON = 0.4
# Share of `ANSWERS` from which a sentence may be the other side of a disagreement.
OTHER_SIDE = 0.4
_SAME_CONTENT = 0.6  # share of content words from which a further sentence repeats an earlier one
N_NEAREST = 3
# A sentence that begins so is understood only with the one before it.
_LEANS_BACK = regex.compile(
    r"^[“\"']?(?:He|She|It|They|His|Her|Its|Their|This|That|These|Those|Both|The move|The decision|"
    r"Others?|Another|Such)\b"
)
_CONTROL = regex.compile(r"[\p{Cc}--[\t\n\r]]|\p{Cs}|\p{Co}", regex.V1)

Search = Callable[[str, int, date | None], list[Hit]]


def clean_question(text: str) -> str:
    """Return a question on one line.

    Raises:
        QuestionError: It is empty, too long, or not text.
    """
    if len(text) > MAX_QUESTION:
        raise QuestionError(
            f"the question has {len(text):,} characters, at most {MAX_QUESTION:,} are read",
            "ask something shorter; check a longer text with `newsproof verify`",
        )
    if _CONTROL.search(text):
        raise QuestionError("the question has characters that are no text", "type it as plain text")
    line = " ".join(text.split())
    if not words(line):
        raise QuestionError("the question is empty", "ask something, for instance who did what")
    return line


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A candidate and how it fits the question."""

    candidate: Candidate
    fit: Fit

    @property
    def score(self) -> float:
        """P(answers), in [0, 1]."""
        return self.fit.score


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

    def ask(self, text: str, *, as_of: date | None = None) -> Answer:
        """Answer a question with proven statements, or abstain.

        Raises:
            QuestionError: The question cannot be taken.
        """
        clock = StageClock()
        question = read_question(clean_question(text))
        with clock.stage("search"):
            hits = self._search(question.text, self._n_passages, as_of)
        with clock.stage("judge"):
            candidates = gather(self._archive, hits)
            scored = self._score(question, candidates)
        with clock.stage("write"):
            answer, chosen = self._answer(text, question, scored, as_of)
        return replace(
            answer,
            backends=self._backends,
            timings_ms=clock.timings_ms(),
            considered=_considered(scored, chosen, answer),
        )

    def _score(self, question: Question, candidates: Sequence[Candidate]) -> list[Scored]:
        fits = self._judge.answers(question, candidates)
        scored = [
            Scored(candidate=candidate, fit=fit)
            for candidate, fit in zip(candidates, fits, strict=True)
        ]
        return sorted(scored, key=lambda s: (-s.score, s.candidate.rank, s.candidate.span.start))

    def _answer(
        self, text: str, question: Question, scored: list[Scored], as_of: date | None
    ) -> tuple[Answer, list[Scored]]:
        """Return the answer, and the sentences that were to be shown."""
        good = _uncorrected([s for s in scored if s.score >= self._answers])
        against = _contradicting(scored, self._answers)
        if not good or (against and against[0].fit.likeness >= good[0].score):
            return self._abstain(text, scored, against, as_of), []
        near = _uncorrected([s for s in scored if s.score >= self._answers * OTHER_SIDE])
        sides = find_sides(question, [s.candidate for s in near])
        if sides and (conflict := self._conflicting(text, sides, scored, as_of)):
            return conflict, [s for s in near if s.candidate in (*sides.a, *sides.b)]
        chosen = _choose(question, good, self._max_statements)
        answer = self._answered(text, chosen, as_of) or self._abstain(text, scored, against, as_of)
        return answer, chosen

    def _answered(self, text: str, chosen: list[Scored], as_of: date | None) -> Answer | None:
        """Return the answer that can be proven from the chosen sentences; None when none can."""
        citations, statements = self._write([(s, "") for s in chosen])
        if not statements:
            return None
        return Answer(
            question=text,
            status=Status.ANSWERED,
            text=_running_text(statements),
            statements=tuple(statements),
            citations=tuple(citations),
            as_of=as_of,
        )

    def _conflicting(
        self, text: str, sides: Sides, scored: list[Scored], as_of: date | None
    ) -> Answer | None:
        """Return both sides; None when one of them cannot be proven."""
        by_place = {id(s.candidate): s for s in scored}
        chosen = [(by_place[id(c)], "a") for c in sides.a]
        chosen += [(by_place[id(c)], "b") for c in sides.b]
        citations, statements = self._write(chosen)
        if {s.side for s in statements} != {"a", "b"}:
            return None
        return Answer(
            question=text,
            status=Status.CONFLICTING,
            text="The archive holds reports that contradict each other. "
            + _running_text(statements),
            statements=tuple(statements),
            citations=tuple(citations),
            reason=sides.reason,
            as_of=as_of,
        )

    def _write(self, chosen: list[tuple[Scored, str]]) -> tuple[list[Citation], list[Statement]]:
        citations: list[Citation] = []
        statements: list[Statement] = []
        for scored, side in chosen:
            candidate = scored.candidate
            quote = whole_sentences(
                candidate.article,
                candidate.span,
                candidate.before,
                with_before=scored.fit.needs_before or bool(_LEANS_BACK.match(candidate.text)),
            )
            citation = cite(candidate.article, quote, len(citations) + 1)
            text = write(citation)
            proof = prove(text, [citation], self._archive, self._judge)
            if proof.is_proven:
                citations.append(citation)
                statements.append(
                    Statement(text=text, citations=(citation.number,), proof=proof, side=side)
                )
        return citations, statements

    def _abstain(
        self, text: str, scored: list[Scored], against: list[Scored], as_of: date | None
    ) -> Answer:
        by_likeness = sorted(scored, key=lambda s: -s.fit.likeness)
        shown = [*against[:1], *(s for s in by_likeness if s not in against[:1])]
        nearest = [
            cite(s.candidate.article, s.candidate.quote, number)
            for number, s in enumerate(shown[:N_NEAREST], 1)
            if self._archive.proves(s.candidate.quote)
        ]
        return Answer(
            question=text,
            status=Status.ABSTAINED,
            text="The archive doesn't say.",
            nearest=tuple(nearest),
            reason=_why_not(shown, against, as_of),
            covers=self._archive.coverage(as_of),
            as_of=as_of,
        )


def _considered(
    scored: Sequence[Scored], chosen: Sequence[Scored], answer: Answer
) -> tuple[Considered, ...]:
    """Say of every sentence looked at how far it came, best first."""
    shown = [citation.quote for citation in answer.citations]
    picked = {id(s) for s in chosen}

    def stage(one: Scored) -> Stage:
        quote = one.candidate.quote
        if any(quote.overlaps(other) for other in shown):
            return Stage.SHOWN
        return Stage.CHOSEN if id(one) in picked else Stage.READ

    return tuple(
        Considered(quote=s.candidate.quote, score=round(s.score, 4), stage=stage(s)) for s in scored
    )


def _contradicting(scored: list[Scored], least: float) -> list[Scored]:
    """Return what is about the question and contradicts what it takes for granted, best first."""
    against = [s for s in scored if s.fit.contradicts and s.fit.likeness >= least]
    return sorted(against, key=lambda s: -s.fit.likeness)


def _why_not(shown: list[Scored], against: list[Scored], as_of: date | None) -> str:
    known = "" if as_of is None else f" as of {as_of.isoformat()}"
    if not shown:
        return f"The archive{known} holds nothing on this."
    if against:
        return f"The archive{known} tells it otherwise: {against[0].fit.contradicts}."
    lacks = shown[0].fit.lacks
    closest = f"the closest one does not: {lacks}" if lacks else "the closest are shown"
    return f"No sentence in the archive{known} answers this question; {closest}."


def _choose(question: Question, good: list[Scored], most: int) -> list[Scored]:
    """Take the best sentence and what adds to it, in order of score."""
    is_cause = question.kind is Kind.CAUSE
    if question.kind in (Kind.QUANTITY, Kind.TIME, Kind.PERSON, Kind.PLACE, Kind.NAME, Kind.YES_NO):
        most = min(most, 2)
    least = (ALSO_A_REASON if is_cause else ALSO_ANSWERS) * good[0].score
    chosen: list[Scored] = []
    for scored in good:
        if len(chosen) == most or scored.score < least:
            break
        adds_nothing = _is_no_other_reason if is_cause else _adds_nothing
        if not any(adds_nothing(scored.candidate, other.candidate) for other in chosen):
            chosen.append(scored)
    if is_cause:  # what names the reason comes first
        chosen.sort(key=lambda s: not _gives_reason(s))
    return chosen


def _gives_reason(scored: Scored) -> bool:
    candidate = scored.candidate
    return gives_reason(" ".join([*candidate.near[1:], candidate.text]))


def _is_no_other_reason(candidate: Candidate, other: Candidate) -> bool:
    """Say whether a further sentence names no reason, or repeats one; a second report may."""
    text = " ".join([*candidate.near[1:], candidate.text])
    is_own = candidate.article.article_id == other.article.article_id
    return not gives_reason(text) or (is_own and _repeats(candidate, other))


def _adds_nothing(candidate: Candidate, other: Candidate) -> bool:
    """Say whether a further sentence is from an article that is quoted already, or a repetition."""
    return candidate.article.article_id == other.article.article_id or _repeats(candidate, other)


def _uncorrected(good: list[Scored]) -> list[Scored]:
    kept = {id(c) for c in without_corrected([s.candidate for s in good])}
    return [s for s in good if id(s.candidate) in kept]


def _repeats(candidate: Candidate, other: Candidate) -> bool:
    ours = {w.stem for w in content_words(candidate.text)}
    theirs = {w.stem for w in content_words(other.text)}
    return len(ours & theirs) >= _SAME_CONTENT * min(len(ours), len(theirs))


def _running_text(statements: Sequence[Statement]) -> str:
    return " ".join(s.text + "".join(f" [{number}]" for number in s.citations) for s in statements)
