"""How a request is refused: in words for a person, as an object for a program; never more."""

from __future__ import annotations

import math

from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.access.paths import is_for_programs
from sources.errors import UnavailableError


class BusyError(UnavailableError):
    """Raised when there is no room for one more request now.

    Attributes:
        retry_after_s: In how many seconds there may be.
    """

    def __init__(self, retry_after_s: float) -> None:
        self.retry_after_s = max(1, math.ceil(retry_after_s))
        super().__init__("busy", f"try again in {self.retry_after_s} s")


def refuse(
    path: str, status: int, what: str, way_out: str, *, headers: dict[str, str] | None = None
) -> Response:
    """Return the answer to a request that is refused.

    Args:
        path: What was asked for: where programs ask, the answer is an object.
        status: 4xx or 503.
        what: What is wrong; nothing that was sent.
        way_out: What the sender can do.
        headers: More headers.
    """
    if not is_for_programs(path):
        return PlainTextResponse(f"{what}: {way_out}\n", status, headers)
    told = {"error": what, "way_out": way_out}
    if "/gradio_api/" in path:
        told["detail"] = f"{what}: {way_out}"  # what Gradio's own client shows
    return JSONResponse(told, status, headers)


def refuse_for_now(path: str, status: int, what: str, wait_s: float) -> Response:
    """Return the answer to a request that may come again later."""
    busy = BusyError(wait_s)
    after = {"Retry-After": str(busy.retry_after_s)}
    return refuse(path, status, what, busy.way_out, headers=after)
