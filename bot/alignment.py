"""Soft word alignment: how well each word of one text is met by a word of another.

After BERTScore (Zhang et al., 2020): words are compared by the cosine of their vectors in context,
from the encoder that is installed anyway; an equal stem counts as a full match.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.words import Word, words
from index.encoder import Encoder, TokenVectors, Vectors

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class AlignedText:
    """A text with its words and their vectors in context.

    Attributes:
        text: The text.
        words: Its words, in order.
        vectors: `float32 (len(words), dimension)`, rows of unit length; zero for a word past the
            encoder's window.
        whole: `float32 (dimension,)`, the mean of all word pieces, of unit length.
    """

    text: str
    words: tuple[Word, ...]
    vectors: Vectors
    whole: Vectors


def read_texts(encoder: Encoder, texts: Sequence[str]) -> list[AlignedText]:
    """Encode texts word by word."""
    return [
        _aligned(text, pieces)
        for text, pieces in zip(texts, encoder.encode_tokens(texts), strict=True)
    ]


def similarity(left: AlignedText, right: AlignedText) -> Scores:
    """Return `float32 (len(left.words), len(right.words))` in [0, 1]; 1 for an equal stem."""
    if not left.words or not right.words:
        return np.zeros((len(left.words), len(right.words)), dtype=np.float32)
    cosines = np.clip(left.vectors @ right.vectors.T, 0.0, 1.0)
    stems = np.array([w.stem for w in right.words])
    for row, word in enumerate(left.words):
        cosines[row, stems == word.stem] = 1.0
    return np.asarray(cosines, dtype=np.float32)


def same_words(
    left: AlignedText, right: AlignedText, scores: Scores, *, least: float
) -> list[tuple[Word, Word]]:
    """Pair plain words (no stop words, names or numbers) that stand for each other.

    Args:
        left: One text.
        right: The other.
        scores: Their `similarity`.
        least: Similarity from which two words are taken to mean the same.
    """
    found = []
    for row, word in enumerate(left.words):
        if word.is_stop or word.is_capital or word.is_number or scores.shape[1] == 0:
            continue
        best = int(scores[row].argmax())
        other = right.words[best]
        if scores[row, best] >= least and not other.is_capital:
            found.append((word, other))
    return found


def _aligned(text: str, pieces: TokenVectors) -> AlignedText:
    found = tuple(words(text))
    dimension = pieces.vectors.shape[1]
    vectors = np.zeros((len(found), dimension), dtype=np.float32)
    starts = np.array([s.start for s in pieces.spans] or [0])
    ends = np.array([s.end for s in pieces.spans] or [0])
    for row, word in enumerate(found):
        inside = (starts < word.span.end) & (ends > word.span.start)
        if pieces.spans and inside.any():
            vectors[row] = _unit(pieces.vectors[inside].mean(axis=0))
    whole = pieces.vectors.mean(axis=0) if len(pieces.spans) else np.zeros(dimension, np.float32)
    return AlignedText(text=text, words=found, vectors=vectors, whole=_unit(whole))


def _unit(vector: NDArray[np.floating]) -> Vectors:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12), dtype=np.float32)
