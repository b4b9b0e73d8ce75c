"""Keeping the index in step with the archive, and saying in what state it is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from index import leftovers, store
from index.encoder import Encoder, open_encoder
from index.encoding.served import is_served
from index.errors import (
    EncoderDamagedError,
    EncoderUnavailableError,
    GenerationError,
    IndexingError,
    OtherEncoderError,
)
from index.generation import other_encoder
from index.search import Searcher
from index.tables import create_tables, has_tables
from index.vectors import VectorSide, open_vectors
from index.words import open_words
from sources.archive import Archive
from sources.errors import ArchiveError

OnProgress = Callable[[str, int, int], None]  # stage, done, total

_EMBED_AT_ONCE = 256  # passages a transaction: what a killed run has to do again at the most


def _silent(stage: str, done: int, total: int) -> None:
    """Report nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexStatus:
    """The state of the index.

    Attributes:
        n_articles: Articles in the archive.
        n_unsplit: Versions that have no passages yet.
        n_passages: Passages of all versions.
        n_embedded: Passages that this encoder has embedded.
        n_indexed: Passages in the published generation.
        encoder: Identity of the encoder in use.
        built: When the generation was built, ISO 8601; empty when there is none.
        problem: What is wrong with the generation; empty when nothing is.
    """

    n_articles: int
    n_unsplit: int
    n_passages: int
    n_embedded: int
    n_indexed: int
    encoder: str
    built: str
    problem: str

    @property
    def is_in_step(self) -> bool:
        """Whether everything in the archive can be found."""
        return not self.problem and self.n_embedded == self.n_passages and not self.n_unsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """An encoder and the vectors that it made: they change together."""

    encoder: Encoder
    vectors: VectorSide


class IndexKeeper:
    """Builds, checks and opens the index of one archive for one encoder.

    When another process changes the encoder of an index that was open here, this one goes over to
    it with the index: a server neither stops answering nor changes the index back.
    """

    def __init__(self, archive: Archive, encoder: Encoder, *, spec: str = "") -> None:
        """Take an archive and an encoder; nothing is opened yet.

        Args:
            archive: The archive.
            encoder: The encoder.
            spec: What opens the encoder (`index.encoder.open_encoder`), told to other processes;
                empty for one that they can't open.
        """
        self._archive = archive
        self._words = open_words(archive)
        self._side = self._side_of(encoder, spec)
        self._was_open = False

    @property
    def encoder(self) -> Encoder:
        """The encoder in use."""
        return self._side.encoder

    @property
    def _encoder(self) -> Encoder:
        return self._side.encoder

    @property
    def _vectors(self) -> VectorSide:
        return self._side.vectors

    def _side_of(self, encoder: Encoder, spec: str) -> _Side:
        vectors = open_vectors(self._archive, encoder, spec=_as_told(spec))
        return _Side(encoder=encoder, vectors=vectors)

    def _go_over(self) -> None:
        """Take up the encoder that another process has changed to, if the index was open here.

        Raises:
            OtherEncoderError: It is on a server, to which no process sends anything unless it was
                told to, or it isn't on this machine.
        """
        built = self._vectors.built_by() if self._was_open else None
        if built is None or built.identity == self._encoder.identity:
            return
        if built.spec and not is_served(built.spec):
            with suppress(EncoderUnavailableError, EncoderDamagedError):
                encoder = open_encoder(built.spec)
                if encoder.identity == built.identity:
                    self._side = self._side_of(encoder, built.spec)
                    return
        raise other_encoder(built.identity, self._encoder.identity)

    def sync(
        self, *, now: datetime, rebuild: bool = False, on_progress: OnProgress = _silent
    ) -> None:
        """Bring passages, embeddings and, where it pays, the generation up to date.

        Call it while holding `Archive.writing()`. It can be killed at any moment and goes on from
        there when it is called again.

        Args:
            now: The time noted in the manifest.
            rebuild: Build a new generation even if the current one would do.
            on_progress: Called with stage, done and total.

        Raises:
            EncoderUnavailableError: Something has to be embedded and the encoder is not there.
            GenerationError: A new generation did not pass its check; the old one stays in use.
            OtherEncoderError: Another process has changed to an encoder that can't be used here.
        """
        self._go_over()
        self._split(on_progress)
        self._embed(on_progress)
        if rebuild or self._vectors.is_stale():
            self._vectors.publish(
                now=now, on_progress=lambda done, total: on_progress("indexing", done, total)
            )
            self._was_open = True

    def forget(self, *, now: datetime) -> None:
        """Delete what belongs to no article any more, from the tables and from every generation.

        Call it while holding `Archive.writing()`, after articles were removed.
        """
        with self._archive.transaction() as connection:
            create_tables(connection)  # of an archive that was never indexed
            self._words.create(connection)
            store.drop_unused_embeddings(connection)
        self._words.settle()
        self.sync(now=now, rebuild=True)
        self._vectors.delete_old()

    def catch_up(self, *, now: datetime) -> bool:
        """Do what a run that was killed, or that failed, left undone; say whether there was any.

        Raises:
            ArchiveBusyError: There is something to do, and somebody else is writing.
            EncoderUnavailableError: Something has to be embedded and the encoder is not there.
            GenerationError: A new generation did not pass its check; the old one stays in use.
        """
        identity = self._encoder.identity
        with_removed = leftovers.generations_with_removed(self._archive)
        is_removing = (
            leftovers.keeps_removed(self._archive) or self._vectors.current_name() in with_removed
        )
        if (
            not is_removing
            and not with_removed
            and not leftovers.is_behind(self._archive, identity)
        ):
            return False
        with self._archive.writing(now=now):
            if is_removing:
                self.forget(now=now)
            else:
                self.sync(now=now)
                if with_removed:
                    self._vectors.delete_old()
        return True

    def open_in_step(self, *, now: datetime) -> Searcher:
        """Open the index, after doing what a killed run left undone.

        A damaged one is built again from the archive, which is the truth. Where only newer articles
        are missing and they cannot be taken up now, because somebody else is writing or the disk is
        full, it is opened as it is: reading needs neither a lock nor room.

        Raises:
            OtherEncoderError: Another encoder built it: whether to change over is not ours to say,
                unless it was open here and another process said so.
            GenerationError: It is damaged and could not be built again.
            ArchiveBusyError: It is damaged and somebody else is writing.
        """
        try:
            self._go_over()
            searcher = self.open_searcher()
        except OtherEncoderError:
            raise
        except GenerationError:
            with self._archive.writing(now=now):
                self.sync(now=now, rebuild=True)
            return self.open_searcher()
        try:
            if not self.catch_up(now=now):
                return searcher
        except (ArchiveError, IndexingError):
            return searcher
        searcher.close()
        return self.open_searcher()

    def open_searcher(self) -> Searcher:
        """Open the published index for searching.

        Raises:
            GenerationError: There is none, it is damaged, or it is of another encoder.
        """
        side = self._side
        searcher = Searcher(self._archive, side.encoder, side.vectors.open(), self._words)
        self._was_open = True
        return searcher

    def current_name(self) -> str:
        """Return the name of the published index, or the empty string."""
        return self._vectors.current_name()

    def status(self) -> IndexStatus:
        """Say in what state the index is, without opening it."""
        state = self._vectors.state()
        is_there = has_tables(self._archive.connection)
        identity = self._encoder.identity
        return IndexStatus(
            n_articles=self._archive.n_articles(),
            n_unsplit=len(store.unsplit_versions(self._archive)) if is_there else 0,
            n_passages=store.n_passages(self._archive) if is_there else 0,
            n_embedded=store.n_embedded(self._archive, identity) if is_there else 0,
            n_indexed=state.n_indexed,
            encoder=identity,
            built=state.built,
            problem=state.problem,
        )

    def check(self) -> None:
        """Make sure that the published index holds what the archive holds.

        Raises:
            GenerationError: It is missing, damaged, or does not.
        """
        self._vectors.check()

    def _split(self, on_progress: OnProgress) -> None:
        with self._archive.transaction() as connection:
            create_tables(connection)
            self._words.create(connection)
            store.drop_old_splits(connection)
        todo = store.unsplit_versions(self._archive)
        for first in range(0, len(todo), _EMBED_AT_ONCE):
            with self._archive.transaction() as connection:
                for article_id, version in todo[first : first + _EMBED_AT_ONCE]:
                    article = self._archive.get(article_id, version)
                    store.add_passages(connection, article, self._words)
            on_progress("splitting", min(first + _EMBED_AT_ONCE, len(todo)), len(todo))

    def _embed(self, on_progress: OnProgress) -> None:
        identity = self._encoder.identity
        todo = list(store.inputs_without_embedding(self._archive, identity).items())
        todo.sort(key=lambda item: (len(item[1]), item[0]))  # short batches hold equal lengths
        for first in range(0, len(todo), _EMBED_AT_ONCE):
            some = todo[first : first + _EMBED_AT_ONCE]
            vectors = self._encoder.encode([text for _, text in some])
            with self._archive.transaction() as connection:
                store.add_embeddings(connection, identity, [digest for digest, _ in some], vectors)
            on_progress("embedding", first + len(some), len(todo))


def _as_told(spec: str) -> str:
    """Return a spec as another process can use it: a folder by its whole path."""
    if not spec or spec.startswith(("embedded", "hub:")) or is_served(spec):
        return spec
    return str(Path(spec).expanduser().resolve())
