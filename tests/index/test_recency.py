"""What is new counts more as of a day: the factor, and what the search makes of it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.keeper import IndexKeeper
from index.recency import GAIN, recency
from tests.fakes import NOW, FakeEncoder, article_id, make_archive, make_article

DAY = date(2024, 5, 20)
AGES = st.integers(min_value=0, max_value=20_000)


@given(AGES, AGES)
def test_the_older_the_less(one: int, other: int) -> None:
    newer, older = sorted((one, other))
    factors = [recency(DAY - timedelta(days=age), DAY) for age in (newer, older)]
    assert 1.0 + GAIN >= factors[0] >= factors[1] >= 1.0


def test_without_a_day_or_later_nothing_is_added() -> None:
    assert recency(None, DAY) == recency(DAY + timedelta(days=1), DAY) == 1.0
    assert recency(DAY, DAY) == 1.0 + GAIN


def test_as_of_a_day_what_is_new_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.generation.check_in_child", lambda *_: None)
    body = "The mayor of Marle opened the {} bridge on Monday, and many people came."
    archive = make_archive(
        tmp_path,
        make_article("old", body.format("northern"), published=DAY - timedelta(days=200)),
        make_article("new", body.format("southern"), published=DAY - timedelta(days=2)),
        make_article("later", body.format("western"), published=DAY + timedelta(days=1)),
        make_article("undated", "Marle is a town on a river.", published=None),
    )
    keeper = IndexKeeper(archive, FakeEncoder())
    with archive.writing(now=NOW):
        keeper.sync(now=NOW)
    searcher = keeper.open_searcher()
    found = {
        day: [hit.passage.article_id for hit in searcher.search("northern bridge", as_of=day)]
        for day in (None, DAY)
    }
    old, new, later = (article_id(name) for name in ("old", "new", "later"))
    assert found[None][0] == old
    assert found[DAY][0] == new
    assert old in found[DAY]
    assert later not in found[DAY]
    scores = [hit.score for hit in searcher.search("northern bridge", as_of=DAY)]
    assert scores == sorted(scores, reverse=True)
