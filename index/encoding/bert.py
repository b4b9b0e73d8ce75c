"""A BERT without torch: its weights and its word pieces. The encoder and the judge are each one.

Loading takes a tenth of a second instead of seven. Only these two are run so: their architecture is
known (absolute positions, exact GELU). `numpy_bert` and `torch_bert` have the forward pass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]
Linear = tuple[Floats, Floats]
"""Weights `(out, in)` and bias `(out,)`; of a normalisation, scale and shift."""

MAX_PIECES = 256  # what all-MiniLM-L6-v2 reads; later word pieces are cut off
# Longer texts are cut before they are tokenised: a query of megabytes costs what a short one does.
_CHARACTERS_A_PIECE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """The weights of one layer.

    Attributes:
        qkv: Query, key and value side by side; the query is divided by the root of a head's width.
        attended: What follows the attention, and its normalisation.
        attended_norm: See `attended`.
        inner: The wide layer, before GELU.
        outer: Back to the width of the model, and its normalisation.
        outer_norm: See `outer`.
    """

    qkv: Linear
    attended: Linear
    attended_norm: Linear
    inner: Linear
    outer: Linear
    outer_norm: Linear


@dataclass(frozen=True, slots=True, kw_only=True)
class BertWeights:
    """A BERT in float32.

    Attributes:
        words: Vectors of the word pieces, `(n_words, width)`.
        positions: Vectors of the positions, with that of the first text type added.
        second: What a piece of the second text has besides, `(width,)`.
        norm: Normalisation of their sum.
        layers: The layers, lowest first.
        n_heads: Heads of the attention.
        epsilon: What keeps a normalisation from dividing by nothing.
    """

    words: Floats
    positions: Floats
    second: Floats
    norm: Linear
    layers: tuple[Layer, ...]
    n_heads: int
    epsilon: float

    @property
    def width(self) -> int:
        """Length of a vector."""
        return int(self.words.shape[1])


def read_weights(stored: bytes, config: dict[str, Any]) -> BertWeights:
    """Read the content of a `model.safetensors`; as `named_weights`.

    Raises:
        SafetensorError: The bytes are no safetensors file.
    """
    from safetensors.numpy import load

    return named_weights(load(stored), config)


def named_weights(tensors: Mapping[str, Floats], config: dict[str, Any]) -> BertWeights:
    """Put the weights of a BERT in their places.

    Args:
        tensors: The weights by name, as in a `model.safetensors`.
        config: The content of the `config.json` beside it.

    Raises:
        KeyError: A tensor or an entry is missing.
        ValueError: The architecture is not the one that is computed here.
    """
    if config["hidden_act"] != "gelu" or config.get("position_embedding_type") not in (
        None,
        "absolute",
    ):
        raise ValueError("it is another architecture")
    n_heads = int(config["num_attention_heads"])
    shrink = np.float32((int(config["hidden_size"]) // n_heads) ** -0.5)

    def linear(name: str) -> Linear:
        return tensors[f"{name}.weight"], tensors[f"{name}.bias"]

    def layer(place: str) -> Layer:
        parts = [linear(f"{place}.attention.self.{part}") for part in ("query", "key", "value")]
        parts[0] = (parts[0][0] * shrink, parts[0][1] * shrink)
        return Layer(
            qkv=(np.concatenate([w for w, _ in parts]), np.concatenate([b for _, b in parts])),
            attended=linear(f"{place}.attention.output.dense"),
            attended_norm=linear(f"{place}.attention.output.LayerNorm"),
            inner=linear(f"{place}.intermediate.dense"),
            outer=linear(f"{place}.output.dense"),
            outer_norm=linear(f"{place}.output.LayerNorm"),
        )

    types = tensors["embeddings.token_type_embeddings.weight"]
    return BertWeights(
        words=tensors["embeddings.word_embeddings.weight"],
        positions=tensors["embeddings.position_embeddings.weight"] + types[0],
        second=types[1] - types[0],
        norm=linear("embeddings.LayerNorm"),
        layers=tuple(layer(f"encoder.layer.{i}") for i in range(config["num_hidden_layers"])),
        n_heads=n_heads,
        epsilon=float(config["layer_norm_eps"]),
    )


def unit_means(pooled: Floats) -> Floats:
    """Return the means of what a forward pass returned, `float32 (n, width)`, of unit length."""
    means = pooled[:, 1]
    return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True), dtype=np.float32)


class WordPieces:
    """Texts to numbers of word pieces.

    "[SEP]" in a text is read as the letters and marks that it is, never as the piece.
    """

    def __init__(self, folder: Path) -> None:
        """Read `tokenizer.json`.

        Raises:
            OSError: It cannot be read.
            ValueError: It is no tokenizer.
        """
        from tokenizers import Tokenizer

        text = (folder / "tokenizer.json").read_text(encoding="utf-8")
        try:
            self._tokenizer: Tokenizer = Tokenizer.from_str(text)
        except Exception as exc:  # the library raises no other kind
            raise ValueError(f"tokenizer.json: {exc}") from exc
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_PIECES)
        self._tokenizer.encode_special_tokens = True

        self.first, self.end = (self._id(piece) for piece in ("[CLS]", "[SEP]"))

    def of(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the first `MAX_PIECES` pieces of each text, `[CLS]` and `[SEP]` included."""
        return self._pieces(texts, is_framed=True)

    def bare(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the first `MAX_PIECES` pieces of each text, without `[CLS]` and `[SEP]`."""
        return self._pieces(texts, is_framed=False)

    def _pieces(self, texts: Sequence[str], *, is_framed: bool) -> list[list[int]]:
        cut = [text[: MAX_PIECES * _CHARACTERS_A_PIECE] for text in texts]
        # A lone surrogate has no UTF-8 form: it is read as "?".
        sound = [text.encode(errors="replace").decode() for text in cut]
        found = self._tokenizer.encode_batch(sound, add_special_tokens=is_framed)
        return [pieces.ids for pieces in found]

    def _id(self, piece: str) -> int:
        found = self._tokenizer.token_to_id(piece)
        if found is None:
            raise ValueError(f"tokenizer.json has no {piece}")
        return found
