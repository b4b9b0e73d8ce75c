"""Encoders: the real weights and their digest, what is missing or not here, and no network."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from pytest_socket import disable_socket

from index import encoder as encoding
from index.encoder import EMBEDDED_SHA256, SentenceTransformerEncoder, open_encoder
from index.errors import EncoderDamagedError, EncoderUnavailableError

SENTENCES = ["This is an example sentence", "Each sentence is converted"]
# The values that the model's authors publish on its card.
PUBLISHED = [[6.76569e-02, 6.34959e-02, 4.87131e-02], [8.64386e-02, 1.02763e-01, 5.39456e-03]]
FOLDER = encoding.embedded_folder()


@pytest.fixture(scope="module")
def embedded() -> SentenceTransformerEncoder:
    """The real encoder, loaded once."""
    return open_encoder("embedded:")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A model folder whose weights may be damaged; the other files are links."""
    folder = tmp_path / "model"
    shutil.copytree(FOLDER, folder, copy_function=lambda a, b: Path(b).symlink_to(a))
    (folder / "model.safetensors").unlink()
    shutil.copy(FOLDER / "model.safetensors", folder / "model.safetensors")
    return folder


def test_embedded_encoder_gives_the_published_values(
    embedded: SentenceTransformerEncoder,
) -> None:
    disable_socket()
    vectors = embedded.encode(SENTENCES)
    assert vectors.shape == (2, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors[:, :3], PUBLISHED, atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert embedded.dimension == 384
    assert embedded.identity == f"all-MiniLM-L6-v2@{EMBEDDED_SHA256[:12]}"


def test_batch_and_query_give_the_same_vector(embedded: SentenceTransformerEncoder) -> None:
    texts = [*SENTENCES, "A much longer text that says a great deal. " * 20, "x"] * 5
    vectors = embedded.encode(texts)
    np.testing.assert_allclose(vectors[0], embedded.encode_query(SENTENCES[0]), atol=1e-5)
    np.testing.assert_allclose(vectors[:4], vectors[-4:], atol=1e-5)
    assert embedded.encode([]).shape == (0, 384)


def test_one_flipped_byte_is_damage(copied: Path) -> None:
    weights = copied / "model.safetensors"
    with weights.open("r+b") as stream:
        stream.seek(weights.stat().st_size // 2)
        byte = stream.read(1)[0]
        stream.seek(-1, 1)
        stream.write(bytes([byte ^ 1]))
    encoder = SentenceTransformerEncoder(copied, name="all-MiniLM-L6-v2", sha256=EMBEDDED_SHA256)
    for use in (lambda: encoder.identity, lambda: encoder.dimension, lambda: encoder.encode(["a"])):
        with pytest.raises(EncoderDamagedError, match="--force-reinstall") as caught:
            use()
    assert caught.value.exit_code == 3


def test_missing_weights_are_named(copied: Path) -> None:
    (copied / "model.safetensors").unlink()
    encoder = SentenceTransformerEncoder(copied, name="mine", sha256=EMBEDDED_SHA256)
    with pytest.raises(EncoderUnavailableError, match=r"model\.safetensors is missing") as caught:
        encoder.encode_query("a")
    assert caught.value.exit_code == 3


def test_missing_tokenizer_is_an_error_of_ours(copied: Path) -> None:
    for path in copied.rglob("*"):
        if path.name in ("config.json", "modules.json"):
            path.unlink()
            path.write_text("{broken")
    encoder = SentenceTransformerEncoder(copied, name="mine")
    with pytest.raises(EncoderUnavailableError, match="cannot be loaded"):
        encoder.encode(["a"])


@pytest.mark.parametrize("name", ["no-such-org/no-such-model", "", "../../etc", "a b", "x" * 300])
def test_model_that_is_not_in_the_cache_is_never_downloaded(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    disable_socket()  # a connection would be another error than ours
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    with pytest.raises(EncoderUnavailableError, match="hf download") as caught:
        open_encoder(f"hub:{name}")
    assert caught.value.exit_code == 3
    assert "never downloads" in caught.value.way_out


@pytest.mark.parametrize("spec", ["", "embeded:", "/no/such/folder", "openai:model@https://h/v1"])
def test_unknown_encoder_is_an_error_that_names_the_kinds(spec: str) -> None:
    with pytest.raises(EncoderUnavailableError, match=r"`embedded:`, `hub:org/name`, or the path"):
        open_encoder(spec)


def test_opening_loads_nothing(copied: Path) -> None:
    (copied / "model.safetensors").unlink()
    open_encoder(str(copied))


def test_path_of_a_model_of_ones_own_works(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    parts = tmp_path / "parts"
    parts.mkdir()
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "ship", "sailed", "##s", "a"]
    (parts / "vocab.txt").write_text("\n".join(words))
    BertTokenizerFast(str(parts / "vocab.txt")).save_pretrained(parts)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
    )
    BertModel(config).save_pretrained(parts)
    transformer = Transformer(str(parts))
    model = SentenceTransformer(modules=[transformer, Pooling(16)], device="cpu")
    folder = tmp_path / "tiny"
    model.save(str(folder))

    encoder = open_encoder(str(folder))
    assert encoder.identity.startswith("tiny@")
    assert encoder.dimension == 16
    vectors = encoder.encode(["a ship sailed", "ships"])
    assert vectors.shape == (2, 16)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    np.testing.assert_allclose(vectors[1], encoder.encode_query("ships"), atol=1e-5)
    assert json.loads((folder / "modules.json").read_text())
