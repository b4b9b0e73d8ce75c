"""Model and checks put together: one stance, one calibrated confidence, the reasons.

A multinomial logistic regression over what the model says (log-probabilities) and what each check
found; its weights (`combination.json`) are fitted by `eval.training` on development parts only. On
top of it one rule that no weight can undo: a quote that a deciding check contradicts is never
support.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.checks.finding import Finding, Outcome
from bot.errors import JudgeUnavailableError
from bot.judge.scorer import Probabilities

# Checks whose contradiction is right often enough to forbid support: precision 0.92 to 0.98 on the
# training sets (November 2026; `python -m eval.external checks` measures their development parts).
DECIDING = ("numbers", "dates", "negation", "antonyms", "roles")
_TOLD = (Outcome.CONFLICTS, Outcome.MISSING, Outcome.AGREES)
_LEAST = 1e-4  # probabilities are cut here before the logarithm


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a quote does to a claim.

    Attributes:
        supports: Calibrated probability in [0, 1]; the three sum to 1.
        refutes: Probability in [0, 1].
        neither: Probability in [0, 1].
        findings: What the deterministic checks found, by name.
    """

    supports: float
    refutes: float
    neither: float
    findings: Mapping[str, Finding]

    @property
    def decides(self) -> float:
        """P in [0, 1] that the quote settles the claim either way."""
        return 1.0 - self.neither

    @property
    def is_contradicted(self) -> bool:
        """Whether a deciding check found that the quote says otherwise."""
        return _is_contradicted(self.findings)

    @property
    def difference(self) -> str:
        """How the quote differs from the claim, in plain words; empty when no check says."""
        reasons = [f.reason for f in self.findings.values() if f.reason and not f.passed]
        return "; ".join(dict.fromkeys(reasons))


def feature_names(checks: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of the features for the checks given, in order."""
    told = (f"{check}:{outcome}" for check in checks for outcome in _TOLD)
    return ("log_supports", "log_refutes", "log_neither", *told)


def features(
    shares: Probabilities, findings: Mapping[str, Finding], checks: tuple[str, ...]
) -> NDArray[np.float64]:
    """Return `float64 (3 + 3 * len(checks),)`.

    Args:
        shares: `(3,)`, what the model says.
        findings: What the checks found; one that is not among them counts as silent.
        checks: The checks that count, in order.
    """
    logs = np.log(np.clip(np.asarray(shares, dtype=np.float64), _LEAST, 1.0))
    told = [
        float(check in findings and findings[check].outcome is outcome)
        for check in checks
        for outcome in _TOLD
    ]
    return np.concatenate([logs, told])


def combine(
    shares: Probabilities, findings: Mapping[str, Finding], *, in_context: bool = False
) -> Judgement:
    """Put what the model says and what the checks found together.

    Args:
        shares: `float32 (3,)`: P(supports), P(refutes), P(neither).
        findings: What the checks found, by name.
        in_context: Whether they knew what stands around the quote (title, day). Then what a check
            misses is not in the article's words, and forbids support as well.

    Raises:
        JudgeUnavailableError: The fitted weights are missing or damaged.
    """
    fitted = _fitted()
    scores = fitted.weights @ features(shares, findings, fitted.checks) + fitted.bias
    odds = np.exp(scores - scores.max())
    supports, refutes, neither = (float(v) for v in odds / odds.sum())
    if _is_contradicted(findings):
        # What would have been support is a contradiction, or a matter of something else.
        against = refutes / max(refutes + neither, 1e-9)
        supports, refutes, neither = 0.0, against, 1.0 - against
    elif in_context and not all(found.passed for found in findings.values()):
        supports, neither = 0.0, 1.0 - refutes
    return Judgement(supports=supports, refutes=refutes, neither=neither, findings=findings)


def _is_contradicted(findings: Mapping[str, Finding]) -> bool:
    return any(
        name in findings and findings[name].outcome is Outcome.CONFLICTS for name in DECIDING
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fitted:
    checks: tuple[str, ...]
    weights: NDArray[np.float64]
    bias: NDArray[np.float64]


@cache
def _fitted() -> _Fitted:
    try:
        stored = files("bot.judge").joinpath("combination.json").read_text(encoding="utf-8")
        return _read(json.loads(stored))
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise JudgeUnavailableError(
            f"the combination of the judge cannot be read ({exc})",
            "install Newsproof again with `pip install --force-reinstall newsproof`",
        ) from exc


def _read(stored: dict[str, Any]) -> _Fitted:
    """Read what `eval.training` fitted.

    Raises:
        KeyError, TypeError, ValueError: It is for other features, or damaged.
    """
    checks = tuple(stored["checks"])
    names = feature_names(checks)
    if tuple(stored["features"]) != names:
        raise ValueError("it is for other features: fit it again")
    weights = np.array(stored["weights"], dtype=np.float64)
    bias = np.array(stored["bias"], dtype=np.float64)
    is_whole = weights.shape == (3, len(names)) and bias.shape == (3,)
    if not (is_whole and np.isfinite(weights).all() and np.isfinite(bias).all()):
        raise ValueError("it has other weights than its features need")
    return _Fitted(checks=checks, weights=weights, bias=bias)
