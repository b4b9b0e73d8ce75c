"""Fitting what stands on top of the network: temperatures, and the weights of model and checks.

Everything here is fitted on development parts, which the network has not learned from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.judge.combining import TOLD
from bot.judge.findings import CHECKS, find
from bot.judge.network import Network
from bot.judge.weights import ANSWERING, ENTAILMENT
from bot.judge.windows import read_long
from eval.errors import EvalError
from eval.training.corpora import Corpora
from eval.training.pairs import Label, Pair
from eval.training.schedule import family

Rows = NDArray[np.float64]
# Sets whose label is not one of three are left out; a set counts as much as any other.
_LABELS = {Label.SUPPORT: 0, Label.REFUTE: 1, Label.NEI: 2}
_TINY = 1e-7
_LEAST = 1e-4  # as in `bot.judge.combining`
# Families whose pairs people wrote; those made by rule have the checks' own kinds of difference.
_NATURAL = ("vitaminc", "vitaminc-synthetic", "fever", "feverous", "mnli", "snli", "cad")
_TEMPERATURES = np.geomspace(0.5, 4.0, 43)


def temperature(logits: Rows, labels: Sequence[int], weights: Sequence[float]) -> float:
    """Return the temperature in [0.5, 4] of least weighted negative log-likelihood.

    After Guo et al., 2017. One column of logits is read as a yes against a no.

    Args:
        logits: `(n, 3)`, or `(n, 1)`.
        labels: Index of the right class; for one column, 1 for yes.
        weights: What each row counts.
    """
    if logits.shape[1] == 1:
        logits = np.concatenate([np.zeros_like(logits), logits], axis=1)
    rows, right = np.arange(len(labels)), np.asarray(labels)

    def loss(value: float) -> float:
        scaled = logits / value
        top = scaled.max(axis=1)
        log_sum = top + np.log(np.exp(scaled - top[:, None]).sum(axis=1))
        return float(np.average(log_sum - scaled[rows, right], weights=weights))

    return float(min(_TEMPERATURES, key=loss))


def equal_weights(kinds: Sequence[str]) -> NDArray[np.float64]:
    """Return a weight for every row, so that every kind counts alike; their mean is 1."""
    names, place, n = np.unique(np.asarray(kinds), return_inverse=True, return_counts=True)
    return np.asarray(len(kinds) / (len(names) * n[place]), dtype=np.float64)


def fit_combination(
    pairs: Sequence[Pair],
    shares: NDArray[np.float32],
    checks: tuple[str, ...],
    *,
    weights: Sequence[float],
    strength: float = 1.0,
) -> dict[str, Any]:
    """Fit what `bot.judge.combining` reads, by multinomial regression.

    What the network says is taken as it is; only what the checks found moves it. A regression that
    was free to weigh the network anew leaned to the mix of the development pairs: MultiNLI fell
    from 65.0 to 57.7 % (November 2026).

    Args:
        pairs: Development pairs with one of the three labels.
        shares: `(n, 3)`, what the network says of them.
        checks: The checks that count, in order.
        weights: What each pair counts.
        strength: Inverse of the L2 penalty.

    Raises:
        EvalError: One of the three labels has no pair.
    """
    import torch

    labels = np.array([_LABELS[pair.label] for pair in pairs])
    if set(labels.tolist()) != {0, 1, 2}:
        raise EvalError(
            "the pairs do not hold all three labels", "give development pairs of all three"
        )
    logs = torch.tensor(np.log(np.clip(shares.astype(np.float64), _LEAST, 1.0)))
    told = torch.tensor(np.array([_told(pair, checks) for pair in pairs], dtype=np.float64))
    right, counted = torch.tensor(labels), torch.tensor(np.asarray(weights, dtype=np.float64))
    moved = torch.zeros(3, told.shape[1], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([moved], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        found = torch.nn.functional.cross_entropy(logs + told @ moved.T, right, reduction="none")
        total = (found * counted).sum() + (moved**2).sum() / (2 * strength)
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    moves = moved.detach().numpy().T.reshape(len(checks), len(TOLD), 3)
    return {
        check: {
            outcome.value: [float(f"{v:.5g}") for v in move]
            for outcome, move in zip(TOLD, of_check, strict=True)
        }
        for check, of_check in zip(checks, moves, strict=True)
    }


def _told(pair: Pair, checks: tuple[str, ...]) -> list[bool]:
    """Say for each check and outcome whether it was found: one column each."""
    findings = find(pair.hypothesis, pair.premise)
    return [
        check in findings and findings[check].outcome is outcome
        for check in checks
        for outcome in TOLD
    ]


def fit_temperatures(network: Network, corpora: Corpora) -> dict[str, float]:
    """Return the temperature of each head, fitted on the development parts.

    Args:
        network: As it is shipped; its own temperatures must be 1.
        corpora: Of which only the development parts are read.
    """
    pairs = fresh_pairs(corpora)
    shares = network.entailment([(pair.premise, pair.hypothesis) for pair in pairs])
    asked = corpora.dev_asked
    answers = network.answering([(a.question, a.text) for a in asked])
    return {
        ENTAILMENT: temperature(
            np.log(np.clip(shares.astype(np.float64), _TINY, 1.0)),
            [_LABELS[pair.label] for pair in pairs],
            equal_weights([family(pair.kind) for pair in pairs]).tolist(),
        ),
        ANSWERING: temperature(
            _logit(answers)[:, None],
            [int(a.answers) for a in asked],
            equal_weights([family(a.kind) for a in asked]).tolist(),
        ),
    }


def fit_judge(network: Network, corpora: Corpora) -> dict[str, Any]:
    """Fit the regression over model and checks on the development parts.

    Long premises are read as the product reads them (`bot.judge.windows`).

    Args:
        network: As it is shipped, with its temperatures.
        corpora: Of which only the development parts are read.
    """
    pairs = [pair for pair in fresh_pairs(corpora) if family(pair.kind) in _NATURAL]
    shares = read_long(network, [(pair.premise, pair.hypothesis) for pair in pairs])
    weights = equal_weights([family(pair.kind) for pair in pairs])
    return fit_combination(pairs, shares, CHECKS, weights=weights.tolist())


def fresh_pairs(corpora: Corpora) -> list[Pair]:
    """Return the development pairs with one of three labels whose texts were not learned from.

    Pages are kept apart within a set, but sets share texts (SNLI with its counterfactual edits,
    FEVER with VitaminC): what the network has seen would make it look surer than it may be.
    """
    learned = {text for p in corpora.pairs for text in (p.premise, p.hypothesis)}
    return [
        pair
        for pair in corpora.dev_pairs
        if pair.label in _LABELS and pair.premise not in learned and pair.hypothesis not in learned
    ]


def _logit(shares: NDArray[np.float32]) -> Rows:
    kept = np.clip(shares.astype(np.float64), _TINY, 1.0 - _TINY)
    return np.asarray(np.log(kept / (1.0 - kept)))


def shown(figures: Mapping[str, float]) -> str:
    """Return figures on one line."""
    return ", ".join(f"{name} {value:.3f}" for name, value in figures.items())
