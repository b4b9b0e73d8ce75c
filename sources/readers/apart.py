"""Parsers in a process of their own, so that one that hangs, crashes or swells loses its file only.

The child (`sources.readers.worker`) has limits on memory, computing time and the clock, can open no
connection and write no file. It is started when a format first needs it and reads one file after
another; after a death or a `MemoryError` the next file gets a new one. What it says is JSON and
bytes, nothing that could run: a parser that was taken over can lie about its file, and no more.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from sources.errors import UnreadableError

MAX_WALL_S: Final = 15.0
"""For one file, or one item of a container."""
MAX_CPU_S: Final = 10
MAX_MEMORY_BYTES: Final = 1_000_000_000
"""Of address space."""
MAX_HEAD_BYTES: Final = 200_000_000
"""What a child may say at once about a file: its article as JSON."""

_ROOT = Path(__file__).resolve().parents[2]
_WAY_OUT = "Save the article alone, as text or Markdown"
_SIZES = 12  # bytes: 4 of the head's length, 8 of the payload's


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a child may take for one file or one item of a container."""

    wall_s: float = MAX_WALL_S
    cpu_s: int = MAX_CPU_S
    memory_bytes: int = MAX_MEMORY_BYTES


LIMITS: Final = Limits()


def write_frame(file: IO[bytes], head: Mapping[str, Any], payload: bytes = b"") -> None:
    """Write a JSON object and some bytes, with their lengths in front."""
    packed = json.dumps(head).encode("ascii")
    file.write(len(packed).to_bytes(4, "big") + len(payload).to_bytes(8, "big") + packed)
    file.write(payload)
    file.flush()


def read_frame(file: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """Read what `write_frame` wrote; None where the other side has ended, mid-frame included."""
    sizes = file.read(_SIZES)
    if len(sizes) < _SIZES:
        return None
    n_head, n_payload = int.from_bytes(sizes[:4], "big"), int.from_bytes(sizes[4:], "big")
    if max(n_head, n_payload) > MAX_HEAD_BYTES:
        return None
    packed, payload = file.read(n_head), file.read(n_payload)
    if len(packed) < n_head or len(payload) < n_payload:
        return None
    return json.loads(packed), payload


def _environment() -> dict[str, str]:
    """Return what Python itself needs of the environment: no keys, no proxies, no settings."""
    kept = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONHOME", "SYSTEMROOT", "VIRTUAL_ENV")
    paths = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "PYTHONHASHSEED": "0",
    }


class Worker:
    """A child process that reads files, and its end of the talk. Not safe for several threads."""

    def __init__(self, *, limits: Limits = LIMITS, handles: tuple[int, ...] = ()) -> None:
        self.limits = limits
        self._has_expired = False
        self._process = subprocess.Popen(  # noqa: S603 - our own module, our own numbers
            [
                *(sys.executable, "-P", "-B", "-m", "sources.readers.worker"),
                *(str(limits.memory_bytes), str(limits.cpu_s)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=handles,
            env=_environment(),
        )  # fmt: skip

    @property
    def pid(self) -> int:
        """The process id of the child."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the child still runs."""
        return self._process.poll() is None

    def ask(
        self, request: Mapping[str, Any], data: bytes = b""
    ) -> Iterator[tuple[dict[str, Any], bytes]]:
        """Send a request and yield what the child says, up to its end.

        Raises:
            UnreadableError: The child died or was killed over it; the reason says of what.
        """
        into, out = self._process.stdin, self._process.stdout
        assert into is not None  # noqa: S101 - for the type checker: both are pipes
        assert out is not None  # noqa: S101
        is_done = False
        try:
            with self._clock():
                try:
                    write_frame(into, request, data)
                except OSError:
                    raise self._epitaph() from None
                frame = read_frame(out)
            while frame is not None and not frame[0].get("end"):
                yield frame
                with self._clock():
                    frame = read_frame(out)
            if frame is None:
                raise self._epitaph()
            is_done = not frame[0].get("is_spent")
        finally:
            if not is_done:
                self.close()

    def close(self) -> None:
        """End the child, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what is still in the buffer has nobody to read it
                    pipe.close()

    def _clock(self) -> _Clock:
        return _Clock(self.limits.wall_s, self._expire)

    def _expire(self) -> None:
        self._has_expired = True
        self._process.kill()

    def _epitaph(self) -> UnreadableError:
        """Say what the child died of."""
        self._process.kill()
        code = self._process.wait()
        if self._has_expired:
            return _too_complex(f"more than {self.limits.wall_s:.0f} s")
        if code == -getattr(signal, "SIGXCPU", 0):
            return _too_complex(f"more than {self.limits.cpu_s} s of computing")
        if code == -signal.SIGABRT:  # how PDFium ends when it gets no more memory
            return _too_complex("its parser gave up")
        cause = signal.Signals(-code).name if code < 0 else f"exit {code}"
        return UnreadableError(f"is broken: its parser crashed ({cause})", _WAY_OUT)


class _Clock:
    """Calls `expire` unless the block ends within `limit_s`."""

    def __init__(self, limit_s: float, expire: Callable[[], None]) -> None:
        self._timer = threading.Timer(limit_s, expire)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


def _too_complex(what: str) -> UnreadableError:
    return UnreadableError(f"is too complex to read: {what}", _WAY_OUT)


class _Bench:
    """The one worker of this process that is kept between files."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._worker: Worker | None = None
        self._owner = 0

    def ask(self, request: Mapping[str, Any], data: bytes) -> list[tuple[dict[str, Any], bytes]]:
        """Ask the worker, or a new one, and return all it says."""
        with self._lock:
            is_ours = self._owner == os.getpid()  # a fork must not talk to its parent's child
            if self._worker is None or not is_ours or not self._worker.is_alive:
                self._worker, self._owner = Worker(), os.getpid()
            return list(self._worker.ask(request, data))

    def close(self) -> None:
        """End the worker, if there is one."""
        with self._lock:
            if self._worker is not None and self._owner == os.getpid():
                self._worker.close()
            self._worker = None


_BENCH = _Bench()
atexit.register(_BENCH.close)


def ask_worker(request: Mapping[str, Any], data: bytes = b"") -> list[tuple[dict[str, Any], bytes]]:
    """Send a request to the worker that is kept, and return all that it says.

    Raises:
        UnreadableError: It died over this request.
    """
    return _BENCH.ask(request, data)


def end_worker() -> None:
    """End the worker that is kept; the next request starts another."""
    _BENCH.close()
