"""The server process: its socket, its time limits, its signals, its orderly end."""

from __future__ import annotations

import asyncio
import errno
import logging
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.errors import BotError
from bot.page.trouble import tell_no_details

HEAD_TIMEOUT_S = 15.0  # for a request's line and headers; its body has the same again
GRACE_S = 20.0  # for the answers in flight when the server is stopped
_MAX_CONNECTIONS = 2_000
_WANTED_FILES = 4_096


class PortTakenError(BotError):
    """Raised when another program listens on the port."""

    exit_code = 3


class AddressError(BotError):
    """Raised when this machine cannot listen on the address."""


class PromptProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, for senders who finish what they begin.

    Uvicorn 0.54 waits for ever for the rest of a request's headers: its one time limit is lifted
    by the first byte. It can go when uvicorn has such a limit.
    """

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take in some bytes; each request has its own time."""
        super().data_received(data)
        self._wait()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        super().connection_lost(exc)
        self._wait(is_over=True)

    def _wait(self, *, is_over: bool = False) -> None:
        is_answering = self.cycle is not None and not self.cycle.response_complete
        if is_over or is_answering:
            if self._late is not None:
                self._late.cancel()
                self._late = None
        elif self._late is None:
            self._late = self.loop.call_later(HEAD_TIMEOUT_S, self.transport.close)


class _Server(uvicorn.Server):
    """A server that tells when it answers, and when it begins to stop."""

    def __init__(
        self, config: uvicorn.Config, on_ready: Callable[[], None], on_stop: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._on_ready, self._on_stop = on_ready, on_stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        if self.started:
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell, then stop."""
        self._on_stop()
        await super().shutdown(sockets)


def run(
    app: ASGIApp,
    listener: socket.socket,
    *,
    on_ready: Callable[[], None],
    on_stop: Callable[[], None],
) -> None:
    """Serve until SIGINT or SIGTERM; answers in flight are finished, for `GRACE_S` at most."""
    http: Any = PromptProtocol
    config = uvicorn.Config(
        app,
        http=http,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        ws="none",
        limit_concurrency=_MAX_CONNECTIONS,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=int(GRACE_S),
    )
    logging.getLogger("uvicorn.error").addFilter(tell_no_details)
    _allow_files()
    # Uvicorn ends in order at the signal and then raises it again.
    with _ending_at_sigterm(), suppress(KeyboardInterrupt):
        _Server(config, on_ready, on_stop).run(sockets=[listener])


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to an address; port 0 for any free one.

    Raises:
        PortTakenError: Another program listens on the port.
        AddressError: The address cannot be listened on.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError as exc:
        listener.close()
        if exc.errno == errno.EADDRINUSE:
            raise PortTakenError(f"port {port} is taken", "choose another with --port") from exc
        raise AddressError(
            f"{host!r} port {port} cannot be listened on ({exc.strerror or exc})",
            "choose an address of this machine with --host and a free port with --port",
        ) from exc
    except OverflowError as exc:
        listener.close()
        raise AddressError(f"{port} is no port", "choose one from 1 to 65535") from exc
    return listener


@contextmanager
def _ending_at_sigterm() -> Iterator[None]:
    """Let SIGTERM end the block as Ctrl-C does, so that what was opened is closed."""

    def end(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _allow_files() -> None:
    """Raise this process's own limit of open files: each open page holds a connection or two."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _WANTED_FILES if hard == resource.RLIM_INFINITY else min(hard, _WANTED_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
