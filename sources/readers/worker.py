"""The child that runs parsers: `python -m sources.readers.worker MEMORY_BYTES CPU_S`.

Reads what it is asked on its standard input, answers on its standard output, ends with its input.
It never decides anything: which reader a file gets was settled by `registry`.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from importlib import import_module
from typing import Any, BinaryIO, NoReturn

from sources.article import Article
from sources.errors import UnreadableError
from sources.readers.apart import read_frame, write_frame
from sources.readers.reading import Read, Rejected, reason_of
from sources.rows import version_row

# Nothing that a parser does for us needs these; PEP 578 names of events.
_FORBIDDEN = ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo",
              "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork",
              "os.forkpty", "os.remove", "os.rename", "shutil.rmtree")  # fmt: skip


def main(memory_bytes: int, cpu_s: int) -> None:
    """Answer until nothing more is asked."""
    asked = sys.stdin.buffer
    # Parsers print: whatever goes to the standard output must not stand among the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _limit_process(memory_bytes)
    sys.addaudithook(_refuse)
    while frame := read_frame(asked):
        _limit_computing(cpu_s)
        is_spent = False
        try:
            for head, payload in _answers(*frame, cpu_s):
                write_frame(answers, head, payload)
        except MemoryError:
            is_spent = True
            write_frame(answers, {"reason": _too_big(memory_bytes)})
        except UnreadableError as exc:
            write_frame(answers, {"reason": reason_of(exc)})
        except Exception as exc:  # noqa: BLE001 - the border: a parser may raise anything
            write_frame(answers, {"reason": _failed(exc)})
        write_frame(answers, {"end": True, "is_spent": is_spent})


def article_head(article: Article) -> dict[str, Any]:
    """Return an article as JSON; `article_from_head` reads it."""
    retraction = article.retraction
    return {
        **version_row(article, article.version, digest=""),
        "retracted_on": retraction.on.isoformat() if retraction else None,
        "retraction_reason": retraction.reason if retraction else "",
    }


def _answers(
    request: dict[str, Any], data: bytes, cpu_s: int
) -> Iterator[tuple[dict[str, Any], bytes]]:
    module, _, function = request["reader"].partition(":")
    reader = getattr(import_module(module), function)
    if "is_container" in request:
        handle = request["handle"]
        file: BinaryIO = io.BytesIO(data) if handle is None else os.fdopen(handle, "rb")
        for member in reader(file, origin=request["origin"]):
            if member is None:
                yield {"passed_over": True}, b""  # so that the clock starts anew
            elif isinstance(member, Rejected):
                yield {"rejected": [member.origin, member.reason]}, b""
            else:
                yield {"member": member.facts}, member.data
            _limit_computing(cpu_s)
        return
    results: list[Read] = reader(
        data,
        origin=request["origin"],
        retrieved=datetime.fromisoformat(request["retrieved"]),
        charset=request["charset"],
    )
    for result in results:
        if isinstance(result, Rejected):
            yield {"rejected": [result.origin, result.reason]}, b""
        else:
            yield {"article": article_head(result)}, b""


def _failed(exc: Exception) -> str:
    message = " ".join(str(exc).split())[:200]
    return f"cannot be read: {type(exc).__name__}: {message}"


def _too_big(memory_bytes: int) -> str:
    return f"is too complex to read: more than {memory_bytes // 1_000_000:,} MB of memory"


def _limit_process(memory_bytes: int) -> None:
    """Limit memory, files and core dumps for good. Windows has no such limits."""
    with suppress(ImportError):
        import resource

        for what, limit in (
            (resource.RLIMIT_AS, memory_bytes),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
        ):
            with suppress(OSError, ValueError):  # macOS doesn't know all of them
                resource.setrlimit(what, (limit, limit))


def _limit_computing(cpu_s: int) -> None:
    """Allow another `cpu_s` seconds of computing from now; then the system ends this process."""
    with suppress(ImportError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        allowed = int(used.ru_utime + used.ru_stime) + 1 + cpu_s
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CPU, (allowed, hard))


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN:
        _forbid(event)
    if event == "open":
        _, mode, flags = arguments
        is_writing = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if is_writing or (isinstance(mode, str) and set(mode) & set("wax+")):
            _forbid("writing a file")


def _forbid(what: str) -> NoReturn:
    raise PermissionError(f"a reader tried {what}, which none may")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
