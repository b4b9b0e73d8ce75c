"""RealTime QA: questions about the news of a week, and the articles that answer them.

An article is relevant when its address is among those that hold the answer's words or that the
editor named, and it was published by the day of the question: later ones are a leak. The set states
no licence and its articles are the publishers': they are read into an archive in a work folder.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.external.errors import SetError
from eval.training.data import read_set
from sources.errors import UnreadableError
from sources.identity import article_id

if TYPE_CHECKING:
    from bot.ingesting import Progress
    from bot.newsproof import Newsproof

QUESTIONS, ARTICLES = "retrieval/realtimeqa.questions", "retrieval/realtimeqa.articles"
SEED = "20261123"
_AT_ONCE = 400  # articles a file
_PUBLISHERS = {"cnn.com": "CNN", "usatoday.com": "USA Today", "theweek.com": "The Week"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsQuestion:
    """A question of a weekly news quiz.

    Attributes:
        id: Of the set.
        day: Of the quiz; nothing later is known.
        question: The question.
        right: The right choice.
        wrong: The other choices.
        relevant: Ids of the articles that answer it and were there on that day, ascending.
    """

    id: str
    day: date
    question: str
    right: str
    wrong: tuple[str, ...]
    relevant: tuple[str, ...]


def read_questions() -> list[NewsQuestion]:
    """Return every question, by day and id.

    Raises:
        SetError: A row is not as expected.
        EvalError: The set is not there.
    """
    dated = {_id_of(str(row["url"])): _day(str(row["date"])) for row in read_set(ARTICLES)}
    found = [_question(row, dated) for row in read_set(QUESTIONS)]
    if not found:
        raise SetError(f"{QUESTIONS!r} is empty", "get the whole file")
    return sorted(found, key=lambda one: (one.day, one.id))


def drawn(questions: Sequence[NewsQuestion], n: int | None) -> list[NewsQuestion]:
    """Return `n` of the questions in their order, the same ones each time; all when None."""
    if n is None:
        return list(questions)
    # From the far end: what was looked at while the search was developed came from the near one.
    by_chance = sorted(
        questions,
        key=lambda one: hashlib.sha256((SEED + one.id).encode()).digest(),
        reverse=True,
    )
    kept = {one.id for one in by_chance[:n]}
    return [one for one in questions if one.id in kept]


def halves(questions: Sequence[NewsQuestion]) -> tuple[list[NewsQuestion], list[NewsQuestion]]:
    """Return the earlier half of all days, to develop on, and the later one, to report.

    A day is in one half alone.
    """
    days = sorted({one.day for one in read_questions()})
    middle = days[len(days) // 2]
    earlier = [one for one in questions if one.day < middle]
    return earlier, [one for one in questions if one.day >= middle]


class Part(StrEnum):
    """Which questions are measured."""

    ALL = "all"
    EARLIER = "earlier"
    """Of the earlier half of the days."""
    LATER = "later"

    def of(self, questions: Sequence[NewsQuestion]) -> list[NewsQuestion]:
        """Return those of the questions that are in the part."""
        earlier, later = halves(questions)
        return {Part.ALL: list(questions), Part.EARLIER: earlier, Part.LATER: later}[self]


def fill_archive(newsproof: Newsproof, work: Path, on_progress: Callable[[Progress], None]) -> None:
    """Read every article into an archive; what is there already costs little.

    Args:
        newsproof: Over an archive of its own.
        work: Folder in which the articles are put as files to be read.
        on_progress: Told how far it is.

    Raises:
        SetError: The folder cannot be written.
        EvalError: The set is not there.
    """
    folder = work / "realtimeqa-articles"
    lines = [json.dumps(_as_read(row), ensure_ascii=False) for row in read_set(ARTICLES)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for first in range(0, len(lines), _AT_ONCE):
            text = "\n".join(lines[first : first + _AT_ONCE]) + "\n"
            (folder / f"{first:05}.jsonl").write_text(text, encoding="utf-8")
    except OSError as exc:
        raise SetError(
            f"{str(folder)!r} cannot be written ({exc.strerror or exc})", "name another --work"
        ) from exc
    report = newsproof.ingest([folder], on_progress=on_progress)
    if len(report.rejected) == len(lines):
        raise SetError(f"no article of {ARTICLES!r} could be read", "get the whole file")


def _question(row: dict[str, Any], dated: dict[str, date]) -> NewsQuestion:
    try:
        day = _day(row["date"])
        right = str(row["answers"][0])
        named = {_id_of(url) for url in (*row["gold_urls"], *row["answer_in_urls"])}
        return NewsQuestion(
            id=str(row["id"]),
            day=day,
            question=str(row["question"]),
            right=right,
            wrong=tuple(str(one) for one in row["choices"] if one != right),
            relevant=tuple(sorted(one for one in named if dated.get(one, date.max) <= day)),
        )
    except (KeyError, IndexError, TypeError, ValueError) as exc:
        raise SetError(
            f"a row of {QUESTIONS!r} is not as expected ({exc})", "get it again"
        ) from exc


def _as_read(row: dict[str, Any]) -> dict[str, Any]:
    """Return an article as a line of JSON that Newsproof reads."""
    host = str(row["url"]).split("/")[2]
    publisher = next((name for end, name in _PUBLISHERS.items() if host.endswith(end)), host)
    return {
        "title": row["title"] or str(row["text"]).strip().split("\n", 1)[0],
        "text": row["text"],
        "url": row["url"],
        "published": _day(row["date"]).isoformat(),
        "publisher": publisher,
    }


def _id_of(url: str) -> str:
    """Return the id that the archive gives the article of an address; "" when it takes none."""
    with suppress(UnreadableError):
        return article_id(explicit=None, url=url, title="", publisher=None, published=None)
    return ""


def _day(text: str) -> date:
    return date.fromisoformat(text.replace("/", "-"))
