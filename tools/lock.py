"""Write `requirements.lock`: what pyproject.toml needs here, with all that it needs, pinned.

`python -m tools.lock`, in an environment that has been tested. Nothing is resolved or contacted:
the versions are those that are installed. The file is used as constraints (`pip install -c`), so a
package of another platform that it does not name is free.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
_HEADER = "# Written by `make lock`; used as constraints: pip install -c requirements.lock -e .\n"


def declared() -> list[Requirement]:
    """Return what pyproject.toml asks for, for running and for developing, in its order."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return [
        Requirement(line)
        for line in (*project["dependencies"], *project["optional-dependencies"]["dev"])
    ]


def pinned(wanted: Iterable[Requirement]) -> dict[str, str]:
    """Return {name: installed version} of the requirements and of all that they require.

    A local label (torch's `+cpu`) is left off: which build is installed is for the user to choose.

    Raises:
        PackageNotFoundError: One of them is not installed.
    """
    versions: dict[str, str] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = list(wanted)
    while waiting:
        requirement = waiting.pop()
        name, extras = canonicalize_name(requirement.name), frozenset(requirement.extras)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        found = distribution(name)
        versions[name] = Version(found.version).public
        waiting += [
            needed
            for needed in map(Requirement, found.requires or [])
            if needed.marker is None
            or any(needed.marker.evaluate({"extra": extra}) for extra in ("", *extras))
        ]
    return versions


if __name__ == "__main__":
    pins = sorted(pinned(declared()).items())
    LOCK.write_text(_HEADER + "".join(f"{name}=={version}\n" for name, version in pins))
