"""What a visitor may upload: so much, so often; hostile bodies, over the ASGI border itself."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send

from bot.page.bodies import MAX_UPLOAD
from bot.page.quota import BYTES_SPAN_S, FILES_SPAN_S, MAX_BYTES, MAX_FILES, Quota
from bot.page.texts import texts_of
from bot.page.uploads import UPLOAD_TIMEOUT_S, Uploads

BOUNDARY = "----a1b2"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@given(st.lists(st.tuples(st.integers(0, 700), st.integers(0, 60)), max_size=60))
def test_no_stretch_of_time_holds_more_than_the_quota(steps: list[tuple[int, int]]) -> None:
    clock = Clock()
    quota = Quota(100, 600.0, clock=clock)
    taken: list[tuple[float, int]] = []
    for after_s, n in steps:
        clock.now += after_s
        wait_s = quota.take("v", n)
        if not wait_s:
            taken.append((clock.now, n))
            continue
        assert 0 < wait_s <= 650
        clock.now += wait_s
        assert quota.take("v", n) == 0 or n > 100
        taken.append((clock.now, n))
    for begin, _ in taken:
        assert sum(n for when, n in taken if begin <= when < begin + 600) <= 100


def test_visitors_have_quotas_of_their_own_and_cost_little() -> None:
    quota = Quota(1, 60.0, clock=Clock())
    assert quota.take("a") == 0
    assert quota.take("a") > 0
    assert quota.take("b") == 0
    for n in range(20_000):
        quota.take(str(n))
    assert len(quota._used) <= 10_001


def body(n_files: int, each: bytes = b"x", boundary: str = BOUNDARY) -> bytes:
    parts = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="f{n}.txt"\r\n\r\n'
        for n in range(n_files)
    )
    return b"".join(p.encode() + each + b"\r\n" for p in parts) + f"--{boundary}--\r\n".encode()


class Sent:
    """One upload, sent in pieces, and what came back."""

    def __init__(self, uploads: Uploads, data: bytes, *, peer: str = "v", piece: int = 64,
                 media_type: str = MULTIPART) -> None:  # fmt: skip
        self.messages: list[Message] = []
        self.n_read = 0
        pieces = [data[at : at + piece] for at in range(0, len(data), piece)] or [b""]
        left: Iterator[Message] = iter(
            [
                {"type": "http.request", "body": p, "more_body": n < len(pieces)}
                for n, p in enumerate(pieces, start=1)
            ]
        )
        headers = [(b"content-type", media_type.encode("latin-1")),
                   (b"content-length", str(len(data)).encode())]  # fmt: skip
        scope: Scope = {"type": "http", "method": "POST", "path": "/gradio_api/upload",
                        "headers": headers, "state": {"peer": peer}}  # fmt: skip

        async def receive() -> Message:
            message = next(left, None)
            assert message is not None, "reading beyond the end waits for ever"
            self.n_read += len(message["body"])
            return message

        async def send(message: Message) -> None:
            self.messages.append(message)

        anyio.run(uploads, scope, receive, send)

    @property
    def status(self) -> int:
        return int(self.messages[0]["status"])

    @property
    def text(self) -> str:
        return str(b"".join(m.get("body", b"") for m in self.messages).decode())


async def parser(scope: Scope, receive: Receive, send: Send) -> None:
    """Read a body as an application does: one that is cut off is an exception."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            await send({"type": "http.response.start", "status": 500, "headers": []})
            raise RuntimeError("the client is gone")
        if not message["more_body"]:
            break
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"[]"})


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(parser, tmp_path, texts_of("en"))


@pytest.mark.parametrize("piece", [1, 7, 64, 1 << 20])
def test_files_are_counted_however_they_arrive(uploads: Uploads, piece: int) -> None:
    assert Sent(uploads, body(MAX_FILES), piece=piece).status == 200
    over = Sent(uploads, body(1), piece=piece)
    assert over.status == 429
    assert over.text.startswith("at most 100 files a minute may be uploaded here: try again in 2")
    assert Sent(uploads, body(1), peer="another").status == 200


def test_ten_thousand_files_are_refused_at_the_first_too_many(uploads: Uploads) -> None:
    data = body(10_000)
    sent = Sent(uploads, data, piece=4096)
    assert sent.status == 429
    assert len([m for m in sent.messages if m["type"] == "http.response.start"]) == 1
    assert sent.n_read == len(data), "what is left is read and thrown away"
    assert dict(sent.messages[0]["headers"])[b"retry-after"].isdigit()


def test_bytes_of_an_hour_are_limited(uploads: Uploads) -> None:
    big = body(1, b"x" * (MAX_UPLOAD - 1024))
    answers = [Sent(uploads, big, piece=1 << 20).status for _ in range(6)]
    assert answers == [200] * 5 + [429]
    over = Sent(uploads, big, piece=1 << 20)
    assert "at most 100 MB an hour" in over.text
    assert "`newsproof ingest PATH`" in over.text
    assert over.n_read == len(big)
    assert (MAX_BYTES, BYTES_SPAN_S, FILES_SPAN_S) == (100 * 1024**2, 3600, 60)


@pytest.mark.parametrize(
    "media_type",
    ["", "text/plain", "multipart/form-data", "multipart/form-data; boundary=",
     'multipart/form-data; boundary="\xe4"', "multipart/form-data; boundary=" + "b" * 5000],
)  # fmt: skip
def test_types_that_name_no_border_pass_to_the_parser(uploads: Uploads, media_type: str) -> None:
    assert Sent(uploads, body(500), media_type=media_type).status == 200


def test_border_inside_a_file_counts_as_the_parser_counts(uploads: Uploads) -> None:
    assert Sent(uploads, body(1, b"\r\n--" + BOUNDARY.encode() + b"x" * 200)).status == 200


def test_failure_of_the_application_is_not_hidden(tmp_path: Path) -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        Sent(Uploads(broken, tmp_path, texts_of("en")), body(1))


def test_notice_is_in_the_language_of_the_page(tmp_path: Path) -> None:
    uploads = Uploads(parser, tmp_path, texts_of("de"))
    assert "höchstens 100 Dateien in der Minute" in Sent(uploads, body(101)).text


def test_what_a_cut_off_upload_left_is_swept_away(uploads: Uploads, tmp_path: Path) -> None:
    for name, age_s in (("tmpold", 3 * UPLOAD_TIMEOUT_S), ("tmpnew", 1.0), ("kept", 9_999.0)):
        path = tmp_path / name
        path.write_bytes(b"x")
        os.utime(path, (time.time() - age_s,) * 2)
    (tmp_path / "tmpdir").mkdir()
    assert Sent(uploads, body(1)).status == 200
    assert {path.name for path in tmp_path.iterdir()} == {"tmpnew", "kept", "tmpdir"}
