"""Fit the answering weights on SQuAD 2.0 (training pages), put through our own retrieval.

Every passage becomes an article; every question is searched as a reader's would be; the features of
the sentences found are the examples. A sentence of the question's own passage that holds an answer
is right; every other sentence found is wrong, and for an unanswerable question all of them are.
"""

from __future__ import annotations

import hashlib
import random
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.alignment import AlignedText, read_texts
from bot.evidence import Candidate, gather
from bot.judge import answering
from bot.question import read_question
from eval.training.data import read_set
from index.encoder import Encoder
from index.keeper import IndexKeeper
from sources.archive import Archive
from sources.article import Article, Part, PartKind, Span

SET = "qa/squad_v2.train"
K = 10  # passages searched, as in `bot.asking`
_NOW = datetime(2026, 1, 1, tzinfo=UTC)

Examples = tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.str_]]


def squad_examples(
    encoder: Encoder, *, n_questions: int, seed: int, on_progress: Callable[[int, int], None]
) -> Examples:
    """Return features `float32 (n, n_features)`, labels 0 or 1, and the page of each example."""
    rows = list(read_set(SET))
    asked = [(row, question) for row in rows for question in row["questions"]]
    random.Random(seed).shuffle(asked)  # noqa: S311 - a seeded sample, not a secret
    values, labels, pages = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        archive = _archive(Path(folder), rows)
        keeper = IndexKeeper(archive, encoder)
        with archive.writing(now=_NOW):
            keeper.sync(now=_NOW, on_progress=lambda _, done, total: on_progress(done, total))
        searcher = keeper.open_searcher()
        read = _reader(encoder)
        for n, (row, question) in enumerate(asked[:n_questions], 1):
            candidates = gather(archive, searcher.search(question["question"], k=K))
            for candidate, label in _labelled(row, question, candidates):
                values.append(_features(question["question"], candidate, read))
                labels.append(label)
                pages.append(row["title"])
            on_progress(n, min(n_questions, len(asked)))
        archive.close()
    return np.stack(values), np.array(labels), np.array(pages)


def _labelled(
    row: dict[str, Any], question: dict[str, Any], candidates: list[Candidate]
) -> Iterator[tuple[Candidate, int]]:
    own = _article_id(row)
    for candidate in candidates:
        holds = any(a.lower() in candidate.text.lower() for a in question["answers"])
        if candidate.article.article_id == own:
            yield candidate, int(question["answerable"] and holds)
        elif not holds:  # elsewhere an answer may stand by chance: neither right nor wrong
            yield candidate, 0


def _features(question: str, candidate: Candidate, read: Callable[[str], AlignedText]) -> Any:
    context = answering.Context(
        near=tuple(read(text) for text in candidate.near),
        stems=candidate.stems,
        rank=candidate.rank,
    )
    return answering.features(
        read_question(question), read(question), read(candidate.text), context
    )


def _reader(encoder: Encoder) -> Callable[[str], AlignedText]:
    known: dict[str, AlignedText] = {}

    def read(text: str) -> AlignedText:
        if text not in known:
            known[text] = read_texts(encoder, [text])[0]
        return known[text]

    return read


def _archive(folder: Path, rows: list[dict[str, Any]]) -> Archive:
    archive = Archive.open(folder, create=True)
    with archive.transaction():
        for row in rows:
            archive.add(_article(row))
    return archive


def _article_id(row: dict[str, Any]) -> str:
    return hashlib.sha256(row["passage"].encode()).hexdigest()[:16]


def _article(row: dict[str, Any]) -> Article:
    title = row["title"].replace("_", " ")
    text = f"{title}\n\n{row['passage']}"
    return Article(
        article_id=_article_id(row),
        title=title,
        text=text,
        parts=(
            Part(kind=PartKind.TITLE, span=Span(start=0, end=len(title))),
            Part(kind=PartKind.BODY, span=Span(start=len(title) + 2, end=len(text))),
        ),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        origin=SET,
        retrieved=_NOW,
    )
