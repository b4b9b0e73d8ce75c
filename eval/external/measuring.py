"""Measure everything that was asked for, and return it as JSON values: figures, no text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.external import questions, stances, twins
from eval.external.checks import check_rows
from eval.external.contestants import Contestant
from eval.external.lineup import (
    ALL_SETS,
    Tell,
    counting,
    line_up,
    open_systems,
    read_sets,
    systems_named,
)
from eval.external.questions import QUESTION_SETS, QuestionSet
from eval.external.sets import StanceSet, Task, chosen
from eval.external.stances import Decided
from eval.external.systems import BOTH, MODEL, WHOLE, Judge, open_judge
from eval.external.trust import trust
from eval.external.twins import CONTRAST_SETS, Twins
from eval.metrics.bootstrap import N_RESAMPLES
from eval.training.data import data_dir


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What to measure.

    Attributes:
        sets: Names of `ALL_SETS`; None for all.
        systems: Keys of `NAMES`; None for all.
        sample: At most so many pairs, or questions, of a set; None for all.
        n_resamples: Draws of the bootstrap.
    """

    sets: Sequence[str] | None = None
    systems: Sequence[str] | None = None
    sample: int | None = None
    n_resamples: int = N_RESAMPLES


def measure_judge(
    options: Options,
    tell: Tell,
    *,
    open_parts: Callable[[], Judge] = open_judge,
) -> dict[str, Any]:
    """Measure the systems on the sets.

    Args:
        options: What to measure.
        tell: Told (stage, done, of how many).
        open_parts: Loads the judge; another one in tests.

    Raises:
        SetError: A set is unknown, not there, empty or broken; a system is unknown.
        SystemUnavailableError: A system that was asked for cannot be had.
        EvalError: The folder of the public sets is not there.
    """
    names = chosen(options.sets, ALL_SETS)
    wanted = systems_named(options.systems)
    data_dir()
    checks, judging, about = open_systems(wanted, open_parts)
    read = read_sets(names, options.sample, tell)
    contestants = line_up(wanted, judging, read, tell)
    decided = {
        (one.name, read_set.spec.name): found
        for read_set in read.stances
        for one in contestants
        if (found := _decide(one, read_set, tell)) is not None
    }
    result: dict[str, Any] = {
        "about": about | {"sample": options.sample, "n_resamples": options.n_resamples},
        "stance": [_stance_row(one, contestants, decided, options) for one in read.stances],
        "questions": [_question_row(one, contestants, options, tell) for one in read.questions],
        "contrast": [
            _contrast_row(name, found, contestants, options, tell)
            for name, found in read.twins.items()
        ],
        "trust": _trusts(read.stances, contestants, decided, options),
        "checks": [],
    }
    if checks is not None and read.stances:
        checked = [(one, [checks.findings(pair) for pair in one.pairs]) for one in read.stances]
        tell("checks one by one", 0, 1)
        rows = check_rows(checked, n_resamples=options.n_resamples)
        result["checks"] = [row.to_json() for row in rows]
        tell("checks one by one", 1, 1)
    return result


def _decide(one: Contestant, read: StanceSet, tell: Tell) -> Decided | None:
    step = counting(f"{read.spec.title}: {one.name}", len(read.pairs), tell)
    return one.decide(read.spec.task, read.pairs, read.gold, step)


def _stance_row(
    read: StanceSet,
    contestants: Sequence[Contestant],
    decided: Mapping[tuple[str, str], Decided],
    options: Options,
) -> dict[str, Any]:
    found = {
        one.name: decided[one.name, read.spec.name]
        for one in contestants
        if (one.name, read.spec.name) in decided
    }
    n_resamples = options.n_resamples
    row = {
        "set": read.spec.name,
        "title": read.spec.title,
        "task": read.spec.task.value,
        "n": len(read.pairs),
        "left_out": read.left_out,
        "n_groups": len(set(read.clusters.tolist())),
        "systems": {
            name: _to_json(stances.figures(read, one.got, n_resamples=n_resamples))
            for name, one in found.items()
        },
    }
    if BOTH in found and MODEL in found:
        ahead = stances.gain(read, found[BOTH].got, found[MODEL].got, n_resamples=n_resamples)
        row["gain_of_checks"] = ahead.to_json()
    return row


def _question_row(
    read: QuestionSet, contestants: Sequence[Contestant], options: Options, tell: Tell
) -> dict[str, Any]:
    systems = {}
    pairs = read.pairs
    for one in contestants:
        if one.name in (BOTH, WHOLE):
            continue  # the same as the model alone: the checks of answers belong to asking
        step = counting(f"{QUESTION_SETS[read.name]}: {one.name}", len(pairs), tell)
        found = one.score(pairs, step)
        if found is not None:
            measured = questions.figures(
                read, found, answers_at=one.answers_at, n_resamples=options.n_resamples
            )
            systems[one.name] = _to_json(measured)
    return {
        "set": read.name,
        "title": QUESTION_SETS[read.name],
        "n": len(read.questions),
        "n_groups": len(set(read.clusters.tolist())),
        "systems": systems,
    }


def _contrast_row(
    name: str,
    found: Sequence[Twins],
    contestants: Sequence[Contestant],
    options: Options,
    tell: Tell,
) -> dict[str, Any]:
    pairs, systems = twins.pairs_of(found), {}
    for one in contestants:
        if one.name == WHOLE:
            continue  # short premises: there is nothing to cut
        step = counting(f"contrast {CONTRAST_SETS[name]}: {one.name}", len(pairs), tell)
        decided = one.decide(Task.THREE_WAY, pairs, None, step)
        if decided is not None:
            right = twins.both_right(decided.got)
            measured = twins.figures(found, right, n_resamples=options.n_resamples)
            systems[one.name] = _to_json(measured)
    return {"set": name, "title": CONTRAST_SETS[name], "n": len(found), "systems": systems}


def _trusts(
    read: Sequence[StanceSet],
    contestants: Sequence[Contestant],
    decided: Mapping[tuple[str, str], Decided],
    options: Options,
) -> dict[str, Any]:
    result = {}
    for one in contestants:
        of_one = [
            (read_set, decided[one.name, read_set.spec.name])
            for read_set in read
            if one.is_confident and read_set.spec.task is Task.THREE_WAY
        ]
        found = trust(of_one, n_resamples=options.n_resamples)
        if found is not None:
            result[one.name] = found.to_json()
    return result


def _to_json(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {name: figure.to_json() for name, figure in figures.items()}
