"""Any sentence-transformers model in a folder: with its own prompts, without its own code.

A model's `config_sentence_transformers.json` may hold a prompt for queries and one for passages;
both are used. What could run code while it loads is refused: weights that are pickles, and modules
from outside sentence-transformers.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.encoder import Vectors, stay_offline
from index.errors import EncoderUnavailableError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

BATCH_SIZE = 8  # short, length-sorted batches are the fastest on a CPU (docs/encoders.md)
_OWN = "sentence_transformers."
_PASSAGE_PROMPTS = ("document", "passage", "corpus")
_PICKLES = ("pytorch_model*.bin", "*.pt", "*.pth", "*.pkl", "*.ckpt")
_READ = {".safetensors", ".json", ".txt", ".model"}
_ANOTHER = "choose another sentence-transformers model"


class SentenceTransformerEncoder:
    """An encoder that sentence-transformers can load from a folder. Loads at first use.

    Safe to use from several threads; one of them computes at a time. It computes in bfloat16 where
    the processor does; that changes a vector by less than the rounding that a search notices
    (cosine .9999), so the identity doesn't name it.
    """

    def __init__(self, folder: Path, *, name: str) -> None:
        """Describe an encoder without loading it.

        Args:
            folder: A sentence-transformers model folder.
            name: What it is called in the manifest.
        """
        self._folder = folder
        self._name = name
        self._lock = threading.RLock()

    @cached_property
    def identity(self) -> str:
        """Name and 12 digits of a digest of what the model is read from: weights, words, prompts.

        Raises:
            EncoderUnavailableError: The folder is incomplete, or holds what isn't loaded.
        """
        self._refuse_code()
        digest = hashlib.sha256()
        for file in self._files():
            digest.update(f"{file.relative_to(self._folder).as_posix()}\n".encode())
            with file.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
        return f"{self._name}@{digest.hexdigest()[:12]}"

    @cached_property
    def dimension(self) -> int:
        """Length of a vector."""
        with (
            self._lock
        ):  # ahead of the lock that a cached property has in Python 3.11, as elsewhere
            size = self._model.get_embedding_dimension()
        if size is None:
            raise EncoderUnavailableError(
                f"encoder {self._name!r} does not say the length of its vectors", _ANOTHER
            )
        return int(size)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return `float32 (len(texts), dimension)`, rows of unit length, in the order given.

        Each text is read after the model's prompt for passages, if it has one.
        """
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with self._lock:
            found = self._model.encode_document(
                [_sound(text) for text in texts],
                prompt=self._passage_prompt(),
                batch_size=BATCH_SIZE,
                convert_to_tensor=True,
                show_progress_bar=False,
            )
        return self._unit(found)

    def encode_query(self, text: str) -> Vectors:
        """Return `float32 (dimension,)` of unit length, with the model's query prompt if any."""
        with self._lock:
            found = self._model.encode_query(
                [_sound(text)], convert_to_tensor=True, show_progress_bar=False
            )
        return np.asarray(self._unit(found)[0], dtype=np.float32)

    @cached_property
    def _model(self) -> SentenceTransformer:
        with self._lock:
            assert self.identity  # noqa: S101 - it refuses what must not be loaded
            stay_offline()
            import torch
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging

            from index.encoding.processor import has_bfloat16, set_torch_threads

            bars: Any = logging
            bars.disable_progress_bar()  # loading takes a fraction of a second
            set_torch_threads()
            try:
                model = SentenceTransformer(
                    str(self._folder),
                    device="cpu",
                    local_files_only=True,
                    trust_remote_code=False,
                    model_kwargs={"use_safetensors": True},
                )
            except Exception as exc:  # a folder of others may hold anything
                raise EncoderUnavailableError(
                    f"encoder {self._name!r} cannot be loaded ({exc})",
                    "give a complete sentence-transformers folder",
                ) from exc
            return model.to(torch.bfloat16 if has_bfloat16() else torch.float32).eval()

    def _passage_prompt(self) -> str | None:
        """Return the prompt for passages, under whichever of its names the model has it.

        sentence-transformers 6.2 looks for them in this order too, and takes the first although it
        is None, which its own default for "document" is: prompts named "passage" were left out.
        """
        prompts = self._model.prompts
        return next((p for name in _PASSAGE_PROMPTS if (p := prompts.get(name))), None)

    def _unit(self, found: Tensor) -> Vectors:
        from torch.nn import functional

        rows = functional.normalize(found.float(), dim=1).cpu().numpy()
        if not np.isfinite(rows).all():
            raise EncoderUnavailableError(
                f"encoder {self._name!r} gave a vector that is not a number", _ANOTHER
            )
        return np.asarray(rows, dtype=np.float32)

    def _files(self) -> Iterator[Path]:
        """Yield the files that loading reads, sorted, exports for other programs left out."""
        for file in sorted(self._folder.rglob("*")):
            parts = file.relative_to(self._folder).parts
            if file.suffix in _READ and not {"onnx", "openvino"} & set(parts) and file.is_file():
                yield file

    def _refuse_code(self) -> None:
        """Refuse a folder without safetensors, with pickles in their place, or with own modules."""
        for folder in [self._folder, *(f for f in self._folder.rglob("*") if f.is_dir())]:
            pickled = [file for pattern in _PICKLES for file in folder.glob(pattern)]
            if pickled and not any(folder.glob("*.safetensors")):
                raise EncoderUnavailableError(
                    f"the weights of encoder {self._name!r} are a pickle ({pickled[0].name}), "
                    "which could run code",
                    "choose a model with a model.safetensors",
                )
        if not any(file.suffix == ".safetensors" for file in self._files()):
            raise EncoderUnavailableError(
                f"encoder {self._name!r} has no weights (model.safetensors is missing)",
                "give a complete sentence-transformers folder",
            )
        for file in (self._folder / "modules.json", *self._folder.rglob("router_config.json")):
            if not all(kind.startswith(_OWN) for kind in _module_types(file)):
                raise EncoderUnavailableError(
                    f"encoder {self._name!r} has code of its own ({file.name}), which is never run",
                    _ANOTHER,
                )


def _module_types(file: Path) -> list[str]:
    """Return the types of modules that a file names; of one that can't be read, that of no module.

    `modules.json` is a list of modules, `router_config.json` has an object from names to types.
    """
    try:
        found = json.loads(file.read_bytes())
        if isinstance(found, list):
            return [str(module["type"]) for module in found]
        return [str(kind) for kind in found["types"].values()]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return [""]


def _sound(text: str) -> str:
    """Return a text that has a UTF-8 form: a lone surrogate is a "?"."""
    return text.encode(errors="replace").decode()
