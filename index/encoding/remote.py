"""An encoder on a server that speaks the OpenAI protocol (`POST /embeddings`), as Ollama's does.

Every passage of the archive, and every question, is sent to the server that the setting names, and
to no other: no redirect is followed, no proxy and no key of the environment is used. What the
server says is checked before it is believed, and never repeated in a message.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from index.encoder import Vectors
from index.encoding.served import Served
from index.errors import EncoderUnavailableError

if TYPE_CHECKING:
    import httpx

MAX_TEXTS = 64  # of a request
MAX_CHARACTERS = 131_072  # of the texts of a request, together
MAX_REPLY_BYTES = 32 << 20  # 64 vectors of 8,192 numbers in decimals are 12 MB
MAX_DIMENSION = 16_384
N_TRIES = 4
MAX_WAIT_S = 30.0  # a server that asks for more is left alone
_PROBE = "The harbour council voted on Tuesday to close the old ferry terminal."
_TRANSIENT = {408, 429, 500, 502, 503, 504}
_FIRST_WAIT_S = 0.5


class _RetryError(Exception):
    """A try failed in a way that may pass; `after_s` is what the server asks to wait, or None."""

    def __init__(self, what: str, after_s: float | None = None) -> None:
        self.what = what
        self.after_s = after_s
        super().__init__(what)


class RemoteEncoder:
    """A model on a server. Contacted at first use; safe to use from several threads.

    A request that fails in a way that may pass (a busy server, a broken connection) is repeated
    `N_TRIES` times in all; then, and on anything else, `EncoderUnavailableError` says what it was.
    """

    def __init__(
        self,
        served: Served,
        *,
        key: str = "",
        timeout_s: float = 30.0,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        """Describe the encoder without contacting its server.

        Args:
            served: The model and its server.
            key: Key of the server; empty for none.
            timeout_s: Seconds in which a request must have been answered.
            sleep: How to wait between two tries.

        Raises:
            ServedSpecError: The key would go unencrypted to another machine.
        """
        served.refuse_open_key(key)
        self._served = served
        self._key = key
        self._timeout_s = timeout_s
        self._sleep = sleep
        self._lock = threading.RLock()

    @cached_property
    def identity(self) -> str:
        """Name, dimension and fingerprint of the model; asks the server once.

        Two servers that give the same vectors have one identity, wherever they are; a server that
        got another model under the same name has another one. The fingerprint is that of the vector
        of a fixed sentence: on which side of 16 fixed planes it lies, because the last decimals
        differ between two runs of one model.
        """
        sides = _planes(self.dimension) @ self._probe > 0
        fingerprint = np.packbits(sides).tobytes().hex()
        return f"served:{self._served.model}@{self.dimension}-{fingerprint}"

    @property
    def dimension(self) -> int:
        """Length of a vector; asks the server once."""
        return len(self._probe)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return `float32 (len(texts), dimension)`, rows of unit length, in the order given."""
        found = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for start, some in _requests([_sound(text) for text in texts]):
            found[start : start + len(some)] = self._embed(some, self.dimension)
        return found

    def encode_query(self, text: str) -> Vectors:
        """Return `float32 (dimension,)` of unit length."""
        return np.asarray(self._embed([_sound(text)], self.dimension)[0], dtype=np.float32)

    def close(self) -> None:
        """Close the connections to the server; the next use opens new ones."""
        with self._lock:
            client = self.__dict__.pop("_client", None)
            if client is not None:
                client.close()

    @cached_property
    def _probe(self) -> Vectors:
        with self._lock:
            return np.asarray(self._embed([_PROBE], None)[0], dtype=np.float32)

    @cached_property
    def _client(self) -> httpx.Client:
        import httpx

        headers = {"accept": "application/json", "accept-encoding": "identity"}
        if self._key:
            headers["authorization"] = f"Bearer {self._key}"
        client = httpx.Client(
            headers=headers, timeout=self._timeout_s, follow_redirects=False, trust_env=False
        )
        del client.headers["user-agent"]
        return client

    def _embed(self, texts: Sequence[str], dimension: int | None) -> Vectors:
        """Return the vectors of one request, unit length; repeat it where that may help."""
        wait_s = _FIRST_WAIT_S
        for n_left in reversed(range(N_TRIES)):
            try:
                return self._read(self._post(texts), len(texts), dimension)
            except _RetryError as exc:
                asked = wait_s if exc.after_s is None else exc.after_s
                if not n_left:
                    self._fail(f"{exc.what}, {N_TRIES} times", "try again when the server is well")
                if asked > MAX_WAIT_S:
                    self._fail(
                        f"{exc.what} and asks to wait {asked:.0f} seconds",
                        "try again later; what is embedded so far is kept",
                    )
                self._sleep(asked)
                wait_s *= 2
        raise AssertionError("unreachable")

    def _post(self, texts: Sequence[str]) -> bytes:
        import httpx

        sent = {"model": self._served.model, "input": list(texts), "encoding_format": "float"}
        began = time.monotonic()
        try:
            with self._lock:
                client = self._client
            with client.stream("POST", f"{self._served.url}/embeddings", json=sent) as reply:
                self._check_status(reply)
                body = bytearray()
                for part in reply.iter_raw():
                    body += part
                    if len(body) > MAX_REPLY_BYTES:
                        self._fail("sends more than vectors", "check the name of the model")
                    if time.monotonic() - began > self._timeout_s:
                        raise _RetryError("did not answer in time")
                return bytes(body)
        except httpx.TimeoutException as exc:
            raise _RetryError("did not answer in time") from exc
        except httpx.ConnectError as exc:
            raise _RetryError("cannot be reached") from exc
        except httpx.HTTPError as exc:
            raise _RetryError("broke the connection off") from exc
        except (httpx.InvalidURL, UnicodeError) as exc:
            self._fail(
                f"has an address or a key that cannot be sent ({type(exc).__name__})",
                "write it as `openai:model@https://host/v1`",
            )

    def _check_status(self, reply: httpx.Response) -> None:
        status = reply.status_code
        if status in _TRANSIENT:
            raise _RetryError(f"answered HTTP {status}", _seconds(reply.headers.get("retry-after")))
        if status in (401, 403):
            self._fail(f"refuses the key (HTTP {status})", "set NEWSPROOF_LLM_KEY to its key")
        if status != 200:
            self._fail(f"answered HTTP {status}", "check the name of the model and the address")
        if reply.headers.get("content-encoding", "identity") != "identity":
            # It wasn't asked for, and a few bytes could become many.
            self._fail("sends a compressed reply", "switch compression off on the server")

    def _read(self, body: bytes, n_texts: int, dimension: int | None) -> Vectors:
        """Return what a reply holds, `float32 (n_texts, …)`, rows of unit length."""
        try:
            items = json.loads(body, parse_constant=_refuse_constant)["data"]
            places = [item.get("index", place) for place, item in enumerate(items)]
            if len(items) != n_texts:
                self._fail(f"gave {len(items)} vectors for {n_texts} texts", _NO_EMBEDDINGS)
            if sorted(places) != list(range(n_texts)):
                self._fail("numbers its vectors in a way that cannot be", _NO_EMBEDDINGS)
            rows = [
                item["embedding"] for _, item in sorted(zip(places, items, strict=True), key=_first)
            ]
            if not all(type(x) in (int, float) for row in rows for x in row):
                raise TypeError
            found = np.array(rows, dtype=np.float64)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
            self._fail("gave something else than vectors", _NO_EMBEDDINGS)
        if found.ndim != 2 or not 0 < found.shape[1] <= MAX_DIMENSION:
            self._fail("gave something else than vectors", _NO_EMBEDDINGS)
        if dimension is not None and found.shape[1] != dimension:
            self._fail(
                f"gave vectors of {found.shape[1]} numbers, before they had {dimension}",
                "check which model it has; another one needs an index of its own",
            )
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        if not np.isfinite(lengths).all() or not (lengths > 0).all():
            self._fail("gave a vector that has no direction", _NO_EMBEDDINGS)
        return np.asarray(found / lengths, dtype=np.float32)

    def _fail(self, what: str, way_out: str) -> NoReturn:
        name = f"{self._served.model}@{self._served.host}"
        raise EncoderUnavailableError(f"the server of encoder {name!r} {what}", way_out) from None


_NO_EMBEDDINGS = "name a model for embeddings, on a server that speaks the OpenAI protocol"


def _requests(texts: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Cut texts into requests: (place of the first, the texts)."""
    some: list[str] = []
    for place, text in enumerate(texts):
        n_characters = sum(map(len, some)) + len(text)
        if some and (len(some) == MAX_TEXTS or n_characters > MAX_CHARACTERS):
            yield place - len(some), some
            some = []
        some.append(text)
    if some:
        yield len(texts) - len(some), some


def _planes(dimension: int) -> Vectors:
    """Return 16 fixed directions, `float32 (16, dimension)`, drawn from a hash."""
    drawn = np.frombuffer(
        hashlib.shake_256(b"newsproof-fingerprint").digest(16 * dimension), dtype=np.uint8
    )
    return (drawn.reshape(16, dimension) - np.float32(127.5)).astype(np.float32)


def _seconds(value: str | None) -> float | None:
    """Read `Retry-After` in seconds; a date, or anything else, is as if it were not there."""
    return float(value) if value and value.isascii() and value.isdecimal() else None


def _first(pair: tuple[int, Any]) -> int:
    return pair[0]


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _sound(text: str) -> str:
    """Return a text that has a UTF-8 form, and is not empty: some servers refuse those."""
    return text.encode(errors="replace").decode() or " "
