"""A whole comparison over a toy archive: the real Newsproof, a peer that works, one that dies."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.newsproof import Newsproof
from bot.settings import Settings
from eval.gold import locate_gold
from eval.peers.child import Child
from eval.peers.errors import PeerError
from eval.peers.lineup import PEERS
from eval.peers.measuring import Asked, Comparison, Options
from eval.peers.page import render
from tests.eval.toy import CASES, TEXTS, url_of

TOY = Path(__file__).with_name("toy_peer.py")
DOCS = Path(__file__).parents[3] / "docs"
ABOUT = {
    "date": "2026-11-23",
    "version": "0.1.0",
    "split": "dev",
    "digest": CASES.digest,
    "n_questions": 3,
    "n_to_decline": 1,
    "kinds": CASES.n_by_kind,
    "n_articles": 5,
    "n_words": 120,
    "n_rounds": 2,
    "n_timed": 3,
    "n_threads": 1,
    "depth": 10,
}
MACHINE = {
    "processor": "a | b",
    "n_cores": 2,
    "n_usable": 1,
    "memory_gib": None,
    "load": None,
    "system": "Linux",
    "python": "3.11",
}
HABITS = {"llamaindex": "good", "haystack": "exits", "txtai": "worst first"}


def launch(engine: str) -> Child:
    if engine not in HABITS:
        raise PeerError(f"{engine} is not installed: pip ended with 1", "run setup")
    command = [sys.executable, "-I", str(TOY), HABITS[engine]]
    return Child(engine, command, environ={"PATH": os.environ["PATH"]})


@pytest.fixture(scope="module")
def newsproof(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Newsproof, list[Path]]]:
    folder = tmp_path_factory.mktemp("toy")
    for day, (name, (title, text)) in enumerate(TEXTS.items(), start=1):
        head = f'title: "{title}"\npublished: 2024-05-0{day}\nurl: {url_of(name)}'
        (folder / f"{name}.md").write_text(f"---\n{head}\n---\n\n{text}\n")
    files = sorted(folder.glob("*.md"))
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    with Newsproof.open(settings, create=True) as newsproof:
        assert not newsproof.ingest(files).rejected
        yield newsproof, files


@pytest.fixture(scope="module")
def result(newsproof: tuple[Newsproof, list[Path]]) -> dict[str, Any]:
    open_one, files = newsproof
    asked = Asked(cases=CASES, gold=locate_gold(CASES, open_one.archive))
    options = Options(encoder="", n_rounds=2, n_timed=2)
    found = Comparison(
        open_one, files, asked=asked, dev=asked, peers=PEERS, launch=launch, options=options
    ).measure()
    return json.loads(json.dumps({"about": ABOUT, "machine": MACHINE, **found}, allow_nan=False))


def rows(result: dict[str, Any]) -> dict[str, Any]:
    return {row["name"]: row for row in result["systems"]}


def test_all_are_measured_by_the_same_figures(result: dict[str, Any]) -> None:
    ours, peer = rows(result)["newsproof"], rows(result)["llamaindex-threshold"]
    assert ours["figures"].keys() == peer["figures"].keys()
    assert peer["figures"]["answer_accuracy"]["value"] == 1
    assert peer["notes"]["dev_answer_accuracy"] == 1
    assert peer["figures"]["quotes_exact"]["value"] == 1
    assert ours["speed"]["n_passages"] >= 5
    assert peer["speed"]["queries_per_s"] == {"median": 100, "low": 100, "high": 100}
    assert peer["speed"]["queries_per_cpu_s"]["median"] == 200


def test_the_same_peer_without_a_threshold_declines_nothing(result: dict[str, Any]) -> None:
    figures = rows(result)["llamaindex"]["figures"]
    assert figures["abstain_recall"]["value"] == 0
    assert figures["answer_accuracy"]["value"] == pytest.approx(2 / 3)
    tuned = rows(result)["llamaindex-threshold"]["figures"]
    assert tuned["answer_aurc"] == figures["answer_aurc"]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("haystack", "haystack ended with exit code 3"),
        ("txtai", "txtai answered with scores that rise"),
        ("bm25s", "bm25s is not installed: pip ended with 1"),
    ],
)
def test_a_peer_that_fails_is_reported_and_never_a_zero(
    result: dict[str, Any], name: str, says: str
) -> None:
    row = rows(result)[name]
    assert says in row["failed"]
    assert row["figures"] is None
    assert row["speed"] is None
    page = render(result)
    assert f"- **{row['title']} could not be measured**: `{says}" in page
    figures = [line for line in page.splitlines() if line.count("|") > 3]
    assert figures
    assert not [line for line in figures if line.startswith(f"| {row['title']} |")]


def test_the_page_shows_each_system_in_every_table(result: dict[str, Any]) -> None:
    page = render(result)
    for title in ("**Newsproof**", "LlamaIndex, top 3", "LlamaIndex, threshold"):
        assert len([line for line in page.splitlines() if line.startswith(f"| {title} |")]) == 3
    columns = [line.count("|") for line in page.splitlines() if line.startswith("|")]
    assert set(columns) == {9, 8, 3}
    assert "nan" not in page.lower().split()


def test_the_page_says_so_when_thresholds_saw_the_questions(result: dict[str, Any]) -> None:
    assert "tuned on these very questions" in render(result)
    sealed = {**result, "about": {**result["about"], "split": "test"}}
    assert "tuned on the dev split alone" in render(sealed)


def test_the_page_in_docs_is_what_the_results_say() -> None:
    kept = json.loads((DOCS / "results" / "peers.json").read_text(encoding="utf-8"))
    assert (DOCS / "benchmarks.md").read_text(encoding="utf-8").strip() == render(kept).strip()


def test_a_peer_that_dies_while_it_is_timed_is_taken_out(
    newsproof: tuple[Newsproof, list[Path]],
) -> None:
    open_one, files = newsproof
    asked = Asked(cases=CASES, gold=locate_gold(CASES, open_one.archive))
    children: list[Child] = []

    def launch_one(engine: str) -> Child:
        children.append(launch("llamaindex"))
        return children[-1]

    def tell(name: str, done: int, n_all: int) -> None:
        if name == "newsproof: timing" and done == 1:
            os.kill(children[0].pid, 9)

    found = Comparison(
        open_one,
        files,
        asked=asked,
        dev=asked,
        peers=[replace(PEERS[0], name="toy")],
        launch=launch_one,
        options=Options(encoder="", n_rounds=2, n_timed=1),
        tell=tell,
    ).measure()
    row = found["systems"][1]
    assert "was killed by SIGKILL" in row["failed"]
    assert row["figures"] is None
    assert found["systems"][0]["speed"]["n_passages"] > 0
