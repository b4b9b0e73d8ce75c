"""Check a generation from outside: `python -m index.probe DATA_DIR GENERATION`.

Runs in a process of its own, because opening a damaged Chroma folder can end the interpreter. Exits
0 when the generation holds what the manifest and the archive say; else prints why and exits 1.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from index import store
from index.generation import Generation, file_digests, read_manifest
from sources.archive import Archive

N_QUERIES = 50
_SAME = 0.9999  # cosine of a stored vector with itself, less what float32 rounding takes
# A graph leads to every passage of a small archive. Of a million vectors by rule, as far from each
# other as can be, it doesn't; a damaged one leads to hardly any.
_SMALL, _LEAST_FOUND = 200_000, 0.5


def probe(data_dir: Path, folder: Path) -> str:
    """Return what is wrong with a generation, or the empty string."""
    manifest = read_manifest(folder)
    if file_digests(folder) != manifest.files:
        return "files were changed or are missing"
    generation = Generation(folder, manifest)
    if (n_held := generation.count()) != manifest.n_passages:
        return f"{n_held} vectors instead of {manifest.n_passages}"
    ids: list[int] = []
    n_asked = n_found = 0
    archive = Archive.open(data_dir)
    for some, vectors in store.vectors_after(archive, manifest.encoder):
        inside = [i for i in some if i <= manifest.last_id]
        ids += inside
        step = max(1, manifest.n_passages // N_QUERIES)
        for place in range(0, len(inside), step):
            if float(generation.vector(inside[place]) @ vectors[place]) < _SAME:
                return f"passage {inside[place]} has another vector than in the archive"
            best = generation.search(vectors[place], 1)
            n_asked += 1
            n_found += bool(best) and best[0][1] >= _SAME
    if n_found < (1.0 if manifest.n_passages <= _SMALL else _LEAST_FOUND) * n_asked:
        return f"only {n_found} of {n_asked} passages are found by their own vectors"
    digest = hashlib.sha256(json.dumps(ids).encode()).hexdigest()
    if digest != manifest.ids_sha256 and len(ids) == manifest.n_passages:
        return "it holds other passages than its manifest says"
    return ""


if __name__ == "__main__":
    wrong = probe(Path(sys.argv[1]), Path(sys.argv[2]))
    if wrong:
        sys.stderr.write(wrong + "\n")
    sys.exit(1 if wrong else 0)
