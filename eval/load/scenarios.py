"""The scenarios: what each does to a server, and what has to come of it."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import httpx

from eval.load.crowd import Crowd, Tell, run_crowd
from eval.load.health import watching_health
from eval.load.page_visitor import PageVisitor, Plan
from eval.load.results import crowd_row, memory_row, slope
from eval.load.server import Server, Vitals
from eval.load.visitors import Programmed, Visitor, Way

Row = dict[str, Any]
# Threads of a pool come and go, each with a connection of two files; a leak is one a visitor.
_POOL, _FILES_OF_POOL = 8, 16


@dataclass(slots=True, kw_only=True)
class Bench:
    """What a scenario works with.

    Attributes:
        client: Sends all requests.
        server: The server.
        plan: What its page asks for.
        way: How is asked.
        n_facts: Facts that can be asked for.
        is_short: Whether a test runs it: seconds, and a small archive.
        minutes: Of `flat`.
        n_answers: Of `tokens`.
        tell: Told how many questions have ended.
    """

    client: httpx.AsyncClient
    server: Server
    plan: Plan
    way: Way
    n_facts: int
    is_short: bool = False
    minutes: float = 30.0
    n_answers: int = 10_000
    tell: Tell = lambda _: None
    _numbers: Iterator[int] = field(init=False)

    def __post_init__(self) -> None:
        self._numbers = itertools.cycle(range(self.n_facts))

    @property
    def numbers(self) -> Iterator[int]:
        """Facts to ask for, none twice before all were asked for."""
        return self._numbers

    def visitors(self, n: int, way: Way | None = None) -> list[Visitor]:
        """Return visitors who come in the way of this run, or in another."""
        return [self._visitor(place, way or self.way) for place in range(n)]

    def _visitor(self, place: int, way: Way) -> Visitor:
        if way is Way.PAGE:
            return PageVisitor(self.client, self.server, self.plan, place)
        return Programmed(self.client, self.server, place, streams=way is Way.STREAM)

    async def crowd(self, crowd: Crowd, *, p95_s: float | None = None) -> Row:
        """Let a crowd ask, and return its row.

        Args:
            crowd: How it asks.
            p95_s: Seconds in which 95 of 100 answers have to be there; None for no bound.
        """
        began = time.monotonic()
        async with watching_health(self.server.url) as health:
            replies = await run_crowd(crowd, self.visitors(crowd.n_users), self.numbers, self.tell)
        return crowd_row(crowd, replies, health, took_s=time.monotonic() - began, p95_s=p95_s)

    async def alone(self, n: int = 5, way: Way | None = None) -> float | None:
        """Return the median seconds of an answer while nobody else asks; None when one is none."""
        (visitor,) = self.visitors(1, way)
        found = [await visitor.ask(next(self.numbers)) for _ in range(n)]
        await visitor.leave()
        is_right = all(one.ending.value in {"answered", "abstained"} for one in found)
        return round(median(one.seconds for one in found), 3) if is_right else None


Scenario = Callable[[Bench], Awaitable[Row]]


async def ten(bench: Bench) -> Row:
    """Ask with 10 users and no pause."""
    seconds = 3 if bench.is_short else 60
    users = 3 if bench.is_short else 10
    bound = 30.0 if bench.is_short else 1.5
    return await bench.crowd(Crowd(n_users=users, seconds=seconds), p95_s=bound)


async def fifty(bench: Bench) -> Row:
    """Ask with 50 users who read for 15 s."""
    return await _reading(bench, 50, p95_s=1.5)


async def two_hundred(bench: Bench) -> Row:
    """Ask with 200 users who read for 15 s."""
    return await _reading(bench, 200, p95_s=3.0)


async def _reading(bench: Bench, n_users: int, *, p95_s: float) -> Row:
    if bench.is_short:
        crowd = Crowd(n_users=n_users // 25, pause_s=0.5, seconds=3)
        return await bench.crowd(crowd, p95_s=30.0)
    return await bench.crowd(Crowd(n_users=n_users, pause_s=15, seconds=120), p95_s=p95_s)


async def three_hundred(bench: Bench) -> Row:
    """Ask with 300 users and no pause; half a minute later all has to be as fast as before."""
    before_s = {way.value: await bench.alone(way=way) for way in (bench.way, Way.PAGE)}
    users, seconds = (75, 2.0) if bench.is_short else (300, 60.0)
    row = await bench.crowd(Crowd(n_users=users, seconds=seconds))
    await asyncio.sleep(2 if bench.is_short else 30)
    after_s = {way.value: await bench.alone(way=way) for way in (bench.way, Way.PAGE)}
    # A trial shares its cores with others: there it is enough that all are answered again.
    slack = float("inf") if bench.is_short else 1.5
    as_before = [_is_as_fast(before_s[way], after_s[way], slack) for way in before_s]
    row |= {"alone_before_s": before_s, "alone_after_s": after_s}
    row["holds"] = row["holds"] and all(as_before)
    row["demand"] = "each ends in 60 s, answered or told busy; then as fast as before"
    return row


def _is_as_fast(before_s: float | None, after_s: float | None, slack: float) -> bool:
    """Say whether an answer takes no longer than before, but for what one core does by itself."""
    return before_s is not None and after_s is not None and after_s <= slack * before_s + 0.1


async def tokens(bench: Bench) -> Row:
    """Ask for many facts, each with its own names, and find none in another's answer."""
    n, users = (20, 4) if bench.is_short else (bench.n_answers, 8)
    row = await bench.crowd(Crowd(n_users=users, seconds=4 * 3_600, n_questions=n))
    row["holds"] = row["holds"] and row["answered"] >= 0.95 * n
    row["demand"] = f"{n:,} answers, each with its own name and no other's"
    return row


async def leaving(bench: Bench) -> Row:
    """Have visitors leave in the middle of an answer; nothing may be left of them."""
    n, together = (12, 6) if bench.is_short else (200, 20)
    await bench.crowd(Crowd(n_users=together, seconds=2 if bench.is_short else 20))
    before_s, before = await bench.alone(), await _settled(bench.server)
    draw = random.Random(7)  # noqa: S311 - not secret
    left = 0
    while left < n:
        visitors = bench.visitors(together)
        asked = [asyncio.create_task(one.ask(next(bench.numbers))) for one in visitors]
        await asyncio.sleep(draw.uniform(0.02, 1.5))
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        await asyncio.gather(*(visitor.leave() for visitor in visitors))
        left += len(visitors)
        bench.tell(left)
    # A thread of the pool that was idle for 10 s is ended when the next question comes.
    await asyncio.sleep(2 if bench.is_short else 12)
    after_s, after = await bench.alone(), await _settled(bench.server, like=before)
    # All at once as many as have room: each place that a visitor took with him would be missed.
    n_full = together if bench.is_short else 2 * together
    full = await bench.crowd(Crowd(n_users=n_full, seconds=60, n_questions=n_full))
    row = memory_row([before.rss_mib, after.rss_mib]) | {
        "users": together,
        "left": left,
        "threads": [before.n_threads, after.n_threads],
        "files": [before.n_files, after.n_files],
        "alone_before_s": {bench.way.value: before_s},
        "alone_after_s": {bench.way.value: after_s},
        "refused_afterwards": full["busy"],
        "demand": "threads, files and memory as before, no place in the queue lost",
    }
    kept = {
        "threads are left": after.n_threads <= before.n_threads + _POOL,
        "files are left": after.n_files <= before.n_files + _FILES_OF_POOL,
        "memory is left": after.rss_mib <= before.rss_mib * 1.05 + 10,
        "places in the queue are lost": full["busy"] == 0,
        "questions afterwards go wrong": full["holds"] and after_s is not None,
    }
    row["wrong"] = [what for what, is_well in kept.items() if not is_well] + full["wrong"]
    row["holds"] = all(kept.values())
    return row


async def _settled(server: Server, like: Vitals | None = None) -> Vitals:
    """Return what a server holds when it does nothing: at once when it is `like`, in 60 s else."""
    end = time.monotonic() + (10 if like is None else 60)
    await asyncio.sleep(6)  # idle connections are closed after 5
    found = server.vitals()
    while time.monotonic() < end:
        await asyncio.sleep(2)
        last, found = found, server.vitals()
        is_like = like is None or (
            found.n_files <= like.n_files + _FILES_OF_POOL
            and found.n_threads <= like.n_threads + _POOL
        )
        if is_like and (last.n_threads, last.n_files) == (found.n_threads, found.n_files):
            break
    return found


async def flat(bench: Bench) -> Row:
    """Ask steadily and watch the memory."""
    minutes = 0.1 if bench.is_short else bench.minutes
    users, pause_s, every_s = (2, 0.2, 0.5) if bench.is_short else (6, 2.0, 5.0)
    await bench.crowd(Crowd(n_users=users, seconds=3 if bench.is_short else 60))  # warm
    seen: list[tuple[float, float]] = []
    before, began = bench.server.vitals(), time.monotonic()

    async def watch() -> None:
        while True:
            seen.append(((time.monotonic() - began) / 60, bench.server.vitals().rss_mib))
            await asyncio.sleep(every_s)

    task = asyncio.create_task(watch())
    try:
        row = await bench.crowd(Crowd(n_users=users, pause_s=pause_s, seconds=60 * minutes))
    finally:
        task.cancel()
        await asyncio.wait({task})
    row |= memory_row([rss for _, rss in seen])
    after = bench.server.vitals()
    row |= {
        "minutes": minutes,
        "threads": [before.n_threads, after.n_threads],
        "files": [before.n_files, after.n_files],
        "mib_a_minute": slope(seen),
        "later_half": slope(seen[len(seen) // 2 :]),
    }
    row["holds"] = row["holds"] and (row["rss_mib"][-1] - row["rss_mib"][0] <= 50)
    row["demand"] = "at most 50 MiB more"
    return row


SCENARIOS: dict[str, Scenario] = {
    "ten": ten,
    "fifty": fifty,
    "two-hundred": two_hundred,
    "three-hundred": three_hundred,
    "tokens": tokens,
    "leaving": leaving,
    "flat": flat,
}
