"""Which examples are seen, how often, in which batches: all of it fixed by the seed beforehand."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# How often each example of a kind is seen; chosen on the development parts (docs/judge.md).
ENTAILMENT_EPOCHS = {
    "vitaminc": 3.5,
    "vitaminc-synthetic": 1.5,
    "fever": 4.0,
    "mnli": 4.5,
    "snli": 1.5,
    "cad": 1.5,
    "feverous": 2.5,
    "scitail": 2.0,
    "factcg": 2.0,
    "factcg-musique": 0.5,
    "breaking": 0.3,
    "help": 0.5,
    "med": 0.5,
    "contrast": 1.0,
    "negative": 1.0,
    "long": 1.0,
    "split": 1.0,
}
ANSWERING_EPOCHS = {"squad": 1.8, "boolq": 0.7, "made": 0.7}
BATCH_PIECES = 4_500  # word pieces of a batch, but for padding of at most 11 a row
_CHUNK = 8_192  # examples whose lengths are sorted together


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """An example as word pieces.

    Attributes:
        ids: Word pieces of both texts with the special ones.
        first: How many of them belong to the first text.
        label: Index of the label; its meaning depends on the head.
        kind: Where the example comes from.
    """

    ids: Sequence[int] | NDArray[np.uint16]
    first: int
    label: int
    kind: str


def family(kind: str) -> str:
    """Return the part of a kind before the colon: all contrast rules are one family."""
    return kind.partition(":")[0]


def plan(examples: Sequence[Encoded], epochs: Mapping[str, float], *, seed: int) -> list[list[int]]:
    """Return batches of indices into `examples`.

    Args:
        examples: What may be seen.
        epochs: How often an example of each family is seen; an unknown family is an error.
        seed: Seed of every draw.

    Raises:
        KeyError: A family has no entry in `epochs`.
    """
    rng = random.Random(seed)  # noqa: S311 - a seeded order, not a secret
    by_family: dict[str, list[int]] = {}
    for index, example in enumerate(examples):
        by_family.setdefault(family(example.kind), []).append(index)
    order: list[int] = []
    for name, indices in sorted(by_family.items()):
        whole = int(epochs[name])
        order += indices * whole
        order += rng.sample(indices, round((epochs[name] - whole) * len(indices)))
    rng.shuffle(order)
    batches = []
    for start in range(0, len(order), _CHUNK):
        chunk = order[start : start + _CHUNK]
        chunk.sort(key=lambda i: len(examples[i].ids) + 4 * rng.random())
        found = _cut(chunk, examples)
        rng.shuffle(found)
        batches += found
    return batches


def counts(examples: Sequence[Encoded], batches: Sequence[Sequence[int]]) -> Counter[str]:
    """Return how often examples of each kind are seen."""
    return Counter(examples[i].kind for batch in batches for i in batch)


def _cut(chunk: Sequence[int], examples: Sequence[Encoded]) -> list[list[int]]:
    """Cut indices, about the shortest example first, into batches of about `BATCH_PIECES`."""
    batches: list[list[int]] = [[]]
    for index in chunk:
        if batches[-1] and (len(batches[-1]) + 1) * len(examples[index].ids) > BATCH_PIECES:
            batches.append([])
        batches[-1].append(index)
    return [batch for batch in batches if batch]
