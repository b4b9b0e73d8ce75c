"""Training with a real BERT of two layers: it learns, and a training that was cut off goes on."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.judge.weights import ANSWERING, ENTAILMENT
from eval.training import train as training
from eval.training.network import build
from eval.training.pairs import Asked, Label, Pair
from eval.training.train import (
    LABELS,
    MAX_PIECES,
    Data,
    Recipe,
    encode_asked,
    encode_pairs,
    predict,
    tensors,
    train,
)
from tests.tiny_encoder import save_encoder

VERBS = {Label.SUPPORT: "opened", Label.REFUTE: "closed", Label.NEI: "sold"}
RECIPE = Recipe(
    rate=5e-3,
    head_rate=2e-2,
    n_batches=30,
    warm_up=3,
    seed=7,
    entailment={"toy": 4.0},
    answering={"toy": 4.0},
)
N_EVALUATIONS = 6


class Interrupted(Exception):  # noqa: N818
    """Stands for the end of a process between two batches."""


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_encoder(tmp_path_factory.mktemp("encoder"))


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eval.training.schedule.BATCH_PIECES", 320)


@pytest.fixture
def every_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write a checkpoint after every batch."""
    monkeypatch.setattr(training, "_CHECKPOINT_SECONDS", -1.0)


def toy_pairs(n: int = 240) -> list[Pair]:
    """Return pairs whose label is told by the verb of the claim."""
    rng = random.Random(3)  # noqa: S311
    places = "harbour ferry port yard crane town ship boat".split()
    found = []
    for i in range(n):
        label = list(VERBS)[i % 3]
        place = rng.choice(places)
        found.append(
            Pair(
                premise=f"Brandt opened the {place} in {rng.choice(['Talvik', 'Varn'])}.",
                hypothesis=f"{VERBS[label]} {VERBS[label]} {VERBS[label]} {place}",
                label=label,
                kind="toy",
                group=str(i),
            )
        )
    return found


def toy_asked(n: int = 120) -> list[Asked]:
    return [
        Asked(
            question="Who who who" if i % 2 else "When when when",
            text="Brandt sold the yard.",
            answers=bool(i % 2),
            kind="toy",
            group=str(i),
        )
        for i in range(n)
    ]


@pytest.fixture(scope="module")
def data(encoder: Path) -> Data:
    return Data(
        entailment=encode_pairs(encoder, toy_pairs()), answering=encode_asked(encoder, toy_asked())
    )


def run(
    encoder: Path,
    data: Data,
    work: Path,
    recipe: Recipe = RECIPE,
    *,
    stop_after: int = 10**9,
) -> tuple[Any, list[dict[str, Any]]]:
    """Train; raise in the progress after so many lines, as a process that is ended."""
    n_lines = 0

    def say(line: str) -> None:
        nonlocal n_lines
        n_lines += 1
        if n_lines > stop_after:
            raise Interrupted(line)

    def evaluate(network: Any, seen: int) -> dict[str, float]:
        assert not network.training
        return {"seen": float(seen), **losses(network, data)}

    return train(
        encoder, data, recipe, work=work, evaluate=evaluate, n_evaluations=N_EVALUATIONS, say=say
    )


def losses(network: Any, data: Data) -> dict[str, float]:
    stances = predict(network, ENTAILMENT, data.entailment)
    shares = np.exp(stances) / np.exp(stances).sum(axis=1, keepdims=True)
    right = shares[np.arange(len(shares)), [e.label for e in data.entailment]]
    answers = predict(network, ANSWERING, data.answering)[:, 0]
    signs = np.array([1 if e.label else -1 for e in data.answering])
    return {
        "entailment": float(-np.log(right).mean()),
        "answering": float(np.log1p(np.exp(-signs * answers)).mean()),
    }


def weights(network: Any) -> dict[str, np.ndarray]:
    return {name: value.detach().numpy() for name, value in network.named_parameters()}


def same(one: Any, other: Any) -> bool:
    a, b = weights(one), weights(other)
    return a.keys() == b.keys() and all((a[name] == b[name]).all() for name in a)


@pytest.fixture(scope="module")
def finished(encoder: Path, data: Data, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return (network, curve, folder) of a whole training."""
    work = tmp_path_factory.mktemp("finished")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("eval.training.schedule.BATCH_PIECES", 320)
        return (*run(encoder, data, work), work)


def test_training_lowers_the_loss_of_both_heads(encoder: Path, data: Data, finished: Any):
    network, curve, _ = finished
    before, after = losses(build(encoder).eval(), data), losses(network, data)
    assert after["entailment"] < 0.7 * before["entailment"]
    assert after["answering"] < 0.7 * before["answering"]
    assert not network.training
    assert [point["pairs"] for point in curve] == sorted({p["pairs"] for p in curve})
    assert curve[-1]["dev"]["entailment"] == pytest.approx(after["entailment"])


def test_same_seed_gives_the_same_weights(encoder: Path, data: Data, finished: Any, tmp_path: Path):
    again, curve = run(encoder, data, tmp_path)
    assert same(finished[0], again)
    assert curve == finished[1]


def test_another_seed_gives_others(encoder: Path, data: Data, finished: Any, tmp_path: Path):
    other, _ = run(encoder, data, tmp_path, replace(RECIPE, seed=8))
    assert not same(finished[0], other)


def test_training_that_was_cut_off_ends_as_one_that_was_not(
    encoder: Path, data: Data, finished: Any, tmp_path: Path, every_batch: None
):
    """With dropout: the state of the random numbers goes on as well."""
    for lines in (1, 2):  # the first progress after going on is that it goes on
        with pytest.raises(Interrupted):
            run(encoder, data, tmp_path, stop_after=lines)
    network, curve = run(encoder, data, tmp_path)
    assert same(finished[0], network)
    assert curve == finished[1]


def test_half_written_checkpoint_is_not_read(
    encoder: Path, data: Data, finished: Any, tmp_path: Path
):
    (tmp_path / "checkpoint.part").write_bytes(b"half")
    network, _ = run(encoder, data, tmp_path)
    assert same(finished[0], network)
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint.pt"]


def test_finished_training_is_returned_at_once(encoder: Path, data: Data, finished: Any):
    def evaluate(network: Any, seen: int) -> dict[str, float]:
        raise AssertionError("nothing is trained")

    network, curve = train(
        encoder, data, RECIPE, work=finished[2], evaluate=evaluate, say=lambda line: None
    )
    assert same(finished[0], network)
    assert curve == finished[1]


def test_frozen_vectors_do_not_move_and_all_else_does(encoder: Path, finished: Any):
    before, after = weights(build(encoder)), weights(finished[0])
    for name, value in after.items():
        is_frozen = "word_embeddings" in name or "position_embeddings" in name
        is_still = (value == before[name]).all()
        assert is_still == is_frozen or "key.bias" in name, name  # a key's bias has no gradient


def test_rate_rises_stays_and_falls_to_nothing():
    import torch

    optimizer = torch.optim.SGD([{"params": [torch.zeros(1)], "lr": 2.0, "peak": 2.0}])
    rates = []
    for step in range(100):
        training._set_rate(optimizer, Recipe(warm_up=10, cool_down=0.5), step, 100)
        rates.append(optimizer.param_groups[0]["lr"])
    assert rates[:10] == pytest.approx([0.2 * (n + 1) for n in range(10)])
    assert set(rates[9:50]) == {2.0}
    assert rates[50:] == pytest.approx([2.0 * (100 - n) / 50 for n in range(50, 100)])
    assert rates[-1] > 0
    training._set_rate(optimizer, Recipe(warm_up=0), 0, 100)  # a training without warm-up
    assert optimizer.param_groups[0]["lr"] == 2.0


def test_lower_layers_learn_more_slowly_and_heads_faster(encoder: Path):
    network = build(encoder)
    optimizer = training._optimizer(network, Recipe(rate=1.0, head_rate=3.0, layer_decay=0.5))
    names = {id(value): name for name, value in network.named_parameters()}
    peaks = {names[id(g["params"][0])]: g for g in optimizer.param_groups}
    assert peaks["bert.encoder.layer.1.output.dense.weight"]["peak"] == 1.0
    assert peaks["bert.encoder.layer.0.output.dense.weight"]["peak"] == 0.5
    assert peaks["bert.embeddings.LayerNorm.weight"]["peak"] == 0.25
    assert peaks["answering.0.weight"]["peak"] == 3.0
    assert peaks["answering.0.weight"]["weight_decay"] > 0
    assert peaks["answering.0.bias"]["weight_decay"] == 0


def test_what_is_only_not_supported_may_be_either_of_the_others(encoder: Path):
    """The loss is minus log of 1 - P(supports), and no share of the rest is preferred."""
    (pair,) = toy_pairs(1)
    network = build(encoder).eval()
    known = {}
    for label in Label:
        examples = encode_pairs(encoder, [replace(pair, label=label)])
        assert examples[0].label == LABELS[label]
        known[label] = training._loss(network, ENTAILMENT, examples, "cpu").item()
    shares = {label: np.exp(-known[label]) for label in VERBS}
    assert sum(shares.values()) == pytest.approx(1, abs=1e-2)
    assert np.exp(-known[Label.NOT_SUPPORT]) == pytest.approx(1 - shares[Label.SUPPORT], abs=1e-2)
    both = encode_pairs(encoder, [pair, replace(pair, label=Label.NOT_SUPPORT)])
    mean = (known[pair.label] + known[Label.NOT_SUPPORT]) / 2
    assert training._loss(network, ENTAILMENT, both, "cpu").item() == pytest.approx(mean, abs=1e-2)


def test_premise_and_text_come_first(encoder: Path):
    (pair,) = encode_pairs(encoder, toy_pairs(1))
    (asked,) = encode_asked(encoder, toy_asked(1))
    assert len(pair.ids) == 7 + 4 + 3  # Brandt opened the x in y . / opened opened opened x
    assert pair.first == 9
    assert (asked.first, asked.label) == (7, 0)
    ids, types, mask, labels = tensors([pair, asked])
    assert ids.shape == types.shape == mask.shape == (2, 16)
    assert mask.sum(1).tolist() == [len(pair.ids), len(asked.ids)]
    assert types.sum(1).tolist() == [len(pair.ids) - 9, len(asked.ids) - 7]
    assert labels.tolist() == [pair.label, 0]


def test_long_pairs_are_cut_on_both_sides(encoder: Path):
    (pair,) = toy_pairs(1)
    long = replace(pair, premise="the ferry " * 200, hypothesis="the yard " * 200)
    (found,) = encode_pairs(encoder, [long])
    assert len(found.ids) == MAX_PIECES
    assert abs(found.first - MAX_PIECES / 2) < 4


def test_predictions_come_in_the_order_given(encoder: Path, data: Data, finished: Any):
    some = [*data.entailment[:60], *encode_pairs(encoder, [replace(toy_pairs(1)[0], premise="a")])]
    rows = predict(finished[0], ENTAILMENT, some)
    alone = np.concatenate([predict(finished[0], ENTAILMENT, [e]) for e in some[-3:]])
    np.testing.assert_allclose(rows[-3:], alone, atol=0.1)
    assert (rows.shape, rows.dtype) == ((61, 3), np.float32)


def test_no_examples_have_no_rows(finished: Any):
    assert predict(finished[0], ENTAILMENT, []).shape == (0, 3)
    assert predict(finished[0], ANSWERING, []).shape == (0, 1)
