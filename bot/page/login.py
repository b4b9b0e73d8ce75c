"""The way to the desk: one password, a form without a script, a session in a cookie."""

from __future__ import annotations

import asyncio
from html import escape
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.access.door import COOKIE, SECURE_COOKIE, Rights, token_of
from bot.access.guesses import Guesses
from bot.access.paths import DESK, LOGIN, LOGOUT
from bot.access.refusing import BusyError
from bot.access.sessions import LONGEST_S
from bot.page.texts import Texts

_MAX_FORM = 8 * 1024
_PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><style>
body {{ font: 1.0625rem/1.5 system-ui, sans-serif; margin: 0; padding: 2rem 1rem }}
main {{ max-width: 24rem; margin: 10vh auto 0 }}
h1 {{ font-size: 1.5rem }}
label, input, button {{ display: block; width: 100%; box-sizing: border-box; font: inherit }}
input, button {{ padding: .6rem; margin-top: .4rem }}
button {{ margin-top: 1rem; font-weight: 600 }}
[role=alert] {{ border-left: 4px solid; padding-left: .8rem }}
</style></head><body><main><h1>{desk}</h1>
<p>{desk_is_for} <a href="/">{to_asking}</a></p>
{problem}<form method="post" action="{login}"><label for="password">{password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required
autofocus><button type="submit">{log_in}</button></form></main></body></html>
"""


def logout_html(t: Texts) -> str:
    """Return the form that ends a session."""
    return (
        f'<form method="post" action="{LOGOUT}" style="text-align:right;margin:0">'
        '<button type="submit" style="min-height:24px;text-decoration:underline">'
        f"{escape(t('shell.log_out'))}</button></form>"
    )


def login_routes(t: Texts, rights: Rights) -> APIRouter:
    """Return the routes of the form; the door opens them only where there is a desk."""
    router = APIRouter(include_in_schema=False)
    guesses = Guesses()
    one_at_a_time = asyncio.Lock()  # a hash takes 64 MB

    @router.get(LOGIN)
    async def form() -> Response:
        return _form(t)

    @router.post(LOGIN)
    async def log_in(request: Request) -> Response:
        peer, password = request.scope["state"]["peer"], rights.password
        guess = _password_of(await request.body())
        if guess is None or password is None:
            return _form(t, t("shell.type_password"), 422)
        async with one_at_a_time:
            if wait_s := guesses.take(peer):
                after_s = BusyError(wait_s).retry_after_s
                problem = t.n("shell.too_many_guesses", after_s)
                told = _form(t, problem, 429)
                told.headers["Retry-After"] = str(after_s)
                return told
            fits = await asyncio.to_thread(password.fits, guess)
            if not fits:
                guesses.failed(peer)
                return _form(t, t("shell.wrong_password"), 401)
        guesses.succeeded(peer)
        # Whatever token the visitor came with is worth nothing from now on.
        rights.sessions.end(token_of(request.scope))
        answer = RedirectResponse(f"{DESK}/", 303)
        _set(answer, rights.sessions.begin(password.mark), request, max_age=LONGEST_S)
        return answer

    @router.post(LOGOUT)
    async def log_out(request: Request) -> Response:
        rights.sessions.end(token_of(request.scope))
        answer = RedirectResponse(LOGIN, 303)
        _set(answer, "", request, max_age=0)
        return answer

    return router


def _set(answer: Response, token: str, request: Request, *, max_age: int) -> None:
    is_tls = request.scope["scheme"] == "https"
    answer.set_cookie(
        SECURE_COOKIE if is_tls else COOKIE,
        token,
        max_age=max_age,
        path="/",
        secure=is_tls,
        httponly=True,
        samesite="strict",
    )


def _password_of(body: bytes) -> str | None:
    if len(body) > _MAX_FORM:
        return None
    try:
        found = parse_qs(body.decode("ascii"), strict_parsing=True, max_num_fields=4)
    except ValueError:
        return None
    given = found.get("password", [])
    return given[0] if len(given) == 1 else None


def _form(t: Texts, problem: str = "", status: int = 200) -> HTMLResponse:
    shown = f'<p role="alert">{escape(problem)}</p>' if problem else ""
    words = {name: escape(t(text)) for name, text in _WORDS.items()}
    page = _PAGE.format(problem=shown, login=LOGIN, lang=t.language, **words)
    return HTMLResponse(page, status)


_WORDS = {
    "title": "shell.log_in_title",
    "desk": "shell.desk",
    "desk_is_for": "shell.desk_is_for",
    "to_asking": "shell.to_asking",
    "password": "shell.password",
    "log_in": "shell.log_in",
}
