"""The embedded encoder: the real weights and their digest, numpy beside torch, no network."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_socket import disable_socket

from index.encoder import EMBEDDED_SHA256, Encoder, embedded_folder, open_encoder
from index.encoding.batches import length_batches
from index.encoding.bert import MAX_PIECES, WordPieces, read_weights, unit_means
from index.encoding.embedded import EmbeddedEncoder
from index.encoding.numpy_bert import NumpyBert, gelu
from index.encoding.passes import Bert
from index.encoding.torch_bert import TorchBert
from index.errors import EncoderDamagedError, EncoderUnavailableError
from tests.tiny_encoder import save_encoder

ROOT = Path(__file__).parents[2]
SENTENCES = ["This is an example sentence", "Each sentence is converted"]
# The values that the model's authors publish on its card.
PUBLISHED = [[6.76569e-02, 6.34959e-02, 4.87131e-02], [8.64386e-02, 1.02763e-01, 5.39456e-03]]
FOLDER = embedded_folder()
BFLOAT16 = 2e-4  # of 1 - cosine: what its rounding may change
MIXED = [
    *SENTENCES,
    "A much longer text that says a great deal. " * 20,
    "",
    "x",
    "Zürich 東京 \U0001f600",
    "\ud800",
]


@pytest.fixture(scope="module")
def embedded() -> Encoder:
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


def opened(folder: Path) -> EmbeddedEncoder:
    return EmbeddedEncoder(folder, name="all-MiniLM-L6-v2", sha256=EMBEDDED_SHA256)


def test_queries_have_the_published_values(embedded: Encoder) -> None:
    disable_socket()
    vectors = np.array([embedded.encode_query(text) for text in SENTENCES])
    assert vectors.shape == (2, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors[:, :3], PUBLISHED, atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert embedded.dimension == 384
    assert embedded.identity == f"all-MiniLM-L6-v2@{EMBEDDED_SHA256[:12]}"


def test_passages_and_queries_agree_in_every_batch(embedded: Encoder) -> None:
    vectors = embedded.encode(MIXED * 5)
    assert vectors.shape == (5 * len(MIXED), 384)
    assert vectors.dtype == np.float32
    for place, text in enumerate(MIXED * 5):
        assert 1 - vectors[place] @ embedded.encode_query(text) < BFLOAT16
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert embedded.encode([]).shape == (0, 384)


def test_it_agrees_with_sentence_transformers(embedded: Encoder) -> None:
    from sentence_transformers import SentenceTransformer

    texts = [text for text in MIXED if text.isprintable()]
    plain = SentenceTransformer(str(FOLDER), device="cpu").encode(texts, normalize_embeddings=True)
    assert ((plain * embedded.encode(texts)).sum(axis=1) > 1 - BFLOAT16).all()
    for text, vector in zip(texts, plain, strict=True):
        np.testing.assert_allclose(embedded.encode_query(text), vector, atol=2e-6)


def test_marks_of_the_model_in_a_text_are_letters(embedded: Encoder) -> None:
    pieces = WordPieces(FOLDER)
    plain, marked = pieces.of(["a [SEP] b", "[CLS][PAD][MASK]"])
    assert plain[-1] not in plain[1:-1]
    assert plain[0] not in marked[1:]
    assert len(marked) > 2
    assert embedded.encode_query("[PAD]" * 1_000).shape == (384,)


def test_a_text_of_megabytes_is_cut_before_it_is_read() -> None:
    short, long = WordPieces(FOLDER).of(["ship " * 1_000, "ship " * 4_000_000])
    assert short == long
    assert len(long) == MAX_PIECES


def test_searching_loads_no_torch() -> None:
    script = (
        "import sys; from index.encoder import open_encoder; e = open_encoder('embedded:');"
        "e.encode_query('a ship'); e.encode(['a ship'] * 3); e.identity;"
        "print([m for m in ('torch', 'transformers', 'sentence_transformers') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
@pytest.mark.parametrize("is_laid_out", [True, False])
def test_every_way_of_computing_agrees(tmp_path: Path, precision: str, is_laid_out: bool) -> None:
    import json

    import torch
    from transformers import BertModel

    folder = save_encoder(tmp_path / "tiny")
    config = json.loads((folder / "config.json").read_text())
    weights = read_weights((folder / "model.safetensors").read_bytes(), config)
    rows = WordPieces(folder).of(["the ferry sank", "two ships", "a", "the old yard " * 90] * 3)
    starts = [1 + n % len(row) for n, row in enumerate(rows)]  # in some all is the first text
    slow = NumpyBert(weights).pooled(rows, starts)
    alone = [NumpyBert(weights).pooled([r], [s])[0] for r, s in zip(rows, starts, strict=True)]
    np.testing.assert_allclose(slow, alone, atol=2e-6)

    bert = BertModel.from_pretrained(folder, add_pooling_layer=False).eval()
    with torch.no_grad():
        for row, start, found in zip(rows, starts, slow, strict=True):
            types = torch.tensor([[int(place >= start) for place in range(len(row))]])
            hidden = bert(input_ids=torch.tensor([row]), token_type_ids=types)[0][0]
            expected = torch.stack([hidden[0], hidden.mean(dim=0)])
            np.testing.assert_allclose(expected.numpy(), found, atol=4e-6)

    fast = TorchBert(weights, precision=getattr(torch, precision))
    if not is_laid_out:  # as where torch was built without oneDNN
        fast = TorchBert.__new__(TorchBert)
        has_mkldnn, torch._C._has_mkldnn = torch._C._has_mkldnn, False
        try:
            fast.__init__(weights, precision=getattr(torch, precision))  # type: ignore[misc]
        finally:
            torch._C._has_mkldnn = has_mkldnn
    found = fast.pooled(rows, starts)
    if precision == "float32":
        np.testing.assert_allclose(found, slow, atol=4e-6)
    # 16 numbers round worse than 384.
    assert ((unit_means(found) * unit_means(slow)).sum(axis=1) > 0.999).all()
    assert np.abs(NumpyBert(weights).pooled(rows) - slow).max() > 0.1  # the second text counts
    for bert_of in (fast, NumpyBert(weights), Bert(weights)):
        assert bert_of.pooled([]).shape == (0, 2, 16)


def test_torch_is_loaded_when_it_is_worth_it() -> None:
    script = (
        "import sys; from index.encoder import open_encoder; e = open_encoder('embedded:');"
        "texts = ['a ship of the line ' * 40] * 20;"
        "e.encode(texts); few = 'torch' in sys.modules;"
        "e.encode(texts); e.encode(texts); print(few, 'torch' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False True\n"


@given(st.lists(st.integers(1, 300), max_size=60), st.integers(1, 2_000))
def test_batches_hold_every_place_once(lengths: list[int], most: int) -> None:
    batches = length_batches(lengths, most)
    assert sorted(place for batch in batches for place in batch) == list(range(len(lengths)))
    for batch in batches:
        assert batch
        assert len(batch) == 1 or len(batch) * max(lengths[i] for i in batch) <= most


def test_gelu_is_close_enough() -> None:
    from math import erf

    values = np.concatenate([np.linspace(-9, 9, 2_001), [-1e4, 1e4]]).astype(np.float32)
    exact = [x * (1 + erf(x * 0.5**0.5)) / 2 for x in values.tolist()]
    np.testing.assert_allclose(gelu(values.copy()), exact, atol=5e-7)


def test_one_flipped_byte_is_damage(copied: Path) -> None:
    weights = copied / "model.safetensors"
    with weights.open("r+b") as stream:
        stream.seek(weights.stat().st_size // 2)
        byte = stream.read(1)[0]
        stream.seek(-1, 1)
        stream.write(bytes([byte ^ 1]))
    encoder = opened(copied)
    for use in (lambda: encoder.identity, lambda: encoder.dimension, lambda: encoder.encode(["a"])):
        with pytest.raises(EncoderDamagedError, match="--force-reinstall") as caught:
            use()
    assert caught.value.exit_code == 3


def test_missing_weights_are_named(copied: Path) -> None:
    (copied / "model.safetensors").unlink()
    with pytest.raises(EncoderUnavailableError, match=r"model\.safetensors is missing") as caught:
        opened(copied).encode_query("a")
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json"])
@pytest.mark.parametrize("content", [None, "{broken", "{}", "[]"])
def test_what_stands_beside_the_weights_may_be_broken(
    copied: Path, name: str, content: str | None
) -> None:
    (copied / name).unlink()
    if content is not None:
        (copied / name).write_text(content)
    with pytest.raises(EncoderUnavailableError, match="cannot be loaded"):
        opened(copied).encode(["a"])


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


@pytest.mark.parametrize("spec", ["", "embeded:", "/no/such/folder", "llamacpp:x.gguf"])
def test_unknown_encoder_is_an_error_that_names_the_kinds(spec: str) -> None:
    with pytest.raises(EncoderUnavailableError, match=r"`embedded:`, `hub:org/name`, `ollama:"):
        open_encoder(spec)


def test_opening_loads_nothing(copied: Path) -> None:
    (copied / "model.safetensors").unlink()
    opened(copied)
    open_encoder(str(copied))
