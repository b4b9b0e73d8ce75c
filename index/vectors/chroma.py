"""Vectors in Chroma generations beside a SQLite archive, and what came in since the last one."""

from __future__ import annotations

import math
import threading
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import generation, store
from index.chroma_folder import EF_SEARCH
from index.encoder import Encoder, Vectors
from index.errors import GenerationError
from index.filters import Findable
from index.generation import Generation, Manifest
from index.passages import SPLITTER
from index.vectors import BuiltBy, OnCount, VectorState
from index.vectors.in_a_row import InARow, top
from index.words import Ranking
from sources.archive import Archive

# Above this share of passages that are new or gone, a new generation is built; below it the new
# ones are searched one by one.
_STALE_SHARE = 0.1
_DEEPER = 6  # times as many are asked for when too few of them may be found
FEW = 15_000
"""Passages that are compared one by one rather than searched for: no slower, and exact."""
_MOST_COMPARED = 400_000  # where a search has to go deep; about 0.2 ms a thousand


class ChromaVectors:
    """The generations of one archive for one encoder."""

    def __init__(self, archive: Archive, encoder: Encoder, *, spec: str = "") -> None:
        self._archive = archive
        self._encoder = encoder
        self._spec = spec

    @property
    def _folder(self) -> Path:
        return self._archive.data_dir / "index"

    def current_name(self) -> str:
        """Return the name of the published generation, or the empty string."""
        return generation.current_name(self._folder)

    def built_by(self) -> BuiltBy | None:
        """Return the encoder of the published generation, or None where it can't be told."""
        try:
            _, manifest = generation.current(self._folder)
        except GenerationError:
            return None
        return BuiltBy(identity=manifest.encoder, spec=manifest.encoder_spec)

    def is_stale(self) -> bool:
        """Say whether so much is new or gone that it pays to build a new generation."""
        try:
            manifest = self._manifest()
        except GenerationError:
            return True
        if manifest.splitter != SPLITTER:
            return True
        n_new = store.n_passages(self._archive, after=manifest.last_id)
        n_gone = manifest.n_passages - (store.n_passages(self._archive) - n_new)
        return bool(n_new + n_gone > _STALE_SHARE * manifest.n_passages)

    def publish(self, *, now: datetime, on_progress: OnCount) -> None:
        """Build a generation, check it, publish it; see `generation.publish`."""
        generation.publish(
            self._archive,
            self._folder,
            encoder=self._encoder.identity,
            encoder_spec=self._spec,
            dimension=self._encoder.dimension,
            now=now,
            on_progress=on_progress,
        )

    def delete_old(self) -> None:
        """Delete every generation but the published one."""
        generation.delete_old(self._folder)

    def state(self) -> VectorState:
        """Say in what state the generation is, without opening Chroma."""
        try:
            manifest = self._manifest()
        except GenerationError as exc:
            return VectorState(n_indexed=0, built="", problem=exc.what)
        return VectorState(n_indexed=manifest.n_passages, built=manifest.created, problem="")

    def check(self) -> None:
        """Probe the published generation in a process of its own."""
        self._manifest()
        generation.check_in_child(self._archive, generation.current(self._folder)[0])

    def open(self) -> ChromaNearest:
        """Open the published generation for searching."""
        found = Generation.open(self._folder, encoder=self._encoder.identity)
        return ChromaNearest(self._archive, found)

    def _manifest(self) -> Manifest:
        folder, manifest = generation.current(self._folder)
        if manifest.encoder != self._encoder.identity:
            raise generation.other_encoder(manifest.encoder, self._encoder.identity)
        if generation.file_digests(folder) != manifest.files:
            raise GenerationError(
                "files of the index have been changed or damaged", "run `newsproof index rebuild`"
            )
        return manifest


class ChromaNearest:
    """One generation, and the passages that the archive has taken in since."""

    def __init__(self, archive: Archive, found: Generation) -> None:
        self._archive = archive
        self._generation = found
        self._in_a_row = InARow.open(found)
        self._newer = _Newer(archive, found.manifest)

    def nearest(self, vector: Vectors, n: int, what: Findable) -> Ranking:
        """Return up to `n` passages that may be found: (passage id, cosine), best first."""
        ids, vectors = self._newer.get()
        n_asked = self._n_asked(n, len(ids), what)
        while what.ids is None or not self._is_compared(n_asked, what.ids):
            both = self._generation.search(vector, n_asked)
            both += top(ids, vectors @ vector, n_asked)
            both = sorted(both, key=lambda hit: (-hit[1], hit[0]))[:n_asked]
            kept = store.first_findable(self._archive, both, n, what)
            if len(kept) >= n or len(both) < n_asked:
                return kept
            n_asked *= _DEEPER
        best = self._compared(vector, n, what.ids)
        is_wanted = store.among(ids, what.ids)
        best += top(ids[is_wanted], vectors[is_wanted] @ vector, n)
        return sorted(best, key=lambda hit: (-hit[1], hit[0]))[:n]

    def _n_asked(self, n: int, n_newer: int, what: Findable) -> int:
        """Return how many to ask for, so that as a rule enough of them may be found."""
        if what.ids is None:
            return 2 * n if what.is_all else 8 * n
        n_all = self._generation.manifest.n_passages + n_newer
        return math.ceil(2 * n * n_all / max(len(what.ids), 1))

    def _is_compared(self, n_asked: int, ids: NDArray[np.int64]) -> bool:
        """Say whether some are compared one by one rather than searched for in Chroma's graph."""
        if not self._generation.has_graph:
            return True
        return len(ids) <= FEW or (n_asked > EF_SEARCH and len(ids) <= _MOST_COMPARED)

    def _compared(self, vector: Vectors, n: int, ids: NDArray[np.int64]) -> Ranking:
        """Return the best of those of the generation, exactly."""
        if self._in_a_row is not None:
            return self._in_a_row.best(vector, n, ids)
        manifest = self._generation.manifest
        old = ids[ids <= manifest.last_id].tolist()
        found, vectors = store.vectors_of(self._archive, manifest.encoder, old)
        return top(np.asarray(found), vectors @ vector, n) if found else []

    def close(self) -> None:
        """Let go of the generation."""
        self._generation.close()


class _Newer:
    """The embeddings of passages that came after a generation; read again when something changed.

    A passage keeps its id and its vector for good, so that only what is missing is read. Vectors of
    passages that are gone stay until the next generation: whoever searches drops them.
    """

    def __init__(self, archive: Archive, manifest: Manifest) -> None:
        self._archive = archive
        self._manifest = manifest
        self._seen = threading.local()  # each connection has a count of changes of its own
        self._lock = threading.Lock()
        self._ids = np.zeros(0, dtype=np.int64)
        self._vectors = np.zeros((0, manifest.dimension), dtype=np.float32)

    def get(self) -> tuple[NDArray[np.int64], Vectors]:
        """Return ids, ascending, and vectors: `int64 (n,)` and `float32 (n, dimension)`."""
        changes = self._archive.database.changes()
        with self._lock:
            if getattr(self._seen, "changes", None) != changes:
                self._read_missing()
                self._seen.changes = changes
            return self._ids, self._vectors

    def _read_missing(self) -> None:
        encoder = self._manifest.encoder
        there = np.asarray(store.ids_after(self._archive, encoder, self._manifest.last_id), int)
        missing = there[~store.among(there, self._ids)]
        ids, vectors = store.vectors_of(self._archive, encoder, missing.tolist())
        if ids:
            both = np.concatenate([self._ids, ids])
            order = np.argsort(both)
            self._ids = both[order]
            self._vectors = np.concatenate([self._vectors, vectors])[order]
