"""A language model as a judge, through LlamaIndex's `LLM`.

For every pair the model is asked for one JSON object with probabilities. A reply that is anything
else, a reply that doesn't come in time, an error of the server: each is a `JudgeUnavailableError`,
never a verdict. Where a text decides, the model is asked once more what the same text does to a
made-up claim that it cannot decide; a model that says it does is following the text instead of
judging it, and the text counts as neither. That finds text which tells the model what to answer,
not text which tells it what to answer to one claim only: the deterministic checks above it stay.
"""

from __future__ import annotations

import asyncio
import math
import secrets
import time
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Any, ClassVar, TypeVar

import numpy as np
from llama_index.core.base.llms.types import ChatMessage, MessageRole
from llama_index.core.llms import LLM
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.bridge import prompts
from bot.bridge.background import Fuse, Loop, explain
from bot.errors import JudgeUnavailableError
from bot.judge.scorer import Probabilities, TextPairs

MAX_CHARS = 8_000  # of a pair: about 2,000 tokens, so that the prompt fits the smallest windows
MAX_REPLY_TOKENS = 120
_MAX_REPLY_CHARS = 2_000
_SUM_TOLERANCE = 0.02
# From this share on a text is asked the control question; chosen, not tuned: below every threshold
# that a verdict could hang on, above what a model that hedges gives to nonsense.
_DECIDES = 0.2
_GRACE_S = 1.0

_T = TypeVar("_T")
_Reply = TypeVar("_Reply", bound="Reply")


class Reply(BaseModel):
    """What a model must reply: these fields, numbers, nothing else."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    instruction: ClassVar[str]


class EntailmentReply(Reply):
    """Probabilities in [0, 1] that sum to 1, to the second digit."""

    instruction: ClassVar[str] = prompts.ENTAILMENT
    supports: float = Field(ge=0, le=1, allow_inf_nan=False)
    refutes: float = Field(ge=0, le=1, allow_inf_nan=False)
    neither: float = Field(ge=0, le=1, allow_inf_nan=False)

    def row(self) -> tuple[float, float, float] | None:
        """Return the three, scaled to sum to 1; None where they are no probabilities."""
        total = self.supports + self.refutes + self.neither
        if abs(total - 1) > _SUM_TOLERANCE:
            return None
        return self.supports / total, self.refutes / total, self.neither / total


class AnsweringReply(Reply):
    """A probability in [0, 1]."""

    instruction: ClassVar[str] = prompts.ANSWERING
    answers: float = Field(ge=0, le=1, allow_inf_nan=False)


class LlmJudge:
    """Both models of the judge on one language model. Safe to use from several threads."""

    def __init__(
        self,
        llm: LLM,
        *,
        name: str,
        timeout_s: float = 30.0,
        n_parallel: int = 4,
        has_schema: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Judge with `llm`, which nothing else should use.

        Args:
            llm: A model that is set to temperature 0 and to no retries.
            name: What it is called in the record of an answer.
            timeout_s: Seconds in which it must have given a verdict.
            n_parallel: Requests under way at once, of all threads together.
            has_schema: Whether it takes a JSON schema as OpenAI's `response_format`.
            clock: Seconds that only go forward.
        """
        self._llm = llm
        self._name = name
        self._timeout_s = timeout_s
        self._n_parallel = n_parallel
        self._has_schema = has_schema
        self._secret = secrets.token_bytes(32)
        self._places = asyncio.Semaphore(n_parallel)
        self._fuse = Fuse(clock)
        self._loop = Loop("llm-judge")

    @property
    def identity(self) -> str:
        """Name of the model and digest of the prompts. What a server does with a name is its own.

        The weights behind a name have no digest that could be known here.
        """
        return f"{self._name}#{prompts.DIGEST}"

    def entailment(self, pairs: TextPairs) -> Probabilities:
        """Judge (premise, claim) pairs.

        Returns:
            `float32 (n, 3)`: P(supports), P(refutes), P(neither), in the order given; rows sum
            to 1.

        Raises:
            JudgeUnavailableError: A pair got no verdict that can be used, or is over
                `MAX_CHARS` characters.
        """
        rows = self._wait(self._judge_all(pairs), n=len(pairs))
        return np.asarray(rows, dtype=np.float32).reshape(len(pairs), 3)

    def answering(self, pairs: TextPairs) -> Probabilities:
        """Judge (question, text) pairs.

        Returns:
            `float32 (n,)`: P(answers) in [0, 1], in the order given.

        Raises:
            JudgeUnavailableError: As for `entailment`.
        """
        return np.asarray(self._wait(self._answer_all(pairs), n=len(pairs)), dtype=np.float32)

    async def _judge_all(self, pairs: TextPairs) -> list[tuple[float, float, float]]:
        async def judge(premise: str, claim: str) -> tuple[float, float, float]:
            reply = await self._ask(EntailmentReply, quote=premise, claim=claim)
            row = reply.row()
            if row is None:
                raise self._unusable("probabilities that do not sum to 1")
            return row

        def is_decided(row: tuple[float, float, float]) -> bool:
            return max(row[:2]) >= _DECIDES

        rows = await _gather([judge(premise, claim) for premise, claim in pairs])
        decided = [pair[0] for pair, row in zip(pairs, rows, strict=True) if is_decided(row)]
        controls = await self._controls(
            decided, lambda text: judge(text, prompts.control(self._secret, text)[0])
        )
        steered = {text for text, row in controls.items() if is_decided(row)}
        return [
            (0.0, 0.0, 1.0) if is_decided(row) and premise in steered else row
            for (premise, _), row in zip(pairs, rows, strict=True)
        ]

    async def _answer_all(self, pairs: TextPairs) -> list[float]:
        async def answers(question: str, text: str) -> float:
            return (await self._ask(AnsweringReply, question=question, text=text)).answers

        shares = await _gather([answers(question, text) for question, text in pairs])
        decided = [pair[1] for pair, p in zip(pairs, shares, strict=True) if p >= _DECIDES]
        controls = await self._controls(
            decided, lambda text: answers(prompts.control(self._secret, text)[1], text)
        )
        steered = {text for text, share in controls.items() if share >= _DECIDES}
        return [
            0.0 if share >= _DECIDES and text in steered else share
            for (_, text), share in zip(pairs, shares, strict=True)
        ]

    async def _controls(
        self, texts: Sequence[str], ask: Callable[[str], Coroutine[Any, Any, _T]]
    ) -> dict[str, _T]:
        distinct = list(dict.fromkeys(texts))
        return dict(zip(distinct, await _gather([ask(text) for text in distinct]), strict=True))

    async def _ask(self, kind: type[_Reply], **texts: str) -> _Reply:
        """Ask for one reply, once.

        Raises:
            JudgeUnavailableError: None came that can be used.
        """
        n_chars = sum(map(len, texts.values()))
        if n_chars > MAX_CHARS:
            raise JudgeUnavailableError(
                f"a pair of {n_chars:,} characters is too long for {self._name}",
                f"a claim and its quote may have {MAX_CHARS:,} together",
            )
        marker, data = prompts.write_data(self._secret, **texts)
        messages = [
            ChatMessage(role=MessageRole.SYSTEM, content=kind.instruction.format(marker=marker)),
            ChatMessage(role=MessageRole.USER, content=data),
        ]
        async with self._places:
            if left_alone := self._fuse.left_alone():
                raise JudgeUnavailableError(f"{self._name} {left_alone[0]}", left_alone[1])
            try:
                async with asyncio.timeout(self._timeout_s):
                    response = await self._llm.achat(messages, **self._options(kind))
            except Exception as exc:  # every vendor raises its own; none of them is a verdict
                self._fuse.failed()
                raise self._failure(exc) from exc
            self._fuse.worked()
        text = (response.message.content or "").strip()
        try:
            if len(text) > _MAX_REPLY_CHARS:
                raise self._unusable("a reply that is too long")
            return kind.model_validate_json(text)
        except ValidationError:
            # Not `from`: its message repeats the reply, which may repeat what was asked.
            raise self._unusable("a reply that is not the JSON it was asked for") from None

    def _options(self, kind: type[Reply]) -> dict[str, Any]:
        if not self._has_schema:
            return {}
        schema = {"name": kind.__name__, "strict": True, "schema": _plain_schema(kind)}
        return {"response_format": {"type": "json_schema", "json_schema": schema}}

    def _unusable(self, what: str) -> JudgeUnavailableError:
        return JudgeUnavailableError(
            f"{self._name} gave {what}", "check it again, or choose a more able model"
        )

    def _failure(self, exc: Exception) -> JudgeUnavailableError:
        what, way_out = explain(exc, timeout_s=self._timeout_s, setting="NEWSPROOF_LLM_TIMEOUT_S")
        return JudgeUnavailableError(f"{self._name} {what}", way_out)

    def _wait(self, work: Coroutine[Any, Any, _T], *, n: int) -> _T:
        """Wait for work on the loop, which is this judge's own, and never for ever.

        A model that runs in this process holds up the loop, where no timeout can reach it.
        """
        n_turns = math.ceil(2 * n / self._n_parallel)  # twice: every pair may have its control
        future = self._loop.submit(work)
        try:
            return future.result(self._timeout_s * n_turns + _GRACE_S)
        except (FutureTimeoutError, CancelledError) as exc:
            future.cancel()
            raise self._failure(TimeoutError()) from exc


async def _gather(work: Sequence[Coroutine[Any, Any, _T]]) -> list[_T]:
    """Return all results in order; the first error stops the others and is raised by itself."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(each) for each in work]
    except ExceptionGroup as failures:
        first = failures.exceptions[0]
    else:
        return [task.result() for task in tasks]
    raise first


def _plain_schema(kind: type[Reply]) -> dict[str, Any]:
    """Return the schema with what every server knows: names and types; ranges are checked here."""
    names = list(kind.model_fields)
    return {
        "type": "object",
        "properties": {name: {"type": "number"} for name in names},
        "required": names,
        "additionalProperties": False,
    }
