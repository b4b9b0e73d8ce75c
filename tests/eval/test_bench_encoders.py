"""The benchmark's own parts; that it measures well is looked at by people."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from eval.bench_encoders import Corpus, Way, measure, operations, ranking
from index.encoding.bert import read_weights
from tests.tiny_encoder import save_encoder


def test_operations_are_those_of_the_matrix_products(tmp_path: Path) -> None:
    folder = save_encoder(tmp_path)
    config = json.loads((folder / "config.json").read_text())
    weights = read_weights((folder / "model.safetensors").read_bytes(), config)
    # Two layers of width 16 and 32: 4 square matrices, 2 oblong ones, scores and mixing.
    one_layer = 2 * 10 * (4 * 16 * 16 + 2 * 16 * 32) + 2 * 2 * 10 * 10 * 16
    assert operations(weights, 10) == 2 * one_layer


def test_ranking_counts_articles_once() -> None:
    corpus = Corpus(
        questions=["q"], relevant=[{"b"}], passages=["1", "2", "3"], articles=["a", "a", "b"]
    )
    passages = np.array([[0.9], [0.8], [0.7]], dtype=np.float32)
    ((recall, gain),) = ranking(corpus, np.ones((1, 1), dtype=np.float32), passages)
    assert recall == 1.0
    assert gain == pytest.approx(1 / np.log2(3))


def test_every_way_gets_the_same_texts_in_every_round() -> None:
    seen: dict[str, list[int]] = {"one": [], "two": []}

    def way(name: str) -> Way:
        def encode(texts: object) -> np.ndarray:
            seen[name].append(len(list(texts)))  # type: ignore[call-overload]
            return np.zeros((1, 1), dtype=np.float32)

        return Way(name=name, encode=encode)

    taken = measure([way("one"), way("two")], ["text"] * 20, 3)
    assert seen == {"one": [8, 20, 20, 20], "two": [8, 20, 20, 20]}
    assert [len(rounds) for rounds in taken] == [3, 3]
