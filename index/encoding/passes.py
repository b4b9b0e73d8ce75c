"""A BERT that is computed by numpy or by torch, whichever is done first."""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from index.encoding.bert import BertWeights, Floats
from index.encoding.numpy_bert import NumpyBert

if TYPE_CHECKING:
    from index.encoding.torch_bert import TorchBert

# Numpy takes 0.25 ms of a processor a piece on two cores, torch in bfloat16 0.1 and a second to be
# loaded: from here on it would have been worth it. A question takes 4,000 (November 2026).
_FEW_PIECES = 8_192


class Bert:
    """The forward pass of one set of weights. Safe to use from several threads."""

    def __init__(self, weights: BertWeights) -> None:
        self._weights = weights
        self._numpy = NumpyBert(weights)
        self._n_pieces = 0
        self._lock = threading.Lock()

    @property
    def width(self) -> int:
        """Length of a vector."""
        return self._weights.width

    def pooled(self, rows: Sequence[Sequence[int]], starts: Sequence[int] = ()) -> Floats:
        """Return of every row the vector of its first piece and the mean of all its vectors.

        As long as nobody has imported torch, numpy computes until that would have been worth it.

        Args:
            rows: Word pieces of each text, never empty.
            starts: Where the second text of each row begins; empty where no row has one.

        Returns:
            `float32 (len(rows), 2, width)`, in the order given.
        """
        n_pieces = sum(map(len, rows))
        with self._lock:
            is_few = "torch" not in sys.modules and self._n_pieces + n_pieces <= _FEW_PIECES
            self._n_pieces += n_pieces
            one = self._numpy if is_few else self._torch
        return one.pooled(rows, starts)

    def exact(self, row: Sequence[int]) -> Floats:
        """Return the same of one row, `float32 (1, 2, width)`, in float32 on every machine."""
        return self._numpy.pooled([row])

    @cached_property
    def _torch(self) -> TorchBert:
        from index.encoding.processor import set_torch_threads
        from index.encoding.torch_bert import TorchBert

        set_torch_threads()
        return TorchBert(self._weights)
