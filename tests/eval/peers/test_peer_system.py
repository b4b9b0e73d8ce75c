"""A peer behind the protocol of systems: real child processes, good ones and ones that lie."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.answer import Status
from bot.verdict import Verdict
from eval.gold import locate_gold
from eval.peers.child import Child
from eval.peers.errors import PeerError
from eval.peers.lineup import PEERS, choose
from eval.peers.system import Engine, PeerSystem
from eval.peers.tuning import tune
from eval.runner import run_system
from sources.archive import Archive
from tests.eval.toy import CASES, TEXTS, make_archive

TOY = Path(__file__).with_name("toy_peer.py")
PEER = replace(PEERS[1], name="toy", title="Toy")


def start(habit: str) -> Child:
    command = [sys.executable, "-I", str(TOY), habit]
    return Child("toy", command, environ={"PATH": os.environ["PATH"]})


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    archive = make_archive(tmp_path_factory.mktemp("toy"))
    yield archive
    archive.close()


@pytest.fixture
def engine(archive: Archive) -> Iterator[Engine]:
    with start("good") as child:
        engine = Engine(child, encoder="")
        n_passages, took = engine.index(archive.articles())
        assert n_passages == len(TEXTS)
        assert (took.wall_s, took.cpu_s) == (0.01, 0.005)
        yield engine


def test_passages_come_best_first_and_stand_in_the_archive(
    archive: Archive, engine: Engine
) -> None:
    system = PeerSystem(PEER, engine)
    found = system.search("How many Roman coins did the museum buy?", k=3, as_of=None)
    assert len(found) == 3
    assert "Roman coins" in found[0].text
    assert all(archive.proves(quote) for quote in found)


def test_articles_from_after_the_day_are_not_found(engine: Engine) -> None:
    found = PeerSystem(PEER, engine).search("wolf", k=5, as_of=date(2024, 5, 2))
    assert len(found) == 2
    assert not any("wolf" in quote.text for quote in found)


def test_it_answers_from_its_threshold_on_and_declines_below(engine: Engine) -> None:
    question = "How many Roman coins did the museum buy?"
    best = PeerSystem(PEER, engine).nearest(question, k=1, as_of=None)[0].score
    at = PeerSystem(PEER, engine, threshold=best).ask(question, as_of=None)
    assert at.status is Status.ANSWERED
    assert [one.citations for one in at.statements] == [(1,), (2,), (3,)]
    above = PeerSystem(PEER, engine, threshold=best + 1e-9).ask(question, as_of=None)
    assert above.status is Status.ABSTAINED
    assert not above.statements
    assert len(above.nearest) == 3


def test_nothing_found_is_declined_whatever_the_threshold(engine: Engine) -> None:
    engine.index([])
    answer = PeerSystem(PEER, engine, threshold=None).ask("anything?", as_of=None)
    assert answer.status is Status.ABSTAINED
    assert not answer.considered


def test_a_score_without_an_upper_end_becomes_a_confidence_of_the_same_order(
    engine: Engine,
) -> None:
    bm25 = choose(("bm25s",))[0]
    answer = PeerSystem(bm25, engine).ask("Roman coins at night", as_of=None)
    found = PeerSystem(bm25, engine).nearest("Roman coins at night", k=3, as_of=None)
    assert [one.score for one in answer.considered] == [s.score / (1 + s.score) for s in found]


def test_claims_are_not_checked_rather_than_guessed(engine: Engine) -> None:
    system = PeerSystem(PEER, engine)
    assert system.verify("A wolf was filmed.", as_of=None).verdict is Verdict.NOT_CHECKED
    checked = system.check("A wolf was filmed. It was young.", as_of=None)
    assert {judgement.verdict for _, judgement in checked} == {Verdict.NOT_CHECKED}


def test_tuning_makes_it_right_where_it_can_be(archive: Archive, engine: Engine) -> None:
    gold = locate_gold(CASES, archive)
    system = PeerSystem(PEER, engine)
    alone = replace(CASES, claims=(), drafts=())
    before = run_system(system, alone, gold, archive=archive)
    tuned = tune(system, CASES.questions, gold)
    system.threshold = tuned.threshold
    after = run_system(system, alone, gold, archive=archive, notes=tuned.notes)
    right = [sum(record.is_right for record in run.questions) for run in (before, after)]
    assert right == [2, 3]
    assert tuned.answer_accuracy == 1
    assert after.notes["ask_threshold"] == tuned.threshold
    assert all(all(record.exact) for record in after.questions)


def test_an_offset_that_is_wrong_is_seen_as_a_quote_that_is_not_exact(archive: Archive) -> None:
    with start("offset by one") as child:
        engine = Engine(child, encoder="")
        engine.index(archive.articles())
        found = PeerSystem(PEER, engine).search("Roman coins", k=2, as_of=None)
    assert [archive.proves(quote) for quote in found] == [False, True]


@pytest.mark.parametrize(
    ("habit", "says"),
    [
        ("unknown article", "an article that it was not given: 'nowhere'"),
        ("span backwards", "a span from 9 to 3"),
        ("negative start", r"hits\.0\.start: Input should be greater than or equal to 0"),
        ("no score", r"hits\.0\.score: Field required"),
        ("score as text", r"hits\.0\.score: Input should be a valid number"),
        ("one field more", r"hits\.0\.vendor: Unexpected keyword argument"),
        ("worst first", "scores that rise"),
        ("too many", "8 hits instead of 2"),
        ("hits as text", "hits: Input should be a valid array"),
    ],
)
def test_what_a_peer_cannot_have_found_is_refused(archive: Archive, habit: str, says: str) -> None:
    with start(habit) as child:
        engine = Engine(child, encoder="")
        engine.index(archive.articles())
        with pytest.raises(PeerError, match=f"toy answered with {says}"):
            engine.search("How many Roman coins", k=2, as_of=None)


def test_a_peer_that_is_not_there_is_refused_by_name() -> None:
    assert choose(()) == PEERS
    with pytest.raises(PeerError, match=r"there is no peer 'bm26s'.*bm25s"):
        choose(("bm26s",))
