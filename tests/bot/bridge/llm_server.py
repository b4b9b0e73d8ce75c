"""The scripted server in a process of its own, and what is opened on it."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.bridge.llm_judge import LlmJudge
    from bot.bridge.llm_writer import LlmWriter

ROOT = Path(__file__).parents[3]


@dataclass
class Server:
    """The scripted server."""

    port: int

    def judge(self, model: str, **options: Any) -> LlmJudge:
        from bot.bridge.llms import open_llm_judge

        options.setdefault("timeout_s", 20.0)  # a busy machine needs seconds for the first request
        return open_llm_judge(self.spec(model), **options)

    def writer(self, model: str, **options: Any) -> LlmWriter:
        from bot.bridge.llms import open_llm_writer

        options.setdefault("timeout_s", 20.0)
        return open_llm_writer(self.spec(model), **options)

    def spec(self, model: str) -> str:
        return f"openai:{model}@http://127.0.0.1:{self.port}/v1"

    def seen(self) -> dict[str, Any]:
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(f"http://127.0.0.1:{self.port}/seen") as response:
            return json.load(response)

    def last(self) -> dict[str, Any]:
        return self.seen()["requests"][-1]


@contextmanager
def running() -> Iterator[Server]:
    """Run the server until the block is left."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bot.bridge.scripted_llm"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        try:
            yield Server(port=int(process.stdout.readline()))
        finally:
            process.kill()
