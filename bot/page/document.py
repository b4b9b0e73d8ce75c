"""The HTML document that carries the page: Gradio's own, with our head and a nonce on its scripts.

Gradio 6.31 writes inline scripts and has no hook for a nonce, and its `head=` is applied by script
after the first paint. Both can go when it has.
"""

from __future__ import annotations

import re
import secrets
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.access.paths import DESK
from bot.page.guard import content_security_policy
from bot.page.markup import esc
from bot.page.texts import Texts

HERE = Path(__file__).parent
# An open book with one line marked, drawn in the colours of the page.
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Crect width='32' height='32' rx='6' fill='%23123b4a'/%3E"
    "%3Cpath d='M8 9h16M8 23h10' stroke='%23fff' stroke-width='2.4'/%3E"
    "%3Cpath d='M8 16h16' stroke='%23ffd75e' stroke-width='5'/%3E%3C/svg%3E"
)
_HEAD = (
    '<meta name="description" content="{description}">'
    '<meta name="color-scheme" content="light dark">'
    f'<link rel="icon" href="{_ICON}">'
    '<link rel="stylesheet" href="/np/page.css">'
    # Gradio's own words follow the browser; a page in two languages helps nobody.
    '<script>Object.defineProperty(navigator,"language",'
    "{{get:()=>document.documentElement.lang}})</script>"
    '<script src="/np/page.js" defer></script>'
)
_BODY = '<noscript><p style="padding:2rem">{no_script} <code>newsproof ask</code>.</p></noscript>'


class Document:
    """Rewrite the documents of the page and of the desk; let everything else pass."""

    def __init__(self, app: ASGIApp, t: Texts) -> None:
        self.app = app
        self._t = t

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] not in {"/", f"{DESK}/"}:
            await self.app(scope, receive, send)
            return
        headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        # A deep link would load a stored state of the page; there is none.
        plain = {**scope, "headers": headers, "query_string": b""}
        start: Message = {}
        body = b""

        async def collect(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            body += message.get("body", b"")
            if not message.get("more_body", False):
                has_forms = scope["path"] != "/"
                await _send_rewritten(self._t, start, body, send, has_forms=has_forms)

        await self.app(plain, receive, collect)


async def _send_rewritten(
    t: Texts, start: Message, body: bytes, send: Send, *, has_forms: bool
) -> None:
    if "text/html" in Headers(scope=start).get("content-type", ""):
        nonce = secrets.token_urlsafe(18)
        body = rewrite(t, body.decode(), nonce).encode()
        headers = MutableHeaders(scope=start)
        headers["Content-Security-Policy"] = content_security_policy(nonce, has_forms=has_forms)
        headers["Content-Length"] = str(len(body))
    await send(start)
    await send({"type": "http.response.body", "body": body})


def rewrite(t: Texts, document: str, nonce: str) -> str:
    """Return Gradio's document with our head, a nonce on every script, and no word of its maker."""
    head = _HEAD.format(description=esc(t("shell.description")))
    body = _BODY.format(no_script=esc(t("shell.no_script")))
    document = re.sub(r'<html\s+lang="[a-z]*"', f'<html lang="{t.language}"', document, count=1)
    document = re.sub(r'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>\s*', "", document)
    document = re.sub(r'<link rel="manifest"[^>]*>\s*', "", document)
    document = document.replace("</head>", f"{head}</head>", 1)
    document = document.replace("</body>", f"{body}</body>", 1)
    return re.sub(r"<script(?=[\s>])", f'<script nonce="{nonce}"', document)
