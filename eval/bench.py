"""Measure Newsproof on this machine: a cold answer, warm answers, and embedding. Gates nothing.

`python -m eval.bench [--json]`. The cold answers come first, while this process is still small:
Linux counts the memory of the parent into the peak of a child that it starts.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from eval.errors import EvalError

if TYPE_CHECKING:
    from bot.newsproof import Newsproof

COLD_RUNS = 3
EMBED_ROUNDS = 3
NEWSPROOF = (sys.executable, "-c", "from bot.cli.main import main; main()")
QUESTION = "When did Finland join NATO?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What was measured.

    Attributes:
        cold_s: Seconds of `newsproof ask` in a fresh process, median of `COLD_RUNS`.
        cold_peak_mib: Largest resident memory of these processes.
        warm_p50_ms: Milliseconds of an answer in an open Newsproof, median over dev questions.
        warm_p95_ms: The 95th percentile of the same.
        n_warm: How many questions that were.
        passages_per_s: Passages that Newsproof embeds a second, best of `EMBED_ROUNDS`.
        plain_passages_per_s: The same texts by sentence-transformers with its defaults.
        embed_ratio: The first by the second, on one machine in one run; above 1 is faster.
        machine: Processor count, architecture and Python version.
    """

    cold_s: float
    cold_peak_mib: float
    warm_p50_ms: float
    warm_p95_ms: float
    n_warm: int
    passages_per_s: float
    plain_passages_per_s: float
    embed_ratio: float
    machine: str


def run_bench(data_dir: Path) -> Bench:
    """Measure everything over the packaged samples, which are ingested into `data_dir`."""
    run_fresh("ingest", "--samples", data_dir=data_dir)
    cold = [run_fresh("ask", QUESTION, data_dir=data_dir) for _ in range(COLD_RUNS)]
    warm, ours, plain = _in_process(data_dir)
    return Bench(
        cold_s=median(seconds for seconds, _ in cold),
        cold_peak_mib=max(peak for _, peak in cold),
        warm_p50_ms=percentile(warm, 50),
        warm_p95_ms=percentile(warm, 95),
        n_warm=len(warm),
        passages_per_s=ours,
        plain_passages_per_s=plain,
        embed_ratio=ours / plain,
        machine=f"{os.cpu_count()} CPUs, {platform.machine()}, Python {platform.python_version()}",
    )


def run_fresh(
    *arguments: str, data_dir: Path, program: Sequence[str] = NEWSPROOF
) -> tuple[float, float]:
    """Run Newsproof in a fresh process.

    Returns:
        Seconds, and the largest resident memory in MiB.

    Raises:
        EvalError: It failed; with its last line of standard error.
    """
    command = [*program, "--data-dir", str(data_dir), *arguments]
    started = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 - our own program and constant arguments
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        stderr = process.stderr.read() if process.stderr else b""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if process.returncode:
        last = stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise EvalError(
            f"`newsproof {arguments[0]}` ended with {process.returncode}: {''.join(last)}",
            "run it by hand with --debug",
        )
    per_mib = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return seconds, usage.ru_maxrss / per_mib


def _in_process(data_dir: Path) -> tuple[list[float], float, float]:
    """Return milliseconds of each warm answer, and passages a second, ours and plain."""
    import torch

    from bot.newsproof import Newsproof
    from bot.settings import Settings
    from eval.plain_passages import load_encoder
    from index.encoder import open_encoder
    from index.encoding.processor import n_cores
    from index.passages import encoder_input, split_article

    settings = Settings(data_dir=data_dir)
    with Newsproof.open(settings) as newsproof:
        warm = _warm(newsproof)
        articles = newsproof.archive.articles()
    texts = [
        encoder_input(passage.text, article.title, article.published)
        for article in articles
        for passage in split_article(article)
    ]
    ours, plain = open_encoder(settings.encoder).encode, load_encoder()
    ours(texts)  # loads the weights

    def plain_on_all_cores() -> None:
        torch.set_num_threads(n_cores())  # ours leaves it at fewer
        plain(texts)

    rounds = [
        (rate(lambda: ours(texts), texts), rate(plain_on_all_cores, texts))
        for _ in range(EMBED_ROUNDS)
    ]
    return warm, max(one for one, _ in rounds), max(other for _, other in rounds)


def _warm(newsproof: Newsproof) -> list[float]:
    from eval.cases import PACKAGED, load_cases

    newsproof.ask(QUESTION)  # loads what is loaded at first use
    times = []
    for question in load_cases(PACKAGED, "dev").questions:
        started = time.perf_counter()
        newsproof.ask(question.question, as_of=question.as_of)
        times.append(1000 * (time.perf_counter() - started))
    return times


def rate(work: Callable[[], object], texts: list[str]) -> float:
    """Return how many texts a second `work` gets through."""
    started = time.perf_counter()
    work()
    return len(texts) / (time.perf_counter() - started)


def percentile(values: list[float], percent: float) -> float:
    """Return a percentile, in [0, 100], with linear interpolation."""
    import numpy as np

    return float(np.percentile(values, percent))


def print_bench(bench: Bench) -> None:
    """Print a table."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title=bench.machine, title_justify="left")
    table.add_column("measured")
    table.add_column("value", justify="right")
    table.add_row("cold `newsproof ask`", f"{bench.cold_s:.2f} s")
    table.add_row("its peak memory", f"{bench.cold_peak_mib:.0f} MiB")
    table.add_row(f"warm answer, p50 of {bench.n_warm}", f"{bench.warm_p50_ms:.0f} ms")
    table.add_row(f"warm answer, p95 of {bench.n_warm}", f"{bench.warm_p95_ms:.0f} ms")
    table.add_row("passages embedded", f"{bench.passages_per_s:.1f} a second")
    table.add_row("… by sentence-transformers", f"{bench.plain_passages_per_s:.1f} a second")
    table.add_row("ratio", f"{bench.embed_ratio:.2f}")
    Console().print(table)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and no table.")
def main(as_json: bool) -> None:
    """Measure Newsproof over the packaged samples, in a temporary folder."""
    with TemporaryDirectory(prefix="newsproof-bench-") as folder:
        bench = run_bench(Path(folder))
    if not as_json:
        print_bench(bench)
    click.echo(json.dumps({name: _rounded(value) for name, value in asdict(bench).items()}))


def _rounded(value: object) -> object:
    return round(value, 3) if isinstance(value, float) else value


if __name__ == "__main__":
    main()
