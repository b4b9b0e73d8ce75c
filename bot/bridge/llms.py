"""Opening a language model that a setting names, as LlamaIndex's `LLM`.

`ollama:model` and `openai:model@https://host/v1` speak the OpenAI chat protocol (Ollama serves it
too), `llamacpp:file.gguf` runs in this process. A request goes to the host that was named and to no
other: no redirect is followed, no proxy of the environment is used, no key of the environment is
sent, and no header says more of this machine than HTTP needs. Nothing is downloaded.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bot.bridge.llm_judge import MAX_REPLY_TOKENS, LlmJudge
from bot.bridge.llm_writer import MAX_WRITTEN_TOKENS, LlmWriter
from bot.errors import JudgeUnavailableError, SettingsError
from bot.writing.errors import WriterUnavailableError
from index.encoding.served import Served, ServedSpecError
from index.encoding.served import read_served as _read

MAX_REPLY_BYTES = 524_288  # a verdict takes about 1,000, an answer streamed token by token 150,000
_CONTEXT_TOKENS = 4_096
_HEADERS = {"host", "accept", "authorization", "connection", "content-length", "content-type"}


def open_llm_judge(
    spec: str, *, key: str = "", timeout_s: float = 30.0, n_parallel: int = 4
) -> LlmJudge:
    """Return the judge on the language model that `spec` names. A server is not contacted yet.

    Args:
        spec: `ollama:model`, `openai:model@https://host/v1` or `llamacpp:file.gguf`.
        key: Key of the server; empty for none. It isn't sent unencrypted to another machine.
        timeout_s: Seconds in which a model must have given a verdict.
        n_parallel: Requests under way at once; a model in this process takes one at a time.

    Raises:
        SettingsError: The spec cannot be.
        JudgeUnavailableError: The package that it needs, or the file, is not on this machine.
    """
    opened = _open_llm(spec, key=key, timeout_s=timeout_s, max_tokens=MAX_REPLY_TOKENS)
    return LlmJudge(
        opened.llm,
        name=opened.name,
        timeout_s=timeout_s,
        n_parallel=n_parallel if opened.is_served else 1,
        has_schema=opened.is_served,
    )


def open_llm_writer(spec: str, *, key: str = "", timeout_s: float = 20.0) -> LlmWriter:
    """Return the writer on the language model that `spec` names. A server is not contacted yet.

    Args:
        spec: As for the judge.
        key: Key of the server; empty for none. It isn't sent unencrypted to another machine.
        timeout_s: Seconds in which the whole answer must be written.

    Raises:
        SettingsError: The spec cannot be.
        WriterUnavailableError: The package that it needs, or the file, is not on this machine.
    """
    try:
        opened = _open_llm(spec, key=key, timeout_s=timeout_s, max_tokens=MAX_WRITTEN_TOKENS)
    except JudgeUnavailableError as exc:
        raise WriterUnavailableError(exc.what, exc.way_out) from exc
    return LlmWriter(opened.llm, name=opened.name, timeout_s=timeout_s, has_usage=opened.is_served)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    llm: Any
    name: str
    is_served: bool


def _open_llm(spec: str, *, key: str, timeout_s: float, max_tokens: int) -> _Opened:
    kind, _, rest = spec.partition(":")
    if kind == "llamacpp":
        name = f"llamacpp:{Path(rest).name}"
        return _Opened(llm=_llamacpp(rest, max_tokens), name=name, is_served=False)
    served = read_served(spec, key=key)
    return _Opened(
        llm=_openai_like(served, key=key, timeout_s=timeout_s, max_tokens=max_tokens),
        name=f"{kind}:{served.model}@{served.host}",
        is_served=True,
    )


def read_served(spec: str, *, key: str = "") -> Served:
    """Read `ollama:model` or `openai:model@https://host/v1`.

    Raises:
        SettingsError: It names no model or no address, the address holds more than that, or the
            key would go to another machine unencrypted.
    """
    try:
        served = _read(spec)
        served.refuse_open_key(key)
    except ServedSpecError as exc:
        raise SettingsError(exc.what, exc.way_out) from exc
    return served


def _openai_like(served: Served, *, key: str, timeout_s: float, max_tokens: int) -> Any:  # noqa: ANN401 - an LLM
    if find_spec("llama_index.llms") is None or find_spec("llama_index.llms.openai_like") is None:
        raise JudgeUnavailableError(
            "language models of a server need a package that is not installed",
            "install it with `pip install 'newsproof[llm]'`",
        )
    from llama_index.core.callbacks import CallbackManager
    from llama_index.llms.openai_like import OpenAILike

    return OpenAILike(
        model=served.model,
        api_base=served.url,
        api_key=key or "none",  # given always: else the key of OPENAI_API_KEY would be sent
        is_chat_model=True,
        is_function_calling_model=False,
        context_window=_CONTEXT_TOKENS,
        temperature=0.0,
        max_tokens=max_tokens,
        max_retries=0,
        timeout=timeout_s,
        async_http_client=_client(timeout_s),
        callback_manager=CallbackManager(),  # else LlamaIndex's global Settings are asked
    )


def _llamacpp(path: str, max_tokens: int) -> Any:  # noqa: ANN401 - an LLM
    file = _gguf_file(path)
    if file is None:
        raise JudgeUnavailableError(
            f"{Path(path).name[:200]!r} is no GGUF file on this machine",
            "give the path of a downloaded model, as `llamacpp:models/model.gguf`",
        )
    if find_spec("llama_index.llms") is None or find_spec("llama_index.llms.llama_cpp") is None:
        raise JudgeUnavailableError(
            "running a GGUF file needs a package that is not installed",
            "install it with `pip install llama-index-llms-llama-cpp` (it is compiled for this "
            "machine, which takes minutes), or serve the file with `llama-server` and name it as "
            "`openai:model@http://127.0.0.1:8080/v1`",
        )
    from llama_index.core.callbacks import CallbackManager
    from llama_index.llms.llama_cpp import LlamaCPP

    try:
        return LlamaCPP(
            model_path=str(file),  # without it, LlamaIndex downloads a model
            temperature=0.0,
            max_new_tokens=max_tokens,
            context_window=_CONTEXT_TOKENS,
            callback_manager=CallbackManager(),
            verbose=False,
        )
    except (ValueError, OSError, RuntimeError) as exc:
        raise JudgeUnavailableError(
            f"the model in {file.name!r} cannot be loaded ({type(exc).__name__})",
            "give another GGUF file",
        ) from exc


def _gguf_file(path: str) -> Path | None:
    try:
        file = Path(path).expanduser()
        if file.suffix != ".gguf" or not file.is_file():
            return None
        with file.open("rb") as stream:
            return file if stream.read(4) == b"GGUF" else None
    except (OSError, RuntimeError):  # the name is too long, or there is no such user
        return None


def _client(timeout_s: float) -> Any:  # noqa: ANN401 - an httpx.AsyncClient
    """Return a client that sends little, follows nothing, and reads no more than it must."""
    import httpx

    class Limited(httpx.AsyncByteStream):
        def __init__(self, response: httpx.Response) -> None:
            self._response = response

        async def __aiter__(self) -> AsyncIterator[bytes]:
            assert isinstance(self._response.stream, httpx.AsyncByteStream)  # noqa: S101 - async
            n_bytes = 0
            async for part in self._response.stream:
                n_bytes += len(part)
                if n_bytes > MAX_REPLY_BYTES:
                    raise httpx.ReadError("the reply is too long")
                yield part

        async def aclose(self) -> None:
            await self._response.aclose()

    class Guarded(httpx.AsyncHTTPTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            for name in set(request.headers) - _HEADERS:
                del request.headers[name]
            response = await super().handle_async_request(request)
            if response.headers.get("content-encoding", "identity") != "identity":
                await response.aclose()  # it wasn't asked for, and a few bytes could become many
                raise httpx.ReadError("the reply is compressed")
            return httpx.Response(
                response.status_code,
                headers=response.headers,
                stream=Limited(response),
                extensions=response.extensions,
            )

    return httpx.AsyncClient(
        transport=Guarded(), follow_redirects=False, trust_env=False, timeout=timeout_s
    )
