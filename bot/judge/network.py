"""The trained judge: a cross-encoder on the encoder that is installed anyway.

One BERT reads premise and claim (or text and question) together, [CLS] a [SEP] b [SEP]; the vector
of [CLS] beside the mean of all pieces goes to a head with three outputs for entailment and one for
answering. What is shipped (`weights.safetensors`) is only what training added to the weights of
all-MiniLM-L6-v2; the file names the digest of the weights that it belongs to.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.errors import JudgeUnavailableError
from bot.judge.scorer import Probabilities, TextPairs

if TYPE_CHECKING:
    from torch import Tensor, nn
    from transformers import PreTrainedTokenizerBase

WEIGHTS = Path(__file__).with_name("weights.safetensors")
MAX_PIECES = 256  # word pieces of a pair; longer texts are windowed by `bot.judge.windows`
MAX_CLAIM = 128  # of which the claim or question may take this many
ENTAILMENT, ANSWERING = "entailment", "answering"
_OUTPUTS = {ENTAILMENT: 3, ANSWERING: 1}
# Longer texts are cut before they are tokenised, and texts are tokenised one by one: the
# tokenizer's own cutting of pairs took 20 GB for 10,000 words beside 5,000.
_CHARACTERS_A_PIECE = 12
_BATCH_PIECES = 2_048  # word pieces computed at once, padding included
_STEP = 8  # lengths are padded to a multiple of this
_REINSTALL = "install Newsproof again with `pip install --force-reinstall newsproof`"


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
    for task, outputs in _OUTPUTS.items():
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


def open_network(folder: Path) -> Network:
    """Return the judge that is shipped, on the encoder in `folder`; it loads at first use.

    Raises:
        JudgeUnavailableError: Its weights are missing.
    """
    network = Network(folder)
    assert network.identity  # noqa: S101 - says clearly when the weights are missing
    return network


class Network:
    """The trained judge of this package, as both models behind the judge. Loads at first use.

    Safe to use from several threads; one of them computes at a time. On a processor with bfloat16
    it computes in bfloat16, else in float32.
    """

    def __init__(self, folder: Path, *, weights: Path = WEIGHTS) -> None:
        """Describe the judge without loading it.

        Args:
            folder: Folder of all-MiniLM-L6-v2, whose weights are the base.
            weights: What training added to them.
        """
        self._folder = folder
        self._weights = weights
        self._lock = threading.Lock()

    @cached_property
    def identity(self) -> str:
        """Name and the first 12 digits of the digest of the weights."""
        if not self._weights.is_file():
            raise JudgeUnavailableError(
                f"the weights of the judge are not there ({self._weights.name} is missing)",
                _REINSTALL,
            )
        return f"newsproof-judge@{_digest(self._weights)[:12]}"

    def entailment(self, pairs: TextPairs) -> Probabilities:
        """Judge (premise, claim) pairs: `float32 (n, 3)`, supports, refutes, neither.

        Raises:
            JudgeUnavailableError: The weights are missing, damaged or for another encoder.
        """
        scaled = self._scaled(ENTAILMENT, pairs)
        shares = np.exp(scaled - scaled.max(axis=1, keepdims=True, initial=-np.inf))
        return np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=np.float32)

    def answering(self, pairs: TextPairs) -> Probabilities:
        """Judge (question, text) pairs: `float32 (n,)`, P(answers).

        Raises:
            JudgeUnavailableError: The weights are missing, damaged or for another encoder.
        """
        scaled = self._scaled(ANSWERING, [(text, question) for question, text in pairs])[:, 0]
        return np.asarray(1.0 / (1.0 + np.exp(-scaled)), dtype=np.float32)

    @cached_property
    def _loaded(self) -> tuple[nn.Module, PreTrainedTokenizerBase, dict[str, float]]:
        """Return (network, tokenizer, temperature of each task)."""
        import torch
        from transformers import AutoTokenizer

        assert self.identity  # noqa: S101 - says clearly when the weights are missing
        try:
            network = build(self._folder)
            about = add_weights(network, self._folder, self._weights)
            if torch.cpu.get_capabilities().get("avx512_bf16"):
                network = network.to(torch.bfloat16)
            tokenizer = AutoTokenizer.from_pretrained(str(self._folder), local_files_only=True)
        except (OSError, ValueError) as exc:
            raise JudgeUnavailableError(
                f"the judge cannot be loaded ({type(exc).__name__})", _REINSTALL
            ) from exc
        return network.eval(), tokenizer, {task: _temperature(about, task) for task in _OUTPUTS}

    def _scaled(self, task: str, pairs: TextPairs) -> Probabilities:
        """Return logits over temperature, `float32 (n, outputs)`, in the order given."""
        found = np.zeros((len(pairs), _OUTPUTS[task]), dtype=np.float32)
        if not pairs:
            return found
        import torch

        with self._lock, torch.inference_mode():
            network, tokenizer, temperatures = self._loaded
            rows = _encoded(tokenizer, pairs)
            for batch in _batches([len(first) + len(second) for first, second in rows]):
                ids, types, mask = _padded([rows[place] for place in batch])
                found[batch] = logits(network, task, ids, types, mask).float().numpy()
        return found / np.float32(temperatures[task])


def add_weights(network: nn.Module, folder: Path, weights: Path) -> dict[str, str]:
    """Add what training added to a network that `build` returned; return the file's metadata.

    Raises:
        JudgeUnavailableError: The file is damaged, or made for other weights than those in
            `folder`.
    """
    from safetensors import SafetensorError, safe_open

    base = _digest(folder / "model.safetensors")
    try:
        with safe_open(str(weights), framework="pt") as stored:
            about = dict(stored.metadata() or {})
            if about.get("base") != base:
                raise JudgeUnavailableError(
                    f"the judge was trained on other weights ({about.get('base', '?')[:12]}…) "
                    f"than the installed ones ({base[:12]}…)",
                    _REINSTALL,
                )
            tensors = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118
        if about.get("content") != content_digest(tensors):
            raise ValueError("its digest is another")
        _add(network, tensors)
    except (SafetensorError, OSError, KeyError, ValueError, RuntimeError) as exc:
        raise JudgeUnavailableError(
            f"the weights of the judge cannot be read ({exc})", _REINSTALL
        ) from exc
    return about


def content_digest(tensors: Mapping[str, Tensor]) -> str:
    """Return the SHA-256 of names, shapes and values: a byte that flipped on disk is seen."""
    digest = hashlib.sha256()
    for name, value in sorted(tensors.items()):
        digest.update(f"{name} {tuple(value.shape)} {value.dtype}\n".encode())
        digest.update(value.contiguous().numpy().tobytes())
    return digest.hexdigest()


def unpack(packed: Tensor) -> Tensor:
    """Turn `uint8 (rows, columns / 2)`, two steps of four bits in each, to `float32` in [-8, 7]."""
    import torch

    halves = torch.stack([packed & 15, packed >> 4], dim=-1)
    return halves.flatten(start_dim=1).float() - 8.0


def _add(network: nn.Module, stored: Mapping[str, Tensor]) -> None:
    """Add `name.steps * name.scale` to parameter `name`, or put `name` in its place.

    Raises:
        KeyError: A tensor has no parameter, or its scale is missing.
        ValueError: A shape is another, or a head is not stored and would stay untrained.
    """
    import torch

    parameters = dict(network.named_parameters())
    heads = {name for name in parameters if not name.startswith("bert.")}
    if missing := sorted(heads - stored.keys()):
        raise ValueError(f"{missing[0]} is missing")
    with torch.no_grad():
        for name, value in stored.items():
            if name.endswith(".scale"):
                continue
            known = name.removesuffix(".steps")
            parameter = parameters[known]
            new = value.float()
            if known != name:
                new = parameter + unpack(value) * stored[f"{known}.scale"].float()
            if new.shape != parameter.shape:
                raise ValueError(f"{known} has another shape")
            parameter.copy_(new)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _temperature(about: Mapping[str, str], task: str) -> float:
    try:
        value = float(about[f"temperature.{task}"])
    except (KeyError, ValueError):
        value = 0.0
    if not 0.0 < value < np.inf:
        raise JudgeUnavailableError(
            f"the weights of the judge have no temperature for {task}", _REINSTALL
        )
    return value


def _encoded(
    tokenizer: PreTrainedTokenizerBase, pairs: TextPairs
) -> list[tuple[list[int], list[int]]]:
    """Return the word pieces of each pair, special ones included: `[CLS] a [SEP]` and `b [SEP]`.

    The second text keeps `MAX_CLAIM` pieces, the first what room is left. Every text is cut into
    pieces once, though one claim stands in many pairs.
    """
    firsts = _pieces(tokenizer, [first for first, _ in pairs], MAX_PIECES)
    seconds = _pieces(tokenizer, [second for _, second in pairs], MAX_CLAIM)
    start, end = tokenizer.cls_token_id, tokenizer.sep_token_id
    rows = []
    for first, second in pairs:
        after = seconds[second]
        before = firsts[first][: MAX_PIECES - 3 - len(after)]
        rows.append(([start, *before, end], [*after, end]))
    return rows


def _pieces(
    tokenizer: PreTrainedTokenizerBase, texts: Sequence[str], most: int
) -> dict[str, list[int]]:
    """Return the first `most` word pieces of each text, by text.

    "[SEP]" in a text is read as the letters and marks that it is, never as the piece.
    """
    distinct = list(dict.fromkeys(texts))
    found = tokenizer(
        [_sound(text[: most * _CHARACTERS_A_PIECE]) for text in distinct],
        add_special_tokens=False,
        split_special_tokens=True,
        truncation=True,
        max_length=most,
    )
    return dict(zip(distinct, found["input_ids"], strict=True))


def _sound(text: str) -> str:
    """Return a text that has a UTF-8 form: a lone surrogate is a "?"."""
    return text.encode(errors="replace").decode()


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Cut places, sorted by length, into batches of at most `_BATCH_PIECES` with padding."""
    batches: list[list[int]] = [[]]
    for place in sorted(range(len(lengths)), key=lambda i: (lengths[i], i)):
        if batches[-1] and (len(batches[-1]) + 1) * _padded_length(lengths[place]) > _BATCH_PIECES:
            batches.append([])
        batches[-1].append(place)
    return batches


def _padded(rows: Sequence[tuple[list[int], list[int]]]) -> tuple[Tensor, Tensor, Tensor]:
    """Return (ids, types, mask), `int64 (n, length)` each."""
    import torch

    length = _padded_length(max(len(first) + len(second) for first, second in rows))
    values = np.zeros((3, len(rows), length), dtype=np.int64)
    for row, (first, second) in enumerate(rows):
        n = len(first) + len(second)
        values[0, row, :n] = first + second
        values[1, row, len(first) : n] = 1
        values[2, row, :n] = 1
    ids, types, mask = torch.from_numpy(values)
    return ids, types, mask


def _padded_length(length: int) -> int:
    return length + -length % _STEP
