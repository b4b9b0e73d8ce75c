"""Who may do what where others come as well: a newsroom's server and a public one, as processes."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.access.keys import Keys
from bot.access.passwords import Password
from tests.bot.api.asking import COMMAND, Reply, Server, request
from tests.bot.page.serving import serving
from tests.fakes import NOW

SECRET = "correct horse battery staple"
HOST = "desk.news.example"
FORM = "application/x-www-form-urlencoded"
GATED = (
    "/api/search?q=a", "/api/articles", f"/api/articles/{1:016x}", "/api/openapi.json",
)  # fmt: skip
OPEN_ENVIRONMENT = {
    "GRADIO_MCP_SERVER": "1", "GRADIO_SHARE": "True", "GRADIO_ALLOWED_PATHS": "/",
    "GRADIO_SERVER_NAME": "0.0.0.0", "GRADIO_ROOT_PATH": "/x", "GRADIO_NODE_SERVER_NAME": "x",
    "FORWARDED_ALLOW_IPS": "*", "UVICORN_HOST": "0.0.0.0", "WEB_CONCURRENCY": "4",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shared") / "data"


@pytest.fixture(scope="module")
def key(folder: Path) -> str:
    """A key, and a password beside it."""
    Password(folder).set(SECRET)
    return Keys(folder).new("archive-bot", now=NOW)


@pytest.fixture(scope="module")
def shared(folder: Path, key: str) -> Iterator[Server]:
    """A newsroom's server behind a proxy on this machine."""
    arguments = ("--data-dir", str(folder), "--name", HOST, "--behind-proxy", "127.0.0.1", "--mcp")
    with serving(*arguments, command=COMMAND, **OPEN_ENVIRONMENT) as (host, port, _):
        yield host, port


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """A public server, and a key of it; a password opens nothing there."""
    folder = tmp_path_factory.mktemp("public") / "data"
    Password(folder).set(SECRET)
    token = Keys(folder).new("partner", now=NOW)
    arguments = ("--data-dir", str(folder), "--public", "--behind-proxy", "127.0.0.1", "--mcp")
    with serving(*arguments, command=COMMAND, **OPEN_ENVIRONMENT) as (host, port, _):
        yield (host, port), token


class Visitors:
    """Addresses that nobody has come from before."""

    n = 0

    def __call__(self) -> dict[str, str]:
        Visitors.n += 1
        return {"X_Forwarded_For": f"8.{Visitors.n // 250}.{Visitors.n % 250}.1"}


new_visitor = Visitors()


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} | new_visitor()


def log_in(server: Server, password: str, **headers: str) -> Reply:
    body = f"password={password.replace(' ', '+')}".encode()
    return request(server, "/login", body=body, **{"Content_Type": FORM} | new_visitor() | headers)


def session_of(server: Server) -> str:
    """Log in; where others have guessed, the bound for everybody may ask for a wait."""
    for _ in range(4):
        reply = log_in(server, SECRET)
        if reply.status == 303:
            return reply.headers["set-cookie"].split(";")[0]
        assert reply.status == 429
        time.sleep(int(reply.headers["retry-after"]))
    pytest.fail("the login stays closed")


def components(server: Server, path: str, **headers: str) -> set[str]:
    config = request(server, path, **headers).json
    return {each["props"].get("elem_id", "") for each in config["components"]}


@pytest.mark.parametrize("path", GATED)
def test_api_needs_a_key_that_is_one(shared: Server, key: str, path: str) -> None:
    assert request(shared, path, **bearer(key)).status == 200
    for token in ("", "x", key[:-1], key + "x", key.swapcase(), "np_" + "A" * 43, "é"):
        reply = request(shared, path, **bearer(token.encode().decode("latin-1")))
        assert reply.status == 401
        assert reply.headers["www-authenticate"] == "Bearer"
        assert set(reply.json) == {"error", "way_out"}
    assert request(shared, path, **new_visitor()).status == 401
    assert request(
        shared, f"{path}{'&' if '?' in path else '?'}key={key}", **new_visitor()
    ).status in {401}
    assert request(shared, path, Authorization=f"Basic {key}", **new_visitor()).status == 401


def test_work_and_mcp_need_a_key(shared: Server, key: str) -> None:
    for path in ("/api/ask", "/api/verify", "/api/ask/stream", "/api/verify/stream", "/mcp"):
        assert request(shared, path, body={}, **new_visitor()).status == 401
    reply = request(shared, "/api/ask", body={"question": "the talks"}, **bearer(key))
    assert reply.status == 200


def test_health_needs_no_key(shared: Server) -> None:
    assert request(shared, "/health").status == 200


def test_key_revoked_while_serving_is_refused(shared: Server, folder: Path, key: str) -> None:
    other = Keys(folder).new("short-lived", now=NOW)
    assert request(shared, "/api/articles", **bearer(other)).status == 200
    Keys(folder).revoke("short-lived")
    assert request(shared, "/api/articles", **bearer(other)).status == 401


def test_guessed_keys_are_limited_for_each_visitor(shared: Server) -> None:
    visitor = new_visitor()
    statuses = [
        request(shared, "/api/articles", Authorization=f"Bearer {n}", **visitor).status
        for n in range(60)
    ]
    assert statuses[0] == 401
    assert statuses[-1] == 429
    assert request(shared, "/api/articles", Authorization="Bearer x", **new_visitor()).status == 401


def test_visitor_is_held_to_a_rate_whatever_is_claimed(shared: Server) -> None:
    """The proxy is trusted; what a visitor wrote before it is not."""
    body = {"fn_index": 0, "data": [], "session_hash": "abc"}
    served = 0
    for number in range(100):
        claimed = {"X_Forwarded_For": f"9.9.{number}.1, 8.200.0.1", "X_Real_IP": f"7.{number}.1.1"}
        reply = request(shared, "/gradio_api/queue/join", body=body, **claimed)
        served += reply.status != 429
    assert served <= 30
    assert reply.status == 429
    assert int(reply.headers["retry-after"]) > 0
    assert "try again in" in str(reply.json["detail"])


def test_visitors_ask_and_nothing_else(shared: Server) -> None:
    found = components(shared, "/config")
    assert "np-question" in found
    assert not found & {"np-claim", "np-check"}
    assert request(shared, "/gradio_api/upload", body=b"x", **new_visitor()).status == 403


def test_desk_is_not_there_for_strangers(shared: Server) -> None:
    reply = request(shared, "/desk/")
    assert (reply.status, reply.headers["location"]) == (303, "/login")
    for path in ("/desk/config", "/desk/gradio_api/queue/data?session_hash=x"):
        assert request(shared, path).status == 401
    for path in ("/desk/gradio_api/queue/join", "/desk/gradio_api/upload"):
        assert request(shared, path, body=b"{}").status == 401
    assert request(shared, "/desk/gradio_api/file=/etc/passwd").status == 404


def test_form_has_its_own_policy_and_no_script(shared: Server) -> None:
    reply = request(shared, "/login")
    assert reply.status == 200
    assert b"<script" not in reply.body
    assert b'autocomplete="current-password"' in reply.body
    assert "form-action 'self'" in reply.headers["content-security-policy"]
    assert reply.headers["referrer-policy"] == "same-origin"
    assert request(shared, "/").headers["referrer-policy"] == "no-referrer"
    assert "form-action 'none'" in request(shared, "/").headers["content-security-policy"]
    assert reply.headers["cache-control"] == "no-store"
    assert "set-cookie" not in reply.headers


def test_login_opens_the_desk_and_logout_closes_it(shared: Server) -> None:
    cookie = session_of(shared)
    assert {"np-claim", "np-question"} <= components(shared, "/desk/config", Cookie=cookie)
    page = request(shared, "/desk/", Cookie=cookie)
    assert page.status == 200
    assert page.body.count(b"<script nonce=") > 3
    root = re.search(rb'"root":"([^"]*)"', page.body)
    assert root is not None
    assert root.group(1).endswith(b"/desk")
    assert request(shared, "/desk", Cookie=cookie).status == 308

    reply = request(shared, "/logout", body=b"", Cookie=cookie)
    assert (reply.status, reply.headers["location"]) == (303, "/login")
    assert "Max-Age=0" in reply.headers["set-cookie"]
    assert request(shared, "/desk/config", Cookie=cookie).status == 401


def test_cookie_is_strict_and_secure_behind_tls(shared: Server) -> None:
    session_of(shared)
    for _ in range(4):
        reply = log_in(
            shared, SECRET, X_Forwarded_Proto="https", Host=HOST, Origin=f"https://{HOST}"
        )
        if reply.status == 303:
            break
        time.sleep(int(reply.headers["retry-after"]))
    parts = {part.strip().lower() for part in reply.headers["set-cookie"].split(";")[1:]}
    assert reply.headers["set-cookie"].startswith("__Host-newsproof=")
    assert {"httponly", "samesite=strict", "secure", "path=/"} <= parts
    assert "strict-transport-security" in reply.headers
    cookie = reply.headers["set-cookie"].split(";")[0]
    tls = {"X_Forwarded_Proto": "https", "Host": HOST}
    assert request(shared, "/desk/config", Cookie=cookie, **tls).status == 200
    assert request(shared, "/desk/config", Cookie=cookie).status == 401, "it came without TLS"
    config = request(shared, "/desk/config", Cookie=cookie, **tls).json
    assert config["root"] == f"https://{HOST}/desk"


@pytest.mark.parametrize(
    "cookie",
    [
        "newsproof=", "newsproof=x", "newsproof=" + "A" * 43, "newsproof=null",
        "__Host-newsproof=x", 'newsproof="; newsproof=x', "newsproof=a; newsproof=b",
        "newsproof=" + "x" * 4000,
        "newsproof=../../x", "session=admin; is_desk=true", ";;;", "newsproof",
    ],
)  # fmt: skip
def test_forged_session_opens_nothing(shared: Server, cookie: str) -> None:
    assert request(shared, "/desk/config", Cookie=cookie).status == 401


def test_token_that_somebody_else_chose_is_never_a_session(shared: Server) -> None:
    chosen = "newsproof=" + "A" * 43
    for _ in range(4):
        reply = log_in(shared, SECRET, Cookie=chosen)
        if reply.status == 303:
            break
        time.sleep(int(reply.headers["retry-after"]))
    assert chosen not in reply.headers["set-cookie"]
    assert request(shared, "/desk/config", Cookie=chosen).status == 401


def test_forms_of_other_pages_are_refused(shared: Server) -> None:
    cookie = session_of(shared)
    foreign = {"Origin": "https://evil.example", "Content_Type": FORM}
    assert log_in(shared, SECRET, **foreign).status == 403
    assert request(shared, "/logout", body=b"", Cookie=cookie, **foreign).status == 403
    joining = {"fn_index": 0, "data": [], "session_hash": "x"}
    for origin in ("https://evil.example", "null"):
        path = "/desk/gradio_api/queue/join"
        assert request(shared, path, body=joining, Cookie=cookie, Origin=origin).status == 403
    assert request(shared, "/desk/config", Cookie=cookie).status == 200


@pytest.mark.parametrize(
    "body", [b"", b"password=", b"password=a&password=b", b"x=1", b"{}", b"\xff", b"x" * 9_000]
)
def test_form_that_is_none_is_refused(shared: Server, body: bytes) -> None:
    reply = request(shared, "/login", body=body, Content_Type=FORM, **new_visitor())
    assert reply.status == 422
    assert "set-cookie" not in reply.headers


def test_foreign_names_are_refused_and_ours_is_served(shared: Server) -> None:
    assert request(shared, "/", Host=HOST).status == 200
    assert request(shared, "/", Host=HOST.upper()).status == 200
    assert request(shared, "/", Host="evil.example", X_Forwarded_Host=HOST).status == 400
    page = request(shared, "/config", Host=HOST, X_Forwarded_Host="evil.example").json
    assert "evil" not in str(page["root"])


def test_changed_password_ends_every_session(shared: Server, folder: Path) -> None:
    cookie = session_of(shared)
    Password(folder).set(SECRET)
    assert request(shared, "/desk/config", Cookie=cookie).status == 401


# After this one the login is closed to strangers for a while: it comes last of those that log in.
def test_of_a_thousand_guesses_twenty_are_looked_at(shared: Server) -> None:
    looked_at, told = 0, ""
    for number in range(1_000):
        # A third from one place, the rest from everywhere.
        place = {"X_Forwarded_For": "8.201.0.1"} if number % 3 == 0 else {}
        reply = log_in(shared, f"guess {number}", **place)
        assert reply.status in {401, 429}
        looked_at += reply.status == 401
        told = reply.body.decode()
    assert 1 <= looked_at <= 20
    assert "try again in" in told
    assert int(reply.headers["retry-after"]) >= 1


def test_without_a_password_there_is_no_desk(shared: Server, folder: Path) -> None:
    password = (folder / "password.json").read_text()
    Password(folder).remove()
    try:
        for path in ("/login", "/desk", "/desk/", "/desk/config"):
            assert request(shared, path).status == 404
        assert log_in(shared, SECRET).status == 404
    finally:
        (folder / "password.json").write_text(password)


# In public


def test_public_page_asks_and_checks_and_no_more(public: tuple[Server, str]) -> None:
    server, _ = public
    found = components(server, "/config")
    assert {"np-question", "np-claim"} <= found
    config = json.dumps(request(server, "/config").json)
    assert "UploadButton" not in config
    assert '"type": "file"' not in config
    assert not {name for name in found if "source" in name and name != "np-tabs"}
    for path in ("/login", "/logout", "/desk", "/desk/", "/desk/config", "/mcp"):
        assert request(server, path).status in {404, 405}
    assert log_in(server, SECRET).status == 404
    assert request(server, "/mcp", body={}).status == 404
    assert request(server, "/gradio_api/mcp/", body={}).status == 404
    assert request(server, "/gradio_api/upload", body=b"x").status == 403


def test_public_api_asks_checks_and_reads_with_a_key(public: tuple[Server, str]) -> None:
    server, token = public
    assert request(server, "/api/ask", body={"question": "the talks"}).status == 401
    asked = request(server, "/api/ask", body={"question": "the talks"}, **bearer(token))
    assert asked.status == 200
    (first, *_) = asked.json["citations"]
    path = f"/api/articles/{first['article_id']}?version={first['version']}"
    assert request(server, path, **bearer(token)).status == 200
    for path in ("/api/articles", "/api/search?q=a"):
        assert request(server, path, **bearer(token)).status == 404


def test_public_flood_is_refused_in_words_and_others_are_served(
    public: tuple[Server, str],
) -> None:
    server, _ = public
    body = {"fn_index": 0, "data": [], "session_hash": "abc"}
    flood = {"X_Forwarded_For": "8.250.0.7"}
    replies = [request(server, "/gradio_api/queue/join", body=body, **flood) for _ in range(100)]
    assert sum(reply.status != 429 for reply in replies) <= 30
    # The same network is the same visitor, another one is not.
    flood["X_Forwarded_For"] = "8.250.0.99"
    assert request(server, "/gradio_api/queue/join", body=body, **flood).status == 429
    flood["X_Forwarded_For"] = "8.250.1.99"
    assert request(server, "/gradio_api/queue/join", body=body, **flood).status != 429
    assert request(server, "/health").status == 200
