"""Fit the judge's weights: `python -m eval.training`. Needs the public sets and scikit-learn.

Reads SQuAD, VitaminC and FEVER (training parts) and the development cases; writes
`bot/judge/weights.json`. The same data and seed give the same weights.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import bot.judge
from bot.judge import answering as answering_features
from bot.judge import stance as stance_features
from bot.settings import Settings
from eval.evaluation import packaged_archive
from eval.training import answering, stance
from eval.training.corpus import K, Reader
from eval.training.fitting import PUBLIC_WEIGHT, fit
from eval.training.samples import claim_examples, question_examples
from index.encoder import open_encoder
from index.search import Hit

SEED = 0
N_QUESTIONS = 3_000
_EVERY = 200


def _show(stage: str, done: int, total: int) -> None:
    if done % _EVERY == 0 or done == total:
        sys.stderr.write(f"{stage} {done:,}/{total:,}\n")


def main() -> None:
    """Fit and write the weights."""
    encoder = open_encoder("embedded:")
    reader = Reader(encoder)
    with packaged_archive(Settings()) as newsproof:
        searcher = newsproof.keeper.open_searcher()

        def find(query: str, as_of: date | None) -> list[Hit]:
            return searcher.search(query, k=K, as_of=as_of)

        ours = (
            question_examples(newsproof, find, reader),
            claim_examples(newsproof, find, reader),
        )
        searcher.close()
    public = (
        answering.examples(encoder, n_questions=N_QUESTIONS, seed=SEED, on_progress=_show),
        stance.examples(encoder, seed=SEED, on_progress=_show),
    )
    weights = {
        "fitted_on": {
            "answering": f"{answering.SET}, {N_QUESTIONS} questions",
            "stance": ", ".join(f"{name}, {n} claims" for name, n in stance.SETS.items()),
            "both": f"development cases of the samples; public examples weigh {PUBLIC_WEIGHT}",
            "encoder": encoder.identity,
            "seed": SEED,
        },
        "answering": fit(public[0], ours[0], answering_features.FEATURES, strength=0.1),
        "stance": fit(public[1], ours[1], stance_features.FEATURES, strength=0.1),
    }
    path = Path(str(bot.judge.__file__)).parent / "weights.json"
    path.write_text(json.dumps(weights, indent=1) + "\n")
    sys.stderr.write(f"wrote {path.name}\n")


if __name__ == "__main__":
    main()
