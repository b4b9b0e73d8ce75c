"""Which of many paired tests show a real loss: a step-down Bonferroni that knows discrete tests.

A family of metrics is tested at once, so that the chance of calling any of them a loss when nothing
got worse stays at the level, whatever their dependence. Plain Holm (1979) pays for every metric,
also for one on which two cases differ and whose test could never reach the level. Tarone (1990)
leaves those out: with k cases that differ, no sign-flip test gives a p below 2 / 2^k; K is the
smallest number such that at most K tests can reach level / K, and those are tested at level / K.
After a rejection the rest is tested again (Hommel and Krummenauer 1998). Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class Outcome:
    """One two-sided paired test.

    Attributes:
        p: In [0, 1].
        n_changed: Number of cases on which the two sides differ.
    """

    p: float
    n_changed: int

    @property
    def least_p(self) -> float:
        """The smallest p that a test with so many differing cases can give."""
        return 2.0 ** (1 - self.n_changed) if self.n_changed else 1.0


def significant(tests: Mapping[str, Outcome], *, level: float = LEVEL) -> frozenset[str]:
    """Return the names of the tests that hold at a level for the whole family.

    Args:
        tests: By name; two-sided.
        level: Chance, at most, that any of them is named when nothing differs.
    """
    left = dict(tests)
    found: set[str] = set()
    while left:
        share = _share(left, level)
        new = {name for name, test in left.items() if test.p <= share}
        if not new:
            break
        found |= new
        left = {name: test for name, test in left.items() if name not in new}
    return frozenset(found)


def _share(tests: Mapping[str, Outcome], level: float) -> float:
    """Return the level for each of the tests that can reach it."""
    for parts in range(1, len(tests)):
        if sum(test.least_p <= level / parts for test in tests.values()) <= parts:
            return level / parts
    return level / len(tests)
