"""What is remembered of texts while they are worked on, and forgotten when that is done.

The checks read a claim and a quote many times over. Remembering that halves their time, but a
question or a draft must not outlive its answer in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any, TypeVar, cast

_Reader = TypeVar("_Reader", bound=Callable[..., Any])
_MOST = 1_024
_REMEMBERED: list[Any] = []


def remembered(read: _Reader, most: int = _MOST) -> _Reader:
    """Remember what a pure reader returned for the last `most` texts, until `forget` is called."""
    kept = lru_cache(maxsize=most)(cast(Callable[..., Hashable], read))
    _REMEMBERED.append(kept)
    return cast(_Reader, kept)


def forget() -> None:
    """Forget every text. Another thread at work then reads its texts again."""
    for reader in _REMEMBERED:
        reader.cache_clear()


def n_remembered() -> int:
    """Return how many texts are remembered now."""
    return sum(reader.cache_info().currsize for reader in _REMEMBERED)
