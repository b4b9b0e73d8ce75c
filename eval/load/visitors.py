"""Those who ask: by the API, by its stream, or by the page as a browser speaks to it.

What each way has in common is here: the time limit, what counts as busy, the token check.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Any, Protocol

import httpx

from eval.load.corpus import question_of
from eval.load.replies import Ending, Reply, fault_of, read_wait
from eval.load.server import Server

MOST_S = 60.0  # after which a question that has not ended hangs
_BUSY = {429, 503}


class Way(StrEnum):
    """How questions are asked."""

    API = "api"
    STREAM = "stream"
    PAGE = "page"


class RefusedError(Exception):
    """Raised when a request is answered by anything but what was asked for."""

    def __init__(self, status: int, retry_after: str, said: str) -> None:
        self.status, self.retry_after = status, retry_after
        super().__init__(f"HTTP {status}: {said[:200]}")


class ToldError(Exception):
    """Raised when a stream that has begun ends in an error; its text is what was told."""


class Visitor(Protocol):
    """Somebody who asks one question after the other."""

    async def ask(self, number: int) -> Reply:
        """Ask for fact `number` and wait for the end."""

    async def leave(self) -> None:
        """Close what is open, in the middle of an answer or not."""


@asynccontextmanager
async def web() -> AsyncIterator[httpx.AsyncClient]:
    """Yield the client of a whole crowd: as many connections as it needs, no proxy, no redirect."""
    # The server closes what is idle for 5 s: a line that is taken up just then would break.
    limits = httpx.Limits(
        max_connections=None, max_keepalive_connections=1_000, keepalive_expiry=2.0
    )
    timeout = httpx.Timeout(MOST_S + 10)  # a question's own limit comes first
    async with httpx.AsyncClient(limits=limits, timeout=timeout, trust_env=False) as client:
        yield client


class Asking:
    """One question: its clock, what came of it, and how it is told from the others."""

    def __init__(
        self, number: int, earlier: tuple[int, ...] = (), *, most_s: float = MOST_S
    ) -> None:
        self.number, self.earlier, self.most_s = number, earlier, most_s
        self.text = ""  # all that came back
        self.status = ""  # of the answer, as `bot.answer.Status`
        self._first_s = 0.0
        self.begin()

    def begin(self) -> None:
        """Start the clock."""
        self._began = time.monotonic()

    def first(self) -> None:
        """Note that there is something to read."""
        self._first_s = self._first_s or time.monotonic() - self._began

    def reply(self, ending: Ending, detail: str = "") -> Reply:
        """Return how it ended; an answer is checked."""
        shown = ending in {Ending.ANSWERED, Ending.ABSTAINED}
        return Reply(
            ending=ending,
            seconds=time.monotonic() - self._began,
            first_s=self._first_s,
            fault=fault_of(ending, self.text, self.number, self.earlier) if shown else "",
            detail=detail[:200],
        )

    def done(self) -> Reply:
        """Return the reply to a question that was answered or declined."""
        if self.status == "abstained":
            return self.reply(Ending.ABSTAINED)
        known = self.status in {"answered", "conflicting"}
        return self.reply(Ending.ANSWERED if known else Ending.FAILED, f"status {self.status!r}")


class Programmed:
    """A program that asks by `/api/ask`, or by `/api/ask/stream`."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        server: Server,
        place: int,
        *,
        streams: bool,
        most_s: float = MOST_S,
    ) -> None:
        self._client, self._server, self._streams = client, server, streams
        self._most_s = most_s
        self._headers = headers_of(server, place)
        if server.keys:
            self._headers["Authorization"] = f"Bearer {server.keys[place % len(server.keys)]}"

    async def ask(self, number: int) -> Reply:
        """Ask one question."""
        asking = Asking(number, most_s=self._most_s)
        return await ended(asking, self._stream(asking) if self._streams else self._whole(asking))

    async def leave(self) -> None:
        """Close nothing: a request that is cancelled closes its own connection."""

    async def _whole(self, asking: Asking) -> None:
        reply = await self._client.post(
            f"{self._server.url}/api/ask",
            json={"question": question_of(asking.number)},
            headers=self._headers,
        )
        refuse_other_than_ok(reply)
        asking.text, asking.status = reply.text, str(reply.json().get("status"))
        asking.first()

    async def _stream(self, asking: Asking) -> None:
        url, body = f"{self._server.url}/api/ask/stream", {"question": question_of(asking.number)}
        async with self._client.stream("POST", url, json=body, headers=self._headers) as reply:
            if reply.status_code != 200:
                await reply.aread()
            refuse_other_than_ok(reply)
            name = ""
            async for line in reply.aiter_lines():
                field, _, value = line.partition(": ")
                name = value if field == "event" else name
                if field != "data":
                    continue
                told = json.loads(value)
                if name == "error":
                    raise ToldError(f"{told.get('error')}: {told.get('way_out')}")
                asking.text += value
                asking.first()
                asking.status = str(told.get("status")) if name == "answer" else asking.status


def headers_of(server: Server, place: int) -> dict[str, str]:
    """Return what tells one visitor from another where they come by a proxy."""
    if not server.is_public:
        return {}
    return {"X-Forwarded-For": f"10.{place >> 16 & 255}.{place >> 8 & 255}.{place & 255}"}


def refuse_other_than_ok(reply: httpx.Response) -> None:
    """Raise `RefusedError` unless a request did what it should; the body has been read."""
    if reply.status_code != 200:
        after = reply.headers.get("Retry-After", "")
        raise RefusedError(reply.status_code, after, reply.text)


async def ended(asking: Asking, work: Coroutine[Any, Any, None]) -> Reply:
    """Do what a question takes, and return how it ended; nothing takes longer than it may."""
    try:
        async with asyncio.timeout(asking.most_s):
            await work
    except TimeoutError:
        return asking.reply(Ending.HUNG, f"no end within {asking.most_s:g} s")
    except RefusedError as exc:
        is_clear = exc.status in _BUSY and read_wait(exc.retry_after) is not None
        return asking.reply(Ending.BUSY if is_clear else Ending.FAILED, str(exc))
    except ToldError as exc:
        is_clear = "busy" in str(exc).lower() and "try again in" in str(exc).lower()
        # Who was shown an answer is not told in the middle of it to come again.
        is_refusal = is_clear and not asking.text
        return asking.reply(Ending.BUSY if is_refusal else Ending.FAILED, str(exc))
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as exc:
        return asking.reply(Ending.FAILED, f"{type(exc).__name__}: {exc}")
    return asking.done()
