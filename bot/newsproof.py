"""Newsproof as one object: an archive, its index, a judge, and what can be asked of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

from bot.already import told_before
from bot.answer import Answer
from bot.asking import ANSWERS, Asker
from bot.checking import Checker
from bot.checking.searching import Search
from bot.house import read_rules
from bot.ingesting import IngestReport, Progress, ingest
from bot.judge.model import Judge, ModelJudge
from bot.judge.opening import open_models
from bot.memory import forget
from bot.removing import Removed, remove
from bot.reranking import rerank
from bot.settings import Settings
from bot.verdict import Report
from bot.writing.answering import stream_answer
from bot.writing.opening import open_writer
from bot.writing.quoting import QuoteWriter
from bot.writing.values import AnswerEvent, Finished, Writer
from index.encoder import open_encoder
from index.errors import OtherEncoderError
from index.filters import ANYTHING, Filters
from index.keeper import IndexKeeper
from index.search import Hit, Searcher
from sources import rejections
from sources.archive import Archive
from sources.copies import reports_of
from sources.readers.columns import Columns

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the time of the machine, in UTC."""
    return datetime.now(UTC)


def _silent(progress: Progress) -> None:
    """Report nothing."""


class Newsproof:
    """Answers and checks from one archive. Safe to use from several threads.

    The index is opened at the first question, and again when another process has published a new
    generation of it.
    """

    def __init__(
        self,
        archive: Archive,
        settings: Settings,
        *,
        judge: Judge | None = None,
        writer: Writer | None = None,
        clock: Clock,
    ) -> None:
        self.archive = archive
        self.settings = settings
        self.rules = read_rules(settings.rules)
        self._clock = clock
        key = settings.llm_key.get_secret_value() if settings.llm_key else ""
        self._encoder = open_encoder(settings.encoder, key=key, timeout_s=settings.llm_timeout_s)
        self.keeper = IndexKeeper(archive, self._encoder, spec=settings.encoder)
        self._judge = judge or open_judge(settings)
        self._writer = writer or open_writer(
            settings.writer,
            key=key,
            timeout_s=settings.writer_timeout_s,
            per_day=settings.writer_per_day,
        )
        self._lock = threading.Lock()
        self._searcher: Searcher | None = None
        self._retired: Searcher | None = None
        self._generation = ""

    @classmethod
    def open(
        cls,
        settings: Settings,
        *,
        create: bool = False,
        judge: Judge | None = None,
        clock: Clock = system_clock,
    ) -> Newsproof:
        """Open the archive in the data directory; nothing heavy is loaded yet.

        Args:
            settings: The settings.
            create: Make an empty archive when there is none.
            judge: What judges; None for the judge of the settings.
            clock: Where the time comes from.

        Raises:
            NotFoundError: There is no archive, and `create` is false.
            ArchiveError: It cannot be used.
            SettingsError: The rules of the house cannot be read.
            EncoderUnavailableError: The encoder of the settings is not on this machine.
        """
        archive = Archive.open(settings.data_dir, create=create)
        return cls(archive, settings, judge=judge, clock=clock)

    def ask(
        self,
        question: str,
        *,
        as_of: date | None = None,
        understood: str = "",
        filters: Filters = ANYTHING,
    ) -> Answer:
        """Answer a question with proven statements, or abstain.

        Args:
            question: At most 2,000 characters. It is not stored.
            as_of: Only what was known on that day counts; None for today.
            understood: What a follow-up was understood as, made self-contained; see
                `bot.conversation`.
            filters: Which articles are searched.

        Raises:
            QuestionError: The question cannot be taken.
            GenerationError: The index cannot be used and cannot be rebuilt now.
        """
        *_, last = self.stream(question, as_of=as_of, understood=understood, filters=filters)
        assert isinstance(last, Finished)  # noqa: S101 - the last event always is
        return last.answer

    def stream(
        self,
        question: str,
        *,
        as_of: date | None = None,
        understood: str = "",
        filters: Filters = ANYTHING,
    ) -> Generator[AnswerEvent, None, None]:
        """Yield the answer in quotes, then the proven sentences of the writer, then all of it.

        Closing the generator ends the writer's work. Arguments and errors are those of `ask`.
        """
        try:
            asker = self.asker(filters=filters)
            quoted = asker.ask(question, as_of=as_of, understood=understood)
            yield from stream_answer(quoted, self._writer, self.archive, self._judge)
        finally:
            forget()

    def suggestions(self, answer: Answer, *, filters: Filters = ANYTHING) -> tuple[str, ...]:
        """Return questions that the archive answers, for one that it declined; each was asked."""
        try:
            return self.asker(filters=filters).suggestions(answer)
        finally:
            forget()

    def verify(
        self,
        text: str,
        *,
        as_of: date | None = None,
        filters: Filters = ANYTHING,
        on_progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> Report:
        """Give a verdict for every sentence of a claim or a draft. The text is not stored.

        Raises:
            QuestionError: The text cannot be taken.
            GenerationError: The index cannot be used and cannot be rebuilt now.
        """
        try:
            checker = self.checker(filters=filters)
            return checker.verify(text, as_of=as_of, on_progress=on_progress)
        finally:
            forget()

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        as_of: date | None = None,
        filters: Filters = ANYTHING,
    ) -> list[Hit]:
        """Return the `k` passages that fit a query best, best first, ties as they were found.

        The passages that retrieval finds are put in the order of their best sentence, as the judge
        sees it; scores are its probabilities in [0, 1], as of a day weighed with retrieval's own.
        """
        hits = self.retrieve(query, max(k, self.settings.n_passages), as_of, filters)
        try:
            return rerank(query, hits, self.archive, self._judge, as_of)[:k]
        finally:
            forget()

    def retrieve(
        self, query: str, k: int, as_of: date | None, filters: Filters = ANYTHING
    ) -> list[Hit]:
        """Return the `k` passages that retrieval finds, before the judge puts them in order."""
        return self._open_searcher().search(query, k=k, as_of=as_of, filters=filters)

    def asker(self, *, answers: float = ANSWERS, filters: Filters = ANYTHING) -> Asker:
        """Return what answers questions; a sentence answers from P(answers) `answers` on."""
        return Asker(
            self.archive,
            partial(self.retrieve, filters=filters),
            self._judge,
            n_passages=self.settings.n_passages,
            max_statements=self.settings.max_statements,
            backends=self._backends(),
            answers=answers,
        )

    def checker(self, *, filters: Filters = ANYTHING) -> Checker:
        """Return what checks claims."""
        return Checker(
            self.archive,
            self._search_of_checks(filters),
            self._judge,
            n_passages=self.settings.n_passages,
            backends=self._backends(),
            today=self._clock().date(),
            rules=self.rules,
            reports=self._reports,
            before=told_before(self.archive, self._judge, on=self._clock().date()),
        )

    def _search_of_checks(self, filters: Filters) -> Search:
        """Return the search for claims: what vetted publishers say is not crowded out by others."""
        vetted = tuple(sorted(self.rules.evidence.vetted))
        if not vetted or filters.publishers:
            return partial(self.retrieve, filters=filters)

        def search(query: str, k: int, as_of: date | None) -> list[Hit]:
            found = self.retrieve(query, k, as_of, replace(filters, publishers=vetted))
            places = {hit.passage for hit in found}
            others = self.retrieve(query, k, as_of, filters)
            return [*found, *(hit for hit in others if hit.passage not in places)]

        return search

    def _reports(self, article_ids: Iterable[str]) -> dict[str, str]:
        """Return the article that stands for the independent report of each article."""
        found = reports_of(self.archive, article_ids)
        return {article_id: report.representative for article_id, report in found.items()}

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        pasted: bytes | None = None,
        columns: Columns | None = None,
        on_progress: Callable[[Progress], None] = _silent,
    ) -> IngestReport:
        """Read files and folders into the archive and bring the index up to date.

        Args:
            paths: Files and folders.
            pasted: The text of one more article, as copied from a web page.
            columns: Which column of a table is what, where its names don't say it.
            on_progress: Told how far it is.

        Raises:
            NotFoundError: A path does not exist.
            ArchiveBusyError: Somebody else is writing.
        """
        return ingest(
            self.archive,
            self.keeper,
            paths,
            pasted=pasted,
            columns=columns,
            now=self._clock(),
            on_progress=on_progress,
        )

    def rebuild(self, *, on_progress: Callable[[Progress], None] = _silent) -> None:
        """Build a new generation of the index from the archive.

        Raises:
            ArchiveBusyError: Somebody else is writing.
        """
        now = self._clock()
        with self.archive.writing(now=now):
            self.keeper.sync(
                now=now,
                rebuild=True,
                on_progress=lambda stage, done, total: on_progress(
                    Progress(stage=stage, done=done, total=total)
                ),
            )

    def retract(self, article_id: str, *, on: date | None = None, reason: str = "") -> None:
        """Mark an article as withdrawn: from now on it is never used as support."""
        now = self._clock()
        with self.archive.writing(now=now), self.archive.transaction():
            self.archive.retract(article_id, on=on or now.date(), reason=reason)

    def remove(self, article_id: str) -> Removed:
        """Delete an article with its versions, passages, vectors and originals; say what went."""
        return remove(self.archive, self.keeper, article_id, now=self._clock())

    def clear_rejections(self) -> int:
        """Forget what was not read; return how many there were."""
        with self.archive.writing(now=self._clock()), self.archive.transaction() as connection:
            return rejections.clear(connection)

    def __enter__(self) -> Newsproof:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the index and of this thread's connection."""
        with self._lock:
            for searcher in (self._searcher, self._retired):
                if searcher:
                    searcher.close()
            self._searcher = self._retired = None
        self.archive.close()

    def _open_searcher(self) -> Searcher:
        with self._lock:
            name = self.keeper.current_name()
            if self._searcher is None or name != self._generation:
                try:
                    opened = self.keeper.open_in_step(now=self._clock())
                except OtherEncoderError:
                    if self._searcher is None:
                        raise
                    self._generation = name  # the one before goes on until this process ends
                    return self._searcher
                # A question may still be searching the one before; the one before that is idle.
                if self._retired:
                    self._retired.close()
                self._retired, self._searcher = self._searcher, opened
                self._generation = self.keeper.current_name()
            return self._searcher

    @property
    def writer(self) -> str:
        """The identity of what writes; nothing is loaded for it."""
        return self._writer.identity

    @property
    def parts(self) -> dict[str, str]:
        """Identities of the parts that find, judge and write."""
        return {
            "encoder": self.keeper.encoder.identity,
            "judge": self._judge.identity,
            "writer": self.writer,
        }

    def _backends(self) -> dict[str, str]:
        """Return what makes an answer; the writer is named where a sentence of it is shown."""
        return {**self.parts, "writer": QuoteWriter.identity, "index": self.keeper.current_name()}


def open_judge(settings: Settings, *, through: Callable[[Any], Any] = lambda model: model) -> Judge:
    """Return the judge of the settings, not loaded yet.

    Args:
        settings: The settings.
        through: Puts something around each model, for instance to remember what it said.
    """
    entailment, answering = open_models(
        settings.judge,
        settings.answering,
        key=settings.llm_key.get_secret_value() if settings.llm_key else "",
        timeout_s=settings.llm_timeout_s,
    )
    return ModelJudge(through(entailment), through(answering))
