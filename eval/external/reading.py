"""What is shown to questions about the news: the right choice of the quiz, a wrong one, nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from bot.answer import Answer, Status
from eval.cases.words import says
from eval.external.kept import KeptResults
from eval.external.measured import Places, measure
from eval.external.news import NewsQuestion
from eval.external.sets import number_units

Tell = Callable[[str, int, int], None]


class Shown(StrEnum):
    """What an answer shows."""

    RIGHT = "right"
    ABSTAINED = "abstained"
    WRONG = "wrong"
    """A wrong choice, and not the right one."""
    BOTH = "both"
    """The right choice and a wrong one."""
    NEITHER = "neither"


class Answering(Protocol):
    """Something that answers questions."""

    def ask(self, question: str, *, as_of: date | None) -> Answer:
        """Answer a question, or decline."""
        ...


def shown_text(answer: Answer) -> str:
    """Return all that an answer shows: its text and its quotes; nothing when it declines."""
    if answer.status is Status.ABSTAINED:
        return ""
    return "\n".join([answer.text, *(one.quote.text for one in answer.citations)])


def shown_of(answer: Answer, right: str, wrong: Iterable[str]) -> Shown:
    """Say which choices an answer shows, as whole words.

    A wrong choice that is a part of the right one ("the US" in "the US and Canada") is not counted.
    """
    if answer.status is Status.ABSTAINED:
        return Shown.ABSTAINED
    text = shown_text(answer)
    has_right = says(text, right)
    has_wrong = any(says(text, one) for one in wrong if not says(right, one))
    if has_right:
        return Shown.BOTH if has_wrong else Shown.RIGHT
    return Shown.WRONG if has_wrong else Shown.NEITHER


def measure_reading(
    questions: Sequence[NewsQuestion],
    systems: Mapping[str, Answering],
    *,
    work: Path,
    depends_on: Mapping[str, object],
    tell: Tell,
) -> dict[str, Any]:
    """Ask every question of every system on its day; return the figures as JSON values.

    Returns:
        "answerable" for the questions that have a relevant article, "others" for the rest: "n"
        and the share of each `Shown` by system.
    """
    by_id = {one.id: one for one in questions}
    outcomes = {}
    for name, system in systems.items():

        def outcome(key: str, system: Answering = system) -> dict[str, Any]:
            one = by_id[key]
            answer = system.ask(one.question, as_of=one.day)
            return {"shown": shown_of(answer, one.right, one.wrong).value}

        def told(done: int, n_all: int, name: str = name) -> None:
            tell(f"answering: {name}", done, n_all)

        outcomes[name] = KeptResults(work, f"reading-{name}", depends_on).fill(by_id, outcome, told)
    parts = {
        "answerable": [one for one in questions if one.relevant],
        "others": [one for one in questions if not one.relevant],
    }
    return {
        part: {
            "n": len(some),
            "systems": {
                name: _shares(some, [found[one.id]["shown"] for one in some])
                for name, found in outcomes.items()
            },
        }
        for part, some in parts.items()
        if some
    }


def _shares(questions: Sequence[NewsQuestion], shown: Sequence[str]) -> dict[str, Any]:
    days = number_units(one.day.isoformat() for one in questions)

    def share(kind: Shown) -> Any:  # noqa: ANN401 - JSON
        is_so = np.array([one == kind for one in shown], dtype=np.float64)

        def mean(places: Places) -> float:
            return float(is_so[places].mean())

        return measure(days, mean).to_json()

    return {kind.value: share(kind) for kind in Shown}
