"""Room for work, and what is told when there is none: small parts by themselves."""

from __future__ import annotations

import asyncio
import json
import threading
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from bot.access.modes import Mode
from bot.access.refusing import BusyError
from bot.api.work import Work
from bot.page.traffic import MAX_OF_ONE, MAX_REQUESTS, Traffic


def test_what_finds_no_room_is_told_when_to_come_again() -> None:
    async def run() -> None:
        work, free = Work(n_at_once=2, n_waiting=3), threading.Event()
        calls = [asyncio.create_task(work.run(free.wait, 20)) for _ in range(5)]
        await asyncio.sleep(0.2)
        with pytest.raises(BusyError, match="try again in") as told:
            await work.run(print)
        assert 1 <= told.value.retry_after_s <= 60
        free.set()
        assert await asyncio.gather(*calls) == [True] * 5
        assert await work.run(len, "abc") == 3

    asyncio.run(run())


def test_no_more_than_so_many_work_at_once() -> None:
    running, most, lock = 0, 0, threading.Lock()

    def step() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        threading.Event().wait(0.02)
        with lock:
            running -= 1

    async def run() -> None:
        work = Work(n_at_once=3)
        await asyncio.gather(*(work.run(step) for _ in range(20)))

    asyncio.run(run())
    assert most == 3


def test_nobody_waits_for_ever_for_his_turn() -> None:
    async def run() -> None:
        work, free = Work(n_at_once=1, max_wait_s=0.2), threading.Event()
        long = asyncio.create_task(work.run(free.wait, 20))
        await asyncio.sleep(0.1)
        waiting = [asyncio.create_task(work.run(print)) for _ in range(3)]
        for told in await asyncio.gather(*waiting, return_exceptions=True):
            assert isinstance(told, BusyError)
        free.set()
        assert await long is True
        assert await work.run(len, "abc") == 3

    asyncio.run(run())


def test_who_leaves_while_waiting_leaves_no_place_behind() -> None:
    async def run() -> None:
        work, free = Work(n_at_once=2, n_waiting=3), threading.Event()
        calls = [asyncio.create_task(work.run(free.wait, 20)) for _ in range(5)]
        await asyncio.sleep(0.1)
        for call in calls:
            call.cancel()
        free.set()
        await asyncio.gather(*calls, return_exceptions=True)
        assert await asyncio.gather(*(work.run(len, "ab") for _ in range(5))) == [2] * 5

    asyncio.run(run())


def test_what_has_begun_goes_on_while_others_are_refused() -> None:
    async def run() -> None:
        work, free = Work(n_at_once=2, n_waiting=3), threading.Event()
        calls = [asyncio.create_task(work.run(free.wait, 20)) for _ in range(5)]
        await asyncio.sleep(0.2)
        with pytest.raises(BusyError):
            await work.run(print)
        assert await asyncio.wait_for(work.run_on(len, "abc"), 10) == 3
        free.set()
        await asyncio.gather(*calls)

    asyncio.run(run())


def test_further_steps_are_a_few_at_once_as_well() -> None:
    running, most, lock = 0, 0, threading.Lock()

    def step() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        threading.Event().wait(0.02)
        with lock:
            running -= 1

    async def run() -> None:
        work = Work(n_at_once=2)
        await asyncio.gather(*(work.run_on(step) for _ in range(12)))

    asyncio.run(run())
    assert most == 2


class Sent:
    """What an ASGI application sends."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    async def __call__(self, message: Any) -> None:
        self.messages.append(message)

    @property
    def status(self) -> int:
        return self.messages[0]["status"]


async def never() -> Any:
    await asyncio.Event().wait()


def scope(path: str, peer: str) -> dict[str, Any]:
    return {"type": "http", "method": "GET", "path": path, "headers": [], "state": {"peer": peer}}


@pytest.mark.parametrize(("mode", "most"), [(Mode.PUBLIC, MAX_OF_ONE), (Mode.OWN, MAX_REQUESTS)])
def test_too_many_requests_at_once_are_busy_and_health_is_not(mode: Mode, most: int) -> None:
    async def run() -> None:
        free = asyncio.Event()

        async def app(scope: Any, receive: Any, send: Any) -> None:
            if scope["path"] != "/health":
                await free.wait()
            await PlainTextResponse("done")(scope, receive, send)

        traffic = Traffic(app, mode)
        first = [Sent() for _ in range(most)]
        path = "/api/articles"
        tasks = [
            asyncio.create_task(traffic(scope(path, "a"), never, sent))  # type: ignore[arg-type]
            for sent in first
        ]
        await asyncio.sleep(0.05)
        refused, alive, other = Sent(), Sent(), Sent()
        await traffic(scope(path, "a"), never, refused)  # type: ignore[arg-type]
        await traffic(scope("/health", "a"), never, alive)  # type: ignore[arg-type]
        assert (refused.status, alive.status) == (503, 200)
        told = json.loads(refused.messages[1]["body"])
        assert told == {"error": "busy", "way_out": "try again in 5 s"}
        assert (b"retry-after", b"5") in refused.messages[0]["headers"]
        asking = asyncio.create_task(traffic(scope(path, "b"), never, other))  # type: ignore[arg-type]
        free.set()
        await asyncio.gather(*tasks, asking)
        assert {sent.status for sent in first} == {200}
        assert other.status == (200 if mode is Mode.PUBLIC else 503)
        again = Sent()
        await traffic(scope(path, "a"), never, again)  # type: ignore[arg-type]
        assert again.status == 200, "room is given back"

    asyncio.run(run())


def test_streams_that_only_say_that_a_page_is_open_end_with_the_server() -> None:
    async def run() -> None:
        async def app(scope: Any, receive: Any, send: Any) -> None:
            await asyncio.Event().wait()

        traffic = Traffic(app, Mode.OWN)
        path = "/desk/gradio_api/heartbeat/abc"
        beating = asyncio.create_task(traffic(scope(path, "a"), never, Sent()))  # type: ignore[arg-type]
        await asyncio.sleep(0.05)
        assert not beating.done()
        traffic.stop()
        await asyncio.wait_for(beating, 5)

    asyncio.run(run())
