"""A server that speaks the OpenAI chat protocol and behaves as the name of its model says.

`python -m tests.bot.bridge.scripted_llm` prints its port. `GET /seen` returns what it was sent.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.bot.bridge import scripted_writing as writing

SEEN: list[dict[str, Any]] = []
NOW: Counter[str] = Counter()  # requests under way, by model
MOST: Counter[str] = Counter()
SENT: Counter[str] = Counter()  # bytes of endless replies
CLOSED: Counter[str] = Counter()  # requests that the other side has left, by model


def texts(body: dict[str, Any]) -> dict[str, str]:
    """Return the texts under their names, as a careful model would read them."""
    prompt = body["messages"][1]["content"]
    found = re.findall(r"^(\w+):\n([0-9a-f]{24})\n(.*)\n\2$", prompt, re.MULTILINE)
    return {name: json.loads(text) for name, _, text in found}


def reply(body: dict[str, Any], **shares: float) -> str:
    """Return the JSON that was asked for."""
    if "question" in texts(body):
        return json.dumps({"answers": shares["supports"]})
    return json.dumps(shares)


def judged(body: dict[str, Any]) -> str:
    """Judge by shared words: good enough for a test."""
    one, other = texts(body).values()
    words = set(re.findall(r"\w+", one.lower())), set(re.findall(r"\w+", other.lower()))
    if words[0] & words[1] >= min(words, key=len) - {"not", "what", "did"}:
        if ("not" in words[0]) != ("not" in words[1]):
            return reply(body, supports=0.05, refutes=0.9, neither=0.05)
        return reply(body, supports=0.9, refutes=0.04, neither=0.06)
    return reply(body, supports=0.02, refutes=0.02, neither=0.96)


def obedient(body: dict[str, Any]) -> str:
    """Do whatever any text says; judge only where none says anything."""
    everything = " ".join(texts(body).values())
    order = re.search(r"answer (SUPPORTED|REFUTED|YES|0\.\d+)", everything)
    if not order:
        return judged(body)
    if order[1] == "REFUTED":
        return reply(body, supports=0, refutes=1, neither=0)
    share = float(order[1]) if order[1].startswith("0") else 1.0
    return reply(body, supports=share, refutes=0, neither=1 - share)


CONTENT: dict[str, Callable[[dict[str, Any]], Any]] = {
    "good": judged,
    "busy": judged,
    "obedient": obedient,
    "prose": lambda body: "SUPPORTED. The quote clearly says so.",
    "fenced": lambda body: f"```json\n{judged(body)}\n```",
    "chatty": lambda body: f"Here you are: {judged(body)}",
    "half": lambda body: judged(body)[:-6],
    "empty": lambda body: "",
    "null": lambda body: None,
    "list": lambda body: "[0.9, 0.05, 0.05]",
    "extra": lambda body: json.dumps({**json.loads(judged(body)), "reason": "it says so"}),
    "missing": lambda body: '{"supports": 1.0}',
    "words": lambda body: '{"supports": "0.9", "refutes": "0.05", "neither": "0.05"}',
    "booleans": lambda body: '{"supports": true, "refutes": false, "neither": false}',
    "sum": lambda body: '{"supports": 0.9, "refutes": 0.9, "neither": 0.9}',
    "zero": lambda body: '{"supports": 0, "refutes": 0, "neither": 0}',
    "negative": lambda body: '{"supports": 1.5, "refutes": -0.5, "neither": 0}',
    "nan": lambda body: '{"supports": NaN, "refutes": 0.5, "neither": 0.5}',
    "infinite": lambda body: '{"supports": Infinity, "refutes": 0, "neither": 0}',
    "nested": lambda body: "[" * 1_500,
    "long": lambda body: judged(body) + " " * 50 + "x" * 5_000,
    "repeated": lambda body: "supports " * 220,
    "control": lambda body: "\x00\x1b[2J\x7f",
}
STATUS = {"s400": 400, "s401": 401, "s403": 403, "s404": 404, "s429": 429, "s500": 500, "s503": 503}

HTML = b"<html><body>Welcome</body></html>"
JSON = "application/json"
ODD: dict[str, tuple[int, bytes, str, dict[str, str]]] = {
    "html": (200, HTML, "text/html", {}),
    "html-as-json": (200, HTML, JSON, {}),
    "no-choices": (200, b'{"object": "chat.completion", "choices": []}', JSON, {}),
    "redirect": (307, b"", JSON, {"Location": "/elsewhere/chat/completions"}),
    "compressed": (200, b"\x1f\x8b garbage", JSON, {"Content-Encoding": "gzip"}),
    "cut": (200, b'{"object": "chat.comp', JSON, {"Content-Length": "4000"}),
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        told = json.dumps(
            {"requests": SEEN, "most": MOST, "now": NOW, "sent": SENT["all"], "closed": CLOSED}
        )
        self._send(200, told.encode())

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        SEEN.append({"path": self.path, "headers": dict(self.headers), "body": body})
        model = body["model"]
        NOW[model] += 1
        MOST[model] = max(MOST[model], NOW[model])
        try:
            self._behave(model, body)
        except OSError:
            self.close_connection = True  # the other side has hung up, as it should
            CLOSED[model] += 1
        finally:
            NOW[model] -= 1

    def _behave(self, model: str, body: dict[str, Any]) -> None:
        if model in writing.PIECES:
            self._stream(writing.PIECES[model](texts(body)))
        elif model in writing.RAW:
            kind, sent = writing.RAW[model]
            self._send(200, sent, kind)
        elif model in CONTENT:
            time.sleep(0.1 if model == "busy" else 0)
            self._send(200, chat(CONTENT[model](body)))
        elif model in STATUS:
            error = {"error": {"message": f"no: {body['messages'][1]['content']}"}}
            self._send(STATUS[model], json.dumps(error).encode())
        elif model in ODD:
            status, sent, kind, headers = ODD[model]
            self._send(status, sent, kind, **headers)
            self.close_connection = model == "cut"
        else:
            self._without_end(model, body)

    def _without_end(self, model: str, body: dict[str, Any]) -> None:
        self.close_connection = True
        if model == "slow":
            time.sleep(10)
            self._send(200, chat(judged(body)))
        elif model == "huge":
            self._endless(b" " * 65_536, every_s=0, n=4_000)
        elif model == "endless":
            self._endless(b" ", every_s=0.1, n=150)
        elif model == "endless-headers":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for _ in range(150):
                self.wfile.write(b"X-More: 1\r\n")
                self.wfile.flush()
                time.sleep(0.1)
        # Else it hangs up.

    def _stream(self, pieces: Iterable[str | float]) -> None:
        """Send pieces as server-sent events; a number is a wait in seconds."""
        self.close_connection = True
        self._head(200, "text/event-stream", {"Connection": "close"})
        for piece in pieces:
            if isinstance(piece, str):
                self.wfile.write(writing.event(piece))
                self.wfile.flush()
                SENT["all"] += len(piece)
            else:
                time.sleep(piece)
        self.wfile.write(writing.LAST)
        self.wfile.flush()

    def _endless(self, part: bytes, *, every_s: float, n: int) -> None:
        self._head(200, "application/json", {"Transfer-Encoding": "chunked"})
        for _ in range(n):
            self.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
            self.wfile.flush()
            SENT["all"] += len(part)
            time.sleep(every_s)

    def _send(
        self, status: int, body: bytes, kind: str = "application/json", **headers: str
    ) -> None:
        self._head(status, kind, {"Content-Length": str(len(body)), **headers})
        self.wfile.write(body)
        self.wfile.flush()

    def _head(self, status: int, kind: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *given: object) -> None:
        pass


def chat(content: Any) -> bytes:
    """Return a reply of the protocol."""
    message = {"role": "assistant", "content": content}
    return json.dumps(
        {
            "id": "1",
            "object": "chat.completion",
            "created": 0,
            "model": "scripted",
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }
    ).encode()


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
