"""An encoder on a server: a real process over real HTTP, well and badly behaved."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.encoder import open_encoder
from index.encoding import remote
from index.encoding.remote import MAX_TEXTS, N_TRIES, RemoteEncoder
from index.encoding.served import Served, ServedSpecError, read_served
from index.errors import EncoderUnavailableError
from tests.index import scripted_embeddings

SCRIPT = Path(scripted_embeddings.__file__)


class Client:
    """The server, and encoders on it that don't really wait between tries."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.waited: list[float] = []
        self.opened: list[RemoteEncoder] = []

    def encoder(self, model: str, **settings: Any) -> RemoteEncoder:
        served = read_served(f"openai:{model}@http://127.0.0.1:{self.port}/v1")
        found = RemoteEncoder(served, sleep=self.waited.append, **settings)
        self.opened.append(found)
        return found

    def seen(self, model: str) -> list[dict[str, Any]]:
        url = f"http://127.0.0.1:{self.port}/seen"
        with urllib.request.urlopen(url) as reply:
            return [one for one in json.load(reply) if one["body"]["model"] == model]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with subprocess.Popen([sys.executable, str(SCRIPT)], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        try:
            yield int(run.stdout.readline())
        finally:
            run.kill()


@pytest.fixture
def client(port: int) -> Iterator[Client]:
    found = Client(port)
    yield found
    for encoder in found.opened:
        encoder.close()


def expected(texts: list[str]) -> Any:
    rows = np.array([scripted_embeddings.vector(text) for text in texts])
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.mark.parametrize("model", ["good", "reversed", "unnumbered"])
def test_vectors_come_back_in_the_order_of_the_texts(client: Client, model: str) -> None:
    texts = [f"text {i}" for i in range(2 * MAX_TEXTS + 3)]
    encoder = client.encoder(model)
    vectors = encoder.encode(texts)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, expected(texts), atol=1e-6)
    np.testing.assert_allclose(encoder.encode_query("text 1"), vectors[1], atol=1e-6)
    sizes = [len(one["body"]["input"]) for one in client.seen(model)]
    assert sizes == [1, MAX_TEXTS, MAX_TEXTS, 3, 1]  # the first is the probe


def test_long_texts_make_small_requests(client: Client) -> None:
    texts = ["x" * 50_000 for _ in range(5)] + ["y" * 200_000]
    assert client.encoder("long").encode(texts).shape == (6, 32)
    assert [len(one["body"]["input"]) for one in client.seen("long")] == [1, 2, 2, 1, 1]


def test_no_texts_and_strange_texts(client: Client) -> None:
    encoder = client.encoder("strange")
    assert encoder.encode([]).shape == (0, 32)
    assert encoder.encode(["", "\ud800", "\x00"]).shape == (3, 32)


def test_opening_contacts_nobody() -> None:
    open_encoder("openai:any@http://127.0.0.1:9/v1")
    open_encoder("ollama:nomic-embed-text")


def test_request_holds_the_key_and_nothing_of_the_environment(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret-of-the-environment")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    client.encoder("keyed", key="k-123").encode_query("a")
    last = client.seen("keyed")[-1]
    assert last["path"] == "/v1/embeddings"
    assert last["body"] == {"model": "keyed", "input": ["a"], "encoding_format": "float"}
    headers = {name.lower(): value for name, value in last["headers"].items()}
    assert headers.pop("authorization") == "Bearer k-123"
    assert set(headers) <= {
        *("host", "accept", "accept-encoding", "connection", "content-length", "content-type")
    }
    assert "secret-of-the-environment" not in json.dumps(last)
    assert "k-123" not in client.encoder("keyed", key="k-123").identity


def test_a_key_that_cannot_be_sent_is_an_error_that_does_not_show_it(client: Client) -> None:
    for key in ("clé-123", "a\nb-123"):
        with pytest.raises(EncoderUnavailableError) as caught:
            client.encoder("good", key=key).encode_query("a")
        assert "123" not in str(caught.value)


def test_key_goes_unencrypted_to_this_machine_only() -> None:
    with pytest.raises(ServedSpecError, match="unencrypted") as caught:
        open_encoder("openai:m@http://10.0.0.7/v1", key="k-123")
    assert caught.value.exit_code == 2
    assert "k-123" not in str(caught.value)
    open_encoder("openai:m@http://10.0.0.7/v1")
    open_encoder("openai:m@https://10.0.0.7/v1", key="k-123")


# What may pass is tried again, so often and no more.


def test_busy_server_is_asked_again_when_it_says(client: Client) -> None:
    client.encoder("429").encode_query("a")
    assert client.waited == [3.0, 3.0]


def test_passing_fault_passes(client: Client) -> None:
    assert client.encoder("500-once").encode(["a"]).shape == (1, 32)
    assert client.waited == [0.5]


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("500", "HTTP 500"),
        ("429-date", "HTTP 429"),
        ("closed", "broke the connection off"),
        ("cut", "broke the connection off"),
    ],
)
def test_lasting_fault_is_tried_a_few_times(client: Client, model: str, said: str) -> None:
    with pytest.raises(EncoderUnavailableError, match=f"{said}, {N_TRIES} times") as caught:
        client.encoder(model).encode(["a"])
    assert caught.value.exit_code == 3
    assert client.waited == [0.5, 1.0, 2.0]
    assert len(client.seen(model)) == N_TRIES


def test_server_that_asks_for_a_day_is_left_alone(client: Client) -> None:
    with pytest.raises(EncoderUnavailableError, match="asks to wait 86400 seconds"):
        client.encoder("429-long").encode(["a"])
    assert client.waited == []


@pytest.mark.parametrize("model", ["slow", "drip"])
def test_server_that_does_not_end_is_left_in_time(
    client: Client, model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "N_TRIES", 2)
    began = time.monotonic()
    with pytest.raises(EncoderUnavailableError, match="did not answer in time"):
        client.encoder(model, timeout_s=0.5).encode(["a"])
    assert time.monotonic() - began < 10  # "slow" takes 20 seconds, "drip" as many


def test_server_that_is_not_there_is_named(client: Client) -> None:
    encoder = RemoteEncoder(
        read_served("openai:m@http://127.0.0.1:9/v1"), sleep=client.waited.append
    )
    with pytest.raises(EncoderUnavailableError, match=r"m@127\.0\.0\.1:9.* cannot be reached"):
        encoder.encode_query("a")


# What may not pass is an error at once.


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("401", "NEWSPROOF_LLM_KEY"),
        ("403", "NEWSPROOF_LLM_KEY"),
        ("404", "HTTP 404.* name of the model"),
        ("418", "HTTP 418"),
        ("redirect", "HTTP 307"),
        ("gzip", "compressed"),
        ("huge", "more than vectors"),
        ("few", "0 vectors for 1 texts"),
        ("many", "2 vectors for 1 texts"),
        ("later-twice", "numbers its vectors"),
        ("later-few", "1 vectors for 2 texts"),
        ("later-ragged", "something else than vectors"),
        ("later-shorter", "vectors of 16 numbers, before they had 32"),
        ("string-index", "numbers its vectors"),
        ("nan", "something else than vectors"),
        ("inf", "something else than vectors"),
        ("huge-number", "no direction"),
        ("zero", "no direction"),
        *((name, "something else than vectors")
          for name in ("text", "true", "null", "nested", "empty-vector", "html", "deep",
                       "other-shape")),
    ],
)  # fmt: skip
def test_what_is_no_vector_is_an_error_at_once(client: Client, model: str, said: str) -> None:
    with pytest.raises(EncoderUnavailableError, match=said) as caught:
        client.encoder(model).encode(["first text", "second text"])
    assert client.waited == []
    assert caught.value.exit_code == 3
    assert caught.value.way_out
    # Neither what was sent nor what the server said is repeated.
    assert "first text" not in str(caught.value)
    assert "SECRET" not in str(caught.value)


def test_redirect_is_not_followed(client: Client) -> None:
    with pytest.raises(EncoderUnavailableError):
        client.encoder("redirect").encode_query("a")
    assert {one["path"] for one in client.seen("redirect")} == {"/v1/embeddings"}


# Which model it is.


def test_identity_is_that_of_the_vectors(client: Client) -> None:
    good = client.encoder("good").identity
    assert good.startswith("served:good@32-")
    assert good == client.encoder("good").identity
    other = client.encoder("other-weights").identity
    assert other.split("-")[-1] != good.split("-")[-1]


def test_identity_does_not_change_with_the_last_decimals(client: Client) -> None:
    assert len({client.encoder("noisy").identity for _ in range(20)}) == 1


def test_identity_of_the_same_model_elsewhere_is_the_same(client: Client) -> None:
    here = client.encoder("good")
    there = RemoteEncoder(read_served(f"openai:good@http://localhost:{client.port}/api/v1"))
    assert there.identity == here.identity
    there.close()


# Names.


def test_spec_is_read() -> None:
    assert read_served("openai:m@2@https://llm.example/v1/") == Served(
        model="m@2", url="https://llm.example/v1", host="llm.example", is_local=False
    )
    assert read_served("ollama:nomic-embed-text:v1.5") == Served(
        model="nomic-embed-text:v1.5",
        url="http://127.0.0.1:11434/v1",
        host="127.0.0.1:11434",
        is_local=True,
    )


@pytest.mark.parametrize(
    "spec",
    [
        "openai:", "openai:x", "openai:@https://llm.example/v1", "openai:m@ftp://llm.example",
        "openai:m@https://user:hunter2@llm.example/v1", "openai:m@https://llm.example/v1?k=hunter2",
        "openai:m@https://llm.example/../v1", "openai:m@https://llm.example:99999/v1", "ollama:",
        "openai:m\n@https://llm.example/v1", "ollama:m@http://llm.example",
    ],
)  # fmt: skip
def test_spec_that_cannot_be_is_refused_without_repeating_secrets(spec: str) -> None:
    with pytest.raises(ServedSpecError) as caught:
        open_encoder(spec)
    assert "hunter2" not in str(caught.value)
    assert caught.value.exit_code == 2
