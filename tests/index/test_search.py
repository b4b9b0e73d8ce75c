"""Search: fusion, days, retractions, and queries of every kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import search
from index.keeper import IndexKeeper
from index.lexical import STOP_WORDS
from index.search import RRF_K, Searcher, fuse
from sources.archive import Archive
from sources.article import Article
from tests.fakes import NOW, FakeEncoder, article_id, fill, make_archive, make_article
from tests.index.by_words import search_words

BODIES = {
    "ferry": "The ferry struck the harbour wall on Monday.",
    "bridge": "The bridge over the Velle cost 21 million euros.",
    "water": "Benzene was found in the tap water of Norvane.",
    "wolf": "A wolf was filmed near Tarn; the foresters were surprised.",
}


def searcher_of(archive: Archive, *, minute: int = 0) -> Searcher:
    keeper = IndexKeeper(archive, FakeEncoder())
    with archive.writing(now=NOW):
        keeper.sync(now=NOW + timedelta(minutes=minute))
    return keeper.open_searcher()


@pytest.fixture(autouse=True, scope="module")
def _no_probe() -> None:
    """The probe has its tests in `test_generation`; here it would take a second a build."""
    patch = pytest.MonkeyPatch()
    patch.setattr("index.generation.check_in_child", lambda *_: None)
    yield
    patch.undo()


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    archive = make_archive(tmp_path_factory.mktemp("search"))
    fill(archive, [make_article(name, body) for name, body in BODIES.items()])
    return archive


@pytest.fixture(scope="module")
def searcher(stored: Archive) -> Searcher:
    return searcher_of(stored)


def found(searcher: Searcher, query: str, **options: object) -> list[str]:
    return [hit.passage.article_id for hit in searcher.search(query, **options)]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("harbour wall", "ferry"),
        ("HARBOUR WALL", "ferry"),
        ("What did the bridge cost?", "bridge"),
        ("benzene", "water"),
        ("wolves forester", "wolf"),
        ("the harbor ferries", "ferry"),
    ],
)
def test_best_hit_has_the_words_or_their_stems(searcher: Searcher, query: str, name: str) -> None:
    assert found(searcher, query)[0] == article_id(name)


def test_hits_are_ranked_from_1_by_falling_score(searcher: Searcher) -> None:
    hits = searcher.search("harbour bridge", k=3)
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert searcher.search("harbour bridge", k=3) == hits


def test_passage_of_a_hit_stands_in_its_article(searcher: Searcher, stored: Archive) -> None:
    for hit in searcher.search("ferry bridge water wolf"):
        passage = hit.passage
        article = stored.get(passage.article_id, passage.version)
        assert passage.span.of(article.text) == passage.text == BODIES[article.origin[:-4]]


@pytest.mark.parametrize(
    "query",
    [
        *('"', "'", 'ferry"', '"ferry" OR', "AND", "NOT ferry", "ferry NEAR/3 wall", "ferry*"),
        *("^ferry", "text:ferry", "{text title}: ferry", "ferry + wall", "(ferry", "-ferry"),
        *("'; DROP TABLE passages; --", "ferry\x00wall", "%", "\\", "🛳️", "rowid:1"),
        "ferry " * 500,
    ],
    ids=lambda query: query[:20].encode("unicode_escape").decode(),
)
def test_query_is_words_and_never_syntax(searcher: Searcher, stored: Archive, query: str) -> None:
    hits = search_words(stored, query, 10)
    assert bool(hits) == ("ferry" in query)
    searcher.search(query)
    assert stored.n_articles() == len(BODIES)


@given(query=st.text(max_size=60))
def test_any_query_gets_an_answer_without_an_error(stored: Archive, query: str) -> None:
    scores = [score for _, score in search_words(stored, query, 10)]
    assert scores == sorted(scores, reverse=True)


def test_stop_words_find_nothing_beside_other_words(stored: Archive) -> None:
    assert search_words(stored, "the wolf", 10) == search_words(stored, "wolf", 10)
    assert len(search_words(stored, "wolf of the on was", 10)) == 1
    assert all(word == word.lower() for word in STOP_WORDS)


def test_query_of_stop_words_alone_is_taken_at_its_word(stored: Archive) -> None:
    assert len(search_words(stored, "the", 10)) == len(BODIES)
    assert search_words(stored, " ?! ", 10) == []


def test_empty_archive_holds_nothing(archive: Archive) -> None:
    searcher = searcher_of(archive)
    assert searcher.search("ferry") == []
    assert searcher.search("") == []


def test_article_without_a_body_has_no_passage(archive: Archive) -> None:
    fill(archive, [replace(make_article("title", "Only."), parts=())])
    searcher = searcher_of(archive)
    assert searcher.search("only title") == []


class TestDays:
    def versions(self) -> list[Article]:
        return [
            make_article("toll", f"The toll was {word}.", updated=date(2024, 5, day))
            for day, word in [(2, "eleven"), (5, "fourteen"), (9, "twelve")]
        ]

    @pytest.mark.parametrize(
        ("as_of", "word"),
        [
            (date(2024, 5, 1), None),
            (date(2024, 5, 2), "eleven"),
            (date(2024, 5, 4), "eleven"),
            (date(2024, 5, 5), "fourteen"),
            (date(2024, 5, 9), "twelve"),
            (None, "twelve"),
        ],
    )
    def test_only_the_version_of_the_day_is_found(
        self, archive: Archive, as_of: date | None, word: str | None
    ) -> None:
        fill(archive, self.versions())
        hits = searcher_of(archive).search("toll eleven fourteen twelve", as_of=as_of)
        assert [hit.passage.text for hit in hits] == ([f"The toll was {word}."] if word else [])

    def test_article_of_tomorrow_is_not_found_today(self, archive: Archive) -> None:
        days = [date(2024, 5, day) for day in range(1, 29)]
        fill(archive, [make_article(f"d{d}", f"Toll {d}.", published=d) for d in days])
        searcher = searcher_of(archive)
        for day in days[::9]:
            hits = searcher.search("toll", k=50, as_of=day)
            assert len(hits) == day.day
            assert all(
                archive.get(h.passage.article_id, h.passage.version).dated <= day for h in hits
            )


def test_retracted_article_is_never_found(archive: Archive) -> None:
    fill(archive, [make_article(name, body) for name, body in BODIES.items()])
    searcher = searcher_of(archive)
    assert article_id("water") in found(searcher, "benzene")
    archive.retract(article_id("water"), on=date(2024, 6, 1))
    for as_of in (None, date(2024, 5, 1), date(2030, 1, 1)):
        assert article_id("water") not in found(searcher, "benzene tap water", k=50, as_of=as_of)


def test_removed_article_is_not_found_before_the_index_forgets_it(archive: Archive) -> None:
    fill(archive, [make_article(name, body) for name, body in BODIES.items()])
    searcher = searcher_of(archive)
    archive.remove(article_id("water"))
    assert article_id("water") not in found(searcher, "benzene", k=50)


def test_many_that_may_not_be_found_do_not_crowd_out_the_one_that_may(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "DEPTH", 3)
    fill(
        archive,
        [
            make_article(f"r{n}", "Ferry ferry ferry.", published=date(2025, 1, 1))
            for n in range(40)
        ],
    )
    fill(archive, [make_article("good", "A dull text on one ferry among other things here.")])
    searcher = searcher_of(archive)
    assert found(searcher, "ferry", as_of=date(2024, 6, 1)) == [article_id("good")]


class TestFuse:
    def test_score_is_the_sum_of_reciprocal_ranks(self) -> None:
        fused = dict(fuse([[7, 8], [8, 9]]))
        assert fused[8] == pytest.approx(1 / (RRF_K + 2) + 1 / (RRF_K + 1))
        assert fused[7] == pytest.approx(1 / (RRF_K + 1))

    def test_ties_go_by_id(self) -> None:
        assert [i for i, _ in fuse([[5], [3]])] == [3, 5]

    def test_nothing_gives_nothing(self) -> None:
        assert fuse([]) == fuse([[], []]) == []

    @given(st.lists(st.lists(st.integers(1, 20), unique=True, max_size=10), max_size=3))
    def test_each_is_there_once_and_agreement_never_harms(self, rankings: list[list[int]]) -> None:
        fused = fuse(rankings)
        assert {i for i, _ in fused} == {i for ranking in rankings for i in ranking}
        assert len({i for i, _ in fused}) == len(fused)
        assert [s for _, s in fused] == sorted((s for _, s in fused), reverse=True)
        if rankings and rankings[0]:
            best = rankings[0][0]
            assert dict(fuse([*rankings, [best]]))[best] > dict(fused)[best]
