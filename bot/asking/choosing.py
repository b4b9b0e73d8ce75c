"""Which of the sentences that answer are shown: the smallest set, no repetition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answer import Answer, Considered, Stage
from bot.conflict import without_corrected
from bot.evidence import Candidate
from bot.judge.demands import gives_reason
from bot.judge.model import Fit
from bot.question import Kind, Question
from bot.words import content_words

# A further sentence must come this close to the best one; reasons are often given in several.
ALSO_ANSWERS = 0.75
ALSO_A_REASON = 0.4
_SAME_CONTENT = 0.6  # share of content words from which a further sentence repeats an earlier one


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A candidate and how it fits the question."""

    candidate: Candidate
    fit: Fit

    @property
    def score(self) -> float:
        """P(answers), in [0, 1]."""
        return self.fit.score


def choose(question: Question, good: list[Scored], most: int) -> list[Scored]:
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


def uncorrected(good: list[Scored]) -> list[Scored]:
    """Leave out what a correction among the sentences contradicts."""
    kept = {id(c) for c in without_corrected([s.candidate for s in good])}
    return [s for s in good if id(s.candidate) in kept]


def _repeats(candidate: Candidate, other: Candidate) -> bool:
    ours = {w.stem for w in content_words(candidate.text)}
    theirs = {w.stem for w in content_words(other.text)}
    return len(ours & theirs) >= _SAME_CONTENT * min(len(ours), len(theirs))


def contradicting(scored: list[Scored], least: float) -> list[Scored]:
    """Return what is about the question and contradicts what it takes for granted, best first."""
    against = [s for s in scored if s.fit.contradicts and s.fit.likeness >= least]
    return sorted(against, key=lambda s: -s.fit.likeness)


def considered_of(
    found: Sequence[Candidate], scored: Sequence[Scored], chosen: Sequence[Scored], answer: Answer
) -> tuple[Considered, ...]:
    """Say of every sentence found how far it came, best first."""
    shown = [citation.quote for citation in answer.citations]
    picked = {id(s) for s in chosen}

    def stage(one: Scored) -> Stage:
        quote = one.candidate.quote
        if any(quote.overlaps(other) for other in shown):
            return Stage.SHOWN
        return Stage.CHOSEN if id(one) in picked else Stage.READ

    read = {id(s.candidate) for s in scored}
    return (
        *(
            Considered(quote=s.candidate.quote, score=round(s.score, 4), stage=stage(s))
            for s in scored
        ),
        *(
            Considered(quote=candidate.quote, score=0.0, stage=Stage.FOUND)
            for candidate in found
            if id(candidate) not in read
        ),
    )
