"""The MCP server with the official client: over HTTP and over a pipe, against real processes."""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest

from bot.access.keys import Keys
from tests.bot.api.asking import COMMAND, Server, request
from tests.bot.page.serving import ROOT, serving
from tests.fakes import NOW

pytest.importorskip("mcp", reason="the MCP server is an extra")

TOOLS = {
    "ask": {"question", "as_of"},
    "verify": {"text", "as_of"},
    "search": {"query", "k", "as_of"},
    "get_article": {"article_id", "version", "offset"},
}
BAD: tuple[tuple[str, dict[str, object]], ...] = (
    ("ask", {}), ("ask", {"question": None}), ("ask", {"question": ["a"]}),
    ("ask", {"question": 7}), ("ask", {"question": ""}), ("ask", {"question": "x" * 2_001}),
    ("ask", {"question": "a\x00b"}),
    ("ask", {"question": "a", "path": "/etc/passwd"}), ("ask", {"question": "a", "as_of": 5}),
    ("verify", {"text": {"a": 1}}), ("verify", {"text": "x" * 20_001}), ("verify", {"text": "?!"}),
    ("search", {"query": "a", "k": 51}), ("search", {"query": "a", "k": "5"}),
    ("search", {"query": "a", "where": {"$ne": 1}}), ("get_article", {"article_id": "../../etc"}),
    ("get_article", {"article_id": "file:///etc/passwd"}),
    ("get_article", {"article_id": "f" * 16}),
    ("get_article", {"article_id": "0" * 15 + "1", "offset": -1}),
    ("get_article", {"article_id": "0" * 15 + "1", "version": 99}),
    ("ingest", {"path": "/etc"}), ("sources_remove", {"article_id": "0" * 15 + "1"}),
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mcp") / "data"


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    with serving("--data-dir", str(folder), "--mcp", command=COMMAND) as (host, port, _):
        yield host, port


def with_client(where: Any, use: Callable[[Any], Awaitable[Any]], **options: object) -> Any:
    """Connect the official client, use it, and leave."""
    from mcp.client import Client

    async def run() -> Any:
        async with Client(where, read_timeout_seconds=30, **options) as client:
            return await use(client)

    return anyio.run(run)


def url_of(server: Server) -> str:
    return f"http://{server[0]}:{server[1]}/mcp"


def told(result: Any) -> dict[str, Any]:
    """Return what a tool gave back; as text and as an object it is the same."""
    assert json.loads(result.content[0].text) == result.structured_content
    return result.structured_content


async def use_every_tool(client: Any) -> None:
    listed = (await client.list_tools()).tools
    assert {tool.name: set(tool.input_schema["properties"]) for tool in listed} == TOOLS
    for tool in listed:
        assert tool.annotations.read_only_hint
        assert tool.input_schema["additionalProperties"] is False

    answer = told(await client.call_tool("ask", {"question": "the talks"}))
    assert answer["status"] == "answered"
    assert answer["citations"][0]["quote"] in answer["text"]
    report = told(await client.call_tool("verify", {"text": "The talks ended."}))
    assert report["claims"][0]["verdict"] == "SUPPORTED"
    (hit,) = told(await client.call_tool("search", {"query": "talks", "k": 1}))["hits"]
    found = {"article_id": hit["article_id"], "version": hit["version"]}
    article = told(await client.call_tool("get_article", found))
    assert article["text"][hit["start"] : hit["end"]] == hit["text"]
    assert article["next_offset"] is None
    rest = told(await client.call_tool("get_article", found | {"offset": hit["start"]}))
    assert article["text"].endswith(rest["text"])
    assert rest["text"].startswith(hit["text"])


def test_every_tool_answers_over_http(server: Server) -> None:
    with_client(url_of(server), use_every_tool)


def test_older_clients_are_answered_as_well(server: Server) -> None:
    with_client(url_of(server), use_every_tool, mode="legacy")


def test_every_tool_answers_over_a_pipe(tmp_path: Path) -> None:
    from mcp.client.stdio import StdioServerParameters

    program = StdioServerParameters(
        command=sys.executable,
        args=["-m", "tests.bot.api.served", "--data-dir", str(tmp_path / "data"), "--stdio"],
        cwd=ROOT,
    )
    with_client(program, use_every_tool)


def test_bad_calls_are_told_and_the_server_goes_on(server: Server) -> None:
    async def use(client: Any) -> None:
        for name, arguments in BAD:
            result = await client.call_tool(name, arguments)
            assert result.is_error, (name, str(arguments)[:60])
            assert set(told(result)) == {"error", "way_out"}
            assert "Traceback" not in result.content[0].text
            assert len(result.content[0].text) < 500
        result = await client.call_tool("ask", {"question": "is this broken, Zebulon?"})
        assert result.is_error
        assert "Zebulon" not in result.content[0].text
        assert not (await client.call_tool("ask", {"question": "the talks"})).is_error

    with_client(url_of(server), use)


def test_requests_of_web_pages_are_refused(server: Server) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    accept = {"Accept": "application/json, text/event-stream"}
    assert request(server, "/mcp", body=body, **accept).status == 200
    for headers, status in (
        ({"Host": "rebound.example"}, 400),
        ({"Host": f"rebound.example:{server[1]}"}, 400),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Content_Length": "10000000"}, 413),
    ):
        reply = request(server, "/mcp", body=body, **accept | headers)
        assert reply.status == status, headers
    for method in ("GET", "DELETE", "PUT"):
        assert request(server, "/mcp", method=method).status == 405


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"[" * 100_000, b"\xff", b"x" * 200_000, b'{"method": 1}']
)
def test_what_is_no_message_is_refused(server: Server, body: bytes) -> None:
    reply = request(server, "/mcp", body=body, Accept="application/json, text/event-stream")
    assert reply.status == 400
    assert b"Traceback" not in reply.body


def test_key_is_needed_where_others_come(tmp_path: Path) -> None:
    import httpx2
    from mcp.client.streamable_http import streamable_http_client

    token = Keys(tmp_path / "data").new("assistant", now=NOW)
    arguments = ("--data-dir", str(tmp_path / "data"), "--host", "0.0.0.0", "--mcp")
    with serving(*arguments, command=COMMAND) as (_, port, _process):
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
        assert request(("127.0.0.1", port), "/mcp", body=body).status == 401
        http = httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"})
        transport = streamable_http_client(f"http://127.0.0.1:{port}/mcp", http_client=http)
        with_client(transport, use_every_tool)
