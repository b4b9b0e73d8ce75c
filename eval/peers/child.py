"""A child process that answers JSON lines, and everything that can go wrong with one.

One request is out at a time. Whatever a child does (hang, die, print, lie) ends in a `PeerError`
that says so, and in the death of the child and of all that it started.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from tempfile import TemporaryFile
from typing import IO, Any

from eval.peers.errors import PeerError

MAX_LINE_BYTES = 16 * 1024 * 1024
"""A reply holds ten passages at the most; the sample articles are 60 kB together."""
_AT_ONCE = 65_536
_LAST_WORDS = 200


class Child:
    """A running child. Close it, or use it in a `with` statement.

    Args:
        name: What an error calls it.
        command: What is run.
        environ: All of its environment.

    Raises:
        PeerError: It cannot be started.
    """

    def __init__(self, name: str, command: Sequence[str], *, environ: Mapping[str, str]) -> None:
        self.name = name
        self._stderr: IO[bytes] = TemporaryFile()  # noqa: SIM115 - closed with the child
        self._left = b""
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                list(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._stderr,
                env=dict(environ),
                bufsize=0,
                start_new_session=True,
            )
        except OSError as exc:
            self._stderr.close()
            raise PeerError(
                f"{name} cannot be started ({exc.strerror or exc})",
                "run `python -m eval.peers setup`",
            ) from exc
        self._in = _fileno(self._process.stdin)
        self._out = _fileno(self._process.stdout)
        os.set_blocking(self._in, False)
        os.set_blocking(self._out, False)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, request: Mapping[str, Any], *, timeout_s: float) -> dict[str, Any]:
        """Send a request and return the reply to it.

        Raises:
            PeerError: The child is dead or dies, is silent for too long, answers with what is no
                JSON object, with too much, or with an error of its own. All but the last end it.
        """
        if self._process.returncode is not None:
            raise self._error("has ended before", "start it again")
        try:
            line = self._exchange(json.dumps(request).encode() + b"\n", timeout_s)
            reply = self._parse(line)
        except BaseException:
            self.close()
            raise
        if "error" in reply:
            raise PeerError(f"{self.name}: {reply['error']!s:.400}", "mend the peer or its input")
        return reply

    def _exchange(self, out: bytes, timeout_s: float) -> bytes:
        deadline = time.monotonic() + timeout_s
        if self._left or self._ready(0.0)[0]:
            if not self._left:
                self._read()  # the end of its output is told as such
            raise self._error("spoke without being asked", "mend its adapter")
        while b"\n" not in self._left:
            left = max(deadline - time.monotonic(), 0.0)
            can_read, can_write = self._ready(left, is_writing=bool(out))
            if not (can_read or can_write):
                raise self._error(f"did not answer within {timeout_s:g} s", "try again, or mend it")
            if can_read:
                self._read()
            else:
                out = self._write(out)
        line, _, self._left = self._left.partition(b"\n")
        return line

    def _ready(self, timeout_s: float, *, is_writing: bool = False) -> tuple[bool, bool]:
        """Wait until the child can be read from or written to, or the time is up."""
        poll = select.poll()  # unlike select(), for file descriptors above 1,023 too
        poll.register(self._out, select.POLLIN)
        if is_writing:
            poll.register(self._in, select.POLLOUT)
        found = {place for place, _ in poll.poll(1000 * timeout_s)}
        return self._out in found, self._in in found

    def _read(self) -> None:
        some = os.read(self._out, _AT_ONCE)
        if not some:
            raise self._died()
        self._left += some
        if len(self._left) > MAX_LINE_BYTES:
            raise self._error(
                f"answered with a line longer than {MAX_LINE_BYTES:,} bytes", "mend its adapter"
            )

    def _write(self, out: bytes) -> bytes:
        try:
            return out[os.write(self._in, out[:_AT_ONCE]) :]
        except BrokenPipeError:
            raise self._died() from None

    def _parse(self, line: bytes) -> dict[str, Any]:
        try:
            reply = json.loads(line, parse_constant=_refuse)
        except (ValueError, RecursionError) as exc:
            shown = line[:60].decode(errors="replace")
            raise self._error(f"answered with no JSON: {shown!r}", "mend its adapter") from exc
        if not isinstance(reply, dict):
            raise self._error(f"answered with no JSON object: {reply!r:.60}", "mend its adapter")
        return reply

    def _died(self) -> PeerError:
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return self._error("closed its output and did not end", "mend its adapter")
        how = f"was killed by {_signal(-code)}" if code < 0 else f"ended with exit code {code}"
        return self._error(how, "run it again; when it stays so, install the peers anew")

    def _error(self, what: str, way_out: str) -> PeerError:
        last = self._last_words()
        return PeerError(f"{self.name} {what}" + (f" ({last})" if last else ""), way_out)

    def _last_words(self) -> str:
        """Return the last line that it wrote to standard error, without what ends a terminal."""
        if self._stderr.closed:
            return ""
        size = self._stderr.seek(0, os.SEEK_END)
        self._stderr.seek(max(size - 4_096, 0))
        lines = self._stderr.read().decode(errors="replace").strip().splitlines()
        return "".join(c for c in lines[-1] if c.isprintable())[:_LAST_WORDS] if lines else ""

    def close(self) -> None:
        """End the child and everything that it started; no matter how often."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


def _fileno(stream: IO[bytes] | None) -> int:
    if stream is None:
        raise TypeError("a pipe was asked for")
    return stream.fileno()


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no number")
