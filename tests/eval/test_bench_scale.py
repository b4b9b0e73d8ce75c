"""The benchmark of sizes: that it measures what it says, small; figures are looked at by people."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import numpy as np
import pytest

from eval import scale_corpus
from eval.bench_scale import KINDS, asked, measure_size, timed
from eval.scale_corpus import ByRule, articles, markdown_of
from eval.scale_report import BEGIN, END, plots, put, tables
from index.filters import Filters
from sources.readers import read_bytes


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    return measure_size(tmp_path_factory.mktemp("scale"), 100)


def test_a_size_is_measured(figures: dict[str, object]) -> None:
    assert 60 < figures["n_passages"] < 140
    assert set(figures["search"]) == set(KINDS)
    assert all(0 < p50 <= p95 for one in figures["search"].values() for p50, p95 in one.values())
    for step in ("adding", "splitting_and_storing", "publishing", "first_answer"):
        assert figures[step]["processor_s"] > 0
    assert figures["archive_bytes_a_passage"] > 1_000
    assert figures["index_bytes_a_passage"] > 4 * ByRule.dimension
    json.dumps(figures)


def test_figures_become_tables_and_plots(figures: dict[str, object]) -> None:
    larger = {**figures, "n_passages": 5_000}
    text = tables([figures, larger])
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert {row.count("|") for row in rows[:4]} == {10}
    assert all(any(kind in row for row in rows) for kind in KINDS)
    for svg in plots([figures, larger]).values():
        assert "NaN" not in ElementTree.fromstring(svg).text  # noqa: S314 - our own


def test_section_is_put_between_its_markers_and_nothing_else_changes() -> None:
    page = "# Page\n\ntext\n"
    once = put(page, "one")
    assert once == f"# Page\n\ntext\n\n{BEGIN}\n\none\n\n{END}\n"
    assert put(once + "\nmore\n", "two") == once.replace("one", "two") + "\nmore\n"


def test_corpus_is_the_same_every_time_and_readable() -> None:
    one, other = next(articles(first=3)), next(articles(first=3))
    assert one == other != next(articles(first=4))
    (read,) = read_bytes(markdown_of(3, 200).encode(), origin="3.md", retrieved=scale_corpus.NOW)
    assert (read.title, read.publisher) == (one.title, one.publisher)
    vectors = ByRule().encode(["a", "b", "a"])
    assert vectors.shape == (3, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(3), abs=1e-5)
    assert np.array_equal(vectors[0], vectors[2])


def test_kinds_differ_and_time_passes() -> None:
    assert asked("as of", 1)["as_of"] != asked("as of", 2)["as_of"]
    assert asked("narrow (one publisher, 5 %)", 1) == {
        "filters": Filters(publishers=("Narrow Mail",))
    }
    with timed() as taken:
        sum(range(200_000))
    assert 0 < taken.processor < 10 * taken.clock + 1
