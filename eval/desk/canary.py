"""Drafts with words of their own go every way through the check; afterwards no file may hold one.

Threat P2 of the design: 200 drafts, through Python and the command line, with a judge that raises,
a judge that never answers, an archive that somebody is writing to, and a process that is killed in
the middle. Then the data directory and the folders for temporary files, settings and work are
searched byte by byte, as is everything that was told on stderr. That the search can find something
is shown by a draft that is saved on purpose.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from eval.desk.archives import Tell
from eval.desk.ways import FINISHED, Way
from eval.errors import EvalError

SEED = 20261123
_LETTERS = "bcdfghjklmnpqrstvwxz"
_VOWELS = "aeiou"
_SENTENCES = (
    "The {token} Bridge near Velle is {n} metres long.",
    "Mayor {token} said that {n} people were hurt in the fire at Norvane.",
    "{token} bought the Hollin reservoir for {n} million euros, and the town was not told.",
    "“We never saw the {token} report,” said Ida {token}, who has led the inquiry for {n} days.",
    "On 9 May {token} closed its plant in Caldry, where {n} people work.",
)
# Of 20 drafts, how many go each way; the rest goes through Python.
_OF_TWENTY = {Way.COMMAND: 2, Way.KILLED: 3, Way.RAISING: 3, Way.LOCKED: 2, Way.STOPPED: 2}
_N_SILENT = 2  # a judge that never answers takes seconds each
_LIMIT_S = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft with a word that stands nowhere else."""

    token: str
    text: str
    way: Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What was found after all drafts were checked.

    Attributes:
        n_drafts: How many there were, by way.
        n_files: Files that were searched, and their bytes.
        n_bytes: See `n_files`.
        hits: "token in file" wherever one stands.
        n_killed: Processes that were killed before they had ended.
        finds_saved: Whether the search found the draft that was saved on purpose.
    """

    n_drafts: dict[Way, int]
    n_files: int
    n_bytes: int
    hits: tuple[str, ...]
    n_killed: int
    finds_saved: bool


def make_drafts(n: int, *, seed: int = SEED) -> list[Draft]:
    """Return `n` drafts, each with its own word, in a fixed order."""
    rng = random.Random(seed)  # noqa: S311 - a seeded sample, not a secret
    ways = [way for way, share in _OF_TWENTY.items() for _ in range(max(1, n * share // 20))]
    ways += [Way.SILENT] * (_N_SILENT if n >= 20 else 1)
    ways += [Way.PYTHON] * (n - len(ways))
    drafts = []
    for way in ways[:n]:
        token = "".join(rng.choice(_LETTERS) + rng.choice(_VOWELS) for _ in range(7)).capitalize()
        few = 1 if way is Way.SILENT else 12 if way is Way.KILLED else 3
        sentences = (rng.choice(_SENTENCES) for _ in range(few))
        text = " ".join(one.format(token=token, n=rng.randint(11, 999)) for one in sentences)
        drafts.append(Draft(token=token, text=text, way=way))
    return drafts


def run_canary(n: int, work: Path, tell: Tell) -> Searched:
    """Check `n` drafts in processes of their own, and search for their words.

    Args:
        n: Drafts.
        work: An empty folder; everything that the processes may write to lies in it.
        tell: Told how far it is.

    Raises:
        EvalError: A process failed in a way that is not among those meant.
    """
    folders = {name: work / name for name in ("data", "tmp", "home", "cwd")}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    environment = _environment(folders)
    told = [_run(["ingest", "--samples"], environment, folders["cwd"]).stderr]
    drafts = make_drafts(n)
    inside = [one for one in drafts if one.way not in (Way.COMMAND, Way.KILLED)]
    told.append(_check_inside(inside, environment, folders, tell))
    n_killed, longest = 0, 0.0
    outside = [one for one in drafts if one.way in (Way.COMMAND, Way.KILLED)]
    rng = random.Random(SEED)  # noqa: S311
    for done, one in enumerate(outside, 1):
        started = time.monotonic()
        limit = _LIMIT_S if one.way is Way.COMMAND else longest * rng.uniform(0.3, 0.95)
        stderr, was_killed = _verify(one.text, environment, folders["cwd"], limit)
        if one.way is Way.COMMAND:
            longest = max(longest, time.monotonic() - started)
        n_killed += was_killed
        told.append(stderr)
        tell("command line", done, len(outside))
    n_files, n_bytes, hits = search([one.token for one in drafts], work)
    hits += [f"{one.token} on stderr" for one in drafts if any(_has(one.token, t) for t in told)]
    (saved,) = make_drafts(1, seed=SEED + 1)
    _run(["verify", "-", "--save"], environment, folders["cwd"], given=saved.text)
    return Searched(
        n_drafts={way: sum(one.way is way for one in drafts) for way in Way},
        n_files=n_files,
        n_bytes=n_bytes,
        hits=tuple(hits),
        n_killed=n_killed,
        finds_saved=bool(search([saved.token], work)[2]),
    )


def search(tokens: Iterable[str], folder: Path) -> tuple[int, int, list[str]]:
    """Search every file of a folder for words, in any case, as UTF-8 and as UTF-16.

    Returns:
        The files, their bytes, and "word in file" for every hit.
    """
    wanted = list(tokens)
    hits: list[str] = []
    n_files = n_bytes = 0
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            n_files, n_bytes = n_files + 1, n_bytes + len(content)
            hits += [f"{token} in {path.name}" for token in wanted if _has(token, content)]
            hits += [f"{token} as name {path.name}" for token in wanted if token in path.name]
    return n_files, n_bytes, hits


def _has(token: str, content: bytes) -> bool:
    lowered = content.lower()
    return any(token.lower().encode(code) in lowered for code in ("utf-8", "utf-16-le"))


def _environment(folders: dict[str, Path]) -> dict[str, str]:
    """Return an environment in which every place to write to is known."""
    home, tmp = str(folders["home"]), str(folders["tmp"])
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NEWSPROOF_", "XDG_"))}
    places = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), home)
    return {
        **kept,
        **places,
        "TMPDIR": tmp,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "NEWSPROOF_DATA_DIR": str(folders["data"]),
    }


def _check_inside(
    drafts: Sequence[Draft], environment: dict[str, str], folders: dict[str, Path], tell: Tell
) -> bytes:
    """Check drafts in one process through Python; return what it told on stderr."""
    lines = "".join(json.dumps({"way": one.way, "draft": one.text}) + "\n" for one in drafts)
    tell("python", 0, len(drafts))
    done = subprocess.run(
        [sys.executable, "-m", "eval.desk.ways"],
        input=lines.encode(),
        capture_output=True,
        env=environment,
        cwd=folders["cwd"],
        check=False,
    )
    n_done = done.stdout.decode().split().count(FINISHED)
    tell("python", n_done, len(drafts))
    if n_done != len(drafts) or done.returncode:
        raise EvalError(
            f"the process that checks drafts did {n_done} of {len(drafts)} and ended with "
            f"{done.returncode}",
            "run `python -m eval.desk.ways` by hand",
        )
    return done.stderr


def _verify(
    text: str, environment: dict[str, str], cwd: Path, limit_s: float
) -> tuple[bytes, bool]:
    """Check a draft on the command line, and kill it at the limit; return stderr and whether."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.cli.main", "verify", "-", "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        cwd=cwd,
    )
    with suppress(subprocess.TimeoutExpired):
        _, stderr = process.communicate(text.encode(), timeout=limit_s)
        return stderr, False
    process.kill()  # SIGKILL: nothing is tidied up
    _, stderr = process.communicate()
    return stderr, True


def _run(
    arguments: Sequence[str], environment: dict[str, str], cwd: Path, given: str = ""
) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-m", "bot.cli.main", *arguments],
        input=given.encode(),
        capture_output=True,
        env=environment,
        cwd=cwd,
        timeout=_LIMIT_S,
        check=False,
    )
    if done.returncode:
        raise EvalError(
            f"`newsproof {' '.join(arguments)}` ended with {done.returncode}", "run it by hand"
        )
    return done
