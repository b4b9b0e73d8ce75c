"""What stands between the network and the page: hosts, origins, routes, sizes, headers.

Plain ASGI, so that streams pass through untouched. Nothing here reads a question or an answer.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 256 * 1024
MAX_UPLOAD = 20 * 1024 * 1024
_FORM_OVERHEAD = 64 * 1024
BODY_TIMEOUT_S = 15.0
UPLOAD = "/gradio_api/upload"

# What the page itself asks for, seen in a browser; the rest of Gradio's routes are not served.
_ROUTES = re.compile(
    r"/|/np/[a-z.]+|/(assets|static)/.+|/(theme\.css|config|favicon\.ico|robots\.txt)"
    r"|/gradio_api/(queue/(join|data)|cancel|reset|upload|upload_progress|startup-events"
    r"|heartbeat/\w+)/?"
)
_CSP = (
    "default-src 'self'; script-src 'self' 'unsafe-eval'{nonce}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; media-src 'none'; "
    "worker-src 'none'; object-src 'none'; frame-src 'none'; frame-ancestors 'none'; "
    "base-uri 'self'; form-action 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def content_security_policy(nonce: str = "") -> str:
    """Return the policy; inline scripts run only with `nonce`.

    `unsafe-eval` is there because Gradio's HTML component builds its template with `Function`;
    without `unsafe-inline` no markup can bring a script of its own, whatever it holds.
    """
    return _CSP.format(nonce=f" 'nonce-{nonce}'" if nonce else "")


@dataclass(frozen=True, slots=True)
class Guard:
    """Refuse what the page does not need, and put the headers on every answer.

    Attributes:
        app: What is guarded.
        host: The address that the server listens on.
        uploads: The folder that uploaded files lie in, or None when no files may be sent.
    """

    app: ASGIApp
    host: str
    uploads: Path | None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        send = _with_headers(scope, send)
        refusal = self._refusal(scope)
        if refusal is None and not _is_upload(scope):
            try:
                body = await _read_whole(receive)
                receive = _replay(body, receive)
                if scope["path"].startswith("/gradio_api/") and _names_foreign_file(
                    body, self.uploads
                ):
                    refusal = (400, "only files that were uploaded here can be named")
            except _TooLargeError:
                refusal = (413, f"too large: at most {MAX_BODY // 1024} KB")
            except TimeoutError:
                refusal = (408, "the request did not arrive in time")
        if refusal is not None:
            status, words = refusal
            await PlainTextResponse(words, status)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        is_post, is_upload = scope["method"] == "POST", _is_upload(scope)
        limit = MAX_UPLOAD + _FORM_OVERHEAD if is_upload else MAX_BODY
        length = headers.get("content-length", "0")
        reasons = (
            (
                not is_known_host(headers.get("host", ""), self.host),
                (400, "this address is not served here"),
            ),
            (scope["method"] not in {"GET", "HEAD", "POST"}, (405, "only GET, HEAD and POST")),
            (is_post and _is_foreign(headers), (403, "other pages may not send requests here")),
            (
                not _ROUTES.fullmatch(scope["path"]) or ".." in scope["path"],
                (404, "not found"),
            ),
            (is_upload and self.uploads is None, (403, "uploads are off")),
            (is_upload and "content-length" not in headers, (411, "a length is needed")),
            (
                not length.isdecimal() or int(length) > limit,
                (413, f"too large: at most {limit // 1024} KB"),
            ),
        )
        return next((refusal for is_reason, refusal in reasons if is_reason), None)


def is_known_host(header: str, host: str) -> bool:
    """Say whether a `Host` header names this server.

    Known are the loopback names and the address listened on. A server that listens everywhere
    also answers to any literal address: only a name can be rebound to another machine.
    """
    try:
        name = urlsplit(f"//{header}").hostname or ""
        _ = urlsplit(f"//{header}").port
    except ValueError:
        return False
    if name in {"localhost", "127.0.0.1", "::1", host.strip("[]").lower()}:
        return bool(header)
    return host in {"0.0.0.0", "::"} and _is_address(name)  # noqa: S104  (compared, not bound)


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach `host`."""
    return host == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_foreign(headers: Headers) -> bool:
    """Say whether a page of another origin sent the request."""
    origin = headers.get("origin")
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return True
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


def _is_upload(scope: Scope) -> bool:
    return bool(scope["path"].rstrip("/") == UPLOAD and scope["method"] == "POST")


class _TooLargeError(Exception):
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
                raise _TooLargeError
            is_open = message.get("more_body", False)
    return body


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return what hands out `body` once and then goes on with `receive`."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return left.pop() if left else await receive()

    return receive_again


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


def _with_headers(scope: Scope, send: Send) -> Send:
    is_file = scope["path"].startswith(("/assets/", "/static/", "/np/"))

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name in [name for name in headers if name.startswith("access-control-")]:
                del headers[name]
            for name, value in _HEADERS.items():
                headers[name] = value
            headers.setdefault("Content-Security-Policy", content_security_policy())
            if not is_file:
                headers["Cache-Control"] = "no-store"
        await send(message)

    return send_with_headers
