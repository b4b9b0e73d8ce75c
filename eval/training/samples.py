"""Examples of our own: the development questions on the samples. The test split is not read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from bot.evidence import gather
from bot.judge.likeness import FEATURES, features
from bot.judge.model import ModelJudge
from bot.question import read_question
from bot.settings import Settings
from eval.cases import PACKAGED, load_cases
from eval.evaluation import packaged_archive
from eval.gold import locate_gold, overlaps_any

SPLIT = "dev"
_STRENGTH = 0.1  # inverse of the L2 penalty; chosen, not tuned


def fit_likeness(judge: ModelJudge, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Fit the regression that `bot.judge.likeness` reads, on what search finds for the questions.

    Args:
        judge: On the network as it is shipped.
        say: Where progress goes.
    """
    from sklearn.linear_model import LogisticRegression

    cases = load_cases(PACKAGED, SPLIT)
    values, labels = [], []
    with packaged_archive(Settings()) as newsproof:
        gold = locate_gold(cases, newsproof.archive)
        searcher = newsproof.keeper.open_searcher()
        for case in cases.questions:
            question = read_question(case.question)
            hits = searcher.search(question.text, k=Settings().n_passages, as_of=case.as_of)
            candidates = gather(newsproof.archive, hits)
            shares = judge.answer_readings(question.text, candidates)
            for candidate, read in zip(candidates, shares, strict=True):
                values.append(features(read, candidate.rank))
                # A false premise has gold quotes too, but nothing answers it.
                is_answered = case.status != "abstained"
                labels.append(is_answered and overlaps_any([candidate.quote], gold[case.id]))
        searcher.close()
    found, right = np.stack(values), np.array(labels, dtype=np.int64)
    say(f"{len(right):,} sentences of {len(cases.questions)} questions, {right.sum()} of them gold")
    scale = found.std(axis=0)
    regression = LogisticRegression(C=_STRENGTH, max_iter=3_000).fit(found / scale, right)
    return {
        "features": list(FEATURES),
        "weights": [float(f"{v:.5g}") for v in regression.coef_[0] / scale],
        "bias": float(f"{regression.intercept_[0]:.5g}"),
    }
