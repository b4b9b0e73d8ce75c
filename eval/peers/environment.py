"""The environment of the peers: `build/peers/venv`, laid over the project's own.

Its packages are looked for first in itself and then where this Python has its own, so that torch
(1 GB) is there once, and peers and Newsproof run the same encoder code. The project itself is not
to be found in it. Nothing of it is a dependency of Newsproof: `make clean` deletes it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.peers.errors import PeerError, PeersMissingError

HOME = Path(__file__).parents[2] / "build" / "peers" / "venv"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
ADAPTER = Path(__file__).with_name("adapter.py")
INSTALL_TIMEOUT_S = 1_800.0
_PART = re.compile(r"#\s*peer:\s*(\S+)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """An environment that was set up.

    Attributes:
        python: Its interpreter.
        failed: Why, for each engine that could not be installed.
    """

    python: Path
    failed: Mapping[str, str]

    def command(self, engine: str) -> list[str]:
        """Return what runs the adapter; `-I` keeps our folders and settings away from it."""
        return [str(self.python), "-I", str(ADAPTER), engine]


def read_parts(text: str) -> dict[str, list[str]]:
    """Return the pinned packages of each engine from the text of `requirements.txt`.

    Raises:
        PeerError: A line stands outside the parts, is pinned to no version, or a part is empty.
    """
    parts: dict[str, list[str]] = {}
    packages: list[str] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if found := _PART.fullmatch(line.strip()):
            packages = parts.setdefault(found[1], [])
        elif (line := line.strip()) and not line.startswith("#"):
            if packages is None:
                raise PeerError(f"line {number} of the requirements belongs to no peer", "mend it")
            if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+_-]+", line):
                raise PeerError(f"line {number} of the requirements pins nothing: {line!r}", "pin")
            packages.append(line)
    for name, some in parts.items():
        if not some:
            raise PeerError(f"the requirements of {name!r} are empty", "name its packages")
    return parts


def set_up(
    home: Path = HOME,
    *,
    requirements: Path = REQUIREMENTS,
    tell: Callable[[str], None] = lambda _: None,
) -> Environment:
    """Make the environment and install each peer; what is up to date is left as it is.

    Args:
        home: Its folder.
        requirements: What to install.
        tell: Told about each step.

    Raises:
        PeerError: The environment cannot be made. A peer that cannot be installed is in `failed`.
    """
    parts = read_parts(requirements.read_text(encoding="utf-8"))
    digest = _digest(requirements)
    if (found := _read_stamp(home)) and found[0] == digest and not found[1]:
        tell("the peers are installed")
        return Environment(python=_python(home), failed={})
    tell(f"making {home}")
    try:
        venv.create(home, with_pip=False, symlinks=os.name != "nt", clear=True)
        shared = Path(sysconfig.get_path("purelib"))
        (_site(home) / "of-the-project.pth").write_text(f"{shared}\n", encoding="utf-8")
    except OSError as exc:
        raise PeerError(f"{home} cannot be made ({exc.strerror or exc})", "make room") from exc
    failed: dict[str, str] = {}
    for name, packages in parts.items():
        tell(f"installing {name}: {', '.join(packages)}")
        if trouble := _install(home, packages):
            tell(f"{name} cannot be installed: {trouble}")
            failed[name] = trouble
    stamp = json.dumps({"digest": digest, "failed": failed}, indent=1)
    (home / "peers.json").write_text(stamp, encoding="utf-8")
    return Environment(python=_python(home), failed=failed)


def open_environment(home: Path = HOME, *, requirements: Path = REQUIREMENTS) -> Environment:
    """Return the environment as it was set up.

    Raises:
        PeersMissingError: It was not, or with other requirements or another Python.
    """
    way_out = "run `python -m eval.peers setup`, which installs them beside the project"
    found = _read_stamp(home)
    if found is None or not _python(home).exists():
        raise PeersMissingError("the peers are not installed", way_out)
    if found[0] != _digest(requirements):
        raise PeersMissingError("the peers were installed from other requirements", way_out)
    return Environment(python=_python(home), failed=found[1])


def child_environ(n_threads: int, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return all that a peer gets of our environment: no keys, no Python settings, no proxies."""
    kept = {name: environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in environ}
    threads = {f"{name}_NUM_THREADS": str(n_threads) for name in ("OMP", "MKL", "OPENBLAS")}
    return {**kept, **threads}


def _install(home: Path, packages: list[str]) -> str:
    """Install packages by this Python's pip; return why not, or nothing."""
    pip = [sys.executable, "-m", "pip", "--python", str(_python(home)), "install", "--quiet"]
    # Wheels alone: a source distribution would run its own code, and take its time.
    command = [*pip, "--disable-pip-version-check", "--only-binary", ":all:", *packages]
    try:
        done = subprocess.run(  # noqa: S603 - our own command and pinned names
            command, capture_output=True, timeout=INSTALL_TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired:
        return f"pip took longer than {INSTALL_TIMEOUT_S:g} s"
    except OSError as exc:
        return f"pip cannot be run ({exc.strerror or exc})"
    if done.returncode == 0:
        return ""
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    errors = [line for line in lines if line.startswith("ERROR")] or lines or ["no message"]
    return f"pip ended with {done.returncode}: {errors[-1][:300]}"


def _read_stamp(home: Path) -> tuple[str, dict[str, str]] | None:
    """Return the digest and the failures noted; None when there is no note that can be read."""
    try:
        found = json.loads((home / "peers.json").read_text(encoding="utf-8"))
        return str(found["digest"]), {str(k): str(v) for k, v in found["failed"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _digest(requirements: Path) -> str:
    parts = (requirements.read_bytes(), sys.version.encode(), sys.prefix.encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _python(home: Path) -> Path:
    return home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _site(home: Path) -> Path:
    return Path(sysconfig.get_path("purelib", "venv", {"base": str(home), "platbase": str(home)}))
