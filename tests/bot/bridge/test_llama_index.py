"""The LlamaIndex bridge: exact offsets, proven answers, and no touch of its global settings."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from llama_index.core.base.response.schema import (
    AsyncStreamingResponse,
    Response,
    StreamingResponse,
)
from llama_index.core.schema import NodeWithScore

from bot.answer import Answer, Proof, Statement, Status
from bot.bridge.llama_index import (
    NewsproofChatEngine,
    NewsproofQueryEngine,
    NewsproofRetriever,
)
from bot.bridge.streaming import Events, pieces
from bot.newsproof import Newsproof
from bot.settings import Settings
from bot.writing.values import Cost, Ending, Finished, Record, Stated, Withheld

ROOT = Path(__file__).parents[3]
ASKED = "Why did the ferry stay in port?"
UNKNOWN = "How many whales were seen near the island?"
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


def check_places(newsproof: Newsproof, nodes: list[NodeWithScore]) -> None:
    assert nodes
    for found in nodes:
        fact = found.node.metadata
        article = newsproof.archive.get(fact["article_id"], fact["version"])
        start, end = found.node.start_char_idx, found.node.end_char_idx
        assert (start, end) == (fact["start"], fact["end"])
        assert article.text[start:end] == found.node.text
        assert fact["url"] == "https://echo.newsproof-samples.example/2024/05/ferry"
        assert fact["published"] == "2024-05-03"
        assert fact["title"] == "Fern Bay ferry stays in port"


def test_retrieved_nodes_carry_exact_offsets_and_their_article(newsproof: Newsproof):
    retriever = NewsproofRetriever(newsproof, k=3)
    nodes = retriever.retrieve(ASKED)
    check_places(newsproof, nodes)
    again = asyncio.run(retriever.aretrieve(ASKED))
    assert [n.node.id_ for n in again] == [n.node.id_ for n in nodes]


def test_query_engine_answers_with_quotes_as_sources(newsproof: Newsproof):
    engine = NewsproofQueryEngine(newsproof)
    response = engine.query(ASKED)
    assert isinstance(response, Response)
    assert response.metadata
    assert response.metadata["newsproof"]["status"] == "answered"
    assert "because its rudder was damaged" in str(response)
    check_places(newsproof, response.source_nodes)
    assert [n.node.metadata["number"] for n in response.source_nodes] == [1]
    assert str(asyncio.run(engine.aquery(ASKED))) == str(response)


def test_query_engine_abstains_with_the_nearest_quotes(newsproof: Newsproof):
    response = NewsproofQueryEngine(newsproof).query(UNKNOWN)
    assert response.metadata["newsproof"]["status"] == "abstained"
    assert str(response).startswith("The archive doesn't say")
    check_places(newsproof, response.source_nodes)


@pytest.mark.parametrize("question", [ASKED, UNKNOWN])
def test_stream_ends_as_the_whole_answer(newsproof: Newsproof, question: str):
    whole = str(NewsproofQueryEngine(newsproof).query(question))
    engine = NewsproofQueryEngine(newsproof, streaming=True)
    response = engine.query(question)
    assert isinstance(response, StreamingResponse)
    check_places(newsproof, response.source_nodes)  # there before the text is
    assert "".join(response.response_gen) == whole
    assert response.metadata
    assert response.metadata["newsproof"]["question"] == question

    async def read() -> str:
        found = await engine.aquery(question)
        assert isinstance(found, AsyncStreamingResponse)
        return "".join([text async for text in found.response_gen])

    assert asyncio.run(read()) == whole


def test_chat_engine_answers_and_keeps_the_conversation_until_it_is_reset(newsproof: Newsproof):
    chat = NewsproofChatEngine(newsproof)
    first = chat.chat(ASKED)
    assert "because its rudder was damaged" in first.response
    check_places(newsproof, first.source_nodes)
    second = asyncio.run(chat.achat(UNKNOWN))
    assert [m.content for m in chat.chat_history] == [
        *(ASKED, first.response, UNKNOWN, second.response)
    ]
    chat.chat(ASKED, chat_history=[])
    assert len(chat.chat_history) == 2
    chat.reset()
    assert chat.chat_history == []


def test_chat_engine_streams(newsproof: Newsproof):
    chat = NewsproofChatEngine(newsproof)
    response = chat.stream_chat(ASKED)
    check_places(newsproof, response.source_nodes)
    said = "".join(response.response_gen)
    assert "because its rudder was damaged" in said
    assert chat.chat_history[-1].content == said

    async def read() -> str:
        found = await chat.astream_chat(ASKED)
        return "".join([text async for text in found.async_response_gen()])

    assert asyncio.run(read()) == said
    assert len(chat.chat_history) == 4


def _statement(text: str, *numbers: int) -> Statement:
    return Statement(text=text, citations=numbers, proof=Proof(checks=()))


def test_text_that_was_given_out_is_never_taken_back():
    one, two, three = (_statement(f"S{n}.", n) for n in (1, 2, 3))
    answer = Answer(question="?", status=Status.ANSWERED, text="…", statements=(three, one, two))
    record = Record(writer="w", ending=Ending.DONE, cost=Cost())
    told: list[Answer] = []
    is_closed = []

    def events() -> Events:
        try:
            yield Stated(statement=three)
            yield Withheld(reason="no")
            yield Stated(statement=one, instead="no")
            yield Finished(answer=answer, record=record)
        finally:
            is_closed.append(True)

    assert list(pieces(events(), told.append)) == ["S3. [3]", " S1. [1]", " S2. [2]"]
    assert told == [answer]
    left = pieces(events(), told.append)
    next(left)
    left.close()
    assert len(is_closed) == 2
    assert told == [answer]


def test_example_runs_and_no_model_of_openai_is_made():
    script = f"""
import runpy, sys
runpy.run_path({str(ROOT / "docs" / "examples" / "llamaindex_answers.py")!r}, run_name="__main__")
from llama_index.core import Settings
assert Settings._llm is None and Settings._embed_model is None
assert not [name for name in sys.modules if name == "openai" or name.startswith("openai.")]
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "query:  " in done.stdout
    assert "[1] " in done.stdout
    assert "The archive doesn't say" in done.stdout
