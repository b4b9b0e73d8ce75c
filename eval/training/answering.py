"""Examples for the answering weights: SQuAD 2.0 (training pages), put through our own retrieval.

Every passage becomes an article; every question is searched as a reader's would be; the features of
the sentences found are the examples. A sentence of the question's own passage that holds an answer
is right; every other sentence found is wrong, and for an unanswerable question all of them are.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import numpy as np

from bot.evidence import Candidate
from bot.judge import answering
from bot.question import read_question
from eval.training.corpus import OnProgress, Reader, corpus, text_id
from eval.training.data import read_set
from eval.training.fitting import Examples
from index.encoder import Encoder

SET = "qa/squad_v2.train"


def examples(encoder: Encoder, *, n_questions: int, seed: int, on_progress: OnProgress) -> Examples:
    """Return the features of every sentence found for `n_questions`, and whether it answers."""
    rows = list(read_set(SET))
    asked = [(row, question) for row in rows for question in row["questions"]]
    random.Random(seed).shuffle(asked)  # noqa: S311 - a seeded sample, not a secret
    reader = Reader(encoder)
    values, labels = [], []
    texts = [(row["title"].replace("_", " "), row["passage"]) for row in rows]
    with corpus(texts, encoder, on_progress) as find:
        for n, (row, item) in enumerate(asked[:n_questions], 1):
            question = read_question(item["question"])
            candidates = find(question.text)
            read = reader.read([question.text, *(t for c in candidates for t in (c.text, *c.near))])
            for candidate, label in _labelled(row, item, candidates):
                context = answering.Context(
                    near=tuple(read[text] for text in candidate.near),
                    stems=candidate.stems,
                    rank=candidate.rank,
                )
                values.append(
                    answering.features(question, read[question.text], read[candidate.text], context)
                )
                labels.append(label)
            on_progress("questions", n, min(n_questions, len(asked)))
    return Examples(values=np.stack(values), labels=np.array(labels))


def _labelled(
    row: dict[str, Any], item: dict[str, Any], candidates: list[Candidate]
) -> Iterator[tuple[Candidate, int]]:
    own = text_id(row["passage"])
    for candidate in candidates:
        holds = any(a.lower() in candidate.text.lower() for a in item["answers"])
        if candidate.article.article_id == own:
            yield candidate, int(item["answerable"] and holds)
        elif not holds:  # elsewhere an answer may stand by chance: neither right nor wrong
            yield candidate, 0
