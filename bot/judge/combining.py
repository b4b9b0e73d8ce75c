"""Model and checks put together: one stance, one calibrated confidence, the reasons.

The model's log-probabilities are taken as they are; what each check found moves them by weights
(`combination.json`) that `eval.training` fits on development parts only. On top of it one rule that
no weight can undo: a quote that a deciding check contradicts is never support.
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
TOLD = (Outcome.CONFLICTS, Outcome.MISSING, Outcome.AGREES)
_LEAST = 1e-4  # probabilities are cut here before the logarithm

Moves = Mapping[str, Mapping[Outcome, NDArray[np.float64]]]
"""By check and outcome, what is added to the log-probabilities: `float64 (3,)`."""


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
    scores = np.log(np.clip(np.asarray(shares, dtype=np.float64), _LEAST, 1.0))
    for check, moves in _fitted().items():
        if check in findings and findings[check].outcome in moves:
            scores = scores + moves[findings[check].outcome]
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


@cache
def _fitted() -> Moves:
    try:
        stored = files("bot.judge").joinpath("combination.json").read_text(encoding="utf-8")
        return _read(json.loads(stored))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as exc:
        raise JudgeUnavailableError(
            f"the combination of the judge cannot be read ({exc})",
            "install Newsproof again with `pip install --force-reinstall newsproof`",
        ) from exc


def _read(stored: dict[str, Any]) -> Moves:
    """Read what `eval.training` fitted: {check: {outcome: three numbers}}.

    Raises:
        AttributeError, TypeError, ValueError: It is damaged.
    """
    found = {
        check: {Outcome(told): np.array(move, dtype=np.float64) for told, move in moves.items()}
        for check, moves in stored.items()
    }
    for moves in found.values():
        if set(moves) != set(TOLD) or any(
            move.shape != (3,) or not np.isfinite(move).all() for move in moves.values()
        ):
            raise ValueError("it needs three numbers for every outcome of a check")
    return found
