"""Generations: the vectors in Chroma, built beside, checked, published by one rename.

A generation is a folder that is written once and never changed. `CURRENT` names the one in use;
replacing that small file is the moment of publication, so a killed build leaves nothing that
anybody reads. Everything in it can be built again from the embeddings stored in the archive.
Chroma 1.5.9 loses data under kill -9 and under two writers (`docs/decisions`): here it has one
writer, for one build, in a folder of its own.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from itertools import count
from pathlib import Path

import numpy as np

from index import store
from index.chroma_folder import WAY_OUT, mapped, open_collection
from index.durable import has_room, sync_tree, write_durably
from index.encoder import Vectors
from index.errors import GenerationError, OtherEncoderError
from index.passages import SPLITTER
from sources.archive import Archive

# The same vectors in a row, for comparing some of them one by one; mapped, not read into memory.
IDS_FILE, VECTORS_FILE = "ids.i64", "vectors.f32"
FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a generation holds; it is compared before a generation is used.

    Attributes:
        format: Layout of the folder.
        encoder: Identity of the encoder.
        encoder_spec: What opens it, for a process that goes over to it; empty when not known.
        dimension: Length of a vector.
        splitter: Identity of the splitter.
        n_passages: Number of vectors.
        last_id: Greatest passage id in it; later passages are searched in the archive itself.
        ids_sha256: Digest of the passage ids.
        created: When it was built, ISO 8601.
        files: SHA-256 of every file that Chroma does not touch when it opens the folder.
    """

    format: int
    encoder: str
    dimension: int
    splitter: str
    n_passages: int
    last_id: int
    ids_sha256: str
    created: str
    files: dict[str, str]
    encoder_spec: str = ""


class Generation:
    """A published generation, open for searching. It is never written.

    Attributes:
        has_graph: Whether Chroma has it open. Chroma writes a page when it opens a folder; where
            there is no room for that, the vectors in a row are compared one by one.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest
        self.has_graph = True
        try:
            self._client, self._collection = open_collection(folder)
        except GenerationError:
            if VECTORS_FILE not in manifest.files or has_room(folder):
                raise
            self.has_graph = False

    @classmethod
    def open(cls, index_dir: Path, *, encoder: str) -> Generation:
        """Open the current generation.

        Raises:
            GenerationError: There is none, it is damaged, or another encoder or splitter made it.
        """
        folder, manifest = current(index_dir)
        if manifest.format != FORMAT or manifest.splitter != SPLITTER:
            raise GenerationError("the index was built by another version of Newsproof", WAY_OUT)
        if manifest.encoder != encoder:
            raise other_encoder(manifest.encoder, encoder)
        if file_digests(folder) != manifest.files:
            raise GenerationError("files of the index have been changed or damaged", WAY_OUT)
        generation = cls(folder, manifest)
        n_found = generation.count() if generation.has_graph else manifest.n_passages
        if n_found != manifest.n_passages:
            raise GenerationError(
                f"the index holds {n_found} passages, its manifest says {manifest.n_passages}",
                WAY_OUT,
            )
        generation._compare_with_manifest()
        return generation

    def _compare_with_manifest(self) -> None:
        """Make sure that the numbers in the manifest, which no digest covers, fit the files."""
        manifest, vectors = self.manifest, self.folder / VECTORS_FILE
        if not manifest.n_passages or VECTORS_FILE not in manifest.files:
            return
        with mapped("read the ids"):
            ids = np.fromfile(self.folder / IDS_FILE, dtype="<i8")
        stated = (manifest.n_passages, manifest.last_id, 4 * len(ids) * manifest.dimension)
        if stated != (len(ids), int(ids.max(initial=0)), vectors.stat().st_size):
            raise GenerationError("the manifest of the index does not fit its files", WAY_OUT)

    def count(self) -> int:
        """Return the number of vectors that Chroma says it holds."""
        with mapped("count"):
            return int(self._collection.count())

    def vector(self, passage: int) -> Vectors:
        """Return the vector of a passage as Chroma holds it, zeros where there is none."""
        with mapped("read a vector"):
            found = self._collection.get(ids=[str(passage)], include=["embeddings"])["embeddings"]
        is_there = found is not None and len(found) > 0
        return np.asarray(found[0] if is_there else np.zeros(self.manifest.dimension), np.float32)

    def search(self, vector: Vectors, n: int) -> list[tuple[int, float]]:
        """Return the `n` nearest passages: (passage id, cosine), best first, ties by id."""
        n = min(n, self.manifest.n_passages)
        if n == 0:
            return []
        with mapped("search"):
            found = self._collection.query(
                query_embeddings=[vector.tolist()], n_results=n, include=["distances"]
            )
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return sorted(((int(i), 1.0 - d) for i, d in pairs), key=lambda hit: (-hit[1], hit[0]))

    def close(self) -> None:
        """Let go of Chroma's files."""
        if self.has_graph:
            self._client.close()


def other_encoder(built: str, used: str) -> OtherEncoderError:
    """Return the error for an index that another encoder built."""
    return OtherEncoderError(
        f"the index was built with encoder {built!r}, you use {used!r}",
        f"{WAY_OUT} to change over, or go back to the other encoder",
    )


def current_name(index_dir: Path) -> str:
    """Return the name of the published generation, or the empty string when there is none."""
    try:
        return (index_dir / "CURRENT").read_text().strip()
    except (OSError, UnicodeDecodeError):
        return ""


def current(index_dir: Path) -> tuple[Path, Manifest]:
    """Return the folder and the manifest of the published generation.

    Raises:
        GenerationError: There is none, or its manifest cannot be read.
    """
    try:
        folder = index_dir / (index_dir / "CURRENT").read_text().strip()
        return folder, read_manifest(folder)
    except FileNotFoundError:
        raise GenerationError("the index has not been built", WAY_OUT) from None
    except (OSError, ValueError, TypeError) as exc:
        raise GenerationError(f"the manifest of the index cannot be read ({exc})", WAY_OUT) from exc


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a generation.

    Raises:
        OSError: It cannot be read.
        ValueError: It is no JSON, or a field has another type than it should.
        TypeError: A field is missing or unknown.
    """
    manifest = Manifest(**json.loads((folder / "manifest.json").read_text()))
    for field in fields(manifest):
        kind = {"int": int, "str": str}.get(str(field.type), dict)
        if type(getattr(manifest, field.name)) is not kind:
            raise ValueError(f"{field.name!r} is no {kind.__name__}")
    return manifest


def publish(
    archive: Archive,
    index_dir: Path,
    *,
    encoder: str,
    dimension: int,
    now: datetime,
    encoder_spec: str = "",
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Manifest:
    """Build a generation from the stored embeddings, check it in a child process, publish it.

    Call it while holding `Archive.writing()`. The generation before stays on disk for readers that
    have it open; older ones and left-overs of killed builds are deleted.

    Raises:
        GenerationError: It could not be written or did not pass its check; the old one stays in
            use, and what was written of the new one is deleted.
    """
    before = current_name(index_dir)
    names = (f"gen-{now:%Y%m%dT%H%M%S%f}{f'-{n}' if n else ''}" for n in count())
    folder = next(index_dir / name for name in names if not (index_dir / name).exists())
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        _delete_others(index_dir, keep={before})
        folder.mkdir()
        ids = _fill(archive, folder, encoder, on_progress)
        manifest = Manifest(
            format=FORMAT,
            encoder=encoder,
            encoder_spec=encoder_spec,
            dimension=dimension,
            splitter=SPLITTER,
            n_passages=len(ids),
            last_id=max(ids, default=0),
            ids_sha256=hashlib.sha256(json.dumps(ids).encode()).hexdigest(),
            created=now.isoformat("T", "seconds"),
            files=file_digests(folder),
        )
        write_durably(folder / "manifest.json", json.dumps(asdict(manifest), indent=1))
        check_in_child(archive, folder)
        sync_tree(folder)
        if (index_dir / "CURRENT").is_dir():  # somebody's mistake, which a rename can't replace
            shutil.rmtree(index_dir / "CURRENT")
        write_durably(index_dir / "CURRENT", folder.name)
    except BaseException as exc:
        if current_name(index_dir) != folder.name:  # on a full disk, others need the room
            shutil.rmtree(folder, ignore_errors=True)
        if isinstance(exc, OSError):
            raise GenerationError(
                f"the index could not be written ({exc.strerror or exc}); the archive and the "
                "index before are unharmed",
                f"make room or mend the permissions, then {WAY_OUT}",
            ) from exc
        raise
    _delete_others(index_dir, keep={before, folder.name})
    return manifest


def delete_old(index_dir: Path) -> None:
    """Delete every generation but the published one."""
    _delete_others(index_dir, keep={current(index_dir)[0].name})


def check_in_child(archive: Archive, folder: Path) -> None:
    """Probe a generation in a process of its own: a damaged one can crash the interpreter.

    Raises:
        GenerationError: It does not hold what its manifest and the archive say.
    """
    command = [sys.executable, "-m", "index.probe", str(archive.data_dir), str(folder)]
    try:
        probe = subprocess.run(  # noqa: S603 - our own module, our own paths
            command, capture_output=True, text=True, timeout=600, check=False
        )
    except subprocess.TimeoutExpired as exc:
        raise GenerationError("the index was not checked in ten minutes", WAY_OUT) from exc
    if probe.returncode != 0:
        said = (probe.stderr.strip().splitlines() or [f"exit {probe.returncode}"])[-1]
        raise GenerationError(f"the index did not pass its check ({said})", WAY_OUT)


def file_digests(folder: Path) -> dict[str, str]:
    """Return {relative path: SHA-256} of Chroma's vector files and of ours beside them.

    Its `chroma.sqlite3` is left out: Chroma rewrites a page of it whenever it opens the folder.
    """
    digests = {}
    own = [path for path in (folder / IDS_FILE, folder / VECTORS_FILE) if path.is_file()]
    for path in [*sorted((folder / "chroma").glob("*/*")), *own]:
        with path.open("rb") as stream:
            digests[path.relative_to(folder).as_posix()] = hashlib.file_digest(
                stream, "sha256"
            ).hexdigest()
    return digests


def _fill(
    archive: Archive, folder: Path, encoder: str, on_progress: Callable[[int, int], None]
) -> list[int]:
    total = store.n_embedded(archive, encoder)
    client, collection = open_collection(folder, create_for=total)
    stored: list[int] = []
    try:
        with (folder / VECTORS_FILE).open("wb") as in_a_row:
            for ids, vectors in store.vectors_after(archive, encoder):
                with mapped("build the index"):
                    collection.add(ids=[str(i) for i in ids], embeddings=vectors)
                in_a_row.write(vectors.astype("<f4").tobytes())
                stored += ids
                on_progress(len(stored), total)
    finally:
        client.close()
    (folder / IDS_FILE).write_bytes(np.asarray(stored, dtype="<i8").tobytes())
    return stored


def _delete_others(index_dir: Path, keep: set[str]) -> None:
    for folder in index_dir.glob("gen-*"):
        if folder.name not in keep:
            shutil.rmtree(folder, ignore_errors=True)
