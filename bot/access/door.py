"""Who comes in: keys for programs, a session for the desk, so many requests for everybody.

Plain ASGI, before any body is read. On a server that only its own machine reaches, everything is
open; elsewhere nothing is that is not named here.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.access.keys import Keys
from bot.access.limits import HOLDER, VISITOR, Limiter
from bot.access.modes import Mode, Policy
from bot.access.passwords import Password
from bot.access.paths import DESK, LOGIN, Kind, is_event, is_public_api, kind_of
from bot.access.refusing import refuse, refuse_for_now
from bot.access.sessions import Sessions

COOKIE = "newsproof"
SECURE_COOKIE = "__Host-newsproof"


class Rights:
    """What opens a server: its password, its keys, the sessions that are open."""

    def __init__(self, folder: Path | None) -> None:
        """Take what is in a data directory.

        Args:
            folder: The data directory; None where there is none: no password and no keys.
        """
        self.password = Password(folder) if folder else None
        self.keys = Keys(folder) if folder else None
        self.sessions = Sessions()

    @property
    def has_password(self) -> bool:
        """Whether a password is set."""
        return self.password is not None and self.password.is_set

    def has_session(self, scope: Scope) -> bool:
        """Say whether a request comes from somebody who has logged in."""
        token = token_of(scope)
        return bool(token and self.password and self.sessions.is_open(token, self.password.mark))

    def holder(self, scope: Scope) -> str | None:
        """Return the name of the key that a request shows, or None."""
        scheme, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
        if self.keys is None or scheme.lower() != "bearer":
            return None
        return self.keys.holder(token.strip())


class Door:
    """Let a request in, or say what it lacks."""

    def __init__(self, app: ASGIApp, policy: Policy, rights: Rights) -> None:
        self.app = app
        self._policy = policy
        self._rights = rights
        self._visitors = Limiter(VISITOR)
        self._holders = Limiter(HOLDER)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        mode, path, kind = self._policy.mode, scope["path"], kind_of(scope["path"])
        if kind is Kind.MCP and not self._policy.has_mcp:
            return _not_found(path)
        if mode is Mode.OWN:
            return _not_found(path) if kind in {Kind.LOGIN, Kind.DESK} else None
        if kind in {Kind.API, Kind.MCP}:
            return self._program(scope)
        if kind in {Kind.LOGIN, Kind.DESK} and not self._has_desk:
            return _not_found(path)
        if kind is Kind.DESK:
            return self._desk(scope)
        is_work = kind is Kind.PAGE and is_event(scope["method"], path)
        return self._within(self._visitors, scope["state"]["peer"], path) if is_work else None

    @property
    def _has_desk(self) -> bool:
        return self._policy.mode is Mode.SHARED and self._rights.has_password

    def _program(self, scope: Scope) -> Response | None:
        path, peer = scope["path"], scope["state"]["peer"]
        if self._policy.mode is Mode.PUBLIC and not is_public_api(path):
            return _not_found(path)
        holder = self._rights.holder(scope)
        if holder is None:
            return self._within(self._visitors, peer, path) or refuse(
                path,
                401,
                "a key is needed",
                "send one as `Authorization: Bearer …`; `newsproof keys new NAME` makes it",
                headers={"WWW-Authenticate": "Bearer"},
            )
        return self._within(self._holders, holder, path)

    def _desk(self, scope: Scope) -> Response | None:
        path = scope["path"]
        if self._rights.has_session(scope):
            return RedirectResponse(f"{DESK}/", 308) if path == DESK else None
        if path.rstrip("/") == DESK:
            return RedirectResponse(LOGIN, 303)
        return refuse(path, 401, "nobody is logged in here", "log in again")

    def _within(self, limiter: Limiter, key: str, path: str) -> Response | None:
        wait_s = limiter.take(key)
        return refuse_for_now(path, 429, "too many requests", wait_s) if wait_s else None


def token_of(scope: Scope) -> str:
    """Return the token of the session cookie; empty when there is none."""
    try:
        cookies = SimpleCookie(Headers(scope=scope).get("cookie", ""))
    except CookieError:
        return ""
    name = SECURE_COOKIE if scope.get("scheme") == "https" else COOKIE
    found = cookies.get(name)
    return found.value if found else ""


def _not_found(path: str) -> Response:
    return refuse(path, 404, "not found", "look for what there is at /")
