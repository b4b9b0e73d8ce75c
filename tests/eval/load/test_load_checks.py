"""The load client by itself: what is right is called right, and what is wrong is seen."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.load.corpus import (
    MAX_FACTS,
    answer_name,
    articles,
    asked_name,
    fact_of,
    names_in,
    question_of,
)
from eval.load.crowd import Crowd, run_crowd
from eval.load.health import Health, watching_health
from eval.load.replies import Ending, Reply, fault_of
from eval.load.results import crowd_row, memory_row, slope
from eval.load.visitors import Programmed, web
from tests.eval.load.wrong_server import N_FACTS, answering


def ask_around(manner: str, *, streams: bool = False, n: int = 6) -> dict[str, Any]:
    """Return the row of a small crowd on a server of that manner."""

    async def run() -> dict[str, Any]:
        with answering(manner) as server:
            async with web() as client, watching_health(server.url) as health:
                crowd = Crowd(n_users=2, seconds=20, n_questions=n)
                visitors = [
                    Programmed(client, server, place, streams=streams, most_s=1.0)
                    for place in range(2)
                ]
                numbers = itertools.cycle(range(N_FACTS))
                replies = await run_crowd(crowd, visitors, numbers)
                await asyncio.sleep(0.1)
        return crowd_row(crowd, replies, health, took_s=1.0, p95_s=20)

    return asyncio.run(run())


@pytest.mark.parametrize("streams", [False, True])
def test_right_answers_hold(streams: bool) -> None:
    row = ask_around("right", streams=streams)
    assert row["holds"]
    assert (row["answered"], row["n"], row["faults"], row["wrong"]) == (6, 6, 0, [])
    assert row["health"]["failed"] == 0 < row["health"]["n"]
    assert 0 < row["p50_s"] <= row["p95_s"] <= row["slowest_s"] + 0.01


@pytest.mark.parametrize("streams", [False, True])
@pytest.mark.parametrize(
    ("manner", "said"),
    [
        ("crosses", "of another question: "),
        ("mixes in", "of another question: "),
        ("says nothing", "its own name is missing"),
    ],
)
def test_names_of_others_and_missing_names_are_seen(manner: str, said: str, streams: bool) -> None:
    row = ask_around(manner, streams=streams)
    assert not row["holds"]
    assert row["faults"] >= 5
    assert row["wrong"][0].startswith(said)


@pytest.mark.parametrize(
    ("manner", "streams", "ending", "said"),
    [
        ("hangs", False, "hung", "no end within 1 s"),
        ("fails", False, "failed", "HTTP 500"),
        ("fails", True, "failed", "HTTP 500"),
        ("busy for ever", False, "failed", "HTTP 503"),
        ("closes", False, "failed", "Error: "),
        ("breaks off", True, "failed", "busy: try again in 3 s"),
        ("ends early", True, "failed", "status ''"),
    ],
)
def test_what_ends_badly_does_not_hold(manner: str, streams: bool, ending: str, said: str) -> None:
    row = ask_around(manner, streams=streams, n=2)
    assert not row["holds"]
    assert row[ending] == 2
    assert said in row["wrong"][0]


def test_a_clear_busy_is_no_failure_but_no_answer_either() -> None:
    row = ask_around("busy", n=2)
    assert (row["busy"], row["failed"], row["answered"]) == (2, 0, 0)
    assert not row["holds"], "a server that serves nobody bears no load"


def test_health_route_that_fails_is_seen() -> None:
    row = ask_around("ill")
    assert row["answered"] == 6
    assert row["health"]["failed"] > 0
    assert not row["holds"]


def test_late_answers_do_not_hold_and_nothing_does_not_either() -> None:
    crowd = Crowd(n_users=1, seconds=1)
    reply = Reply(ending=Ending.ANSWERED, seconds=1.2)
    for replies, p95_s, holds in (([reply], 1.3, True), ([reply], 1.1, False), ([], 1.3, False)):
        row = crowd_row(crowd, replies, Health(), took_s=1, p95_s=p95_s)
        assert row["holds"] is holds


def test_a_refusal_may_show_others_but_only_for_its_own_question() -> None:
    nearest = f"{question_of(3)} {fact_of(4)}"
    assert fault_of(Ending.ABSTAINED, nearest, 3) == ""
    assert fault_of(Ending.ABSTAINED, nearest, 5) == "not of this question"
    assert fault_of(Ending.ANSWERED, nearest, 3).startswith("of another question")
    assert fault_of(Ending.ANSWERED, f"{fact_of(3)} {fact_of(4)}", 3, earlier=(4,)) == ""


@given(st.integers(0, MAX_FACTS - 1), st.integers(0, MAX_FACTS - 1))
def test_no_two_facts_share_a_name(one: int, other: int) -> None:
    assert names_in(fact_of(one)) == {asked_name(one), answer_name(one)}
    assert names_in(question_of(one)) == {asked_name(one)}
    assert (one == other) == (asked_name(one) == asked_name(other))
    assert not (one != other and names_in(fact_of(one)) & names_in(fact_of(other)))


def test_articles_are_the_same_every_time_and_hold_their_fact_only() -> None:
    first, again = list(articles(30)), list(articles(40))[:30]
    assert first == again
    for number, article in enumerate(first):
        assert article.text.startswith(fact_of(number))
        assert names_in(article.text) == {asked_name(number), answer_name(number)}


def test_memory_keeps_first_and_last_and_tells_the_slope() -> None:
    series = [100.0 + n / 10 for n in range(361)]
    row = memory_row(series)
    assert (row["rss_mib"][0], row["rss_mib"][-1], row["rss_grew_mib"]) == (100.0, 136.0, 36.0)
    assert len(row["rss_mib"]) <= 32
    assert slope([(n / 12, rss) for n, rss in enumerate(series)]) == pytest.approx(1.2)
    assert slope([(0.0, 5.0)]) == 0.0
    assert memory_row([7.0]) == {"rss_mib": [7.0], "rss_grew_mib": 0.0}
