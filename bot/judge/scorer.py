"""The models that may stand behind the judge: pairs of texts in, probabilities out.

What they say is never the last word: the deterministic checks sit above them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Probabilities = NDArray[np.float32]
TextPairs = Sequence[tuple[str, str]]


class EntailmentModel(Protocol):
    """Says what a premise does to a claim."""

    @property
    def identity(self) -> str:
        """Name and digest; two models with one identity give the same probabilities."""

    def entailment(self, pairs: TextPairs) -> Probabilities:
        """Judge (premise, claim) pairs.

        Returns:
            `float32 (n, 3)`: P(supports), P(refutes), P(neither), in the order given; rows sum
            to 1.
        """


class AnsweringModel(Protocol):
    """Says whether a text answers a question."""

    @property
    def identity(self) -> str:
        """Name and digest; two models with one identity give the same probabilities."""

    def answering(self, pairs: TextPairs) -> Probabilities:
        """Judge (question, text) pairs.

        Returns:
            `float32 (n,)`: P(answers) in [0, 1], in the order given.
        """
