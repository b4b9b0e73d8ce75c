"""What is shipped is what was trained, in four bits a weight."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bot.judge.weights import ANSWERING, ENTAILMENT, content_digest, read_tensors, unpack
from eval.training.network import build
from eval.training.pairs import Label, Pair
from eval.training.shipping import _pack, ship
from eval.training.train import encode_pairs, predict
from tests.tiny_encoder import save_encoder, trained

ABOUT = {f"temperature.{ENTAILMENT}": "1", f"temperature.{ANSWERING}": "1", "seed": "0"}
PAIRS = [
    ("The council opened the harbour.", "The council closed the harbour."),
    ("Brandt sold two old ferry boats in Varn.", "Brandt sold boats."),
    ("No.", "Talvik built a new port and Holm raised the crane in the north of the town."),
    ("The minister approved seven ships.", "Who approved it?"),
]


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_encoder(tmp_path_factory.mktemp("encoder"))


@pytest.fixture(scope="module")
def network(encoder: Path) -> Any:
    return trained(encoder)


@pytest.fixture(scope="module")
def shipped(encoder: Path, network: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shipped") / "weights.safetensors"
    ship(network, encoder, path, about=ABOUT)
    return path


@pytest.fixture(scope="module")
def read_back(encoder: Path, shipped: Path) -> Any:
    return restored(encoder, shipped)


def restored(encoder: Path, shipped: Path) -> Any:
    """Return the network that a file holds."""
    import torch

    network = build(encoder).eval()
    tensors, about = read_tensors(encoder, shipped)
    network.load_state_dict({name: torch.from_numpy(value) for name, value in tensors.items()})
    assert about["seed"] == "0"
    return network


@given(
    arrays(
        np.float32,
        st.tuples(st.integers(1, 6), st.integers(1, 8).map(lambda n: 2 * n)),
        elements=st.integers(-7, 7),
    )
)
def test_four_bits_hold_every_step(steps: np.ndarray):
    import torch

    packed = _pack(torch.from_numpy(steps))
    assert packed.dtype == torch.uint8
    assert packed.shape == (steps.shape[0], steps.shape[1] // 2)
    assert (unpack(packed.numpy()) == steps).all()


def test_every_weight_is_within_half_a_step(encoder: Path, network: Any, read_back: Any):
    before = dict(build(encoder).named_parameters())
    after = dict(read_back.named_parameters())
    for name, value in network.named_parameters():
        apart = (after[name] - value).abs()
        if name.startswith("bert.encoder.") and value.ndim > 1:
            step = (value - before[name]).abs().amax(dim=1, keepdim=True) / 7
            assert (apart <= 0.51 * step).all(), name
            assert (apart > 0).any(), name
        else:
            assert (apart <= 1e-3 * value.abs().clamp(min=0.1)).all(), name


@pytest.mark.parametrize("task", [ENTAILMENT, ANSWERING])
def test_shipped_network_says_what_the_trained_one_says(
    encoder: Path, network: Any, read_back: Any, task: str
):
    pairs = [Pair(premise=a, hypothesis=b, label=Label.NEI, kind="x", group="g") for a, b in PAIRS]
    examples = encode_pairs(encoder, pairs)
    rows = [predict(model, task, examples) for model in (network, read_back, build(encoder).eval())]
    np.testing.assert_allclose(rows[0], rows[1], rtol=0.03, atol=0.1)
    assert np.abs(rows[0] - rows[2]).max() > 0.3  # what it was before training is far off


def test_file_holds_what_was_learned_and_nothing_else(shipped: Path, network: Any):
    from safetensors import safe_open

    with safe_open(str(shipped), framework="np") as file:
        stored = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        about = file.metadata()
    assert not [name for name in stored if "word_embeddings" in name or "position_emb" in name]
    known = {name.removesuffix(".steps").removesuffix(".scale") for name in stored}
    assert known == {
        name
        for name, _ in network.named_parameters()
        if "word_embeddings" not in name and "position_embeddings" not in name
    }
    assert about == {**ABOUT, "base": about["base"], "content": content_digest(stored)}


def test_untrained_network_ships_its_heads_alone(encoder: Path, tmp_path: Path):
    from safetensors import safe_open

    network = build(encoder)
    ship(network, encoder, tmp_path / "w", about=ABOUT)
    with safe_open(str(tmp_path / "w"), framework="pt") as file:
        assert {name.split(".", maxsplit=1)[0] for name in file.keys()} == {  # noqa: SIM118
            ENTAILMENT,
            ANSWERING,
        }


def test_weights_that_hardly_moved_stay_where_they_were(encoder: Path, tmp_path: Path):
    """A row whose step is too small for float16 is left as it was, not blown up."""
    import torch

    network = build(encoder)
    name = "bert.encoder.layer.0.attention.self.query.weight"
    with torch.no_grad():
        dict(network.named_parameters())[name][0] += 1e-9
    ship(network, encoder, tmp_path / "w", about=ABOUT)
    read = restored(encoder, tmp_path / "w")
    apart = dict(read.named_parameters())[name] - dict(network.named_parameters())[name]
    assert apart.abs().max() < 1e-6


def test_shipping_leaves_the_network_as_it_is(encoder: Path, tmp_path: Path):
    network = trained(encoder, seed=4)
    before = {name: value.detach().clone() for name, value in network.named_parameters()}
    ship(network, encoder, tmp_path / "a", about=ABOUT)
    ship(network, encoder, tmp_path / "b", about=ABOUT)
    assert all((before[name] == value).all() for name, value in network.named_parameters())
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
