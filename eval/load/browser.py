"""What a browser that was never here before loads, and how long until a question can be typed."""

from __future__ import annotations

import statistics
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from eval.errors import EvalError

Row = dict[str, Any]
CHROMIUM = "/usr/bin/chromium"
FIELD = "#np-question textarea"
_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
_WAIT_MS = 60_000
# When the field was there and could be typed in, in milliseconds since the page was asked for.
_READY = """(field) => {
  const found = document.querySelector(field);
  return found && !found.disabled && found.offsetParent ? performance.now() : false;
}"""
_PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"


def visit(url: str, *, n_visits: int = 5, chromium: str = CHROMIUM) -> Row:
    """Open a page with an empty profile, several times.

    Args:
        url: The page, with a slash at the end.
        n_visits: Visits, each with a profile of its own.
        chromium: The browser.

    Returns:
        Medians over the visits, bytes as they came over the line by type, and every request.

    Raises:
        EvalError: There is no browser, or the page does not get ready.
    """
    if not Path(chromium).exists():
        raise EvalError(f"{chromium} is not there", "install Chromium, or leave the page out")
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as exc:
        raise EvalError("playwright is not installed", "install it with `make test`") from exc
    visits = []
    try:
        with sync_playwright() as playwright:
            for _ in range(n_visits):
                visits.append(_visit(playwright, url, chromium))
    except Error as exc:
        what = str(exc).splitlines()[0][:200]
        raise EvalError(f"the page could not be visited: {what}", "open it by hand") from exc
    return {
        "visits": n_visits,
        "interactive_s": round(statistics.median(v["interactive_s"] for v in visits), 2),
        "first_paint_s": round(statistics.median(v["first_paint_s"] for v in visits), 2),
        **{key: visits[-1][key] for key in ("bytes", "n_requests", "strange", "requests")},
    }


def _visit(playwright: Any, url: str, chromium: str) -> Row:  # noqa: ANN401 - playwright's own
    with TemporaryDirectory(prefix="newsproof-visit-") as profile:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=chromium, args=_FLAGS, viewport={"width": 1280, "height": 800}
        )
        try:
            page = context.pages[0]
            asked: list[Any] = []
            page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - playwright marks it
            page.goto(url, wait_until="commit")
            ready = page.wait_for_function(_READY, arg=FIELD, timeout=_WAIT_MS, polling=20)
            interactive_s = float(ready.json_value()) / 1_000
            page.wait_for_timeout(2_000)  # what is loaded later counts as well
            first_paint_s = float(page.evaluate(_PAINT) or 0) / 1_000
            return {
                "interactive_s": interactive_s,
                "first_paint_s": first_paint_s,
                **_loaded(asked, url),
            }
        finally:
            context.close()


def _loaded(asked: list[Any], url: str) -> Row:
    n_bytes: Counter[str] = Counter()
    requests = []
    for request in asked:
        if request.url.startswith(("data:", "blob:")):
            continue
        size = _size(request)
        n_bytes[request.resource_type] += size
        where = urlsplit(request.url)
        place = where.path if request.url.startswith(url) else request.url
        requests.append([request.method, place, request.resource_type, size])
    strange = sorted({r.url for r in asked if not r.url.startswith((url, "data:", "blob:"))})
    return {
        "bytes": {"all": n_bytes.total(), **dict(n_bytes.most_common())},
        "n_requests": len(requests),
        "strange": strange,
        "requests": requests,
    }


def _size(request: Any) -> int:  # noqa: ANN401 - playwright's own
    """Return the bytes of a request's answer, headers included; 0 of one that is still open."""
    if request.resource_type == "eventsource" or request.response() is None:
        return 0
    if "text/event-stream" in request.response().headers.get("content-type", ""):
        return 0
    sizes = request.sizes()
    return int(sizes["responseBodySize"] + sizes["responseHeadersSize"])
