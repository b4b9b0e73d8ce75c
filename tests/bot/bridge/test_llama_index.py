"""The LlamaIndex bridge: exact offsets, proven answers, and no touch of its global settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.newsproof import Newsproof
from bot.settings import Settings

ARTICLE = """---
title: Fern Bay ferry stays in port
publisher: Fern Bay Echo
published: 2024-05-03
url: https://echo.newsproof-samples.example/2024/05/ferry
---

The Fern Bay ferry stayed in port on Thursday because its rudder was damaged in the storm. The
harbour office expects the repair to take nine days.

Passengers were taken to the island by two fishing boats, the harbour office said.
"""


@pytest.fixture(scope="module")
def newsproof(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsproof]:
    folder = tmp_path_factory.mktemp("bridge")
    path = folder / "ferry.md"
    path.write_text(ARTICLE)
    with Newsproof.open(Settings(data_dir=folder / "data"), create=True) as opened:
        report = opened.ingest([Path(path)])
        assert len(report.added) == 1
        yield opened


def test_retrieved_nodes_carry_exact_offsets(newsproof: Newsproof) -> None:
    from bot.bridge.llama_index import NewsproofRetriever

    nodes = NewsproofRetriever(newsproof, k=3).retrieve("Why did the ferry stay in port?")
    assert nodes
    for found in nodes:
        article = newsproof.archive.get(found.node.metadata["article_id"])
        start, end = found.node.start_char_idx, found.node.end_char_idx
        assert article.text[start:end] == found.node.text


def test_query_engine_answers_with_quotes_as_sources(newsproof: Newsproof) -> None:
    from bot.bridge.llama_index import NewsproofQueryEngine

    response = NewsproofQueryEngine(newsproof).query("Why did the ferry stay in port?")
    assert response.metadata["newsproof"]["status"] == "answered"
    assert "because its rudder was damaged" in str(response)
    for source in response.source_nodes:
        article = newsproof.archive.get(source.node.metadata["article_id"])
        assert article.text[source.node.start_char_idx : source.node.end_char_idx] == (
            source.node.text
        )


def test_query_engine_abstains(newsproof: Newsproof) -> None:
    from bot.bridge.llama_index import NewsproofQueryEngine

    response = NewsproofQueryEngine(newsproof).query("How many whales were seen near the island?")
    assert response.metadata["newsproof"]["status"] == "abstained"
    assert str(response) == "The archive doesn't say."
