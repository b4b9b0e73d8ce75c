"""The index's own tables in the archive's database: passages and their embeddings.

They hold nothing that could not be computed again from the articles. Passages go with their
version by foreign key. The words of passages are kept by `index.words`, each database in its way.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from sqlalchemy import (
    Column,
    Connection,
    Dialect,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
    inspect,
    text,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

from index.errors import IndexingError
from sources.errors import UnavailableError
from sources.tables import Large, Words, versions

METADATA = MetaData()


class PgVector(UserDefinedType[Any]):
    """The type of pgvector, of any length."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:  # noqa: ANN401 - SQLAlchemy's signature
        """Return its name."""
        return "vector"


class Vector(TypeDecorator[Any]):
    """A `float32` vector: little-endian bytes in SQLite, pgvector's type in PostgreSQL."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return what holds it in a database."""
        return PgVector() if dialect.name == "postgresql" else LargeBinary()

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ANN401
        """Write a vector, exactly."""
        return vector_text(value) if dialect.name == "postgresql" else bytes(value.astype("<f4"))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ANN401
        """Read a vector: `float32 (dimension,)`."""
        if dialect.name == "postgresql":
            return np.asarray(value[1:-1].split(","), dtype=np.float32)
        return np.frombuffer(value, dtype="<f4")


def vector_text(vector: Any) -> str:  # noqa: ANN401 - an array of any floats
    """Return a vector as pgvector reads it; float32 values come back exactly."""
    return str(vector.tolist())


passages = Table(
    "passages",
    METADATA,
    Column("id", Large, primary_key=True, autoincrement=True),  # never used twice
    Column("article_id", Words, nullable=False),
    Column("version", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("digest", Words, nullable=False),  # of the encoder input
    Column("splitter", Words, nullable=False),
    UniqueConstraint("article_id", "version", "start"),
    ForeignKeyConstraint(
        ["article_id", "version"],
        [versions.c.article_id, versions.c.version],
        ondelete="CASCADE",
    ),
    Index("passages_by_digest", "digest"),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)

embeddings = Table(
    "embeddings",
    METADATA,
    Column("digest", Words, primary_key=True, nullable=False),
    Column("encoder", Words, primary_key=True, nullable=False),
    Column("vector", Vector, nullable=False),
    # With row ids: a row of such length would take a page of its own beside the key's otherwise.
    sqlite_strict=True,
)


class NoPgvectorError(UnavailableError, IndexingError):
    """Raised when a PostgreSQL database doesn't know vectors: exit 3."""


def create_tables(connection: Connection) -> None:
    """Create the tables where they are missing; call it in a transaction.

    Raises:
        NoPgvectorError: The database has no pgvector, and it cannot be switched on.
    """
    if connection.dialect.name == "postgresql":
        _switch_on_vectors(connection)
    METADATA.create_all(connection)
    for index in passages.indexes:  # one that came later than the table
        index.create(connection, checkfirst=True)


def _switch_on_vectors(connection: Connection) -> None:
    known = text("SELECT 1 FROM pg_extension WHERE extname = 'vector'")
    if connection.execute(known).first():
        return
    try:
        connection.execute(text("CREATE EXTENSION vector"))
    except DBAPIError as exc:
        raise NoPgvectorError(
            f"the database has no pgvector ({str(exc.orig).strip().splitlines()[0]})",
            "have the package pgvector 0.8 or later installed on its server and an administrator "
            "run `CREATE EXTENSION vector` in this database",
        ) from exc


def has_tables(connection: Connection) -> bool:
    """Say whether the index has ever been built in this archive."""
    return inspect(connection).has_table(passages.name)
