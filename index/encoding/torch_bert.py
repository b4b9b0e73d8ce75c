"""The forward pass of a BERT in torch, for many texts at once.

What makes it fast on a processor: bfloat16 where there is an instruction for it (the sums of the
residuals, the normalisations and the mean stay in float32); batches of texts of like length, small
enough for the cache, whose padding only attention sees; one batch a core rather than all cores on
one; attention by plain matrix products, which took half the time of torch's fused one at heads of
32; weights laid out once as oneDNN wants them, which is twice as fast in float32 on processors that
MKL doesn't favour.
`docs/encoders.md` has the figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

import numpy as np

from index.encoding.batches import each_on_a_core, length_batches
from index.encoding.bert import BertWeights, Floats, Linear
from index.encoding.processor import has_bfloat16

if TYPE_CHECKING:
    from torch import Tensor, dtype

# Lengths and numbers of pieces are padded to a multiple of this: oneDNN makes and keeps a program
# for every shape.
_STEP = 16
_BATCH_PIECES = 1_024  # word pieces computed at once, padding included; 512 and 2,048 are slower


class TorchBert:
    """Many rows of word pieces to vectors. Safe to use from several threads."""

    def __init__(self, weights: BertWeights, *, precision: dtype | None = None) -> None:
        """Lay the weights out.

        Args:
            weights: The model; the tables of words and positions are shared, not copied.
            precision: Of the products; None for what is fastest on this processor.
        """
        import torch

        fastest = torch.bfloat16 if has_bfloat16() else torch.float32
        self._precision = precision or fastest
        # Operators that torch's own compiler uses, without a public name; slower ones exist.
        self._is_laid_out = bool(torch._C._has_mkldnn) and hasattr(
            torch.ops.mkldnn, "_linear_pointwise"
        )
        self._n_heads = weights.n_heads
        self._epsilon = weights.epsilon
        self._words = _tensor(weights.words)
        self._positions = _tensor(weights.positions)
        self._second = _tensor(weights.second)
        self._norm = _norm_of(weights.norm)
        self._layers = [
            (
                self._linear_of(layer.qkv),
                self._linear_of(layer.attended),
                _norm_of(layer.attended_norm),
                self._linear_of(layer.inner),
                self._linear_of(layer.outer),
                _norm_of(layer.outer_norm),
            )
            for layer in weights.layers
        ]

    def pooled(self, rows: Sequence[Sequence[int]], starts: Sequence[int] = ()) -> Floats:
        """Return of every row the vector of its first piece and the mean of all its vectors.

        Args:
            rows: Word pieces of each text, never empty.
            starts: Where the second text of each row begins; empty where no row has one.

        Returns:
            `float32 (len(rows), 2, width)`, in the order given.
        """
        import torch

        found = np.zeros((len(rows), 2, self._words.shape[1]), dtype=np.float32)

        def compute(batch: list[int]) -> None:
            some = [starts[place] for place in batch] if starts else ()
            found[batch] = self._forward([rows[place] for place in batch], some).numpy()

        each_on_a_core(
            compute,
            length_batches([len(row) for row in rows], _BATCH_PIECES),
            prepare=lambda: torch.set_num_threads(1),  # of the thread that calls it
        )
        return found

    def _forward(self, rows: Sequence[Sequence[int]], starts: Sequence[int]) -> Tensor:
        import torch

        with torch.inference_mode():
            n, length, n_heads = len(rows), max(map(len, rows)), self._n_heads
            length += -length % _STEP
            lengths = torch.tensor([len(row) for row in rows])
            is_piece = torch.arange(length) < lengths[:, None]
            # Only attention needs rows of one length: all else is computed of pieces alone.
            places = is_piece.flatten().nonzero()[:, 0]
            n_pieces, at = len(places), places % length
            n_more = -n_pieces % _STEP
            ids = torch.tensor([*chain.from_iterable(rows), *repeat(0, n_more)])
            hidden = self._words[ids]
            hidden[:n_pieces] += self._positions[at]
            if starts:
                is_second = at >= torch.tensor(starts).repeat_interleave(lengths)
                hidden[:n_pieces][is_second] += self._second
            hidden = self._normalised(hidden, self._norm)
            spread = torch.zeros(n * length, dtype=torch.long)
            spread[places] = torch.arange(n_pieces)
            gathered = torch.cat([places, places.new_zeros(n_more)])
            away = None
            if n_pieces < n * length:  # keys that are padding
                away = ((is_piece.float() - 1) * 1e4).to(self._precision)[:, None, None]
            for qkv, attended, attended_norm, inner, outer, outer_norm in self._layers:
                parts = self._linear(hidden.to(self._precision), qkv)[spread]
                parts = parts.view(n, length, 3, n_heads, -1).permute(2, 0, 3, 1, 4)
                query, key, value = parts.contiguous().view(3, n * n_heads, length, -1)
                scores = torch.bmm(query, key.transpose(1, 2))
                if away is not None:
                    scores.view(n, n_heads, length, length).add_(away)
                mixed = torch.bmm(torch.softmax(scores, dim=-1), value)
                mixed = mixed.view(n, n_heads, length, -1).transpose(1, 2)
                mixed = mixed.reshape(n * length, -1)[gathered]
                hidden = self._normalised(hidden + self._linear(mixed, attended), attended_norm)
                wide = self._linear(hidden.to(self._precision), inner, is_gelu=True)
                hidden = self._normalised(hidden + self._linear(wide, outer), outer_norm)
            first = hidden[lengths.cumsum(0) - lengths]
            row_of = torch.arange(n).repeat_interleave(lengths)
            sums = torch.zeros_like(first).index_add_(0, row_of, hidden[:n_pieces])
            return torch.stack([first, sums / lengths[:, None]], dim=1)

    def _linear_of(self, linear: Linear) -> tuple[Tensor, Tensor]:
        import torch

        weights, bias = (_tensor(part).to(self._precision) for part in linear)
        if self._is_laid_out:
            weights = torch.ops.mkldnn._reorder_linear_weight(weights.contiguous(), _BATCH_PIECES)
        return weights, bias

    def _linear(
        self, values: Tensor, linear: tuple[Tensor, Tensor], *, is_gelu: bool = False
    ) -> Tensor:
        import torch
        from torch.nn import functional

        weights, bias = linear
        found: Tensor
        if self._is_laid_out:
            after: tuple[str, list[float], str] = (
                ("gelu", [], "none") if is_gelu else ("none", [], "")
            )
            found = torch.ops.mkldnn._linear_pointwise(values, weights, bias, *after)
            return found
        found = functional.linear(values, weights, bias)
        return functional.gelu(found) if is_gelu else found

    def _normalised(self, values: Tensor, norm: tuple[Tensor, Tensor]) -> Tensor:
        from torch.nn import functional

        return functional.layer_norm(values, values.shape[-1:], *norm, eps=self._epsilon)


def _tensor(values: Floats) -> Tensor:
    import torch

    found: Any = torch.from_numpy(values if values.flags.writeable else values.copy())
    return found  # type: ignore[no-any-return]


def _norm_of(linear: Linear) -> tuple[Tensor, Tensor]:
    scale, shift = linear
    return _tensor(scale), _tensor(shift)
