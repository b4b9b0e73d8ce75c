"""Evidence longer than a sentence: cut into units, judged one by one, and put together again.

A claim may need two sentences of one article, and a long passage drowns the one that matters. So a
long text is read as single sentences, neighbours, pairs of the sentences that come closest, and
windows of as many sentences as fit; the unit that decides most decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from bot.judge.scorer import EntailmentModel, Probabilities, TextPairs
from bot.words import content_words
from index.sentences import split_sentences

WINDOW_WORDS = 120  # of a window of neighbouring sentences
N_PAIRED = 4  # sentences whose pairs are read together
_MOST_SENTENCES = 60  # of one text; what stands after them is not read


@dataclass(frozen=True, slots=True)
class Units:
    """The readings of one text.

    Attributes:
        sentences: Single sentences, in order.
        joined: Neighbours, pairs and windows.
    """

    sentences: tuple[str, ...]
    joined: tuple[str, ...]


def units(text: str, claim: str) -> Units:
    """Cut a text into what is read at once.

    Args:
        text: A quote or passage.
        claim: What it is held against; the sentences that share most words with it are paired.
    """
    sentences = [span.of(text) for span in split_sentences(text)][:_MOST_SENTENCES] or [text]
    if len(sentences) == 1:
        return Units(sentences=(text,), joined=())
    wanted = {w.stem for w in content_words(claim)}
    shared = [len(wanted & {w.stem for w in content_words(s)}) for s in sentences]
    near = sorted(sorted(range(len(sentences)), key=lambda i: (-shared[i], i))[:N_PAIRED])
    spans = {(i, i + 1) for i in range(len(sentences) - 1)} | set(combinations(near, 2))
    joined = [f"{sentences[i]} {sentences[j]}" for i, j in sorted(spans)]
    joined += [w for w in _windows(sentences) if w not in joined]
    return Units(sentences=tuple(sentences), joined=tuple(joined))


def read_long(model: EntailmentModel, pairs: TextPairs) -> Probabilities:
    """Judge (premise, claim) pairs whose premise may be of any length.

    Returns:
        `float32 (n, 3)`: P(supports), P(refutes), P(neither) of the readings put together.
    """
    cut = [units(premise, claim) for premise, claim in pairs]
    flat = [
        (text, claim)
        for found, (_, claim) in zip(cut, pairs, strict=True)
        for text in (*found.sentences, *found.joined)
    ]
    shares = model.entailment(flat)
    rows, start = [], 0
    for found in cut:
        n = len(found.sentences) + len(found.joined)
        rows.append(together(shares[start : start + n]))
        start += n
    return np.stack(rows) if rows else np.zeros((0, 3), dtype=np.float32)


def together(shares: Probabilities) -> Probabilities:
    """Put the readings of one text together: `(n, 3)` to `(3,)`.

    The strongest support and the strongest refutation stand against each other; what neither
    claims is left to "neither".
    """
    supports, refutes = float(shares[:, 0].max()), float(shares[:, 1].max())
    both = supports + refutes
    if both > 1.0:
        supports, refutes = supports / both, refutes / both
    return np.array([supports, refutes, max(0.0, 1.0 - supports - refutes)], dtype=np.float32)


def _windows(sentences: Sequence[str]) -> list[str]:
    """Return runs of sentences of at most `WINDOW_WORDS`, each beginning where half the last is."""
    lengths = [len(s.split()) for s in sentences]
    found, start = [], 0
    while start < len(sentences):
        end, words = start, 0
        while end < len(sentences) and (end == start or words + lengths[end] <= WINDOW_WORDS):
            words += lengths[end]
            end += 1
        if end - start > 2:
            found.append(" ".join(sentences[start:end]))
        if end == len(sentences):
            break
        start = max(start + 1, (start + end) // 2)
    return found
