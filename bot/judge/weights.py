"""Reading what training added to the encoder: `weights.safetensors`, without torch.

A matrix of the layers is stored as its difference to the installed one, four bits a weight and a
scale a row; all else stands for itself, in float16. The file names the digest of the weights that
it belongs to, and the digest of what it holds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.errors import JudgeUnavailableError
from index.encoding.bert import BertWeights, Floats, Linear, named_weights

ENTAILMENT, ANSWERING = "entailment", "answering"
OUTPUTS = {ENTAILMENT: 3, ANSWERING: 1}
REINSTALL = "install Newsproof again with `pip install --force-reinstall newsproof`"
_TRUNK = "bert."


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What turns the vectors of a pair to logits.

    Attributes:
        inner: From [CLS] beside the mean, before GELU.
        outer: To the logits.
        temperature: By which the logits are divided, above 0.
    """

    inner: Linear
    outer: Linear
    temperature: float


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeWeights:
    """The trained judge: one BERT and a head for each task."""

    bert: BertWeights
    heads: Mapping[str, Head]


def read_judge(folder: Path, weights: Path) -> JudgeWeights:
    """Read the trained judge.

    Args:
        folder: Folder of the encoder, whose weights are the base.
        weights: What training added to them.

    Raises:
        JudgeUnavailableError: A file is missing or damaged, or made for another encoder.
    """
    try:
        tensors, about = read_tensors(folder, weights)
        config = json.loads((folder / "config.json").read_bytes())
        trunk = {name.removeprefix(_TRUNK): value for name, value in tensors.items()}
        return JudgeWeights(
            bert=named_weights(trunk, config),
            heads={
                task: Head(
                    inner=(tensors[f"{task}.0.weight"], tensors[f"{task}.0.bias"]),
                    outer=(tensors[f"{task}.3.weight"], tensors[f"{task}.3.bias"]),
                    temperature=_temperature(about, task),
                )
                for task in OUTPUTS
            },
        )
    except (OSError, KeyError, ValueError, TypeError) as exc:
        raise JudgeUnavailableError(
            f"the judge cannot be loaded ({type(exc).__name__})", REINSTALL
        ) from exc


def read_tensors(folder: Path, weights: Path) -> tuple[dict[str, Floats], dict[str, str]]:
    """Return every weight of the trained judge by name, `float32`, and the metadata of the file.

    Raises:
        OSError: The encoder cannot be read.
        JudgeUnavailableError: The file is damaged, or made for another encoder.
    """
    from safetensors import SafetensorError

    file = folder / "model.safetensors"
    base = file_digest(file)
    try:
        stored, about = _stored(weights)
        if about.get("base") != base:
            raise JudgeUnavailableError(
                f"the judge was trained on other weights ({about.get('base', '?')[:12]}…) "
                f"than the installed ones ({base[:12]}…)",
                REINSTALL,
            )
        if about.get("content") != content_digest(stored):
            raise ValueError("its digest is another")
        return _added(_stored(file)[0], stored), about
    except (SafetensorError, OSError, KeyError, ValueError) as exc:
        raise JudgeUnavailableError(
            f"the weights of the judge cannot be read ({exc})", REINSTALL
        ) from exc


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def content_digest(tensors: Mapping[str, NDArray[Any]]) -> str:
    """Return the SHA-256 of names, shapes and values: a byte that flipped on disk is seen."""
    digest = hashlib.sha256()
    for name, value in sorted(tensors.items()):
        # As torch writes its types: the file that is shipped was digested so.
        digest.update(f"{name} {tuple(value.shape)} torch.{value.dtype}\n".encode())
        digest.update(value.tobytes())
    return digest.hexdigest()


def unpack(packed: NDArray[np.uint8]) -> Floats:
    """Turn `uint8 (rows, columns / 2)`, two steps of four bits in each, to `float32` in [-8, 7]."""
    steps = np.empty((len(packed), 2 * packed.shape[1]), dtype=np.float32)
    steps[:, ::2], steps[:, 1::2] = packed & 15, packed >> 4
    steps -= 8
    return steps


def _stored(path: Path) -> tuple[dict[str, NDArray[Any]], dict[str, str]]:
    from safetensors import safe_open

    with safe_open(str(path), framework="np") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        return tensors, dict(file.metadata() or {})


def _added(
    base: Mapping[str, NDArray[Any]], stored: Mapping[str, NDArray[Any]]
) -> dict[str, Floats]:
    """Add `name.steps * name.scale` to weight `name`, or put `name` in its place.

    Raises:
        KeyError: A tensor has no weight that it belongs to, or its scale is missing.
        ValueError: A shape is another, or a head is not whole and would stay untrained.
    """
    found: dict[str, Floats] = {f"{_TRUNK}{name}": value for name, value in base.items()}
    shapes = {name: value.shape for name, value in found.items()}
    shapes |= _head_shapes(len(base["embeddings.LayerNorm.bias"]))
    if missing := sorted(name for name in shapes.keys() - found.keys() if name not in stored):
        raise ValueError(f"{missing[0]} is missing")
    for name, value in stored.items():
        if name.endswith(".scale"):
            continue
        known = name.removesuffix(".steps")
        new = value.astype(np.float32)
        if known != name:
            new = unpack(value) * stored[f"{known}.scale"].astype(np.float32)
            if new.shape == shapes[known]:
                new += found[known]
        if new.shape != shapes[known]:
            raise ValueError(f"{known} has another shape")
        found[known] = new
    return found


def _head_shapes(width: int) -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {}
    for task, outputs in OUTPUTS.items():
        shapes |= {f"{task}.0.weight": (width, 2 * width), f"{task}.0.bias": (width,)}
        shapes |= {f"{task}.3.weight": (outputs, width), f"{task}.3.bias": (outputs,)}
    return shapes


def _temperature(about: Mapping[str, str], task: str) -> float:
    try:
        value = float(about[f"temperature.{task}"])
    except (KeyError, ValueError):
        value = 0.0
    if not 0.0 < value < np.inf:
        raise JudgeUnavailableError(
            f"the weights of the judge have no temperature for {task}", REINSTALL
        )
    return value
