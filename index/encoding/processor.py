"""What torch may use of this machine. The judge asks here as well, so that there is one answer."""

from __future__ import annotations

import os


def has_bfloat16() -> bool:
    """Say whether the processor multiplies in bfloat16; elsewhere that is slower than float32."""
    import torch

    return bool(torch.cpu.get_capabilities().get("avx512_bf16"))


def n_cores() -> int:
    """Return how many threads may compute: `OMP_NUM_THREADS`, else the cores of this process."""
    given = os.environ.get("OMP_NUM_THREADS", "")
    if given.isdecimal() and int(given):
        return int(given)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def set_torch_threads() -> None:
    """Let one operation of torch use half of the cores, unless `OMP_NUM_THREADS` says otherwise.

    On two busy cores, encoding a query took 106 ms with two threads and 10 ms with one (2026-11).
    """
    import torch

    if "OMP_NUM_THREADS" not in os.environ:
        torch.set_num_threads(max(1, n_cores() // 2))
