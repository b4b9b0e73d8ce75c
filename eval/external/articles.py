"""The measurements on articles from end to end: finding, answering, documents that disagree."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.external import disagreeing, opening, sides
from eval.external.disagreeing import Disagreement, measure_disagreements, read_disagreements
from eval.external.lineup import Tell
from eval.external.news import Part, drawn, read_questions
from eval.external.reading import Answering, measure_reading
from eval.external.searching import measure_search

if TYPE_CHECKING:
    from bot.newsproof import Newsproof

NEWS, RAMDOCS = "realtimeqa", "ramdocs"
ANSWER_SETS = (NEWS, RAMDOCS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What to measure.

    Attributes:
        sample: At most so many questions of a set, the same ones each time; None for all.
        part: Of RealTime QA, which questions are drawn from.
        archive: Data directory that holds the articles of RealTime QA; None to build one.
        work: Folder for what is built and what is kept while it runs.
        with_plain: Measure the plain pipeline beside.
        day: Of the measurement.
    """

    sample: int | None = None
    part: Part = Part.ALL
    archive: Path | None = None
    work: Path = opening.WORK
    with_plain: bool = True
    day: datetime.date


def measure_finding(options: Options, tell: Tell) -> dict[str, Any]:
    """Return `{"search": {"about", "figures"}}` of RealTime QA."""
    from index.encoder import open_encoder

    asked = options.part.of([one for one in read_questions() if one.relevant])
    questions = drawn(asked, options.sample)
    with ExitStack() as stack:
        newsproof = stack.enter_context(opening.news_archive(options.archive, options.work, tell))
        plain = None
        if options.with_plain:
            plain = stack.enter_context(
                opening.plain_pipeline(newsproof.archive, options.work, tell)
            )
        about = _about(newsproof, options, (one.id for one in questions))
        figures = measure_search(
            questions,
            sides.systems(newsproof, open_encoder(newsproof.settings.encoder), plain),
            work=options.work,
            depends_on=_parts(about),
            tell=tell,
        )
    return {"search": {"about": about, "figures": figures}}


def measure_answers(names: Iterable[str], options: Options, tell: Tell) -> dict[str, Any]:
    """Return `{"reading": …, "disagreeing": …}`, those whose sets are named."""
    measured = {NEWS: ("reading", _reading), RAMDOCS: ("disagreeing", _disagreeing)}
    return {measured[name][0]: measured[name][1](options, tell) for name in names}


def _reading(options: Options, tell: Tell) -> dict[str, Any]:
    questions = drawn(options.part.of(read_questions()), options.sample)
    with ExitStack() as stack:
        newsproof = stack.enter_context(opening.news_archive(options.archive, options.work, tell))
        systems: dict[str, Answering] = {"newsproof": newsproof}
        if options.with_plain:
            systems["plain"] = stack.enter_context(
                opening.plain_pipeline(newsproof.archive, options.work, tell)
            )
        about = _about(newsproof, options, (one.id for one in questions))
        figures = measure_reading(
            questions, systems, work=options.work, depends_on=_parts(about), tell=tell
        )
    return {"about": about, "figures": figures}


def _disagreeing(options: Options, tell: Tell) -> dict[str, Any]:
    questions = read_disagreements(options.sample)
    with ExitStack() as stack:
        newsproof = stack.enter_context(opening.disagreeing_archive(questions, options.work))
        systems: dict[str, Callable[[Disagreement], Answering]] = {
            "newsproof": lambda one: disagreeing.OwnNewsproof(newsproof, one.articles)
        }
        if options.with_plain:
            plain = stack.enter_context(
                opening.plain_pipeline(newsproof.archive, options.work, tell)
            )
            systems["plain"] = lambda one: disagreeing.OwnPlain(plain, one.articles)
        about = _about(newsproof, options, (one.question for one in questions))
        figures = measure_disagreements(
            questions, systems, work=options.work, depends_on=_parts(about), tell=tell
        )
    return {"about": about, "figures": figures}


def _about(newsproof: Newsproof, options: Options, ids: Iterable[str]) -> dict[str, Any]:
    status = newsproof.keeper.status()
    return {
        "day": options.day.isoformat(),
        "sample": options.sample,
        "part": options.part.value,
        "n_articles": status.n_articles,
        "n_passages": status.n_passages,
        "encoder": newsproof.parts["encoder"],
        "judge": newsproof.parts["judge"],
        "digest": hashlib.sha256("\n".join(ids).encode()).hexdigest(),
    }


def _parts(about: dict[str, Any]) -> dict[str, Any]:
    """Return what a result depends on; a question's doesn't depend on the others."""
    return {name: about[name] for name in ("n_articles", "n_passages", "encoder", "judge")}
