"""Measure the index from a thousand passages to a million. Gates nothing.

`python -m eval.bench_scale [--passages 1000,10000,100000] [--out FILE]`. Articles and vectors are
made by rule (`eval.scale_corpus`); embedding is measured on a sample of them with the real encoder,
beside the plain pipeline (`eval.baseline`) in the same run. Every figure has the seconds of the
clock and those of the processor, its own and its children's: on a busy machine the second say what
the work costs. Searches are timed in a fresh process, which tells its memory.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import numpy as np

from eval import scale_corpus
from eval.scale_corpus import NOW, ByRule
from index import store
from index.filters import ANYTHING, Filters, Findable
from index.keeper import IndexKeeper
from index.vectors import open_vectors
from sources.archive import Archive

N_SEARCHES = 60
MOST_PLAIN = 10_000  # passages that the plain pipeline's store is filled with
KINDS = ("no filter", "narrow (one publisher, 5 %)", "narrow (one month)", "wide (60 %)", "as of")
Figures = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Taken:
    """What a piece of work took.

    Attributes:
        clock: Seconds by the clock.
        processor: Seconds of processor time, children included.
    """

    clock: float = 0.0
    processor: float = 0.0
    _at: tuple[float, float] = field(default=(0.0, 0.0))

    def rounded(self) -> Figures:
        """Return both, in milliseconds' precision."""
        return {"clock_s": round(self.clock, 3), "processor_s": round(self.processor, 3)}


@contextmanager
def timed() -> Iterator[Taken]:
    """Time a block."""
    taken = Taken(_at=(time.perf_counter(), _processor()))
    yield taken
    clock, processor = taken._at
    taken.clock = time.perf_counter() - clock
    taken.processor = _processor() - processor


def _processor() -> float:
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, -1))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def measure_size(folder: Path, n_passages: int) -> Figures:
    """Fill an archive with passages, build its index, search it; see the module."""
    archive = Archive.open(folder, create=True)
    keeper, encoder = IndexKeeper(archive, ByRule()), ByRule()
    with archive.writing(now=NOW):
        with timed() as adding:
            some = scale_corpus.articles()
            for _ in range(0, max(1, n_passages // 18), 200):
                left = min(200, max(1, n_passages // 18) - archive.n_articles())
                with archive.transaction():
                    for article in islice(some, left):
                        archive.add(article)
        with timed() as splitting:
            keeper._split(lambda *_: None)
            keeper._embed(lambda *_: None)
        _say(f"{n_passages}: added {adding.rounded()}, split {splitting.rounded()}")
        vectors = open_vectors(archive, encoder)
        with timed() as publishing:
            vectors.publish(now=NOW, on_progress=lambda *_: None)
        _say(f"{n_passages}: published in {publishing.rounded()}")
        with timed() as nothing_new:
            keeper.sync(now=NOW)
    n = store.n_passages(archive)
    archive.close()
    index = sum(path.stat().st_size for path in (folder / "index").rglob("*") if path.is_file())
    stored = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    return {
        "n_passages": n,
        "adding": adding.rounded(),
        "splitting_and_storing": splitting.rounded(),
        "publishing": publishing.rounded(),
        "sync_of_nothing_new": nothing_new.rounded(),
        "archive_bytes_a_passage": round(stored / n),
        "index_bytes_a_passage": round(index / n),
        **_in_fresh_process(folder),
    }


def _in_fresh_process(folder: Path) -> Figures:
    command = [sys.executable, "-m", "eval.bench_scale", "--probe", str(folder)]
    with timed() as taken:
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return {**json.loads(done.stdout.splitlines()[-1]), "probe": taken.rounded()}


def probe(folder: Path) -> Figures:
    """Open an index and search it, in a process that has done nothing else."""
    import chromadb  # noqa: F401 - its import is no part of opening

    before = memory_kib()
    with timed() as starting:
        archive = Archive.open(folder)
        encoder = ByRule()
        searcher = IndexKeeper(archive, encoder).open_searcher()
        searcher.search("council bridge", k=10)
    texts = some_texts(archive)
    found: Figures = {}
    for kind in KINDS:
        clock, processor = [], []
        for place, words in enumerate(texts):
            with timed() as taken:
                searcher.search(words, k=10, **asked(kind, place))
            clock.append(1_000 * taken.clock)
            processor.append(1_000 * taken.processor)
        found[kind] = {"clock_ms": percentiles(clock), "processor_ms": percentiles(processor)}
    after, n = memory_kib(), store.n_passages(archive)
    searcher.close()
    return {
        "first_answer": starting.rounded(),
        "search": found,
        "own_memory_kib_a_passage": round((after["RssAnon"] - before["RssAnon"]) / n, 3),
        "mapped_kib_a_passage": round((after["RssFile"] - before["RssFile"]) / n, 3),
    }


def some_texts(archive: Archive) -> list[str]:
    """Return queries: some words of passages, and one that is in most."""
    n = store.n_passages(archive)
    ids = np.random.default_rng(5).integers(1, n + 1, N_SEARCHES).tolist()
    passages = store.current_passages(archive, ids, Findable())
    texts = [passage.text.split() for passage, _ in passages.values()]
    return [
        " ".join(["when", "did", *words[3 : 3 + (4, 8, 12)[place % 3]]])
        for place, words in enumerate(texts)
    ]


def asked(kind: str, place: int) -> dict[str, Any]:
    """Return the options of the nth search of a kind."""
    day = scale_corpus.FIRST_DAY + timedelta(days=(place * 997) % scale_corpus.N_DAYS)
    month = Filters(published_from=day, published_to=day + timedelta(days=30))
    options: dict[str, dict[str, Any]] = {
        "no filter": {"filters": ANYTHING},
        "narrow (one publisher, 5 %)": {"filters": Filters(publishers=("Narrow Mail",))},
        "narrow (one month)": {"filters": month},
        "wide (60 %)": {"filters": Filters(publishers=("Wide Post",))},
        "as of": {"as_of": day},
    }
    return options[kind]


def percentiles(values: list[float]) -> list[float]:
    """Return the 50th and the 95th."""
    return [round(float(one), 2) for one in np.percentile(values, [50, 95])]


def memory_kib() -> dict[str, int]:
    """Return resident memory in KiB: of its own (`RssAnon`), and mapped files (`RssFile`)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    pairs = (line.split(":") for line in lines if line.startswith("Rss"))
    return {name: int(value.split()[0]) for name, value in pairs}


def measure_plain_store(n_passages: int) -> Figures:
    """Fill the plain pipeline's store with the same kind of vectors, and search it."""
    from eval.baseline import _collection

    client, collection = _collection()
    vectors = np.stack([scale_corpus.vector_of(seed) for seed in range(n_passages)])
    days = [{"published": seed % scale_corpus.N_DAYS} for seed in range(n_passages)]
    with timed() as filling:
        for first in range(0, n_passages, 5_000):
            part = slice(first, first + 5_000)
            ids = [str(one) for one in range(first, min(first + 5_000, n_passages))]
            collection.add(ids=ids, embeddings=vectors[part], metadatas=days[part])
    found: Figures = {}
    for kind, where in (
        ("no filter", None),
        ("as of", {"published": {"$lte": scale_corpus.N_DAYS // 2}}),
    ):
        clock, processor = [], []
        for place in range(N_SEARCHES):
            with timed() as taken:
                collection.query(
                    query_embeddings=[scale_corpus.vector_of(-1 - place % 7 + 10**6)],
                    n_results=10,
                    where=where,
                )
            clock.append(1_000 * taken.clock)
            processor.append(1_000 * taken.processor)
        found[kind] = {"clock_ms": percentiles(clock), "processor_ms": percentiles(processor)}
    client.delete_collection(collection.name)
    return {"n_passages": n_passages, "filling": filling.rounded(), "search": found}


def measure_ingest(folder: Path, n_articles: int) -> Figures:
    """Ingest files with the real encoder, again unchanged, and by the plain pipeline."""
    from bot.ingesting import ingest
    from eval.baseline import PlainPipeline
    from eval.plain_passages import load_encoder
    from index.encoder import open_encoder

    files = folder / "files"
    files.mkdir()
    for number in range(n_articles):
        (files / f"{number:05}.md").write_text(scale_corpus.markdown_of(number, 400))
    encoder, plain_encode = open_encoder("embedded:"), load_encoder()
    encoder.encode(["loads the weights"] * 64)
    plain_encode(["loads the weights"] * 64)
    archive = Archive.open(folder / "data", create=True)

    def run() -> Taken:
        with timed() as taken:
            keeper = IndexKeeper(archive, encoder)
            report = ingest(archive, keeper, [files], now=NOW, on_progress=lambda _: None)
        assert not report.rejected  # noqa: S101 - a measurement of rejections means nothing
        return taken

    first = run()
    again = [run() for _ in range(5)]
    with timed() as plain:
        PlainPipeline(archive, encode=plain_encode).close()
    clock, processor = _best(again, "clock"), _best(again, "processor")
    archive.close()
    return {
        "n_articles": n_articles,
        "n_words": 400 * n_articles,
        "ingest": first.rounded(),
        "again": {"clock_s": round(clock, 4), "processor_s": round(processor, 4)},
        "times_as_fast_again": [round(first.clock / clock), round(first.processor / processor)],
        "plain": plain.rounded(),
        "plain_by_ours": [
            round(plain.clock / first.clock, 2),
            round(plain.processor / first.processor, 2),
        ],
    }


def _best(some: list[Taken], what: str) -> float:
    return float(min(getattr(one, what) for one in some))


def measure_query_encoding() -> Figures:
    """Time what every search begins with: the encoding of the query."""
    from index.encoder import open_encoder

    encoder = open_encoder("embedded:")
    encoder.encode_query("loads the weights")
    clock, processor = [], []
    for place in range(N_SEARCHES):
        with timed() as taken:
            encoder.encode_query(f"When did the council vote on plan {place}?")
        clock.append(1_000 * taken.clock)
        processor.append(1_000 * taken.processor)
    return {"clock_ms": percentiles(clock), "processor_ms": percentiles(processor)}


def _say(what: str) -> None:
    click.echo(what, err=True)


def in_new_folder(measure: Callable[[Path, int], Figures], n: int) -> Figures:
    """Measure in a folder that is thrown away."""
    with TemporaryDirectory(prefix="newsproof-scale-") as folder:
        return measure(Path(folder), n)


@click.command()
@click.option("--passages", default="1000,10000,100000", help="Sizes, with commas.")
@click.option("--articles", default=24, help="Files of the ingest; 0 leaves it out.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the figures here, as JSON.")
@click.option("--probe", "probed", type=click.Path(path_type=Path), hidden=True)
def main(passages: str, articles: int, out: Path | None, probed: Path | None) -> None:
    """Print one JSON object of all figures."""
    if probed:
        click.echo(json.dumps(probe(probed)))
        return
    sizes = [int(one) for one in passages.split(",") if one]
    figures: Figures = {"load_before": os.getloadavg()[0], "cores": os.cpu_count(), "sizes": []}
    if articles:
        figures["query_encoding"] = measure_query_encoding()
        figures["ingest"] = in_new_folder(measure_ingest, articles)
    for size in sizes:
        figures["sizes"].append(in_new_folder(measure_size, size))
        figures["load_after"] = os.getloadavg()[0]
        if out:
            out.write_text(json.dumps(figures, indent=1) + "\n")
    figures["plain_store"] = [measure_plain_store(n) for n in sizes if n <= MOST_PLAIN]
    if out:
        out.write_text(json.dumps(figures, indent=1) + "\n")
    click.echo(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
