"""Rows of word pieces in batches, one batch a core."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import BoundedSemaphore

from index.encoding.processor import n_cores


def length_batches(lengths: Sequence[int], most: int) -> list[list[int]]:
    """Cut places, sorted by length, into batches of at most `most` with their padding.

    Args:
        lengths: Length of each row, 1 and up.
        most: Rows times the longest row of a batch; a longer row is a batch alone.

    Returns:
        Every place once; the shortest batch first, none empty.
    """
    batches: list[list[int]] = []
    for place in sorted(range(len(lengths)), key=lambda i: (lengths[i], i)):
        if not batches or (len(batches[-1]) + 1) * lengths[place] > most:
            batches.append([])
        batches[-1].append(place)
    return batches


def each_on_a_core(
    compute: Callable[[list[int]], None],
    batches: Sequence[list[int]],
    *,
    prepare: Callable[[], None] | None = None,
) -> None:
    """Compute every batch, the last one first; in the whole process one at once a core.

    Args:
        compute: Called with a batch; it must let other threads run, as numpy and torch do.
        batches: The shortest first, so that all cores end together.
        prepare: Called once in every thread, before its first batch.
    """

    def in_turn(batch: list[int]) -> None:
        with _cores():
            compute(batch)

    with ThreadPoolExecutor(min(n_cores(), max(1, len(batches))), initializer=prepare) as pool:
        for _ in pool.map(in_turn, reversed(batches)):
            pass


@cache
def _cores() -> BoundedSemaphore:
    return BoundedSemaphore(n_cores())


if hasattr(os, "register_at_fork"):
    # A child must not wait for cores that its parent's threads had at the fork.
    os.register_at_fork(after_in_child=_cores.cache_clear)
