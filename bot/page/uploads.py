"""Uploads of a visitor, counted while they come in, and what they leave behind."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.page.quota import BYTES_SPAN_S, FILES_SPAN_S, MAX_BYTES, MAX_FILES, Quota
from bot.page.texts import Texts

UPLOAD_TIMEOUT_S = 120.0


class Uploads:
    """Take uploads within the quotas of a visitor; what is refused is read and thrown away."""

    def __init__(self, app: ASGIApp, folder: Path, t: Texts) -> None:
        """Guard what lies behind.

        Args:
            app: What lies behind, which parses the files out of the body.
            folder: Where it puts them.
            t: The texts of the page.
        """
        self.app = app
        self._folder = folder
        self._t = t
        self._bytes = Quota(MAX_BYTES, BYTES_SPAN_S)
        self._files = Quota(MAX_FILES, FILES_SPAN_S)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer an upload; the guard has seen to its length and its sender."""
        self._sweep()
        headers, peer = Headers(scope=scope), scope["state"]["peer"]
        if wait_s := self._bytes.take(peer, int(headers["content-length"])):
            most = MAX_BYTES // 1024**2
            told = self._refusal("shell.upload_bytes", most, wait_s)
            await _drained(receive)
            await told(scope, receive, send)
            return
        counted = _Counted(receive, _marker(headers), lambda: self._files.take(peer))

        async def send_unless_over(message: Message) -> None:
            if not counted.wait_s:
                await send(message)

        try:
            await self.app(scope, counted, send_unless_over)
        except Exception:
            if not counted.wait_s:
                raise
        if counted.wait_s:
            told = self._refusal("shell.upload_files", MAX_FILES, counted.wait_s)
            if not counted.is_whole:
                await _drained(receive)
            await told(scope, receive, send)

    def _refusal(self, what: str, most: int, wait_s: float) -> PlainTextResponse:
        """Return the answer in plain text, which is what the page shows of an upload."""
        t = self._t
        way_out = t.n("shell.upload_later", max(1, math.ceil(wait_s / 60)))
        told = f"{t(what, most=t.number(most))}: {way_out}"
        return PlainTextResponse(told, 429, {"Retry-After": str(math.ceil(wait_s))})

    def _sweep(self) -> None:
        """Delete what an upload that was cut off has left: Gradio 6.31 closes it, and no more."""
        oldest = time.time() - 2 * UPLOAD_TIMEOUT_S
        for path in self._folder.glob("tmp*"):
            with suppress(OSError):
                if path.is_file() and path.stat().st_mtime < oldest:
                    path.unlink()


class _Counted:
    """A `receive` that counts the files of a body and takes the sender for gone at one too many."""

    def __init__(self, receive: Receive, marker: bytes, take: Callable[[], float]) -> None:
        self._receive = receive
        self._marker = marker
        self._take = take
        self._tail = b""
        self.wait_s = 0.0  # until there is room for the one too many
        self.is_whole = False

    async def __call__(self) -> Message:
        if self.wait_s:
            return {"type": "http.disconnect"}
        message = await self._receive()
        self.is_whole = not message.get("more_body", False)
        if self._marker:
            seen = self._tail + message.get("body", b"")
            for _ in range(seen.count(self._marker)):
                self.wait_s = self.wait_s or self._take()
            self._tail = seen[1 - len(self._marker) :]
        return {"type": "http.disconnect"} if self.wait_s else message


def _marker(headers: Headers) -> bytes:
    """Return what stands before each file of a body, as its parser reads it; empty for none."""
    from python_multipart.multipart import parse_options_header

    boundary = parse_options_header(headers.get("content-type"))[1].get(b"boundary", b"")
    return b"--" + boundary + b"\r\n" if boundary else b""


async def _drained(receive: Receive) -> None:
    """Read a body to its end: a browser shows an answer only when it has sent everything."""
    while True:
        message = await receive()
        if message["type"] != "http.request" or not message.get("more_body", False):
            return
