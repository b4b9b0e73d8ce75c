"""The trained judge: a cross-encoder on the encoder that is installed anyway.

One BERT reads premise and claim (or text and question) together, [CLS] a [SEP] b [SEP]; the vector
of [CLS] beside the mean of all pieces goes to a head with three outputs for entailment and one for
answering. What is shipped (`weights.safetensors`) is only what training added to the weights of
all-MiniLM-L6-v2; `bot.judge.weights` reads it, `eval.training` makes it.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from bot.errors import JudgeUnavailableError
from bot.judge.scorer import Probabilities, TextPairs
from bot.judge.weights import (
    ANSWERING,
    ENTAILMENT,
    OUTPUTS,
    REINSTALL,
    Head,
    file_digest,
    read_judge,
)
from index.encoding.bert import WordPieces
from index.encoding.numpy_bert import gelu, linear
from index.encoding.passes import Bert

WEIGHTS = Path(__file__).with_name("weights.safetensors")
MAX_PIECES = 256  # word pieces of a pair; longer texts are windowed by `bot.judge.windows`
MAX_CLAIM = 128  # of which the claim or question may take this many


def open_network(folder: Path) -> Network:
    """Return the judge that is shipped, on the encoder in `folder`; it loads at first use.

    Raises:
        JudgeUnavailableError: Its weights are missing.
    """
    network = Network(folder)
    assert network.identity  # noqa: S101 - says clearly when the weights are missing
    return network


class Network:
    """The trained judge of this package, as both models behind the judge. Loads at first use.

    Safe to use from several threads. A few pairs are computed by numpy in float32, many by torch,
    in bfloat16 where the processor has it: one identity stands for both, and they agree to the
    rounding of bfloat16.
    """

    def __init__(self, folder: Path, *, weights: Path = WEIGHTS) -> None:
        """Describe the judge without loading it.

        Args:
            folder: Folder of all-MiniLM-L6-v2, whose weights are the base.
            weights: What training added to them.
        """
        self._folder = folder
        self._weights = weights
        self._lock = threading.Lock()

    @cached_property
    def identity(self) -> str:
        """Name and the first 12 digits of the digest of the weights."""
        if not self._weights.is_file():
            raise JudgeUnavailableError(
                f"the weights of the judge are not there ({self._weights.name} is missing)",
                REINSTALL,
            )
        return f"newsproof-judge@{file_digest(self._weights)[:12]}"

    def entailment(self, pairs: TextPairs) -> Probabilities:
        """Judge (premise, claim) pairs: `float32 (n, 3)`, supports, refutes, neither.

        Raises:
            JudgeUnavailableError: The weights are missing, damaged or for another encoder.
        """
        scaled = self._scaled(ENTAILMENT, pairs)
        shares = np.exp(scaled - scaled.max(axis=1, keepdims=True, initial=-np.inf))
        return np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=np.float32)

    def answering(self, pairs: TextPairs) -> Probabilities:
        """Judge (question, text) pairs: `float32 (n,)`, P(answers).

        Raises:
            JudgeUnavailableError: The weights are missing, damaged or for another encoder.
        """
        scaled = self._scaled(ANSWERING, [(text, question) for question, text in pairs])[:, 0]
        return np.asarray(1.0 / (1.0 + np.exp(-scaled)), dtype=np.float32)

    @cached_property
    def _loaded(self) -> tuple[Bert, WordPieces, dict[str, Head]]:
        assert self.identity  # noqa: S101 - says clearly when the weights are missing
        read = read_judge(self._folder, self._weights)
        try:
            pieces = WordPieces(self._folder)
        except (OSError, ValueError) as exc:
            raise JudgeUnavailableError(
                f"the judge cannot be loaded ({type(exc).__name__})", REINSTALL
            ) from exc
        return Bert(read.bert), pieces, dict(read.heads)

    def _scaled(self, task: str, pairs: TextPairs) -> Probabilities:
        """Return logits over temperature, `float32 (n, outputs)`, in the order given."""
        if not pairs:
            return np.zeros((0, OUTPUTS[task]), dtype=np.float32)
        with self._lock:
            bert, pieces, heads = self._loaded
        rows, starts = pair_rows(pieces, pairs)
        pooled = bert.pooled(rows, starts).reshape(len(rows), -1)
        head = heads[task]
        found = linear(gelu(linear(pooled, head.inner)), head.outer)
        return np.asarray(found / np.float32(head.temperature), dtype=np.float32)


def pair_rows(pieces: WordPieces, pairs: TextPairs) -> tuple[list[list[int]], list[int]]:
    """Return each pair as word pieces, `[CLS] a [SEP] b [SEP]`, and where `b` begins.

    The second text keeps `MAX_CLAIM` pieces, the first what room is left. Every text is cut into
    pieces once, though one claim stands in many pairs.
    """
    firsts = _distinct(pieces, [first for first, _ in pairs])
    seconds = _distinct(pieces, [second for _, second in pairs])
    rows, starts = [], []
    for first, second in pairs:
        after = seconds[second][:MAX_CLAIM]
        before = firsts[first][: MAX_PIECES - 3 - len(after)]
        rows.append([pieces.first, *before, pieces.end, *after, pieces.end])
        starts.append(len(before) + 2)
    return rows, starts


def _distinct(pieces: WordPieces, texts: Sequence[str]) -> dict[str, list[int]]:
    distinct = list(dict.fromkeys(texts))
    return dict(zip(distinct, pieces.bare(distinct), strict=True))
