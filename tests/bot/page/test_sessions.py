"""What the server keeps of visitors: their conversation, for a while, and no more."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from bot.page.app import build_page
from bot.page.quiet import gr
from bot.page.sessions import FORGET_S, Sessions, keep_little
from bot.page.talk import Talk
from tests.bot.page.asking_fake import AskingFake


@pytest.fixture
def page(tmp_path: Path) -> Any:
    app, page = FastAPI(), build_page(AskingFake(tmp_path))  # type: ignore[arg-type]
    gr.mount_gradio_app(app, page, path="/")
    keep_little(app, page)
    assert app.routes[-1].app.state_holder is page.state_holder  # type: ignore[attr-defined]
    return page


def test_session_holds_the_conversation_and_nothing_of_the_layout(page: Any) -> None:
    opening = next(fn for fn in page.fns.values() if any(t[1] == "load" for t in fn.targets))
    session = page.state_holder["one"]
    for _ in range(2):
        asyncio.run(page.process_api(opening, [None] * len(opening.inputs), state=session))

    assert any(isinstance(value, Talk) for value in session.state_data.values())
    assert session.config_values == {}
    assert list(session.components) == []


def test_conversations_are_each_their_own(page: Any) -> None:
    talks = [
        next(
            session[key] for key, block in page.blocks.items()
            if isinstance(block, gr.State) and isinstance(session[key], Talk)
        )
        for session in (page.state_holder["one"], page.state_holder["another"])
    ]  # fmt: skip

    assert talks[0] is not talks[1]


def test_who_has_been_away_for_an_hour_is_forgotten(page: Any) -> None:
    holder = page.state_holder
    assert isinstance(holder, Sessions)
    long_ago = datetime.now() - timedelta(seconds=FORGET_S + 1)
    for name, is_closed, used in (
        ("away", True, long_ago),
        ("just left", True, datetime.now()),
        ("at the window", False, long_ago),
    ):
        holder[name].is_closed = is_closed
        holder.time_last_used[name] = used
    holder.delete_all_expired_state()

    assert list(holder.session_data) == ["just left", "at the window"]
    assert list(holder.time_last_used) == ["just left", "at the window"]


def test_no_more_sessions_than_there_is_room_for(page: Any) -> None:
    holder = page.state_holder
    assert holder.capacity == 500
    holder.capacity = 3
    for number in range(5):
        assert holder[str(number)]

    assert list(holder.session_data) == ["2", "3", "4"]


def test_events_are_not_recorded(page: Any) -> None:
    queue = page._queue
    queue.events_recorded += 50
    kept = queue.compute_analytics_summary([{"function": "ask", "process_time": 1.0}])

    assert kept == {"functions": {}}
    assert queue.ANALYTICS_MAX_EVENTS == 1
