"""What torch may use of this machine. The judge asks here as well, so that there is one answer."""

from __future__ import annotations

import os
from functools import cache


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


@cache
def set_numpy_threads() -> None:
    """Let one product of numpy use one core, from now on: batches are spread over them instead.

    On two busy cores, two threads took 31 ms for a query, not 6, and ten readers at once 0.39 s of
    processor time an answer, not 0.24: they wait for each other without sleeping (2026-11).
    """
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1, user_api="blas")


def set_torch_threads() -> None:
    """Let one operation of torch use half of the cores, unless `OMP_NUM_THREADS` says otherwise.

    On two busy cores, encoding a query took 106 ms with two threads and 10 ms with one (2026-11).
    """
    import torch

    if "OMP_NUM_THREADS" not in os.environ:
        torch.set_num_threads(max(1, n_cores() // 2))
