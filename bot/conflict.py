"""Where two articles contradict each other in what answers a question.

Only a difference that a deterministic check can name counts: another number for the same thing, a
negation, an opposite. An article that corrects another is not in conflict with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from bot.checks.antonyms import check_antonyms
from bot.checks.finding import Outcome
from bot.checks.negation import check_negation
from bot.checks.numbers import check_numbers
from bot.evidence import Candidate
from bot.question import Kind, Question
from bot.words import content_words

# Content words that two sentences must share to speak of the same thing.
_SAME_THING = 0.34
_CORRECTS = regex.compile(
    r"\b(?:corrections?|corrects|corrected|withdraws?|withdrew|retracts?|retracted|erratum|"
    r"wrongly|mistakenly|not \S+ as (?:first |earlier |previously )?\w+ report)",
    regex.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Two sides of a disagreement.

    Attributes:
        a: The quote that answers best.
        b: Quotes of other articles that contradict it.
        reason: The difference in one sentence.
    """

    a: tuple[Candidate, ...]
    b: tuple[Candidate, ...]
    reason: str


def is_correction(candidate: Candidate) -> bool:
    """Say whether a sentence, or the title above it, speaks of correcting a report."""
    return bool(_CORRECTS.search(candidate.article.title) or _CORRECTS.search(candidate.text))


def without_corrected(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Leave out what a correction among the candidates contradicts."""
    corrections = [c for c in candidates if is_correction(c)]
    return [
        candidate
        for candidate in candidates
        if is_correction(candidate)
        or not any(
            _dated(correction) >= _dated(candidate) and contradict(correction, candidate)
            for correction in corrections
        )
    ]


def find_sides(question: Question, good: Sequence[Candidate]) -> Sides | None:
    """Look for an article that contradicts the best candidate; None when there is none.

    Args:
        question: The question.
        good: Candidates that answer it, best first, not empty.
    """
    best = good[0]
    if question.kind is Kind.CAUSE:
        return None
    others = [
        other
        for other in good[1:]
        if other.article.article_id != best.article.article_id and contradict(other, best)
    ]
    if not others:
        return None
    finding = contradict(others[0], best)
    return Sides(a=(best,), b=(others[0],), reason=f"Two reports disagree: {finding}.")


def contradict(one: Candidate, other: Candidate) -> str:
    """Say how two sentences about the same thing contradict each other; empty when they don't."""
    ours = {w.stem for w in content_words(one.text)}
    theirs = {w.stem for w in content_words(other.text)}
    if len(ours & theirs) < _SAME_THING * min(len(ours), len(theirs)):
        return ""
    for check in (check_numbers, check_antonyms, check_negation):
        finding = check(other.text, one.text)
        if finding.outcome is Outcome.CONFLICTS:
            return finding.reason.replace("the claim", "another article")
    return ""


def _dated(candidate: Candidate) -> str:
    return candidate.article.dated.isoformat()
