"""Vectors that are kept in a file, so that a measurement that was stopped goes on where it was.

What is stored is the SHA-256 of a text and its vector, never a text.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.external.errors import SetError
from eval.plain_passages import Encode

AT_ONCE = 64  # texts a transaction: what a stopped run has to do again at the most
_WAIT_S = 60.0


class KeptVectors:
    """An encoder that remembers its vectors in a file; several processes may share it.

    Args:
        encode: Texts to float32 (n, d), rows of unit length.
        path: The file; made if need be.
        name: What the vectors depend on: the model and its arithmetic.
        on_progress: Called with the texts done and the texts of a call, when some are computed.

    Raises:
        SetError: The file cannot be used.
    """

    def __init__(
        self,
        encode: Encode,
        path: Path,
        *,
        name: str,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self._encode = encode
        self._path = path
        self._name = name.encode()
        self._tell = on_progress or (lambda done, total: None)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._open()) as file, file:
                file.execute("PRAGMA journal_mode=WAL")
                file.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, v BLOB)")
        except (OSError, sqlite3.Error) as exc:
            raise _unusable(path, exc) from exc

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of texts, float32 (n, d); only those not known are computed.

        Raises:
            SetError: The file cannot be used.
        """
        keys = [hashlib.sha256(self._name + b"\0" + text.encode()).digest() for text in texts]
        try:
            with closing(self._open()) as file:
                known = self._read(file, keys)
                todo = {
                    key: text for key, text in zip(keys, texts, strict=True) if key not in known
                }
                # Of like length in a batch: a short text beside a long one is padded to its length.
                rest = sorted(todo.items(), key=lambda one: len(one[1]))
                for first in range(0, len(rest), AT_ONCE):
                    some = rest[first : first + AT_ONCE]
                    for (key, _), vector in zip(
                        some, self._encode([text for _, text in some]), strict=True
                    ):
                        known[key] = vector
                    with file:
                        file.executemany(
                            "INSERT OR REPLACE INTO vectors VALUES (?, ?)",
                            [(key, known[key].astype("<f4").tobytes()) for key, _ in some],
                        )
                    self._tell(len(texts) - len(rest) + first + len(some), len(texts))
        except sqlite3.Error as exc:
            raise _unusable(self._path, exc) from exc
        return np.stack([known[key] for key in keys]) if keys else np.zeros((0, 0), np.float32)

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=_WAIT_S)

    @staticmethod
    def _read(file: sqlite3.Connection, keys: Iterable[bytes]) -> dict[bytes, NDArray[np.float32]]:
        found = {}
        for key in dict.fromkeys(keys):
            row = file.execute("SELECT v FROM vectors WHERE key = ?", [key]).fetchone()
            if row is not None:
                found[key] = np.frombuffer(row[0], dtype="<f4").astype(np.float32)
        return found


def _unusable(path: Path, exc: Exception) -> SetError:
    return SetError(
        f"{str(path)!r} cannot keep vectors ({exc})", "name another --work folder, or delete it"
    )
