"""The model card: what the judge learned from, how, and how far it can be trusted."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from eval.training.corpora import Corpora
from eval.training.public import DEVELOPMENT_SHARE
from eval.training.schedule import ANSWERING_EPOCHS, BATCH_PIECES, ENTAILMENT_EPOCHS, family
from eval.training.train import MAX_PIECES, Recipe

# What the licences ask for: name, authors, licence, by family of examples.
_SOURCES = {
    "vitaminc": ("VitaminC, test split without our held-out pages", "Schuster, Fisch and Barzilay, 2021", "CC BY-SA 3.0"),
    "vitaminc-synthetic": ("the same, synthetic part", "Schuster, Fisch and Barzilay, 2021", "CC BY-SA 3.0"),
    "fever": ("FEVER, development set with gold sentences", "Thorne et al., 2018", "CC BY-SA 3.0"),
    "mnli": ("MultiNLI, both development sets", "Williams, Nangia and Bowman, 2018", "OANC, CC BY, CC BY-SA"),
    "snli": ("SNLI, development and test set", "Bowman et al., 2015", "CC BY-SA 4.0"),
    "cad": ("Counterfactually augmented SNLI", "Kaushik, Hovy and Lipton, 2020", "Apache-2.0, text CC BY-SA 4.0"),
    "feverous": ("FEVEROUS, development set, text evidence", "Aly et al., 2021", "CC BY-SA 3.0"),
    "scitail": ("SciTail, development set", "Khot, Sabharwal and Clark, 2018", "Apache-2.0"),
    "factcg": ("FactCG CG2C, documents", "Lei et al., 2025", "MIT"),
    "factcg-musique": ("FactCG CG2C, from MuSiQue", "Lei et al., 2025", "MIT"),
    "breaking": ("Breaking NLI", "Glockner, Shwartz and Goldberg, 2018", "CC BY-SA 4.0"),
    "help": ("HELP", "Yanaka et al., 2019", "CC BY-SA 4.0"),
    "med": ("MED", "Yanaka et al., 2019", "CC BY-SA 4.0"),
    "contrast": ("made by rule from the sets above, SQuAD and Wikinews", "this project", "as their sources"),
    "negative": ("made by retrieval from VitaminC, FEVER, FEVEROUS, and within articles of SQuAD and Wikinews", "this project", "as their sources"),
    "long": ("made from the same: evidence among other sentences", "this project", "as their sources"),
    "split": ("made from FEVEROUS and FactCG: one sentence taken away", "this project", "as their sources"),
    "squad": ("SQuAD 2.0, development set, 24 training pages", "Rajpurkar, Jia and Liang, 2018", "CC BY-SA 4.0"),
    "boolq": ("BoolQ, validation set", "Clark et al., 2019", "CC BY-SA 3.0"),
    "made": ("questions made by rule from SQuAD, Wikinews (CC BY 2.5), VitaminC, FEVER", "this project", "as their sources"),
}  # fmt: skip


def write_card(path: Path, corpora: Corpora, *, seed: int, results: Path) -> None:
    """Write the model card.

    Args:
        path: Where to.
        corpora: What was learned from.
        seed: Of the training.
        results: Folder with `training.json`, which the training wrote.
    """
    curve = json.loads((results / "training.json").read_text(encoding="utf-8"))
    path.write_text(
        _CARD.format(
            entailment=_table(Counter(family(p.kind) for p in corpora.pairs), ENTAILMENT_EPOCHS),
            answering=_table(Counter(family(a.kind) for a in corpora.asked), ANSWERING_EPOCHS),
            share=f"{DEVELOPMENT_SHARE:.0%}",
            seed=seed,
            pairs=f"{curve[-1]['pairs']:,}",
            recipe=_recipe(Recipe(seed=seed)),
            development=_development(curve[-1]["dev"], corpora),
        ),
        encoding="utf-8",
    )


def _table(counts: Counter[str], epochs: Mapping[str, float]) -> str:
    rows = [
        "| family | what | authors | licence | examples | share of them seen |",
        "|---|---|---|---|---|---|",
    ]
    for name in epochs:
        if counts[name]:
            what, who, licence = _SOURCES[name]
            rows.append(
                f"| {name} | {what} | {who} | {licence} | {counts[name]:,} | {epochs[name]:g} |"
            )
    return "\n".join(rows)


def _recipe(recipe: Recipe) -> str:
    shown: Sequence[tuple[str, Any]] = [
        (field.name, getattr(recipe, field.name))
        for field in fields(recipe)
        if field.name not in ("entailment", "answering", "seed")
    ]
    shown = [*shown, ("word pieces of a batch", BATCH_PIECES), ("of a pair", MAX_PIECES)]
    return ", ".join(f"{name.replace('_', ' ')} {value:g}" for name, value in shown)


def _development(figures: Mapping[str, float], corpora: Corpora) -> str:
    n = Counter(family(p.kind) for p in corpora.dev_pairs)
    n += Counter(family(a.kind) for a in corpora.dev_asked)
    rows = ["| family | n (500 measured at most) | accuracy, % |", "|---|---:|---:|"]
    rows += [f"| {name} | {n[name]:,} | {100 * value:.1f} |" for name, value in figures.items()]
    return "\n".join(rows)


_CARD = """\
# The judge: `weights.safetensors` and `combination.json`

<!-- Written by `python -m eval.training`; change eval/training/card.py, not this file. -->

A cross-encoder on all-MiniLM-L6-v2 (six layers, 384 wide, Apache-2.0) with two heads: what a quote
or passage does to a claim (supports, refutes, neither), and whether a text answers a question. The
file holds what training added to the encoder's layers, four bits a weight with a scale a row, and
the heads in float16; the word and position vectors are those of the encoder that is installed. Above
the network the outcomes of the deterministic checks (`bot/checks/`) move its log-probabilities by
fitted weights, and there is the rule that a quote which a deciding check contradicts is
never support. Code: `bot/judge/`. Training: `eval/training/`, `python -m eval.training`.

**Licence.** The code is Apache-2.0. The weights, as a work made from the sets below, are under
CC BY-SA 4.0; the authors named are owed the attribution.

## What it learned from

Only sets whose licence allows a model trained on them to be shipped. Rows whose premise or claim
stands in a set that is measured (or shares half of its runs of six words with one) were removed.
{share} of the pages (for SNLI and MultiNLI, of the premises) were kept for development: the learning
curve, the temperatures, the regression and the thresholds are fitted there.

Entailment:

{entailment}

Answering:

{answering}

## How

Full fine-tuning of the layers with the word and position vectors frozen, AdamW, bfloat16 by
autocast; {pairs} examples, drawn in an order that the seed ({seed}) fixes. {recipe}. Where a set only
says "not supported", the loss is minus log of 1 - P(supports). The shares in the tables are of the
whole plan of batches; training ends before it does (`n batches`).

Another seed or machine gives other weights. By how much the figures differ then was not measured: one
seed was trained. Since then the rules that make examples (words, numbers, negation) were mended in details, so
that the same seed gives nearly the same examples, not all of them.

## Figures

On the development parts, which it was tuned on, network alone:

{development}

Figures on test sets, with intervals, baselines, calibration and the learning curve: `docs/judge.md`. What it gets wrong: `docs/judge-errors.md`.

## Limits

- English only. Other languages get probabilities that mean nothing; the checks find little there.
- 256 word pieces at once, a claim 128; longer evidence is read in windows and pairs of sentences.
- It has 22 million parameters and learned from dev and test parts of public sets, mostly Wikipedia
  and captions: it knows little of the world, and inference over several steps is beyond it.
- It reads what a sentence says, not whether it is true.
- A text may be written to steer it. The checks stand above it, but they are no proof against that.
"""
