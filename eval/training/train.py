"""Training the cross-encoder: full fine-tuning of the layers, word and position vectors frozen.

bfloat16 by autocast (on a GPU as on a CPU), AdamW with warm-up, plateau and linear decay, both
heads in turn. What it writes to its folder lets a run that was cut off go on where it was.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bot.judge.weights import ANSWERING, ENTAILMENT
from eval.training.network import build, logits
from eval.training.pairs import Asked, Label, Pair
from eval.training.schedule import ANSWERING_EPOCHS, ENTAILMENT_EPOCHS, Encoded, plan

if TYPE_CHECKING:
    from torch import Tensor, nn
    from torch.optim import Optimizer

MAX_PIECES = 224  # word pieces of a training pair
_STEP = 8
_CHECKPOINT_SECONDS = 300.0
LABELS = {Label.SUPPORT: 0, Label.REFUTE: 1, Label.NEI: 2, Label.NOT_SUPPORT: 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Hyper-parameters.

    Attributes:
        rate: Peak learning rate of the encoder's layers.
        head_rate: The same for the heads.
        layer_decay: Factor from each layer to the one below it.
        n_batches: How many batches are learned from; the order of a longer training begins alike.
        warm_up: Batches in which the rate rises.
        cool_down: Share of the batches, the last ones, in which the rate falls to zero.
        weight_decay: Of matrices; vectors have none.
        clip: Largest norm of a gradient.
        dropout: Of what the layers put out, not of attention: its masks cost more to draw.
        seed: Of weights, dropout and order.
        entailment: How often each family of pairs is seen.
        answering: The same for questions.
    """

    rate: float = 1e-4
    head_rate: float = 3e-4
    layer_decay: float = 0.9
    n_batches: int = 3_800
    warm_up: int = 150
    cool_down: float = 0.42
    weight_decay: float = 0.01
    clip: float = 1.0
    dropout: float = 0.1
    seed: int = 0
    entailment: Mapping[str, float] = field(default_factory=lambda: dict(ENTAILMENT_EPOCHS))
    answering: Mapping[str, float] = field(default_factory=lambda: dict(ANSWERING_EPOCHS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """Examples of both heads, as word pieces: what is learned from."""

    entailment: Sequence[Encoded]
    answering: Sequence[Encoded]


OnEvaluate = Callable[["nn.Module", int], dict[str, float]]


def encode_pairs(folder: Path, pairs: Sequence[Pair]) -> list[Encoded]:
    """Turn pairs into word pieces, premise first."""
    texts = [(p.premise, p.hypothesis) for p in pairs]
    return _encode(folder, texts, [LABELS[p.label] for p in pairs], [p.kind for p in pairs])


def encode_asked(folder: Path, asked: Sequence[Asked]) -> list[Encoded]:
    """Turn questions into word pieces, the text first."""
    texts = [(a.text, a.question) for a in asked]
    return _encode(folder, texts, [int(a.answers) for a in asked], [a.kind for a in asked])


def train(
    folder: Path,
    data: Data,
    recipe: Recipe,
    *,
    work: Path,
    evaluate: OnEvaluate,
    n_evaluations: int = 12,
    device: str = "cpu",
    say: Callable[[str], None] = print,
) -> tuple[nn.Module, list[dict[str, Any]]]:
    """Train, or go on with a training that was cut off.

    Args:
        folder: Folder of the encoder.
        data: What is learned from.
        recipe: Hyper-parameters.
        work: Folder for the checkpoint; a finished one is returned at once.
        evaluate: Called with the network and the pairs seen; returns figures by name.
        n_evaluations: How often, evenly.
        device: "cpu" or "cuda".
        say: Where progress goes.

    Returns:
        The network, and the learning curve [{"pairs", "dev"}].
    """
    import torch

    torch.manual_seed(recipe.seed)
    network = build(folder, attention="eager", dropout=recipe.dropout).to(device)
    for name, parameter in network.named_parameters():
        parameter.requires_grad = not _is_frozen(name)
    optimizer = _optimizer(network, recipe)
    steps = _steps(data, recipe)[: recipe.n_batches]
    curve: list[dict[str, Any]] = []
    first, seen = 0, 0
    saved = work / "checkpoint.pt"
    if saved.is_file():
        state = torch.load(saved, map_location=device, weights_only=True)
        network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
        torch.set_rng_state(state["random"].cpu())
        first, seen, curve = state["step"], state["seen"], json.loads(state["curve"])
        say(f"going on at batch {first:,} of {len(steps):,}")
    network.train()
    started = written = time.monotonic()
    at_start = seen
    every = max(1, len(steps) // n_evaluations)
    for step in range(first, len(steps)):
        task, batch = steps[step]
        examples = data.entailment if task == ENTAILMENT else data.answering
        _set_rate(optimizer, recipe, step, len(steps))
        loss: Any = _loss(network, task, [examples[i] for i in batch], device)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), recipe.clip)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        seen += len(batch)
        now = time.monotonic()
        if step % 100 == 99:
            rate = (seen - at_start) / (now - started)
            left = (now - started) / (step + 1 - first) * (len(steps) - step - 1) / 60
            say(
                f"batch {step + 1:,}/{len(steps):,}  {seen:,} pairs  {rate:.0f}/s  "
                f"loss {loss.item():.3f}  {left:.0f} min left"
            )
        if (step + 1) % every == 0 or step + 1 == len(steps):
            network.eval()
            curve.append({"pairs": seen, "dev": evaluate(network, seen)})
            network.train()
            say(f"{seen:,} pairs: {curve[-1]['dev']}")
        if now - written > _CHECKPOINT_SECONDS or step + 1 == len(steps):
            _save(saved, network, optimizer, step=step + 1, seen=seen, curve=curve)
            written = now
    network.eval()
    return network, curve


def tensors(
    examples: Sequence[Encoded], device: str = "cpu"
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return (ids, types, mask, labels) of a batch, padded to a multiple of eight."""
    import torch

    length = max(len(e.ids) for e in examples)
    length += -length % _STEP
    ids = np.zeros((len(examples), length), dtype=np.int64)
    types, mask = np.zeros_like(ids), np.zeros_like(ids)
    for row, example in enumerate(examples):
        n = len(example.ids)
        ids[row, :n] = example.ids
        types[row, example.first : n] = 1
        mask[row, :n] = 1
    labels = np.array([e.label for e in examples])
    found = [torch.from_numpy(values).to(device) for values in (ids, types, mask, labels)]
    return found[0], found[1], found[2], found[3]


def predict(
    network: nn.Module, task: str, examples: Sequence[Encoded], *, device: str = "cpu"
) -> NDArray[np.float32]:
    """Return logits, `float32 (n, outputs)`, in the order given."""
    import torch

    if not examples:
        return np.zeros((0, getattr(network, task)[-1].out_features), dtype=np.float32)

    order = sorted(range(len(examples)), key=lambda i: len(examples[i].ids))
    rows: dict[int, Any] = {}
    with torch.inference_mode(), torch.autocast(device, dtype=torch.bfloat16):
        for start in range(0, len(order), 48):
            some = order[start : start + 48]
            ids, types, mask, _ = tensors([examples[i] for i in some], device)
            found = logits(network, task, ids, types, mask).float().cpu().numpy()
            rows |= zip(some, found, strict=True)
    return np.stack([rows[i] for i in range(len(examples))])


def _encode(
    folder: Path, texts: Sequence[tuple[str, str]], labels: Sequence[int], kinds: Sequence[str]
) -> list[Encoded]:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
    found: list[Encoded] = []
    for start in range(0, len(texts), 1_000):
        some = texts[start : start + 1_000]
        pieces = tokenizer(
            [first for first, _ in some],
            [second for _, second in some],
            truncation="longest_first",
            max_length=MAX_PIECES,
        )
        for offset, (ids, types) in enumerate(
            zip(pieces["input_ids"], pieces["token_type_ids"], strict=True)
        ):
            found.append(
                Encoded(
                    ids=np.asarray(ids, dtype=np.uint16),  # the vocabulary has 30,522 pieces
                    first=types.index(1),
                    label=labels[start + offset],
                    kind=kinds[start + offset],
                )
            )
    return found


def _steps(data: Data, recipe: Recipe) -> list[tuple[str, list[int]]]:
    steps = [
        *((ENTAILMENT, b) for b in plan(data.entailment, recipe.entailment, seed=recipe.seed)),
        *((ANSWERING, b) for b in plan(data.answering, recipe.answering, seed=recipe.seed)),
    ]
    random.Random(recipe.seed).shuffle(steps)  # noqa: S311 - a seeded order, not a secret
    return steps


def _loss(network: nn.Module, task: str, examples: Sequence[Encoded], device: str) -> Tensor:
    """Cross-entropy; where a set only says "not supported", minus log of 1 - P(supports)."""
    import torch
    from torch.nn import functional

    ids, types, mask, labels = tensors(examples, device)
    with torch.autocast(device, dtype=torch.bfloat16):
        found = logits(network, task, ids, types, mask)
    found = found.float()
    if task == ANSWERING:
        return functional.binary_cross_entropy_with_logits(found[:, 0], labels.float())
    shares = found.log_softmax(-1)
    not_supported = torch.logsumexp(shares[:, 1:], dim=-1)
    exact = shares.gather(1, labels.clamp(max=2)[:, None])[:, 0]
    return -torch.where(labels < 3, exact, not_supported).mean()


def _is_frozen(name: str) -> bool:
    return "word_embeddings" in name or "position_embeddings" in name


def _optimizer(network: nn.Module, recipe: Recipe) -> Optimizer:
    import torch

    parts: Any = network
    n_layers = len(parts.bert.encoder.layer)
    groups = []
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        if not name.startswith("bert."):
            rate = recipe.head_rate
        else:
            layer = int(name.split(".layer.")[1].split(".")[0]) if ".layer." in name else -1
            rate = recipe.rate * recipe.layer_decay ** (n_layers - 1 - layer)
        decay = recipe.weight_decay if parameter.ndim > 1 else 0.0
        groups.append({"params": [parameter], "lr": rate, "peak": rate, "weight_decay": decay})
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)


def _set_rate(optimizer: Optimizer, recipe: Recipe, step: int, n_steps: int) -> None:
    """Warm-up, plateau, linear decay to zero."""
    left = (n_steps - step) / max(1.0, recipe.cool_down * n_steps)
    factor = min(1.0, (step + 1) / max(1, recipe.warm_up), left)
    for group in optimizer.param_groups:
        group["lr"] = group["peak"] * factor


def _save(
    path: Path,
    network: nn.Module,
    optimizer: Optimizer,
    *,
    step: int,
    seen: int,
    curve: list[dict[str, Any]],
) -> None:
    import torch

    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".part")
    torch.save(
        {
            "network": network.state_dict(),
            "optimizer": optimizer.state_dict(),
            "random": torch.get_rng_state(),
            "step": step,
            "seen": seen,
            "curve": json.dumps(curve),
        },
        half,
    )
    half.replace(path)
