"""A watch on the health route, from a process of its own: a crowd makes its own process late."""

from __future__ import annotations

import asyncio
import http.client
import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from eval.errors import EvalError

EVERY_S = 0.5
_MOST_S = 10.0


@dataclass(slots=True)
class Health:
    """What the health route did.

    Attributes:
        seconds: How long each answer took.
        n_failed: Requests that were not answered with 200 within 10 seconds.
    """

    seconds: list[float] = field(default_factory=list)
    n_failed: int = 0


@asynccontextmanager
async def watching_health(url: str) -> AsyncIterator[Health]:
    """Ask a server twice a second whether it lives, while the block runs.

    Args:
        url: Its address, without a slash at the end.

    Raises:
        EvalError: The watch ended by itself: nothing is known of the route.
    """
    health = Health()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "eval.load.health", url, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None  # noqa: S101 - it was asked for
    said = process.stdout

    async def listen() -> None:
        async for line in said:
            seconds = json.loads(line)
            if seconds is None:
                health.n_failed += 1
            else:
                health.seconds.append(seconds)

    listening = asyncio.create_task(listen())
    try:
        yield health
    finally:
        has_ended = process.returncode is not None
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
        await listening
    if has_ended:
        raise EvalError("the watch on the health route ended too soon", "see what it printed above")


def _ask(url: str) -> float | None:
    """Return how many seconds an answer took; None when it failed."""
    parts = urlsplit(url)
    began = time.monotonic()
    line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_MOST_S)
    try:
        line.request("GET", "/health")
        if line.getresponse().status != 200:
            return None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        line.close()
    took_s = time.monotonic() - began
    return took_s if took_s <= _MOST_S else None


if __name__ == "__main__":
    while True:
        asked = time.monotonic()
        print(json.dumps(_ask(sys.argv[1])), flush=True)
        time.sleep(max(0.0, EVERY_S - (time.monotonic() - asked)))
