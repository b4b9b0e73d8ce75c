"""One request and its answer, on a connection of its own to an address that was judged before.

The protocol is httpcore2's; the sockets are opened here, to the pinned IP addresses, while `Host`
and the name in TLS stay those of the address. There are no proxies, cookies, redirects or
credentials at this level to switch off. Every wait counts against one deadline: a time limit on
each single read doesn't stop a server that sends one byte a second.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpcore2

from sources.fetching.address import Address
from sources.fetching.errors import AnswerRefusedError, UnreachableError

Connect = Callable[[str, int, float], httpcore2.NetworkStream]
"""From IP address, port and seconds to an open stream; raises errors of httpcore2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimits:
    """Seconds that one exchange may take.

    Attributes:
        connect: For a connection, over all the IP addresses of a host.
        first_byte: From there, over TLS and the request, to the end of the answer's head.
        total: For everything, from the connection to the last byte.
    """

    connect: float = 5.0
    first_byte: float = 10.0
    total: float = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The head of an answer, and its body as it arrives.

    Attributes:
        status: 200 to 599.
        headers: By name in lower case; repeated ones joined by ", ".
        chunks: The body as sent, still compressed; reading it may raise `FetchError`.
    """

    status: int
    headers: dict[str, str]
    chunks: Iterator[bytes]


class Deadline:
    """Hands out what is left of a time."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._ends: list[float] = []

    def add(self, seconds: float) -> float:
        """Let everything end within so many seconds from now as well; return a handle."""
        end = self._monotonic() + seconds
        self._ends.append(end)
        return end

    def drop(self, end: float) -> None:
        """Forget a limit that `add` returned."""
        self._ends.remove(end)

    def left(self) -> float:
        """Return the seconds left.

        Raises:
            httpcore2.ReadTimeout: None.
        """
        left = min(self._ends) - self._monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the time is up")
        return left


@contextmanager
def exchange(
    address: Address,
    ips: Sequence[str],
    headers: Iterable[tuple[str, str]],
    *,
    limits: TimeLimits,
    tls: ssl.SSLContext | None = None,
    connect: Connect | None = None,
    monotonic: Callable[[], float] = time.monotonic,
) -> Iterator[Reply]:
    """Send a GET request to the first of `ips` that accepts a connection.

    Args:
        address: What is asked for; its host is named in `Host` and checked in the certificate.
        ips: Where to connect to; see `Guard.pinned`.
        headers: Beside `Host`.
        limits: See there.
        tls: What checks certificates; None for the trust store of the system.
        connect: What opens a connection; None for a socket.
        monotonic: A clock in seconds.

    Raises:
        UnreachableError: No connection, no valid certificate, or no answer in time.
        AnswerRefusedError: The answer isn't HTTP, or its head is larger than 100 KB.
    """
    deadline = Deadline(monotonic)
    deadline.add(limits.total)
    backend = _PinnedBackend(ips, connect or _open_socket, deadline, limits)
    with (
        _named(address),
        httpcore2.ConnectionPool(
            ssl_context=tls, max_connections=1, max_keepalive_connections=0, network_backend=backend
        ) as pool,
    ):
        url = httpcore2.URL(
            scheme=address.scheme.encode(),
            host=address.host.encode(),
            port=address.port,
            target=address.target.encode(),
        )
        sent = [("Host", address.authority), *headers, ("Connection", "close")]
        with pool.stream("GET", url, headers=sent) as response:
            backend.head_is_in()
            yield Reply(
                status=response.status,
                headers=_joined(response.headers),
                chunks=_chunks(address, response),
            )


def _chunks(address: Address, response: httpcore2.Response) -> Iterator[bytes]:
    try:
        with _named(address):
            yield from response.iter_stream()
    except UnreachableError as exc:
        raise AnswerRefusedError(
            f"{address.shown} began to answer and did not come to an end in time",
            "Try again later",
            is_temporary=True,
        ) from exc


@contextmanager
def _named(address: Address) -> Iterator[None]:
    """Turn the library's errors into ours, which name the address."""
    try:
        yield
    except httpcore2.TimeoutException as exc:
        raise UnreachableError(
            f"{address.shown} did not answer in time", "Try again later", is_temporary=True
        ) from exc
    except (httpcore2.NetworkError, OSError) as exc:
        is_certificate = "certificate" in str(exc).lower()
        what = "has no valid certificate" if is_certificate else "cannot be reached"
        raise UnreachableError(
            f"{address.shown} {what} ({_said(exc)})",
            "Ask the publisher" if is_certificate else "Check the address, or try again later",
            is_temporary=not is_certificate,
        ) from exc
    except httpcore2.RemoteProtocolError as exc:
        raise AnswerRefusedError(
            f"{address.shown} gave an answer that is no valid HTTP ({_said(exc)})",
            "Try again later",
            is_temporary=True,
        ) from exc


def _said(exc: Exception) -> str:
    words = " ".join(str(exc).split()) or type(exc).__name__
    return words if len(words) <= 120 else words[:119] + "…"


def _joined(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("ascii").lower(), raw_value.decode("latin-1").strip()
        joined[name] = f"{joined[name]}, {value}" if name in joined else value
    return joined


def _open_socket(ip: str, port: int, timeout_s: float) -> httpcore2.NetworkStream:
    return httpcore2.SyncBackend().connect_tcp(ip, port, timeout=timeout_s)


class _PinnedBackend(httpcore2.NetworkBackend):
    """Connects to the pinned addresses, whatever host it is asked for."""

    def __init__(
        self, ips: Sequence[str], connect: Connect, deadline: Deadline, limits: TimeLimits
    ) -> None:
        self._ips = ips
        self._connect = connect
        self._deadline = deadline
        self._limits = limits
        self._head_by = 0.0

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first pinned address that accepts; none of the names is resolved."""
        connect_by = self._deadline.add(self._limits.connect)
        failure: Exception = httpcore2.ConnectError("no address")
        for ip in self._ips:
            try:
                stream = self._connect(ip, port, self._deadline.left())
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as exc:
                failure = exc
                continue
            self._deadline.drop(connect_by)
            self._head_by = self._deadline.add(self._limits.first_byte)
            return _TimedStream(stream, self._deadline)
        raise failure

    def head_is_in(self) -> None:
        """Stop counting the time to the first byte."""
        self._deadline.drop(self._head_by)


class _TimedStream(httpcore2.NetworkStream):
    """A stream whose every wait ends at the deadline."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - as the library types it
        return self._stream.get_extra_info(info)
