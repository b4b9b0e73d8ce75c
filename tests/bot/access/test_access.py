"""Passwords, keys, sessions, limits and visitors, each by itself and with a clock of ours."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.access.errors import AccessError
from bot.access.folder import access_folder
from bot.access.guesses import FIRST_WAIT_S, LONGEST_WAIT_S, N_FREE, Guesses
from bot.access.keys import Keys
from bot.access.limits import VISITOR, Limiter, Rate
from bot.access.modes import Mode, Policy
from bot.access.passwords import Password
from bot.access.paths import Kind, kind_of
from bot.access.peers import came_by_tls, peer_of, read_networks
from bot.access.sessions import IDLE_S, LONGEST_S, Sessions
from bot.settings import Settings
from tests.fakes import NOW

SECRET = "correct horse battery staple"


class Seconds:
    """A monotonic clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def scope(client: str, **headers: str) -> dict[str, object]:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "client": (client, 1), "headers": pairs, "scheme": "http"}


# Passwords


def test_password_is_kept_as_a_hash_that_only_its_owner_reads(tmp_path: Path) -> None:
    password = Password(tmp_path)
    assert not password.is_set
    assert not password.fits("")
    password.set(SECRET)

    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text())["argon2"].startswith("$argon2id$")
    assert SECRET not in file.read_text()
    assert password.fits(SECRET)
    for wrong in ("", SECRET + " ", SECRET.upper(), "\x00", "\ud800" * 12, "x" * 100_000):
        assert not password.fits(wrong)


@pytest.mark.parametrize("word", ["", "short", "x" * 11, "x" * 1_025])
def test_password_too_short_or_too_long_is_refused(tmp_path: Path, word: str) -> None:
    with pytest.raises(AccessError, match="characters"):
        Password(tmp_path).set(word)
    assert not list(tmp_path.iterdir())


def test_mark_changes_with_the_password_and_is_gone_with_it(tmp_path: Path) -> None:
    password = Password(tmp_path)
    marks = [password.mark]
    for _ in range(2):
        password.set(SECRET)
        marks.append(password.mark)
    password.remove()
    assert not password.is_set
    assert marks[0] == "" == password.mark
    assert len(set(marks)) == 3


@pytest.mark.parametrize("stored", ["[]", "{", "\xff", "[" * 100_000])
def test_damaged_password_file_is_told(tmp_path: Path, stored: str) -> None:
    (tmp_path / "password.json").write_text(stored, encoding="latin-1")
    with pytest.raises(AccessError, match="set it up again"):
        Password(tmp_path).fits("plain")


@pytest.mark.parametrize("stored", ["{}", '{"argon2": ""}', '{"argon2": "plain"}'])
def test_file_without_a_hash_opens_nothing(tmp_path: Path, stored: str) -> None:
    (tmp_path / "password.json").write_text(stored)
    assert not Password(tmp_path).fits("plain")
    assert not Password(tmp_path).fits("")


# Keys


def test_key_is_shown_once_and_kept_as_a_digest(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    token = keys.new("bot", now=NOW)
    file = tmp_path / "keys.json"

    assert len(token) >= 43  # 256 bits
    assert token not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert keys.holder(token) == "bot"
    assert [(key.name, key.created[:10]) for key in keys.all()] == [("bot", "2026-11-01")]


def test_revoked_key_is_refused_at_once_and_others_are_not(tmp_path: Path) -> None:
    serving, other = Keys(tmp_path), Keys(tmp_path)
    first, second = serving.new("first", now=NOW), serving.new("second", now=NOW)
    assert serving.holder(first) == "first"
    other.revoke("first")
    assert serving.holder(first) is None
    assert serving.holder(second) == "second"
    assert serving.holder("") is None
    assert serving.holder(second.upper()) is None


def test_key_with_a_taken_or_impossible_name_is_refused(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    keys.new("bot", now=NOW)
    for name in ("bot", "", "a b", "../x", "x" * 65, "é"):
        with pytest.raises(AccessError):
            keys.new(name, now=NOW)
    with pytest.raises(AccessError, match="no key named"):
        keys.revoke("nobody")


# Limits


@given(
    st.integers(1, 30),
    st.floats(1, 600),
    st.lists(st.floats(0, 60), max_size=60),
)
def test_no_more_than_the_rate_is_let_through(
    burst: int, per_minute: float, pauses: list[float]
) -> None:
    clock = Seconds()
    limiter = Limiter(Rate(burst=burst, per_minute=per_minute), clock=clock, n_slots=8)
    start, served = clock.now, 0
    for pause in pauses:
        clock.now += pause
        served += limiter.take("a") == 0
        assert served <= burst + (clock.now - start) * per_minute / 60 + 1e-6


def test_hundred_requests_in_ten_seconds_are_cut_to_thirty() -> None:
    clock = Seconds()
    limiter = Limiter(VISITOR, clock=clock)
    served = 0
    for _ in range(100):
        clock.now += 0.1
        served += limiter.take("192.0.2.0/24") == 0
    assert 20 <= served <= 30


def test_who_waits_as_long_as_told_is_let_through() -> None:
    clock = Seconds()
    limiter = Limiter(Rate(burst=2, per_minute=6), clock=clock)
    assert limiter.take("a") == limiter.take("a") == 0
    wait_s = limiter.take("a")
    assert 0 < wait_s <= 10
    clock.now += wait_s
    assert limiter.take("a") == 0
    assert limiter.take("b") == 0


def test_limiter_does_not_grow_with_the_number_of_visitors() -> None:
    limiter = Limiter(VISITOR)
    before = sys.getsizeof(limiter._idle_at)
    for number in range(100_000):
        limiter.take(str(number))
    assert sys.getsizeof(limiter._idle_at) == before < 1_000_000
    assert not [value for value in vars(limiter).values() if isinstance(value, dict | list | set)]


# Guesses


def test_wait_after_five_failures_doubles_up_to_a_bound() -> None:
    clock, waits = Seconds(), []
    guesses = Guesses(clock=clock)
    for _ in range(20):
        clock.now += guesses.take("a")
        assert guesses.take("a") == 0
        guesses.failed("a")
        waits.append(guesses.take("a"))
        clock.now += 60  # so that the bound for everybody does not come into it
    assert waits[: N_FREE - 1] == [0] * (N_FREE - 1)
    assert waits[N_FREE - 1 : N_FREE + 2] == [FIRST_WAIT_S, 2 * FIRST_WAIT_S, 4 * FIRST_WAIT_S]
    assert max(waits) == LONGEST_WAIT_S


def test_thousand_guesses_from_a_thousand_places_are_bounded_together() -> None:
    clock = Seconds()
    guesses = Guesses(clock=clock)
    looked_at = 0
    for number in range(1_000):
        clock.now += 0.05
        if guesses.take(str(number)) == 0:
            looked_at += 1
            guesses.failed(str(number))
    assert looked_at <= 20


def test_who_has_logged_in_before_is_not_held_up_by_others() -> None:
    clock = Seconds()
    guesses = Guesses(clock=clock)
    assert guesses.take("editor") == 0
    guesses.succeeded("editor")
    for number in range(50):
        if guesses.take(str(number)) == 0:
            guesses.failed(str(number))
    assert guesses.take("stranger") > 0
    assert guesses.take("editor") == 0


# Sessions


def test_session_is_open_only_for_its_own_token_and_password() -> None:
    sessions = Sessions()
    token = sessions.begin("mark")
    assert len(token) >= 43
    assert sessions.is_open(token, "mark")
    for other in ("", "x", token[:-1], token + "x", token.swapcase()):
        assert not sessions.is_open(other, "mark")
    assert not sessions.is_open(token, "other mark")
    assert not sessions.is_open(token, "mark"), "it ended when the password was another"


def test_session_ends_when_idle_when_old_and_at_logout() -> None:
    clock = Seconds()
    sessions = Sessions(clock=clock)
    idle, old, left = (sessions.begin("m") for _ in range(3))
    sessions.end(left)
    assert not sessions.is_open(left, "m")
    end = clock.now + LONGEST_S
    while clock.now + IDLE_S / 2 < end:
        clock.now += IDLE_S / 2
        assert sessions.is_open(old, "m")
    assert not sessions.is_open(idle, "m")
    clock.now = end
    assert not sessions.is_open(old, "m")


# Visitors


@pytest.mark.parametrize(
    ("client", "told", "peer"),
    [
        ("8.8.8.8", "1.1.1.1", "8.8.8.0/24"),
        ("10.0.0.1", "8.8.4.4", "8.8.4.0/24"),
        ("10.0.0.1", "6.6.6.6, 8.8.4.4", "8.8.4.0/24"),
        ("10.0.0.1", "6.6.6.6, 8.8.4.4, 10.0.0.2", "8.8.4.0/24"),
        ("10.0.0.1", "nonsense", "10.0.0.1/32"),
        ("10.0.0.1", "", "10.0.0.1/32"),
        ("192.168.1.7", "6.6.6.6", "192.168.1.7/32"),
        ("2001:4860:4860::8888", None, "2001:4860:4860::/64"),
        ("::ffff:8.8.8.8", None, "8.8.8.0/24"),
        ("fe80::1%eth0", None, "fe80::/64"),
        ("testclient", None, "unknown"),
    ],
)
def test_visitor_counts_by_network_and_claims_count_for_nothing(
    client: str, told: str | None, peer: str
) -> None:
    headers = {} if told is None else {"x_forwarded_for": told}
    proxies = read_networks(["10.0.0.0/24"])
    assert peer_of(scope(client, **headers), proxies) == peer


def test_tls_is_believed_from_a_trusted_proxy_only() -> None:
    proxies = read_networks(["10.0.0.1"])
    assert came_by_tls(scope("10.0.0.1", x_forwarded_proto="https"), proxies)
    assert not came_by_tls(scope("10.0.0.2", x_forwarded_proto="https"), proxies)
    assert not came_by_tls(scope("10.0.0.1"), proxies)


@pytest.mark.parametrize("text", ["", "proxy", "0.0.0.0/0", "::/0", "10.0.0.1/33"])
def test_network_that_is_none_or_everything_is_refused(text: str) -> None:
    with pytest.raises(AccessError):
        read_networks([text])


# Modes and paths


def test_only_a_server_on_loopback_without_a_proxy_is_open_to_its_owner() -> None:
    proxies = read_networks(["127.0.0.1"])
    assert Policy.of("127.0.0.1").mode is Mode.OWN
    assert Policy.of("127.0.0.1", proxies=proxies).mode is Mode.SHARED
    assert Policy.of("127.0.0.1", names=("news.example",)).mode is Mode.SHARED
    assert Policy.of("0.0.0.0").mode is Mode.SHARED
    assert Policy.of("127.0.0.1", is_public=True).mode is Mode.PUBLIC
    assert Policy.of("127.0.0.1", has_mcp=True).has_mcp
    assert not Policy.of("127.0.0.1", is_public=True, has_mcp=True).has_mcp


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", Kind.PAGE), ("/desk", Kind.DESK), ("/desk/", Kind.DESK), ("/desk/config", Kind.DESK),
        ("/desk/gradio_api/upload", Kind.DESK), ("/deskx", Kind.NOTHING), ("/mcp", Kind.MCP),
        ("/mcp/", Kind.NOTHING), ("/api/ask", Kind.API), ("/api/ask/", Kind.NOTHING),
        ("/api/articles/x/y", Kind.NOTHING), ("/api/../config", Kind.NOTHING),
        ("/gradio_api/mcp/", Kind.NOTHING), ("/gradio_api/file=/etc/passwd", Kind.NOTHING),
        ("//config", Kind.NOTHING), ("/config\n", Kind.NOTHING), ("/login", Kind.LOGIN),
        ("/assets/a.js", Kind.FILE), ("/assets/../x", Kind.NOTHING), ("", Kind.NOTHING),
    ],
)  # fmt: skip
def test_paths_are_told_apart(path: str, kind: Kind) -> None:
    assert kind_of(path) is kind


def test_folder_of_the_keys_is_the_data_directory_unless_set(tmp_path: Path) -> None:
    assert access_folder(Settings(data_dir=tmp_path)) == tmp_path
    assert access_folder(Settings(data_dir=tmp_path, access_dir=tmp_path / "a")).name == "a"
    with pytest.raises(AccessError, match="database server"):
        access_folder(Settings(data_dir="postgresql://user@host/db"))
