"""Everything that is measured, in one form: the judge in three parts and what it is compared with.

Thresholds of the baselines are chosen here, on development parts of the training sets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from eval.external.baselines import (
    COSINE,
    MAJORITY,
    OVERLAP,
    Bands,
    Cosine,
    Score,
    best_threshold,
    fit_bands,
    word_overlap,
)
from eval.external.development import Development
from eval.external.errors import SetError
from eval.external.questions import QuestionSet
from eval.external.sets import Task, TextPair
from eval.external.stances import Decided, decide
from eval.external.systems import AT_ONCE, BOTH, CHECKS, MODEL, WHOLE, System, judge_all

Step = Callable[[int], None]
# As `--systems` takes them, in the order of the tables.
NAMES = {
    "majority": MAJORITY,
    "cosine": COSINE,
    "overlap": OVERLAP,
    "whole": WHOLE,
    "model": MODEL,
    "checks": CHECKS,
    "both": BOTH,
}


class Contestant(Protocol):
    """Something that is measured."""

    @property
    def name(self) -> str:
        """As a table shows it."""

    @property
    def is_confident(self) -> bool:
        """Whether its confidence means anything."""

    @property
    def answers_at(self) -> float:
        """Score from which a question counts as answerable."""

    def decide(
        self, task: Task, pairs: Sequence[TextPair], gold: NDArray[np.int64] | None, step: Step
    ) -> Decided | None:
        """Classify pairs; None when it cannot.

        Args:
            task: What is asked.
            pairs: At least one (premise, claim).
            gold: Their classes, for the best constant alone; None where there is none to be had.
            step: Told how many more pairs are done.
        """

    def score(self, pairs: Sequence[TextPair], step: Step) -> NDArray[np.float64] | None:
        """Score (question, sentence) pairs, higher for those that answer; None when it cannot."""


class Majority:
    """The class that occurs most often in the test set: the best constant."""

    name = MAJORITY
    is_confident = False
    answers_at = 0.5

    def decide(
        self, task: Task, pairs: Sequence[TextPair], gold: NDArray[np.int64] | None, step: Step
    ) -> Decided | None:
        """Return the class of most pairs for all."""
        step(len(pairs))
        if gold is None:
            return None
        most = int(np.bincount(gold, minlength=len(task.labels)).argmax())
        return Decided(np.full(len(pairs), most, dtype=np.int64), np.ones(len(pairs)))

    def score(self, pairs: Sequence[TextPair], step: Step) -> NDArray[np.float64] | None:
        """Return 1 for every pair: a constant."""
        step(len(pairs))
        return np.ones(len(pairs))


@dataclass(frozen=True, slots=True, kw_only=True)
class Similarity:
    """A similarity of two texts, with the bands and the threshold that do best in development."""

    name: str
    measure: Score
    bands: dict[Task, Bands]
    answers_at: float
    is_confident: bool = field(default=False, init=False)

    def decide(
        self, task: Task, pairs: Sequence[TextPair], gold: NDArray[np.int64] | None, step: Step
    ) -> Decided | None:
        """Classify pairs by the band that their similarity falls in."""
        found = _in_parts(self.measure, pairs, step)
        return Decided(self.bands[task].classify(found), np.ones(len(pairs)))

    def score(self, pairs: Sequence[TextPair], step: Step) -> NDArray[np.float64] | None:
        """Return the similarities of (question, sentence), the overlap as a share of the former."""
        return _in_parts(self.measure, [(text, asked) for asked, text in pairs], step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """A system of the judge, with the thresholds that it is shipped with."""

    system: System
    supported_at: float
    answers_at: float
    is_confident: bool

    @property
    def name(self) -> str:
        """As a table shows it."""
        return self.system.name

    def decide(
        self, task: Task, pairs: Sequence[TextPair], gold: NDArray[np.int64] | None, step: Step
    ) -> Decided | None:
        """Classify pairs by their probabilities."""
        found = judge_all(self.system.stance, pairs, step)
        return decide(task, found, supported_at=self.supported_at)

    def score(self, pairs: Sequence[TextPair], step: Step) -> NDArray[np.float64] | None:
        """Return P(answers)."""
        try:
            return judge_all(self.system.answers, pairs, step).astype(np.float64)
        except NotImplementedError:
            step(len(pairs))
            return None


def tuned(
    name: str,
    score: Score | Cosine,
    development: Development,
    questions: QuestionSet | None,
    step: Step,
) -> Similarity:
    """Choose the bands and the threshold of a similarity.

    Args:
        name: Its name.
        score: The similarity.
        development: Pairs to choose the bands on.
        questions: Questions to choose the threshold on; None keeps 0.5.
        step: Told how many more pairs are done.
    """
    found = _in_parts(score, development.pairs, step)
    bands = {}
    for task in Task:
        places, gold = development.of(task)
        if not len(places):
            raise SetError(f"no development pair is of use for {task.value}", "get the whole files")
        bands[task] = fit_bands(found[places], gold, len(task.labels))
    answers_at = 0.5
    if questions is not None:
        pairs = [(text, asked) for asked, text in questions.pairs]
        best = [row.max() for row in questions.by_question(_in_parts(score, pairs, step))]
        answerable = np.array([one.is_answerable for one in questions.questions])
        answers_at = best_threshold(np.array(best), answerable)
    return Similarity(name=name, measure=score, bands=bands, answers_at=answers_at)


def similarities(names: Sequence[str]) -> dict[str, Score]:
    """Return the similarities asked for, by name; loads the encoder only when it is needed."""
    found: dict[str, Score] = {}
    if COSINE in names:
        from index.encoder import open_encoder

        found[COSINE] = Cosine(open_encoder("embedded:"))
    if OVERLAP in names:
        found[OVERLAP] = word_overlap
    return found


def _in_parts(score: Score, pairs: Sequence[TextPair], step: Step) -> NDArray[np.float64]:
    parts = []
    for first in range(0, len(pairs), AT_ONCE):
        some = pairs[first : first + AT_ONCE]
        parts.append(score(some))
        step(len(some))
    return np.concatenate(parts)
