"""Set a peer's threshold on the dev split, so that it is compared at its best.

As `eval.tuning` does it for the plain pipeline, but without a grid: scores of BM25 have no upper
end, so the thresholds tried lie between the scores that occur.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.answer import Status
from eval.cases.values import Question
from eval.gold import Gold
from eval.metrics.answers import is_right
from eval.peers.system import N_SHOWN, PeerSystem


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuned:
    """The threshold that does best on the dev split, and how well it does there.

    Attributes:
        threshold: That of highest accuracy; of several the lowest, which answers most. None when
            declining only without a hit is best.
        answer_accuracy: Of the dev questions, in [0, 1]; None without questions.
    """

    threshold: float | None
    answer_accuracy: float | None

    @property
    def notes(self) -> dict[str, float | None]:
        """What a report says of the tuning."""
        return {"ask_threshold": self.threshold, "dev_answer_accuracy": self.answer_accuracy}


def tune(
    system: PeerSystem, questions: Sequence[Question], gold: Mapping[str, tuple[Gold, ...]]
) -> Tuned:
    """Return the best threshold; the system's own plays no part.

    Args:
        system: The peer.
        questions: Those of the dev split.
        gold: Their located gold quotes.
    """
    rows: list[tuple[float, bool, bool]] = []
    n_without = 0
    for question in questions:
        found = system.nearest(question.question, k=N_SHOWN, as_of=question.as_of)
        cited = [one.passage for one in found]
        right = {
            got: is_right(expected=question.status, got=got, cited=cited, gold=gold[question.id])
            for got in (Status.ANSWERED, Status.ABSTAINED)
        }
        if found:
            rows.append((found[0].score, right[Status.ANSWERED], right[Status.ABSTAINED]))
        else:
            n_without += right[Status.ABSTAINED]
    threshold, n_right = best_cut(rows)
    accuracy = (n_right + n_without) / len(questions) if questions else None
    return Tuned(threshold=threshold, answer_accuracy=accuracy)


def best_cut(rows: Sequence[tuple[float, bool, bool]]) -> tuple[float | None, int]:
    """Return the lowest threshold with the most cases right, and how many those are.

    Args:
        rows: For each case its score, whether answering it is right, whether declining is.

    Returns:
        A threshold half way between two scores that occur, or 1 above the highest to decline all;
        None to decline none.
    """
    scores = sorted({score for score, _, _ in rows})
    between = [(low + high) / 2 for low, high in pairwise(scores)]
    best: float | None = None
    n_best = sum(answer for _, answer, _ in rows)
    for cut in (*between, *(score + 1 for score in scores[-1:])):
        n_right = sum(decline if score < cut else answer for score, answer, decline in rows)
        if n_right > n_best:
            best, n_best = cut, n_right
    return best, n_best
