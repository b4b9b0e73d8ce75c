"""From an exception to a line on the page. What a visitor typed never reaches a log."""

from __future__ import annotations

import asyncio
import logging
import traceback
from pathlib import Path

from bot.page.notices_html import Notice
from bot.page.texts import texts_of
from bot.page.told import Told, ToldError
from sources.errors import NewsproofError

_log = logging.getLogger("newsproof.page")
_BROKEN = Told(what="shell.broken", way_out="shell.broken_way_out")


def notice_of(exc: Exception, doing: str) -> Notice:
    """Return what to tell the reader; an error that is not ours is logged without its message.

    The message of a foreign exception may repeat the question, so only its type and the places
    in the code are written.

    Args:
        exc: What was raised.
        doing: What was being done, for the log: "ask".
    """
    told = exc.told if isinstance(exc, ToldError) else None
    if isinstance(exc, NewsproofError):
        return Notice(what=exc.what, way_out=exc.way_out, told=told)
    _log.error("%s failed: %s", doing, _outline(exc))
    what, way_out = _BROKEN.said(texts_of("en"))
    return Notice(what=what, way_out=way_out, told=_BROKEN)


def tell_no_details(record: logging.LogRecord) -> bool:
    """Reduce what the server logs of an exception to its type and places; a filter for `logging`.

    A stream that is cut off when the server ends is no failure, and is not logged.
    """
    if "running task(s)" in str(record.msg):
        return False
    if record.exc_info and record.exc_info[1] is not None:
        if isinstance(record.exc_info[1], asyncio.CancelledError):
            return False
        record.msg, record.args = "request failed: %s", (_outline(record.exc_info[1]),)
        record.exc_info = record.exc_text = None
    return True


def _outline(exc: BaseException) -> str:
    places = " < ".join(
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in reversed(traceback.extract_tb(exc.__traceback__)[-8:])
    )
    return f"{type(exc).__name__} at {places}"
