"""What may be found, from facts in memory: the same as the database itself says, at any time."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.encoder import Vectors
from index.facts import _KEPT, Facts
from index.filters import ANYTHING, Filters, Findable, joined
from index.keeper import IndexKeeper
from index.tables import passages
from index.vectors.in_a_row import InARow, top
from sources.archive import Archive
from sources.article import Article
from tests.fakes import NOW, FakeEncoder, article_id, fill, make_article

START = date(2024, 1, 1)
DAYS = [None, *(START + timedelta(days=n) for n in (-1, 0, 3, 7, 12, 40))]
FILTERS = [
    ANYTHING,
    Filters(publishers=("Echo",)),
    Filters(publishers=("Echo", "Nobody"), languages=("de",)),
    Filters(published_from=START + timedelta(days=2), published_to=START + timedelta(days=6)),
    Filters(article_ids=(article_id("n1"), article_id("n5"), "none")),
    Filters(publishers=("Nobody",)),
]


def versions(n: int, draw: Random) -> list[Article]:
    """Return versions of the nth article, on days in no order, with other facts each."""
    return [
        replace(
            make_article(
                f"n{n}",
                f"Ferry {n} sailed, says report {number}. " * 40,
                published=draw.choice([None, START + timedelta(days=draw.randrange(9))]),
                updated=START + timedelta(days=draw.randrange(15)),
            ),
            publisher=draw.choice([None, "Echo", "Post"]),
            language=draw.choice([None, "de", "fr"]),
        )
        for number in range(draw.randrange(1, 4))
    ]


def split(archive: Archive) -> None:
    """Cut what has come in into passages; nothing is published."""
    keeper = IndexKeeper(archive, FakeEncoder())
    with archive.writing(now=NOW):
        keeper._split(lambda *_: None)


def said_by_the_database(archive: Archive, what: Findable) -> list[int]:
    query = joined(passages.c.id).where(what.condition).order_by(passages.c.id)
    return [row.id for row in archive.read(query)]


def agrees(archive: Archive, facts: Facts) -> bool:
    found = [facts.findable(day, filters) for day in DAYS for filters in FILTERS]
    return all(what.ids.tolist() == said_by_the_database(archive, what) for what in found)


@pytest.fixture
def filled(archive: Archive) -> Archive:
    draw = Random(4)  # noqa: S311 - test data
    for n in range(30):
        fill(archive, versions(n, draw))
    split(archive)
    return archive


def test_facts_say_what_the_database_says(filled: Archive) -> None:
    facts = Facts(filled)
    assert agrees(filled, facts)
    sizes = {len(facts.findable(day, filters).ids) for day in DAYS for filters in FILTERS}
    assert len(sizes) > 10
    assert 0 in sizes


def test_facts_follow_every_change(filled: Archive) -> None:
    facts, draw = Facts(filled), Random(9)  # noqa: S311 - test data
    assert agrees(filled, facts)
    fill(filled, versions(7, draw))  # not split yet: what it replaces is no longer current
    assert agrees(filled, facts)
    split(filled)
    assert agrees(filled, facts)
    filled.retract(article_id("n3"), on=START)
    assert agrees(filled, facts)
    filled.remove(article_id("n4"))
    assert agrees(filled, facts)
    filled.remove(article_id("n29"))  # the last row: the next one takes its place
    fill(filled, versions(40, draw))
    split(filled)
    assert agrees(filled, facts)
    for n in range(30):
        if n not in {4, 29}:
            filled.remove(article_id(f"n{n}"))
    filled.remove(article_id("n40"))
    assert agrees(filled, facts)
    fill(filled, versions(1, draw))
    split(filled)
    assert agrees(filled, facts)


def test_facts_follow_what_another_connection_writes(filled: Archive) -> None:
    facts = Facts(filled)
    before = facts.findable(None, ANYTHING)
    again = facts.findable(None, ANYTHING)
    assert again.ids is before.ids  # nothing was read again
    thread = threading.Thread(target=lambda: filled.retract(article_id("n2"), on=START))
    thread.start()
    thread.join()
    assert agrees(filled, facts)
    assert len(facts.findable(None, ANYTHING).ids) < len(before.ids)


def test_no_more_answers_are_kept_than_some(filled: Archive) -> None:
    facts = Facts(filled)
    for n in range(3 * _KEPT):
        facts.findable(START + timedelta(days=n), ANYTHING)
    assert len(facts._found) == _KEPT


def test_empty_archive_lets_nothing_be_found(archive: Archive) -> None:
    split(archive)
    assert Facts(archive).findable(None, ANYTHING).is_nothing


class TestInARow:
    @given(
        st.lists(st.integers(0, 9), min_size=1, max_size=60),
        st.integers(1, 70),
        st.lists(st.integers(0, 130), unique=True, max_size=80),
    )
    def test_best_are_those_of_the_whole_sorted(
        self, values: list[int], n: int, wanted: list[int]
    ) -> None:
        ids = 2 * np.arange(1, len(values) + 1)
        vectors: Vectors = np.asarray([[value / 9, 0.0] for value in values], dtype=np.float32)
        among = np.sort(np.asarray(wanted, dtype=np.int64))
        found = InARow(ids, vectors).best(np.asarray([1.0, 0.0], np.float32), n, among)
        cosine = {2 * at + 2: value / 9 for at, value in enumerate(values)}
        best = sorted((-cosine[i], i) for i in wanted if i in cosine)[:n]
        assert [i for i, _ in found] == [i for _, i in best]
        assert [-c for c, _ in best] == pytest.approx([c for _, c in found])

    @pytest.mark.parametrize("share", [1.0, 0.3, 0.01])
    def test_blocks_make_no_difference(self, share: float) -> None:
        draw = np.random.default_rng(3)
        vectors = draw.normal(size=(20_000, 8)).astype(np.float32)
        ids = np.cumsum(draw.integers(1, 4, size=20_000))
        wanted = np.sort(draw.choice(ids, int(share * len(ids)), replace=False))
        found = InARow(ids, vectors).best(vectors[7], 20, wanted)
        cosines = (vectors @ vectors[7])[np.isin(ids, wanted)]
        assert [i for i, _ in found] == [i for i, _ in top(wanted, cosines, 20)]
        assert len(found) == 20

    def test_nothing_is_found_in_nothing(self) -> None:
        none = InARow(np.zeros(0, dtype=np.int64), np.zeros((0, 2), dtype=np.float32))
        asked = np.asarray([1.0, 0.0], dtype=np.float32)
        assert none.best(asked, 3, np.asarray([1, 2])) == []
        assert none.best(asked, 3, np.zeros(0, dtype=np.int64)) == []
