"""RAMDocs: questions whose documents disagree, misinform or are beside the point.

What an honest answer shows is the disagreement. Every document of the set is in one archive; of
what is found only the documents of the question count, as if each question had its own archive.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.answer import Answer, Status
from bot.newsproof import Newsproof
from eval.baseline import N_SHOWN
from eval.cases.words import says
from eval.external.errors import SetError
from eval.external.kept import KeptResults
from eval.external.measured import Places, measure
from eval.external.reading import Answering, Tell, shown_text
from eval.training.data import read_set
from index.filters import ANYTHING, Filters
from sources.identity import article_id

if TYPE_CHECKING:
    from eval.baseline import PlainPipeline
    from index.search import Hit

NAME = "qa/ramdocs.dev"
DEPTH = 100  # passages of all questions among which the plain pipeline looks for a question's own


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A question and what its documents say.

    Attributes:
        id: Its place in the set.
        question: The question.
        documents: Texts, as they are.
        right: Right answers, at least one.
        wrong: Wrong answers; may be empty.
    """

    id: str
    question: str
    documents: tuple[str, ...]
    right: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def articles(self) -> frozenset[str]:
        """Ids of its documents in the archive."""
        return frozenset(
            article_id(
                explicit=None, url=_url(self.id, n), title="", publisher=None, published=None
            )
            for n in range(len(self.documents))
        )

    @property
    def disagrees(self) -> bool:
        """Whether its documents give more than one answer, right or wrong."""
        return len(self.right) + len(self.wrong) > 1


def read_disagreements(n: int | None = None) -> list[Disagreement]:
    """Return the questions, or the first `n`.

    Raises:
        SetError: A row is not as expected.
        EvalError: The set is not there.
    """
    found = []
    for place, row in enumerate(read_set(NAME)):
        try:
            found.append(
                Disagreement(
                    id=f"{place:04}",
                    question=str(row["question"]),
                    documents=tuple(str(one["text"]) for one in row["documents"]),
                    right=tuple(map(str, row["gold_answers"])),
                    wrong=tuple(map(str, row["wrong_answers"])),
                )
            )
        except (KeyError, TypeError) as exc:
            raise SetError(f"a row of {NAME!r} is not as expected ({exc})", "get it again") from exc
    if not found:
        raise SetError(f"{NAME!r} is empty", "get the whole file")
    return found if n is None else found[:n]


def fill_archive(newsproof: Newsproof, questions: Iterable[Disagreement], work: Path) -> None:
    """Read every document into an archive, each an article without a title of its own.

    Raises:
        SetError: The folder cannot be written.
    """
    path = work / "ramdocs" / "documents.jsonl"
    lines = [
        json.dumps({"title": f"Document {n + 1}", "text": text, "url": _url(one.id, n)})
        for one in questions
        for n, text in enumerate(one.documents)
    ]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as exc:
        raise SetError(
            f"{str(path)!r} cannot be written ({exc.strerror or exc})", "name another --work"
        ) from exc
    newsproof.ingest([path])


class OneShelf(Newsproof):
    """Newsproof that finds only passages of some of its articles.

    Attributes:
        only: Ids of these articles.
    """

    only: frozenset[str] = frozenset()

    def retrieve(
        self, query: str, k: int, as_of: date | None, filters: Filters = ANYTHING
    ) -> list[Hit]:
        """Return the passages of these articles that fit best."""
        own = replace(filters, article_ids=tuple(sorted(self.only)))
        return super().retrieve(query, k, as_of, own)


@dataclass(frozen=True, slots=True)
class OwnNewsproof:
    """Newsproof over the documents of one question."""

    shelf: OneShelf
    articles: frozenset[str]

    def ask(self, question: str, *, as_of: date | None) -> Answer:
        """Answer a question, or decline."""
        self.shelf.only = self.articles
        return self.shelf.ask(question, as_of=as_of)


@dataclass(frozen=True, slots=True)
class OwnPlain:
    """The plain pipeline over the documents of one question."""

    plain: PlainPipeline
    articles: frozenset[str]

    def ask(self, question: str, *, as_of: date | None) -> Answer:
        """Show the nearest passages."""
        found = self.plain.nearest(question, k=DEPTH, as_of=as_of)
        own = [one for one in found if one.passage.article_id in self.articles]
        return self.plain.answer_of(question, own[:N_SHOWN], as_of=as_of)


def measure_disagreements(
    questions: Sequence[Disagreement],
    systems: Mapping[str, Callable[[Disagreement], Answering]],
    *,
    work: Path,
    depends_on: Mapping[str, object],
    tell: Tell,
) -> dict[str, Any]:
    """Ask every question of every system over its own documents; return figures as JSON values.

    Args:
        questions: The questions.
        systems: By name, what gives the system for a question.
        work: Folder in which results are kept while it runs.
        depends_on: Identities of the parts.
        tell: Told (stage, done, of how many).
    """
    by_id = {one.id: one for one in questions}
    systems_found = {}
    for name, opened in systems.items():

        def outcome(key: str, opened: Callable[..., Answering] = opened) -> dict[str, Any]:
            one = by_id[key]
            answer = opened(one).ask(one.question, as_of=None)
            text = shown_text(answer)
            return {
                "status": answer.status.value,
                "right": sum(says(text, word) for word in one.right),
                "wrong": sum(says(text, word) for word in one.wrong),
            }

        def told(done: int, n_all: int, name: str = name) -> None:
            tell(f"disagreeing documents: {name}", done, n_all)

        kept = KeptResults(work, f"ramdocs-{name}", depends_on)
        found = kept.fill(by_id, outcome, told)
        systems_found[name] = _figures(questions, [found[one.id] for one in questions])
    return {
        "n": len(questions),
        "n_disagree": sum(one.disagrees for one in questions),
        "n_several": sum(len(one.right) > 1 for one in questions),
        "n_misinformed": sum(bool(one.wrong) for one in questions),
        "systems": systems_found,
    }


def _figures(
    questions: Sequence[Disagreement], found: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return shares, each of the questions that it can be said of."""
    rows = list(zip(questions, found, strict=True))

    def share(
        is_so: Callable[[Mapping[str, Any]], bool], of: Callable[[Disagreement], bool]
    ) -> Any:  # noqa: ANN401
        flags = np.array([is_so(got) for one, got in rows if of(one)], dtype=np.float64)

        def mean(places: Places) -> float:
            return float(flags[places].mean())

        return measure(np.arange(len(flags), dtype=np.int64), mean).to_json()

    def every(one: Disagreement) -> bool:
        return True

    return {
        "disagreement_shown": share(
            lambda got: got["status"] == Status.CONFLICTING, lambda one: one.disagrees
        ),
        "several_right_shown": share(lambda got: got["right"] > 1, lambda one: len(one.right) > 1),
        "right_shown": share(lambda got: got["right"] > 0, every),
        "only_right_shown": share(lambda got: got["right"] > 0 and not got["wrong"], every),
        "wrong_shown": share(lambda got: got["wrong"] > 0, lambda one: bool(one.wrong)),
        "misled": share(
            lambda got: got["wrong"] > 0 and not got["right"], lambda one: bool(one.wrong)
        ),
        "abstained": share(lambda got: got["status"] == Status.ABSTAINED, every),
    }


def _url(question: str, document: int) -> str:
    return f"https://ramdocs.invalid/{question}/{document}"
