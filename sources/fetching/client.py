"""The fetcher: the only thing in Newsproof that opens a connection to another machine.

It asks for one address at a time, when a person asked for it: after the guard has judged where it
leads and robots.txt allows it, with a pause to each host, again after a passing fault, and each
redirect as if it were a new address. It keeps no cookie and knows no proxy.
"""

from __future__ import annotations

import random
import re
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sources.fetching.address import Address, parse_address
from sources.fetching.body import read_body
from sources.fetching.errors import (
    AnswerRefusedError,
    FetchError,
    RobotsRefusedError,
    StatusError,
    UnreachableError,
)
from sources.fetching.guard import Guard
from sources.fetching.politeness import HostGates, Manners, parse_retry_after
from sources.fetching.robots import ALLOW_ALL, Robots, parse_robots
from sources.fetching.wanted import ROBOTS, Wanted
from sources.fetching.wire import Connect, TimeLimits, exchange

MAX_REDIRECTS = 5
PRODUCT = "Newsproof"
"""The name that robots.txt may address."""

_ROBOTS_KEPT_S = 24 * 3600.0  # RFC 9309, section 2.4
_FAULT_KEPT_S = 600.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_CONTACT = re.compile(r"[\x21-\x27\x2a-\x7e]{1,200}")
_MAX_VALIDATOR_CHARS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave to ask "has it changed since?" with.

    Attributes:
        etag: The header `ETag`, or the empty string.
        last_modified: The header `Last-Modified`, or the empty string.
    """

    etag: str = ""
    last_modified: str = ""

    def headers(self) -> list[tuple[str, str]]:
        """Return the conditional headers of a request."""
        pairs = [("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified)]
        return [(name, value) for name, value in pairs if value]


NOTHING_KNOWN = Validators()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came back.

    Attributes:
        address: Where it came from, after all redirects.
        is_unchanged: The server says that it is what it was; there is no body then.
        data: The body, decompressed.
        media_type: The header `Content-Type`, parameters included; empty when there was none.
        validators: To ask with the next time.
        retrieved: When it came.
    """

    address: Address
    is_unchanged: bool
    data: bytes
    media_type: str
    validators: Validators
    retrieved: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    status: int
    headers: dict[str, str]
    data: bytes


@dataclass
class _Site:
    """What is known of a site's robots.txt."""

    robots: Robots
    failure: FetchError | None  # why nothing of the site can be fetched for now
    until: float


Pins = dict[tuple[str, int], tuple[str, ...]]


@dataclass(kw_only=True)
class Fetcher:
    """Fetches pages and feeds. Safe to use from several threads.

    Attributes:
        guard: Where requests may go.
        agent: The header `User-Agent`; see `user_agent`.
        manners: Pauses and patience.
        limits: Time of one exchange.
        now: The time of the day, for what is stored and for `Retry-After`.
        monotonic: A clock in seconds that never goes back.
        sleep: What waits.
        jitter: Returns a number in [0, 1).
        tls: What checks certificates; None for the trust store of the system.
        connect: What opens a connection to an IP address; None for a socket.
    """

    guard: Guard
    agent: str
    manners: Manners = field(default_factory=Manners)
    limits: TimeLimits = field(default_factory=TimeLimits)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random
    tls: ssl.SSLContext | None = None
    connect: Connect | None = None

    def __post_init__(self) -> None:
        self._gates = HostGates(self.monotonic, self.sleep)
        self._sites: dict[str, _Site] = {}
        self._sites_lock = threading.Lock()

    def fetch(self, url: str, wanted: Wanted, *, known: Validators | None = None) -> Fetched:
        """Fetch what is at an address, through at most 5 redirects.

        Args:
            url: The address.
            wanted: What it may be.
            known: From an earlier fetch of the same address: an unchanged page isn't sent again.

        Raises:
            AddressRefusedError: It, or one that it redirects to, is not on the public web.
            RobotsRefusedError: The site doesn't want it fetched by programs.
            AnswerRefusedError: The answer is too large, too slow, of another kind or malformed.
            StatusError: The server answers with an error.
            UnreachableError: There is no connection, or no answer in time.
        """
        address = parse_address(url)
        headers = known.headers() if known else []
        pins: Pins = {}
        passed = [address]
        while True:
            robots = self._robots(address, pins)
            if not robots.allows(address.target):
                raise RobotsRefusedError(
                    f"{address.shown} may not be fetched by programs: its robots.txt disallows it",
                    "Save the page with a browser and ingest the file",
                )
            answer = self._patiently(address, wanted, headers, pins, robots.crawl_delay_s)
            if answer.status not in _REDIRECTS:
                return self._fetched(address, answer, is_conditional=bool(headers))
            address = self._redirected(address, answer, passed)
            passed.append(address)

    def _fetched(self, address: Address, answer: _Answer, *, is_conditional: bool) -> Fetched:
        is_unchanged = answer.status == 304
        if is_unchanged and not is_conditional:
            raise _status_error(address, answer, now=self.now())
        return Fetched(
            address=address,
            is_unchanged=is_unchanged,
            data=answer.data,
            media_type=answer.headers.get("content-type", "")[:200],
            validators=_validators(answer.headers),
            retrieved=self.now(),
        )

    def _redirected(self, address: Address, answer: _Answer, passed: list[Address]) -> Address:
        location = answer.headers.get("location", "")
        if not location:
            raise AnswerRefusedError(f"{address.shown} redirects to nowhere", "Ask the publisher")
        # Servers send other bytes than ASCII as they are; they arrive as Latin-1.
        following = address.joined(location.encode("latin-1").decode("utf-8", "replace"))
        if following in passed:
            raise AnswerRefusedError(f"{passed[0].shown} redirects in a circle", "Use another")
        if len(passed) > MAX_REDIRECTS:
            raise AnswerRefusedError(
                f"{passed[0].shown} redirects more than {MAX_REDIRECTS} times",
                "Give the address that it ends at",
            )
        if address.scheme == "https" and following.scheme == "http":
            raise AnswerRefusedError(
                f"{address.shown} redirects from https to http, where anybody can change the page",
                "Give the http address itself if you trust the way",
            )
        return following

    def _patiently(
        self,
        address: Address,
        wanted: Wanted,
        headers: list[tuple[str, str]],
        pins: Pins,
        crawl_delay_s: float | None,
    ) -> _Answer:
        """Try again after a passing fault, as often and as late as manners allow."""
        for n_tried in range(1, self.manners.max_tries + 1):
            try:
                return self._once(address, wanted, headers, pins, crawl_delay_s)
            except (UnreachableError, StatusError) as exc:
                if not exc.is_temporary or n_tried == self.manners.max_tries:
                    raise
                wait_s = self.manners.back_off(n_tried, self.jitter())
                if exc.not_before is not None:
                    asked_s = (exc.not_before - self.now()).total_seconds()
                    if asked_s > self.manners.max_wait_s:
                        raise
                    wait_s = max(wait_s, asked_s)
                self.sleep(wait_s)
        raise AssertionError("there is at least one try")

    def _once(
        self,
        address: Address,
        wanted: Wanted,
        headers: list[tuple[str, str]],
        pins: Pins,
        crawl_delay_s: float | None,
    ) -> _Answer:
        place = (address.host, address.port)
        if place not in pins:  # judged once, and the same for every try
            pins[place] = self.guard.pinned(address)
        sent = [
            ("User-Agent", self.agent),
            ("Accept", wanted.accept),
            ("Accept-Encoding", "gzip"),
            *headers,
        ]
        with (
            self._gates.passing(address.host, self.manners.pause(crawl_delay_s)),
            exchange(
                address,
                pins[place],
                sent,
                limits=self.limits,
                tls=self.tls,
                connect=self.connect,
                monotonic=self.monotonic,
            ) as reply,
        ):
            answer = _Answer(status=reply.status, headers=reply.headers, data=b"")
            if reply.status in _REDIRECTS or reply.status == 304:
                return answer
            if reply.status != 200:
                raise _status_error(address, answer, now=self.now())
            media_type = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
            if not wanted.takes(media_type):
                raise AnswerRefusedError(
                    f"{address.shown} is {media_type[:80]!r}, not {wanted.name}",
                    "Give the address of the page itself",
                )
            sizes = wanted.sizes_of(media_type)
            data = read_body(reply.chunks, reply.headers, limits=sizes, shown=address.shown)
            return _Answer(status=200, headers=reply.headers, data=data)

    def _robots(self, address: Address, pins: Pins) -> Robots:
        """Return what the robots.txt of a site says; it is fetched once a day at the most."""
        key = f"{address.scheme}://{address.authority}"
        with self._sites_lock:
            site = self._sites.get(key)
        if site is None or site.until < self.monotonic():
            robots, failure = self._read_robots(address, pins)
            # A fault may pass sooner than a day; until then the site is left in peace.
            kept_s = _FAULT_KEPT_S if failure else _ROBOTS_KEPT_S
            site = _Site(robots, failure, self.monotonic() + kept_s)
            with self._sites_lock:
                self._sites[key] = site
        if site.failure:
            raise site.failure
        return site.robots

    def _read_robots(self, address: Address, pins: Pins) -> tuple[Robots, FetchError | None]:
        """Follow RFC 9309, section 2.3.1: no file allows all, a fault disallows all."""
        at = address.joined("/robots.txt")
        passed = [at]
        try:
            while True:
                answer = self._patiently(at, ROBOTS, [], pins, None)
                if answer.status not in _REDIRECTS:
                    return parse_robots(answer.data, agent=PRODUCT), None
                at = self._redirected(at, answer, passed)
                passed.append(at)
        except UnreachableError as exc:
            if at.authority == address.authority:
                return ALLOW_ALL, exc  # no page of it can be reached either
            return ALLOW_ALL, _no_robots(address, "it redirects to where nothing answers")
        except StatusError as exc:
            if 400 <= exc.status < 500 and exc.status != 429:
                return ALLOW_ALL, None
            return ALLOW_ALL, _no_robots(address, f"status {exc.status}", exc.not_before)
        except FetchError as exc:
            # Redirects without end, or to where nobody may go, count as no file.
            return ALLOW_ALL, _no_robots(address, "it broke off") if exc.is_temporary else None


def _no_robots(
    address: Address, why: str, not_before: datetime | None = None
) -> RobotsRefusedError:
    return RobotsRefusedError(
        f"nothing was asked for at {address.authority}, as its robots.txt cannot be had ({why})",
        "Try again later",
        is_temporary=True,
        not_before=not_before,
    )


def user_agent(version: str, contact: str = "") -> str:
    """Return the header `User-Agent`: the name, the version, and how to reach who runs it.

    Args:
        version: Of Newsproof.
        contact: A web or mail address; may be empty.

    Raises:
        FetchError: `contact` has characters that no address has.
    """
    if contact and not _CONTACT.fullmatch(contact):
        raise FetchError(
            "NEWSPROOF_FETCH_CONTACT is no web or mail address",
            "Use one without spaces and brackets, as https://newsroom.example/bot",
        )
    return f"{PRODUCT}/{version}" + (f" (+{contact})" if contact else "")


def _validators(headers: dict[str, str]) -> Validators:
    def kept(name: str) -> str:
        value = headers.get(name, "")
        is_plain = value.isascii() and value.isprintable() and len(value) <= _MAX_VALIDATOR_CHARS
        return value if is_plain else ""

    return Validators(etag=kept("etag"), last_modified=kept("last-modified"))


def _status_error(address: Address, answer: _Answer, *, now: datetime) -> StatusError:
    status = answer.status
    what, way_out = _SAID.get(status, ("", ""))
    if not what:
        is_fault = status >= 500
        what = "cannot be had: its server failed" if is_fault else "cannot be had"
        way_out = "Try again later" if is_fault else "Check the address"
    named = answer.headers.get("retry-after", "")
    return StatusError(
        status,
        f"{address.shown} {what} (status {status})",
        way_out,
        is_temporary=status in _PASSING,
        not_before=parse_retry_after(named, now=now) if status in _PASSING and named else None,
    )


_BY_HAND = "Save the page with a browser and ingest the file"
_SAID = {
    401: ("asks for a login", _BY_HAND),
    402: ("is behind a paywall", _BY_HAND),
    403: ("may not be read by this program", _BY_HAND),
    404: ("is not there", "Check the address"),
    410: ("is gone for good", "Use what the archive has of it"),
    429: ("asks for fewer requests", "Try again later"),
    451: ("may not be read here for legal reasons", _BY_HAND),
    503: ("is out of service for now", "Try again later"),
}
