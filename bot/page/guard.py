"""What stands between the network and the page: hosts, origins, routes, sizes, headers.

Plain ASGI, so that streams pass through untouched. Nothing here reads a question or an answer.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.access.modes import Policy, is_address
from bot.access.paths import DESK, Kind, is_event, is_upload, kind_of, methods_of
from bot.access.peers import came_by_tls, peer_of
from bot.access.refusing import refuse, refuse_for_now
from bot.page.bodies import FORM_OVERHEAD, MAX_BODY, MAX_UPLOAD, takes_uploads

_QUEUE_FULL_S = 10.0
_CSP = (
    "default-src 'self'; script-src 'self' 'unsafe-eval'{nonce}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; media-src 'none'; "
    "worker-src 'none'; object-src 'none'; frame-src 'none'; frame-ancestors 'none'; "
    "base-uri 'self'; form-action {forms}"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def content_security_policy(nonce: str = "", *, has_forms: bool = False) -> str:
    """Return the policy; inline scripts run only with `nonce`, forms are sent only to ourselves.

    `unsafe-eval` is there because Gradio's HTML component builds its template with `Function`;
    without `unsafe-inline` no markup can bring a script of its own, whatever it holds.
    """
    return _CSP.format(
        nonce=f" 'nonce-{nonce}'" if nonce else "", forms="'self'" if has_forms else "'none'"
    )


class Guard:
    """Refuse what the page does not need, and put the headers on every answer."""

    def __init__(self, app: ASGIApp, policy: Policy) -> None:
        self.app = app
        self._policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        scope = self._told(scope)
        send = _with_headers(scope, send)
        if refusal := self._refusal(scope):
            await refusal(scope, receive, send)
            return
        if is_event(scope["method"], scope["path"]):
            send = _with_our_busy(scope, receive, send)
        await self.app(scope, receive, send)

    def _told(self, scope: Scope) -> Scope:
        """Return the scope with who asks, and without what anybody could claim of themselves."""
        proxies = self._policy.proxies
        is_claim = (b"x-forwarded-", b"forwarded", b"x-real-ip", b"x-original-", b"x-rewrite-")
        return {
            **scope,
            "state": {**scope.get("state", {}), "peer": peer_of(scope, proxies)},
            "scheme": "https" if came_by_tls(scope, proxies) else "http",
            "headers": [
                (name, value) for name, value in scope["headers"] if not name.startswith(is_claim)
            ],
        }

    def _refusal(self, scope: Scope) -> Response | None:
        headers, path, method = Headers(scope=scope), scope["path"], scope["method"]
        kind, upload = kind_of(path), is_upload(method, path)
        limit = MAX_UPLOAD + FORM_OVERHEAD if upload else MAX_BODY
        length = headers.get("content-length", "0")
        # A page of another origin may not even have something worked out that it cannot read.
        is_closed = method == "POST" or kind in {Kind.API, Kind.MCP}
        takes = takes_uploads(self._policy, path)
        methods = methods_of(path)
        shown = ", ".join(methods)
        reasons = (
            (
                not is_known_host(headers.get("host", ""), self._policy),
                (400, "this address is not served here", "use a name that the server knows"),
            ),
            (method not in methods, (405, "the method is not for this", f"use {shown}")),
            (
                is_closed and _is_foreign(headers),
                (403, "other pages may not send requests here", "open the page itself"),
            ),
            (kind is Kind.NOTHING, (404, "not found", "look for what there is at /")),
            (upload and not takes, (403, "uploads are off", "add articles on the server")),
            (
                upload and "content-length" not in headers,
                (411, "a length is needed", "send Content-Length"),
            ),
            (
                not (length.isascii() and length.isdecimal()) or int(length) > limit,
                (413, "too large", f"send at most {limit // 1024} KB"),
            ),
        )
        found = next((refusal for is_reason, refusal in reasons if is_reason), None)
        if found is None:
            return None
        status, what, way_out = found
        more = {"Allow": shown} if status == 405 else None
        return refuse(path, status, what, way_out, headers=more)


def is_known_host(header: str, policy: Policy) -> bool:
    """Say whether a `Host` header names this server.

    Known are the loopback names, the address listened on, and the names given. A server that
    listens everywhere also answers to any literal address: only a name can be rebound to another
    machine.
    """
    try:
        name = urlsplit(f"//{header}").hostname or ""
        _ = urlsplit(f"//{header}").port
    except ValueError:
        return False
    host = policy.host.strip("[]").lower()
    if name in {"localhost", "127.0.0.1", "::1", host, *policy.names}:
        return bool(header)
    return host in {"0.0.0.0", "::"} and is_address(name)  # noqa: S104  (compared, not bound)


def _is_foreign(headers: Headers) -> bool:
    """Say whether a page of another origin sent the request."""
    origin = headers.get("origin")
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return True
    if origin is None:
        return False
    try:
        return urlsplit(origin).netloc != headers.get("host")
    except ValueError:
        return True


def _with_headers(scope: Scope, send: Send) -> Send:
    is_file = kind_of(scope["path"]) is Kind.FILE
    has_forms = scope["path"].startswith(DESK) or kind_of(scope["path"]) is Kind.LOGIN
    is_tls = scope["scheme"] == "https"

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name in [name for name in headers if name.startswith("access-control-")]:
                del headers[name]
            for name, value in _HEADERS.items():
                headers[name] = value
            if has_forms:
                # Without a referrer a browser sends a form with `Origin: null`, as a foreign page.
                headers["Referrer-Policy"] = "same-origin"
            if is_tls:
                headers["Strict-Transport-Security"] = "max-age=31536000"
            policy = content_security_policy(has_forms=has_forms)
            headers.setdefault("Content-Security-Policy", policy)
            if not is_file:
                headers["Cache-Control"] = "no-store"
        await send(message)

    return send_with_headers


def _with_our_busy(scope: Scope, receive: Receive, send: Send) -> Send:
    """Return a `send` that says in our words that Gradio's queue is full, and for how long."""
    is_full = False

    async def send_or_say_busy(message: Message) -> None:
        nonlocal is_full
        if message["type"] == "http.response.start" and message["status"] == 503:
            is_full = True
            await refuse_for_now(scope["path"], 503, "busy", _QUEUE_FULL_S)(scope, receive, send)
        elif not is_full:
            await send(message)

    return send_or_say_busy
