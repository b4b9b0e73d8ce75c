"""The API of a server that only its own machine reaches, against a real process."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.api.models import AnswerBody, ArticleBody, ArticlesBody, HitsBody, ReportBody
from tests.bot.api.asking import COMMAND, Reply, Server, events, request
from tests.bot.page.serving import serving

DRAFT = "The talks ended on Monday.\nNine thousand people marched.\nThe water is safe."
PAUSE_S = 0.2

# What is no question and no draft, as it would stand in the field.
NO_TEXT: tuple[object, ...] = (
    "", "   ", "\n\t", "?!…", None, 0, 17, -1.5, True, [], ["a"], {}, {"a": 1}, [[]],
    "x" * 20_001, "a" * 200_000, "\u0301" * 250_000,
    "a\x00b", "\x00", "a\x1bb", "\ud800", "a\udfffb", "\x7f",
)  # fmt: skip
# Bodies that are none.
NO_BODY: tuple[bytes, ...] = (
    b"", b"null", b"[]", b"1", b'"x"', b"{", b"{}", b"NaN", b"[" * 100_000, b'{"a":' * 50_000,
    b'{"question": NaN, "text": NaN}', b'{"question": Infinity, "text": 1e999}',
    b"\xff\xfe", b"\x00", b"question=x&text=x", b'{"question": "a", "text": "a", "path": "/etc"}',
    b'{"question": "a", "text": "a", "as_of": 5}', b'{"question": "a", "text": "a", "as_of": ""}',
    b'{"question": "a", "text": "a", "as_of": "2022-13-01"}',
    b'{"question": "a", "text": "a", "as_of": "20220101"}',
)  # fmt: skip
# Strange, but text.
TEXT: tuple[str, ...] = (
    "e\u0301" * 500, "\u202ethe talks\u202c", "the\u200btalks\ufeff", "😀 talks", "[" * 900,
    "<script>alert(1)</script>", "' OR 1=1 --", "(a+)+$" * 100, "${7*7} {{7*7}}",
)  # fmt: skip
POSTS = ("/api/ask", "/api/verify", "/api/ask/stream", "/api/verify/stream")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, int]]:
    """The server's address and its process id."""
    folder = tmp_path_factory.mktemp("own") / "data"
    with serving("--data-dir", str(folder), "--patience", "1", command=COMMAND) as found:
        host, port, process = found
        yield (host, port), process.pid


@pytest.fixture(scope="module")
def server(running: tuple[Server, int]) -> Server:
    return running[0]


def is_told(reply: Reply) -> bool:
    """Whether a refusal says what is wrong and the way out, and nothing else."""
    return set(reply.json) == {"error", "way_out"} and b"Traceback" not in reply.body


def test_answer_is_the_json_of_the_command_line(server: Server) -> None:
    reply = request(server, "/api/ask", body={"question": "the talks", "as_of": "2022-04-01"})
    assert reply.status == 200
    assert reply.headers["cache-control"] == "no-store"
    answer = AnswerBody.model_validate(reply.json)
    assert answer.status == "answered"
    assert str(answer.as_of) == "2022-04-01"
    assert all(said.proof for said in answer.statements)


def test_abstaining_is_an_answer(server: Server) -> None:
    answer = AnswerBody.model_validate(
        request(server, "/api/ask", body={"question": "who knows"}).json
    )
    assert answer.status == "abstained"
    assert answer.nearest


def test_report_is_the_json_of_the_command_line(server: Server) -> None:
    reply = request(server, "/api/verify", body={"text": DRAFT})
    report = ReportBody.model_validate(reply.json)
    assert [DRAFT[claim.start : claim.end] for claim in report.claims] == DRAFT.split("\n")
    assert report.claims[0].verdict == "SUPPORTED"


def test_answer_comes_in_quotes_first_and_then_as_a_whole(server: Server) -> None:
    found = events(request(server, "/api/ask/stream", body={"question": "the talks"}))
    names = [name for name, _ in found]
    assert names == ["quoted", "statement", "statement", "withheld", "answer"]
    quoted, answer = (AnswerBody.model_validate(found[at][1]) for at in (0, -1))
    assert quoted == answer
    assert [told["instead"] for _, told in found[1:3]] == ["", "a number differs"]
    assert found[3][1] == {"reason": "it cites nothing"}


def test_verdicts_come_one_by_one_and_then_together(server: Server) -> None:
    found = events(request(server, "/api/verify/stream", body={"text": DRAFT}))
    assert [name for name, _ in found] == ["start", "claim", "claim", "claim", "report"]
    assert found[0][1] == {"total": 3}
    report = ReportBody.model_validate(found[-1][1]).model_dump(mode="json")
    for number, (_, told) in enumerate(found[1:-1], 1):
        assert (told.pop("number"), told.pop("total")) == (number, 3)
        assert told == report["claims"][number - 1]


def test_error_in_a_stream_is_an_event_without_details(server: Server) -> None:
    body = {"question": "is this broken, Zebulon?"}
    (*_, (name, told)) = events(request(server, "/api/ask/stream", body=body))
    assert name == "error"
    assert set(told) == {"error", "way_out"}
    assert "Zebulon" not in json.dumps(told)


def test_failure_is_told_without_its_details(server: Server) -> None:
    reply = request(server, "/api/ask", body={"question": "is this broken, Zebulon?"})
    assert reply.status == 500
    assert is_told(reply)
    assert b"Zebulon" not in reply.body
    reply = request(server, "/api/ask", body={"question": "is it unavailable?"})
    assert reply.status == 503
    assert is_told(reply)
    assert reply.json["way_out"] == "install it with pip"
    assert int(reply.headers["retry-after"]) > 0


def test_passages_are_found_with_their_places(server: Server) -> None:
    found = HitsBody.model_validate(request(server, "/api/search?q=talks&k=3").json)
    (hit,) = found.hits
    text = request(server, f"/api/articles/{hit.article_id}?version={hit.version}").json["text"]
    assert text[hit.start : hit.end] == hit.text


def test_articles_are_listed_newest_first_in_pages(server: Server) -> None:
    whole = ArticlesBody.model_validate(request(server, "/api/articles").json)
    pages = [
        ArticlesBody.model_validate(request(server, f"/api/articles?limit=2&offset={at}").json)
        for at in (0, 2, 4, 6)
    ]
    assert whole.total == 6
    assert [len(page.articles) for page in pages] == [2, 2, 2, 0]
    assert [row for page in pages for row in page.articles] == whole.articles
    days = [row.published for row in whole.articles if row.published]
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize(
    ("query", "n"),
    [
        ("q=MARCH", 2), ("q=march+harbour", 2), ("q=nothing", 0), ("q=%25", 0), ("q=_", 0),
        ("publisher=Harbour+Ledger", 3), ("language=en", 6), ("language=de", 0),
        ("published_from=2023-06-01", 3), ("published_to=2022-12-31", 2),
        ("as_of=2022-12-31", 2), ("q=correction&as_of=2023-06-03", 0),
    ],
)  # fmt: skip
def test_list_is_narrowed(server: Server, query: str, n: int) -> None:
    assert request(server, f"/api/articles?{query}").json["total"] == n


def test_article_has_its_parts_and_its_versions(server: Server) -> None:
    article = ArticleBody.model_validate(request(server, f"/api/articles/{4:016x}").json)
    assert [one.version for one in article.history] == [1, 2]
    assert article.version == 2
    assert "A correction." in article.text
    assert str(article.retracted) == "2023-06-02"
    assert article.retraction_reason
    title = article.parts[0]
    assert (title.kind, article.text[title.start : title.end]) == ("title", article.title)
    first = request(server, f"/api/articles/{4:016x}?version=1").json
    assert "A correction." not in first["text"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/articles/ffffffffffffffff", f"/api/articles/{4:016x}?version=9",
        "/api/articles/..%2f..%2fetc%2fpasswd", "/api/articles/%00", "/api/nothing", "/api/",
        "/api/articles/' OR 1=1", "/api/docs", "/api/ask/", "/api//ask",
    ],
)  # fmt: skip
def test_what_there_is_not_is_not_found(server: Server, path: str) -> None:
    reply = request(server, path.replace(" ", "%20"))
    assert reply.status == 404
    assert is_told(reply)


@pytest.mark.parametrize(
    "query",
    [
        "articles?limit=0", "articles?limit=101", "articles?offset=-1", "articles?offset=1e9",
        "articles?limit=x", "articles?where=1", "articles?as_of=1648684800",
        "articles?published_from=yesterday", "search", "search?q=", "search?q=%3F",
        "search?q=a&k=51", "search?q=a%00b", "search?q=a&where=%7B%7D", "search?q=" + "x" * 501,
        "articles/0000000000000002?version=0", "articles/0000000000000002?version=99999999999",
    ],
)  # fmt: skip
def test_question_in_an_address_is_checked(server: Server, query: str) -> None:
    reply = request(server, f"/api/{query}")
    assert reply.status == 422
    assert is_told(reply)


def _assault(server: Server) -> None:
    """Send everything hostile once, and see that it is refused in words."""
    for path in POSTS:
        field = "question" if "ask" in path else "text"
        for value in NO_TEXT:
            reply = request(server, path, body={field: value})
            assert reply.status in {413, 422}, (path, repr(value)[:40])
            assert is_told(reply)
        for body in NO_BODY:
            reply = request(server, path, body=body)
            assert reply.status in {400, 422}, (path, body[:40])
            assert is_told(reply)
        for text in TEXT:
            reply = request(server, path, body={field: text})
            assert reply.status in {200, 422}, (path, text[:40])
            assert b"Traceback" not in reply.body


def test_nothing_hostile_is_taken_and_the_next_question_is_answered(
    running: tuple[Server, int],
) -> None:
    server, pid = running
    grown = []
    # What is kept grows each time; the allocator's own growth (up to 20 MB a time) comes to an end.
    for _ in range(12):
        before = _memory_kb(pid)
        _assault(server)
        grown.append(_memory_kb(pid) - before)
        if grown[-1] < 2_000:
            break
    assert grown[-1] < 2_000, grown
    assert sum(grown) < 120_000, grown
    began = time.monotonic()
    assert request(server, "/api/ask", body={"question": "the talks"}).status == 200
    assert time.monotonic() - began < 10  # a blow-up would take minutes


def test_hundred_megabytes_are_refused_before_they_are_sent(server: Server) -> None:
    for path in POSTS:
        with socket.create_connection(server, timeout=20) as line:
            line.sendall(
                f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                "Content-Length: 100000000\r\n\r\n{".encode()
            )
            assert b" 413 " in line.recv(200)


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/api/search?q=a", {"Host": "evil.example"}, 400),
        ("/health", {"Host": "evil.example"}, 400),
        ("/api/search?q=a", {"Origin": "http://evil.example"}, 403),
        ("/api/search?q=a", {"Sec_Fetch_Site": "cross-site"}, 403),
        ("/api/articles", {"Origin": "null"}, 403),
        ("/api/articles", {"Origin": "http://[evil"}, 403),
    ],
)
def test_other_pages_and_other_names_are_refused(
    server: Server, path: str, headers: dict[str, str], status: int
) -> None:
    reply = request(server, path, **headers)
    assert reply.status == status
    assert is_told(reply)
    assert "access-control-allow-origin" not in reply.headers
    assert "content-security-policy" in reply.headers


def test_form_of_another_page_is_refused(server: Server) -> None:
    reply = request(
        server, "/api/ask", body=b'{"question": "the talks"}', Content_Type="text/plain"
    )
    assert reply.status == 422


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD"])
@pytest.mark.parametrize("path", ["/api/ask", "/api/articles"])
def test_other_methods_are_refused(server: Server, method: str, path: str) -> None:
    reply = request(server, path, method=method)
    assert reply.status == 405
    assert reply.headers["allow"] == ("POST" if path == "/api/ask" else "GET")


def test_server_says_that_it_lives_and_is_ready(server: Server) -> None:
    assert request(server, "/health").json == {"status": "live"}
    for _ in range(50):
        reply = request(server, "/ready")
        if reply.status == 200:
            break
        assert reply.status == 503
        assert is_told(reply)
        time.sleep(0.2)
    assert reply.json == {"status": "ready"}


def test_description_has_every_route_with_its_refusals_and_examples(server: Server) -> None:
    told = request(server, "/api/openapi.json").json
    assert set(told["paths"]) == {
        *POSTS, "/api/search", "/api/articles", "/api/articles/{article_id}", "/health", "/ready",
    }  # fmt: skip
    for path, methods in told["paths"].items():
        for operation in methods.values():
            if path.startswith("/api"):
                assert {"200", "401", "413", "422", "429", "503"} <= set(operation["responses"])
    schemas = told["components"]["schemas"]
    assert schemas["Asked"]["examples"]
    assert "HTTPValidationError" not in schemas
    assert b"cdn" not in request(server, "/api/openapi.json").body
    for path in ("/docs", "/redoc", "/api/docs", "/openapi.json", "/gradio_api/openapi.json"):
        assert request(server, path).status == 404


def test_half_sent_requests_are_closed(server: Server) -> None:
    began = [
        b"", b"GET", b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-A: ",
        b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n{",
        b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\nGET /hea",
    ]  # fmt: skip
    lines = [socket.create_connection(server, timeout=10) for _ in range(20) for _ in began]
    for number, line in enumerate(lines):
        line.sendall(began[number % len(began)])
    for line in lines:
        while line.recv(4096):
            pass
        line.close()


def test_who_trickles_headers_is_closed(server: Server) -> None:
    with socket.create_connection(server, timeout=10) as line:
        line.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n")
        for _ in range(40):
            try:
                line.sendall(b"X-A: b\r\n")
            except OSError:
                return
            time.sleep(0.1)
    pytest.fail("it waited four times as long as it should")


def test_time_for_a_request_is_fifteen_seconds() -> None:
    from bot.page.bodies import BODY_TIMEOUT_S
    from bot.page.server import HEAD_TIMEOUT_S

    assert BODY_TIMEOUT_S == HEAD_TIMEOUT_S == 15


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[tuple[Server, subprocess.Popen[str]]]:
    """A server that takes its time with every claim."""
    folder = str(tmp_path / "data")
    with serving("--data-dir", folder, "--pause", str(PAUSE_S), command=COMMAND) as found:
        host, port, process = found
        yield (host, port), process


def test_work_ends_when_its_reader_leaves_and_answers_in_flight_when_the_server_stops(
    slow: tuple[Server, subprocess.Popen[str]],
) -> None:
    server, process = slow
    many = "\n".join(f"Number {n} was seen by the sea." for n in range(100))
    for path in ("/api/verify/stream", "/api/verify"):
        connection = http.client.HTTPConnection(*server, timeout=20)
        sent = json.dumps({"text": many})
        connection.request("POST", path, sent, {"Content-Type": "application/json"})
        assert process.stdout.readline() == "checked 1\n"
        connection.close()
    time.sleep(4 * PAUSE_S)

    asking = http.client.HTTPConnection(*server, timeout=20)
    body = json.dumps({"text": "One was seen.\nTwo were seen.\nThree were seen."})
    asking.request("POST", "/api/verify/stream", body, {"Content-Type": "application/json"})
    reply = asking.getresponse()
    process.send_signal(signal.SIGTERM)
    told = reply.read().decode()
    out, err = process.communicate(timeout=30)

    assert told.count("event: claim") == 3
    assert "event: report" in told
    assert process.returncode == 0
    assert out.endswith("ended\n")
    assert out.count("checked") < 30
    assert "Traceback" not in err
    assert "seen" not in out + err


def _memory_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


@pytest.mark.parametrize("name", ["GRADIO_MCP_SERVER", "GRADIO_SHARE", "NEWSPROOF_MCP"])
def test_environment_is_no_way_in(server: Server, name: str) -> None:
    """The server of this module runs with whatever the environment of the tests holds."""
    assert os.environ.get(name) is None
    assert request(server, "/mcp", body={}).status == 404
    assert request(server, "/gradio_api/mcp/", body={}).status == 404
