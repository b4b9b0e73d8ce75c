"""The tools over MCP: streamable HTTP at `/mcp`, or standard input and output.

The official SDK speaks the protocol; hosts, origins, sizes, keys and limits are checked before it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.routing import Route

from bot.api.service import Service
from bot.api.work import Work
from bot.errors import BotError
from bot.mcp.tools import INSTRUCTIONS, call, tools_of

if TYPE_CHECKING:
    from mcp.server.lowlevel import Server


class NoMcpError(BotError):
    """Raised when the MCP server was asked for and its SDK is not installed."""

    exit_code = 3


def build_server(newsproof: Service, work: Work) -> Server[Any]:
    """Return the MCP server; it is not connected to anything yet.

    Raises:
        NoMcpError: The SDK is not installed.
    """
    try:
        import mcp_types as types
        from mcp.server.lowlevel import Server
    except ImportError as exc:
        raise NoMcpError(
            "the MCP server needs the package 'mcp'", "install it with `pip install newsproof[mcp]`"
        ) from exc
    # The SDK logs what it is sent when that fails.
    logging.getLogger("mcp").setLevel(logging.CRITICAL)
    tools = tools_of(newsproof, work)
    listed = [
        types.Tool(
            name=tool.name,
            description=tool.description,
            input_schema=tool.takes.model_json_schema(),
            annotations=types.ToolAnnotations(
                read_only_hint=True,
                destructive_hint=False,
                idempotent_hint=True,
                open_world_hint=False,
            ),
        )
        for tool in tools
    ]

    async def list_tools(ctx: object, params: object) -> types.ListToolsResult:
        return types.ListToolsResult(tools=listed)

    async def call_tool(ctx: object, params: types.CallToolRequestParams) -> types.CallToolResult:
        told, is_error = await call(tools, params.name, params.arguments or {})
        text = types.TextContent(type="text", text=json.dumps(told, ensure_ascii=False))
        return types.CallToolResult(content=[text], structured_content=told, is_error=is_error)

    return Server(
        "newsproof",
        version=version("newsproof"),
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def http_routes(newsproof: Service, work: Work) -> tuple[Callable[[FastAPI], object], list[Route]]:
    """Return the route `/mcp`, without sessions, and what has to be open while it is served.

    Raises:
        NoMcpError: The SDK is not installed.
    """
    server = build_server(newsproof, work)
    from mcp.server.streamable_http_manager import (
        StreamableHTTPASGIApp,
        StreamableHTTPSessionManager,
    )

    from bot.page.bodies import MAX_BODY

    # Host and Origin have been checked by the guard, for every route alike.
    manager = StreamableHTTPSessionManager(
        app=server, json_response=True, stateless=True, max_request_body_size=MAX_BODY
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with manager.run():
            yield

    return lifespan, [Route("/mcp", endpoint=StreamableHTTPASGIApp(manager), methods=["POST"])]


async def serve_stdio(newsproof: Service) -> None:
    """Speak MCP on standard input and output until the other side closes it.

    Raises:
        NoMcpError: The SDK is not installed.
    """
    server = build_server(newsproof, Work())
    from mcp.server.stdio import stdio_server

    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())
