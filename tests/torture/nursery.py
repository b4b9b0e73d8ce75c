"""A process that has loaded everything and forks one that works, to be killed, for each order.

A start of the interpreter and its imports would cost two seconds a kill. `python -m
tests.torture.nursery` reads orders from stdin, a JSON object a line, and says the id of the process
that works, and then its exit code. Most of what works writes down, durably, what it has done; a
command acknowledges by its exit code.
"""

from __future__ import annotations

import ctypes
import json
import os
import random
import subprocess
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any

from bot.newsproof import Newsproof
from bot.settings import Settings
from index.encoder import Encoder
from index.keeper import IndexKeeper
from sources.archive import Archive
from sources.errors import NewsproofError
from sources.identity import article_id
from tests.fakes import NOW, Clock, FakeEncoder, FakeJudge, make_article

ROOT = Path(__file__).parents[2]
IS_FULL = os.environ.get("TORTURE") == "full"
N_ARTICLES = 60
PUBLISHER = "Quay Gazette"
Order = dict[str, Any]
_LOADED = (
    *("bot.cli.main", "bot.cli.ingest", "bot.cli.index", "bot.cli.sources", "bot.ingesting"),
    *("bot.removing", "index.vectors.chroma", "index.encoding.embedded"),
    *("index.encoding.torch_bert", "chromadb", "datasketch", "torch", "safetensors"),
)


class Nursery:
    """The driver, as a test holds it."""

    def __init__(self, *, preload: Path | None = None) -> None:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("NEWSPROOF_")}
        environment["OMP_NUM_THREADS"] = "1"
        if preload:
            environment["LD_PRELOAD"] = str(preload)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.torture.nursery"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, **order: object) -> int:
        """Start work; return its process id."""
        self._process.stdin.write(json.dumps(order, default=str) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def wait(self) -> int:
        """Wait until it has ended; return its exit code, negative for a signal."""
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """End the driver."""
        self._process.stdin.close()
        self._process.wait(timeout=60)


def lines_of(log: Path) -> list[dict[str, Any]]:
    """Return what was written down; a last line that was cut off is none."""
    whole = log.read_text().split("\n")[:-1] if log.exists() else []
    return [json.loads(line) for line in whole]


def id_of(k: int) -> str:
    """Return the article id of note `k`."""
    return article_id(explicit=f"note-{k}", url=None, title="", publisher=PUBLISHER, published=None)


def write_notes(file: Path, editions: dict[int, int]) -> Path:
    """Write articles as JSON Lines; an edition of a note replaces the one before.

    Notes share few words: a search shows one of those that are near copies of each other.
    """
    notes = [
        {
            "id": f"note-{k}",
            "title": f"Harbour note {k}",
            "text": f"Pilot boat word{k} took edition{edition}x to pier {k}. "
            f"The harbour master said that edition{edition}x is the last of note {k}. "
            + " ".join(f"barge{k}x{n} carried coal{k}x{n}." for n in range(12)),
            "publisher": PUBLISHER,
            "published": "2024-05-01",
        }
        for k, edition in editions.items()
    ]
    file.write_text("".join(json.dumps(note) + "\n" for note in notes))
    return file


def open_small(data_dir: Path, encoder: Encoder | None = None) -> Newsproof:
    """Open the real Newsproof with a judge, and by default an encoder, that loads nothing."""
    archive = Archive.open(data_dir, create=True)
    newsproof = Newsproof(archive, Settings(data_dir=data_dir), judge=FakeJudge(), clock=Clock())
    newsproof._encoder = encoder or FakeEncoder()
    newsproof.keeper = IndexKeeper(archive, newsproof._encoder)
    return newsproof


class _Log:
    def __init__(self, file: str) -> None:
        self._fd = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def say(self, **what: object) -> None:
        os.write(self._fd, (json.dumps(what) + "\n").encode())


def archive_alone(order: Order) -> None:
    """Add an article a transaction, forever."""
    log = _Log(order["log"])
    archive = Archive.open(Path(order["data"]), create=True)
    with archive.writing(now=NOW):
        for n in range(archive.n_articles(), 1_000_000):
            with archive.transaction():
                archive.add(make_article(f"a{n}", f"Ship {n} sailed. " * 40))
            log.say(n=n)


def command(order: Order) -> None:
    """Run the real command with the arguments given; its imports were paid before."""
    from bot.cli.main import main as newsproof

    if "errors" in order:
        os.dup2(os.open(order["errors"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
    sys.argv = ["newsproof", *order["arguments"]]
    newsproof()


def failing(order: Order) -> None:
    """Take in editions, and perhaps publish, with a call that fails; then again without one."""
    log, at = _Log(order["log"]), int(order["at"])
    library = ctypes.CDLL(None)
    file = write_notes(Path(order["log"]).with_name("notes.jsonl"), {0: 1, 1: 1, N_ARTICLES: 1})
    folder = order["data"].encode()
    library.torture_arm(folder, at, int(order["errno"]), int(order["for_good"]))
    try:
        newsproof = open_small(Path(order["data"]))
        if order["publish"]:
            newsproof.rebuild()
        else:
            newsproof.ingest([file])
            log.say(did=1)
    except NewsproofError as exc:
        log.say(error=str(exc))
    except Exception as exc:  # noqa: BLE001 - what is no error of ours is what is looked for
        log.say(unexpected=f"{type(exc).__name__}: {exc}")
    log.say(n_calls=library.torture_count())
    library.torture_arm(b"", 0, 0, 0)
    with open_small(Path(order["data"])) as newsproof:
        newsproof.ingest([file])
        newsproof.rebuild() if order["publish"] else None
        log.say(again=1)


def filling(order: Order) -> None:
    """Take in long articles until the disk is full; say what was kept."""
    log = _Log(order["log"])
    newsproof = open_small(Path(order["data"]))
    chance = random.Random(7)  # noqa: S311 - text that doesn't get smaller by compression
    for n in range(10_000):
        file = Path(order["log"]).with_name("long.jsonl")
        words = " ".join(f"{chance.getrandbits(40):x}" for _ in range(20_000))
        note = {"id": f"long-{n}", "title": f"Long note {n}", "text": words}
        file.write_text(json.dumps({**note, "publisher": PUBLISHER}) + "\n")
        try:
            newsproof.ingest([file])
        except NewsproofError as exc:
            log.say(error=str(exc))
            return
        log.say(n=n)


WORK = {work.__name__: work for work in (archive_alone, command, failing, filling)}


def main() -> None:
    """Take orders until there are no more."""
    for module in _LOADED:
        import_module(module)
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            os._exit(_obey(order))
        print(pid, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


def _obey(order: Order) -> int:
    """Do the work in the fork; return its exit code."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the other end counts lines
    try:
        WORK[order["work"]](order)
    except SystemExit as exc:
        return int(exc.code or 0)
    except BaseException:  # noqa: BLE001 - nothing may go on in the fork
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    main()
