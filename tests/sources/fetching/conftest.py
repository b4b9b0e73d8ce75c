"""A site on this machine, and a fetcher that may reach it and waits for nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from sources.fetching import Fetcher, Guard, parse_networks, user_agent
from tests.sources.fetching.serving import Site, serving

NOW = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
LOOPBACK = parse_networks("127.0.0.0/8")


class Sleeper:
    """Sleeps in no time and remembers for how long; its clock moves on with it."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.time = 1_000.0

    def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds

    def monotonic(self) -> float:
        return self.time


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def sleeper() -> Sleeper:
    return Sleeper()


@pytest.fixture
def make_fetcher(sleeper: Sleeper) -> Callable[..., Fetcher]:
    """Make a fetcher that may reach this machine, with no jitter and a clock that stands still."""

    def make(**given: Any) -> Fetcher:
        return Fetcher(
            **{
                "guard": Guard(allowed=LOOPBACK),
                "agent": user_agent("1.2.3", "https://newsroom.example/bot"),
                "now": lambda: NOW,
                "sleep": sleeper,
                "jitter": lambda: 0.0,
                **given,
            }
        )

    return make


@pytest.fixture
def fetcher(make_fetcher: Callable[..., Fetcher]) -> Fetcher:
    return make_fetcher()
