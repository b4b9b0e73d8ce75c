"""Vectors in PostgreSQL, by pgvector: one index a length and encoder, in step by itself.

The index goes with the rows of `embeddings`, in their transactions: there is nothing to publish and
nothing to be out of step. What few passages may be found is compared one by one, exactly.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnClause, Float, Text, func, literal, literal_column, select, text

from index import store
from index.encoder import Encoder, Vectors
from index.errors import GenerationError
from index.filters import Findable, joined
from index.generation import other_encoder
from index.tables import PgVector, embeddings, has_tables, passages, vector_text
from index.vectors import OnCount, VectorState
from index.words import Ranking
from sources.archive import Archive

_MOST_DIMENSIONS = 2_000  # that an index of pgvector takes; longer vectors are compared exactly
# An iterative scan goes on until enough pass the filters.
_SETTINGS = text(
    "SELECT set_config('hnsw.iterative_scan', 'strict_order', false), "
    "set_config('hnsw.ef_search', '200', false), "
    "set_config('hnsw.max_scan_tuples', '200000', false)"
)
_WAY_OUT = "run `newsproof index rebuild`"


class PgVectors:
    """The index of one archive for one encoder."""

    def __init__(self, archive: Archive, encoder: Encoder) -> None:
        self._archive = archive
        self._encoder = encoder

    @property
    def _index(self) -> str:
        digest = hashlib.sha256(self._encoder.identity.encode()).hexdigest()[:12]
        return f"embeddings_of_{digest}"

    def current_name(self) -> str:
        """Return the name of the index, or the empty string when there is none."""
        return self._index if self._is_there() else ""

    def built_by(self) -> None:
        """Return nothing: each encoder has an index of its own, so that nobody is switched."""

    def is_stale(self) -> bool:
        """Say whether the index has to be built: it keeps itself in step."""
        return not self._is_there()

    def publish(self, *, now: datetime, on_progress: OnCount) -> None:
        """Build the index from the stored embeddings; searches go on meanwhile."""
        total = store.n_embedded(self._archive, self._encoder.identity)
        on_progress(0, total)
        dimension = self._encoder.dimension
        method = (
            f"hnsw ((vector::vector({dimension})) vector_cosine_ops)"
            if dimension <= _MOST_DIMENSIONS
            else "btree (digest)"
        )
        new = f"{self._index}_new"
        with self._archive.transaction() as connection:
            connection.exec_driver_sql("SET LOCAL maintenance_work_mem = '512MB'")
            of = quoted(self._encoder.identity).replace("%", "%%")
            connection.exec_driver_sql(
                f"CREATE INDEX {new} ON embeddings USING {method} WHERE encoder = '{of}'"
            )
            # Last, as from here on searches wait, on replicas too.
            connection.exec_driver_sql(f"DROP INDEX IF EXISTS {self._index}")
            connection.exec_driver_sql(f"ALTER INDEX {new} RENAME TO {self._index}")
        self._archive.connection.exec_driver_sql("ANALYZE passages, embeddings, versions, articles")
        on_progress(total, total)

    def delete_old(self) -> None:
        """Let deleted vectors go from the disk."""
        self._archive.connection.exec_driver_sql("VACUUM embeddings")

    def state(self) -> VectorState:
        """Say whether the index is there."""
        if not self._is_there():
            return VectorState(n_indexed=0, built="", problem="the index has not been built")
        n = store.n_embedded(self._archive, self._encoder.identity)
        return VectorState(n_indexed=n, built="", problem="")

    def check(self) -> None:
        """Make sure that every vector has the right length and is found by itself."""
        self.open()
        wrong = self._archive.read(
            select(func.count())
            .select_from(embeddings)
            .where(embeddings.c.encoder == self._encoder.identity)
            .where(func.vector_dims(embeddings.c.vector) != self._encoder.dimension)
        )[0][0]
        if wrong:
            raise GenerationError(f"{wrong} vectors have another length", _WAY_OUT)

    def open(self) -> PgNearest:
        """Return what searches the index."""
        if not self._is_there():
            self._make_sure_of_encoder()
            raise GenerationError("the index has not been built", _WAY_OUT)
        return PgNearest(self._archive, self._encoder.identity, self._encoder.dimension)

    def _is_there(self) -> bool:
        return bool(
            self._archive.read(
                text(
                    "SELECT i.indisvalid AS ok FROM pg_index AS i "
                    "WHERE i.indexrelid = to_regclass(:name) AND i.indisvalid"
                ),
                {"name": self._index},
            )
        )

    def _make_sure_of_encoder(self) -> None:
        """Raise an error where another encoder's vectors are there, and none of this one."""
        if not has_tables(self._archive.connection):
            return
        query = select(embeddings.c.encoder).distinct()
        others = sorted(row.encoder for row in self._archive.read(query))
        if others and self._encoder.identity not in others:
            raise other_encoder(others[0], self._encoder.identity)


def quoted(name: str) -> str:
    """Return a name as it stands between the quotes of a constant."""
    return name.replace("'", "''")


class PgNearest:
    """The index, as it is searched."""

    def __init__(self, archive: Archive, encoder: str, dimension: int) -> None:
        self._archive = archive
        self._encoder = encoder
        self._dimension = dimension

    def nearest(self, vector: Vectors, n: int, what: Findable) -> Ranking:
        """Return up to `n` passages that may be found: (passage id, cosine), best first."""
        if what.is_nothing:
            return []
        # Written as in the index, and the encoder as a constant: else PostgreSQL doesn't use it.
        stored: ColumnClause[Any] = literal_column(f"embeddings.vector::vector({self._dimension})")
        asked = literal(vector_text(vector), Text).cast(PgVector)
        distance = stored.op("<=>", return_type=Float)(asked)
        query = (
            joined(passages.c.id, distance.label("distance"))
            .join(embeddings, embeddings.c.digest == passages.c.digest)
            .where(literal_column(f"embeddings.encoder = '{quoted(self._encoder)}'"))
            .limit(n)
        )
        if what.ids is not None:
            # Ordered by a sum, which no index knows: it is for the many.
            query = query.where(passages.c.id.in_(what.ids.tolist())).order_by(
                distance + 0.0, passages.c.id
            )
        else:
            query = query.where(what.condition).order_by(distance)
        self._archive.read(_SETTINGS)
        found = [(row.id, 1.0 - float(row.distance)) for row in self._archive.read(query)]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def close(self) -> None:
        """Let go of nothing: connections belong to the archive."""
