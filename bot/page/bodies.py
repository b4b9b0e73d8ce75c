"""What is sent to the page, read to its end before anything parses it: size, time, file names."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.access.modes import Mode, Policy
from bot.access.paths import DESK, is_upload
from bot.access.refusing import refuse
from bot.page.texts import Texts
from bot.page.uploads import UPLOAD_TIMEOUT_S, Uploads

MAX_BODY = 256 * 1024
MAX_UPLOAD = 20 * 1024 * 1024
FORM_OVERHEAD = 64 * 1024
BODY_TIMEOUT_S = 15.0


class Bodies:
    """Read bodies whole, and refuse what is too large, too slow, or names a file of the server."""

    def __init__(self, app: ASGIApp, policy: Policy, uploads: Path, t: Texts) -> None:
        """Guard what lies behind.

        Args:
            app: What lies behind.
            policy: To whom the server is open.
            uploads: The folder that uploaded files lie in.
            t: The texts of the page.
        """
        self.app = app
        self._policy = policy
        self._uploads = uploads
        self._taking = Uploads(app, uploads, t)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if is_upload(scope["method"], path):
            await self._taking(scope, _in_time(receive), send)
            return
        try:
            body = await _read_whole(receive)
        except TooLargeError:
            told = refuse(path, 413, "too large", f"send at most {MAX_BODY // 1024} KB")
            await told(scope, receive, send)
            return
        except TimeoutError:
            late = refuse(path, 408, "the request did not arrive in time", "send it again")
            await late(scope, receive, send)
            return
        if "/gradio_api/" in path and _names_foreign_file(body, self._folder_of(path)):
            foreign = refuse(
                path, 400, "only files that were uploaded here can be named", "upload the file"
            )
            await foreign(scope, receive, send)
            return
        await self.app(scope, _replay(body, receive), send)

    def _folder_of(self, path: str) -> Path | None:
        return self._uploads if takes_uploads(self._policy, path) else None


def takes_uploads(policy: Policy, path: str) -> bool:
    """Say whether files may be uploaded where a path lies."""
    return policy.mode is Mode.OWN or path.startswith(DESK)


class TooLargeError(Exception):
    """Raised inside this module when a body outgrows the limit."""


async def _read_whole(receive: Receive) -> bytes:
    """Read a small body to its end before anything parses it."""
    body, is_open = b"", True
    async with asyncio.timeout(BODY_TIMEOUT_S):
        while is_open:
            message = await receive()
            if message["type"] != "http.request":
                break
            body += message.get("body", b"")
            if len(body) > MAX_BODY:
                raise TooLargeError
            is_open = message.get("more_body", False)
    return body


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return what hands out `body` once and then goes on with `receive`."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return left.pop() if left else await receive()

    return receive_again


def _in_time(receive: Receive) -> Receive:
    """Return a `receive` that takes the sender for gone when a body is not whole in time."""
    ends = asyncio.get_running_loop().time() + UPLOAD_TIMEOUT_S
    is_whole = False

    async def receive_in_time() -> Message:
        nonlocal is_whole
        if is_whole:
            return await receive()
        try:
            async with asyncio.timeout_at(ends):
                message = await receive()
        except TimeoutError:
            return {"type": "http.disconnect"}
        is_whole = not message.get("more_body", False)
        return message

    return receive_in_time


def _names_foreign_file(body: bytes, uploads: Path | None) -> bool:
    """Say whether a request names a file or an address that was not uploaded here.

    Gradio 6.31 fetches a web address that stands where a file is due. What is no JSON names no
    file; JSON too deep to read is treated as if it did.
    """
    if not body:
        return False
    try:
        data = json.loads(body)
    except RecursionError:
        return True
    except ValueError:
        return False
    folder = None if uploads is None else uploads.resolve()
    pending = [data]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            if "path" in value and not _lies_in(value["path"], folder):
                return True
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)
    return False


def _lies_in(path: object, folder: Path | None) -> bool:
    if not isinstance(path, str) or folder is None:
        return False
    try:
        return Path(path).is_absolute() and Path(path).resolve().is_relative_to(folder)
    except (OSError, ValueError):
        return False
