"""Measure ways of running the embedded encoder side by side. Gates nothing.

`python -m eval.bench_encoders [--questions 300]`. All ways embed the same texts in one run, one
after the other in every round, so that their ratios hold on a busy machine too; the share of the
limit is what the arithmetic of the forward pass would take at the fastest matrix product that this
machine was seen to do in the same run. The texts are passages of public news articles, in
`NEWSPROOF_DATA`, else in `../shared/data`.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median
from typing import Any

import click
import numpy as np

from eval.metrics.bootstrap import ratio_interval
from eval.metrics.ratio import mean_part
from eval.metrics.retrieval import ndcg, recall_at
from index.encoder import Vectors, embedded_folder
from index.encoding.bert import BertWeights, WordPieces, read_weights, unit_means
from index.encoding.numpy_bert import NumpyBert
from index.encoding.processor import has_bfloat16, n_cores
from index.sentences import split_sentences

PLAIN, REFERENCE = "sentence-transformers, its defaults", "own pass in torch, float32"
SHIPPED = "own pass in torch, bfloat16"
N_PASSAGES, N_OTHERS = 5, 1_500  # of an article that answers; articles that don't, one each
_WORDS = 80
_GEMM = (1_024, 384, 1_536)  # a batch in the widest layer

Encode = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way of embedding.

    Attributes:
        name: What the table calls it.
        encode: Texts to `float32 (n, 384)`, rows of unit length.
        precision: Of its products: whose peak it is held against.
    """

    name: str
    encode: Encode
    precision: str = "float32"


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Questions and passages.

    Attributes:
        questions: The questions.
        relevant: For each question, the articles that answer it; none empty.
        passages: The passages, in the form in which they are embedded.
        articles: For each passage, its article.
    """

    questions: list[str]
    relevant: list[set[str]]
    passages: list[str]
    articles: list[str]


def ways(weights: BertWeights, pieces: WordPieces) -> list[Way]:
    """Load every way of embedding that this machine has."""
    import torch

    from eval.plain_passages import load_encoder
    from index.encoding.torch_bert import TorchBert

    def with_threads(encode: Encode) -> Encode:
        def run(texts: Sequence[str]) -> Vectors:
            torch.set_num_threads(n_cores())  # a way before this one may have set it
            return encode(texts)

        return run

    def in_numpy(texts: Sequence[str]) -> Vectors:
        return unit_means(NumpyBert(weights).pooled(pieces.of(texts)))

    def own(precision: torch.dtype) -> Encode:
        bert = TorchBert(weights, precision=precision)
        return lambda texts: unit_means(bert.pooled(pieces.of(texts)))

    found = [
        Way(name=PLAIN, encode=with_threads(load_encoder())),
        Way(name="own pass in numpy", encode=in_numpy),
        Way(name=REFERENCE, encode=own(torch.float32)),
    ]
    if has_bfloat16():
        autocast = with_threads(load_encoder(in_bfloat16=True))
        found += [
            Way(name="sentence-transformers, autocast", encode=autocast, precision="bfloat16"),
            Way(name=SHIPPED, encode=own(torch.bfloat16), precision="bfloat16"),
        ]
    return found


def operations(weights: BertWeights, length: int) -> int:
    """Return how many floating-point operations a text of `length` word pieces takes."""
    width, inner = weights.width, len(weights.layers[0].inner[1])
    products = 2 * length * width * (4 * width + 2 * inner)
    return len(weights.layers) * (products + 4 * length * length * width)


def peak_rate(precision: str, *, seconds: float = 1.0) -> float:
    """Return the most operations a second that matrix products reach here, all cores together."""
    import torch

    rows, width, wide = _GEMM
    values = torch.randn(rows, width, dtype=getattr(torch, precision))
    matrix = torch.randn(wide, width, dtype=getattr(torch, precision))
    laid_out = torch.ops.mkldnn._reorder_linear_weight(matrix, rows)

    def best(_: int) -> float:
        torch.set_num_threads(1)
        fastest, end = float("inf"), time.perf_counter() + seconds
        with torch.inference_mode():
            while (started := time.perf_counter()) < end:
                torch.ops.mkldnn._linear_pointwise(values, laid_out, None, "none", [], "")
                fastest = min(fastest, time.perf_counter() - started)
        return 2 * rows * width * wide / fastest

    with ThreadPoolExecutor(n_cores()) as pool:
        return sum(pool.map(best, range(n_cores())))


def measure(some: Sequence[Way], texts: Sequence[str], n_rounds: int) -> list[list[list[float]]]:
    """Return, for each way and round, seconds by the clock and seconds of processor time."""
    taken: list[list[list[float]]] = [[] for _ in some]
    for way in some:
        way.encode(texts[:8])  # what is loaded at first use
    for _ in range(n_rounds):
        for place, way in enumerate(some):
            clock, processor = time.perf_counter(), time.process_time()
            way.encode(texts)
            taken[place].append([time.perf_counter() - clock, time.process_time() - processor])
    return taken


def ranking(corpus: Corpus, queries: Vectors, passages: Vectors) -> list[tuple[float, float]]:
    """Return recall@10 and nDCG@10 of each question, in articles."""
    found = []
    for scores, relevant in zip(queries @ passages.T, corpus.relevant, strict=True):
        order = np.argsort(-scores, kind="stable")
        articles = list(dict.fromkeys(corpus.articles[place] for place in order))[:10]
        ranks = [articles.index(a) + 1 if a in articles else None for a in relevant]
        found.append((recall_at(ranks, 10), ndcg(ranks, 10)))
    return found


def read_corpus(n_questions: int, *, seed: int = 7) -> Corpus:
    """Draw questions of RealTime QA, with the articles that answer them and others.

    Args:
        n_questions: How many questions; 0 for passages alone.
        seed: Of the draw.

    Raises:
        EvalError: The sets are not there.
    """
    from eval.training.data import read_set

    rows = {row["url"]: row for row in read_set("retrieval/realtimeqa.articles")}
    answered = []
    for row in read_set("retrieval/realtimeqa.questions"):
        relevant = {*(row["answer_in_urls"] or ()), *(row["gold_urls"] or ())} & rows.keys()
        if relevant:
            answered.append((row["question"], relevant))
    draw = random.Random(seed)  # noqa: S311 - a sample
    some = draw.sample(answered, min(n_questions, len(answered)))
    wanted = sorted(set().union(*(relevant for _, relevant in some)))
    others = draw.sample(sorted(rows.keys() - set(wanted)), N_OTHERS)
    cut = [(url, text) for url in wanted for text in _passages(rows[url], N_PASSAGES)]
    cut += [(url, text) for url in others for text in _passages(rows[url], 1)]
    return Corpus(
        questions=[question for question, _ in some],
        relevant=[relevant for _, relevant in some],
        passages=[text for _, text in cut],
        articles=[url for url, _ in cut],
    )


def _passages(row: dict[str, Any], most: int) -> list[str]:
    text = (row["text"] or "")[: most * 1_500]
    found: list[str] = []
    group: list[str] = []
    for span in split_sentences(text):
        group.append(span.of(text))
        if len(" ".join(group).split()) >= _WORDS:
            found.append(" ".join(group))
            group = []
    heading = f"{row['title'] or ''} ({row['date'] or ''})"
    return [f"{heading}\n{one}" for one in [*found, *([" ".join(group)] if group else [])][:most]]


@click.command()
@click.option("--passages", "n_passages", default=256, help="Passages embedded in a round.")
@click.option("--rounds", "n_rounds", default=3, help="Rounds; the table has the medians.")
@click.option("--questions", "n_questions", default=0, help="Also measure the ranking on so many.")
def main(n_passages: int, n_rounds: int, n_questions: int) -> None:
    """Print a table in Markdown: every way beside plain sentence-transformers."""
    folder = embedded_folder()
    config = json.loads((folder / "config.json").read_text())
    weights = read_weights((folder / "model.safetensors").read_bytes(), config)
    pieces = WordPieces(folder)
    corpus = read_corpus(n_questions)
    texts = random.Random(1).sample(corpus.passages, min(n_passages, len(corpus.passages)))  # noqa: S311
    some = ways(weights, pieces)
    taken = measure(some, texts, n_rounds)
    work = sum(operations(weights, len(row)) for row in pieces.of(texts))
    peaks = {precision: peak_rate(precision) for precision in {way.precision for way in some}}
    lengths = [len(row) for row in pieces.of(texts)]
    click.echo(
        f"{len(texts)} passages of {np.mean(lengths):.0f} word pieces, {n_cores()} cores, "
        + ", ".join(f"{name} {rate / 1e9:.0f} Gflop/s" for name, rate in sorted(peaks.items()))
    )
    click.echo("\n| way | passages/s | × plain | × by processor time | of the limit | cosine |")
    click.echo("|---|---:|---:|---:|---:|---:|")
    exact = some[0].encode(texts)
    for way, seconds in zip(some, taken, strict=True):
        ratios = [
            [plain / own for plain, own in zip(before, after, strict=True)]
            for before, after in zip(taken[0], seconds, strict=True)
        ]
        clock = median(one for one, _ in seconds)
        limit = work / peaks[way.precision] / min(one for one, _ in seconds)
        cosine = (way.encode(texts) * exact).sum(axis=1).min()
        click.echo(
            f"| {way.name} | {len(texts) / clock:.1f} | {median(r[0] for r in ratios):.2f} | "
            f"{median(r[1] for r in ratios):.2f} | "
            f"{100 * limit:.0f} % | {cosine:.5f} |"
        )
    _print_queries(weights, pieces)
    if n_questions:
        _print_ranking(corpus, weights, pieces, {way.name: way.encode for way in some})


def _print_queries(weights: BertWeights, pieces: WordPieces) -> None:
    from index.encoder import open_encoder

    text = "When did the council vote to close the old ferry terminal?"
    encoder = open_encoder("embedded:")
    encoder.encode_query(text)
    times = []
    for _ in range(50):
        started = time.perf_counter()
        encoder.encode_query(text)
        times.append(1_000 * (time.perf_counter() - started))
    n_pieces = len(pieces.of([text])[0])
    click.echo(
        f"\na query of {n_pieces} word pieces: p50 {median(times):.1f} ms, fastest {min(times):.1f}"
    )


def _print_ranking(
    corpus: Corpus, weights: BertWeights, pieces: WordPieces, encodes: dict[str, Encode]
) -> None:
    queries = unit_means(NumpyBert(weights).pooled(pieces.of(corpus.questions)))
    before = ranking(corpus, queries, encodes[REFERENCE](corpus.passages))
    click.echo(f"\n{len(corpus.questions)} questions, {len(corpus.passages)} passages")
    click.echo("\n| way | recall@10 | nDCG@10 | difference to float32 |\n|---|---:|---:|---|")
    for name in (REFERENCE, SHIPPED):
        if name not in encodes:
            continue
        after = ranking(corpus, queries, encodes[name](corpus.passages))
        shown, changed = [], []
        for metric in (0, 1):
            found = ratio_interval([mean_part(row[metric]) for row in after])
            assert found is not None  # noqa: S101 - there are questions
            mean = float(np.mean([row[metric] for row in after]))
            shown.append(f"{mean:.4f} [{found.low:.3f}, {found.high:.3f}]")
            changed.append(f"{mean - float(np.mean([row[metric] for row in before])):+.4f}")
        click.echo(f"| {name} | {' | '.join(shown)} | {', '.join(changed)} |")


if __name__ == "__main__":
    main()
