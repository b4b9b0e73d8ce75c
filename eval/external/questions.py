"""The public sets of questions: which sentence answers, and whether any does.

SQuAD 2.0: the sentences of a passage are candidates; a sentence is right when an answer of the
annotators stands in it as whole words. TrecQA: the sentences are given with their labels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import regex
from numpy.typing import NDArray

from bot.judge.scorer import Probabilities
from eval.external.errors import SetError
from eval.external.measured import Measured, Places, measure
from eval.external.sets import TextPair, number_units, read_rows, sampled
from eval.metrics import classification, ranking
from eval.metrics.bootstrap import N_RESAMPLES
from eval.training.public import clean, is_development
from index.sentences import split_sentences

SQUAD, TRECQA = "squad_v2.test", "trecqa.test"
QUESTION_SETS = {SQUAD: "SQuAD 2.0", TRECQA: "TrecQA"}

RIGHT_SENTENCE, AUROC, AP, F1 = "right_sentence", "auroc", "average_precision", "f1"
MAP, MRR = "map", "mrr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question with its candidate sentences.

    Attributes:
        question: The question.
        sentences: At least one.
        right: Whether each answers it.
        is_answerable: Whether the annotators found an answer; it may stand in no single sentence.
        unit: Questions of one unit are drawn together for an interval.
    """

    question: str
    sentences: tuple[str, ...]
    right: tuple[bool, ...]
    is_answerable: bool
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSet:
    """A set that was read: its questions, and their (question, sentence) pairs in one row."""

    name: str
    questions: tuple[Question, ...]

    @property
    def pairs(self) -> list[TextPair]:
        """Every (question, sentence) pair, question by question."""
        return [(one.question, text) for one in self.questions for text in one.sentences]

    @property
    def clusters(self) -> Places:
        """The unit of each question, int64 (n,)."""
        return number_units(one.unit for one in self.questions)

    def by_question(self, scores: NDArray[Any]) -> list[NDArray[np.float64]]:
        """Cut the scores of all pairs into those of each question."""
        ends = np.cumsum([len(one.sentences) for one in self.questions])
        return np.split(scores.astype(np.float64), ends[:-1])


def read_question_set(name: str, *, sample: int | None = None) -> QuestionSet:
    """Read a set of `QUESTION_SETS`; at most `sample` questions, in whole units.

    Raises:
        SetError: It is not there, empty, or a row is not as expected.
    """
    questions = _read(f"qa/{name}", _squad if name == SQUAD else _trecqa)
    found = QuestionSet(name=name, questions=tuple(questions))
    if sample is None:
        return found
    places = sampled(found.clusters, sample)
    return QuestionSet(name=name, questions=tuple(questions[place] for place in places))


def development_questions(n: int) -> QuestionSet:
    """Return questions of the development part of SQuAD's training pages, at most n."""
    found = [one for one in _read("qa/squad_v2.train", _squad) if is_development(one.unit)]
    if not found:
        raise SetError("'qa/squad_v2.train' has no development part", "get the whole file")
    return QuestionSet(name="squad_v2.train", questions=tuple(found[:n]))


def figures(
    read: QuestionSet,
    scores: Probabilities | NDArray[np.float64],
    *,
    answers_at: float,
    n_resamples: int = N_RESAMPLES,
) -> dict[str, Measured]:
    """Return the figures of a set.

    SQuAD 2.0: how often the best sentence is right, of the questions that have a right one; area
    under the ROC curve, average precision and F1 of "answerable", by the best sentence. TrecQA: MAP
    and MRR over the questions with both right and wrong sentences. A wrong sentence of equal score
    counts as ahead.

    Args:
        read: The set.
        scores: (n,), of `read.pairs`.
        answers_at: Score from which a question counts as answerable.
        n_resamples: Draws of the bootstrap.
    """
    rows = read.by_question(np.asarray(scores))
    rights = [np.array(one.right) for one in read.questions]
    if read.name == TRECQA:
        both = [i for i, right in enumerate(rights) if right.any() and not right.all()]
        by_metric: dict[str, Callable[..., float | None]] = {
            MAP: ranking.average_precision,
            MRR: ranking.reciprocal_rank,
        }
        return {
            name: _mean([metric(rows[i], rights[i]) or 0.0 for i in both], both, read, n_resamples)
            for name, metric in by_metric.items()
        }
    best = np.array([row.max() for row in rows])
    answerable = np.array([one.is_answerable for one in read.questions])
    found = [i for i, right in enumerate(rights) if right.any()]
    first = [ranking.reciprocal_rank(rows[i], rights[i]) == 1.0 for i in found]

    def f1(places: Places) -> float | None:
        gold, got = answerable[places].astype(np.int64), best[places] >= answers_at
        return classification.f1(classification.confusion(gold, got.astype(np.int64), 2), 1)

    by_name: dict[str, Callable[[Places], float | None]] = {
        AUROC: lambda places: ranking.auroc(best[places], answerable[places]),
        AP: lambda places: ranking.average_precision(best[places], answerable[places]),
        F1: f1,
    }
    return {RIGHT_SENTENCE: _mean([float(one) for one in first], found, read, n_resamples)} | {
        name: measure(read.clusters, metric, n_resamples=n_resamples)
        for name, metric in by_name.items()
    }


def _mean(values: list[float], places: list[int], read: QuestionSet, n_resamples: int) -> Measured:
    """Return the mean over the questions at the given places."""
    found = np.array(values)
    return measure(
        read.clusters[places] if places else np.zeros(0, dtype=np.int64),
        lambda drawn: float(found[drawn].mean()),
        n_resamples=n_resamples,
    )


def _read(
    name: str, questions_of: Callable[[list[dict[str, Any]]], list[Question]]
) -> list[Question]:
    try:
        found = questions_of(read_rows(name))
    except (KeyError, TypeError, AttributeError) as exc:
        raise SetError(
            f"a row of {name!r} is not as expected ({type(exc).__name__} {exc})",
            "compare the file with the README beside the sets",
        ) from exc
    if not found:
        raise SetError(f"the set {name!r} has no questions", "get the file again")
    return found


def _squad(rows: list[dict[str, Any]]) -> list[Question]:
    found = []
    for row in rows:
        passage = row["passage"]
        sentences = tuple(passage[s.start : s.end] for s in split_sentences(passage))
        if not sentences:
            continue
        for asked in row["questions"]:
            answers = asked["answers"] if asked["answerable"] else []
            right = tuple(any(_stands_in(a, text) for a in answers) for text in sentences)
            found.append(
                Question(
                    question=asked["question"],
                    sentences=sentences,
                    right=right,
                    is_answerable=bool(asked["answerable"]),
                    unit=passage,
                )
            )
    return found


def _trecqa(rows: list[dict[str, Any]]) -> list[Question]:
    asked: dict[str, list[tuple[str, bool]]] = {}
    for row in rows:
        answer = (clean(row["sentence"]), bool(row["answers"]))
        asked.setdefault(clean(row["question"]), []).append(answer)
    return [
        Question(
            question=question,
            sentences=tuple(text for text, _ in answers),
            right=tuple(right for _, right in answers),
            is_answerable=any(right for _, right in answers),
            unit=question,
        )
        for question, answers in asked.items()
    ]


def _stands_in(answer: str, text: str) -> bool:
    return bool(regex.search(rf"(?<!\w){regex.escape(answer)}(?!\w)", text))
