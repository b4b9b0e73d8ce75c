"""A server that answers as it is told to: rightly, another's answer, nothing, or nonsense."""

from __future__ import annotations

import json
import os
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from eval.load.corpus import answer_name, asked_name, fact_of
from eval.load.server import Server

N_FACTS = 200
_BY_NAME = {asked_name(number): number for number in range(N_FACTS)}


class Handler(BaseHTTPRequestHandler):
    """One request; `manner` is how it is answered."""

    protocol_version = "HTTP/1.1"
    manner = "right"
    last = ""  # the answer given before

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        if self.manner == "deaf":
            time.sleep(3)
        self._send(500 if self.manner == "ill" else 200, {"status": "live"})

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        question = json.loads(self.rfile.read(length))["question"]
        answer = self._answer(question)
        match self.manner:
            case "hangs":
                time.sleep(3)
            case "fails":
                self._send(500, {"error": "broken"})
                return
            case "busy":
                self._send(503, {"error": "busy"}, {"Retry-After": "2"})
                return
            case "busy for ever":
                self._send(503, {"error": "busy"})
                return
            case "closes":
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
        if self.path.endswith("/stream"):
            self._stream(answer)
        else:
            self._send(200, answer)

    def _answer(self, question: str) -> dict[str, object]:
        number = _BY_NAME[re.search(r"Xo\w+", question).group()]
        said = fact_of(number)
        if self.manner == "crosses":
            said, type(self).last = type(self).last or said, said
        if self.manner == "mixes in":
            said += f" {answer_name((number + 1) % N_FACTS)}"
        if self.manner == "says nothing":
            said = ""
        status = "abstained" if self.manner == "declines" else "answered"
        return {"question": question, "status": status, "text": said}

    def _stream(self, answer: dict[str, object]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self._event("quoted", answer)
        if self.manner == "breaks off":
            self._event("error", {"error": "busy", "way_out": "try again in 3 s"})
        elif self.manner != "ends early":
            self._event("answer", answer)
        self.close_connection = True

    def _event(self, name: str, told: object) -> None:
        self.wfile.write(f"event: {name}\ndata: {json.dumps(told)}\n\n".encode())

    def _send(self, status: int, told: object, headers: dict[str, str] | None = None) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def answering(manner: str) -> Iterator[Server]:
    """Serve in this process until the block ends."""
    kind = type("Told", (Handler,), {"manner": manner, "last": ""})
    with ThreadingHTTPServer(("127.0.0.1", 0), kind) as listener:
        listener.daemon_threads = True
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        host, port = listener.server_address[:2]
        yield Server(url=f"http://{host}:{port}", pid=os.getpid())
        listener.shutdown()
