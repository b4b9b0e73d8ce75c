"""The public test sets of pairs (premise, claim): which there are, and reading them.

Text is read into memory and nowhere else. What is found here is only ever measured on; nothing is
tuned on it.
"""

from __future__ import annotations

import lzma
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.external.errors import SetError
from eval.training.data import data_dir, read_set
from eval.training.pairs import Label
from eval.training.public import clean

TextPair = tuple[str, str]


class Task(StrEnum):
    """What is asked about a pair, and the classes in their order."""

    THREE_WAY = "three-way"
    TWO_WAY = "two-way"
    SUPPORTED = "supported or not"

    @property
    def labels(self) -> tuple[Label, ...]:
        """The classes; their places are the numbers that gold and predictions use."""
        match self:
            case Task.THREE_WAY:
                return (Label.SUPPORT, Label.REFUTE, Label.NEI)
            case Task.TWO_WAY:
                return (Label.SUPPORT, Label.REFUTE)
            case Task.SUPPORTED:
                return (Label.SUPPORT, Label.NOT_SUPPORT)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSpec:
    """A public set.

    Attributes:
        name: As `--sets` takes it; the file is `nli/test/NAME`.
        title: As a table shows it.
        task: What is asked.
        unit: The field whose value pairs share that are alike; they are drawn together for an
            interval. "" draws every pair by itself.
    """

    name: str
    title: str
    task: Task
    unit: str = ""


# `group` of ANLI (its round), of BEGIN (the system) and of AVeriTeC (the day) does not say which
# pairs are about one text: there, as where a set has none, pairs with one premise or claim are.
STANCE_SETS = (
    SetSpec(name="vitaminc_pages", title="VitaminC", task=Task.THREE_WAY, unit="group"),
    SetSpec(name="mnli_part", title="MultiNLI", task=Task.THREE_WAY, unit="premise"),
    SetSpec(name="healthver.test", title="HealthVer", task=Task.THREE_WAY, unit="hypothesis"),
    SetSpec(name="climate_fever.all", title="Climate-FEVER", task=Task.THREE_WAY, unit="group"),
    SetSpec(name="averitec.dev", title="AVeriTeC", task=Task.THREE_WAY, unit="hypothesis"),
    SetSpec(
        name="ambient_disambiguated.all", title="AmbiEnt", task=Task.THREE_WAY, unit="hypothesis"
    ),
    SetSpec(name="anli.dev", title="ANLI", task=Task.THREE_WAY, unit="premise"),
    SetSpec(name="fever_part", title="FEVER", task=Task.TWO_WAY, unit="premise"),
    SetSpec(
        name="fever_symmetric.v0.2_dev",
        title="FEVER-Symmetric 0.2 dev",
        task=Task.TWO_WAY,
        unit="hypothesis",
    ),
    SetSpec(
        name="fever_symmetric.v0.2_test",
        title="FEVER-Symmetric 0.2 test",
        task=Task.TWO_WAY,
        unit="hypothesis",
    ),
    SetSpec(name="fool_me_twice.dev", title="Fool Me Twice", task=Task.TWO_WAY, unit="group"),
    SetSpec(
        name="scifact_rationale.train",
        title="SciFact rationales, train",
        task=Task.TWO_WAY,
        unit="hypothesis",
    ),
    SetSpec(
        name="scifact_rationale.dev",
        title="SciFact rationales, dev",
        task=Task.TWO_WAY,
        unit="hypothesis",
    ),
    SetSpec(
        name="wice_claim_oracle_chunks.dev",
        title="WiCE, oracle chunks",
        task=Task.SUPPORTED,
        unit="group",
    ),
    SetSpec(
        name="wice_claim_gold_sentences.dev", title="WiCE, gold sentences", task=Task.SUPPORTED
    ),
    SetSpec(name="begin_wow.dev", title="BEGIN", task=Task.SUPPORTED, unit="premise"),
    SetSpec(
        name="attributionbench.dev",
        title="AttributionBench",
        task=Task.SUPPORTED,
        unit="hypothesis",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceSet:
    """A set that was read.

    Attributes:
        spec: Which it is.
        pairs: (premise, claim), in the order of the file.
        gold: int64 (n,), places in `spec.task.labels`.
        clusters: int64 (n,), equal where pairs are drawn together.
        rows: int64 (n,), the line of the file of each pair, from 1.
        left_out: How many pairs of the file the network may have seen (`eval.external.overlap`).
    """

    spec: SetSpec
    pairs: tuple[TextPair, ...]
    gold: NDArray[np.int64]
    clusters: NDArray[np.int64]
    rows: NDArray[np.int64]
    left_out: int = 0

    def take(self, places: NDArray[np.int64]) -> StanceSet:
        """Return the pairs at the given places."""
        return StanceSet(
            spec=self.spec,
            pairs=tuple(self.pairs[place] for place in places),
            gold=self.gold[places],
            clusters=self.clusters[places],
            rows=self.rows[places],
            left_out=self.left_out,
        )


def read_stance_set(spec: SetSpec, *, sample: int | None = None) -> StanceSet:
    """Read a set.

    Args:
        spec: Which.
        sample: Keep at most so many pairs, drawn in whole groups with a fixed seed; None keeps all.

    Raises:
        SetError: It is not there, empty, or a row is not as expected.
    """
    rows = read_rows(f"nli/test/{spec.name}")
    labels = [label.value for label in spec.task.labels]
    pairs, gold, units = [], [], []
    for number, row in enumerate(rows, start=1):
        try:
            pairs.append((clean(row["premise"]), clean(row["hypothesis"])))
            gold.append(labels.index(row["label"]))
            units.append(str(row[spec.unit]) if spec.unit else str(number))
        except (KeyError, TypeError, ValueError, AttributeError) as exc:
            raise SetError(
                f"row {number} of {spec.name!r} has no usable premise, hypothesis, label or "
                f"{spec.unit or 'text'} ({type(exc).__name__})",
                "compare the file with the README beside the sets",
            ) from exc
    found = StanceSet(
        spec=spec,
        pairs=tuple(pairs),
        gold=np.array(gold, dtype=np.int64),
        clusters=number_units(units),
        rows=np.arange(1, len(pairs) + 1, dtype=np.int64),
    )
    return found if sample is None else found.take(sampled(found.clusters, sample))


def read_rows(name: str) -> list[dict[str, Any]]:
    """Read every row of a file of public sets: `read_rows("nli/test/fever_part")`.

    Raises:
        SetError: It is not there, cannot be read, or has no rows.
    """
    folder = data_dir()
    try:
        rows = list(read_set(name))
    except (OSError, EOFError, ValueError, lzma.LZMAError) as exc:
        raise SetError(
            f"the set {name!r} cannot be read in {folder.name!r} ({type(exc).__name__})",
            "set NEWSPROOF_DATA to the folder with nli/ and qa/, complete",
        ) from exc
    if not rows:
        raise SetError(f"the set {name!r} has no rows", "get the file again")
    return rows


def number_units(units: Iterable[str]) -> NDArray[np.int64]:
    """Return int64 (n,): equal numbers for equal names, in order of appearance."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(unit, len(numbers)) for unit in units], dtype=np.int64)


def sampled(clusters: NDArray[np.int64], n: int, *, seed: int = 0) -> NDArray[np.int64]:
    """Return the places, rising, of whole groups drawn at random until n cases are reached.

    At most n, except that one group is always kept.
    """
    order = np.random.default_rng(seed).permutation(np.unique(clusters))
    sizes = np.bincount(clusters)[order]
    n_groups = max(1, int(np.searchsorted(np.cumsum(sizes), n, side="right")))
    return np.flatnonzero(np.isin(clusters, order[:n_groups])).astype(np.int64)


def chosen(names: Iterable[str] | None, known: Iterable[str]) -> tuple[str, ...]:
    """Return the names asked for, in the order known; all when None.

    Raises:
        SetError: One is not known.
    """
    known = tuple(known)
    if names is None:
        return known
    wanted = {name.strip() for name in names} - {""}
    unknown = sorted(wanted - set(known))
    if unknown or not wanted:
        what = f"no set is called {unknown[0]!r}" if unknown else "no set was named"
        raise SetError(what, f"choose from {', '.join(known)}")
    return tuple(name for name in known if name in wanted)
