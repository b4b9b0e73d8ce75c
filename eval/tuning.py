"""Tune the plain pipeline's thresholds on the dev split, so that it is compared at its best.

Only the dev split is looked at. Pure but for the queries to the pipeline.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.answer import Status
from bot.verdict import Verdict
from eval.baseline import N_SHOWN, PlainPipeline, Thresholds, declines
from eval.cases.values import CaseSet
from eval.gold import Gold
from eval.metrics.answers import is_right

GRID = tuple(step / 100 for step in range(101))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuned:
    """The thresholds that do best on the dev split, and how well they do there.

    Attributes:
        thresholds: Those of highest accuracy; of several the lowest, which answers most.
        answer_accuracy: Of the dev questions, in [0, 1]; None without questions.
        verdict_accuracy: Of the dev claims, in [0, 1]; None without claims.
    """

    thresholds: Thresholds
    answer_accuracy: float | None
    verdict_accuracy: float | None

    @property
    def notes(self) -> dict[str, float | None]:
        """What a report says of the tuning."""
        return {
            "ask_threshold": self.thresholds.ask,
            "verify_threshold": self.thresholds.verify,
            "dev_answer_accuracy": self.answer_accuracy,
            "dev_verdict_accuracy": self.verdict_accuracy,
        }


def tune(pipeline: PlainPipeline, cases: CaseSet, gold: Mapping[str, tuple[Gold, ...]]) -> Tuned:
    """Return the best thresholds of the grid 0.00, 0.01 … 1.00 for the pipeline.

    Args:
        pipeline: The pipeline; its own thresholds play no part.
        cases: The dev split.
        gold: Its located gold quotes.
    """
    asked = [
        (question, pipeline.nearest(question.question, k=N_SHOWN, as_of=question.as_of))
        for question in cases.questions
    ]
    checked = [
        (claim, pipeline.nearest(claim.claim, k=N_SHOWN, as_of=claim.as_of))
        for claim in cases.claims
    ]

    def n_answers_right(threshold: float) -> int:
        return sum(
            is_right(
                expected=question.status,
                got=Status.ABSTAINED if declines(found, threshold) else Status.ANSWERED,
                cited=[scored.passage for scored in found],
                gold=gold[question.id],
            )
            for question, found in asked
        )

    def n_verdicts_right(threshold: float) -> int:
        return sum(
            claim.verdict
            is (Verdict.NOT_ENOUGH_EVIDENCE if declines(found, threshold) else Verdict.SUPPORTED)
            for claim, found in checked
        )

    ask, n_ask = _best(n_answers_right)
    verify, n_verify = _best(n_verdicts_right)
    return Tuned(
        thresholds=Thresholds(ask=ask, verify=verify),
        answer_accuracy=n_ask / len(asked) if asked else None,
        verdict_accuracy=n_verify / len(checked) if checked else None,
    )


def _best(n_right: Callable[[float], int]) -> tuple[float, int]:
    n_by_threshold = {threshold: n_right(threshold) for threshold in GRID}
    best = max(GRID, key=n_by_threshold.__getitem__)  # the first of equals, the lowest
    return best, n_by_threshold[best]
