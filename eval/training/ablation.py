"""What each kind of example brings: short trainings that leave one kind out.

Every training has the same number of examples, order and seed; what is left out is replaced by more
of the rest. Figures are accuracies on the development parts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from eval.training.corpora import Corpora
from eval.training.development import watch
from eval.training.schedule import ANSWERING_EPOCHS, ENTAILMENT_EPOCHS, Encoded, family
from eval.training.train import Data, Recipe, encode_asked, encode_pairs, train

# Names of what is left out, and the families that it means.
LEFT_OUT: Mapping[str, frozenset[str]] = {
    "nothing": frozenset(),
    "contrast pairs by rule": frozenset({"contrast"}),
    "hard negatives": frozenset({"negative"}),
    "long and split evidence": frozenset({"long", "split"}),
    "counterfactual and lexical sets": frozenset({"cad", "breaking", "help", "med"}),
    "made questions": frozenset({"made"}),
}


def ablate(
    folder: Path,
    corpora: Corpora,
    *,
    n_pairs: int,
    work: Path,
    recipe: Recipe | None = None,
    say: Callable[[str], None] = print,
) -> list[dict[str, Any]]:
    """Train once for each entry of `LEFT_OUT`.

    Args:
        folder: Folder of the encoder.
        corpora: Everything there is to learn from.
        n_pairs: Examples seen by each training, about.
        work: Folder for checkpoints; finished trainings in it are not repeated.
        recipe: Hyper-parameters but for how often each family is seen.
        say: Where progress goes.

    Returns:
        [{"left_out", "pairs", "figures": {family: accuracy in [0, 1]}}].
    """
    recipe = recipe or Recipe()
    pairs, asked = encode_pairs(folder, corpora.pairs), encode_asked(folder, corpora.asked)
    evaluate = watch(folder, corpora)
    found = []
    for name, families in LEFT_OUT.items():
        data = Data(
            entailment=[e for e in pairs if family(e.kind) not in families],
            answering=[e for e in asked if family(e.kind) not in families],
        )
        total = _seen(data.entailment, ENTAILMENT_EPOCHS) + _seen(data.answering, ANSWERING_EPOCHS)
        share = n_pairs / total
        _, curve = train(
            folder,
            data,
            replace(
                recipe,
                entailment={k: v * share for k, v in ENTAILMENT_EPOCHS.items()},
                answering={k: v * share for k, v in ANSWERING_EPOCHS.items()},
            ),
            work=work / name.replace(" ", "-"),
            evaluate=evaluate,
            n_evaluations=1,
            say=lambda line, name=name: say(f"without {name}: {line}"),  # type: ignore[misc]
        )
        found.append({"left_out": name, "pairs": curve[-1]["pairs"], "figures": curve[-1]["dev"]})
    return found


def _seen(examples: Sequence[Encoded], epochs: Mapping[str, float]) -> float:
    return sum(epochs[family(e.kind)] for e in examples)
