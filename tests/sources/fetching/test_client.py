"""The fetcher against real servers on this machine: redirects, limits, manners, robots, lies."""

from __future__ import annotations

import gzip
import os
import resource
import socket
import time
import zlib
from collections.abc import Callable

import pytest

from sources.fetching import (
    ARTICLE,
    FEED,
    AddressRefusedError,
    AnswerRefusedError,
    Fetcher,
    FetchError,
    Guard,
    RobotsRefusedError,
    StatusError,
    UnreachableError,
    Validators,
    user_agent,
)
from sources.fetching.wire import TimeLimits
from tests.sources.fetching.conftest import LOOPBACK, Sleeper
from tests.sources.fetching.serving import Answer, Asked, Site, raw_server, serving

MakeFetcher = Callable[..., Fetcher]
QUICK = TimeLimits(connect=1.0, first_byte=0.4, total=0.8)


def test_page_comes_with_what_the_server_said(site: Site, fetcher: Fetcher) -> None:
    headers = {"ETag": '"v1"', "Last-Modified": "Sun, 01 Nov 2026 08:00:00 GMT"}
    site.routes["/a?b=1"] = Answer(b"<p>text</p>", headers=headers)
    fetched = fetcher.fetch(f"{site.url}/a?b=1#part", ARTICLE)
    assert fetched.data == b"<p>text</p>"
    assert fetched.media_type == "text/html; charset=utf-8"
    assert fetched.address.url == f"{site.url}/a?b=1"
    assert fetched.validators == Validators(
        etag='"v1"', last_modified="Sun, 01 Nov 2026 08:00:00 GMT"
    )
    assert site.paths() == ["/robots.txt", "/a?b=1"]


def test_request_names_us_and_carries_nothing_else(site: Site, fetcher: Fetcher) -> None:
    site.routes["/a"] = Answer(b"x", headers={"Set-Cookie": "id=1"})
    fetcher.fetch(f"{site.url}/a", ARTICLE)
    fetcher.fetch(f"{site.url}/a", ARTICLE)
    sent = site.asked[-1].headers
    assert sent["user-agent"] == "Newsproof/1.2.3 (+https://newsroom.example/bot)"
    assert sent["accept-encoding"] == "gzip"
    assert set(sent) == {"host", "user-agent", "accept", "accept-encoding", "connection"}
    assert sent["host"] == f"127.0.0.1:{site.port}"


@pytest.mark.parametrize("contact", ["a b", "x)y", "a\r\nX: 1", "ü"])
def test_contact_that_is_no_address_is_refused(contact: str) -> None:
    with pytest.raises(FetchError, match="CONTACT"):
        user_agent("1", contact)


def test_proxy_in_the_environment_is_not_used(
    site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving() as proxy:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
            monkeypatch.setenv(name.upper(), proxy.url)
        site.routes["/a"] = Answer(b"x")
        assert fetcher.fetch(f"{site.url}/a", ARTICLE).data == b"x"
        assert proxy.asked == []


def test_unchanged_page_is_not_sent_again(site: Site, fetcher: Fetcher) -> None:
    def route(asked: Asked) -> Answer:
        if asked.headers.get("if-none-match") == '"v1"':
            return Answer(b"", 304, media_type="")
        return Answer(b"x", headers={"ETag": '"v1"'})

    site.routes["/a"] = route
    known = fetcher.fetch(f"{site.url}/a", ARTICLE).validators
    again = fetcher.fetch(f"{site.url}/a", ARTICLE, known=known)
    assert again.is_unchanged
    assert again.data == b""


def test_unchanged_without_having_asked_is_an_error(site: Site, fetcher: Fetcher) -> None:
    site.routes["/a"] = Answer(b"", 304, media_type="")
    with pytest.raises(StatusError):
        fetcher.fetch(f"{site.url}/a", ARTICLE)


def test_validators_that_could_smuggle_a_header_are_dropped(site: Site, fetcher: Fetcher) -> None:
    site.routes["/a"] = Answer(b"x", headers={"ETag": '"' + "e" * 600 + '"'})
    assert fetcher.fetch(f"{site.url}/a", ARTICLE).validators.etag == ""


# --- redirects -----------------------------------------------------------------------------------


def test_five_redirects_are_followed_and_six_are_not(site: Site, fetcher: Fetcher) -> None:
    for n in range(1, 7):
        site.redirect(f"/{n}", f"/{n - 1}", status=(301, 302, 303, 307, 308)[n % 5])
    site.routes["/0"] = Answer(b"end")
    fetched = fetcher.fetch(f"{site.url}/5", ARTICLE)
    assert (fetched.data, fetched.address.target) == (b"end", "/0")
    with pytest.raises(AnswerRefusedError, match="more than 5 times"):
        fetcher.fetch(f"{site.url}/6", ARTICLE)


def test_redirect_in_a_circle_ends(site: Site, fetcher: Fetcher) -> None:
    site.redirect("/a", "/b")
    site.redirect("/b", "/a")
    with pytest.raises(AnswerRefusedError, match="in a circle"):
        fetcher.fetch(f"{site.url}/a", ARTICLE)
    assert site.pages() == ["/a", "/b"]


@pytest.mark.parametrize(
    "to",
    [
        "http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/",
        "http://2130706433/", "file:///etc/hosts", "http://me@127.0.0.1/", "//192.168.0.1/",
        "http://inside.example/",
    ],
)  # fmt: skip
def test_redirect_to_the_inside_is_refused_at_whichever_hop(
    site: Site, make_fetcher: MakeFetcher, to: str
) -> None:
    guard = Guard(allowed=LOOPBACK, resolve=lambda host, port: ["10.9.9.9"])
    site.redirect("/1", "/2")
    site.redirect("/2", to)
    with pytest.raises(AddressRefusedError):
        make_fetcher(guard=guard).fetch(f"{site.url}/1", ARTICLE)


def test_redirect_to_nowhere_and_in_latin_letters(site: Site, fetcher: Fetcher) -> None:
    site.routes["/a"] = Answer(status=302)
    with pytest.raises(AnswerRefusedError, match="to nowhere"):
        fetcher.fetch(f"{site.url}/a", ARTICLE)
    site.redirect("/b", "/caf\u00e9".encode().decode("latin-1"))
    site.routes["/caf%C3%A9"] = Answer(b"x")
    assert fetcher.fetch(f"{site.url}/b", ARTICLE).data == b"x"


# --- limits --------------------------------------------------------------------------------------


def test_gzip_is_unpacked(site: Site, fetcher: Fetcher) -> None:
    body = gzip.compress(b"x" * 100_000) + gzip.compress(b"y")
    site.routes["/a"] = Answer(body, headers={"Content-Encoding": "gzip"})
    assert fetcher.fetch(f"{site.url}/a", ARTICLE).data == b"x" * 100_000 + b"y"


def test_gzip_bomb_is_stopped_early_and_small(site: Site, fetcher: Fetcher) -> None:
    squeeze = zlib.compressobj(9, wbits=31)
    million = b"\0" * 1_000_000
    bomb = b"".join(squeeze.compress(million) for _ in range(300)) + squeeze.flush()
    site.routes["/a"] = Answer(bomb, headers={"Content-Encoding": "gzip"})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(AnswerRefusedError, match="larger than 20 MB"):
        fetcher.fetch(f"{site.url}/a", ARTICLE)
    grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert len(bomb) < 500_000
    assert grown_kb < 50_000, f"{grown_kb} KB"


@pytest.mark.parametrize(
    ("encoding", "body", "says"),
    [
        ("gzip", b"plain text", "isn't"),
        ("gzip", gzip.compress(os.urandom(2_000))[:-500], "broke off"),
        ("br", b"x", "'br'"),
        ("gzip, gzip", gzip.compress(gzip.compress(b"x")), "'gzip, gzip'"),
        ("deflate", zlib.compress(b"x"), "'deflate'"),
    ],
)
def test_lying_encodings_are_refused(
    site: Site, fetcher: Fetcher, encoding: str, body: bytes, says: str
) -> None:
    site.routes["/a"] = Answer(body, headers={"Content-Encoding": encoding})
    with pytest.raises(AnswerRefusedError, match=says):
        fetcher.fetch(f"{site.url}/a", ARTICLE)


def test_large_body_is_refused_by_its_declared_size(site: Site, fetcher: Fetcher) -> None:
    site.routes["/a"] = Answer(b"x", headers={"Content-Length": "10000000000"})
    with pytest.raises(AnswerRefusedError, match="larger than 5 MB"):
        fetcher.fetch(f"{site.url}/a", ARTICLE)


def test_documents_may_be_larger_than_pages(site: Site, fetcher: Fetcher) -> None:
    site.routes["/a"] = Answer(b"%PDF-" + b"x" * 6_000_000, media_type="application/pdf")
    assert len(fetcher.fetch(f"{site.url}/a", ARTICLE).data) == 6_000_005


def endless(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    for _ in range(10_000):
        connection.sendall(chunk)


def test_endless_body_is_cut_off(fetcher: Fetcher) -> None:
    with raw_server(endless) as url, pytest.raises(AnswerRefusedError, match="larger than 5 MB"):
        fetcher.fetch(url, ARTICLE)


def silent(connection: socket.socket) -> None:
    time.sleep(2)


def slow_head(connection: socket.socket) -> None:
    for char in b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: " + b"x" * 100:
        connection.sendall(bytes([char]))
        time.sleep(0.1)


def slow_body(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(30):
        connection.sendall(b"x")
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("speak", "kind"),
    [(silent, UnreachableError), (slow_head, UnreachableError), (slow_body, AnswerRefusedError)],
)
def test_slow_server_is_given_up_in_time(
    make_fetcher: MakeFetcher, speak: Callable[[socket.socket], None], kind: type[FetchError]
) -> None:
    start = time.monotonic()
    with raw_server(speak) as url, pytest.raises(kind) as caught:
        make_fetcher(limits=QUICK).fetch(url, ARTICLE)
    assert caught.value.is_temporary
    assert time.monotonic() - start < 3 * 0.8 + 2  # at most three tries


@pytest.mark.parametrize(
    "answer",
    [
        b"not http at all\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 999 What\r\n\r\n",
        b"",
    ],
    ids=["words", "head", "negative", "short", "chunks", "status", "nothing"],
)
def test_answer_that_is_no_http_is_one_error(fetcher: Fetcher, answer: bytes) -> None:
    with raw_server(lambda c: c.sendall(answer)) as url, pytest.raises(FetchError):
        fetcher.fetch(url, ARTICLE)


@pytest.mark.parametrize("media_type", ["image/png", "video/mp4", "application/x-msdownload"])
def test_other_media_types_are_refused(site: Site, fetcher: Fetcher, media_type: str) -> None:
    site.routes["/a"] = Answer(b"x", media_type=media_type)
    with pytest.raises(AnswerRefusedError, match="not an article"):
        fetcher.fetch(f"{site.url}/a", ARTICLE)


def test_feed_may_be_called_a_page_but_no_image(site: Site, fetcher: Fetcher) -> None:
    site.routes["/a"] = Answer(b"<rss/>", media_type="text/html")
    assert fetcher.fetch(f"{site.url}/a", FEED).data == b"<rss/>"
    site.routes["/a"] = Answer(b"x", media_type="image/png")
    with pytest.raises(AnswerRefusedError, match="not a feed"):
        fetcher.fetch(f"{site.url}/a", FEED)


# --- manners -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "is_temporary", "n_asked"),
    [
        (400, False, 1), (401, False, 1), (402, False, 1), (403, False, 1), (404, False, 1),
        (410, False, 1), (451, False, 1), (418, False, 1), (429, True, 3), (500, True, 3),
        (502, True, 3), (503, True, 3), (504, True, 3), (501, False, 1), (204, False, 1),
    ],
)  # fmt: skip
def test_status_is_told_and_passing_ones_are_tried_again(
    site: Site, fetcher: Fetcher, status: int, is_temporary: bool, n_asked: int
) -> None:
    site.routes["/a?key=s3cret"] = Answer(b"", status)
    with pytest.raises(StatusError, match=f"status {status}") as caught:
        fetcher.fetch(f"{site.url}/a?key=s3cret", ARTICLE)
    assert caught.value.is_temporary is is_temporary
    assert len(site.pages()) == n_asked
    assert "s3cret" not in str(caught.value)


def test_passing_fault_is_waited_for(site: Site, fetcher: Fetcher, sleeper: Sleeper) -> None:
    answers = iter([Answer(b"", 503), Answer(b"", 502), Answer(b"there")])
    site.routes["/a"] = lambda asked: next(answers)
    assert fetcher.fetch(f"{site.url}/a", ARTICLE).data == b"there"
    assert [pause for pause in sleeper.slept if pause > 1] == [2.0, 4.0]


def test_retry_after_is_obeyed_within_bounds(
    site: Site, fetcher: Fetcher, sleeper: Sleeper
) -> None:
    answers = iter([Answer(b"", 429, headers={"Retry-After": "17"}), Answer(b"there")])
    site.routes["/a"] = lambda asked: next(answers)
    assert fetcher.fetch(f"{site.url}/a", ARTICLE).data == b"there"
    assert 17.0 in sleeper.slept
    site.routes["/b"] = Answer(b"", 503, headers={"Retry-After": "Sun, 01 Nov 2026 12:00:00 GMT"})
    with pytest.raises(StatusError) as caught:
        fetcher.fetch(f"{site.url}/b", ARTICLE)
    assert caught.value.not_before is not None
    assert caught.value.not_before.hour == 12
    assert site.pages().count("/b") == 1


def test_pause_between_two_requests_to_a_host(
    site: Site, make_fetcher: MakeFetcher, sleeper: Sleeper
) -> None:
    site.routes |= {"/a": Answer(b"x"), "/b": Answer(b"x")}
    site.routes["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 7\n")
    fetcher = make_fetcher(monotonic=sleeper.monotonic)
    for path in ("/a", "/b"):
        fetcher.fetch(site.url + path, ARTICLE)
    assert sleeper.slept == [7.0, 7.0]


def test_crawl_delay_is_bounded(site: Site, make_fetcher: MakeFetcher, sleeper: Sleeper) -> None:
    site.routes["/a"] = Answer(b"x")
    site.routes["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 86400\n")
    make_fetcher(monotonic=sleeper.monotonic).fetch(f"{site.url}/a", ARTICLE)
    assert sleeper.slept == [30.0]


def test_closed_port_is_unreachable(fetcher: Fetcher) -> None:
    with serving() as gone:
        url = gone.url
    with pytest.raises(UnreachableError, match="cannot be reached"):
        fetcher.fetch(url, ARTICLE)


# --- robots.txt ----------------------------------------------------------------------------------


def test_disallowed_page_is_not_asked_for(site: Site, fetcher: Fetcher) -> None:
    site.routes["/robots.txt"] = Answer(b"User-agent: Newsproof\nDisallow: /private\n")
    site.routes |= {"/a": Answer(b"x"), "/private/b": Answer(b"x")}
    fetcher.fetch(f"{site.url}/a", ARTICLE)
    with pytest.raises(RobotsRefusedError) as caught:
        fetcher.fetch(f"{site.url}/private/b", ARTICLE)
    assert not caught.value.is_temporary
    assert site.paths() == ["/robots.txt", "/a"]


def test_redirect_into_a_disallowed_part_is_refused(site: Site, fetcher: Fetcher) -> None:
    site.routes["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /private\n")
    site.redirect("/a", "/private/b")
    with pytest.raises(RobotsRefusedError):
        fetcher.fetch(f"{site.url}/a", ARTICLE)
    assert site.pages() == ["/a"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_site_without_robots_txt_allows_all(site: Site, fetcher: Fetcher, status: int) -> None:
    site.routes |= {"/robots.txt": Answer(b"", status), "/a": Answer(b"x")}
    assert fetcher.fetch(f"{site.url}/a", ARTICLE).data == b"x"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_failing_robots_txt_disallows_all_for_now(
    site: Site, fetcher: Fetcher, status: int
) -> None:
    site.routes |= {"/robots.txt": Answer(b"", status), "/a": Answer(b"x")}
    for _ in range(2):
        with pytest.raises(RobotsRefusedError, match=f"status {status}") as caught:
            fetcher.fetch(f"{site.url}/a", ARTICLE)
        assert caught.value.is_temporary
    assert site.pages() == []
    assert len(site.asked) == 3  # three tries, and none for the second page


def test_robots_txt_may_be_redirected_and_huge(site: Site, fetcher: Fetcher) -> None:
    site.redirect("/robots.txt", "/real.txt")
    rules = b"User-agent: *\nDisallow: /b\n" + b"# filling\n" * 500_000
    site.routes |= {"/real.txt": Answer(rules), "/a": Answer(b"x"), "/b": Answer(b"x")}
    assert fetcher.fetch(f"{site.url}/a", ARTICLE).data == b"x"
    with pytest.raises(RobotsRefusedError):
        fetcher.fetch(f"{site.url}/b", ARTICLE)


def test_robots_txt_that_leads_inside_is_not_followed(site: Site, fetcher: Fetcher) -> None:
    site.redirect("/robots.txt", "http://10.0.0.1/robots.txt")
    site.routes["/a"] = Answer(b"x")
    assert fetcher.fetch(f"{site.url}/a", ARTICLE).data == b"x"
