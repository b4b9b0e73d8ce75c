"""The ways in which a draft is checked inside one process; a program of its own, see `canary`.

Reads one JSON object a line, `{"way", "draft"}`, and prints a word for each that is done. A draft
never leaves through it: neither the report nor an error is printed.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import Settings
from sources.errors import NewsproofError

if TYPE_CHECKING:
    from bot.evidence import Candidate
    from bot.judge.combining import Judgement
    from bot.judge.model import Fit, Judge
    from bot.newsproof import Newsproof
    from bot.question import Question

FINISHED = "done"


class Way(StrEnum):
    """How a draft is checked, and what goes wrong."""

    PYTHON = "python"
    COMMAND = "command line"
    KILLED = "killed"
    RAISING = "the judge raises"
    SILENT = "the judge never answers"
    LOCKED = "the archive is being written"
    STOPPED = "stopped by the user"


class _Raising:
    """A judge that fails with the text of the claim in its error."""

    identity = "raising"

    def judge(
        self, claim: str, candidates: Sequence[Candidate], *, claimed_on: date | None = None
    ) -> list[Judgement]:
        raise RuntimeError(claim)

    def entails(
        self,
        quote: str,
        statement: str,
        *,
        near: Sequence[str] = (),
        published: date | None = None,
        claimed_on: date | None = None,
    ) -> Judgement:
        raise RuntimeError(statement)

    def answers(self, question: Question, candidates: Sequence[Candidate]) -> list[Fit]:
        raise RuntimeError(question.text)


def main() -> None:
    """Check every draft that is given on standard input."""
    from bot.newsproof import Newsproof

    folder = Path(os.environ["NEWSPROOF_DATA_DIR"])
    settings = Settings(data_dir=folder)
    with Newsproof.open(settings) as ours, Newsproof.open(settings, judge=_raising()) as raising:
        for line in sys.stdin:
            given = json.loads(line)
            _check(Way(given["way"]), given["draft"], ours, raising)
            print(FINISHED, flush=True)


def _check(way: Way, draft: str, ours: Newsproof, raising: Newsproof) -> None:
    from bot.newsproof import Newsproof, system_clock

    match way:
        case Way.RAISING:
            raising.verify(draft)
        case Way.LOCKED:
            with Newsproof.open(ours.settings) as other:
                archive = other.archive
                with archive.writing(now=system_clock()), archive.transaction():
                    ours.verify(draft)
        case Way.STOPPED:
            timer = threading.Timer(0.05, signal.raise_signal, [signal.SIGINT])
            with suppress(KeyboardInterrupt):
                timer.start()
                ours.verify(draft)
                timer.join()
        case Way.SILENT:
            with _silent_server() as port:
                model = f"openai:silent@http://127.0.0.1:{port}/v1"
                settings = Settings(
                    data_dir=ours.settings.data_dir, judge=model, answering=model, llm_timeout_s=1
                )
                with suppress(NewsproofError), Newsproof.open(settings) as slow:
                    slow.verify(draft)
        case _:
            ours.verify(draft)


def _raising() -> Judge:
    return _Raising()


@contextmanager
def _silent_server() -> Iterator[int]:
    """Take connections on a port of this machine and never say anything."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        yield int(server.getsockname()[1])


if __name__ == "__main__":
    main()
