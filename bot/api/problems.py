"""From an exception to what a program is told: a status, what is wrong, and the way out."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.exceptions import HTTPException

from bot.access.paths import is_for_programs
from bot.access.refusing import BusyError
from bot.errors import QuestionError
from bot.page.trouble import notice_of
from sources.errors import NewsproofError, NotFoundError, UnavailableError

_RETRY_S = 5
_WORDS = {
    400: ("the request cannot be read", "send JSON, as /api/openapi.json describes it"),
    404: ("not found", "look for what there is in /api/openapi.json"),
    405: ("this cannot be done here", "look for what there is in /api/openapi.json"),
}
_FAILED = "something went wrong here; nothing was stored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What a program is told of an error.

    Attributes:
        status: The HTTP status.
        what: What is wrong.
        way_out: What can be done.
        retry_after_s: In how many seconds to come again; 0 when that would not help.
    """

    status: int
    what: str
    way_out: str
    retry_after_s: int = 0

    @property
    def told(self) -> dict[str, str]:
        """The object that is sent."""
        return {"error": self.what, "way_out": self.way_out}

    def response(self) -> Response:
        """Return the answer."""
        after = {"Retry-After": str(self.retry_after_s)} if self.retry_after_s else None
        return JSONResponse(self.told, self.status, after)


def problem_of(exc: Exception, doing: str) -> Problem:
    """Return what is told of an error; one that is not ours is logged without its message."""
    notice = notice_of(exc, doing)
    status, retry_after_s = 500, 0
    if isinstance(exc, BusyError):
        status, retry_after_s = 503, exc.retry_after_s
    elif isinstance(exc, UnavailableError):
        status, retry_after_s = 503, _RETRY_S
    elif isinstance(exc, NotFoundError):
        status = 404
    elif isinstance(exc, QuestionError):
        status = 422
    elif isinstance(exc, NewsproofError):
        status = 503  # the archive or its index cannot be used as they are
    return Problem(
        status=status, what=notice.what, way_out=notice.way_out, retry_after_s=retry_after_s
    )


def tell_problems(app: FastAPI) -> None:
    """Have every error told in our words, and never with a traceback or what was sent."""

    async def not_valid(request: Request, exc: Exception) -> Response:
        found = exc.errors() if isinstance(exc, RequestValidationError) else []
        first = found[0] if found else {}
        if first.get("type") == "json_invalid":
            what, way_out = _WORDS[400]
            return Problem(status=422, what=what, way_out=way_out).response()
        # Its message may name what was sent only by place and kind.
        place = ".".join(str(part) for part in first.get("loc", ())[1:]) or "the body"
        what = f"{_plain(place)} cannot be taken: {_reason(first)}"
        return Problem(status=422, what=what, way_out=_WORDS[400][1]).response()

    async def refused(request: Request, exc: Exception) -> Response:
        status = exc.status_code if isinstance(exc, HTTPException) else 500
        what, way_out = _WORDS.get(status, ("this did not work", "try again"))
        if not is_for_programs(request.url.path):
            return PlainTextResponse(what, status)
        headers = getattr(exc, "headers", None)
        return JSONResponse({"error": what, "way_out": way_out}, status, headers)

    async def ours(request: Request, exc: Exception) -> Response:
        return problem_of(exc, "request").response()

    async def failed(request: Request, exc: Exception) -> Response:
        # Starlette raises it again after this, and the server logs it, without its message.
        return Problem(status=500, what=_FAILED, way_out="try again").response()

    app.add_exception_handler(RequestValidationError, not_valid)
    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(NewsproofError, ours)
    app.add_exception_handler(Exception, failed)


def _plain(place: str) -> str:
    """Return the name of a field; one that the sender made up is not repeated at length."""
    return "".join(c if c.isascii() and c.isprintable() else "?" for c in place[:60])


def _reason(error: dict[str, object]) -> str:
    kind = str(error.get("type", ""))
    if kind == "extra_forbidden":
        return "there is no such field"
    if kind == "missing":
        return "it is missing"
    if kind == "string_unicode":
        return "it is no text"
    return _plain(str(error.get("msg", "it is not valid"))).lower()
