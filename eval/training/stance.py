"""Examples for the stance weights: claims of VitaminC and FEVER, put through our own retrieval.

Every premise becomes an article; every claim is searched as a journalist's would be. Its own
premise decides it (label 1) unless the set says "nei"; a sentence of another page doesn't (label
0). Other premises of the same page may or may not: they are left out.
"""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from bot.judge import stance
from eval.training.corpus import OnProgress, Reader, corpus, text_id
from eval.training.data import read_set
from eval.training.fitting import Examples
from index.encoder import Encoder

SETS = {"nli/train/vitaminc.test_real": 1_000, "nli/train/fever.dev_gold_evidence": 600}
N_DISTRACTORS = 1_500  # premises of other claims that are searched too, a set
_LONGEST = 600  # code points of a premise


def examples(encoder: Encoder, *, seed: int, on_progress: OnProgress) -> Examples:
    """Return the features of every sentence found for the claims, and whether it decides."""
    claims, texts = _sample(seed)
    reader = Reader(encoder)
    values, labels = [], []
    pages = {text_id(row["premise"]): row["page"] for row in texts}
    with corpus([(r["page"], r["premise"]) for r in texts], encoder, on_progress) as find:
        for n, row in enumerate(claims, 1):
            claim, own = row["hypothesis"], text_id(row["premise"])
            candidates = find(claim)
            read = reader.read([claim, *(t for c in candidates for t in (c.text, *c.near))])
            for candidate in candidates:
                found = candidate.article.article_id
                if found != own and pages[found] == row["page"]:
                    continue
                pair = stance.Pair(
                    claim=read[claim],
                    quote=read[candidate.text],
                    near=tuple(read[text] for text in candidate.near),
                )
                values.append(stance.features(pair)[0])
                labels.append(int(found == own and row["label"] != "nei"))
            on_progress("claims", n, len(claims))
    return Examples(values=np.stack(values), labels=np.array(labels))


def _sample(seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    claims, texts = [], []
    for name, n_claims in SETS.items():
        rows = [row for row in map(_clean, read_set(name)) if len(row["premise"]) < _LONGEST]
        random.Random(seed).shuffle(rows)  # noqa: S311 - a seeded sample, not a secret
        claims += rows[:n_claims]
        texts += rows[: n_claims + N_DISTRACTORS]
    return claims, list({row["premise"]: row for row in texts}.values())


def _clean(row: dict[str, Any]) -> dict[str, Any]:
    """Undo the spaces of Penn Treebank tokens; name the page by its first words if it has none."""
    premise = row["premise"].replace("-LRB-", "(").replace("-RRB-", ")").replace("``", '"')
    for before, after in ((" ,", ","), (" .", "."), (" '", "'"), ("( ", "("), (" )", ")")):
        premise = premise.replace(before, after)
    page = row.get("group") or " ".join(premise.split()[:3])
    return {**row, "premise": premise, "page": page}
