"""The judge in torch, with gradients: what is trained. `bot.judge.network` computes the same.

One BERT reads both texts, [CLS] a [SEP] b [SEP]; the vector of [CLS] beside the mean of all pieces
goes to the head of the task.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.judge.weights import OUTPUTS

if TYPE_CHECKING:
    from torch import Tensor, nn


def build(folder: Path, *, attention: str = "sdpa", dropout: float = 0.0) -> nn.Module:
    """Return the untrained network on the encoder in `folder`: `bert`, and a head for each task.

    Args:
        folder: A folder with the BERT weights of the encoder.
        attention: Implementation in transformers; "eager" trains faster on a CPU.
        dropout: Share of what the layers put out that training leaves away, in [0, 1).

    Raises:
        OSError: The folder holds no such weights.
    """
    import torch
    from torch import nn
    from transformers import AutoModel
    from transformers.utils import logging

    noise: Any = logging
    verbosity = noise.get_verbosity()
    noise.set_verbosity_error()  # it lists the pooler that is not needed here
    noise.disable_progress_bar()
    try:
        bert = AutoModel.from_pretrained(
            str(folder),
            local_files_only=True,
            attn_implementation=attention,
            add_pooling_layer=False,
            dtype=torch.float32,
            hidden_dropout_prob=dropout,
            attention_probs_dropout_prob=0.0,
        )
    finally:
        noise.set_verbosity(verbosity)
    width = int(bert.config.hidden_size)
    network = nn.Module()
    network.bert = bert
    for task, outputs in OUTPUTS.items():
        inner = (nn.Linear(2 * width, width), nn.GELU(), nn.Dropout(0.1))
        network.add_module(task, nn.Sequential(*inner, nn.Linear(width, outputs)))
    return network


def logits(network: nn.Module, task: str, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
    """Return `(n, 3)` for entailment or `(n, 1)` for answering.

    Args:
        network: What `build` returned.
        task: `ENTAILMENT` or `ANSWERING`.
        ids: Word pieces, `int64 (n, length)`.
        types: 0 for the first text and 1 for the second, like `ids`.
        mask: 1 for a piece and 0 for padding, like `ids`.
    """
    import torch

    parts: Any = network
    hidden = parts.bert(input_ids=ids, attention_mask=mask, token_type_ids=types)[0]
    weights = mask[..., None].to(hidden.dtype)
    mean = (hidden * weights).sum(1) / weights.sum(1)
    found: Tensor = getattr(parts, task)(torch.cat([hidden[:, 0], mean], dim=-1))
    return found
