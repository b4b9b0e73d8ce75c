"""What the judge is compared with: one class for all, cosine, word overlap.

A similarity says nothing of refuting by itself. It is compared at its best: its range is cut into
bands (one cut for two classes, two for three), each band is given a class, and cuts and classes are
those of the highest mean recall on development pairs of the training sets. Nothing of a test set is
looked at, but for its majority class, which is that of the test set itself: the best constant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.words import content_words
from index.encoder import Encoder

TextPairs = Sequence[tuple[str, str]]
Scores = NDArray[np.float64]
Score = Callable[[TextPairs], Scores]

MAJORITY, COSINE, OVERLAP = "majority class", "cosine", "word overlap"
N_CUTS = 100  # quantiles of the development scores that are tried
# More than the encoder's 256 word pieces can hold in English; saves the tokens of the rest.
_MOST_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands:
    """Which class a score means.

    Attributes:
        cuts: Rising; a score belongs to the band after the last cut that it reaches.
        classes: The class of each band, one more than cuts.
    """

    cuts: tuple[float, ...]
    classes: tuple[int, ...]

    def classify(self, scores: Scores) -> NDArray[np.int64]:
        """Return int64 (n,): the class of each score."""
        return np.array(self.classes, dtype=np.int64)[
            np.searchsorted(self.cuts, scores, side="right")
        ]


def fit_bands(scores: Scores, gold: NDArray[np.int64], n_classes: int) -> Bands:
    """Return the bands with the highest mean recall of the classes.

    Args:
        scores: `float64 (n,)`, n > 0.
        gold: Classes, int64 (n,).
        n_classes: 2, for one cut, or 3, for two.
    """
    cuts = np.unique(np.quantile(scores, np.linspace(0, 1, N_CUTS)))
    weights = 1 / np.maximum(np.bincount(gold, minlength=n_classes), 1)
    place = np.searchsorted(cuts, scores, side="right")
    held = np.zeros((len(cuts) + 1, n_classes))
    np.add.at(held, (place, gold), weights[gold])
    # below[i]: the weight of each class among the scores under cut i.
    below = np.cumsum(held, axis=0)[:-1]
    whole = held.sum(axis=0)
    best: tuple[int, ...]
    if n_classes == 2:
        gains = below.max(axis=1) + (whole - below).max(axis=1)
        best = (int(gains.argmax()),)
    else:
        between = below[None, :, :] - below[:, None, :]
        gains = below.max(axis=1)[:, None] + between.max(axis=2) + (whole - below).max(axis=1)
        gains[np.tril_indices(len(cuts), -1)] = -1  # the second cut is not below the first
        first, second = np.unravel_index(int(gains.argmax()), gains.shape)
        best = (int(first), int(second))
    edges = [np.zeros(n_classes), *(below[i] for i in best), whole]
    classes = [int((after - before).argmax()) for before, after in pairwise(edges)]
    return Bands(cuts=tuple(float(cuts[i]) for i in best), classes=tuple(classes))


def best_threshold(scores: Scores, gold: NDArray[np.bool_]) -> float:
    """Return the threshold with the highest F1 of `score >= threshold`; of several the lowest.

    Args:
        scores: `float64 (n,)`, n > 0.
        gold: Whether each case is positive.
    """
    cuts = np.unique(scores)
    order = np.sort(scores)
    positive = np.sort(scores[gold])
    n_got = len(order) - np.searchsorted(order, cuts)
    n_right = len(positive) - np.searchsorted(positive, cuts)
    return float(cuts[(2 * n_right / (n_got + len(positive))).argmax()])


def word_overlap(pairs: TextPairs) -> Scores:
    """Return the share of the second text's content words whose stem stands in the first.

    `float64 (n,)` in [0, 1]; 0 when the second text has no content words.
    """
    found = []
    for text, claim in pairs:
        wanted = {word.stem for word in content_words(claim)}
        there = {word.stem for word in content_words(text)}
        found.append(len(wanted & there) / len(wanted) if wanted else 0.0)
    return np.array(found, dtype=np.float64)


class Cosine:
    """The cosine of both texts by the encoder that is installed; long texts are cut at its window.

    Remembers the vectors of the texts that it has read.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def __call__(self, pairs: TextPairs) -> Scores:
        """Return the cosines, `float64 (n,)`."""
        texts = dict.fromkeys(text[:_MOST_CHARACTERS] for pair in pairs for text in pair)
        new = [text for text in texts if text not in self._vectors]
        if new:
            self._vectors |= zip(new, self._encoder.encode(new), strict=True)
        return np.array(
            [
                float(self._vectors[a[:_MOST_CHARACTERS]] @ self._vectors[b[:_MOST_CHARACTERS]])
                for a, b in pairs
            ],
            dtype=np.float64,
        )
