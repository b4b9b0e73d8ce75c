"""The forward pass of a BERT in numpy, for a few texts: no import of seconds comes before it.

Exact to the rounding of float32. Rows are computed one behind the other, without padding; only the
attention is computed row by row. What is wide is written in place, and batches are small: it is
memory that numpy waits for.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.encoding.batches import each_on_a_core, length_batches
from index.encoding.bert import BertWeights, Floats, Linear
from index.encoding.processor import set_numpy_threads

_BATCH_PIECES = 256  # word pieces computed at once; 512 were slower


class NumpyBert:
    """Rows of word pieces to vectors. Safe to use from several threads."""

    def __init__(self, weights: BertWeights) -> None:
        set_numpy_threads()
        self._weights = weights

    def pooled(self, rows: Sequence[Sequence[int]], starts: Sequence[int] = ()) -> Floats:
        """Return of every row the vector of its first piece and the mean of all its vectors.

        Args:
            rows: Word pieces of each text, never empty.
            starts: Where the second text of each row begins; empty where no row has one.

        Returns:
            `float32 (len(rows), 2, width)`, in the order given.
        """
        found = np.zeros((len(rows), 2, self._weights.width), dtype=np.float32)

        def compute(batch: list[int]) -> None:
            some = [starts[place] for place in batch] if starts else ()
            found[batch] = _pooled(self._weights, [rows[place] for place in batch], some)

        each_on_a_core(compute, length_batches([len(row) for row in rows], _BATCH_PIECES))
        return found


def gelu(values: Floats) -> Floats:
    """Write the exact GELU of values over them, and return them.

    The error function is that of Abramowitz and Stegun (1964), 7.1.26, within 1.5e-7.
    """
    size = np.abs(values)
    share = size * np.float32(0.3275911 * 0.5**0.5)
    share += 1
    np.reciprocal(share, out=share)
    tail = share * np.float32(_SERIES[0] / 2)  # becomes the probability of more than `size`
    for factor in _SERIES[1:]:
        tail += np.float32(factor / 2)
        tail *= share
    np.multiply(values, values, out=share)
    share *= np.float32(-0.5)
    tail *= np.exp(share, out=share)
    tail *= size
    np.maximum(values, 0, out=values)
    values -= tail
    return values


_SERIES = (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)


def linear(values: Floats, weights: Linear) -> Floats:
    """Return `values @ matrix.T + bias`, `float32 (n, out)`."""
    matrix, bias = weights
    found: Floats = values @ matrix.T
    found += bias
    return found


def _pooled(weights: BertWeights, rows: Sequence[Sequence[int]], starts: Sequence[int]) -> Floats:
    ends = np.cumsum([len(row) for row in rows]).tolist()
    places = [slice(end - len(row), end) for row, end in zip(rows, ends, strict=True)]
    hidden = weights.words[np.concatenate([np.asarray(row) for row in rows])]
    for place, row in zip(places, rows, strict=True):
        hidden[place] += weights.positions[: len(row)]
    for place, start in zip(places, starts, strict=bool(starts)):
        hidden[place.start + start : place.stop] += weights.second
    epsilon = np.float32(weights.epsilon)
    _normalise(hidden, weights.norm, epsilon)
    mixed = np.empty_like(hidden)
    for layer in weights.layers:
        parts = linear(hidden, layer.qkv)
        for place in places:
            mixed[place] = _attended(parts[place], weights.n_heads)
        hidden += linear(mixed, layer.attended)
        _normalise(hidden, layer.attended_norm, epsilon)
        hidden += linear(gelu(linear(hidden, layer.inner)), layer.outer)
        _normalise(hidden, layer.outer_norm, epsilon)
    return np.stack([[hidden[place.start], hidden[place].mean(axis=0)] for place in places])


def _attended(parts: Floats, n_heads: int) -> Floats:
    """Return what a row's pieces take from one another, `float32 (n, width)`."""
    n = len(parts)
    query, key, value = parts.reshape(n, 3, n_heads, -1).transpose(1, 2, 0, 3)
    shares = query @ key.transpose(0, 2, 1)
    shares -= shares.max(axis=-1, keepdims=True)
    np.exp(shares, out=shares)
    shares /= shares.sum(axis=-1, keepdims=True)
    return np.asarray((shares @ value).transpose(1, 0, 2).reshape(n, -1), dtype=np.float32)


def _normalise(values: Floats, norm: Linear, epsilon: np.float32) -> None:
    scale, shift = norm
    values -= values.mean(axis=-1, keepdims=True)
    spread = np.einsum("ij,ij->i", values, values) / np.float32(values.shape[1])
    values /= np.sqrt(spread + epsilon)[:, None]
    values *= scale
    values += shift
