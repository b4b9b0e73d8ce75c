"""Models of one's own, made here: their prompts count, and nothing in them is run."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from index.encoder import open_encoder
from index.encoding import processor
from index.encoding.folder import SentenceTransformerEncoder
from index.errors import EncoderUnavailableError
from tests.tiny_encoder import save_encoder

SENTENCE_TRANSFORMERS = "config_sentence_transformers.json"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny model without prompts."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer

    folder = tmp_path_factory.mktemp("made")
    transformer = Transformer(str(save_encoder(folder / "parts")))
    model = SentenceTransformer(modules=[transformer, Pooling(16)], device="cpu")
    model.save(str(folder / "tiny"))
    return folder / "tiny"


@pytest.fixture
def tiny(made: Path, tmp_path: Path) -> Path:
    """A copy of the model, to be changed."""
    return shutil.copytree(made, tmp_path / "tiny")


def set_prompts(folder: Path, **prompts: str) -> None:
    file = folder / SENTENCE_TRANSFORMERS
    file.write_text(json.dumps({**json.loads(file.read_text()), "prompts": prompts}))


def test_path_of_a_model_of_ones_own_works(tiny: Path) -> None:
    encoder = open_encoder(str(tiny))
    assert encoder.identity.startswith("tiny@")
    assert encoder.dimension == 16
    vectors = encoder.encode(["a ship closed", "ferry", "", "\ud800"])
    assert vectors.shape == (4, 16)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    np.testing.assert_allclose(vectors[1], encoder.encode_query("ferry"), atol=1e-2)
    assert encoder.encode([]).shape == (0, 16)


@pytest.mark.parametrize("passage", ["document", "passage", "corpus"])
def test_prompts_of_the_model_are_used(tiny: Path, passage: str) -> None:
    plain = SentenceTransformerEncoder(tiny, name="tiny")
    query = plain.encode_query("the ferry port closed")
    body, both = plain.encode(["the port closed", "north old the port closed"])
    set_prompts(tiny, **{"query": "the ferry ", passage: "north old "})
    prompted = SentenceTransformerEncoder(tiny, name="tiny")
    np.testing.assert_allclose(prompted.encode_query("port closed"), query, atol=1e-2)
    np.testing.assert_allclose(prompted.encode(["the port closed"])[0], both, atol=1e-2)
    assert abs(both - body).max() > 0.05  # else the lines above would say nothing
    assert abs(prompted.encode_query("the port closed") - body).max() > 0.05
    assert prompted.identity != plain.identity


def test_precision_does_not_change_what_is_near(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["the ferry closed", "two ships", "council approved the yard"]
    found = []
    for has in (True, False):
        monkeypatch.setattr(processor, "has_bfloat16", lambda has=has: has)
        encoder = SentenceTransformerEncoder(tiny, name="tiny")
        found.append((encoder.identity, encoder.encode(texts)))
    (one, short), (other, exact) = found
    assert one == other
    assert abs(short - exact).max() > 1e-5  # two precisions indeed
    assert ((short * exact).sum(axis=1) > 0.999).all()


def test_pickled_weights_are_refused(tiny: Path) -> None:
    import torch

    weights = next(tiny.rglob("model.safetensors"))
    weights.unlink()
    torch.save({"x": torch.zeros(1)}, weights.with_name("pytorch_model.bin"))
    for use in ("identity", "dimension"):
        with pytest.raises(EncoderUnavailableError, match=r"pickle.*model\.safetensors") as caught:
            getattr(open_encoder(str(tiny)), use)
    assert caught.value.exit_code == 3


def test_pickled_weights_of_a_later_module_are_refused(tiny: Path) -> None:
    (tiny / "2_Dense").mkdir()
    (tiny / "2_Dense" / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    with pytest.raises(EncoderUnavailableError, match="pickle"):
        open_encoder(str(tiny)).encode(["a"])


def test_code_of_a_model_is_never_run(tiny: Path, tmp_path: Path) -> None:
    mark = tmp_path / "was-run"
    (tiny / "mine.py").write_text(f"open({str(mark)!r}, 'w')\nclass Own: pass\n")
    modules = json.loads((tiny / "modules.json").read_text())
    modules[1]["type"] = "mine.Own"
    (tiny / "modules.json").write_text(json.dumps(modules))
    with pytest.raises(EncoderUnavailableError, match="code of its own"):
        open_encoder(str(tiny)).encode(["a"])
    assert not mark.exists()


def test_code_of_an_architecture_is_never_run(tiny: Path, tmp_path: Path) -> None:
    mark = tmp_path / "was-run"
    file = next(file for file in tiny.rglob("config.json") if "hidden_size" in file.read_text())
    (file.parent / "mine.py").write_text(f"open({str(mark)!r}, 'w')\nclass Own: pass\n")
    config = json.loads(file.read_text())
    config |= {
        "model_type": "mine",
        "auto_map": {"AutoConfig": "mine.Own", "AutoModel": "mine.Own"},
    }
    file.write_text(json.dumps(config))
    with pytest.raises(EncoderUnavailableError, match="cannot be loaded"):
        open_encoder(str(tiny)).encode(["a"])
    assert not mark.exists()


@pytest.mark.parametrize("content", ["{broken", "[]", "3", '[{"type": 3}]', '[{"path": ""}]'])
def test_broken_list_of_modules_is_an_error_of_ours(tiny: Path, content: str) -> None:
    (tiny / "modules.json").write_text(content)
    with pytest.raises(EncoderUnavailableError):
        open_encoder(str(tiny)).encode(["a"])


def test_missing_weights_are_named(tiny: Path) -> None:
    next(tiny.rglob("model.safetensors")).unlink()
    with pytest.raises(EncoderUnavailableError, match=r"model\.safetensors is missing"):
        open_encoder(str(tiny)).encode_query("a")


def test_broken_weights_are_an_error_of_ours(tiny: Path) -> None:
    next(tiny.rglob("model.safetensors")).write_bytes(b"\xff" * 64)
    with pytest.raises(EncoderUnavailableError, match="cannot be loaded"):
        open_encoder(str(tiny)).encode(["a"])
