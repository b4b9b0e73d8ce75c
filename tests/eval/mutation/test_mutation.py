"""The gate gates: Newsproof is broken in many ways, and the gate has to see each one.

Floors are made as `newsproof eval floors` makes them, at the worse end of the interval: what is
caught here is caught by the rules that hold for everybody. The run that nothing breaks has to pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from eval.gate.baseline import Baseline
from eval.gate.comparing import cases_of, is_good
from eval.gate.floors import first_baseline
from eval.gate.judging import GateResult, judge
from eval.records import Run
from tests.eval.mutation.bench import Bench, open_bench
from tests.eval.mutation.mutants import MUTANTS, Mutant

DAY = date(2026, 11, 1)
LEAST_RIGHT = 0.97  # share of the cases that the unbroken pipeline has to get right
LEAST_MUTANTS = 25


@dataclass(frozen=True)
class Unbroken:
    """The pipeline as it is, and the baseline that its run makes."""

    bench: Bench
    run: Run
    baseline: Baseline

    def judge(self, mutant: Mutant) -> GateResult:
        """Say what the gate says of a broken pipeline."""
        with mutant.at_work():
            return judge(self.bench.run(kinds=mutant.kinds, rest=self.run), self.baseline)


@pytest.fixture(scope="module")
def unbroken() -> Iterator[Unbroken]:
    with open_bench() as bench:
        run = bench.run()
        yield Unbroken(bench, run, first_baseline(run, on=DAY))


def test_unbroken_pipeline_gets_nearly_every_case_right(unbroken: Unbroken) -> None:
    cases = cases_of(unbroken.run)
    wrong = [case.id for case in cases if not is_good(case)]

    assert len(wrong) <= (1 - LEAST_RIGHT) * len(cases), wrong


def test_unbroken_pipeline_passes_again(unbroken: Unbroken) -> None:
    again = unbroken.bench.run()

    assert again == unbroken.run
    assert judge(again, unbroken.baseline).passed


def test_slower_run_passes(unbroken: Unbroken) -> None:
    def slower(records: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(replace(one, ms=one.ms + 1000.0) for one in records)

    run = unbroken.run
    slow = replace(
        run,
        questions=slower(run.questions),
        claims=slower(run.claims),
        drafts=slower(run.drafts),
        peak_mib=4000.0,
    )

    assert judge(slow, unbroken.baseline).passed


def test_articles_taken_in_backwards_pass(unbroken: Unbroken) -> None:
    with open_bench(backwards=True) as bench:
        result = judge(bench.run(), unbroken.baseline)

    assert result.passed, result.reasons


def test_there_are_enough_mutants() -> None:
    names = [mutant.name for mutant in MUTANTS]

    assert len(MUTANTS) >= LEAST_MUTANTS
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_gate_catches(unbroken: Unbroken, mutant: Mutant) -> None:
    reasons = {reason.kind for reason in unbroken.judge(mutant).reasons}

    assert reasons
    assert mutant.says <= reasons


def test_pipeline_is_whole_after_the_mutants(unbroken: Unbroken) -> None:
    for mutant in MUTANTS:
        with mutant.at_work():
            pass

    assert unbroken.bench.run(kinds="qd", rest=unbroken.run) == unbroken.run
