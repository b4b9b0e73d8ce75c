"""Altered statements are never proven, true ones nearly always: a smaller run of the table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.judge.model import ModelJudge
from bot.judge.opening import open_models
from eval.altered.making import ALTERED, TRUE, make
from eval.altered.measuring import is_reached, prove_all, table
from eval.altered.reading import Cited, fill, sentences
from eval.training.data import data_dir
from sources.archive import Archive
from sources.errors import NewsproofError
from tests.fakes import NOW

SEED = 20261123


@pytest.fixture(scope="module")
def judge() -> ModelJudge:
    return ModelJudge(*open_models("embedded:", "embedded:"))


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("altered")
    archive = Archive.open(folder / "data", create=True)
    fill(archive, folder, now=NOW, news=False)
    yield archive
    archive.close()


@pytest.fixture(scope="module")
def found(samples: Archive) -> list[Cited]:
    return sentences(samples)


def test_statements_are_made_the_same_from_a_seed(found: list[Cited]):
    assert make(found, n=20, seed=1) == make(found, n=20, seed=1)
    assert make(found, n=20, seed=1) != make(found, n=20, seed=2)


def test_there_are_as_many_of_each_sort_and_half(found: list[Cited]):
    made = make(found, n=60, seed=SEED)
    for is_true, kinds in ((True, TRUE), (False, ALTERED)):
        for is_held_out in (True, False):
            half = [m for m in made if m.is_true is is_true and m.is_held_out is is_held_out]
            assert len(half) == 30
            assert {m.kind for m in half} <= set(kinds)
    assert {m.kind for m in made if not m.is_true} == set(ALTERED)


def test_altered_statement_differs_from_what_it_cites(found: list[Cited]):
    for made in make(found, n=60, seed=SEED):
        if not made.is_true:
            assert made.text != " ".join(made.citation.quote.text.split())


def test_no_article_is_in_both_halves(found: list[Cited]):
    halves = [
        {m.citation.quote.article_id for m in make(found, n=60, seed=SEED)
         if m.is_held_out is half and m.kind != "citation"}
        for half in (True, False)
    ]  # fmt: skip
    assert not halves[0] & halves[1]


def test_no_altered_statement_of_the_samples_is_proven_and_the_true_ones_are(
    samples: Archive, found: list[Cited], judge: ModelJudge
):
    proved = prove_all(make(found, n=120, seed=SEED), samples, judge)
    assert [p.made.text for p in proved if not p.made.is_true and p.proof.is_proven] == []
    assert is_reached(proved), [(p.made.text, p.failed) for p in proved if p.is_wrong]
    assert table(proved).count(" of 60 |") == 4


@pytest.mark.external
def test_no_altered_statement_of_real_news_is_proven(tmp_path: Path, judge: ModelJudge):
    try:
        data_dir()
    except NewsproofError as exc:
        pytest.skip(f"the public sets are not here: {exc.what}")
    archive = Archive.open(tmp_path / "data", create=True)
    fill(archive, tmp_path, now=NOW, news=True)
    proved = prove_all(make(sentences(archive), n=500, seed=SEED), archive, judge)
    archive.close()
    assert [p.made.text for p in proved if not p.made.is_true and p.proof.is_proven] == []
    assert is_reached(proved)
