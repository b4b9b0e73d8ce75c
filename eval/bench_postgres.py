"""Measure an archive in PostgreSQL: sync, sizes of tables and indexes, search, two processes.

`python -m eval.bench_postgres URL [--passages 20000]`: the address of an empty database or schema.
Gates nothing. Articles and vectors are made by rule (`eval.scale_corpus`). What the server computes
is in no process of ours: only the clock tells of it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from itertools import islice
from typing import Any

import click
from sqlalchemy import text

from eval import scale_corpus
from eval.bench_scale import KINDS, asked, percentiles, some_texts, timed
from eval.scale_corpus import NOW, ByRule
from index import store
from index.keeper import IndexKeeper
from index.search import Searcher
from index.vectors import open_vectors
from sources.archive import Archive

N_SEARCHES = 20  # of each kind
_SIZES = text("""
SELECT c.relname AS name, c.relkind AS kind, pg_relation_size(c.oid) AS bytes,
    pg_total_relation_size(c.oid) AS total
FROM pg_class AS c WHERE c.relnamespace = current_schema()::regnamespace
    AND c.relkind IN ('r', 'i') AND pg_relation_size(c.oid) > 100000 ORDER BY bytes DESC
""")


def fill(archive: Archive, n_passages: int) -> dict[str, Any]:
    """Add articles, split them, store their vectors, build the index."""
    keeper = IndexKeeper(archive, ByRule())
    with archive.writing(now=NOW):
        with timed() as adding:
            some = scale_corpus.articles()
            for first in range(0, n_passages // 18, 200):
                with archive.transaction():
                    for article in islice(some, min(200, n_passages // 18 - first)):
                        archive.add(article)
        with timed() as splitting:
            keeper._split(lambda *_: None)
            keeper._embed(lambda *_: None)
        click.echo(f"added {adding.rounded()}, split {splitting.rounded()}", err=True)
        with timed() as building:
            open_vectors(archive, ByRule()).publish(now=NOW, on_progress=lambda *_: None)
    return {
        "adding": adding.rounded(),
        "splitting_and_storing": splitting.rounded(),
        "building_the_vector_index": building.rounded(),
    }


def search(searcher: Searcher, texts: list[str]) -> dict[str, Any]:
    """Return percentiles of the clock, in milliseconds, of each kind of search."""
    found = {}
    for kind in KINDS:
        clock = []
        for place, words in enumerate(texts[:N_SEARCHES]):
            with timed() as taken:
                searcher.search(words, k=10, **asked(kind, place))
            clock.append(1_000 * taken.clock)
        found[kind] = percentiles(clock)
    return found


def beside_a_writer(url: str, archive: Archive, texts: list[str]) -> dict[str, Any]:
    """Search while another process ingests."""
    searcher = IndexKeeper(archive, ByRule()).open_searcher()
    command = [sys.executable, "-m", "eval.bench_postgres", url, "--write-more", "10"]
    n_before = store.n_passages(archive)
    clock: list[float] = []
    with subprocess.Popen(command) as writer:  # noqa: S603 - our own module
        while writer.poll() is None:
            started = time.perf_counter()
            searcher.search(texts[len(clock) % len(texts)], k=10)
            clock.append(1_000 * (time.perf_counter() - started))
    return {
        "searches": len(clock),
        "clock_ms": percentiles(clock),
        "passages_that_came": store.n_passages(archive) - n_before,
        "writer_ended_with": writer.returncode,
    }


@click.command()
@click.argument("url")
@click.option("--passages", default=20_000)
@click.option("--write-more", default=0, hidden=True)
def main(url: str, passages: int, write_more: int) -> None:
    """Print one JSON object of all figures."""
    archive = Archive.open(url, create=True)
    if write_more:
        for first in range(write_more):
            with archive.writing(now=NOW):
                with archive.transaction():
                    archive.add(next(scale_corpus.articles(first=10**6 + first)))
                IndexKeeper(archive, ByRule()).sync(now=NOW)
        return
    figures: dict[str, Any] = {"load": os.getloadavg()[0], **fill(archive, passages)}
    figures["n_passages"] = store.n_passages(archive)
    rows = archive.read(_SIZES)
    figures["bytes"] = {row.name: [row.kind, row.bytes, row.total] for row in rows}
    texts = some_texts(archive)
    figures["search_clock_ms"] = search(IndexKeeper(archive, ByRule()).open_searcher(), texts)
    click.echo(json.dumps(figures), err=True)
    figures["beside_a_writer"] = beside_a_writer(url, archive, texts)
    click.echo(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
