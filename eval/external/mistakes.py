"""The most confident mistakes, for people to sort by cause. For the terminal only.

What is printed holds text of the public sets: it must not enter the repository.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.checks.finding import Finding, Outcome
from eval.external.contestants import Judging
from eval.external.errors import SetError
from eval.external.lineup import Tell, read_sets
from eval.external.sets import STANCE_SETS, TextPair, chosen
from eval.external.systems import Judge, open_judge, systems_of
from eval.training.data import data_dir
from eval.training.pairs import Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A pair that was judged wrong.

    Attributes:
        set_name: Its set.
        row: Line of the file, from 1.
        label: What is right.
        said: What was said.
        confidence: With which confidence.
        model_says: P(supports), P(refutes), P(neither) of the model alone.
        findings: What the checks found beyond silence.
        pair: (premise, claim).
    """

    set_name: str
    row: int
    label: Label
    said: Label
    confidence: float
    model_says: tuple[float, float, float]
    findings: tuple[Finding, ...]
    pair: TextPair


def find_mistakes(
    *,
    n: int,
    sets: Sequence[str] | None,
    sample: int | None,
    tell: Tell,
    open_parts: Callable[[], Judge] = open_judge,
) -> list[Mistake]:
    """Return the n most confident mistakes of model and checks, the surest first.

    No set gives more than its share, twice over, so that one hard set doesn't fill the list.

    Args:
        n: How many.
        sets: Names of sets of pairs; None for all.
        sample: At most so many pairs of a set; None for all.
        tell: Told (stage, done, of how many).
        open_parts: Loads the judge; another one in tests.
    """
    if n < 1:
        raise SetError(f"{n} mistakes cannot be listed", "give --n a number from 1")
    names = chosen(sets, [spec.name for spec in STANCE_SETS])
    data_dir()
    judge = open_parts()
    model, checks, both = systems_of(judge)
    system = Judging(
        system=both, supported_at=judge.supported_at, answers_at=judge.answers_at, is_confident=True
    )
    found: list[Mistake] = []
    most = max(1, -(-2 * n // len(names)))
    for read in read_sets(names, sample, tell).stances:
        labels, done = read.spec.task.labels, 0

        def step(more: int, title: str = read.spec.title, n_all: int = len(read.pairs)) -> None:
            nonlocal done
            done += more
            tell(title, done, n_all)

        decided = system.decide(read.spec.task, read.pairs, read.gold, step)
        wrong = np.flatnonzero(decided.got != read.gold) if decided else np.zeros(0, dtype=int)
        if decided is None or not len(wrong):
            continue
        surest = wrong[np.argsort(-decided.confidence[wrong], kind="stable")][:most]
        says = model.stance([read.pairs[place] for place in surest])
        for place, row in zip(surest, says.astype(float).tolist(), strict=True):
            pair = read.pairs[place]
            found.append(
                Mistake(
                    set_name=read.spec.name,
                    row=int(read.rows[place]),
                    label=labels[read.gold[place]],
                    said=labels[decided.got[place]],
                    confidence=float(decided.confidence[place]),
                    model_says=(row[0], row[1], row[2]),
                    findings=tuple(
                        one
                        for one in checks.findings(pair).values()
                        if one.outcome is not Outcome.SILENT
                    ),
                    pair=pair,
                )
            )
    return sorted(found, key=lambda one: (-one.confidence, one.set_name, one.row))[:n]


def in_words(number: int, mistake: Mistake) -> str:
    """Return a mistake as lines of text."""
    yes, no, open_ = mistake.model_says
    premise, claim = mistake.pair
    lines = [
        f"{number}. {mistake.set_name} row {mistake.row}: is {mistake.label}, said {mistake.said} "
        f"({mistake.confidence:.2f}; model {yes:.2f} / {no:.2f} / {open_:.2f})",
        f"   premise: {premise}",
        f"   claim:   {claim}",
    ]
    lines += [f"   {one.check} {one.outcome}: {one.reason}" for one in mistake.findings]
    return "\n".join(lines)
