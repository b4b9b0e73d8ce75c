"""What stands around the page, against a real server process on a free port."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.access.modes import Policy, is_loopback
from bot.page.bodies import MAX_BODY, MAX_UPLOAD
from bot.page.guard import is_known_host
from tests.bot.page.serving import ROOT, serving

OPENING = {
    "GRADIO_SHARE": "True",
    "GRADIO_MCP_SERVER": "True",
    "GRADIO_ALLOWED_PATHS": "/",
    "GRADIO_RUN_HISTORY": "True",
    "GRADIO_VIBE_MODE": "1",
    "GRADIO_ANALYTICS_ENABLED": "True",
    "GRADIO_ROOT_PATH": "https://evil.example",
    "GRADIO_LOCAL_DEV_MODE": "1",
    "GRADIO_SSR_MODE": "True",
    "GRADIO_SERVER_NAME": "0.0.0.0",
    "SPACE_ID": "someone/else",
}
PATHS = (
    "/", "/np/page.css", "/np/page.js", "/np/app.py", "/nothing", "/config", "/theme.css",
    "/gradio_api/info", "/openapi.json", "/docs", "/monitoring", "/monitoring/summary",
    "/gradio_api/file=/etc/passwd", "/gradio_api/proxy=https://evil.example",
    "/gradio_api/mcp/", "/gradio_api/vibe-code", "/gradio_api/deep_link", "/gradio_api/runs",
    "/gradio_api/dev/reload", "/..%2f..%2fetc/passwd", "/static/../../app.py",
)  # fmt: skip
FORGED = (
    "/etc/hostname", "etc/hostname", "../../etc/hostname", "http://127.0.0.1:1/", "",
    "https://evil.example/x.md", "file:///etc/hostname", "/proc/self/environ", "\x00",
)  # fmt: skip
SERVED = {"/", "/np/page.css", "/np/page.js", "/config", "/theme.css"}


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, int]]:
    """A server whose environment tries to open everything."""
    with serving(**OPENING) as (host, port, _):
        yield host, port


def request(
    server: tuple[str, int],
    path: str,
    *,
    method: str = "GET",
    body: bytes | None = None,
    **headers: str,
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(*server, timeout=20)
    try:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body=body, headers=names)
        answer = connection.getresponse()
        return (
            answer.status,
            {name.lower(): value for name, value in answer.getheaders()},
            answer.read(),
        )
    finally:
        connection.close()


@pytest.mark.parametrize("path", PATHS)
def test_every_route_carries_the_headers(server: tuple[str, int], path: str) -> None:
    status, headers, _ = request(server, path)

    assert status == (200 if path in SERVED else 404)
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src 'self' 'unsafe-eval'" in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"
    assert "access-control-allow-origin" not in headers
    assert "server" not in headers


def test_every_script_of_the_document_has_a_fresh_nonce(server: tuple[str, int]) -> None:
    nonces = set()
    for _ in range(2):
        _, headers, body = request(server, "/", Accept_Encoding="gzip, br")
        nonce = headers["content-security-policy"].split("'nonce-")[1].split("'")[0]
        text = body.decode()
        assert text.count("<script") == text.count(f'<script nonce="{nonce}"') > 3
        assert int(headers["content-length"]) == len(body)
        nonces.add(nonce)

    assert len(nonces) == 2


def test_document_names_no_foreign_host(server: tuple[str, int]) -> None:
    text = request(server, "/")[2].decode()

    assert "og:" not in text
    for host in ("evil.example", "githubusercontent", "cdnjs", "googleapis"):
        assert host not in text


def test_document_and_tabs_are_in_the_language_of_the_settings() -> None:
    with serving("--language", "de") as (host, port, _):
        text = request((host, port), "/")[2].decode()
        config = json.loads(request((host, port), "/config")[2])

    assert '<html lang="de"' in text
    assert "belegt durch wörtliche Zitate" in text
    names = [each["props"]["label"] for each in config["components"] if each["type"] == "tabitem"]
    assert names[:3] == ["Fragen", "Prüfen", "Archiv"]


def test_document_is_in_english_by_default(server: tuple[str, int]) -> None:
    assert '<html lang="en"' in request(server, "/")[2].decode()


def test_pages_are_not_kept_by_a_cache(server: tuple[str, int]) -> None:
    assert request(server, "/")[1]["cache-control"] == "no-store"
    assert request(server, "/config")[1]["cache-control"] == "no-store"


def test_environment_cannot_open_the_app(server: tuple[str, int]) -> None:
    config = json.loads(request(server, "/config")[2])

    assert config["analytics_enabled"] is False
    assert config["space_id"] is None
    assert config["run_history"] is False
    assert config["mcp_server"] is False
    assert config["vibe_mode"] is False
    assert config.get("footer_links") == []
    assert config["root"].startswith("http://127.0.0.1:")
    assert all(each["api_visibility"] == "private" for each in config["dependencies"])


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "localhost@evil", "a b"]
)
def test_foreign_host_is_refused(server: tuple[str, int], host: str) -> None:
    status, headers, body = request(server, "/", Host=host)

    assert status == 400
    assert "content-security-policy" in headers
    assert b"evil" not in body


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "http://localhost:3000"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/gradio_api/queue/join", "/gradio_api/upload"])
def test_requests_of_other_pages_are_refused(
    server: tuple[str, int], path: str, headers: dict[str, str]
) -> None:
    status, answered, _ = request(server, path, method="POST", body=b"{}", **headers)

    assert status == 403
    assert "access-control-allow-origin" not in answered


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(server: tuple[str, int], method: str) -> None:
    assert request(server, "/", method=method)[0] == 405


def test_body_over_the_cap_is_refused_before_it_is_read(server: tuple[str, int]) -> None:
    with socket.create_connection(server, timeout=20) as line:
        line.sendall(
            b"POST /gradio_api/queue/join HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Type: application/json\r\nContent-Length: 100000000\r\n\r\n"
        )
        assert b" 413 " in line.recv(200)


def test_body_without_a_length_is_cut_off_at_the_cap(server: tuple[str, int]) -> None:
    with socket.create_connection(server, timeout=20) as line:
        line.sendall(
            b"POST /gradio_api/queue/join HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        for _ in range(MAX_BODY // 0x10000 + 1):
            line.sendall(piece)
        assert b" 413 " in line.recv(200)


def test_upload_over_the_cap_or_without_a_length_is_refused(server: tuple[str, int]) -> None:
    status, _, _ = request(
        server, "/gradio_api/upload", method="POST", Content_Length=str(MAX_UPLOAD * 2)
    )
    assert status == 413
    with socket.create_connection(server, timeout=20) as line:
        line.sendall(
            b"POST /gradio_api/upload HTTP/1.1\r\nHost: localhost\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        assert b" 411 " in line.recv(200)


def event(server: tuple[str, int], number: int, data: list[object], **more: object) -> str:
    """Run one event as the page would, and return everything the server says of it."""
    session = os.urandom(6).hex()
    payload = {"fn_index": number, "data": data, "session_hash": session, **more}
    status, _, answer = request(
        server,
        "/gradio_api/queue/join",
        method="POST",
        body=json.dumps(payload).encode(),
        Content_Type="application/json",
    )
    if status != 200:
        return f"{status} {answer.decode()}"
    return request(server, f"/gradio_api/queue/data?session_hash={session}")[2].decode()


def asked(server: tuple[str, int], question: object, as_of: str = "") -> str:
    """Ask as the page does: every field of the form is sent, as it stands there."""
    config = json.loads(request(server, "/config")[2])
    by_id = {each["id"]: each["props"] for each in config["components"]}
    given = {"np-question": question, "np-as-of": as_of}
    asking = next(
        each
        for each in config["dependencies"]
        if "np-question" in {by_id[number].get("elem_id") for number in each["inputs"]}
    )
    fields = [by_id[number] for number in asking["inputs"]]
    data = [given.get(field.get("elem_id") or "", field.get("value")) for field in fields]
    return event(server, asking["id"], data)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("", "The question is empty"),
        ("   \n", "The question is empty"),
        ("?!", "The question is empty"),
        ("x" * 2001, "2,001 characters"),
        ("a\x00b", "control characters"),
        ({"a": 1}, "The question is not text"),
        (["a"], "The question is not text"),
        (None, "The question is not text"),
        (17, "The question is not text"),
    ],
)
def test_what_is_no_question_is_told_so(
    server: tuple[str, int], question: object, said: str
) -> None:
    answer = asked(server, question)

    assert said in answer
    assert "Traceback" not in answer


def test_normal_question_is_answered_over_the_same_way(server: tuple[str, int]) -> None:
    assert "Moscow has broken off" in asked(server, "the talks")


def test_day_that_is_none_is_told_so(server: tuple[str, int]) -> None:
    assert "2022-03-31" in asked(server, "the talks", "31.3.2022")


def test_file_of_the_server_cannot_be_named_as_an_upload(server: tuple[str, int]) -> None:
    config = json.loads(request(server, "/config")[2])
    number = next(
        each["id"]
        for each in config["dependencies"]
        if any(target[1] == "upload" for target in each["targets"])
    )
    for path in (*FORGED, None, 7, ["/etc/hostname"]):
        forged = {"path": path, "url": path, "meta": {"_type": "gradio.FileData"}}
        assert event(server, number, [[forged]]).startswith("400 ")


def test_gradio_itself_refuses_a_file_that_was_not_uploaded(tmp_path: Path) -> None:
    """The guard aside: the setting that makes Gradio check is on."""
    from bot.page.app import build_app
    from tests.bot.page.fake import FakeNewsproof

    newsproof = FakeNewsproof(tmp_path / "data")
    app = build_app(newsproof, policy=Policy.of("127.0.0.1"), port=1, temp=tmp_path).app  # type: ignore[arg-type]
    while not hasattr(app, "routes"):
        app = app.app  # type: ignore[attr-defined]
    mounts = [route for route in app.routes if hasattr(route, "app")]

    assert any(
        getattr(each.app, "blocks", None) and each.app.blocks.has_launched for each in mounts
    )


def test_json_too_deep_to_read_is_refused(server: tuple[str, int]) -> None:
    status, _, _ = request(
        server,
        "/gradio_api/queue/join",
        method="POST",
        body=b"[" * 100_000,
        Content_Type="application/json",
    )

    assert status == 400


def test_failure_is_told_without_its_details_and_logged_without_the_question() -> None:
    with serving() as (host, port, process):
        answer = asked((host, port), "is this broken, Zebulon?")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)

    assert "Something went wrong here; nothing was stored" in answer
    assert "secret detail" not in answer
    assert "ask failed: RuntimeError at fake.py" in err
    assert "Zebulon" not in out + err
    assert "Traceback" not in err


def test_backend_that_is_not_there_is_told_with_the_way_out(server: tuple[str, int]) -> None:
    answer = asked(server, "is it unavailable?")

    assert "The encoder is not there." in answer
    assert "Install it with pip." in answer


def test_taken_port_is_told_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "tests.bot.page.fake", "--port", str(port)],
            cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    assert f"port {port} is taken. choose another with --port" in done.stderr
    assert done.returncode != 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_ends_the_server_in_order_even_with_an_open_stream(number: int) -> None:
    with serving() as (host, port, process):
        streaming = threading.Thread(
            target=lambda: _quietly(request, (host, port), "/gradio_api/heartbeat/abc"), daemon=True
        )
        streaming.start()
        time.sleep(0.5)
        process.send_signal(number)
        out, err = process.communicate(timeout=20)

    assert process.returncode == 0
    assert "ended" in out
    assert "Traceback" not in err


def test_server_open_to_others_takes_no_files() -> None:
    with serving("--host", "0.0.0.0") as (_, port, _process):
        server = ("127.0.0.1", port)
        assert request(server, "/")[0] == 200
        assert request(server, "/", Host="rebound.example")[0] == 400
        status, _, _ = request(server, "/gradio_api/upload", method="POST", body=b"x")
        assert status == 403
        config = json.loads(request(server, "/config")[2])
        assert "file" not in {each["type"] for each in config["components"]}


def test_uploads_lie_in_a_folder_of_ones_own_that_is_gone_afterwards(tmp_path: Path) -> None:
    with serving(TMPDIR=str(tmp_path)) as (_, _, process):
        (folder,) = tmp_path.glob("newsproof-*")
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)

    assert not list(tmp_path.glob("newsproof-*"))


@pytest.mark.parametrize(
    ("header", "host", "known"),
    [
        ("localhost:7860", "127.0.0.1", True),
        ("127.0.0.1", "127.0.0.1", True),
        ("[::1]:7860", "127.0.0.1", True),
        ("LOCALHOST", "127.0.0.1", True),
        ("news.example:80", "news.example", True),
        ("192.168.1.7:7860", "0.0.0.0", True),
        ("192.168.1.7:7860", "127.0.0.1", False),
        ("news.example", "0.0.0.0", False),
        ("", "127.0.0.1", False),
        ("localhost:port", "127.0.0.1", False),
        ("[::1", "127.0.0.1", False),
    ],
)
def test_known_hosts(header: str, host: str, known: bool) -> None:
    assert is_known_host(header, Policy.of(host)) is known


def test_loopback_is_told_from_the_rest() -> None:
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.0.0.9", "::1")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "192.168.1.7", "news.example")))


def _quietly(call: object, *arguments: object) -> None:
    try:
        call(*arguments)  # type: ignore[operator]
    except OSError:
        return
    except http.client.HTTPException:
        return
