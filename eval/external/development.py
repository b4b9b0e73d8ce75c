"""Development parts of the training sets: thresholds and switches are chosen on these alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.external.errors import SetError
from eval.external.sets import SetSpec, StanceSet, Task, TextPair, number_units, read_rows
from eval.training.pairs import Label
from eval.training.public import is_development, read_pairs

SOURCES = {
    "nli/train/vitaminc.test_real": "VitaminC, development",
    "nli/train/fever.dev_gold_evidence": "FEVER, development",
    "nli/train/mnli.dev_both": "MultiNLI, development",
}
N_EACH = 500  # of a source, for the thresholds of the baselines
N_QUESTIONS = 400  # of SQuAD's training pages


@dataclass(frozen=True, slots=True)
class Development:
    """Pairs with their labels, of several sets and all of their development parts."""

    pairs: tuple[TextPair, ...]
    labels: tuple[Label, ...]

    def of(self, task: Task) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return (places, gold), int64: the pairs that have a class of a task, and which."""
        places, gold = [], []
        for place, label in enumerate(self.labels):
            known = _in_task(label, task)
            if known is not None:
                places.append(place)
                gold.append(task.labels.index(known))
        return np.array(places, dtype=np.int64), np.array(gold, dtype=np.int64)


def development_sets(*, n_each: int | None = None) -> list[StanceSet]:
    """Read the development part of each source, at most `n_each` pairs, in the order of the file.

    Raises:
        SetError: A source is not there or has none.
    """
    return [_development_set(name, title, n_each) for name, title in SOURCES.items()]


def together(sets: Sequence[StanceSet]) -> Development:
    """Return the pairs of several sets as one."""
    return Development(
        tuple(pair for one in sets for pair in one.pairs),
        tuple(one.spec.task.labels[place] for one in sets for place in one.gold),
    )


def _development_set(name: str, title: str, n: int | None) -> StanceSet:
    read_rows(name)  # an error that says what is wrong, where `read_pairs` has none
    task = Task.THREE_WAY
    found = [pair for pair in read_pairs(name) if is_development(pair.group)][:n]
    if not found:
        raise SetError(f"{name!r} has no development part", "get the whole file")
    return StanceSet(
        spec=SetSpec(name=name.rpartition("/")[2], title=title, task=task, unit="group"),
        pairs=tuple((pair.premise, pair.hypothesis) for pair in found),
        gold=np.array([task.labels.index(pair.label) for pair in found], dtype=np.int64),
        clusters=number_units(pair.group for pair in found),
        rows=np.arange(1, len(found) + 1, dtype=np.int64),
    )


def _in_task(label: Label, task: Task) -> Label | None:
    if task is Task.SUPPORTED and label is not Label.SUPPORT:
        return Label.NOT_SUPPORT
    return label if label in task.labels else None
