"""robots.txt by RFC 9309, and the politeness that doesn't depend on it."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.fetching.politeness import HostGates, Manners, parse_retry_after
from sources.fetching.robots import MAX_ROBOTS_BYTES, parse_robots

NOW = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)


def allows(rules: str, target: str) -> bool:
    return parse_robots(rules.encode(), agent="Newsproof").allows(target)


@pytest.mark.parametrize(
    ("rules", "target", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("User-agent: Other\nDisallow: /", "/a", True),
        ("User-agent: newsPROOF/2.0 (x)\nDisallow: /", "/a", False),
        ("User-agent: Newsproofer\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Newsproof\nDisallow: /b", "/a", True),
        ("User-agent: *\nDisallow: /a\n\nUser-agent: *\nDisallow: /b", "/b", False),
        ("User-agent: Other\nUser-agent: Newsproof\nDisallow: /a", "/a", False),
        ("User-agent: *\nAllow: /a/b\nDisallow: /a", "/a/b/c", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", True),
        ("User-agent: *\nDisallow: /*?print=", "/x?print=1", False),
        ("User-agent: *\nDisallow: /a*b*c", "/a-x-b-y-c-z", False),
        ("User-agent: *\nDisallow: /a*b*c", "/a-x-c-y-b", True),
        ("User-agent: *\nDisallow: /a$", "/ab", True),
        ("User-agent: *\nDisallow: /a$", "/a", False),
        ("User-agent: *\nDisallow: /caf%C3%A9", "/caf%c3%a9", False),
        ("User-agent: *\nDisallow: /café", "/caf%C3%A9", False),
        ("User-agent: *\nDisallow: /%61", "/a", False),
        ("User-agent: *\nDisallow: /a%2Fb", "/a/b", True),
        ("user-AGENT : *\r\ndisallow : /a # not here\r\n", "/a", False),
        ("\ufeffUser-agent: *\nDisallow: /a", "/a", False),
        ("Disallow: /a\nUser-agent: *\nAllow: /", "/a", True),
        ("User-agent: *\nSitemap: http://x\nDisallow: /a", "/a", False),
        ("<html><body>User-agent: *</body></html>", "/a", True),
    ],
)
def test_rules(rules: str, target: str, allowed: bool) -> None:
    assert allows(rules, target) is allowed


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("5", 5.0), ("0.5", 0.5), ("-1", None), ("nan", None), ("inf", None), ("soon", None)],
)
def test_crawl_delay(value: str, seconds: float | None) -> None:
    rules = f"User-agent: *\nCrawl-delay: {value}\n".encode()
    assert parse_robots(rules, agent="Newsproof").crawl_delay_s == seconds


def test_pattern_made_to_be_slow_is_quick() -> None:
    rules = "User-agent: *\n" + ("Disallow: /" + "*a" * 900 + "b$\n") * 200
    start = time.monotonic()
    assert allows(rules, "/" + "a" * 1_900)
    assert time.monotonic() - start < 5


@given(st.binary(max_size=300), st.text(max_size=30))
def test_nothing_makes_it_raise(data: bytes, target: str) -> None:
    assert parse_robots(data, agent="Newsproof").allows(f"/{target}") in (True, False)


def test_what_lies_beyond_the_limit_is_left() -> None:
    data = b"User-agent: *\n" + b"#" * MAX_ROBOTS_BYTES + b"\nDisallow: /\n"
    assert parse_robots(data, agent="Newsproof").rules == ()


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("Sun, 01 Nov 2026 09:31:00 GMT", 60),
        ("Sun, 01 Nov 2020 09:31:00 GMT", 0),
        ("99999999999999999999", 365 * 86_400),
        ("Sun, 01 Nov 9999 09:31:00 GMT", 365 * 86_400),
    ],
)
def test_retry_after(value: str, seconds: int) -> None:
    assert parse_retry_after(value, now=NOW) == NOW + timedelta(seconds=seconds)


@given(st.text(max_size=40))
def test_retry_after_never_raises_and_stays_within_a_year(value: str) -> None:
    read = parse_retry_after(value, now=NOW)
    assert read is None or NOW <= read <= NOW + timedelta(days=365)


def test_back_off_doubles_up_to_the_bound() -> None:
    manners = Manners()
    assert [manners.back_off(n, 0.0) for n in (1, 2, 3, 20)] == [2.0, 4.0, 8.0, 60.0]
    assert manners.back_off(1, 0.99) < 3.0


def test_one_request_at_a_time_to_a_host() -> None:
    gates = HostGates(time.monotonic, lambda seconds: None)
    inside: list[int] = []
    most: list[int] = []

    def ask(host: str) -> None:
        with gates.passing(host, 0.0):
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.01)
            inside.pop()

    threads = [threading.Thread(target=ask, args=("x.example",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 8
