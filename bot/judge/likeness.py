"""How likely a sentence answers a question, by four readings of it and its place in the search.

A sentence is read alone, after the sentence before it (which says who "he" is), under its title
(which says what it is about), and under both. A logistic regression, fitted by `eval.training` on
the development questions of the samples (`likeness.json`), weighs the four.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from bot.errors import JudgeUnavailableError
from bot.evidence import Candidate
from bot.judge.days import with_days
from bot.judge.scorer import Probabilities
from bot.temporal import in_words

FEATURES = ("alone", "after_before", "under_title", "under_both", "rank")
N_READINGS = 4
_LEAST = 1e-4  # probabilities are cut here before the logarithm


def readings(candidate: Candidate) -> tuple[str, str, str, str]:
    """Return a sentence alone, after the one before, under its title, and under both."""
    text, title = candidate.text, candidate.article.title
    before = candidate.before.of(candidate.article.text) if candidate.before else ""
    after = f"{before} {text}".strip()
    return text, after, f"{title}. {text}", f"{title}. {after}"


def dated_readings(candidate: Candidate) -> tuple[str, str, str, str]:
    """Return the same with days written out, and the day of the article beside its title."""
    day = candidate.article.published
    text, after, *_ = (with_days(reading, day) for reading in readings(candidate))
    title = candidate.article.title + (f" ({in_words(day, day)})" if day else "")
    return text, after, f"{title}. {text}", f"{title}. {after}"


def features(shares: Probabilities, rank: int) -> NDArray[np.float64]:
    """Return `float64 (5,)`: log-odds of the readings, and one over the rank.

    Args:
        shares: `(4,)`, P(answers) of the readings.
        rank: Best rank of a passage that holds the sentence, from 1.
    """
    kept = np.clip(np.asarray(shares, dtype=np.float64), _LEAST, 1.0 - _LEAST)
    return np.append(np.log(kept / (1.0 - kept)), 1.0 / rank)


def likeness(shares: Probabilities, rank: int) -> float:
    """Return P in [0, 1] that a sentence answers, before any check objects.

    Raises:
        JudgeUnavailableError: The fitted weights are missing or damaged.
    """
    fitted = _fitted()
    score = float(fitted.weights @ features(shares, rank)) + fitted.bias
    return float(1.0 / (1.0 + np.exp(-score)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fitted:
    weights: NDArray[np.float64]
    bias: float


@cache
def _fitted() -> _Fitted:
    try:
        stored = json.loads(
            files("bot.judge").joinpath("likeness.json").read_text(encoding="utf-8")
        )
        weights = np.array(stored["weights"], dtype=np.float64)
        bias = float(stored["bias"])
        if tuple(stored["features"]) != FEATURES or weights.shape != (len(FEATURES),):
            raise ValueError("it is for other features: fit it again")
        if not (np.isfinite(weights).all() and np.isfinite(bias)):
            raise ValueError("it has weights that are no numbers")
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise JudgeUnavailableError(
            f"the weights of the judge's likeness cannot be read ({exc})",
            "install Newsproof again with `pip install --force-reinstall newsproof`",
        ) from exc
    return _Fitted(weights=weights, bias=bias)
