"""What the index promises, whichever database holds the archive: one suite, run on both."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from index import search, store
from index.errors import OtherEncoderError
from index.filters import Filters, Findable
from index.keeper import IndexKeeper
from index.search import Searcher
from index.vectors import chroma, open_vectors
from sources.archive import Archive
from sources.article import Article
from sources.database import upsert
from sources.tables import copies
from tests.fakes import NOW, FakeEncoder, article_id, fill, make_article
from tests.index.by_words import search_words
from tests.postgres import any_archive, place, server  # noqa: F401 - fixtures

# ruff: noqa: F811 - fixtures
ROOT = Path(__file__).parents[2]
TOWNS = ["Arle", "Brune", "Corvath", "Deln", "Estry", "Farn", "Gaule", "Hest", "Ivry", "Jorn"]


@pytest.fixture(autouse=True)
def _no_probe(monkeypatch: pytest.MonkeyPatch) -> None:
    """The probe has its tests in `test_generation`; here it would take a second a build."""
    monkeypatch.setattr("index.generation.check_in_child", lambda *_: None)


def synced(archive: Archive, *, minute: int = 0, rebuild: bool = False) -> Searcher:
    keeper = IndexKeeper(archive, FakeEncoder())
    with archive.writing(now=NOW):
        keeper.sync(now=NOW + timedelta(minutes=minute), rebuild=rebuild)
    return keeper.open_searcher()


def ids(searcher: Searcher, query: str, **options: object) -> list[str]:
    return [hit.passage.article_id for hit in searcher.search(query, **options)]


def names(*some: str) -> set[str]:
    return {article_id(name) for name in some}


def test_sync_finds_by_words_and_is_in_step(any_archive: Archive) -> None:
    fill(any_archive, [make_article(t, f"The mayor of {t} opened a bridge.") for t in TOWNS])
    keeper = IndexKeeper(any_archive, FakeEncoder())
    assert not keeper.status().is_in_step
    searcher = synced(any_archive)
    assert ids(searcher, "bridges in Corvath")[0] == article_id("Corvath")
    hit = searcher.search("Deln")[0]
    article = any_archive.get(hit.passage.article_id, hit.passage.version)
    assert hit.passage.span.of(article.text) == hit.passage.text
    status = keeper.status()
    assert status.is_in_step
    assert (status.n_articles, status.n_passages, status.n_indexed) == (10, 10, 10)
    keeper.check()


def test_what_came_after_the_build_is_found_without_another_one(any_archive: Archive) -> None:
    fill(any_archive, [make_article(f"n{n}", f"Ship number{n} sailed.") for n in range(30)])
    searcher = synced(any_archive)
    name = IndexKeeper(any_archive, FakeEncoder()).current_name()
    for minute, town in enumerate(TOWNS[:2], start=1):
        fill(any_archive, [make_article(town, f"A zeppelin was seen over {town}.")])
        synced(any_archive, minute=minute)
        assert ids(searcher, f"zeppelin {town}")[0] == article_id(town)
    assert IndexKeeper(any_archive, FakeEncoder()).current_name() == name


def test_nearest_are_the_exact_nearest(any_archive: Archive) -> None:
    fill(any_archive, [make_article(f"n{n}", f"Ship number{n} took{n} salt.") for n in range(40)])
    synced(any_archive).close()
    encoder = FakeEncoder()
    nearest = open_vectors(any_archive, encoder).open()
    ((known, vectors),) = store.vectors_after(any_archive, encoder.identity)
    assert vectors.dtype == np.float32
    for query in ("Ship number7", "salt", "storm"):
        vector = encoder.encode_query(query)
        cosines = vectors.astype(np.float64) @ vector
        best = [known[at] for at in np.argsort(-cosines, kind="stable")[:10]]
        for what in (Findable(), Findable(ids=np.asarray(known))):
            found = nearest.nearest(vector, 10, what)
            assert [i for i, _ in found] == best
            assert [s for _, s in found] == pytest.approx(np.sort(-cosines)[:10] * -1, abs=1e-5)
    assert nearest.nearest(vector, 10, Findable(ids=np.zeros(0, dtype=np.int64))) == []
    nearest.close()


def test_stored_vectors_come_back_exactly(any_archive: Archive) -> None:
    fill(any_archive, [make_article(t, f"About {t}.") for t in TOWNS])
    encoder = FakeEncoder()
    synced(any_archive).close()
    ((known, vectors),) = store.vectors_after(any_archive, encoder.identity)
    again = store.vectors_of(any_archive, encoder.identity, known)
    assert again[0] == known == store.ids_after(any_archive, encoder.identity, 0)
    assert np.array_equal(again[1], vectors)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(10), abs=1e-6)


class TestWhatMayBeFound:
    def test_version_of_the_day(self, any_archive: Archive) -> None:
        said = [(2, "eleven"), (5, "fourteen"), (9, "twelve")]
        fill(
            any_archive,
            [make_article("t", f"The toll was {w}.", updated=date(2024, 5, d)) for d, w in said],
        )
        searcher = synced(any_archive)
        for day, word in [(1, None), (2, "eleven"), (4, "eleven"), (8, "fourteen"), (9, "twelve")]:
            hits = searcher.search("toll eleven fourteen twelve", as_of=date(2024, 5, day))
            assert [h.passage.text for h in hits] == ([f"The toll was {word}."] if word else [])
        assert searcher.search("toll")[0].passage.text == "The toll was twelve."

    def test_updated_version_is_not_found_before_the_next_sync(self, any_archive: Archive) -> None:
        fill(any_archive, [make_article("t", "The toll was eleven.")])
        searcher = synced(any_archive)
        fill(any_archive, [make_article("t", "The tax was nine.", updated=date(2024, 6, 1))])
        assert searcher.search("toll eleven") == []
        assert [h.passage.version for h in searcher.search("toll", as_of=date(2024, 5, 9))] == [1]
        again = synced(any_archive, minute=1)
        assert [h.passage.version for h in again.search("toll tax")] == [2]

    def test_retracted_and_removed_are_gone_at_once(self, any_archive: Archive) -> None:
        fill(any_archive, [make_article(t, f"Benzene was found in {t}.") for t in TOWNS])
        searcher = synced(any_archive)
        with any_archive.transaction():
            any_archive.retract(article_id("Arle"), on=date(2024, 6, 1))
            any_archive.remove(article_id("Brune"))
        for as_of in (None, date(2024, 5, 1), date(2030, 1, 1)):
            found = ids(searcher, "benzene Arle Brune", k=50, as_of=as_of)
            assert set(found) == names(*TOWNS[2:])

    def test_forgetting_leaves_no_row(self, any_archive: Archive) -> None:
        fill(any_archive, [make_article(t, f"Zanzibar lies near {t}.") for t in TOWNS[:2]])
        synced(any_archive).close()
        with any_archive.writing(now=NOW):
            with any_archive.transaction():
                any_archive.remove(article_id("Arle"))
            IndexKeeper(any_archive, FakeEncoder()).forget(now=NOW + timedelta(minutes=1))
        for table in ("versions", "passages", "embeddings", "passages_text"):
            row = any_archive.connection.exec_driver_sql(f"SELECT count(*) FROM {table}").one()
            assert row[0] == 1, table


class TestFilters:
    @pytest.fixture
    def searcher(self, any_archive: Archive) -> Iterator[Searcher]:
        def one(n: int) -> Article:
            article = make_article(f"n{n}", f"Ferry number{n}x sailed.", title=f"Ferry {n}")
            day = date(2024, 1, 1) + timedelta(days=n)
            publisher, language = ("Echo", "Post")[n % 2], ("en", "de", "fr")[n % 3]
            return replace(article, published=day, publisher=publisher, language=language)

        undated = replace(make_article("no day", "Ferry undated sailed."), published=None)
        fill(any_archive, [*map(one, range(60)), undated])
        searcher = synced(any_archive)
        yield searcher
        searcher.close()

    @pytest.mark.parametrize("few", [0, 5, 1_000])
    @pytest.mark.parametrize(
        ("filters", "expected"),
        [
            (Filters(publishers=("Echo",)), range(0, 60, 2)),
            (Filters(publishers=("Echo",), languages=("de",)), range(4, 60, 6)),
            (Filters(languages=("de", "fr"), publishers=("Post", "X")), None),
            (Filters(published_from=date(2024, 2, 1), published_to=date(2024, 2, 3)), (31, 32, 33)),
            (Filters(published_to=date(2024, 1, 1)), (0,)),
            (Filters(article_ids=(article_id("n7"), article_id("n8"), "none")), (7, 8)),
            (Filters(publishers=("Nobody",)), ()),
        ],
        ids=["publisher", "both", "several", "days", "first day", "articles", "nothing"],
    )
    def test_only_and_all_that_passes_is_found(
        self,
        searcher: Searcher,
        monkeypatch: pytest.MonkeyPatch,
        filters: Filters,
        expected: range | tuple[int, ...] | None,
        few: int,
    ) -> None:
        monkeypatch.setattr(store, "FEW", few)
        monkeypatch.setattr(chroma, "FEW", few)
        monkeypatch.setattr(chroma, "_MOST_COMPARED", few)
        monkeypatch.setattr(search, "DEPTH", 10)
        wanted = [n for n in range(60) if n % 2 and n % 3] if expected is None else list(expected)
        found = ids(searcher, "ferry sailed", k=10, filters=filters)
        assert set(found) <= names(*(f"n{n}" for n in wanted))
        assert len(found) == min(10, len(wanted))

    def test_article_without_a_day_goes_by_when_it_was_known(self, searcher: Searcher) -> None:
        only = Filters(published_from=NOW.date(), published_to=NOW.date())
        assert ids(searcher, "ferry", filters=only) == [article_id("no day")]

    def test_filters_and_day_hold_together(self, searcher: Searcher) -> None:
        found = ids(
            searcher, "ferry", as_of=date(2024, 1, 9), filters=Filters(publishers=("Echo",))
        )
        assert set(found) == names("n0", "n2", "n4", "n6", "n8")


class TestWords:
    def found(self, archive: Archive, query: str) -> set[str]:
        rows = store.current_passages(
            archive, [i for i, _ in search_words(archive, query, 50)], Findable()
        )
        return {passage.article_id for passage, _ in rows.values()}

    @pytest.mark.parametrize(
        ("query", "wanted"),
        [
            ("filming wolf", {"wolf"}),
            ("Kyiv", {"kiev", "kyiv"}),
            ("Kiev", {"kiev", "kyiv"}),
            ("Zelenskyy", {"kyiv"}),
            ("al-Qaeda", {"qaida"}),
            ("1,200", {"grouped", "plain", "dots"}),
            ("1200", {"grouped", "plain", "dots"}),
            ("200", {"grouped", "dots"}),
            ("12", set()),
            ("Sao Tome", {"marks"}),
            ("São Tomé", {"marks"}),
            ("война", {"russian"}),
            ("the", {"kiev", "kyiv", "wolf", "grouped"}),
            ("?!", set()),
        ],
    )
    def test_names_and_numbers_are_found_as_they_are_written(
        self, any_archive: Archive, query: str, wanted: set[str]
    ) -> None:
        bodies = {
            "kiev": "Shells fell on Kiev in the night.",
            "kyiv": "In Kyiv, Zelensky met the envoy.",
            "wolf": "A wolf was filmed near the mill.",
            "grouped": "The fair drew 1,200 people to the field.",
            "plain": "Some 1200 people came.",
            "dots": "Es kamen 1.200 Menschen.",
            "qaida": "Militants of al-Qaida fled.",
            "marks": "Ships left São Tomé at dawn.",
            "russian": "Началась война.",
        }
        fill(any_archive, [make_article(n, b, title="Report") for n, b in bodies.items()])
        synced(any_archive).close()
        assert self.found(any_archive, query) == names(*wanted)

    def test_rarer_words_count_more(self, any_archive: Archive) -> None:
        fill(any_archive, [make_article(f"n{n}", "Ferry ferry harbour.") for n in range(40)])
        fill(any_archive, [make_article("good", "One dull text of a heron and one ferry.")])
        synced(any_archive).close()
        with any_archive.writing(now=NOW):
            IndexKeeper(any_archive, FakeEncoder()).forget(now=NOW + timedelta(minutes=1))
        best = search_words(any_archive, "heron ferry harbour", 3)[0][0]
        rows = store.current_passages(any_archive, [best], Findable())
        assert rows[best][0].article_id == article_id("good")

    @pytest.mark.parametrize(
        "query",
        [
            *('"', "'", 'ferry"', '"ferry" OR', "NOT ferry", "ferry NEAR/3 wall", "ferry:*"),
            *("ferry & !wall", "ferry | (", "<->", "'; DROP TABLE passages; --", "ferry\\"),
            *("ferry\x00wall", "ferry:A", "%s ferry %(x)s", ":x ferry", "f" * 5_000, "🛳️"),
            "ferry " * 500,
        ],
        ids=lambda query: query[:12].encode("unicode_escape").decode(),
    )
    def test_query_is_words_and_never_syntax(self, any_archive: Archive, query: str) -> None:
        fill(any_archive, [make_article("ferry", "The ferry struck the wall.")])
        searcher = synced(any_archive)
        assert bool(search_words(any_archive, query, 10)) == ("ferry" in query)
        searcher.search(query)
        assert any_archive.n_articles() == 1


class TestCopies:
    TEXT = "The ferry struck the harbour wall on Monday and nobody was hurt, the port said, adding "
    TEXT += "that divers would look at the hull before it sails again for the northern islands."

    def test_same_text_is_found_once(self, any_archive: Archive) -> None:
        fill(any_archive, [make_article(f"n{n}", self.TEXT) for n in range(20)])
        fill(any_archive, [make_article("other", "A ferry of another kind.")])
        assert len(ids(synced(any_archive), "ferry harbour", k=10)) == 2

    def test_other_number_or_a_negation_is_another_passage(self, any_archive: Archive) -> None:
        texts = [
            self.TEXT,
            self.TEXT.replace("nobody", "21 people"),
            self.TEXT.replace("nobody", "22 people"),
            self.TEXT.replace("would look", "would not look"),
            self.TEXT.replace("the port said", "the Port said"),
        ]
        fill(any_archive, [make_article(f"n{n}", text) for n, text in enumerate(texts)])
        assert len(ids(synced(any_archive), "ferry harbour", k=10)) == 4

    def test_known_copies_may_differ_in_more_words(self, any_archive: Archive) -> None:
        edited = self.TEXT.replace("on Monday", "early in the week").replace("adding", "and added")
        fill(any_archive, [make_article("one", self.TEXT), make_article("two", edited)])
        searcher = synced(any_archive)
        assert len(ids(searcher, "ferry harbour")) == 2
        with any_archive.transaction() as connection:
            for name in ("one", "two"):
                of = {"article_id": article_id(name), "version": 1, "signature": b""}
                upsert(connection, copies, {**of, "report": article_id("one")})
        assert len(ids(searcher, "ferry harbour")) == 1


class TestEncoders:
    def test_other_encoder_is_an_error_until_it_is_chosen(self, any_archive: Archive) -> None:
        fill(any_archive, [make_article("a", "The ferry.")])
        synced(any_archive).close()
        other = IndexKeeper(any_archive, FakeEncoder("other'%s@2", dimension=32))
        with pytest.raises(OtherEncoderError, match="fake-bag-of-words@1"):
            other.open_searcher()
        with any_archive.writing(now=NOW):
            other.sync(now=NOW + timedelta(minutes=1), rebuild=True)
        assert other.open_searcher().search("ferry")
        assert other.status().is_in_step

    def test_stored_embeddings_are_not_computed_again(self, any_archive: Archive) -> None:
        fill(any_archive, [make_article(t, f"About {t}.") for t in TOWNS])
        synced(any_archive).close()
        encoder = FakeEncoder()
        with any_archive.writing(now=NOW):
            IndexKeeper(any_archive, encoder).sync(now=NOW + timedelta(minutes=1), rebuild=True)
        assert encoder.encoded == []


KILLED = """
import os, signal, sys
from datetime import timedelta
from pathlib import Path
from index.keeper import IndexKeeper
from sources.archive import Archive
from tests.fakes import NOW, FakeEncoder
where, stage = sys.argv[1:]
archive = Archive.open(where if "://" in where else Path(where))
def kill(at, done, total):
    if at == stage:
        os.kill(os.getpid(), signal.SIGKILL)
with archive.writing(now=NOW):
    IndexKeeper(archive, FakeEncoder()).sync(
        now=NOW + timedelta(minutes=1), rebuild=True, on_progress=kill)
"""


@pytest.mark.crash
@pytest.mark.parametrize("stage", ["splitting", "embedding", "indexing"])
def test_killed_sync_goes_on_where_it_was(
    any_archive: Archive,
    place: Path | str,
    stage: str,
) -> None:
    fill(any_archive, [make_article(t, f"The mayor of {t} spoke.") for t in TOWNS])
    run = subprocess.run(
        [sys.executable, "-c", KILLED, str(place), stage], cwd=ROOT, check=False, timeout=120
    )
    assert run.returncode == -9
    encoder = FakeEncoder()
    keeper = IndexKeeper(any_archive, encoder)
    with any_archive.writing(now=NOW):
        keeper.sync(now=NOW + timedelta(minutes=2))
    assert len(encoder.encoded) == (10 if stage == "splitting" else 0)
    assert keeper.status().is_in_step
    assert ids(keeper.open_searcher(), "Gaule")[0] == article_id("Gaule")
