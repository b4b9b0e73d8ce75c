"""A language model as a writer, through LlamaIndex's `LLM`: it streams sentences, and proves none.

The quotes reach it as data behind a marker made for this one request. Whatever comes back is cut
into sentences and handed on as drafts: what is shown of them is decided by `bot.writing.answering`.
Nothing that it does is an error for the reader, and none of its text is kept or logged.
"""

from __future__ import annotations

import asyncio
import queue
import secrets
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any

from llama_index.core.base.llms.types import ChatMessage, ChatResponse, MessageRole
from llama_index.core.llms import LLM

from bot.answer import Citation
from bot.bridge import prompts
from bot.bridge.background import Fuse, Loop, explain
from bot.writing.quoting import write
from bot.writing.splitting import Splitter
from bot.writing.values import Cost, Ended, Ending, WrittenEvent

MAX_CHARS = 8_000  # of question and quotes: about 2,000 tokens, which fits the smallest windows
MAX_WRITTEN = 6_000  # characters of a reply that are read
MAX_WRITTEN_TOKENS = 500
MAX_LINES = 5
SETTING = "NEWSPROOF_WRITER_TIMEOUT_S"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Usage:
    sent: int | None = None
    read: int | None = None


# What the loop hands over: a piece of text, what the server counted, the end or a failure of it.
_Part = str | _Usage | BaseException | None


class LlmWriter:
    """Writes answers with one language model. Safe to use from several threads."""

    def __init__(
        self,
        llm: LLM,
        *,
        name: str,
        timeout_s: float = 20.0,
        has_usage: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Write with `llm`, which nothing else should use.

        Args:
            llm: A model that is set to temperature 0 and to no retries.
            name: What it is called in the record of an answer.
            timeout_s: Seconds in which the whole answer must be written.
            has_usage: Whether it takes OpenAI's `stream_options`, to count tokens.
            clock: Seconds that only go forward: for the budget, and for how long it is left alone.
        """
        self._llm = llm
        self._name = name
        self._timeout_s = timeout_s
        self._has_usage = has_usage
        self._clock = clock
        self._fuse = Fuse(clock)
        self._loop = Loop("llm-writer")

    @property
    def identity(self) -> str:
        """Name of the model and digest of the prompt; what a server does with a name is its own."""
        return f"{self._name}#{prompts.WRITING_DIGEST}"

    def write(
        self, question: str, evidence: Sequence[Citation]
    ) -> Generator[WrittenEvent, None, None]:
        """Yield sentences as they come, then `Ended`, within the budget.

        Closing the generator cancels the request: the connection to a server is closed.
        """
        texts = {"question": question} | {f"quote_{c.number}": write(c) for c in evidence}
        if sum(map(len, texts.values())) > MAX_CHARS:
            yield self._ended(Ending.FAILED, "cannot read so many long quotes")
            return
        if left_alone := self._fuse.left_alone():
            yield self._ended(Ending.LEFT_ALONE, "; ".join(left_alone))
            return
        marker, data = prompts.write_data(secrets.token_bytes(32), **texts)
        order = prompts.WRITING.format(marker=marker, most=MAX_LINES)
        reading = _Reading(n_sent=len(order) + len(data), began=self._clock())
        parts: queue.SimpleQueue[_Part] = queue.SimpleQueue()
        messages = [
            ChatMessage(role=MessageRole.SYSTEM, content=order),
            ChatMessage(role=MessageRole.USER, content=data),
        ]
        work = self._loop.submit(self._read(messages, parts.put))
        try:
            yield from self._take(parts, reading)
        finally:
            work.cancel()

    def _take(
        self, parts: queue.SimpleQueue[_Part], reading: _Reading
    ) -> Generator[WrittenEvent, None, None]:
        """Yield what comes until it ends, is too much, or takes too long."""
        splitter = Splitter()
        ending, detail = Ending.DONE, ""
        while True:
            left_s = reading.began + self._timeout_s - self._clock()
            try:
                part = parts.get(timeout=max(0.0, left_s))
                if left_s <= 0 and isinstance(part, str):
                    part = TimeoutError()
            except queue.Empty:
                part = TimeoutError()
            if isinstance(part, _Usage):
                reading.usage = part
            elif isinstance(part, str):
                reading.n_read += len(part)
                yield from splitter.add(part)
                if splitter.is_over or reading.n_read > MAX_WRITTEN:
                    ending, detail = Ending.STOPPED, "wrote too much"
                    break
            else:
                ending, detail = self._told(part)
                break
        if ending is Ending.DONE and not reading.n_read:
            ending, detail = Ending.FAILED, "wrote nothing"
        yield from splitter.end()
        if ending in (Ending.FAILED, Ending.TIMED_OUT):
            self._fuse.failed()
        else:
            self._fuse.worked()
        yield self._ended(ending, detail, reading.cost(self._clock()))

    def _told(self, part: BaseException | None) -> tuple[Ending, str]:
        if part is None:
            return Ending.DONE, ""
        said = "; ".join(explain(part, timeout_s=self._timeout_s, setting=SETTING))
        is_late = isinstance(part, TimeoutError) or "Timeout" in type(part).__name__
        return (Ending.TIMED_OUT if is_late else Ending.FAILED), said

    async def _read(self, messages: list[ChatMessage], put: Callable[[_Part], None]) -> None:
        """Hand over the reply piece by piece, then None or what went wrong."""
        options: dict[str, Any] = (
            {"stream_options": {"include_usage": True}} if self._has_usage else {}
        )
        try:
            async with asyncio.timeout(self._timeout_s):
                stream = await self._llm.astream_chat(messages, **options)
                try:
                    async for response in stream:
                        put(response.delta or "")
                        if usage := _usage(response):
                            put(usage)
                        await asyncio.sleep(0)  # a model in this process never waits by itself
                finally:
                    await stream.aclose()
        except Exception as exc:  # noqa: BLE001 - every vendor raises its own; it ends the reply
            put(exc)
        else:
            put(None)

    def _ended(self, ending: Ending, detail: str, cost: Cost | None = None) -> Ended:
        said = f"{self._name} {detail}" if detail else ""
        return Ended(ending=ending, detail=said, cost=cost or Cost())


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What is counted while a reply is read."""

    n_sent: int
    began: float
    n_read: int = 0
    usage: _Usage = _Usage()

    def cost(self, now: float) -> Cost:
        return Cost(
            seconds=round(now - self.began, 3),
            n_chars_sent=self.n_sent,
            n_chars_read=self.n_read,
            n_tokens_sent=self.usage.sent,
            n_tokens_read=self.usage.read,
        )


def _usage(response: ChatResponse) -> _Usage | None:
    """Return what the server counted, where the last piece of a reply says so."""
    told = getattr(response.raw, "usage", None)
    sent, read = (
        n if isinstance(n, int) and not isinstance(n, bool) and n >= 0 else None
        for n in (getattr(told, "prompt_tokens", None), getattr(told, "completion_tokens", None))
    )
    return None if sent is None and read is None else _Usage(sent=sent, read=read)
