"""What a run that was killed, or that failed, left undone in the index. Asks, changes nothing."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from index import generation, store
from index.tables import embeddings, has_tables, passages
from sources.archive import Archive
from sources.tables import versions


def is_behind(archive: Archive, encoder: str) -> bool:
    """Say whether the archive holds a version that cannot be found yet: not split or embedded."""
    if not has_tables(archive.connection):
        return archive.n_articles() > 0
    split = select(1).where(
        passages.c.article_id == versions.c.article_id, passages.c.version == versions.c.version
    )
    embedded = select(1).where(
        embeddings.c.digest == passages.c.digest, embeddings.c.encoder == encoder
    )
    return bool(
        archive.read(select(1).select_from(versions).where(~split.exists()).limit(1))
        or archive.read(select(1).select_from(passages).where(~embedded.exists()).limit(1))
    )


def keeps_removed(archive: Archive) -> bool:
    """Say whether vectors of an article that was removed are still in the archive."""
    if not has_tables(archive.connection):
        return False
    used = select(1).where(passages.c.digest == embeddings.c.digest)
    return bool(archive.read(select(1).select_from(embeddings).where(~used.exists()).limit(1)))


def generations_with_removed(archive: Archive) -> set[str]:
    """Return the names of generations on the disk that hold passages which are gone."""
    if archive.database.folder is None or not has_tables(archive.connection):
        return set()
    n_all = store.n_passages(archive)
    return {
        folder.name
        for folder in (archive.data_dir / "index").glob("gen-*")
        if _n_stated(archive, folder, n_all) > 0
    }


def _n_stated(archive: Archive, folder: Path, n_all: int) -> int:
    """Return how many more passages a manifest states than there are up to its last one."""
    try:
        manifest = generation.read_manifest(folder)
    except (OSError, ValueError, TypeError):
        return 0  # whoever opens it will say so
    n_new = store.n_passages(archive, after=manifest.last_id)
    return manifest.n_passages - (n_all - n_new)
