"""A server of embeddings, run as a process of its own: the name of the model says how it behaves.

`python scripted_embeddings.py` prints its port. It speaks HTTP through the standard library alone;
`GET /seen` returns what was asked.
"""

from __future__ import annotations

import hashlib
import json
import socket
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SEEN: list[dict[str, Any]] = []
DIMENSION = 32


def vector(text: str, dimension: int = DIMENSION) -> list[float]:
    """Return the same numbers for the same text."""
    drawn = hashlib.shake_256(text.encode()).digest(dimension)
    return [(byte - 127.5) / 40 for byte in drawn]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._send(200, json.dumps(SEEN))

    def do_POST(self) -> None:  # noqa: PLR0912, PLR0915 - one case a behaviour
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        SEEN.append({"path": self.path, "headers": dict(self.headers.items()), "body": body})
        name, texts = body["model"], body["input"]
        n_before = sum(seen["body"]["model"] == name for seen in SEEN) - 1
        rows = [
            {"object": "embedding", "index": i, "embedding": vector(text)}
            for i, text in enumerate(texts)
        ]
        if n_before and name.startswith("later-"):  # the probe passes, what follows doesn't
            name = name.removeprefix("later-")
        match name:
            case "401" | "403" | "404" | "500" | "418":
                self._send(int(name), '{"error": "no: SECRET-OF-THE-SERVER"}')
            case "429" if n_before < 2:
                self._send(429, "{}", {"Retry-After": "3"})
            case "429-long":
                self._send(429, "{}", {"Retry-After": "86400"})
            case "429-date":
                self._send(429, "{}", {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"})
            case "500-once" if not n_before:
                self._send(500, "oh")
            case "redirect":
                self._send(307, "", {"Location": "/elsewhere"})
            case "slow":
                time.sleep(20)
            case "drip":
                self._head(200, 1_000_000)
                for _ in range(200):
                    self.wfile.write(b" ")
                    self.wfile.flush()
                    time.sleep(0.1)
            case "closed":
                self.connection.shutdown(socket.SHUT_RDWR)
            case "cut":
                self._head(200, 10_000)
                self.wfile.write(b'{"data": [')
                self.connection.shutdown(socket.SHUT_RDWR)
            case "huge":
                self._head(200, 1 << 30)
                for _ in range(1 << 10):
                    self.wfile.write(b"[" * (1 << 20))
            case "gzip":
                self._send(200, "x", {"Content-Encoding": "gzip"})
            case "few":
                self._rows(rows[:-1])
            case "many":
                self._rows([*rows, {"index": len(rows), "embedding": vector("more")}])
            case "twice":
                self._rows([{**row, "index": 0} for row in rows])
            case "reversed":
                self._rows(rows[::-1])
            case "unnumbered":
                self._rows([{"embedding": row["embedding"]} for row in rows])
            case "shorter":
                self._rows([{**row, "embedding": row["embedding"][:16]} for row in rows])
            case "ragged":
                self._rows(
                    [{**row, "embedding": row["embedding"][i:]} for i, row in enumerate(rows, 1)]
                )
            case "nan" | "inf" | "huge-number" | "text" | "true" | "null" | "nested":
                wrong = {"nan": "NaN", "inf": "-Infinity", "huge-number": "1e400", "text": '"1"',
                         "true": "true", "null": "null", "nested": "[1]"}[name]  # fmt: skip
                row = f"[{', '.join(['0.5'] * (DIMENSION - 1))}, {wrong}]"
                items = [f'{{"index": {i}, "embedding": {row}}}' for i in range(len(rows))]
                self._send(200, f'{{"data": [{", ".join(items)}]}}')
            case "zero":
                self._rows([{**row, "embedding": [0.0] * DIMENSION} for row in rows])
            case "empty-vector":
                self._rows([{**row, "embedding": []} for row in rows])
            case "html":
                self._send(200, "<html>SECRET-OF-THE-SERVER</html>")
            case "deep":
                self._send(200, "[" * 100_000)
            case "other-shape":
                self._send(200, '{"data": 3}')
            case "string-index":
                self._rows([{**row, "index": str(row["index"])} for row in rows])
            case "other-weights":
                self._rows(
                    [
                        {**row, "embedding": vector("other" + t)}
                        for row, t in zip(rows, texts, strict=True)
                    ]
                )
            case "noisy":
                noise = 1e-6 * (n_before + 1)
                self._rows(
                    [{**row, "embedding": [x + noise for x in row["embedding"]]} for row in rows]
                )
            case _:
                self._rows(rows)

    def _rows(self, rows: list[dict[str, Any]]) -> None:
        self._send(200, json.dumps({"object": "list", "data": rows, "model": "m"}))

    def _send(self, status: int, text: str, headers: dict[str, str] | None = None) -> None:
        self._head(status, len(text.encode()), headers)
        self.wfile.write(text.encode())

    def _head(self, status: int, length: int, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A client that has gone away is what some behaviours are for."""


if __name__ == "__main__":
    server = Server(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()
