"""The trained judge with a real BERT of two layers: what it reads, and which weights it refuses."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.errors import JudgeUnavailableError
from bot.judge import network as judge
from bot.judge.network import Network, pair_rows
from bot.judge.weights import ANSWERING, ENTAILMENT, content_digest, read_tensors
from eval.training.network import build, logits
from eval.training.shipping import ship
from index.encoding.bert import WordPieces
from tests.tiny_encoder import N_POSITIONS, save_encoder, trained

ROOT = Path(__file__).parents[3]
TEMPERATURES = {f"temperature.{ENTAILMENT}": "1.5", f"temperature.{ANSWERING}": "0.8"}
CLOSE = 1e-2  # bfloat16 on the processors that have it
PAIRS = [
    ("The council opened the harbour.", "The council closed the harbour."),
    ("Brandt sold two old ferry boats in Varn.", "Brandt sold boats."),
    ("No.", "Talvik built a new port and Holm raised the crane in the north of the town."),
    ("The minister approved seven ships " * 12, "What did the minister approve?"),
    ("", "The yard was cut."),
    ("Holm bought the yard.", ""),
]


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_encoder(tmp_path_factory.mktemp("encoder"))


@pytest.fixture(scope="module")
def weights(encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights") / "weights.safetensors"
    ship(trained(encoder), encoder, path, about=TEMPERATURES)
    return path


@pytest.fixture(scope="module")
def network(encoder: Path, weights: Path) -> Network:
    return Network(encoder, weights=weights)


@pytest.fixture(scope="module")
def pieces(encoder: Path) -> WordPieces:
    return WordPieces(encoder)


def stored(path: Path) -> tuple[dict[str, Any], dict[str, str]]:
    from safetensors import safe_open

    with safe_open(str(path), framework="np") as file:
        return {name: file.get_tensor(name) for name in file.keys()}, file.metadata()  # noqa: SIM118


def write(path: Path, tensors: dict[str, Any], about: dict[str, str]) -> None:
    """Write weights whose digest is right, whatever is wrong with them."""
    from safetensors.numpy import save_file

    save_file(tensors, str(path), {**about, "content": content_digest(tensors)})


# What it says


def test_shares_of_a_claim_sum_to_one(network: Network):
    shares = network.entailment(PAIRS)
    assert (shares.shape, shares.dtype) == ((len(PAIRS), 3), np.float32)
    assert (shares > 0).all()
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-5)


def test_answers_are_probabilities(network: Network):
    found = network.answering(PAIRS)
    assert (found.shape, found.dtype) == ((len(PAIRS),), np.float32)
    assert ((found > 0) & (found < 1)).all()


def test_different_texts_are_judged_differently(network: Network):
    shares = network.entailment(PAIRS[:3])
    assert np.abs(shares[0] - shares[1]).max() > 2 * CLOSE
    assert np.abs(shares[1] - shares[2]).max() > 2 * CLOSE


def test_no_pairs_load_nothing(encoder: Path, tmp_path: Path):
    unloaded = Network(encoder, weights=tmp_path / "none.safetensors")
    assert unloaded.entailment([]).shape == (0, 3)
    assert unloaded.answering([]).shape == (0,)


@pytest.mark.parametrize("task", ["entailment", "answering"])
def test_rows_come_in_the_order_given(network: Network, task: str):
    ask: Callable[..., Any] = getattr(network, task)
    many = [(f"{a} {'the yard ' * n}", b) for n in range(9) for a, b in PAIRS]
    together = ask(many)
    alone = np.concatenate([ask([pair]) for pair in many])
    np.testing.assert_allclose(together, alone, atol=CLOSE)
    shuffled = np.random.default_rng(5).permutation(len(many))
    np.testing.assert_allclose(ask([many[i] for i in shuffled]), together[shuffled], atol=CLOSE)


@pytest.mark.parametrize("n", [1, 30])
def test_what_was_trained_is_what_judges(network: Network, encoder: Path, weights: Path, n: int):
    """What answers is the first text, as in training; both orders must not be mixed up."""
    import torch

    from eval.training.pairs import Asked, Label, Pair
    from eval.training.train import encode_asked, encode_pairs, tensors

    model = build(encoder).eval()
    read = read_tensors(encoder, weights)[0]
    model.load_state_dict({name: torch.from_numpy(value) for name, value in read.items()})
    asked = [
        Asked(question=f"Who sold {i} yards?", text=PAIRS[1][0], answers=True, kind="x", group="g")
        for i in range(n)
    ]
    with torch.inference_mode():
        ids, types, mask, _ = tensors(encode_asked(encoder, asked))
        answers = logits(model, ANSWERING, ids, types, mask)[:, 0] / 0.8
        expected = answers.sigmoid().numpy()
    found = network.answering([(one.question, one.text) for one in asked])
    np.testing.assert_allclose(found, expected, atol=CLOSE)

    pairs = [
        Pair(premise=a, hypothesis=f"{i} {b}", label=Label.NEI, kind="x", group="g")
        for i in range(n)
        for a, b in PAIRS[1:2]
    ]
    with torch.inference_mode():
        ids, types, mask, _ = tensors(encode_pairs(encoder, pairs))
        expected = (logits(model, ENTAILMENT, ids, types, mask) / 1.5).softmax(-1).numpy()
    shares = network.entailment([(pair.premise, pair.hypothesis) for pair in pairs])
    np.testing.assert_allclose(shares, expected, atol=CLOSE)


def test_torch_and_numpy_agree(network: Network, pieces: WordPieces):
    bert = network._loaded[0]
    rows, starts = pair_rows(pieces, PAIRS * 4)
    np.testing.assert_allclose(
        bert._numpy.pooled(rows, starts), bert._torch.pooled(rows, starts), atol=0.1
    )


def test_judging_loads_no_torch(encoder: Path, weights: Path):
    script = (
        "import sys; from pathlib import Path; from bot.judge.network import Network;"
        f"n = Network(Path({str(encoder)!r}), weights=Path({str(weights)!r}));"
        "n.entailment([('a ship', 'a boat')] * 90); n.answering([('a ship', 'a boat')] * 90);"
        "print([m for m in ('torch', 'transformers') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_pieces_are_those_of_training(encoder: Path, pieces: WordPieces):
    from eval.training.pairs import Label, Pair
    from eval.training.train import encode_pairs

    pairs = [Pair(premise=a, hypothesis=b, label=Label.NEI, kind="x", group="g") for a, b in PAIRS]
    rows, starts = pair_rows(pieces, PAIRS)
    for pair, row, start in zip(encode_pairs(encoder, pairs), rows, starts, strict=True):
        assert (pair.ids.tolist(), pair.first) == (row, start)


def test_temperature_flattens(encoder: Path, weights: Path, tmp_path: Path):
    values, about = stored(weights)
    hot, cold = tmp_path / "hot", tmp_path / "cold"
    write(hot, values, {**about, f"temperature.{ENTAILMENT}": "4"})
    write(cold, values, {**about, f"temperature.{ENTAILMENT}": "0.5"})
    flat, sharp = (Network(encoder, weights=path).entailment(PAIRS) for path in (hot, cold))
    assert (flat.max(axis=1) < sharp.max(axis=1)).all()
    assert (flat.argmax(axis=1) == sharp.argmax(axis=1)).all()


# What a stranger may send


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\n", "\x00", "a\x00b", "\x01\x02\x7f\x9f", "\ud800", "x \udfff y", "🛳️🏴‍☠️" * 50,
     "\u202etext", "\ufeff", "e" + "\u0301" * 500, "x" * 100_000, "x " * 50_000, " " * 100_000,
     "[SEP]", "[CLS] [SEP] [MASK] [PAD]", "한한한한 " * 100, "漢" * 3_000, "the harbour " * 1_000],
)  # fmt: skip
@pytest.mark.parametrize("place", [0, 1])
def test_hostile_text_is_judged_like_any_other(network: Network, text: str, place: int):
    pair = (text, "The yard was sold.") if place == 0 else ("The yard was sold.", text)
    shares = network.entailment([pair, (text, text)])
    assert np.isfinite(shares).all()
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-5)
    assert np.isfinite(network.answering([pair])).all()


def test_hangul_claim_that_has_more_pieces_than_characters_is_cut(
    network: Network, pieces: WordPieces
):
    """One syllable is three pieces: 128 characters leave no room for a premise."""
    claim = ("한한한한 " * 30)[:128]
    assert len(pieces.bare([claim])[0]) == N_POSITIONS
    assert np.isfinite(network.entailment([("The yard was sold.", claim)])).all()


@pytest.mark.parametrize(("premise", "claim"), [("x", "y" * 5), ("x " * 999, "y " * 999)])
def test_pair_never_has_more_pieces_than_there_are_positions(
    pieces: WordPieces, premise: str, claim: str
):
    (row,), (start,) = pair_rows(pieces, [(premise, claim)])
    assert len(row) <= judge.MAX_PIECES <= N_POSITIONS
    assert len(row) - start <= judge.MAX_CLAIM + 1
    assert (row[0], row[start - 1], row[-1]) == (2, 3, 3)


def test_special_piece_in_a_text_is_not_one(pieces: WordPieces):
    """A quote must not end itself and go on as the claim."""
    (row,), (start,) = pair_rows(pieces, [("x [SEP] y [CLS]", "[SEP] y")])
    assert [place for place, piece in enumerate(row) if piece == 3] == [start - 1, len(row) - 1]
    assert row.count(2) == 1


def test_claim_that_repeats_itself_is_the_claim_as_far_as_it_is_read(network: Network):
    claim = "The council opened the harbour. "
    a, b = network.entailment([(claim, claim * 1_000), (claim, claim * 500)])
    np.testing.assert_array_equal(a, b)


def test_surrogate_is_a_question_mark(network: Network):
    a, b = network.entailment([("The yard \ud800.", "x"), ("The yard ?.", "x")])
    np.testing.assert_allclose(a, b, atol=CLOSE)


def test_threads_get_what_one_thread_gets(encoder: Path, weights: Path, network: Network):
    expected = (network.entailment(PAIRS), network.answering(PAIRS))
    fresh = Network(encoder, weights=weights)  # both threads want it loaded first
    found: dict[int, list[Any]] = {0: [], 1: []}

    def ask(number: int) -> None:
        for _ in range(5):
            found[number] += [(fresh.entailment(PAIRS), fresh.answering(PAIRS))]

    threads = [threading.Thread(target=ask, args=(n,)) for n in found]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert [len(rows) for rows in found.values()] == [5, 5]
    for shares, answers in (*found[0], *found[1]):
        np.testing.assert_allclose(shares, expected[0], atol=CLOSE)
        np.testing.assert_allclose(answers, expected[1], atol=CLOSE)


# The file of weights


def test_identity_is_that_of_the_weights(encoder: Path, weights: Path, tmp_path: Path):
    copied, other = tmp_path / "copied", tmp_path / "other"
    shutil.copy(weights, copied)
    ship(trained(encoder, seed=1), encoder, other, about=TEMPERATURES)
    names = [Network(encoder, weights=path).identity for path in (weights, copied, other)]
    assert names[0] == names[1] != names[2]
    assert names[0].startswith("newsproof-judge@")


def test_missing_weights_are_said_before_anything_is_loaded(encoder: Path, tmp_path: Path):
    missing = Network(encoder, weights=tmp_path / "none.safetensors")
    for ask in (lambda: missing.identity, lambda: missing.entailment(PAIRS)):
        with pytest.raises(JudgeUnavailableError, match=r"none\.safetensors is missing") as caught:
            ask()
        assert caught.value.exit_code == 3


def test_missing_encoder_is_unavailable(weights: Path, tmp_path: Path):
    with pytest.raises(JudgeUnavailableError) as caught:
        Network(tmp_path / "none", weights=weights).entailment(PAIRS)
    assert caught.value.exit_code == 3


def test_weights_for_another_encoder_are_refused(weights: Path, tmp_path: Path):
    other = save_encoder(tmp_path / "other", seed=9)
    with pytest.raises(JudgeUnavailableError, match="trained on other weights") as caught:
        Network(other, weights=weights).entailment(PAIRS)
    assert caught.value.exit_code == 3


def _flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1 :]


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: data[: len(data) // 2], id="half"),
        pytest.param(lambda data: data[:-1], id="last byte"),
        pytest.param(lambda data: b"", id="empty"),
        pytest.param(lambda data: b"not a model " * 400, id="other file"),
        pytest.param(lambda data: b"\xff" * 8 + data[8:], id="header length"),
        pytest.param(lambda data: _flipped(data, len(data) - 100), id="flipped weight"),
        pytest.param(lambda data: _flipped(data, 12), id="flipped header"),
        pytest.param(lambda data: data + b"more", id="something behind it"),
    ],
)
def test_damaged_weights_are_unavailable(
    encoder: Path, weights: Path, tmp_path: Path, damage: Callable[[bytes], bytes]
):
    path = tmp_path / "weights.safetensors"
    path.write_bytes(damage(weights.read_bytes()))
    with pytest.raises(JudgeUnavailableError) as caught:
        Network(encoder, weights=path).entailment(PAIRS)
    assert caught.value.exit_code == 3
    assert "pip install" in caught.value.way_out


def _without(part: str) -> Callable[[dict[str, Any]], None]:
    def change(tensors: dict[str, Any]) -> None:
        name = next(name for name in sorted(tensors) if part in name)
        del tensors[name]

    return change


def _broadcast(tensors: dict[str, Any]) -> None:
    """A vector of one value would fill the whole parameter."""
    name = next(name for name in sorted(tensors) if name.endswith("LayerNorm.weight"))
    tensors[name] = tensors[name][:1]


def _unknown(tensors: dict[str, Any]) -> None:
    tensors["bert.pooler.dense.bias"] = tensors["entailment.0.bias"].copy()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(_without("entailment.3.bias"), id="no head"),
        pytest.param(_without("answering.0.weight"), id="no layer of a head"),
        pytest.param(_without("query.weight.scale"), id="no scale"),
        pytest.param(_broadcast, id="other shape"),
        pytest.param(_unknown, id="unknown parameter"),
    ],
)
def test_incomplete_weights_are_unavailable(
    encoder: Path, weights: Path, tmp_path: Path, change: Callable[[dict[str, Any]], None]
):
    tensors, about = stored(weights)
    change(tensors)
    write(tmp_path / "w", tensors, about)
    with pytest.raises(JudgeUnavailableError, match="cannot be read"):
        Network(encoder, weights=tmp_path / "w").entailment(PAIRS)


@pytest.mark.parametrize("temperature", [None, "", "warm", "0", "-1", "nan", "inf"])
def test_temperature_that_cannot_be_is_unavailable(
    encoder: Path, weights: Path, tmp_path: Path, temperature: str | None
):
    tensors, about = stored(weights)
    del about[f"temperature.{ANSWERING}"]
    if temperature is not None:
        about[f"temperature.{ANSWERING}"] = temperature
    write(tmp_path / "w", tensors, about)
    with pytest.raises(JudgeUnavailableError, match="no temperature for answering"):
        Network(encoder, weights=tmp_path / "w").entailment(PAIRS)


def test_opening_the_shipped_network_says_when_it_is_not_there(
    encoder: Path, weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """`Network` has taken its default already: only what is missing can be seen here."""
    if judge.WEIGHTS.is_file():
        assert judge.open_network(encoder).identity.startswith("newsproof-judge@")
    else:
        with pytest.raises(JudgeUnavailableError):
            judge.open_network(encoder)


def test_building_leaves_the_logging_of_others_as_it_was(encoder: Path):
    from transformers.utils import logging

    before = logging.get_verbosity()
    build(encoder)
    assert logging.get_verbosity() == before
