"""The guard: what is not on the public web is never connected to, however it is written or hidden.

No packet is sent to a special address here: names and connections are recording fakes.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Sequence

import httpcore2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.errors import SourcesError
from sources.fetching import (
    ARTICLE,
    AddressRefusedError,
    Fetcher,
    FetchError,
    Guard,
    UnreachableError,
    parse_address,
    parse_networks,
)
from sources.fetching.guard import is_public

PUBLIC = ["8.8.8.8", "1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "2a00:1450:4001:80b::200e"]
SPECIAL = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.0.9",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1",
    "192.168.1.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250",
    "240.0.0.1", "255.255.255.255", "168.63.129.16", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1",
    "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "100::1",
    "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1",
    "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1",
]  # fmt: skip
IN_OTHER_NOTATION = [
    "http://2130706433/", "http://0x7f000001/", "http://127.1/", "http://0177.0.0.1/",
    "http://0x7f.0.0.1/", "http://127.0.0.1.:80/../", "http://①②⑦.⓪.⓪.①/", "http://１２７．０．０．１/",
    "http://[::ffff:7f00:1]/", "http://[::ffff:127.0.0.1]/", "http://[0:0:0:0:0:0:0:1]/",
    "http://127。0。0。1/", "http://00000177.0.0.1/", "http://[fe80::1%25eth0]/", "http://0/",
    "http://user@127.0.0.1/", "http://a:b@8.8.8.8/", "http://8.8.8.8:22/", "http://8.8.8.8:6379/",
    "file:///etc/hosts", "gopher://8.8.8.8/", "data:text/html,x", "ftp://8.8.8.8/", "//8.8.8.8/",
    "http://", "http:///x", "http://exa mple.com/", "http://example.com\\@127.0.0.1/",
    "http://example.com\r\nHost: x/", "http://example.com/\x00", "javascript:alert(1)",
    "http://[::1", "http://example.com:99999/", "http://example.com:0/", "http://-x.example/",
    "http://a..b/", "http://" + "a" * 64 + ".example/", "http://x.example/" + "a" * 2_001, "",
]  # fmt: skip


class Recorder:
    """Names with the addresses that they have, and every connection that was tried."""

    def __init__(self, **names: str | list[str]) -> None:
        self.names = {
            name.replace("_", "."): [one] if isinstance(one, str) else one
            for name, one in names.items()
        }
        self.resolved: list[str] = []
        self.connected: list[str] = []

    def resolve(self, host: str, port: int) -> Sequence[str]:
        self.resolved.append(host)
        if host not in self.names:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return self.names[host]

    def connect(self, ip: str, port: int, timeout_s: float) -> httpcore2.NetworkStream:
        self.connected.append(ip)
        raise httpcore2.ConnectError("refused by the test")


@pytest.fixture
def fetch(make_fetcher: Callable[..., Fetcher]) -> Callable[[str, Recorder], FetchError]:
    """Fetch with recording fakes only; return the error."""

    def run(url: str, recorder: Recorder) -> FetchError:
        fetcher = make_fetcher(guard=Guard(resolve=recorder.resolve), connect=recorder.connect)
        with pytest.raises(FetchError) as caught:
            fetcher.fetch(url, ARTICLE)
        return caught.value

    return run


@pytest.mark.parametrize("ip", SPECIAL)
def test_special_address_is_refused_as_host_and_behind_a_name(
    ip: str, fetch: Callable[[str, Recorder], FetchError]
) -> None:
    assert not is_public(ipaddress.ip_address(ip))
    recorder = Recorder(x_example=ip)
    host = f"[{ip}]" if ":" in ip else ip
    for url in (f"http://{host}/", f"https://{host}/a", "http://x.example/"):
        error = fetch(url, recorder)
        assert isinstance(error, AddressRefusedError), url
        assert "not a public web page" in str(error)
    assert recorder.connected == []


@pytest.mark.parametrize("ip", PUBLIC)
def test_public_address_is_connected_to(
    ip: str, fetch: Callable[[str, Recorder], FetchError]
) -> None:
    recorder = Recorder(x_example=ip)
    assert isinstance(fetch("http://x.example/", recorder), UnreachableError)
    assert set(recorder.connected) == {ip}


@pytest.mark.parametrize("url", IN_OTHER_NOTATION, ids=lambda url: repr(url)[:50])
def test_address_in_another_notation_is_refused_before_anything_is_asked(
    url: str, fetch: Callable[[str, Recorder], FetchError]
) -> None:
    recorder = Recorder()
    assert isinstance(fetch(url, recorder), AddressRefusedError)
    assert (recorder.resolved, recorder.connected) == ([], [])


def test_one_private_address_among_public_ones_refuses_the_name(
    fetch: Callable[[str, Recorder], FetchError],
) -> None:
    recorder = Recorder(x_example=["8.8.8.8", "10.0.0.1"])
    assert isinstance(fetch("http://x.example/", recorder), AddressRefusedError)
    assert recorder.connected == []


def test_name_that_changes_its_address_is_resolved_once(
    make_fetcher: Callable[..., Fetcher],
) -> None:
    answers = iter([["8.8.8.8"], ["127.0.0.1"], ["127.0.0.1"]])
    recorder = Recorder()
    guard = Guard(resolve=lambda host, port: next(answers))
    with pytest.raises(UnreachableError):
        make_fetcher(guard=guard, connect=recorder.connect).fetch("http://x.example/", ARTICLE)
    assert recorder.connected == ["8.8.8.8"] * 3  # every try, and never another address
    assert next(answers) == ["127.0.0.1"]


def test_addresses_are_tried_in_their_order(fetch: Callable[[str, Recorder], FetchError]) -> None:
    recorder = Recorder(x_example=["2606:4700:4700::1111", "8.8.8.8"])
    fetch("http://x.example/", recorder)
    assert recorder.connected[:2] == ["2606:4700:4700::1111", "8.8.8.8"]


@pytest.mark.parametrize("answer", [[], ["not an address"], ["fe80::1%eth0"]])
def test_nonsense_from_the_resolver_connects_to_nothing(
    answer: list[str], fetch: Callable[[str, Recorder], FetchError]
) -> None:
    recorder = Recorder(x_example=answer)
    fetch("http://x.example/", recorder)
    assert recorder.connected == []


def test_slow_resolver_is_given_up() -> None:
    guard = Guard(resolve=lambda host, port: time.sleep(5) or ["8.8.8.8"], timeout_s=0.05)
    with pytest.raises(UnreachableError) as caught:
        guard.pinned(parse_address("http://x.example/"))
    assert caught.value.is_temporary


def test_unknown_name_is_not_asked_for_again(fetch: Callable[[str, Recorder], FetchError]) -> None:
    recorder = Recorder()
    assert not fetch("http://nowhere.example/", recorder).is_temporary
    assert recorder.resolved == ["nowhere.example"]


def test_allowed_networks_and_only_they_are_let_through() -> None:
    guard = Guard(
        allowed=parse_networks("10.1.0.0/16, fd12::/64"), resolve=lambda h, p: ["10.2.0.1"]
    )
    assert guard.pinned(parse_address("http://10.1.2.3:9999/")) == ("10.1.2.3",)
    assert guard.pinned(parse_address("http://[fd12::5]/")) == ("fd12::5",)
    for url in ("http://x.example/", "http://127.0.0.1/", "http://8.8.8.8:22/"):
        with pytest.raises(AddressRefusedError):
            guard.pinned(parse_address(url))


@pytest.mark.parametrize("text", ["10.0.0.1/8", "localhost", "1.2.3.4/33", "*"])
def test_wrong_network_in_the_setting_is_an_error(text: str) -> None:
    with pytest.raises(SourcesError, match="NEWSPROOF_FETCH_ALLOW"):
        parse_networks(text)


@given(st.ip_addresses())
def test_public_addresses_are_global_to_python_as_well(
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if is_public(ip):
        assert ip.is_global
        assert not ip.is_multicast
        assert not ip.is_private


@given(st.text(max_size=60), st.sampled_from(["http://", "https://", ""]))
def test_any_text_is_refused_or_an_address_that_reads_the_same_again(text: str, head: str) -> None:
    try:
        address = parse_address(head + text)
    except AddressRefusedError:
        return
    assert address.url.isascii()
    assert address.url.isprintable()
    assert parse_address(address.url) == address
    assert "@" not in address.authority


def test_messages_hide_the_query_and_refuse_users() -> None:
    address = parse_address("https://News.Example:443/ä b?token=s3cret#part".replace(" ", "%20"))
    assert address.url == "https://news.example/%C3%A4%20b?token=s3cret"
    assert address.shown == "https://news.example/%C3%A4%20b?…"
    with pytest.raises(AddressRefusedError) as caught:
        parse_address("https://me:pa55@news.example/?token=s3cret")
    assert "pa55" not in str(caught.value)
    assert "s3cret" not in str(caught.value)
