"""Contrast: pairs that differ in one fact, one of them supported and the other not. Pure.

A judge that only sees likeness says the same of both. Two sources: twins written for the project
(`contrast.jsonl`), and twins made by rule from the test parts of public sets, by the rules that
make some of the training pairs, from other pages. These show whether the rules were learned, those
written by hand whether that carries over.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.external.errors import SetError
from eval.external.measured import Measured, measure
from eval.external.sets import STANCE_SETS, TextPair, number_units, read_rows
from eval.metrics.bootstrap import N_RESAMPLES
from eval.training.pairs import Label, Pair
from eval.training.public import clean

HAND_WRITTEN, BY_RULE = "contrast.hand", "contrast.rule"
CONTRAST_SETS = {HAND_WRITTEN: "written by hand", BY_RULE: "made by rule"}
ALL = "all"
SEED = 4
MOST_OF_A_KIND = 200
_SOURCES = ("vitaminc_pages", "fever_part", "mnli_part")
_FILE = Path(__file__).with_name("contrast.jsonl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Twins:
    """Two (premise, claim) pairs that share the premise or the claim.

    Attributes:
        kind: What differs: "number".
        supported: The pair whose premise supports its claim.
        unsupported: The pair whose premise does not.
        unit: Twins of one unit are drawn together for an interval.
    """

    kind: str
    supported: TextPair
    unsupported: TextPair
    unit: str


def hand_written() -> list[Twins]:
    """Return the twins written for the project.

    Raises:
        SetError: A line is not as expected.
    """
    return list(_parsed(_FILE.read_text(encoding="utf-8").splitlines()))


def by_rule(
    make: Callable[..., Iterable[Pair]] | None = None, *, sample: int | None = None
) -> list[Twins]:
    """Return twins made from supported pairs of test sets, at most `MOST_OF_A_KIND` of a kind.

    Args:
        make: The rules, (pairs, seed=) to pairs; those of `eval.training.contrast` when None.
        sample: Use at most so many rows of each test set; None uses all.
    """
    if make is None:
        from eval.training.contrast import contrast_pairs

        make = contrast_pairs
    pairs = [pair for name in _SOURCES for pair in _supported(name, sample)]
    kept: dict[str, int] = {}
    found = []
    for twins in paired(list(make(pairs, seed=SEED))):
        kept[twins.kind] = kept.get(twins.kind, 0) + 1
        if kept[twins.kind] <= MOST_OF_A_KIND:
            found.append(twins)
    return found


def paired(made: Sequence[Pair]) -> Iterator[Twins]:
    """Yield the twins among neighbouring pairs: one supported, one not, all else the same."""
    place = 0
    while place + 1 < len(made):
        one, other = made[place], made[place + 1]
        shares = one.premise == other.premise or one.hypothesis == other.hypothesis
        differ = (one.label is Label.SUPPORT) != (other.label is Label.SUPPORT)
        if one.kind == other.kind and one.group == other.group and shares and differ:
            yes, no = (one, other) if one.label is Label.SUPPORT else (other, one)
            yield Twins(
                kind=one.kind.removeprefix("contrast:"),
                supported=(yes.premise, yes.hypothesis),
                unsupported=(no.premise, no.hypothesis),
                unit=one.group,
            )
            place += 1
        place += 1


def pairs_of(twins: Sequence[Twins]) -> list[TextPair]:
    """Return every pair: the supported ones, then the others, in the order given."""
    return [one.supported for one in twins] + [one.unsupported for one in twins]


def both_right(got: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return float64 (n,): 1 where the supported pair is judged so and its twin is not.

    Args:
        got: int64 (2n,), the class of each of `pairs_of` n twins; 0 is "supported".
    """
    yes, no = np.split(got == 0, 2)
    return np.asarray(yes & ~no, dtype=np.float64)


def figures(
    twins: Sequence[Twins], right: NDArray[np.float64], *, n_resamples: int = N_RESAMPLES
) -> Mapping[str, Measured]:
    """Return how often both are judged right: of all, then by kind.

    Args:
        twins: At least one.
        right: float64 (n,), 1 where both are.
        n_resamples: Draws of the bootstrap.
    """
    clusters = number_units(one.unit for one in twins)
    kinds = np.array([one.kind for one in twins])
    groups = {ALL: np.arange(len(twins))}
    groups |= {str(kind): np.flatnonzero(kinds == kind) for kind in np.unique(kinds)}
    return {
        name: _share(right[places], clusters[places], n_resamples)
        for name, places in groups.items()
    }


def _share(right: NDArray[np.float64], clusters: NDArray[np.int64], n_resamples: int) -> Measured:
    return measure(clusters, lambda drawn: float(right[drawn].mean()), n_resamples=n_resamples)


def _parsed(lines: Iterable[str]) -> Iterator[Twins]:
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
            premise, kind = row["premise"], row["kind"]
            yes, no = row["claim_true"], row["claim_false"]
        except (ValueError, KeyError, TypeError) as exc:
            raise SetError(
                f"line {number} of {_FILE.name!r} is no twins ({type(exc).__name__})",
                "each line needs premise, claim_true, claim_false and kind",
            ) from exc
        yield Twins(kind=kind, supported=(premise, yes), unsupported=(premise, no), unit=premise)


def _supported(name: str, sample: int | None) -> Iterator[Pair]:
    spec = next(spec for spec in STANCE_SETS if spec.name == name)
    for row in read_rows(f"nli/test/{name}")[:sample]:
        if row["label"] == Label.SUPPORT:
            yield Pair(
                premise=clean(row["premise"]),
                hypothesis=clean(row["hypothesis"]),
                label=Label.SUPPORT,
                kind=name,
                group=f"{name}:{row[spec.unit]}",
            )
