"""A `newsproof serve` of our own on loopback: started, watched from outside, and ended."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from bot.access.keys import Keys
from eval.errors import EvalError
from eval.load.corpus import NOW

READY_S = 180.0
_END_S = 40.0  # longer than a server takes to finish what it has begun
_NEWSPROOF = (sys.executable, "-c", "from bot.cli.main import main; main()")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """What a process holds at one moment.

    Attributes:
        rss_mib: Resident memory.
        n_threads: Threads.
        n_files: Open files, sockets among them.
    """

    rss_mib: float
    n_threads: int
    n_files: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that answers.

    Attributes:
        url: Its address, without a slash at the end.
        pid: Its process.
        is_public: Whether it is open to everybody: then visitors come by a proxy, with keys.
        keys: API keys, where some are needed.
    """

    url: str
    pid: int
    is_public: bool = False
    keys: tuple[str, ...] = ()

    def vitals(self) -> Vitals:
        """Return what the process holds now.

        Raises:
            EvalError: It has ended, or the system does not tell.
        """
        folder = Path("/proc") / str(self.pid)
        try:
            lines = (folder / "status").read_text(encoding="utf-8").splitlines()
            found = {name: value.split() for name, _, value in (x.partition(":") for x in lines)}
            return Vitals(
                rss_mib=round(int(found["VmRSS"][0]) / 1024, 1),
                n_threads=int(found["Threads"][0]),
                n_files=len(list((folder / "fd").iterdir())),
            )
        except (OSError, KeyError, ValueError) as exc:
            raise EvalError(
                "the server has ended, or this system does not tell of its processes",
                "see what the server printed; measure on Linux",
            ) from exc


@contextmanager
def serving(
    data_dir: Path, *, is_public: bool = False, n_keys: int = 0, program: Sequence[str] = _NEWSPROOF
) -> Iterator[Server]:
    """Serve an archive on a free port of 127.0.0.1 until the block ends.

    Args:
        data_dir: The archive.
        is_public: Serve as for everybody, behind a proxy on this machine.
        n_keys: API keys to make; they are thrown away with the server.
        program: How Newsproof is run.

    Raises:
        EvalError: It did not start to answer.
    """
    with TemporaryDirectory(prefix="newsproof-load-") as folder:
        access = Path(folder)
        keys = tuple(Keys(access).new(f"load-{n}", now=NOW) for n in range(n_keys))
        port = _free_port()
        command = [*program, "--data-dir", str(data_dir), "serve", "--port", str(port)]
        command += ["--public", "--behind-proxy", "127.0.0.1"] if is_public else []
        log = access / "log"
        with log.open("wb") as said:
            process = subprocess.Popen(  # noqa: S603 - our own program
                command, env=_environ(access), stdout=said, stderr=subprocess.STDOUT
            )
        try:
            server = Server(
                url=f"http://127.0.0.1:{port}", pid=process.pid, is_public=is_public, keys=keys
            )
            _wait(server, process, log)
            yield server
        finally:
            _end(process)


def _environ(access: Path, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return our environment without settings of Newsproof: what is measured is what is shipped."""
    kept = {name: value for name, value in environ.items() if not name.startswith("NEWSPROOF_")}
    return {**kept, "NEWSPROOF_ACCESS_DIR": str(access)}


def _free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def _wait(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + READY_S
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(f"{server.url}/ready", timeout=5, trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
    raise EvalError(
        f"the server did not get ready: {''.join(said)[:300] or 'it said nothing'}",
        "start `newsproof serve` on that archive by hand",
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_END_S)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()
