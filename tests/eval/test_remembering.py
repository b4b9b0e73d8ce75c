"""What the models said is remembered by call, exactly, and without any text."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from bot.judge.scorer import Probabilities, TextPairs
from eval.errors import EvalError
from eval.remembering import FILE, Remembered

PAIRS = [("The river rose by a metre.", "The river rose."), ("It fell.", "The river rose.")]


class Counting:
    """A model that says something else each time that it is asked."""

    def __init__(self, identity: str = "counting@1") -> None:
        self.identity = identity
        self.n = 0

    def entailment(self, pairs: TextPairs) -> Probabilities:
        self.n += 1
        return np.full((len(pairs), 3), self.n / 7, dtype=np.float32)

    def answering(self, pairs: TextPairs) -> Probabilities:
        self.n += 1
        return np.full(len(pairs), self.n / 7, dtype=np.float32)


def test_a_call_is_computed_once_and_remembered_to_the_last_bit(tmp_path: Path) -> None:
    model = Counting()
    first = Remembered(model, tmp_path, arithmetic="float32").entailment(PAIRS)
    again = Remembered(model, tmp_path, arithmetic="float32").entailment(PAIRS)
    assert model.n == 1
    assert first.shape == again.shape == (2, 3)
    assert again.dtype == np.float32
    assert (first == again).all()


def test_another_task_batch_model_or_arithmetic_is_another_call(tmp_path: Path) -> None:
    model = Counting()
    remembered = Remembered(model, tmp_path, arithmetic="float32")
    remembered.entailment(PAIRS)
    assert remembered.answering(PAIRS).shape == (2,)
    remembered.entailment(PAIRS[:1])
    remembered.entailment(PAIRS[::-1])
    Remembered(model, tmp_path, arithmetic="bfloat16").entailment(PAIRS)
    assert model.n == 5
    other = Counting("counting@2")
    Remembered(other, tmp_path, arithmetic="float32").entailment(PAIRS)
    assert other.n == 1


def test_no_pairs_are_remembered_too(tmp_path: Path) -> None:
    remembered = Remembered(Counting(), tmp_path, arithmetic="float32")
    assert remembered.entailment([]).shape == remembered.entailment([]).shape == (0, 3)


def test_no_text_is_stored(tmp_path: Path) -> None:
    Remembered(Counting(), tmp_path, arithmetic="float32").entailment(PAIRS)
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert stored
    assert b"river" not in stored


def test_a_file_of_something_else_or_one_that_is_damaged_is_a_clear_error(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE) as other:
        other.execute("CREATE TABLE said (something INT)")
    remembered = Remembered(Counting(), tmp_path, arithmetic="float32")
    with pytest.raises(EvalError, match="cannot keep what the judge said"):
        remembered.entailment(PAIRS)


def test_a_folder_that_cannot_be_used_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("no database, but a long enough text to be taken for one" * 9)
    with pytest.raises(EvalError, match="cannot keep what the judge said"):
        Remembered(Counting(), tmp_path, arithmetic="float32")
    with pytest.raises(EvalError, match="cannot keep what the judge said"):
        Remembered(Counting(), tmp_path / FILE / "x", arithmetic="float32")
