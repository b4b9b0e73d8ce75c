"""Get ready what is measured: the sets that were asked for, and everything that judges them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.external import questions, twins
from eval.external.contestants import (
    NAMES,
    Contestant,
    Judging,
    Majority,
    Step,
    similarities,
    tuned,
)
from eval.external.development import N_EACH, N_QUESTIONS, development_sets, together
from eval.external.errors import SetError
from eval.external.overlap import learned, without_seen
from eval.external.questions import QUESTION_SETS, QuestionSet, read_question_set
from eval.external.sets import STANCE_SETS, StanceSet, read_stance_set, sampled
from eval.external.systems import (
    BOTH,
    CHECKS,
    MODEL,
    WHOLE,
    ChecksSystem,
    Judge,
    ModelSystem,
    open_find,
    systems_of,
)
from eval.external.twins import BY_RULE, CONTRAST_SETS, Twins

Tell = Callable[[str, int, int], None]
ALL_SETS = (*(spec.name for spec in STANCE_SETS), *QUESTION_SETS, *CONTRAST_SETS)


@dataclass(frozen=True, slots=True)
class Read:
    """The sets that were read."""

    stances: list[StanceSet]
    questions: list[QuestionSet]
    twins: dict[str, list[Twins]]


def read_sets(names: Iterable[str], sample: int | None, tell: Tell) -> Read:
    """Read the sets with these names, each whole or a sample."""
    names = tuple(names)
    read = Read([], [], {})
    specs = {spec.name: spec for spec in STANCE_SETS}
    for done, name in enumerate(names):
        tell("reading", done, len(names))
        if name in specs:
            whole = without_seen(read_stance_set(specs[name]), learned())
            part = None if sample is None else sampled(whole.clusters, sample)
            read.stances.append(whole if part is None else whole.take(part))
        elif name in QUESTION_SETS:
            read.questions.append(read_question_set(name, sample=sample))
        else:
            found = twins.by_rule(sample=sample) if name == BY_RULE else twins.hand_written()
            if found:
                read.twins[name] = found
    tell("reading", len(names), len(names))
    return read


def systems_named(names: Sequence[str] | None) -> tuple[str, ...]:
    """Return the names of the systems with these keys, as tables show them; of all when None.

    Raises:
        SetError: A key is not one of `NAMES`, or there is none.
    """
    if names is None:
        return tuple(NAMES.values())
    unknown = [name for name in names if name not in NAMES]
    if unknown or not names:
        what = f"no system is called {unknown[0]!r}" if unknown else "no system was named"
        raise SetError(what, f"choose from {', '.join(NAMES)}")
    return tuple(NAMES[name] for name in NAMES if name in names)


def open_systems(
    wanted: Sequence[str], open_parts: Callable[[], Judge]
) -> tuple[ChecksSystem | None, dict[str, Judging], dict[str, Any]]:
    """Load the parts of the judge that are needed."""
    if not {WHOLE, MODEL, CHECKS, BOTH} & set(wanted):
        return None, {}, {}
    if not {WHOLE, MODEL, BOTH} & set(wanted):
        checks = ChecksSystem(open_find())
        alone = Judging(system=checks, supported_at=0.5, answers_at=0.5, is_confident=False)
        return checks, {CHECKS: alone}, {}
    judge = open_parts()
    model, checks, both = systems_of(judge)
    whole = ModelSystem(judge.whole, judge.answering, name=WHOLE) if judge.whole else None
    judging = {
        system.name: Judging(
            system=system,
            supported_at=judge.supported_at,
            answers_at=judge.answers_at,
            is_confident=system in (model, both),
        )
        for system in (whole, model, checks, both)
        if system is not None
    }
    about = {
        "entailment": judge.entailment.identity,
        "answering": judge.answering.identity,
        "supported_at": judge.supported_at,
        "answers_at": judge.answers_at,
    }
    return checks, judging, about


def line_up(
    wanted: Sequence[str], judging: Mapping[str, Judging], read: Read, tell: Tell
) -> list[Contestant]:
    """Return the systems that were asked for, the similarities with their thresholds chosen.

    Args:
        wanted: Their names, as tables show them.
        judging: Those of the judge, by name.
        read: The sets; thresholds of answers are chosen only when there are questions.
        tell: Told (stage, done, of how many).
    """
    by_name: dict[str, Contestant] = {Majority.name: Majority(), **judging}
    scores = similarities(wanted)
    if scores:
        development = together(development_sets(n_each=N_EACH))
        asked = questions.development_questions(N_QUESTIONS) if read.questions else None
        n_pairs = len(development.pairs) + (len(asked.pairs) if asked else 0)
        for name, score in scores.items():
            step = counting(f"{name}: choosing thresholds", n_pairs, tell)
            by_name[name] = tuned(name, score, development, asked, step)
    return [by_name[name] for name in wanted if name in by_name]


def counting(stage: str, n_all: int, tell: Tell) -> Step:
    """Return what is told how many more are done, and tells how many are."""
    done = 0

    def step(more: int) -> None:
        nonlocal done
        done += more
        tell(stage, done, n_all)

    tell(stage, 0, n_all)
    return step
