"""What is asked of passages and embeddings, whichever database holds them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    Connection,
    Row,
    Text,
    cast,
    delete,
    func,
    insert,
    literal_column,
    select,
    tuple_,
)

from index.encoder import Vectors
from index.filters import ANYTHING, Filters, Findable, joined
from index.passages import SPLITTER, Passage, encoder_input, input_digest, split_article
from index.tables import embeddings, passages
from index.words import Worded, WordSide
from sources.archive import Archive
from sources.article import Article
from sources.database import upsert
from sources.tables import articles, copies, versions

_T = TypeVar("_T")
FEW = 15_000
"""Passages that are looked at one by one rather than searched for in an index."""
# Where a row lies tells when it came in: rows of versions are never changed.
_CAME_IN = {"sqlite": "versions.rowid", "postgresql": "versions.ctid"}
_AT_ONCE = 900  # bound values; SQLite's old limit is 999


def drop_old_splits(connection: Connection) -> int:
    """Delete the passages that another splitter cut; return how many."""
    return connection.execute(delete(passages).where(passages.c.splitter != SPLITTER)).rowcount


def unsplit_versions(archive: Archive) -> list[tuple[str, int]]:
    """Return (article_id, version) of every version that has no passages yet, as they came in."""
    split = select(1).where(
        passages.c.article_id == versions.c.article_id, passages.c.version == versions.c.version
    )
    rows = archive.read(
        select(versions.c.article_id, versions.c.version)
        .where(~split.exists())
        .order_by(literal_column(_CAME_IN[archive.database.kind]))
    )
    return [(row.article_id, row.version) for row in rows]


def add_passages(connection: Connection, article: Article, words: WordSide) -> int:
    """Split an article and store its passages and their words; return how many."""
    found = split_article(article)
    if not found:
        return 0
    rows = [
        {
            "article_id": passage.article_id,
            "version": passage.version,
            "start": passage.start,
            "end": passage.end,
            "digest": input_digest(encoder_input(passage.text, article.title, article.published)),
            "splitter": SPLITTER,
        }
        for passage in found
    ]
    ids = connection.execute(
        insert(passages).returning(passages.c.id, sort_by_parameter_order=True), rows
    ).scalars()
    words.add(
        connection,
        [
            Worded(id=i, title=article.title, text=passage.text)
            for i, passage in zip(ids, found, strict=True)
        ],
    )
    return len(found)


def inputs_without_embedding(archive: Archive, encoder: str) -> dict[str, str]:
    """Return {digest: encoder input} of the passages that `encoder` has not embedded yet."""
    embedded = select(1).where(
        embeddings.c.digest == passages.c.digest, embeddings.c.encoder == encoder
    )
    first = select(func.min(passages.c.id)).where(~embedded.exists()).group_by(passages.c.digest)
    rows = archive.read(
        joined(passages, versions.c.text, versions.c.title, versions.c.published)
        .where(passages.c.id.in_(first))
        .order_by(passages.c.id)
    )
    return {
        row.digest: encoder_input(
            row.text[row.start : row.end],
            row.title,
            date.fromisoformat(row.published) if row.published else None,
        )
        for row in rows
    }


def add_embeddings(
    connection: Connection, encoder: str, digests: Sequence[str], vectors: Vectors
) -> None:
    """Store one vector a digest; a stored one is kept."""
    rows = [
        {"digest": digest, "encoder": encoder, "vector": vector}
        for digest, vector in zip(digests, vectors, strict=True)
    ]
    upsert(connection, embeddings, rows, keep=True)


def drop_unused_embeddings(connection: Connection) -> int:
    """Delete the embeddings that belong to no passage any more; return how many."""
    used = select(1).where(passages.c.digest == embeddings.c.digest)
    return connection.execute(delete(embeddings).where(~used.exists())).rowcount


def vectors_after(
    archive: Archive, encoder: str, after: int = 0, page: int = 2_000
) -> Iterator[tuple[list[int], Vectors]]:
    """Yield passage ids greater than `after` with their vectors, ascending, in pages."""
    query = _with_vectors(encoder).order_by(passages.c.id).limit(page)
    while rows := archive.read(query.where(passages.c.id > after)):
        yield _stacked(rows)
        after = rows[-1].id


def ids_after(archive: Archive, encoder: str, after: int) -> list[int]:
    """Return the ids greater than `after` of passages that `encoder` has embedded, ascending."""
    query = _with_vectors(encoder, passages.c.id).where(passages.c.id > after)
    return [row.id for row in archive.read(query.order_by(passages.c.id))]


def vectors_of(archive: Archive, encoder: str, ids: Sequence[int]) -> tuple[list[int], Vectors]:
    """Return those of the passages that `encoder` has embedded, with their vectors, ascending."""
    rows: list[Row[Any]] = []
    for some in _pieces(ids):
        rows += archive.read(_with_vectors(encoder).where(passages.c.id.in_(some)))
    return _stacked(sorted(rows, key=lambda row: row.id))


def findable(archive: Archive, day: date | None, filters: Filters = ANYTHING) -> Findable:
    """Ask the database what a search may find: where that is little, each of its passages."""
    wanted = Findable(day=day, filters=filters)
    if wanted.is_all:
        return wanted
    # From the versions to their passages: the other way, SQLite looks at every passage there is.
    wanted_versions = (
        select(versions.c.article_id, versions.c.version)
        .join_from(versions, articles)
        .where(wanted.condition)
    )
    of = tuple_(passages.c.article_id, passages.c.version)
    some = select(passages.c.id).where(of.in_(wanted_versions)).limit(FEW + 1).subquery()
    gather = {"sqlite": func.json_group_array, "postgresql": func.json_agg}[archive.database.kind]
    # One text of all ids: a row each would take ten times as long.
    found = archive.read(select(cast(gather(some.c.id), Text).label("ids")))[0].ids
    ids = json.loads(found or "[]")
    if len(ids) > FEW:
        return wanted
    return Findable(day=day, filters=filters, ids=np.sort(np.asarray(ids, dtype=np.int64)))


def may_be_found(archive: Archive, some: NDArray[np.int64], what: Findable) -> NDArray[np.bool_]:
    """Return for each of some passages whether it may be found."""
    if what.ids is not None:
        return among(some, what.ids)
    found: list[int] = []
    for ids in _pieces(some.tolist()):
        query = joined(passages.c.id).where(passages.c.id.in_(ids), what.condition)
        found += [row.id for row in archive.read(query)]
    return among(some, np.sort(np.asarray(found, dtype=np.int64)))


def first_findable(
    archive: Archive, ranking: Sequence[tuple[int, float]], n: int, what: Findable
) -> list[tuple[int, float]]:
    """Return the first `n` of a ranking that may be found, in its order."""
    ids = np.asarray([i for i, _ in ranking], dtype=np.int64)
    return [ranking[at] for at in np.flatnonzero(may_be_found(archive, ids, what))[:n]]


def among(some: NDArray[np.int64], ids: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return for each of some ids whether it is one of `ids`, which ascend."""
    if not len(ids):
        return np.zeros(len(some), dtype=np.bool_)
    places = np.searchsorted(ids, some)
    return np.asarray(ids[np.minimum(places, len(ids) - 1)] == some)


def current_passages(
    archive: Archive, ids: Iterable[int], what: Findable
) -> dict[int, tuple[Passage, str]]:
    """Return those of the passages that may be found, by id, each with the report it belongs to.

    The report is the article_id of the first published of its copies; empty while unknown.
    """
    found: dict[int, tuple[Passage, str]] = {}
    for some in _pieces(list(ids)):
        query = joined(passages, versions.c.text, copies.c.report).outerjoin(
            copies, copies.c.article_id == articles.c.article_id
        )
        rows = archive.read(query.where(passages.c.id.in_(some), what.condition))
        found |= {row.id: (_passage(row), row.report or "") for row in rows}
    return found


def n_passages(archive: Archive, *, after: int = 0) -> int:
    """Return the number of passages of all versions with a greater id."""
    query = select(func.count()).select_from(passages).where(passages.c.id > after)
    return int(archive.read(query)[0][0])


def n_embedded(archive: Archive, encoder: str) -> int:
    """Return the number of passages that `encoder` has embedded."""
    return int(archive.read(_with_vectors(encoder, func.count()))[0][0])


def _with_vectors(encoder: str, *columns: Any) -> Any:  # noqa: ANN401 - a query of any columns
    chosen = columns or (passages.c.id, embeddings.c.vector)
    both = passages.join(embeddings, embeddings.c.digest == passages.c.digest)
    return select(*chosen).select_from(both).where(embeddings.c.encoder == encoder)


def _stacked(rows: Sequence[Row[Any]]) -> tuple[list[int], Vectors]:
    if not rows:
        return [], np.zeros((0, 0), dtype=np.float32)
    return [row.id for row in rows], np.stack([row.vector for row in rows]).astype(np.float32)


def _pieces(items: Sequence[_T], size: int = _AT_ONCE) -> Iterator[Sequence[_T]]:
    for first in range(0, len(items), size):
        yield items[first : first + size]


def _passage(row: Row[Any]) -> Passage:
    return Passage(
        article_id=row.article_id,
        version=row.version,
        start=row.start,
        end=row.end,
        text=row.text[row.start : row.end],
    )
