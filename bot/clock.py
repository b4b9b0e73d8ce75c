"""Milliseconds by stage, for the record of an answer or a report."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class StageClock:
    """Measures stages by a monotonic clock."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._stages: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time of the block to a stage."""
        start = time.perf_counter()
        yield
        self._stages[name] = self._stages.get(name, 0.0) + _ms(start)

    def timings_ms(self) -> dict[str, float]:
        """Return the stages and "total", in milliseconds with one decimal."""
        stages = {name: round(value, 1) for name, value in self._stages.items()}
        return stages | {"total": round(_ms(self._start), 1)}


def _ms(start: float) -> float:
    return 1_000 * (time.perf_counter() - start)
