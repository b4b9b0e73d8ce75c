"""A visitor of the page, in the words of Gradio's own client: its queue and its streams.

As a browser does it: the document, an open heartbeat, the events of loading, then for each question
`queue/join` and the stream `queue/data`, and what follows an answer by itself.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx

from eval.errors import EvalError
from eval.load.corpus import question_of
from eval.load.replies import Ending, Reply
from eval.load.server import Server
from eval.load.visitors import (
    MOST_S,
    Asking,
    RefusedError,
    ToldError,
    ended,
    headers_of,
    refuse_other_than_ok,
)

TURNS = 5  # questions of a conversation, before another visitor comes
_QUESTION, _LOG = "np-question", "np-talk"
_QUEUE = "/gradio_api/queue"
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a page asks for, as its own configuration tells it.

    Attributes:
        ask: The event of asking.
        data: What is sent with it; the question goes to `place`.
        place: Where in `data`.
        loading: Events when the page is opened, with what each sends.
        after: Events that the page's script sets off after a refusal, with what each sends.
    """

    ask: int
    data: tuple[Any, ...]
    place: int
    loading: tuple[tuple[int, tuple[Any, ...]], ...]
    after: tuple[tuple[int, tuple[Any, ...]], ...]


async def read_plan(client: httpx.AsyncClient, server: Server) -> Plan:
    """Return what the page of a server asks for.

    Raises:
        EvalError: It has no field for a question.
    """
    reply = await client.get(f"{server.url}/config", headers=headers_of(server, 0))
    refuse_other_than_ok(reply)
    return plan_of(reply.json())


def plan_of(config: dict[str, Any]) -> Plan:
    """Return what a page asks for; see `read_plan`."""
    values = {c["id"]: c["props"].get("value") for c in config["components"]}
    by_name = {c["props"].get("elem_id"): c["id"] for c in config["components"]}
    field, log = by_name.get(_QUESTION), by_name.get(_LOG)
    events = [event for event in config["dependencies"] if event["backend_fn"]]
    ask = next((e for e in events if [field, "submit"] in e["targets"]), None)
    if ask is None:
        raise EvalError(f"the page has no field {_QUESTION!r}", "bring eval/load up to the page")

    def sent(event: dict[str, Any]) -> tuple[int, tuple[Any, ...]]:
        return event["id"], tuple(values.get(one) for one in event["inputs"])

    return Plan(
        ask=ask["id"],
        data=sent(ask)[1],
        place=ask["inputs"].index(field),
        loading=tuple(sent(e) for e in events if any(t[1] == "load" for t in e["targets"])),
        after=tuple(sent(e) for e in events if [log, "expand"] in e["targets"]),
    )


class PageVisitor:
    """A browser's window on the page; after `TURNS` questions it is another visitor's."""

    def __init__(self, client: httpx.AsyncClient, server: Server, plan: Plan, place: int) -> None:
        self._client, self._server, self._plan = client, server, plan
        self._place = place
        self._session = ""
        self._beating: asyncio.Task[None] | None = None
        self._asked: tuple[int, ...] = ()

    async def ask(self, number: int) -> Reply:
        """Ask one question, in a new conversation where the last one is long."""
        if len(self._asked) >= TURNS:
            await self.leave()
        asking = Asking(number, self._asked)
        reply = await ended(asking, self._ask(asking))
        if reply.ending is Ending.ABSTAINED:
            with suppress(httpx.HTTPError, RefusedError, ToldError, TimeoutError):
                async with asyncio.timeout(MOST_S):
                    for event, data in self._plan.after:
                        await self._run(event, data)
            await self.leave()  # a refusal shows other articles, and would stay on the page
        elif reply.ending not in {Ending.ANSWERED, Ending.BUSY}:
            await self.leave()
        return reply

    async def leave(self) -> None:
        """Close the window."""
        if self._beating is not None:
            self._beating.cancel()
            await asyncio.wait({self._beating})
        self._session, self._beating, self._asked = "", None, ()

    async def _open(self) -> None:
        self._place += 100_003  # another address
        document = await self._client.get(f"{self._server.url}/", headers=self._headers)
        refuse_other_than_ok(document)
        self._session = secrets.token_hex(6)
        self._beating = asyncio.create_task(self._beat(self._session))
        for event, data in self._plan.loading:
            await self._run(event, data)

    @property
    def _headers(self) -> dict[str, str]:
        return headers_of(self._server, self._place)

    async def _beat(self, session: str) -> None:
        url = f"{self._server.url}/gradio_api/heartbeat/{session}"
        with suppress(httpx.HTTPError):
            async with self._client.stream(
                "GET", url, headers=self._headers, timeout=None
            ) as beating:
                async for _ in beating.aiter_raw():
                    pass

    async def _ask(self, asking: Asking) -> None:
        if not self._asked:
            await self.leave()
            await self._open()
            asking.begin()  # what is timed is the answer
        self._asked += (asking.number,)
        data = list(self._plan.data)
        data[self._plan.place] = question_of(asking.number)
        await self._run(self._plan.ask, tuple(data), asking)

    async def _run(self, event: int, data: tuple[Any, ...], asking: Asking | None = None) -> None:
        """Set off an event of the page and read what comes of it."""
        joined = await self._client.post(
            f"{self._server.url}{_QUEUE}/join",
            json={
                "fn_index": event,
                "data": data,
                "session_hash": self._session,
                "event_data": None,
                "trigger_id": None,
            },
            headers=self._headers,
        )
        refuse_other_than_ok(joined)
        event_id = joined.json()["event_id"]
        url, session = f"{self._server.url}{_QUEUE}/data", {"session_hash": self._session}
        is_over = False
        async with self._client.stream("GET", url, params=session, headers=self._headers) as reply:
            if reply.status_code != 200:
                await reply.aread()
            refuse_other_than_ok(reply)
            async for line in reply.aiter_lines():
                if not line.startswith("data: "):
                    continue
                told = json.loads(line.removeprefix("data: "))
                if told["msg"] == "unexpected_error":
                    raise ToldError(str(told.get("message")))
                if told.get("event_id") != event_id:
                    continue
                if asking is not None and told["msg"].startswith("process_"):
                    _note(asking, told.get("output"))
                if told["msg"] == "process_completed":
                    is_over = True
                    if not told["success"]:
                        raise ToldError(str(told["output"].get("error")))
        if not is_over:
            raise ToldError("the stream ended before the answer")


def _note(asking: Asking, output: object) -> None:
    """Take in what an update of the page shows."""
    shown = json.dumps(output, ensure_ascii=False) if output else ""
    asking.text += _TAG.sub(" ", shown)
    turn = shown.rpartition("data-turn=")[2]  # the last; those before it were answered before
    if "np-statement" in turn:
        asking.status = "answered"
    elif "np-abstained" in turn:
        asking.status = "abstained"
    if asking.status:
        asking.first()
