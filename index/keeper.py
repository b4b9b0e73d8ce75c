"""Keeping the index in step with the archive, and saying in what state it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from index import generation, store
from index.encoder import Encoder
from index.errors import GenerationError
from index.generation import Generation, Manifest
from index.passages import SPLITTER
from index.search import Searcher
from sources.archive import Archive

OnProgress = Callable[[str, int, int], None]  # stage, done, total

_EMBED_AT_ONCE = 256  # passages a transaction: what a killed run has to do again at the most
# Above this share of passages that are new or gone, a new generation is built; below it the new
# ones are searched in the archive.
_STALE_SHARE = 0.1


def _silent(stage: str, done: int, total: int) -> None:
    """Report nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexStatus:
    """The state of the index.

    Attributes:
        n_articles: Articles in the archive.
        n_passages: Passages of all versions.
        n_embedded: Passages that this encoder has embedded.
        n_indexed: Passages in the published generation.
        encoder: Identity of the encoder in use.
        built: When the generation was built, ISO 8601; empty when there is none.
        problem: What is wrong with the generation; empty when nothing is.
    """

    n_articles: int
    n_passages: int
    n_embedded: int
    n_indexed: int
    encoder: str
    built: str
    problem: str

    @property
    def is_in_step(self) -> bool:
        """Whether everything in the archive can be found."""
        return not self.problem and self.n_embedded == self.n_passages


class IndexKeeper:
    """Builds, checks and opens the index of one archive for one encoder."""

    def __init__(self, archive: Archive, encoder: Encoder) -> None:
        self._archive = archive
        self._encoder = encoder

    @property
    def folder(self) -> Path:
        """Where the generations are."""
        return self._archive.data_dir / "index"

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
        """
        self._split(on_progress)
        self._embed(on_progress)
        if rebuild or self._is_stale():
            generation.publish(
                self._archive,
                self.folder,
                encoder=self._encoder.identity,
                dimension=self._encoder.dimension,
                now=now,
                on_progress=lambda done, total: on_progress("indexing", done, total),
            )

    def forget(self, *, now: datetime) -> None:
        """Delete what belongs to no article any more, from the tables and from every generation.

        Call it while holding `Archive.writing()`, after articles were removed.
        """
        with self._archive.transaction() as connection:
            store.drop_unused_embeddings(connection)
            store.forget_words(connection)
        self.sync(now=now, rebuild=True)
        generation.delete_old(self.folder)

    def open_searcher(self) -> Searcher:
        """Open the published generation for searching.

        Raises:
            GenerationError: There is none, it is damaged, or it is of another encoder.
        """
        found = Generation.open(self.folder, encoder=self._encoder.identity)
        return Searcher(self._archive, self._encoder, found)

    def current_name(self) -> str:
        """Return the name of the published generation, or the empty string."""
        return generation.current_name(self.folder)

    def status(self) -> IndexStatus:
        """Say in what state the index is, without opening Chroma."""
        connection = self._archive.connection
        built, n_indexed, problem = "", 0, ""
        try:
            manifest = self._manifest()
            built, n_indexed = manifest.created, manifest.n_passages
        except GenerationError as exc:
            problem = exc.what
        has_tables = store.has_tables(connection)
        identity = self._encoder.identity
        return IndexStatus(
            n_articles=self._archive.n_articles(),
            n_passages=store.n_passages(connection) if has_tables else 0,
            n_embedded=store.n_embedded(connection, identity) if has_tables else 0,
            n_indexed=n_indexed,
            encoder=identity,
            built=built,
            problem=problem,
        )

    def check(self) -> None:
        """Probe the published generation in a process of its own.

        Raises:
            GenerationError: It is missing, damaged, or does not hold what the archive holds.
        """
        self._manifest()
        generation.check_in_child(self._archive, generation.current(self.folder)[0])

    def _manifest(self) -> Manifest:
        folder, manifest = generation.current(self.folder)
        if manifest.encoder != self._encoder.identity:
            raise generation.other_encoder(manifest.encoder, self._encoder.identity)
        if generation.file_digests(folder) != manifest.files:
            raise GenerationError(
                "files of the index have been changed or damaged", "run `newsproof index rebuild`"
            )
        return manifest

    def _is_stale(self) -> bool:
        connection = self._archive.connection
        try:
            manifest = self._manifest()
        except GenerationError:
            return True
        if manifest.splitter != SPLITTER:
            return True
        n_new = connection.execute(
            "SELECT count(*) FROM passages WHERE id > ?", [manifest.last_id]
        ).fetchone()[0]
        n_gone = manifest.n_passages - (store.n_passages(connection) - n_new)
        return bool(n_new + n_gone > _STALE_SHARE * manifest.n_passages)

    def _split(self, on_progress: OnProgress) -> None:
        store.create_tables(self._archive.connection)
        with self._archive.transaction() as connection:
            store.drop_old_splits(connection)
        todo = store.unsplit_versions(self._archive.connection)
        for first in range(0, len(todo), _EMBED_AT_ONCE):
            with self._archive.transaction() as connection:
                for article_id, version in todo[first : first + _EMBED_AT_ONCE]:
                    store.add_passages(connection, self._archive.get(article_id, version))
            on_progress("splitting", min(first + _EMBED_AT_ONCE, len(todo)), len(todo))

    def _embed(self, on_progress: OnProgress) -> None:
        identity = self._encoder.identity
        todo = list(store.inputs_without_embedding(self._archive.connection, identity).items())
        todo.sort(key=lambda item: (len(item[1]), item[0]))  # short batches hold equal lengths
        for first in range(0, len(todo), _EMBED_AT_ONCE):
            some = todo[first : first + _EMBED_AT_ONCE]
            vectors = self._encoder.encode([text for _, text in some])
            with self._archive.transaction() as connection:
                store.add_embeddings(connection, identity, [digest for digest, _ in some], vectors)
            on_progress("embedding", first + len(some), len(todo))
