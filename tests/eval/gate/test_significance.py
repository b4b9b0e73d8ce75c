"""Many tests at once: no more false alarms than promised, and none for tests that can't tell."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.gate.significance import LEVEL, Outcome, significant


@st.composite
def families(draw: st.DrawFn) -> dict[str, Outcome]:
    found = {}
    for number in range(draw(st.integers(0, 8))):
        n_changed = draw(st.integers(0, 14))
        least = Outcome(p=1.0, n_changed=n_changed).least_p
        found[f"m{number}"] = Outcome(p=draw(st.floats(least, 1)), n_changed=n_changed)
    return found


def holm(tests: dict[str, Outcome], level: float) -> set[str]:
    found = set()
    for place, name in enumerate(sorted(tests, key=lambda name: tests[name].p)):
        if tests[name].p > level / (len(tests) - place):
            break
        found.add(name)
    return found


@given(tests=families())
def test_nothing_is_named_that_its_own_test_does_not_show(tests: dict[str, Outcome]) -> None:
    assert all(tests[name].p <= LEVEL for name in significant(tests))


@given(tests=families())
def test_all_that_bonferroni_names_is_named(tests: dict[str, Outcome]) -> None:
    plain = {name for name, test in tests.items() if test.p <= LEVEL / len(tests)}
    assert plain <= significant(tests)


@given(tests=families())
def test_a_test_that_cannot_tell_changes_nothing(tests: dict[str, Outcome]) -> None:
    silent = {f"silent{n}": Outcome(p=1.0, n_changed=n % 3) for n in range(20)}
    assert significant({**tests, **silent}) == significant(tests)


def test_tests_that_can_all_tell_are_corrected_as_by_holm() -> None:
    ps = {"a": 0.001, "b": 0.012, "c": 0.02, "d": 0.2}
    tests = {name: Outcome(p=p, n_changed=100) for name, p in ps.items()}
    assert significant(tests) == holm(tests, LEVEL) == {"a", "b", "c"}


@pytest.mark.parametrize(("n_changed", "is_found"), [(5, False), (6, True)])
def test_six_cases_that_all_got_worse_are_no_chance(n_changed: int, is_found: bool) -> None:
    tests = {"a": Outcome(p=2.0 ** (1 - n_changed), n_changed=n_changed)}
    tests |= {f"other{n}": Outcome(p=1.0, n_changed=0) for n in range(25)}
    assert bool(significant(tests)) is is_found


def test_false_alarms_are_as_rare_as_promised() -> None:
    """Sign tests of 25 independent metrics on which nothing but chance moves the cases."""
    chance = np.random.default_rng(7)
    n_alarms = 0
    for _ in range(400):
        tests = {}
        for number in range(25):
            k = int(chance.integers(0, 30))
            flips = np.abs(2 * chance.binomial(k, 0.5, size=4001) - k) if k else np.zeros(4001)
            tests[f"m{number}"] = Outcome(p=float((flips >= flips[0]).mean()), n_changed=k)
        n_alarms += bool(significant(tests))
    assert n_alarms / 400 <= LEVEL + 0.025
