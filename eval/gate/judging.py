"""The verdict of the gate: whether a run may pass against a baseline, and why not. Pure.

Passing takes proof as well: no cases, no floors, a metric that is gone or a file that lacks a case
fail the gate. What never may be (a quote that isn't exact, a statement without proof, words that
were not known yet) fails it by one case, whatever the baseline held.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.answer import Status
from bot.verdict import Verdict
from eval.gate.baseline import Baseline
from eval.gate.comparing import CASES_RIGHT, CaseRecord, Comparison, cases_of, compare
from eval.gate.floors import floor_of, gating_figures, has_vanished, is_better
from eval.measures import MEASURES
from eval.records import Blame, QuestionRecord, Run
from eval.summary import Figure

FEWEST = 6
"""With fewer cases no paired test can reach 5 %, however many are lost: each one counts."""
_TOLERANCE = 1e-9  # a floor that went through a file by hand


class ReasonKind(StrEnum):
    """Why the gate fails, or what it warns of."""

    NO_CASES = "no_cases"
    NO_FLOORS = "no_floors"
    OTHER_SPLIT = "other_split"
    OTHER_SYSTEM = "other_system"
    FEWER_CASES = "fewer_cases"
    CHANGED_CASES = "changed_cases"
    NOT_IN_ARCHIVE = "not_in_archive"
    LEAK = "leak"
    UNPROVEN = "unproven"
    NOT_EXACT = "not_exact"
    NOT_CHECKED = "not_checked"
    LOSS = "loss"
    BELOW_FLOOR = "below_floor"
    METRIC_GONE = "metric_gone"
    NEWLY_WRONG = "newly_wrong"
    RAISE_FLOOR = "raise_floor"
    NO_FLOOR = "no_floor"
    OTHER_PARTS = "other_parts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that is wrong, or to be looked at.

    Attributes:
        kind: Which kind of thing.
        what: The metric or part it is about; empty when it is about the cases.
        detail: One line for a reader.
        cases: Ids of the cases that show it; empty when none does.
    """

    kind: ReasonKind
    what: str = ""
    detail: str
    cases: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the reason as JSON values."""
        return {
            "kind": str(self.kind),
            "what": self.what,
            "detail": self.detail,
            "cases": list(self.cases),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class GateResult:
    """What the gate says.

    Attributes:
        reasons: Why it fails, in the order of `ReasonKind`; empty when it passes.
        warnings: What to look at, though it passes.
        comparison: The run beside the baseline.
        floors: Those it was held against.
        notes: What a reader has to know, such as a sealed split that was looked at.
    """

    reasons: tuple[Reason, ...]
    warnings: tuple[Reason, ...]
    comparison: Comparison
    floors: Mapping[str, float]
    notes: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing fails it."""
        return not self.reasons

    def to_json(self) -> dict[str, Any]:
        """Return the result as JSON values."""
        return {
            "passed": self.passed,
            "reasons": [reason.to_json() for reason in self.reasons],
            "warnings": [reason.to_json() for reason in self.warnings],
            "notes": list(self.notes),
            "floors": dict(sorted(self.floors.items())),
            **self.comparison.to_json(),
        }


def judge(run: Run, baseline: Baseline, *, notes: Sequence[str] = ()) -> GateResult:
    """Hold a run against a baseline; deterministic. Notes change nothing, they are told."""
    comparison = compare(baseline.run, run)
    figures = {figure.name: figure for figure in gating_figures(run)}
    reasons = [
        *_about_cases(comparison),
        *_about_proof(run, baseline.run),
        *_losses(comparison),
        *floor_reasons(figures, baseline.floors),
        *_gone(comparison, baseline.floors),
    ]
    warnings = [
        *_newly_wrong(comparison),
        *_to_raise(figures, baseline.floors),
        *_other_parts(comparison),
    ]
    order = list(ReasonKind)
    return GateResult(
        reasons=tuple(sorted(reasons, key=lambda one: order.index(one.kind))),
        warnings=tuple(sorted(warnings, key=lambda one: order.index(one.kind))),
        comparison=comparison,
        floors=dict(baseline.floors),
        notes=tuple(notes),
    )


def floor_reasons(figures: Mapping[str, Figure], floors: Mapping[str, float]) -> Iterator[Reason]:
    """Yield the floors that do not hold; one whose metric has no value doesn't."""
    if not floors:
        yield Reason(kind=ReasonKind.NO_FLOORS, detail="the baseline has no floors")
    for name, floor in sorted(floors.items()):
        figure = figures.get(name)
        value = figure.value if figure else None
        if value is None or not math.isfinite(value):
            yield Reason(
                kind=ReasonKind.METRIC_GONE,
                what=name,
                detail=f"{name} has a floor of {floor:.4f} and "
                + ("no value" if value is None else f"is {value}"),
            )
        elif is_better(name, floor, value) and not math.isclose(floor, value, abs_tol=_TOLERANCE):
            limit = "floor" if figure and figure.higher_is_better else "ceiling"
            yield Reason(
                kind=ReasonKind.BELOW_FLOOR,
                what=name,
                detail=f"{name} is {value:.4f}, and its {limit} is {floor:.4f}",
            )


def _about_cases(comparison: Comparison) -> Iterator[Reason]:
    before, after = comparison.before, comparison.after
    for run, what in ((after, "the run"), (before, "the baseline")):
        if not run.records:
            yield Reason(kind=ReasonKind.NO_CASES, detail=f"{what} holds no case")
    if before.records and after.records and not comparison.n_common:
        detail = "run and baseline have no case in common"
        yield Reason(kind=ReasonKind.NO_CASES, detail=detail)
    elif after.records and comparison.n_common == comparison.n_doubtful:
        detail = "every case is marked as doubtful: nothing is measured"
        yield Reason(kind=ReasonKind.NO_CASES, detail=detail)
    if before.split != after.split:
        yield Reason(
            kind=ReasonKind.OTHER_SPLIT,
            detail=f"the run is over {after.split!r}, the baseline over {before.split!r}",
        )
    if before.system != after.system:
        yield Reason(
            kind=ReasonKind.OTHER_SYSTEM,
            detail=f"the run is of {after.system!r}, the baseline of {before.system!r}",
        )
    if comparison.only_before:
        yield Reason(
            kind=ReasonKind.FEWER_CASES,
            detail=f"{_n(comparison.only_before)} of the baseline not in the run",
            cases=comparison.only_before,
        )
    if not comparison.is_same_set:
        yield Reason(
            kind=ReasonKind.CHANGED_CASES,
            detail=f"the cases are not those of the baseline (digest {after.digest[:12]}, not "
            f"{before.digest[:12]}; {_n(comparison.only_after)} new): review them, then renew it",
            cases=comparison.only_after,
        )
    elif comparison.only_after:
        yield Reason(
            kind=ReasonKind.CHANGED_CASES,
            detail=f"{_n(comparison.only_after)} the baseline does not hold",
            cases=comparison.only_after,
        )


def _about_proof(run: Run, before: Run) -> Iterator[Reason]:
    """Yield what never may be, of doubtful cases too: gold that is unsure excuses no leak."""
    cases = cases_of(run)
    was_unchecked = {one.id for one in cases_of(before) if _is_unchecked(one)}
    rules: tuple[tuple[ReasonKind, str, Callable[[CaseRecord], bool]], ...] = (
        (
            ReasonKind.NOT_IN_ARCHIVE,
            "without their articles or gold quotes in the archive",
            lambda one: one.blame is Blame.NOT_IN_ARCHIVE,
        ),
        (
            ReasonKind.LEAK,
            "citing what was not known yet on the day asked for",
            lambda one: one.n_leaks > 0,
        ),
        (
            ReasonKind.UNPROVEN,
            "showing a statement or a verdict without proof",
            _is_unproven,
        ),
        (
            ReasonKind.NOT_EXACT,
            "with a quote that does not stand in the archive",
            lambda one: not all(one.exact),
        ),
        (
            ReasonKind.NOT_CHECKED,
            "not checked, as the baseline was",
            lambda one: _is_unchecked(one) and one.id not in was_unchecked,
        ),
    )
    for kind, words, is_so in rules:
        ids = tuple(sorted(one.id for one in cases if is_so(one)))
        if ids:
            yield Reason(kind=kind, detail=f"{_n(ids)} {words}", cases=ids)


def _is_unproven(record: CaseRecord) -> bool:
    """Say whether something is shown that nothing proves.

    A statement has a citation and a proof that passed, and each citation was looked up; an answer
    has a statement; a verdict that the archive decides has a quote.
    """
    if not isinstance(record, QuestionRecord):
        decides = record.got not in (Verdict.NOT_ENOUGH_EVIDENCE, Verdict.NOT_CHECKED)
        return decides and not (record.evidence and record.exact)
    if len(record.proven) != len(record.statements) or not all(record.proven):
        return True
    if not all(record.citations) or len(record.exact) < sum(map(len, record.citations)):
        return True
    return record.got is not Status.ABSTAINED and not record.statements


def _is_unchecked(record: CaseRecord) -> bool:
    return record.got is Verdict.NOT_CHECKED


def _losses(comparison: Comparison) -> Iterator[Reason]:
    wrong = tuple(change.id for change in comparison.newly_wrong)
    n_lost = len(wrong) - len(comparison.newly_right)
    if n_lost > 0 and comparison.metrics[0].after.n < FEWEST:
        yield Reason(
            kind=ReasonKind.LOSS,
            what=CASES_RIGHT,
            detail=f"{_n(wrong)} newly wrong, and so few cases that each one counts",
            cases=wrong,
        )
    for change in comparison.metrics:
        if change.gates and change.is_loss and change.paired is not None:
            yield Reason(
                kind=ReasonKind.LOSS,
                what=change.name,
                detail=f"{change.name} got worse by more than noise: {_shown(change.before)} "
                f"before, {_shown(change.after)} now, p {change.paired.p:.4f}",
                cases=wrong,
            )


def _gone(comparison: Comparison, floors: Mapping[str, float]) -> Iterator[Reason]:
    """Yield the metrics without floor that the baseline had a value of, and the run has none."""
    for change in comparison.metrics:
        if change.gates and change.name not in floors and has_vanished(change):
            yield Reason(
                kind=ReasonKind.METRIC_GONE,
                what=change.name,
                detail=f"{change.name} was {_shown(change.before)} and has no value any more",
            )


def _newly_wrong(comparison: Comparison) -> Iterator[Reason]:
    if comparison.newly_wrong:
        ids = tuple(change.id for change in comparison.newly_wrong)
        n_right = len(comparison.newly_right)
        yield Reason(
            kind=ReasonKind.NEWLY_WRONG,
            detail=f"{_n(ids)} newly wrong, {n_right} newly right",
            cases=ids,
        )


def _to_raise(figures: Mapping[str, Figure], floors: Mapping[str, float]) -> Iterator[Reason]:
    """Yield the floors that even the worse end of the interval of their metric is clear of."""
    for name, figure in figures.items():
        found = floor_of(figure)
        if found is None:
            continue
        if name not in floors:
            yield Reason(
                kind=ReasonKind.NO_FLOOR, what=name, detail=f"{name} has a value and no floor"
            )
        elif is_better(name, found, floors[name]) and not math.isclose(
            found, floors[name], abs_tol=_TOLERANCE
        ):
            yield Reason(
                kind=ReasonKind.RAISE_FLOOR,
                what=name,
                detail=f"{name} may have a floor of {found:.4f} instead of {floors[name]:.4f}",
            )


def _other_parts(comparison: Comparison) -> Iterator[Reason]:
    before, after = comparison.before.parts, comparison.after.parts
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            yield Reason(
                kind=ReasonKind.OTHER_PARTS,
                what=name,
                detail=f"{name} is {after.get(name, 'none')}, and was {before.get(name, 'none')}",
            )


def _shown(figure: Figure) -> str:
    if figure.value is None:
        return "nothing"
    unit = MEASURES[figure.name].unit if figure.name in MEASURES else ""
    return f"{figure.value:,.0f}" if unit else f"{figure.value:.4f}"


def _n(ids: Iterable[str]) -> str:
    n = len(tuple(ids))
    return f"{n} case" if n == 1 else f"{n} cases"
