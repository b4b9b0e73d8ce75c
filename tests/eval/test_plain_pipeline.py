"""The plain pipeline over a toy archive: the real encoder, the real splitter, a real Chroma."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from toy import CASES, NOW, make_archive, make_article

from bot.answer import Status
from bot.verdict import Verdict
from eval.baseline import PlainPipeline, Thresholds
from eval.gold import locate_gold
from eval.plain_passages import Encode, load_encoder
from eval.runner import run_system
from eval.tuning import tune
from sources.archive import Archive


@pytest.fixture(scope="module")
def encode() -> Encode:
    return load_encoder(n_threads=1)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    archive = make_archive(tmp_path_factory.mktemp("toy"))
    long_text = "\n\n".join(
        f"Paragraph {place}: the council met again. It voted on item {place} and went home."
        for place in range(60)
    )
    with archive.writing(now=NOW), archive.transaction():
        archive.add(make_article("Council meets", day=6, text=long_text))
    return archive


@pytest.fixture(scope="module")
def pipeline(archive: Archive, encode: Encode) -> Iterator[PlainPipeline]:
    pipeline = PlainPipeline(archive, encode=encode, chunk_size=128, chunk_overlap=20)
    yield pipeline
    pipeline.close()


def test_vectors_are_of_unit_length(encode: Encode) -> None:
    vectors = encode(["one text", "another"])
    assert vectors.shape == (2, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_every_passage_stands_in_its_article(archive: Archive, pipeline: PlainPipeline) -> None:
    assert len(pipeline.passages) > 12
    assert all(archive.proves(passage.quote) for passage in pipeline.passages)
    by_start = {passage.quote.text[:11]: passage for passage in pipeline.passages}
    assert by_start["Bus drivers"].embedded.startswith(
        "Bus drivers strike in Cardon\n\nBus drivers"
    )


def test_larger_passages_are_fewer(archive: Archive, encode: Encode) -> None:
    plain = PlainPipeline(archive, encode=encode)
    assert plain.name == "plain"
    assert 6 <= len(plain.passages) < 12
    assert all(archive.proves(passage.quote) for passage in plain.passages)
    plain.close()


def test_the_nearest_passages_come_best_first(pipeline: PlainPipeline) -> None:
    found = pipeline.nearest("How many Roman coins did the museum buy?", k=4, as_of=None)
    cosines = [scored.cosine for scored in found]
    assert len(found) == 4
    assert cosines == sorted(cosines, reverse=True)
    assert 0.5 < cosines[0] <= 1
    assert "Roman coins" in found[0].passage.text
    assert pipeline.nearest("coins", k=0, as_of=None) == []


def test_articles_from_after_the_day_are_not_found(pipeline: PlainPipeline) -> None:
    day = date(2024, 5, 2)
    texts = [quote.text for quote in pipeline.search("wolf bus drivers", k=10, as_of=day)]
    assert len(texts) == 2
    assert not any("wolf" in text for text in texts)
    assert pipeline.ask("wolf?", as_of=date(2024, 4, 1)).status is Status.ABSTAINED


def test_it_answers_with_three_passages_or_declines(pipeline: PlainPipeline) -> None:
    pipeline.thresholds = Thresholds(ask=0.0, verify=0.0)
    answer = pipeline.ask("How high did the Oste rise?", as_of=None)
    assert answer.status is Status.ANSWERED
    assert [statement.citations for statement in answer.statements] == [(1,), (2,), (3,)]
    assert pipeline.verify("The Oste rose.", as_of=None).verdict is Verdict.SUPPORTED
    pipeline.thresholds = Thresholds(ask=1.01, verify=1.01)
    answer = pipeline.ask("How high did the Oste rise?", as_of=None)
    assert answer.status is Status.ABSTAINED
    assert len(answer.nearest) == 3
    assert not answer.statements
    assert pipeline.verify("The Oste rose.", as_of=None).verdict is Verdict.NOT_ENOUGH_EVIDENCE


def test_tuning_finds_thresholds_that_no_other_of_the_grid_beats(
    archive: Archive, pipeline: PlainPipeline
) -> None:
    gold = locate_gold(CASES, archive)
    tuned = tune(pipeline, CASES, gold)
    assert tuned.answer_accuracy == 1
    assert tuned.verdict_accuracy == pytest.approx(2 / 3)
    n_right = []
    for ask in (0.0, tuned.thresholds.ask - 0.01, tuned.thresholds.ask, 0.99):
        pipeline.thresholds = replace(tuned.thresholds, ask=ask)
        run = run_system(pipeline, CASES, gold, archive=archive)
        n_right.append(sum(record.is_right for record in run.questions))
        assert sum(record.is_right for record in run.claims) == 2
    assert n_right == [2, 2, 3, 1]


def test_an_empty_archive_answers_nothing(tmp_path: Path, encode: Encode) -> None:
    pipeline = PlainPipeline(Archive.open(tmp_path, create=True), encode=encode)
    assert pipeline.search("anything", k=3, as_of=None) == []
    assert pipeline.ask("anything?", as_of=None).status is Status.ABSTAINED
    pipeline.close()
