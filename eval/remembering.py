"""Remember what the models of the judge said, so that what didn't change is not computed again.

A call is remembered as a whole: in bfloat16 a probability depends a little on what else is in its
batch, and a figure has to be the same whether it was remembered or not. What is stored is the
SHA-256 of the texts and the numbers, never a text.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from eval.errors import EvalError

if TYPE_CHECKING:
    from bot.judge.scorer import Probabilities, TextPairs

FILE = "scores.sqlite"
_WAIT_S = 30.0


class Remembered:
    """A model of the judge that keeps what it said in a file; several processes may share it."""

    def __init__(self, model: Any, folder: Path, *, arithmetic: str) -> None:  # noqa: ANN401
        """Put a memory in front of a model.

        Args:
            model: An entailment model, an answering model, or both.
            folder: Where the memory is kept; made if need be.
            arithmetic: What else the numbers depend on: kind of floats, version of the library.

        Raises:
            EvalError: The folder cannot be used.
        """
        self._model = model
        self._arithmetic = arithmetic
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = sqlite3.connect(folder / FILE, timeout=_WAIT_S, isolation_level=None)
            self._file.execute("PRAGMA journal_mode=WAL")
            self._file.execute(
                "CREATE TABLE IF NOT EXISTS said (call BLOB PRIMARY KEY, columns INT, numbers BLOB)"
            )
        except (OSError, sqlite3.Error) as exc:
            raise _unusable(folder, exc) from exc

    @property
    def identity(self) -> str:
        """That of the model."""
        return str(self._model.identity)

    def entailment(self, pairs: TextPairs) -> Probabilities:
        """Judge (premise, claim) pairs: `float32 (n, 3)`."""
        return self._said("entailment", pairs, n_columns=3)

    def answering(self, pairs: TextPairs) -> Probabilities:
        """Judge (question, text) pairs: `float32 (n,)`."""
        return self._said("answering", pairs, n_columns=0)

    def _said(self, task: str, pairs: TextPairs, *, n_columns: int) -> Probabilities:
        call = hashlib.sha256(
            json.dumps([self.identity, self._arithmetic, task, list(pairs)]).encode()
        ).digest()
        query = "SELECT columns, numbers FROM said WHERE call = ?"
        if (stored := self._do(query, [call])) is not None:
            numbers = np.frombuffer(stored[1], dtype="<f4").astype(np.float32)
            shape = (len(pairs), stored[0]) if stored[0] else (len(pairs),)
            if numbers.size == int(np.prod(shape)):
                return numbers.reshape(shape)
        found: Probabilities = getattr(self._model, task)(pairs)
        numbers_now = np.ascontiguousarray(found, dtype="<f4").tobytes()
        self._do("INSERT OR REPLACE INTO said VALUES (?, ?, ?)", [call, n_columns, numbers_now])
        return found

    def _do(self, statement: str, values: list[object]) -> Any:  # noqa: ANN401
        """Return the first row that a statement gives, or None.

        Raises:
            EvalError: The file is full, damaged, locked for long, or made by something else.
        """
        try:
            return self._file.execute(statement, values).fetchone()
        except sqlite3.Error as exc:
            raise _unusable(self._folder, exc) from exc


def _unusable(folder: Path, exc: Exception) -> EvalError:
    return EvalError(
        f"{str(folder)!r} cannot keep what the judge said ({exc})",
        "name another folder with --cache, or delete the file in it",
    )
