"""Writing what training added to the encoder: four bits a weight, a scale a row.

The layers' matrices are stored as the difference to the weights that are installed anyway; that
difference is small, so four bits a weight keep 99.7 % of the decisions of a first network
(rank 64 of the same difference: 98.0 %, and the same size; November 2026). Norms, biases and the
heads are stored as they are, in float16.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from bot.judge.weights import content_digest, file_digest
from eval.training.network import build

if TYPE_CHECKING:
    from torch import Tensor, nn

_LEVELS = 7  # steps from -7 to 7


def ship(network: nn.Module, folder: Path, path: Path, *, about: Mapping[str, str]) -> None:
    """Write a trained network to a safetensors file that `bot.judge.weights` reads.

    Args:
        network: As `eval.training.network.build` made it, trained.
        folder: Folder of the encoder that it was made from.
        path: Where to write.
        about: What else the file says of itself: temperatures, seed, date.
    """
    import torch
    from safetensors.torch import save_file

    untrained = dict(build(folder).named_parameters())
    tensors: dict[str, Tensor] = {}
    for name, parameter in network.named_parameters():
        value = parameter.detach().float().cpu()
        if name.startswith("bert.") and name in untrained and torch.equal(value, untrained[name]):
            continue  # frozen
        if name.startswith("bert.encoder.") and value.ndim > 1:
            difference = value - untrained[name].detach()
            scale = (difference.abs().amax(dim=1, keepdim=True) / _LEVELS).half()
            steps = (difference / scale.float().clamp(min=1e-12)).round().clamp(-_LEVELS, _LEVELS)
            tensors[f"{name}.steps"] = _pack(steps)
            tensors[f"{name}.scale"] = scale
        else:
            tensors[name] = value.half()
    content = content_digest({name: value.numpy() for name, value in tensors.items()})
    base = file_digest(folder / "model.safetensors")
    written = {**about, "base": base, "content": content}
    save_file(tensors, str(path), metadata=written)
    _sort_header(path)


def _sort_header(path: Path) -> None:
    """Put the header in order, so that the same weights are the same bytes and have one identity.

    safetensors 0.8 writes the metadata in the order of a hash table that is seeded anew each time.
    """
    stored = path.read_bytes()
    end = 8 + int.from_bytes(stored[:8], "little")
    header = json.dumps(json.loads(stored[8:end]), sort_keys=True, separators=(",", ":")).encode()
    header += b" " * (-len(header) % 8)
    path.write_bytes(len(header).to_bytes(8, "little") + header + stored[end:])


def _pack(steps: Tensor) -> Tensor:
    """Turn steps in [-7, 7], `(rows, columns)`, to `uint8 (rows, columns / 2)`."""
    import torch

    nibbles = (steps + 8).to(torch.uint8).reshape(steps.shape[0], -1, 2)
    return nibbles[..., 0] | (nibbles[..., 1] << 4)
