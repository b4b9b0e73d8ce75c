"""The index in step with the archive: nothing twice, nothing lost, whatever the order of things."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from index import keeper as keeping
from index import store
from index.filters import Findable
from index.keeper import IndexKeeper
from sources.archive import Archive
from tests.fakes import NOW, Clock, FakeEncoder, article_id, fill, make_archive, make_article
from tests.index.by_words import search_words


def sync(archive: Archive, encoder: FakeEncoder, *, minute: int = 0) -> IndexKeeper:
    keeper = IndexKeeper(archive, encoder)
    with archive.writing(now=NOW):
        keeper.sync(now=NOW + timedelta(minutes=minute))
    return keeper


def test_second_sync_embeds_nothing_and_builds_nothing(
    archive: Archive, encoder: FakeEncoder
) -> None:
    fill(archive, [make_article(f"a{n}", f"Ship {n} sailed.") for n in range(5)])
    keeper = sync(archive, encoder)
    assert len(encoder.encoded) == 5
    built = keeper.current_name()
    sync(archive, encoder, minute=1)
    assert len(encoder.encoded) == 5
    assert keeper.current_name() == built


def test_only_what_is_new_is_embedded(archive: Archive, encoder: FakeEncoder) -> None:
    fill(archive, [make_article(f"a{n}", f"Ship {n} sailed.") for n in range(5)])
    sync(archive, encoder)
    encoder.encoded.clear()
    fill(archive, [make_article("a1", "Ship 1 sank."), make_article("new", "A pier.")])
    sync(archive, encoder, minute=1)
    assert sorted(text.split("\n")[1] for text in encoder.encoded) == ["A pier.", "Ship 1 sank."]


def test_equal_passages_share_one_vector(archive: Archive, encoder: FakeEncoder) -> None:
    same = "Tides today."
    fill(archive, [make_article(f"a{n}", same, title="Tides") for n in range(3)])
    keeper = sync(archive, encoder)
    assert encoder.encoded == ["Tides (2024-05-01)\nTides today."]
    assert keeper.status().n_embedded == 3
    assert len(search_words(archive, "tides", 9)) == 3


def test_encoder_reads_title_and_day_and_no_caption(archive: Archive, encoder: FakeEncoder) -> None:
    fill(archive, [make_article("quay", "The quay.", title="Quay shut", caption="Photo: B. Ek")])
    sync(archive, encoder)
    assert encoder.encoded == ["Quay shut (2024-05-01)\nThe quay."]


def test_interrupted_embedding_goes_on_where_it_was(
    archive: Archive, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "_EMBED_AT_ONCE", 3)
    fill(archive, [make_article(f"a{n}", f"Ship {n} sailed.") for n in range(10)])
    encoder.fail_after = 6
    with pytest.raises(InterruptedError):
        sync(archive, encoder)
    keeper = IndexKeeper(archive, encoder)
    assert (keeper.status().n_passages, keeper.status().n_embedded) == (10, 6)
    assert not keeper.status().is_in_step

    encoder.fail_after = None
    encoder.encoded.clear()
    sync(archive, encoder, minute=1)
    assert len(encoder.encoded) == 4
    assert keeper.status().is_in_step
    assert keeper.status().n_indexed == 10


def test_progress_counts_up_to_the_whole(archive: Archive, encoder: FakeEncoder) -> None:
    fill(archive, [make_article(f"a{n}", f"Ship {n} sailed.") for n in range(5)])
    seen: list[tuple[str, int, int]] = []
    with archive.writing(now=NOW):
        IndexKeeper(archive, encoder).sync(now=NOW, on_progress=lambda *said: seen.append(said))
    assert [stage for stage, *_ in seen] == ["splitting", "embedding", "indexing"]
    assert all(done == total == 5 for _, done, total in seen)


def test_changing_the_encoder_embeds_again_and_keeps_the_other_vectors(archive: Archive) -> None:
    fill(archive, [make_article(f"a{n}", f"Ship {n} sailed.") for n in range(5)])
    one, other = FakeEncoder("one@1", 64), FakeEncoder("other@1", 32)
    sync(archive, one)
    keeper = sync(archive, other, minute=1)
    assert len(other.encoded) == 5
    assert keeper.open_searcher().search("ship 3")[0].passage.article_id == article_id("a3")
    sync(archive, one, minute=2)
    assert len(one.encoded) == 5


def test_another_splitter_cuts_everything_again(
    archive: Archive, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(archive, [make_article("a", "Ship sailed.")])
    sync(archive, encoder)
    before = store.current_passages(archive, [1], Findable())
    for module in ("index.store", "index.vectors.chroma", "index.generation"):
        monkeypatch.setattr(f"{module}.SPLITTER", "another-2")
    keeper = sync(archive, encoder, minute=1)
    assert len(encoder.encoded) == 1  # the same text, the same vector
    assert store.current_passages(archive, [1], Findable()) == {}
    assert [hit.passage for hit in keeper.open_searcher().search("ship")] == [
        passage for passage, _ in before.values()
    ]


class ArchiveAndIndex(RuleBasedStateMachine):
    """The index after every sync, against a dict of what is in the archive.

    Every text has a word of its own; a search for that word finds the passage that has it when the
    article counts, and no passage that has it otherwise.
    """

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.archive = make_archive(Path(self.folder.name))
        self.encoder = FakeEncoder()
        self.keeper = IndexKeeper(self.archive, self.encoder)
        self.clock = Clock()
        self.n_words = 0
        self.current: dict[str, str] = {}  # name: the word of its newest version
        self.retracted: set[str] = set()
        self.dead: set[str] = set()  # words that must not be found any more
        self.is_synced = False

    names = st.sampled_from(["quay", "pier", "ferry", "bridge"])

    @initialize()
    def begin(self) -> None:
        self.sync()

    @rule(name=names)
    def add_or_update(self, name: str) -> None:
        self.n_words += 1
        word = f"word{self.n_words}x"
        day = date(2024, 1, 1) + timedelta(days=self.n_words)
        fill(self.archive, [make_article(name, f"The {word} is here.", updated=day)])
        if name in self.current:
            self.dead.add(self.current[name])
        self.current[name] = word
        self.is_synced = False

    @precondition(lambda self: self.current)
    @rule(data=st.data())
    def retract(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.current)))
        self.archive.retract(article_id(name), on=date(2024, 9, 9))
        self.retracted.add(name)

    @precondition(lambda self: self.current)
    @rule(data=st.data(), forgets=st.booleans())
    def remove(self, data: st.DataObject, forgets: bool) -> None:
        name = data.draw(st.sampled_from(sorted(self.current)))
        self.archive.remove(article_id(name))
        self.dead.add(self.current.pop(name))
        self.retracted.discard(name)
        if forgets:
            with self.archive.writing(now=NOW):
                self.keeper.forget(now=self.clock())
            self.is_synced = True

    @rule()
    def sync(self) -> None:
        with self.archive.writing(now=NOW):
            self.keeper.sync(now=self.clock())
        self.is_synced = True

    @invariant()
    def search_finds_what_the_archive_says(self) -> None:
        searcher = self.keeper.open_searcher()
        for name, word in self.current.items():
            found = {
                hit.passage.article_id
                for hit in searcher.search(word, k=50)
                if word in hit.passage.text
            }
            if name in self.retracted:
                assert found == set()
            elif self.is_synced:
                assert found == {article_id(name)}
        for word in self.dead:
            hits = searcher.search(word, k=50)
            assert not [hit for hit in hits if word in hit.passage.text]
        searcher.close()

    @invariant()
    def nothing_is_indexed_that_is_not_archived(self) -> None:
        if not self.is_synced:
            return
        status = self.keeper.status()
        assert status.is_in_step
        assert status.n_articles == len(self.current)

    def teardown(self) -> None:
        self.archive.close()
        self.folder.cleanup()


def check_nothing(*_: object) -> None:
    """Stand for the probe, which costs a process each time."""


@pytest.fixture(autouse=True)
def _no_probe(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The probe has its tests in `test_generation`; here it would take a second a build."""
    monkeypatch.setattr("index.generation.check_in_child", check_nothing)


def test_index_follows_the_archive_through_any_history() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        ArchiveAndIndex, settings=settings(max_examples=25, stateful_step_count=20)
    )
