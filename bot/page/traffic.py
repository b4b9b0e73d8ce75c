"""How much is open at once, and how it ends when the server stops."""

from __future__ import annotations

import asyncio
from collections import Counter

from starlette.types import ASGIApp, Receive, Scope, Send

from bot.access.modes import Mode
from bot.access.paths import Kind, is_heartbeat, is_stream, kind_of
from bot.access.refusing import refuse_for_now

MAX_REQUESTS = 256
MAX_STREAMS = 1_200  # an open page holds one, and one more while it waits for an answer
MAX_OF_ONE = 100  # requests and streams of one visitor where others come as well
_RETRY_S = 5.0


class Traffic:
    """Count what is open; refuse what is too much; end what would never end by itself."""

    def __init__(self, app: ASGIApp, mode: Mode) -> None:
        self.app = app
        self._of_one = MAX_STREAMS if mode is Mode.OWN else MAX_OF_ONE
        self._n_open = {True: 0, False: 0}  # by whether it is a stream
        self._by_peer: Counter[str] = Counter()
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """End the streams that only say that a page is open; answers go on."""
        self._stopping.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        # Whether it is alive is always answered.
        if scope["type"] != "http" or kind_of(scope["path"]) is Kind.HEALTH:
            await self.app(scope, receive, send)
            return
        path, peer = scope["path"], scope["state"]["peer"]
        stream = is_stream(path)
        most = MAX_STREAMS if stream else MAX_REQUESTS
        if self._n_open[stream] >= most or self._by_peer[peer] >= self._of_one:
            if not self._by_peer[peer]:
                del self._by_peer[peer]
            await refuse_for_now(path, 503, "busy", _RETRY_S)(scope, receive, send)
            return
        self._n_open[stream] += 1
        self._by_peer[peer] += 1
        try:
            if is_heartbeat(path):
                await self._until_stopped(scope, receive, send)
            else:
                await self.app(scope, receive, send)
        finally:
            self._n_open[stream] -= 1
            self._by_peer[peer] -= 1
            if not self._by_peer[peer]:
                del self._by_peer[peer]

    async def _until_stopped(self, scope: Scope, receive: Receive, send: Send) -> None:
        answering = asyncio.ensure_future(self.app(scope, receive, send))
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({answering, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            if not answering.done():
                answering.cancel()
                await asyncio.wait({answering})
        if not answering.cancelled():
            answering.result()
