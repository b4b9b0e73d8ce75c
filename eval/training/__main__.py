"""Make the judge: `python -m eval.training`. Needs the public sets and scikit-learn.

Trains the network, ships what training added to the encoder (`bot/judge/weights.safetensors`),
fits what stands above it (`bot/judge/combination.json`), writes the model card. A training that was
cut off goes on where it was; the same data and seed give the same figures within the noise that the
card states. Takes a GPU if there is one.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

import bot.judge
from eval.training.corpora import Corpora, read_corpora
from sources.errors import NewsproofError

JUDGE = Path(str(bot.judge.__file__)).parent
RESULTS = Path("docs/results")


def _say(line: str) -> None:
    click.echo(line, err=True)


@click.command()
@click.option(
    "--work",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("build/training"),
    show_default=True,
    help="Where checkpoints are kept; delete it to begin again.",
)
@click.option(
    "--only",
    type=click.Choice(["train", "fit", "card", "ablate", "thresholds"]),
    help="One stage; by default train, fit and card.",
)
@click.option("--seed", default=0, show_default=True)
@click.option("--threads", type=click.IntRange(1), help="Default: all cores.")
def main(work: Path, only: str | None, seed: int, threads: int | None) -> None:
    """Train the judge, fit what stands above it, write its card."""
    try:
        _main(work, only, seed, threads)
    except NewsproofError as exc:
        click.echo(f"error: {exc.what}. {exc.way_out}", err=True)
        sys.exit(exc.exit_code)


def _main(work: Path, only: str | None, seed: int, threads: int | None) -> None:
    import torch

    from index.encoder import embedded_folder

    if threads:
        torch.set_num_threads(threads)
    if only == "thresholds":
        from eval.training.thresholds import tune

        tune(work, _say)
        return
    folder = embedded_folder()
    _say("reading the public sets and making more from them")
    corpora = read_corpora(seed=seed)
    if only in (None, "train"):
        _train(folder, corpora, work, seed)
    if only in (None, "fit"):
        _fit(folder, corpora, work, seed)
    if only in (None, "card"):
        from eval.training.card import write_card

        write_card(JUDGE / "MODEL_CARD.md", corpora, seed=seed, results=RESULTS)
        _say("wrote MODEL_CARD.md")
    if only == "ablate":
        from eval.training.ablation import ablate

        found = ablate(folder, corpora, n_pairs=25_000, work=work / "ablation", say=_say)
        _write(RESULTS / "ablation.json", found)


def _train(folder: Path, corpora: Corpora, work: Path, seed: int) -> None:
    import torch

    from eval.training.development import watch
    from eval.training.train import Data, Recipe, encode_asked, encode_pairs, train

    device = "cuda" if torch.cuda.is_available() else "cpu"
    data = Data(
        entailment=encode_pairs(folder, corpora.pairs),
        answering=encode_asked(folder, corpora.asked),
    )
    evaluate = watch(folder, corpora, device=device)
    recipe = Recipe(seed=seed)
    network, curve = train(
        folder, data, recipe, work=work, evaluate=evaluate, device=device, say=_say
    )
    torch.save(network.state_dict(), work / "network.pt")
    _write(RESULTS / "training.json", curve)


def _fit(folder: Path, corpora: Corpora, work: Path, seed: int) -> None:
    """Ship the trained network and fit what stands above the network as it is shipped."""
    import torch

    from bot.judge.model import ModelJudge
    from bot.judge.network import WEIGHTS, Network
    from bot.judge.weights import ANSWERING, ENTAILMENT
    from eval.training import calibrating
    from eval.training.network import build
    from eval.training.samples import fit_likeness
    from eval.training.shipping import ship

    trained: Any = build(folder)
    trained.load_state_dict(torch.load(work / "network.pt", weights_only=True, map_location="cpu"))
    about = {"seed": str(seed), f"temperature.{ENTAILMENT}": "1", f"temperature.{ANSWERING}": "1"}
    ship(trained, folder, WEIGHTS, about=about)
    _say("judging the development parts")
    temperatures = calibrating.fit_temperatures(Network(folder), corpora)
    _say(f"temperatures: {calibrating.shown(temperatures)}")
    about |= {f"temperature.{task}": f"{value:.4f}" for task, value in temperatures.items()}
    ship(trained, folder, WEIGHTS, about=about)
    combination = calibrating.fit_judge(Network(folder), corpora)
    _write(JUDGE / "combination.json", combination)
    network = Network(folder)
    _write(JUDGE / "likeness.json", fit_likeness(ModelJudge(network, network), say=_say))
    size = WEIGHTS.stat().st_size / 1e6
    _say(f"wrote {WEIGHTS.name} ({size:.1f} MB), combination.json and likeness.json")


def _write(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
