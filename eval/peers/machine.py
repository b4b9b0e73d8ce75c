"""What a benchmark ran on, in words and numbers."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A machine at one moment.

    Attributes:
        processor: Its model as the system names it.
        n_cores: Cores that it has.
        n_usable: Cores that this process may run on.
        memory_gib: Its memory, or None when the system doesn't tell.
        load: Mean number of busy processes over the last minute, or None: above 0 before a run,
            others were computing too.
        system: Operating system and architecture.
        python: Version.
    """

    processor: str
    n_cores: int
    n_usable: int
    memory_gib: float | None
    load: float | None
    system: str
    python: str


def describe_machine(proc: Path = Path("/proc")) -> Machine:
    """Return the machine as it is now.

    Args:
        proc: Where Linux tells about itself; elsewhere it isn't there, and less is known.
    """
    n_cores = os.cpu_count() or 1
    affinity = getattr(os, "sched_getaffinity", None)
    kib = _field(proc / "meminfo", "MemTotal").removesuffix("kB").strip()
    try:
        load = round(os.getloadavg()[0], 2)
    except (OSError, AttributeError):
        load = None
    return Machine(
        processor=_field(proc / "cpuinfo", "model name") or platform.processor() or "unknown",
        n_cores=n_cores,
        n_usable=len(affinity(0)) if affinity else n_cores,
        memory_gib=round(int(kib) / (1 << 20), 1) if kib.isdecimal() else None,
        load=load,
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
    )


def _field(path: Path, name: str) -> str:
    """Return the first value of a field of "name: value" lines; nothing when it isn't there."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    found = (line.partition(":") for line in lines)
    return next((value.strip() for key, _, value in found if key.strip() == name), "")
