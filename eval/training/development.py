"""Figures on the development parts while training: what the learning curve shows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bot.judge.weights import ANSWERING, ENTAILMENT
from eval.training.corpora import Corpora
from eval.training.schedule import Encoded, family
from eval.training.train import OnEvaluate, encode_asked, encode_pairs, predict

if TYPE_CHECKING:
    from torch import nn

N_EACH = 500  # examples of a family, at most
# Sets without neutral pairs: only the two stances are compared.
_TWO_WAY = ("fever", "feverous", "vitaminc-synthetic")
_NOT_SUPPORT = 3


def watch(folder: Path, corpora: Corpora, *, device: str = "cpu") -> OnEvaluate:
    """Return what measures a network on the development parts: accuracy in [0, 1] by family."""
    pairs = _first(encode_pairs(folder, corpora.dev_pairs))
    asked = _first(encode_asked(folder, corpora.dev_asked))

    def evaluate(network: nn.Module, seen: int) -> dict[str, float]:
        stances = predict(network, ENTAILMENT, pairs, device=device)
        answers = predict(network, ANSWERING, asked, device=device)[:, 0]
        right = [
            *((e, _is_right(e, row)) for e, row in zip(pairs, stances, strict=True)),
            *((e, (logit > 0) == bool(e.label)) for e, logit in zip(asked, answers, strict=True)),
        ]
        families = sorted({family(e.kind) for e, _ in right})
        return {
            name: round(float(np.mean([ok for e, ok in right if family(e.kind) == name])), 4)
            for name in families
        }

    return evaluate


def _is_right(example: Encoded, row: NDArray[np.float32]) -> bool:
    if example.label == _NOT_SUPPORT or example.kind in ("scitail", "factcg"):
        return bool((row.argmax() == 0) == (example.label == 0))
    if example.kind in _TWO_WAY:
        return bool(row[:2].argmax() == example.label)
    return bool(row.argmax() == example.label)


def _first(examples: Sequence[Encoded]) -> list[Encoded]:
    kept: list[Encoded] = []
    for name in sorted({family(e.kind) for e in examples}):
        kept += [e for e in examples if family(e.kind) == name][:N_EACH]
    return kept
