"""Small HTTP: one request to a server process, and what it said."""

from __future__ import annotations

import http.client
import json
import sys
from dataclasses import dataclass

COMMAND = (sys.executable, "-m", "tests.bot.api.served")
Server = tuple[str, int]


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        return json.loads(self.body)


def request(
    server: Server,
    path: str,
    *,
    method: str = "",
    body: object = None,
    timeout: float = 20,
    **headers: str,
) -> Reply:
    """Send one request; a body that is no bytes goes as JSON."""
    sent = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if body is not None:
        named.setdefault("Content-Type", "application/json")
    connection = http.client.HTTPConnection(*server, timeout=timeout)
    try:
        connection.request(method or ("GET" if body is None else "POST"), path, sent, named)
        answer = connection.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, told, answer.read())
    finally:
        connection.close()


def events(reply: Reply) -> list[tuple[str, dict[str, object]]]:
    """Return the server-sent events of a reply."""
    assert reply.headers["content-type"].startswith("text/event-stream")
    found = []
    for block in reply.body.decode().strip().split("\n\n"):
        name, data = block.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found
